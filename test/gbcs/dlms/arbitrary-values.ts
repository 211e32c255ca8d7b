import fc from 'fast-check';
import type { AccessRequest, AccessResponse, AccessSpecification } from '../../../gbcs/dlms/access.js';
import type { Data, TypeDescription } from '../../../gbcs/dlms/data.js';

const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const number = (type: 'double-long', min: number, max: number): fc.Arbitrary<Data> =>
  fc.integer({ min, max }).map((value) => ({ type, value }));
/** Longer than any value here needs: kept only where it says so. */
const form = fc.constantFrom({}, {}, { lengthOctets: 4 }, { lengthOctets: 5 });

/** Bit-strings, with their unused bits not always zero. */
const bitStrings: fc.Arbitrary<Data> = fc
  .tuple(fc.array(fc.boolean(), { maxLength: 40, size: 'max' }), fc.nat(0x7f), form)
  .map(([list, random, length]) => {
    const bits = list.map((bit) => (bit ? '1' : '0')).join('');
    const unused = (8 - (bits.length % 8)) % 8;
    const padding = random & (2 ** unused - 1);
    return { type: 'bit-string', bits, ...(padding === 0 ? {} : { padding }), ...length };
  });

const texts = fc
  .tuple(
    fc.constantFrom('octet-string' as const, 'visible-string' as const, 'utf8-string' as const),
    fc.uint8Array({ maxLength: 200, size: 'max' }),
    form,
  )
  .map(([type, content, length]): Data => ({ type, octets: content, ...length }));

/** A value of every type that does not hold others. */
export const SIMPLE = {
  'null-data': fc.constant<Data>({ type: 'null-data' }),
  boolean: fc.oneof(
    fc.boolean().map((value): Data => ({ type: 'boolean', value })),
    fc.integer({ min: 1, max: 0xfe }).map((octet): Data => ({ type: 'boolean', value: true, octet })),
  ),
  'bit-string': bitStrings,
  'double-long': number('double-long', -(2 ** 31), 2 ** 31 - 1),
  'double-long-unsigned': fc.nat(0xffffffff).map((value): Data => ({ type: 'double-long-unsigned', value })),
  bcd: fc.nat(0xff).map((value): Data => ({ type: 'bcd', value })),
  integer: fc.integer({ min: -128, max: 127 }).map((value): Data => ({ type: 'integer', value })),
  long: fc.integer({ min: -32768, max: 32767 }).map((value): Data => ({ type: 'long', value })),
  unsigned: fc.nat(0xff).map((value): Data => ({ type: 'unsigned', value })),
  'long-unsigned': fc.nat(0xffff).map((value): Data => ({ type: 'long-unsigned', value })),
  enum: fc.nat(0xff).map((value): Data => ({ type: 'enum', value })),
  long64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): Data => ({ type: 'long64', value })),
  'long64-unsigned': fc
    .bigInt({ min: 0n, max: 2n ** 64n - 1n })
    .map((value): Data => ({ type: 'long64-unsigned', value })),
  float32: octets(4).map((content): Data => ({ type: 'float32', octets: content })),
  float64: octets(8).map((content): Data => ({ type: 'float64', octets: content })),
  'date-time': octets(12).map((content): Data => ({ type: 'date-time', octets: content })),
  date: octets(5).map((content): Data => ({ type: 'date', octets: content })),
  time: octets(4).map((content): Data => ({ type: 'time', octets: content })),
  'octet-string': texts.filter(({ type }) => type === 'octet-string'),
  'visible-string': texts.filter(({ type }) => type === 'visible-string'),
  'utf8-string': texts.filter(({ type }) => type === 'utf8-string'),
} as const satisfies Partial<Record<Data['type'], fc.Arbitrary<Data>>>;
type SimpleType = keyof typeof SIMPLE;

const simpleTypes = fc.constantFrom(...(Object.keys(SIMPLE) as SimpleType[]));

/** Descriptions of elements, and for each one the values that it describes. */
const described: fc.Arbitrary<{ description: TypeDescription; value: fc.Arbitrary<Data> }> = fc.letrec<{
  node: { description: TypeDescription; value: fc.Arbitrary<Data> };
}>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    simpleTypes.map((type) => ({ description: { type }, value: SIMPLE[type] })),
    fc.tuple(fc.nat(3), tie('node')).map(([count, of]) => ({
      description: { type: 'array' as const, count, of: of.description },
      value: fc
        .array(of.value, { minLength: count, maxLength: count })
        .map((items): Data => ({ type: 'array' as const, items })),
    })),
    fc.tuple(fc.array(tie('node'), { maxLength: 3 }), form).map(([fields, length]) => ({
      description: { type: 'structure' as const, fields: fields.map(({ description }) => description), ...length },
      value: fc
        .tuple(...fields.map(({ value }) => value))
        .map((items): Data => ({ type: 'structure' as const, items })),
    })),
  ),
})).node;

function needsOctets(description: TypeDescription): boolean {
  if (description.type === 'null-data') return false;
  if (description.type === 'array') return description.count > 0 && needsOctets(description.of);
  return description.type === 'structure' ? description.fields.some(needsOctets) : true;
}

export const compactArrays: fc.Arbitrary<Data> = described.chain(({ description, value }) =>
  fc
    // Elements without octets cannot be counted.
    .tuple(fc.array(value, { maxLength: needsOctets(description) ? 4 : 0 }), form)
    .map(([items, length]): Data => ({ type: 'compact-array', description, items, ...length })),
);

/** Any value. */
export const values: fc.Arbitrary<Data> = fc.letrec<{ value: Data }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(...Object.values(SIMPLE)),
    fc
      .tuple(fc.constantFrom('array' as const, 'structure' as const), fc.array(tie('value'), { maxLength: 4 }), form)
      .map(([type, items, length]): Data => ({ type, items, ...length })),
    compactArrays,
  ),
})).value;

const obis = octets(6).map(([a, b, c, d, e, f]) => `${a}-${b}:${c}.${d}.${e}.${f}`);
const accesses = fc.constantFrom('get' as const, 'set' as const, 'action' as const);
const specifications: fc.Arbitrary<AccessSpecification> = fc.oneof(
  fc.record({ access: accesses, classId: fc.nat(0xffff), obis, member: fc.nat(0xff) }),
  fc.record({
    access: fc.constant('get' as const),
    classId: fc.nat(0xffff),
    obis,
    member: fc.nat(0xff),
    selection: fc.record({ selector: fc.nat(0xff), parameters: values }),
  }),
);
const dateTimes = fc.oneof(fc.constant(new Uint8Array(0)), octets(12));
const lengthsOf = (...fields: string[]) =>
  fc.option(fc.dictionary(fc.constantFrom(...fields), fc.constantFrom(4, 5), { minKeys: 1, noNullPrototype: true }), {
    nil: undefined,
  });
const withLengths = <T extends object>([apdu, lengths]: [T, Record<string, number> | undefined]) =>
  lengths === undefined ? apdu : { ...apdu, lengths };

export const accessRequests: fc.Arbitrary<AccessRequest> = fc
  .array(fc.tuple(specifications, values), { maxLength: 5 })
  .chain((instructions) =>
    fc.tuple(
      fc.record({
        kind: fc.constant('access-request' as const),
        longInvokeId: fc.nat(0xffffffff),
        dateTime: dateTimes,
        specifications: fc.constant(instructions.map(([specification]) => specification)),
        data: fc.constant(instructions.map(([, data]) => data)),
      }),
      lengthsOf('dateTime', 'specifications', 'data'),
    ),
  )
  .map(withLengths);

export const accessResponses: fc.Arbitrary<AccessResponse> = fc
  .array(fc.tuple(values, accesses, fc.nat(0xff)), { maxLength: 5 })
  .chain((outcomes) =>
    fc.tuple(
      fc.record({
        kind: fc.constant('access-response' as const),
        longInvokeId: fc.nat(0xffffffff),
        dateTime: dateTimes,
        data: fc.constant(outcomes.map(([data]) => data)),
        results: fc.constant(outcomes.map(([, access, code]) => ({ access, code }))),
      }),
      lengthsOf('dateTime', 'data', 'results'),
    ),
  )
  .map(withLengths);

/** A value without the places where its parts stood. */
export function withoutSpans<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutSpans) as T;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const fields = Object.entries(value).filter(([name]) => name !== 'span');
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutSpans(field)])) as T;
}
