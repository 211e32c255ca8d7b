import { type Length, readLength, writeLength } from '../bytes/length.js';
import { DECODE_LIMITS, type DecodeLimits } from '../bytes/limits.js';
import { hexOctet, type Reader, type Span } from '../bytes/reader.js';
import type { Writer } from '../bytes/writer.js';
import { CodecError, errorWithin } from '../errors.js';
import type { Data, FixedOctetsType, NumberType, OctetsType, TypeDescription } from './data.js';

const CLAUSE = 'IEC 61334-6';

/** Tag octets of A-XDR data (Green Book 8, `Data`). */
const TAGS = {
  'null-data': 0,
  array: 1,
  structure: 2,
  boolean: 3,
  'bit-string': 4,
  'double-long': 5,
  'double-long-unsigned': 6,
  'octet-string': 9,
  'visible-string': 10,
  'utf8-string': 12,
  bcd: 13,
  integer: 15,
  long: 16,
  unsigned: 17,
  'long-unsigned': 18,
  'compact-array': 19,
  long64: 20,
  'long64-unsigned': 21,
  enum: 22,
  float32: 23,
  float64: 24,
  'date-time': 25,
  date: 26,
  time: 27,
} as const satisfies Record<Data['type'], number>;

const TYPES = new Map<number, Data['type']>(Object.entries(TAGS).map(([type, tag]) => [tag, type as Data['type']]));

const NUMBERS: Readonly<Record<NumberType, { octets: 1 | 2 | 4; signed: boolean }>> = {
  'double-long': { octets: 4, signed: true },
  'double-long-unsigned': { octets: 4, signed: false },
  bcd: { octets: 1, signed: false },
  integer: { octets: 1, signed: true },
  long: { octets: 2, signed: true },
  unsigned: { octets: 1, signed: false },
  'long-unsigned': { octets: 2, signed: false },
  enum: { octets: 1, signed: false },
};

const FIXED: Readonly<Record<FixedOctetsType, number>> = { float32: 4, float64: 8, 'date-time': 12, date: 5, time: 4 };

const SIXTY_FOUR_BITS = 1n << 64n;

/** What may still be read from the message at hand; one for all values of a message. */
export interface Budget {
  readonly limits: Pick<DecodeLimits, 'depth' | 'dlmsValues'>;
  values: number;
}

export function newBudget(limits: Budget['limits'] = DECODE_LIMITS): Budget {
  return { limits, values: limits.dlmsValues };
}

/**
 * Takes one value, or another element that costs as much, from the budget of a message.
 * @throws CodecError `GBCS_E_TOO_LARGE` where nothing is left
 */
export function spend(budget: Budget, reader: Reader, path: string): void {
  if (--budget.values < 0) {
    throw reader.error('GBCS_E_TOO_LARGE', `more than ${budget.limits.dlmsValues} values in one message`, { path });
  }
}

function checkDepth({ limits }: Budget, depth: number, reader: Reader, path: string): void {
  if (depth > limits.depth) {
    throw reader.error('GBCS_E_TOO_DEEP', `${path} nested deeper than ${limits.depth} levels`, {
      path,
      clause: CLAUSE,
    });
  }
}

/**
 * Reads one tagged value.
 * @param budget of the message; a new one, with the default limits, if left out
 * @param depth arrays and structures around the value
 * @throws CodecError `GBCS_E_TAG` on an unknown tag, `GBCS_E_TRUNCATED`, `GBCS_E_LENGTH`, `GBCS_E_TOO_DEEP`,
 * `GBCS_E_TOO_LARGE`
 */
export function readData(reader: Reader, budget: Budget = newBudget(), depth = 0): Data {
  const start = reader.offset;
  return placed(readUntagged(reader, readTag(reader), budget, depth), start, reader.offset);
}

/** A value just read, with its place; set on the value itself, since copying each one would cost as much as reading. */
function placed(data: Data, start: number, end: number): Data {
  (data as { span?: Span }).span = { start, end };
  return data;
}

/** What was read, with the size of its length field where that was not the shortest. */
function withLengthForm<T extends object>(read: T, { lengthOctets }: Length): T {
  return lengthOctets === undefined ? read : { ...read, lengthOctets };
}

function readTag(reader: Reader): Data['type'] {
  const offset = reader.offset;
  const tag = reader.u8('data tag');
  const type = TYPES.get(tag);
  if (type === undefined) {
    throw new CodecError('GBCS_E_TAG', `${hexOctet(tag)} is not a tag of DLMS data`, {
      offset,
      path: 'data tag',
      clause: CLAUSE,
    });
  }
  return type;
}

function readUntagged(reader: Reader, type: Data['type'], budget: Budget, depth: number): Data {
  checkDepth(budget, depth, reader, type);
  spend(budget, reader, type);
  switch (type) {
    case 'null-data':
      return { type };
    case 'array':
    case 'structure': {
      const count = readLength(reader, type);
      const items = elements(count.value, () => readData(reader, budget, depth + 1));
      return withLengthForm({ type, items }, count);
    }
    case 'boolean': {
      const octet = reader.u8('boolean');
      return octet === 0x00 || octet === 0xff ? { type, value: octet !== 0 } : { type, value: true, octet };
    }
    case 'bit-string':
      return readBitString(reader);
    case 'double-long':
    case 'double-long-unsigned':
    case 'bcd':
    case 'integer':
    case 'long':
    case 'unsigned':
    case 'long-unsigned':
    case 'enum': {
      const { octets, signed } = NUMBERS[type];
      const raw = octets === 1 ? reader.u8(type) : octets === 2 ? reader.u16(type) : reader.u32(type);
      const top = 2 ** (8 * octets - 1);
      return { type, value: signed && raw >= top ? raw - 2 * top : raw };
    }
    case 'long64':
      return { type, value: BigInt.asIntN(64, reader.u64(type)) };
    case 'long64-unsigned':
      return { type, value: reader.u64(type) };
    case 'octet-string':
    case 'visible-string':
    case 'utf8-string': {
      const count = readLength(reader, type);
      return withLengthForm({ type, octets: reader.take(count.value, type) }, count);
    }
    case 'float32':
    case 'float64':
    case 'date-time':
    case 'date':
    case 'time':
      return { type, octets: reader.take(FIXED[type], type) };
    case 'compact-array':
      return readCompactArray(reader, budget, depth);
    default:
      return type satisfies never;
  }
}

/** What `one` reads `count` times; an error within one of them has its index in its path. */
function elements<T>(count: number, one: (index: number) => T): T[] {
  const items: T[] = [];
  try {
    while (items.length < count) items.push(one(items.length));
  } catch (error) {
    throw errorWithin(`[${items.length}]`, error);
  }
  return items;
}

/** The eight bits of each octet as text. */
const BITS: readonly string[] = Array.from({ length: 256 }, (_, octet) => octet.toString(2).padStart(8, '0'));

function readBitString(reader: Reader): Data {
  const length = readLength(reader, 'bit-string');
  const count = length.value;
  const octets = reader.take(Math.ceil(count / 8), 'bit-string');
  // Whole octets at a time: a text that grows bit by bit would cost memory far beyond its length.
  const bits = Array.from(octets, (octet) => BITS[octet])
    .join('')
    .slice(0, count);
  const unused = octets.length * 8 - count;
  const padding = unused === 0 ? 0 : (octets[octets.length - 1] as number) & (2 ** unused - 1);
  const data: Data = padding === 0 ? { type: 'bit-string', bits } : { type: 'bit-string', bits, padding };
  return withLengthForm(data, length);
}

function readCompactArray(reader: Reader, budget: Budget, depth: number): Data {
  const description = readTypeDescription(reader, budget, depth + 1);
  const length = readLength(reader, 'compact-array contents');
  const contents = reader.sub(length.value, 'compact-array contents');
  const items: Data[] = [];
  while (!contents.atEnd) {
    const before = contents.offset;
    items.push(readDescribed(contents, description, budget, depth + 1));
    if (contents.offset === before) {
      throw contents.error('GBCS_E_VALUE', 'compact-array of elements without octets', {
        path: 'compact-array contents',
        clause: CLAUSE,
      });
    }
  }
  return withLengthForm({ type: 'compact-array', description, items }, length);
}

function readTypeDescription(reader: Reader, budget: Budget, depth: number): TypeDescription {
  checkDepth(budget, depth, reader, 'type description');
  spend(budget, reader, 'type description');
  const offset = reader.offset;
  const type = readTag(reader);
  if (type === 'array') {
    return { type, count: reader.u16('array count'), of: readTypeDescription(reader, budget, depth + 1) };
  }
  if (type === 'structure') {
    const count = readLength(reader, 'structure count');
    const fields: TypeDescription[] = [];
    for (let i = 0; i < count.value; i++) fields.push(readTypeDescription(reader, budget, depth + 1));
    return withLengthForm({ type, fields }, count);
  }
  if (type === 'compact-array') {
    throw new CodecError('GBCS_E_TAG', 'a compact-array cannot hold compact-arrays', {
      offset,
      path: 'type description',
      clause: CLAUSE,
    });
  }
  return { type };
}

function readDescribed(reader: Reader, description: TypeDescription, budget: Budget, depth: number): Data {
  const start = reader.offset;
  if (description.type !== 'array' && description.type !== 'structure') {
    return placed(readUntagged(reader, description.type, budget, depth), start, reader.offset);
  }
  // A description can multiply: an array of 65,535 empty structures needs no octets, so constructed values count too.
  spend(budget, reader, description.type);
  const items =
    description.type === 'array'
      ? elements(description.count, () => readDescribed(reader, description.of, budget, depth + 1))
      : elements(description.fields.length, (i) =>
          readDescribed(reader, description.fields[i] as TypeDescription, budget, depth + 1),
        );
  return { type: description.type, items, span: { start, end: reader.offset } };
}

/**
 * Writes one tagged value.
 * @throws CodecError `GBCS_E_VALUE` on a number out of range or octets of the wrong size
 */
export function writeData(writer: Writer, data: Data): void {
  writer.u8(TAGS[data.type]);
  writeUntagged(writer, data);
}

function writeUntagged(writer: Writer, data: Data): void {
  switch (data.type) {
    case 'null-data':
      return;
    case 'array':
    case 'structure':
      writeLength(writer, data.items.length, data.lengthOctets);
      for (const item of data.items) writeData(writer, item);
      return;
    case 'boolean':
      writer.u8(data.octet ?? (data.value ? 0xff : 0x00));
      return;
    case 'bit-string':
      writeBitString(writer, data);
      return;
    case 'double-long':
    case 'double-long-unsigned':
    case 'bcd':
    case 'integer':
    case 'long':
    case 'unsigned':
    case 'long-unsigned':
    case 'enum':
      writeNumber(writer, data.type, data.value);
      return;
    case 'long64':
      writer.u64(
        inRange(data.value, -(SIXTY_FOUR_BITS / 2n), SIXTY_FOUR_BITS / 2n - 1n, data.type) & (SIXTY_FOUR_BITS - 1n),
      );
      return;
    case 'long64-unsigned':
      writer.u64(data.value);
      return;
    case 'octet-string':
    case 'visible-string':
    case 'utf8-string':
      writeOctets(writer, data);
      return;
    case 'float32':
    case 'float64':
    case 'date-time':
    case 'date':
    case 'time':
      if (data.octets.length !== FIXED[data.type]) {
        throw new CodecError('GBCS_E_VALUE', `${data.type} has ${FIXED[data.type]} octets, not ${data.octets.length}`);
      }
      writer.put(data.octets);
      return;
    case 'compact-array':
      writeCompactArray(writer, data);
      return;
    default:
      data satisfies never;
  }
}

function writeOctets(writer: Writer, data: { type: OctetsType; octets: Uint8Array; lengthOctets?: number }): void {
  writeLength(writer, data.octets.length, data.lengthOctets);
  writer.put(data.octets);
}

function inRange<T extends number | bigint>(value: T, low: T, high: T, type: string): T {
  if (value < low || value > high) {
    throw new CodecError('GBCS_E_VALUE', `${value} is outside ${low} to ${high} of ${type}`);
  }
  return value;
}

function writeNumber(writer: Writer, type: NumberType, value: number): void {
  const { octets, signed } = NUMBERS[type];
  const span = 2 ** (8 * octets);
  inRange(value, signed ? -span / 2 : 0, (signed ? span / 2 : span) - 1, type);
  const raw = value < 0 ? value + span : value;
  if (octets === 1) writer.u8(raw);
  else if (octets === 2) writer.u16(raw);
  else writer.u32(raw);
}

function writeBitString(writer: Writer, data: { bits: string; padding?: number; lengthOctets?: number }): void {
  if (!/^[01]*$/.test(data.bits)) throw new CodecError('GBCS_E_VALUE', 'a bit-string is text of 0 and 1');
  const octets = new Uint8Array(Math.ceil(data.bits.length / 8));
  for (let i = 0; i < data.bits.length; i++) {
    if (data.bits[i] === '1') octets[i >> 3] = (octets[i >> 3] as number) | (0x80 >> (i & 7));
  }
  const last = octets.length - 1;
  if (data.padding !== undefined && last >= 0) octets[last] = (octets[last] as number) | data.padding;
  writeLength(writer, data.bits.length, data.lengthOctets);
  writer.put(octets);
}

function writeCompactArray(
  writer: Writer,
  data: { description: TypeDescription; items: readonly Data[]; lengthOctets?: number },
): void {
  writeTypeDescription(writer, data.description);
  const contents = writer.fresh();
  for (const item of data.items) writeDescribed(contents, data.description, item);
  const octets = contents.finish();
  writeLength(writer, octets.length, data.lengthOctets);
  writer.put(octets);
}

function writeTypeDescription(writer: Writer, description: TypeDescription): void {
  writer.u8(TAGS[description.type]);
  if (description.type === 'array') {
    writer.u16(description.count);
    writeTypeDescription(writer, description.of);
  } else if (description.type === 'structure') {
    writeLength(writer, description.fields.length, description.lengthOctets);
    for (const field of description.fields) writeTypeDescription(writer, field);
  }
}

function writeDescribed(writer: Writer, description: TypeDescription, data: Data): void {
  if (description.type !== data.type) {
    throw new CodecError('GBCS_E_VALUE', `a compact-array of ${description.type} holds a ${data.type}`);
  }
  if (data.type !== 'array' && data.type !== 'structure') {
    writeUntagged(writer, data);
    return;
  }
  const types = description.type === 'structure' ? description.fields : undefined;
  const of = description.type === 'array' ? description.of : undefined;
  const expected = description.type === 'array' ? description.count : (types?.length ?? 0);
  if (data.items.length !== expected) {
    throw new CodecError('GBCS_E_COUNT', `${data.type} has ${data.items.length} elements, its description ${expected}`);
  }
  data.items.forEach((item, i) => {
    writeDescribed(writer, (of ?? types?.[i]) as TypeDescription, item);
  });
}
