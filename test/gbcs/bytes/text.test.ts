import { expect } from 'chai';
import fc from 'fast-check';
import { fromBase64, octetsOfText } from '../../../gbcs/bytes/text.js';
import { codecError, expectCodecError } from '../asn1/payloads.js';

describe('base64', () => {
  it('is what Buffer reads, for every length and padding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(fromBase64(Buffer.from(bytes).toString('base64'))).to.deep.equal(bytes);
      }),
    );
  });

  const wrong: [string, number][] = [
    ['3Q', 2],
    ['3QAA=', 5],
    ['3Q-A', 2],
    ['3Q_A', 2],
    ['=QAA', 0],
    ['3=AA', 1],
    ['====', 0],
    ['3Q A', 2],
    ['3QAé', 3],
  ];
  for (const [text, offset] of wrong) {
    it(`refuses ${text} at character ${offset}`, () => {
      expectCodecError(() => fromBase64(text), 'GBCS_E_TEXT', offset);
    });
  }
});

describe('text of a message', () => {
  const commands = [Uint8Array.of(0xdd, 0, 0, 0, 0, 0, 0, 7), Uint8Array.of(0xdf, 9, 1, 0, 0)];

  for (const octets of commands) {
    const hex = Buffer.from(octets).toString('hex');
    const base64 = Buffer.from(octets).toString('base64');
    it(`may be hexadecimal or base64: ${hex}`, () => {
      expect(octetsOfText(hex)).to.deep.equal(octets);
      expect(octetsOfText(hex.toUpperCase())).to.deep.equal(octets);
      expect(octetsOfText(base64)).to.deep.equal(octets);
    });

    it(`may have white space anywhere: ${hex}`, () => {
      expect(octetsOfText(`\n ${hex.replaceAll(/(..)/g, '$1 ')}\r\n`)).to.deep.equal(octets);
      expect(octetsOfText(`\t${base64.replace(/(...)/, '$1\n')} `)).to.deep.equal(octets);
    });
  }

  it('is hexadecimal where it could be either', () => {
    expect(octetsOfText('ddDD')).to.deep.equal(Uint8Array.of(0xdd, 0xdd));
    expect(octetsOfText('3344')).to.deep.equal(Uint8Array.of(0x33, 0x44));
  });

  it('is not empty', () => {
    expectCodecError(() => octetsOfText(''), 'GBCS_E_EMPTY', 0);
    expectCodecError(() => octetsOfText(' \n\t'), 'GBCS_E_EMPTY', 0);
  });

  it('names the place of a bad character, counted without white space', () => {
    expectCodecError(() => octetsOfText('dd 0g'), 'GBCS_E_TEXT', 3);
    expectCodecError(() => octetsOfText('3Q AA\n*A=='), 'GBCS_E_TEXT', 4);
  });

  it('never gives anything but octets or that error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        try {
          expect(octetsOfText(text)).to.be.instanceOf(Uint8Array);
        } catch {
          expect(codecError(() => octetsOfText(text)).code).to.be.oneOf(['GBCS_E_TEXT', 'GBCS_E_EMPTY']);
        }
      }),
      { numRuns: 500 },
    );
  });
});
