import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { Writer } from '../../../gbcs/bytes/writer.js';
import { allUseCases } from '../../../gbcs/catalogue/lookup.js';
import { parseShape } from '../../../gbcs/catalogue/rows-text.js';
import type { DataShape } from '../../../gbcs/catalogue/use-case.js';
import type { Data } from '../../../gbcs/dlms/data.js';
import { writeData } from '../../../gbcs/dlms/data-codec.js';
import { CodecError } from '../../../gbcs/errors.js';
import type { NamedValue } from '../../../gbcs/named-value.js';
import { dataOfName, nameOfData } from '../../../gbcs/naming/data.js';
import { values } from '../dlms/arbitrary-values.js';
import '../../property-seed.js';
import { dataOfShape } from './arbitrary-data.js';

/** Octets of a value, in their shortest form. */
function octetsOf(data: Data): string {
  const writer = new Writer();
  writeData(writer, canonical(data) as Data);
  return toHex(writer.finish());
}

/** Without what names do not keep: long length fields, odd forms of true, unused bits. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const kept = Object.entries(value).filter(([name]) => !['lengthOctets', 'octet', 'padding'].includes(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, canonical(inner)]));
}

function throughJson(value: NamedValue): NamedValue {
  return JSON.parse(JSON.stringify(value)) as NamedValue;
}

/** The shapes of all rows, by what they are. */
const SHAPES: readonly DataShape[] = [
  ...new Map(
    allUseCases
      .flatMap(({ payload }) => (payload.family === 'dlms' ? payload.rows : []))
      .flatMap((row) => [row.shape, ...(row.returns === undefined ? [] : [row.returns])])
      .map((shape) => [JSON.stringify(shape), shape] as const),
  ).values(),
];

describe('names of DLMS data', () => {
  it('give any value back that says its own type', () => {
    fc.assert(
      fc.property(values, (data) => {
        const named = throughJson(nameOfData(data, undefined));
        expect(octetsOf(dataOfName(named, undefined, 'value'))).equal(octetsOf(data));
      }),
      { numRuns: 2000 },
    );
  });

  it('give any value back by the shape of every row of the catalogue', () => {
    expect(SHAPES.length).greaterThan(70);
    for (const shape of SHAPES) {
      fc.assert(
        fc.property(dataOfShape(shape), (data) => {
          const named = throughJson(nameOfData(data, shape));
          expect(JSON.stringify(named)).not.include('dlms:');
          expect(octetsOf(dataOfName(named, shape, 'value'))).equal(octetsOf(data));
        }),
        { numRuns: 10 },
      );
    }
  });

  it('give a value back that is not as its shape says', () => {
    const shape = parseShape(
      '{a unsigned, b array[0..4] {c date-time, d visible-string(0..9)}, e octet-string(8) optional}',
    );
    fc.assert(
      fc.property(values, (data) => {
        const named = throughJson(nameOfData(data, shape));
        expect(octetsOf(dataOfName(named, shape, 'value'))).equal(octetsOf(data));
      }),
      { numRuns: 1000 },
    );
  });

  const cases: readonly [shape: string, data: Data, name: NamedValue][] = [
    ['long-unsigned', { type: 'long-unsigned', value: 60 }, 60],
    ['octet-string(12)', { type: 'octet-string', octets: fromHex('07df0103ff010000008000ff') }, '2015-01-03T01:00:00Z'],
    ['date-time', { type: 'octet-string', octets: fromHex('ffffffffffffffffff8000ff') }, 'never'],
    ['date-time', { type: 'octet-string', octets: fromHex('0000000000000000008000ff') }, 'now'],
    [
      'date-time',
      { type: 'octet-string', octets: fromHex('07df0103ff01000000800004') },
      '2015-01-03T01:00:00Z status 04',
    ],
    ['date-time', { type: 'octet-string', octets: fromHex('07df0103ffff0000008000ff') }, '07df0103ffff0000008000ff'],
    ['octet-string(2)', { type: 'octet-string', octets: fromHex('00ff') }, '00ff'],
    ['visible-string(0..9)', { type: 'visible-string', octets: fromHex('4556') }, 'EV'],
    ['visible-string(0..9)', { type: 'visible-string', octets: fromHex('45ff') }, { octets: '45ff' }],
    ['bit-string(3)', { type: 'bit-string', bits: '010' }, '010'],
    ['{a boolean}', { type: 'structure', items: [{ type: 'boolean', value: true }] }, { a: true }],
    ['unsigned', { type: 'enum', value: 3 }, { 'dlms:enum': 3 }],
    ['unsigned', { type: 'null-data' }, null],
    [
      'packed[messageCode:code;originatorCounter:counter]',
      { type: 'octet-string', octets: fromHex('005500000000000007d1') },
      { messageCode: '0x0055', originatorCounter: '2001' },
    ],
  ];
  for (const [shape, data, name] of cases) {
    it(`${shape}: ${JSON.stringify(name)}`, () => {
      expect(nameOfData(data, parseShape(shape))).deep.equal(name);
      expect(octetsOf(dataOfName(name, parseShape(shape), 'value'))).equal(octetsOf(data));
    });
  }

  it('list the bits of a long mask that are set', () => {
    const bits = `1${'0'.repeat(254)}1`;
    const name = { size: 256, set: [0, 255] };
    expect(nameOfData({ type: 'bit-string', bits }, parseShape('bit-string(256)'))).deep.equal(name);
    expect(dataOfName(name, parseShape('bit-string(256)'), 'value')).deep.equal({ type: 'bit-string', bits });
  });

  it('leave out what can have only one value, when they are written', () => {
    const shape = parseShape('{a unsigned =7, b null-data, c octet-string(2) =beef, d boolean}');
    expect(octetsOf(dataOfName({ d: false }, shape, 'value'))).equal('02041107000902beef0300');
  });

  const wrong: readonly [shape: string, name: NamedValue, path: string][] = [
    ['unsigned', 256, 'value'],
    ['unsigned', -1, 'value'],
    ['unsigned', 1.5, 'value'],
    ['unsigned', 'many', 'value'],
    ['unsigned', true, 'value'],
    ['boolean', 1, 'value'],
    ['null-data', 0, 'value'],
    ['octet-string(2)', 'abc', 'value'],
    ['octet-string(2)', 12, 'value'],
    ['date-time', '2015-02-30T00:00:00Z', 'value'],
    ['bit-string(3)', '012', 'value'],
    ['bit-string(3)', { size: 3, set: [3] }, 'value.set[0]'],
    ['array[0..3] unsigned', 5, 'value'],
    ['array[0..3] unsigned', [1, 'x'], 'value[1]'],
    ['compact-array[0..3] unsigned', { compact: [] }, 'value'],
    ['{a unsigned}', {}, 'value.a'],
    ['{a unsigned}', { a: 1, b: 2 }, 'value.b'],
    ['{a unsigned}', [1], 'value'],
    ['unsigned', { 'dlms:nothing': 1 }, 'value.dlms:nothing'],
    [
      'unsigned',
      { 'dlms:compact-array': { description: 'octets', items: [] } },
      'value.dlms:compact-array.description',
    ],
    ['packed[a:eui64]', { a: '00-11' }, 'value.a'],
    ['packed[a:u8]', { a: 256 }, 'value.a'],
    ['packed[a:obis]', { a: '1.2.3' }, 'value.a'],
  ];
  for (const [shape, name, path] of wrong) {
    it(`refuse ${JSON.stringify(name)} as ${shape}, and say where`, () => {
      const act = () => dataOfName(name, parseShape(shape), 'value');
      expect(act).throw(CodecError).include({ code: 'GBCS_E_VALUE', path });
    });
  }
});
