import { expect } from 'chai';
import fc from 'fast-check';
import { shapeProblem } from '../../../gbcs/catalogue/conformance.js';
import { allUseCases } from '../../../gbcs/catalogue/lookup.js';
import { parseDlmsRows, parseGbzRows, parseNamedShapes, parseShape } from '../../../gbcs/catalogue/rows-text.js';
import type { DataShape } from '../../../gbcs/catalogue/use-case.js';

describe('rows as text', () => {
  it('are DLMS rows with shapes, constants and marks', () => {
    const [row, ...more] = parseDlmsRows(`
get 3 1-0:2.8.0.255 3 X.scalerUnit {scaler integer =-5, unit enum =30} optional
`);
    expect(more).deep.equal([]);
    expect(row).deep.equal({
      name: 'X.scalerUnit',
      access: 'get',
      classId: 3,
      obis: '1-0:2.8.0.255',
      member: 3,
      shape: {
        type: 'structure',
        fields: [
          { name: 'scaler', shape: { type: 'integer' }, constant: -5 },
          { name: 'unit', shape: { type: 'enum' }, constant: 30 },
        ],
      },
      optional: true,
    });
    const [log] = parseDlmsRows('get 7 0-0:99.98.1.255 2 L compact-array[1..9] {t unsigned, u long optional} range');
    expect(log?.selection).equal('range');
    expect(log?.shape).property('compact', true);
    const [method] = parseDlmsRows(
      'action 30 0-0:43.2.8.255 1 R null-data returns octet-string(1..4)\nprotects 1 0-0:1.2.3.4 2 P boolean',
    );
    expect(method?.returns).deep.equal({ type: 'octet-string', min: 1, max: 4 });
    expect(method?.protects?.map(({ name }) => name)).deep.equal(['P']);
    const [reset] = parseDlmsRows('action 9 0-0:10.0.100.255 1 T.reset long-unsigned =99');
    expect(reset?.constant).equal(99);
    const [time] = parseDlmsRows('set 1 0-0:1.2.3.4 2 T long-unsigned optional when A[n].do =0x0111');
    expect(time).deep.include({ optional: true, presentExactlyWhen: { row: 'A[n].do', equals: 0x0111 } });
    const [date] = parseDlmsRows('set 9000 0-0:1.2.3.4 6 D octet-string(12) same-as C.date');
    expect(date?.sameAs).equal('C.date');
  });

  it('are shapes with sizes, ranges and constants', () => {
    expect(parseShape('enum(1..2)')).deep.equal({ type: 'enum', min: 1, max: 2 });
    expect(parseShape('octet-string(6) =00000a0064ff')).deep.equal({
      type: 'octet-string',
      min: 6,
      max: 6,
      constant: '00000a0064ff',
    });
    expect(parseShape('text(0..116)')).deep.equal({ type: 'octet-string', min: 0, max: 116, content: 'text' });
    expect(parseShape('date-time(12) =ffffffffffffffffff8000ff')).deep.equal({
      type: 'octet-string',
      min: 12,
      max: 12,
      content: 'date-time',
      constant: 'ffffffffffffffffff8000ff',
    });
    expect(parseShape('date-time')).deep.equal({ type: 'date-time' });
    expect(parseShape('bit-string(0..20)')).deep.equal({ type: 'bit-string', min: 0, max: 20 });
    expect(parseNamedShapes('')).deep.equal([]);
    expect(parseNamedShapes('a boolean =true, b array[2..2] unsigned').map(({ name }) => name)).deep.equal(['a', 'b']);
  });

  it('are GBZ rows with answers and parameters', () => {
    const [row] = parseGbzRows(
      'N.m | 0705 Prepayment | 05 Credit Adjustment 01 | 0B ZCL Default Response | Type : ENUM8 = 3 | repeated',
    );
    expect(row).deep.equal({
      name: 'N.m',
      clusterId: 0x0705,
      cluster: 'Prepayment',
      commandId: 5,
      command: 'Credit Adjustment',
      frameControl: 1,
      response: { commandId: 0x0b, command: 'ZCL Default Response', general: true },
      parameter: { name: 'Type', type: 'ENUM8', value: 3 },
      repeated: true,
    });
  });

  const unreadable = [
    'get 3 X',
    'get 3 1-0:2.8.0.255 3 X wrong',
    'get 1 0-0:1.2.3.4 2 X unsigned often',
    'protects 1 0-0:1.2.3.4 2 X boolean',
    'set 1 0-0:1.2.3.4 2 X unsigned same-as',
    'set 1 0-0:1.2.3.4 2 X unsigned when Y 1',
    'set 1 0-0:1.2.3.4 2 X unsigned when Y =one',
  ];
  for (const line of unreadable) {
    it(`refuse '${line}'`, () => {
      expect(() => parseDlmsRows(line)).throw(RangeError, 'cannot be read');
    });
  }
  it('refuse shapes without a size or an end, and GBZ rows without a frame control', () => {
    for (const text of ['octet-string', 'text', 'date-time(8)', '{a boolean', 'boolean boolean', 'enum(', '']) {
      expect(() => parseShape(text), text).throw(RangeError, 'cannot be read');
    }
    expect(() => parseGbzRows('N | 0705 Prepayment | 05 Credit Adjustment')).throw(RangeError, 'cannot be read');
  });

  it('of the whole catalogue can be read', () => {
    let rows = 0;
    for (const { payload } of allUseCases) rows += 'rows' in payload ? payload.rows.length : 0;
    expect(rows).greaterThan(500);
  });

  it('check constants in bits, fields that only some devices have, and compact arrays only where they may be', () => {
    const bits = parseShape('bit-string(3) =101');
    expect(shapeProblem({ type: 'bit-string', bits: '101' }, bits)).equal(undefined);
    expect(shapeProblem({ type: 'bit-string', bits: '100' }, bits)).equal('100 is not 101');
    const twin = parseShape('{a unsigned, b unsigned optional, c boolean}');
    const [one, yes] = [{ type: 'unsigned', value: 1 } as const, { type: 'boolean', value: true } as const];
    expect(shapeProblem({ type: 'structure', items: [one, one, yes] }, twin)).equal(undefined);
    expect(shapeProblem({ type: 'structure', items: [one, yes] }, twin)).equal(undefined);
    expect(shapeProblem({ type: 'structure', items: [one] }, twin)).equal('1 fields, not 3');
    const compact = { type: 'compact-array', description: { type: 'unsigned' }, items: [one] } as const;
    expect(shapeProblem(compact, parseShape('compact-array[1..2] unsigned'))).equal(undefined);
    expect(shapeProblem(compact, parseShape('array[1..2] unsigned'))).equal('compact-array, not array');
    expect(shapeProblem(compact, parseShape('compact-array[2..2] unsigned'))).equal('1 elements, not 2 to 2');
  });
});

const sizes = fc.tuple(fc.nat(200), fc.nat(200)).map(([min, more]) => ({ min, max: min + more }));
const numberTypes = fc.constantFrom(
  'integer',
  'unsigned',
  'long',
  'long-unsigned',
  'double-long',
  'enum',
) as fc.Arbitrary<'integer' | 'unsigned' | 'long' | 'long-unsigned' | 'double-long' | 'enum'>;
const names = fc.stringMatching(/^[a-z][A-Za-z0-9.]{0,12}$/).filter((name) => name !== 'optional');

const { shape: shapes } = fc.letrec<{ shape: DataShape }>((tie) => ({
  shape: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<DataShape>({ type: 'null-data' }, { type: 'boolean' }, { type: 'date-time' }),
    numberTypes.map((type): DataShape => ({ type })),
    fc.tuple(numberTypes, sizes).map(([type, bounds]): DataShape => ({ type, ...bounds })),
    fc
      .tuple(fc.constantFrom('octet-string' as const, 'bit-string' as const), sizes)
      .map(([type, bounds]): DataShape => ({ type, ...bounds })),
    fc
      .tuple(sizes, tie('shape'), fc.boolean())
      .map(
        ([bounds, of, compact]): DataShape => ({ type: 'array', ...bounds, of, ...(compact ? { compact: true } : {}) }),
      ),
    fc.array(fc.tuple(names, tie('shape'), fc.boolean()), { minLength: 1, maxLength: 4 }).map(
      (fields): DataShape => ({
        type: 'structure',
        fields: fields.map(([name, shape, optional]) => ({
          name,
          shape,
          ...(optional ? { optional: true as const } : {}),
        })),
      }),
    ),
  ),
}));

/** A shape as `rows-text.ts` describes the text of one. */
function textOfShape(shape: DataShape): string {
  switch (shape.type) {
    case 'structure':
      return `{${shape.fields
        .map(({ name, shape: of, optional }) => `${name} ${textOfShape(of)}${optional ? ' optional' : ''}`)
        .join(', ')}}`;
    case 'array':
      return `${shape.compact ? 'compact-' : ''}array[${shape.min}..${shape.max}] ${textOfShape(shape.of)}`;
    default:
      return 'min' in shape && shape.min !== undefined ? `${shape.type}(${shape.min}..${shape.max})` : shape.type;
  }
}

describe('a shape as text', () => {
  it('is read as the shape that was written', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        expect(parseShape(textOfShape(shape))).deep.equal(shape);
      }),
    );
  });

  it('is a shape or a RangeError, whatever it is', () => {
    const words = fc.constantFrom(
      '{',
      '}',
      ',',
      'array[0..1]',
      'unsigned',
      'octet-string(1)',
      '=1',
      'x',
      'optional',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        try {
          expect(parseShape(parts.join(' '))).property('type');
        } catch (error) {
          expect(error).instanceOf(RangeError);
        }
      }),
    );
  });
});
