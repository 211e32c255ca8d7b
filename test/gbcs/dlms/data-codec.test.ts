import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { Reader } from '../../../gbcs/bytes/reader.js';
import { Writer } from '../../../gbcs/bytes/writer.js';
import type { Data } from '../../../gbcs/dlms/data.js';
import { readData, writeData } from '../../../gbcs/dlms/data-codec.js';
import { codecError, expectCodecError, nearMiss, valueOrCodecError } from '../asn1/payloads.js';
import { compactArrays, SIMPLE, values, withoutSpans } from './arbitrary-values.js';

function read(hex: string, base = 0): Data {
  const reader = new Reader(fromHex(hex), base);
  const data = readData(reader);
  reader.end('the value');
  return data;
}

function write(data: Data): string {
  const writer = new Writer();
  writeData(writer, data);
  return toHex(writer.finish());
}

function itemsOf(data: Data): readonly Data[] {
  if (!('items' in data)) throw new Error(`${data.type} has no items`);
  return data.items;
}

const octets = (hex: string) => fromHex(hex);

/** Tags and contents of IEC 61334-6 and the Blue Book, 4.1.5. */
const table: [string, Data][] = [
  ['00', { type: 'null-data' }],
  ['0100', { type: 'array', items: [] }],
  [
    '01020f010ffe',
    {
      type: 'array',
      items: [
        { type: 'integer', value: 1 },
        { type: 'integer', value: -2 },
      ],
    },
  ],
  ['020100', { type: 'structure', items: [{ type: 'null-data' }] }],
  ['0300', { type: 'boolean', value: false }],
  ['03ff', { type: 'boolean', value: true }],
  ['0301', { type: 'boolean', value: true, octet: 1 }],
  ['0400', { type: 'bit-string', bits: '' }],
  ['0407fe', { type: 'bit-string', bits: '1111111' }],
  ['0407f8', { type: 'bit-string', bits: '1111100' }],
  ['0403bf', { type: 'bit-string', bits: '101', padding: 0x1f }],
  ['0409ff80', { type: 'bit-string', bits: '111111111' }],
  ['0580000000', { type: 'double-long', value: -2147483648 }],
  ['057fffffff', { type: 'double-long', value: 2147483647 }],
  ['05ffffffff', { type: 'double-long', value: -1 }],
  ['06ffffffff', { type: 'double-long-unsigned', value: 4294967295 }],
  ['06548e2480', { type: 'double-long-unsigned', value: 1418601600 }],
  ['0900', { type: 'octet-string', octets: octets('') }],
  ['090600000a0067ff', { type: 'octet-string', octets: octets('00000a0067ff') }],
  ['09810112', { type: 'octet-string', octets: octets('12'), lengthOctets: 2 }],
  [`098180${'ab'.repeat(128)}`, { type: 'octet-string', octets: octets('ab'.repeat(128)) }],
  ['0a0a45562063686172676572', { type: 'visible-string', octets: new TextEncoder().encode('EV charger') }],
  ['0c02c3a9', { type: 'utf8-string', octets: octets('c3a9') }],
  ['0d99', { type: 'bcd', value: 0x99 }],
  ['0f80', { type: 'integer', value: -128 }],
  ['0f7f', { type: 'integer', value: 127 }],
  ['108000', { type: 'long', value: -32768 }],
  ['107fff', { type: 'long', value: 32767 }],
  ['11ff', { type: 'unsigned', value: 255 }],
  ['12ffff', { type: 'long-unsigned', value: 65535 }],
  ['12003c', { type: 'long-unsigned', value: 60 }],
  ['148000000000000000', { type: 'long64', value: -(2n ** 63n) }],
  ['14ffffffffffffffff', { type: 'long64', value: -1n }],
  ['15ffffffffffffffff', { type: 'long64-unsigned', value: 2n ** 64n - 1n }],
  ['1601', { type: 'enum', value: 1 }],
  ['173f800000', { type: 'float32', octets: octets('3f800000') }],
  ['183ff0000000000000', { type: 'float64', octets: octets('3ff0000000000000') }],
  ['1907df0101ff000000008000ff', { type: 'date-time', octets: octets('07df0101ff000000008000ff') }],
  ['1affff0c19ff', { type: 'date', octets: octets('ffff0c19ff') }],
  ['1b0c1e0000', { type: 'time', octets: octets('0c1e0000') }],
  [
    '13120400010002',
    {
      type: 'compact-array',
      description: { type: 'long-unsigned' },
      items: [
        { type: 'long-unsigned', value: 1 },
        { type: 'long-unsigned', value: 2 },
      ],
    },
  ],
  [
    '13020206030a00000001ff0000000200',
    {
      type: 'compact-array',
      description: { type: 'structure', fields: [{ type: 'double-long-unsigned' }, { type: 'boolean' }] },
      items: [
        {
          type: 'structure',
          items: [
            { type: 'double-long-unsigned', value: 1 },
            { type: 'boolean', value: true },
          ],
        },
        {
          type: 'structure',
          items: [
            { type: 'double-long-unsigned', value: 2 },
            { type: 'boolean', value: false },
          ],
        },
      ],
    },
  ],
  [
    '1301000211040a0b0c0d',
    {
      type: 'compact-array',
      description: { type: 'array', count: 2, of: { type: 'unsigned' } },
      items: [
        {
          type: 'array',
          items: [
            { type: 'unsigned', value: 10 },
            { type: 'unsigned', value: 11 },
          ],
        },
        {
          type: 'array',
          items: [
            { type: 'unsigned', value: 12 },
            { type: 'unsigned', value: 13 },
          ],
        },
      ],
    },
  ],
  ['131100', { type: 'compact-array', description: { type: 'unsigned' }, items: [] }],
  [
    '13090403aabbcc',
    {
      type: 'compact-array',
      description: { type: 'octet-string' },
      items: [{ type: 'octet-string', octets: octets('aabbcc') }],
    },
  ],
];

describe('DLMS data', () => {
  it('has an example of every type here', () => {
    const types = new Set(table.map(([, data]) => data.type));
    expect(types.size).to.equal(Object.keys(SIMPLE).length + 3);
  });

  for (const [hex, data] of table) {
    it(`${hex.slice(0, 40)} is ${data.type}`, () => {
      expect(withoutSpans(read(hex))).to.deep.equal(data);
      expect(write(data)).to.equal(hex);
    });
  }

  for (const [type, arbitrary] of Object.entries({ ...SIMPLE, 'compact-array': compactArrays, any: values })) {
    it(`is read as it was written, and written as it was read: ${type}`, () => {
      fc.assert(
        fc.property(arbitrary as fc.Arbitrary<Data>, (data) => {
          const hex = write(data);
          const again = withoutSpans(read(hex));
          expect(write(again)).to.equal(hex);
          expect(again).to.deep.equal(data);
        }),
        { numRuns: 200 },
      );
    });
  }

  it('has the numbers of DataView', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        const hex = toHex(bytes);
        const value = (tag: string, digits: number) => (read(tag + hex.slice(0, digits)) as { value: unknown }).value;
        expect(value('05', 8)).to.equal(view.getInt32(0));
        expect(value('06', 8)).to.equal(view.getUint32(0));
        expect(value('0f', 2)).to.equal(view.getInt8(0));
        expect(value('10', 4)).to.equal(view.getInt16(0));
        expect(value('14', 16)).to.equal(view.getBigInt64(0));
      }),
    );
  });

  it('knows the place of every value, within the message', () => {
    // structure { array { unsigned 1 }, octet-string of two octets }
    const data = read('0202010111010902aabb', 100);
    const spans: unknown[] = [];
    const walk = (one: Data) => {
      spans.push([one.type, one.span]);
      if ('items' in one) one.items.forEach(walk);
    };
    walk(data);
    expect(spans).to.deep.equal([
      ['structure', { start: 100, end: 110 }],
      ['array', { start: 102, end: 106 }],
      ['unsigned', { start: 104, end: 106 }],
      ['octet-string', { start: 106, end: 110 }],
    ]);
    expect(itemsOf(read('1312040001000a', 20)).map((item) => item.span)).to.deep.equal([
      { start: 23, end: 25 },
      { start: 25, end: 27 },
    ]);
  });

  const malformed: [string, string, Parameters<typeof expectCodecError>[1], number][] = [
    ['nothing', '', 'GBCS_E_TRUNCATED', 0],
    ['a tag alone', '02', 'GBCS_E_TRUNCATED', 1],
    ['tag 08', '08', 'GBCS_E_TAG', 0],
    ['tag 0B', '0b00', 'GBCS_E_TAG', 0],
    ['tag FF (do not care)', 'ff', 'GBCS_E_TAG', 0],
    ['an unknown tag inside', '020200ee', 'GBCS_E_TAG', 3],
    ['a structure that ends early', '020300', 'GBCS_E_TRUNCATED', 3],
    ['an octet-string that ends early', '0903aabb', 'GBCS_E_TRUNCATED', 4],
    ['an indefinite length', '098000', 'GBCS_E_LENGTH', 1],
    ['a bit-string that ends early', '0409ff', 'GBCS_E_TRUNCATED', 3],
    ['a number that ends early', '06000000', 'GBCS_E_TRUNCATED', 4],
    ['a compact-array in a compact-array', '13131100', 'GBCS_E_TAG', 1],
    ['a compact-array with half an element', '131203000102', 'GBCS_E_TRUNCATED', 6],
    ['a compact-array whose elements have no octets', '130001aa', 'GBCS_E_VALUE', 3],
    ['a compact-array with an unknown description', '130b00', 'GBCS_E_TAG', 1],
  ];
  for (const [what, hex, code, offset] of malformed) {
    it(`is not ${what}`, () => {
      expectCodecError(() => read(hex), code, offset);
    });
  }

  const unwritable: [string, Data][] = [
    ['256 as unsigned', { type: 'unsigned', value: 256 }],
    ['-1 as long-unsigned', { type: 'long-unsigned', value: -1 }],
    ['128 as integer', { type: 'integer', value: 128 }],
    ['-129 as integer', { type: 'integer', value: -129 }],
    ['32,768 as long', { type: 'long', value: 32768 }],
    ['2^31 as double-long', { type: 'double-long', value: 2 ** 31 }],
    ['2^32 as double-long-unsigned', { type: 'double-long-unsigned', value: 2 ** 32 }],
    ['half of one', { type: 'unsigned', value: 0.5 }],
    ['2^63 as long64', { type: 'long64', value: 2n ** 63n }],
    ['-2^63 - 1 as long64', { type: 'long64', value: -(2n ** 63n) - 1n }],
    ['-1 as long64-unsigned', { type: 'long64-unsigned', value: -1n }],
    ['a date-time of 11 octets', { type: 'date-time', octets: new Uint8Array(11) }],
    ['a float of five octets', { type: 'float32', octets: new Uint8Array(5) }],
    ['bits of another digit', { type: 'bit-string', bits: '012' }],
    [
      'an element of another type than described',
      { type: 'compact-array', description: { type: 'long' }, items: [{ type: 'unsigned', value: 1 }] },
    ],
  ];
  for (const [what, data] of unwritable) {
    it(`is not written: ${what}`, () => {
      expect(codecError(() => write(data)).code).to.equal('GBCS_E_VALUE');
    });
  }

  it('is not written where a structure has other fields than described', () => {
    const description = { type: 'structure', fields: [{ type: 'unsigned' }, { type: 'unsigned' }] } as const;
    const items: Data[] = [{ type: 'structure', items: [{ type: 'unsigned', value: 1 }] }];
    expect(codecError(() => write({ type: 'compact-array', description, items })).code).to.equal('GBCS_E_COUNT');
  });
});

describe('hostile DLMS data', () => {
  /** Runs under a generous bound on time: what is checked is that work is bounded, not how fast it is. */
  function refused(hex: string): string {
    const start = performance.now();
    const { code, offset } = codecError(() => read(hex));
    expect(performance.now() - start, 'milliseconds').to.be.lessThan(5000);
    expect(offset).to.be.within(0, hex.length / 2);
    return code;
  }

  it('is nested 32 levels at most', () => {
    const nested = (depth: number) => `${'0201'.repeat(depth)}00`;
    expect(write(read(nested(32)))).to.equal(nested(32));
    expect(refused(nested(33))).to.equal('GBCS_E_TOO_DEEP');
    expect(refused(nested(60_000))).to.equal('GBCS_E_TOO_DEEP');
  });

  it('describes a compact-array in 32 levels at most', () => {
    expect(refused(`13${'0201'.repeat(60_000)}`)).to.equal('GBCS_E_TOO_DEEP');
    expect(refused(`13${'010001'.repeat(40_000)}`)).to.equal('GBCS_E_TOO_DEEP');
  });

  it('holds 50,000 values at most', () => {
    const nulls = (count: number) => `0183${count.toString(16).padStart(6, '0')}${'00'.repeat(count)}`;
    expect(itemsOf(read(nulls(49_999))).length).to.equal(49_999);
    expect(refused(nulls(50_000))).to.equal('GBCS_E_TOO_LARGE');
  });

  it('cannot claim more than is there', () => {
    expect(refused('0184ffffffff')).to.equal('GBCS_E_TRUNCATED');
    expect(refused('0984ffffffff')).to.equal('GBCS_E_TRUNCATED');
    expect(refused('0484ffffffff')).to.equal('GBCS_E_TRUNCATED');
    expect(refused('1384ffffffff')).to.equal('GBCS_E_TAG');
    expect(refused('130284ffffffff00')).to.equal('GBCS_E_TRUNCATED');
    expect(refused('131184ffffffff00')).to.equal('GBCS_E_TRUNCATED');
  });

  it('cannot multiply elements without octets by its description', () => {
    expect(refused('1301ffff020001aa')).to.equal('GBCS_E_TOO_LARGE');
    expect(refused('1301ffff0001aa')).to.equal('GBCS_E_TOO_LARGE');
    expect(refused(`13${'01ffff'.repeat(20)}0001aa`)).to.equal('GBCS_E_TOO_LARGE');
    expect(refused('130100000001aa')).to.equal('GBCS_E_VALUE');
    // Two such elements, each with an octet of its own: the second one goes over.
    const fields = '0202 11 01c000 00'.replaceAll(' ', '');
    expect(refused(`13${fields}020102`)).to.equal('GBCS_E_TOO_LARGE');
  });

  it('gives a value or a CodecError with a place, whatever the octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => {
        valueOrCodecError(() => readData(new Reader(octets, 5)), 5, octets.length);
      }),
      { numRuns: 3000 },
    );
  });

  it('does so for near misses of good values, and what it accepts it writes again', () => {
    fc.assert(
      fc.property(values, fc.nat(3), fc.nat(1000), fc.nat(255), (data, how, at, octet) => {
        const near = nearMiss(fromHex(write(data)), how, at, octet);
        const reader = new Reader(near);
        const again = valueOrCodecError(() => readData(reader), 0, near.length);
        if (again !== undefined) expect(write(withoutSpans(again))).to.equal(toHex(near.subarray(0, reader.offset)));
      }),
      { numRuns: 3000 },
    );
  });
});
