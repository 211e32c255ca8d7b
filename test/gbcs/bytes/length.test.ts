import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { readLength, writeLength } from '../../../gbcs/bytes/length.js';
import { Reader } from '../../../gbcs/bytes/reader.js';
import { Writer } from '../../../gbcs/bytes/writer.js';
import { expectCodecError } from '../asn1/payloads.js';

function written(value: number, lengthOctets?: number): string {
  const writer = new Writer();
  writeLength(writer, value, lengthOctets);
  return toHex(writer.finish());
}

function read(hex: string) {
  const reader = new Reader(fromHex(`${hex}ee`), 10);
  const length = readLength(reader, 'it');
  expect(reader.offset).to.equal(10 + hex.length / 2);
  return length;
}

// X.690 8.1.3: the shortest forms around every change of form.
const shortest: [number, string][] = [
  [0, '00'],
  [1, '01'],
  [0x7f, '7f'],
  [0x80, '8180'],
  [0xff, '81ff'],
  [0x100, '820100'],
  [0xffff, '82ffff'],
  [0x10000, '83010000'],
  [0xffffff, '83ffffff'],
  [0x1000000, '8401000000'],
  [0xffffffff, '84ffffffff'],
];

describe('length fields', () => {
  for (const [value, hex] of shortest) {
    it(`has ${hex} for ${value}, and no form to remember`, () => {
      expect(written(value)).to.equal(hex);
      expect(read(hex)).to.deep.equal({ value });
    });
  }

  const longer: [string, number, number][] = [
    ['8100', 0, 2],
    ['817f', 0x7f, 2],
    ['820005', 5, 3],
    ['8200ff', 0xff, 3],
    ['83000100', 0x100, 4],
    ['8400000080', 0x80, 5],
  ];
  for (const [hex, value, lengthOctets] of longer) {
    it(`remembers that ${hex} is longer than needed`, () => {
      expect(read(hex)).to.deep.equal({ value, lengthOctets });
      expect(written(value, lengthOctets)).to.equal(hex);
    });
  }

  it('are written as they were read', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.constantFrom(1, 2, 3, 4, 5), (value, lengthOctets) => {
        const { value: again, lengthOctets: form } = read(written(value, lengthOctets));
        expect(again).to.equal(value);
        expect(written(again, form)).to.equal(written(value, lengthOctets));
      }),
    );
  });

  it('never lose digits where a value has outgrown the form it had', () => {
    expect(written(200, 1)).to.equal('81c8');
    expect(written(300, 2)).to.equal('82012c');
    expect(written(70000, 3)).to.equal('83011170');
  });

  it('are never indefinite, nor of more than four octets', () => {
    expectCodecError(() => read('80'), 'GBCS_E_LENGTH', 10);
    expectCodecError(() => read('850000000001'), 'GBCS_E_LENGTH', 10);
    expectCodecError(() => read('ff'), 'GBCS_E_LENGTH', 10);
  });

  it('must be there whole', () => {
    for (const hex of ['', '81', '82', '8201', '84010203']) {
      const octets = fromHex(hex);
      expectCodecError(() => readLength(new Reader(octets, 7), 'it'), 'GBCS_E_TRUNCATED', 7 + octets.length);
    }
  });
});
