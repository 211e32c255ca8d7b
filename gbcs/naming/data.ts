import { toHex } from '../bytes/hex.js';
import { shapeFields } from '../catalogue/conformance.js';
import type { DataShape, NamedShape, NumberPart } from '../catalogue/use-case.js';
import type { Data, TypeDescription } from '../dlms/data.js';
import {
  bigintOfName,
  fieldsOfName,
  listOfName,
  misplaced,
  type NamedFields,
  type NamedValue,
  nameOfNumber,
  numberOfName,
  octetsOfName,
} from '../named-value.js';
import { dateTimeOfName, nameOfDateTime } from './date-time.js';
import { nameOfOctetString, nameOfText, octetStringOfName, octetsOfTextName } from './octets.js';

/**
 * DLMS data by name. Where the catalogue has a shape for a value, the shape says the types, and fields of structures have
 * its names. A value that has no shape, or not the type of its shape, says its type itself: `{"dlms:long-unsigned": 5}`.
 * Length forms longer than needed are not kept.
 */

/** Before the type of a value that says it. No field of the catalogue is called so. */
const TYPED = 'dlms:';

type NumberData = Extract<Data, { readonly value: number }>;

const NUMBER_RANGES: Readonly<Record<NumberData['type'], readonly [low: number, high: number]>> = {
  integer: [-128, 127],
  unsigned: [0, 255],
  bcd: [0, 255],
  enum: [0, 255],
  long: [-32_768, 32_767],
  'long-unsigned': [0, 65_535],
  'double-long': [-2_147_483_648, 2_147_483_647],
  'double-long-unsigned': [0, 4_294_967_295],
};

const SCALAR_TYPES: ReadonlySet<string> = new Set([
  ...Object.keys(NUMBER_RANGES),
  ...'null-data boolean bit-string long64 long64-unsigned octet-string visible-string utf8-string'.split(' '),
  ...'float32 float64 date-time date time'.split(' '),
]);

/** Bits beyond which the text of them all says less than a list of those that are set: masks of alerts have 256. */
const SHOWN_BITS = 64;

/** The named value of data. */
export function nameOfData(data: Data, shape: DataShape | undefined): NamedValue {
  if (shape === undefined) return data.type === 'null-data' ? null : nameOfTyped(data);
  if (data.type === 'null-data') return null;
  if (data.type === 'octet-string' && shape.type === 'date-time') return nameOfOctetString(data.octets, 'date-time');
  if (data.type === 'compact-array' && shape.type === 'array') return nameOfCompactArray(data, shape.of);
  return data.type === shape.type ? nameOfShaped(data, shape) : nameOfTyped(data);
}

function nameOfShaped(data: Data, shape: DataShape): NamedValue {
  switch (data.type) {
    case 'array':
      return data.items.map((item) => nameOfData(item, shape.type === 'array' ? shape.of : undefined));
    case 'structure': {
      const fields = shape.type === 'structure' ? shapeFields(shape.fields, data.items.length) : [];
      if (fields.length !== data.items.length) return nameOfTyped(data);
      return Object.fromEntries(data.items.map((item, i) => [fields[i]?.name, nameOfData(item, fields[i]?.shape)]));
    }
    case 'octet-string':
      return nameOfOctetString(data.octets, shape.type === 'octet-string' ? shape.content : undefined);
    case 'compact-array':
      return nameOfTyped(data);
    default: {
      const parts = 'parts' in shape ? shape.parts : undefined;
      const isWhole = parts !== undefined && 'value' in data && typeof data.value === 'number';
      return (isWhole ? nameOfParts(data.value, parts) : undefined) ?? nameOfScalar(data);
    }
  }
}

/** A number by its parts; `undefined` where other bits than theirs are set. */
function nameOfParts(value: number, parts: readonly NumberPart[]): NamedFields | undefined {
  const numbers = parts.map(({ low, bits }) => Math.floor(value / 2 ** low) % 2 ** bits);
  const whole = parts.reduce((sum, { low }, i) => sum + (numbers[i] as number) * 2 ** low, 0);
  if (whole !== value) return undefined;
  return Object.fromEntries(parts.map(({ name, names }, i) => [name, nameOfNumber(numbers[i] as number, names)]));
}

/** The number of its parts. A whole number is taken as it is. */
function partsOfName(value: NamedValue, parts: readonly NumberPart[], path: string): NamedValue {
  if (typeof value !== 'object') return value;
  const fields = fieldsOfName(
    value,
    path,
    parts.map(({ name }) => name),
  );
  return parts.reduce(
    (sum, { name, low, bits, names }) =>
      sum + numberOfName(fields[name] ?? null, `${path}.${name}`, [0, 2 ** bits - 1], names) * 2 ** low,
    0,
  );
}

/** What data says that has no parts, or is octets. */
function nameOfScalar(data: Exclude<Data, { readonly items: unknown }>): NamedValue {
  switch (data.type) {
    case 'null-data':
      return null;
    case 'long64':
    case 'long64-unsigned':
      return String(data.value);
    case 'bit-string':
      return nameOfBits(data.bits);
    case 'visible-string':
    case 'utf8-string':
      return nameOfText(data.octets);
    case 'octet-string':
      return nameOfOctetString(data.octets, undefined);
    case 'date-time':
      return nameOfDateTime(data.octets) ?? toHex(data.octets);
    case 'float32':
    case 'float64':
    case 'date':
    case 'time':
      return toHex(data.octets);
    default:
      return data.value;
  }
}

function nameOfTyped(data: Data): NamedValue {
  const key = TYPED + data.type;
  if (data.type === 'compact-array') {
    const items = data.items.map((item) => nameOfData(item, undefined));
    return { [key]: { description: nameOfDescription(data.description), items } };
  }
  if ('items' in data) return { [key]: data.items.map((item) => nameOfData(item, undefined)) };
  return { [key]: nameOfScalar(data) };
}

/** A list that is packed: its elements, and how they are packed where the shape of an element does not tell. */
function nameOfCompactArray(data: Extract<Data, { readonly type: 'compact-array' }>, of: DataShape): NamedValue {
  const [first] = data.items;
  const told = first === undefined ? undefined : descriptionOf(first);
  if (JSON.stringify(told) !== JSON.stringify(data.description)) return nameOfTyped(data);
  return { compact: data.items.map((item) => nameOfData(item, of)) };
}

/** What an element of a compact array looks like. Elements are alike, so any of them tells. */
function descriptionOf(data: Data): TypeDescription | undefined {
  switch (data.type) {
    case 'array': {
      const [first] = data.items;
      const of = first && descriptionOf(first);
      return of && { type: 'array', count: data.items.length, of };
    }
    case 'structure': {
      const fields = data.items.map(descriptionOf);
      return fields.every((field) => field !== undefined) ? { type: 'structure', fields } : undefined;
    }
    case 'compact-array':
      return undefined;
    default:
      return { type: data.type };
  }
}

/** A type's name, `[count, type]` of an array, `{structure: [types]}`. */
function nameOfDescription(description: TypeDescription): NamedValue {
  if (description.type === 'array') return [description.count, nameOfDescription(description.of)];
  if (description.type === 'structure') return { structure: description.fields.map(nameOfDescription) };
  return description.type;
}

/** Bits as text, first bit first; of many, how many there are and which are set. */
function nameOfBits(bits: string): NamedValue {
  if (bits.length <= SHOWN_BITS) return bits;
  return { size: bits.length, set: Array.from(bits.matchAll(/1/g), ({ index }) => index) };
}

/**
 * The data of a named value.
 * @param path place among the named values, for errors
 * @throws CodecError `GBCS_E_VALUE` on a value that does not belong where it stands, naming the place
 */
export function dataOfName(value: NamedValue | undefined, shape: DataShape | undefined, path: string): Data {
  const typed = typedOfName(value);
  if (typed !== undefined) return dataOfTyped(typed.type, typed.value, `${path}.${TYPED}${typed.type}`);
  if (value === null) return { type: 'null-data' };
  if (value === undefined) throw misplaced(path, 'is missing');
  if (shape === undefined) throw misplaced(path, `a value says its type here, as in {"${TYPED}long-unsigned": 5}`);
  switch (shape.type) {
    case 'null-data':
      throw misplaced(path, 'has no value');
    case 'date-time':
      return { type: 'octet-string', octets: octetStringOfName(value, 'date-time', path) };
    case 'octet-string':
      return { type: 'octet-string', octets: octetStringOfName(value, shape.content, path) };
    case 'array':
      return arrayOfName(value, shape.of, path);
    case 'structure':
      return { type: 'structure', items: structureItems(value, shape.fields, path) };
    default: {
      const parts = 'parts' in shape ? shape.parts : undefined;
      return scalarOfName(shape.type, parts === undefined ? value : partsOfName(value, parts, path), path);
    }
  }
}

function typedOfName(value: NamedValue | undefined): { type: string; value: NamedValue } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [[key, inner] = ['', null], ...more] = Object.entries(value as NamedFields);
  return more.length === 0 && key.startsWith(TYPED) ? { type: key.slice(TYPED.length), value: inner } : undefined;
}

function arrayOfName(value: NamedValue, of: DataShape, path: string): Data {
  if (!Array.isArray(value) && typeof value === 'object' && value !== null) {
    const { compact } = fieldsOfName(value, path, ['compact']);
    const items = elements(compact, of, `${path}.compact`);
    const description = items[0] && descriptionOf(items[0]);
    if (description === undefined) throw misplaced(path, 'a compact list has elements of one type, at least one');
    return { type: 'compact-array', description, items };
  }
  return { type: 'array', items: elements(value, of, path) };
}

function elements(value: NamedValue | undefined, of: DataShape | undefined, path: string): Data[] {
  return listOfName(value, path).map((item, i) => dataOfName(item, of, `${path}[${i}]`));
}

function structureItems(value: NamedValue, shapes: readonly NamedShape[], path: string): Data[] {
  const names = shapes.map(({ name }) => name);
  const fields = fieldsOfName(value, path, names);
  return shapes.flatMap(({ name, shape, constant, optional }) => {
    const given = fields[name];
    if (given === undefined && optional === true) return [];
    return [dataOfName(given === undefined ? defaultOf(shape, constant) : given, shape, `${path}.${name}`)];
  });
}

/** What a value is that may be left out, because it can be only one. */
export function defaultOf(shape: DataShape, constant: number | boolean | undefined): NamedValue | undefined {
  if (constant !== undefined) return constant;
  if (shape.type === 'null-data') return null;
  if (shape.type === 'octet-string' && shape.max === 0) return '';
  return 'constant' in shape ? shape.constant : undefined;
}

function scalarOfName(type: Data['type'], value: NamedValue, path: string): Data {
  switch (type) {
    case 'boolean':
      if (typeof value !== 'boolean') throw misplaced(path, 'is neither true nor false');
      return { type, value };
    case 'integer':
    case 'unsigned':
    case 'bcd':
    case 'enum':
    case 'long':
    case 'long-unsigned':
    case 'double-long':
    case 'double-long-unsigned':
      return { type, value: numberOfName(value, path, NUMBER_RANGES[type]) };
    case 'long64':
      return { type, value: bigintOfName(value, path, [-(1n << 63n), (1n << 63n) - 1n]) };
    case 'long64-unsigned':
      return { type, value: bigintOfName(value, path, [0n, (1n << 64n) - 1n]) };
    case 'bit-string':
      return { type, bits: bitsOfName(value, path) };
    case 'visible-string':
    case 'utf8-string':
      return { type, octets: octetsOfTextName(value, path) };
    case 'octet-string':
      return { type, octets: octetStringOfName(value, undefined, path) };
    case 'date-time':
      return { type, octets: (typeof value === 'string' && dateTimeOfName(value)) || octetsOfName(value, path, 12) };
    case 'date':
      return { type, octets: octetsOfName(value, path, 5) };
    case 'time':
    case 'float32':
      return { type, octets: octetsOfName(value, path, 4) };
    case 'float64':
      return { type, octets: octetsOfName(value, path, 8) };
    case 'null-data':
      if (value !== null) throw misplaced(path, 'has no value');
      return { type };
    default:
      throw misplaced(path, `${type} is not the type of one value`);
  }
}

function dataOfTyped(type: string, value: NamedValue, path: string): Data {
  if (type === 'array' || type === 'structure') return { type, items: elements(value, undefined, path) };
  if (type !== 'compact-array') return scalarOfName(type as Data['type'], value, path);
  const { description, items } = fieldsOfName(value, path, ['description', 'items']);
  return {
    type,
    description: descriptionOfName(description ?? null, `${path}.description`),
    items: elements(items, undefined, `${path}.items`),
  };
}

function descriptionOfName(value: NamedValue, path: string): TypeDescription {
  if (Array.isArray(value)) {
    const [count = null, of = null] = value as readonly NamedValue[];
    return { type: 'array', count: numberOfName(count, path, [0, 65_535]), of: descriptionOfName(of, path) };
  }
  if (typeof value === 'string') {
    if (!SCALAR_TYPES.has(value)) throw misplaced(path, 'is not the type of one value');
    return { type: value } as TypeDescription;
  }
  const { structure } = fieldsOfName(value, path, ['structure']);
  return { type: 'structure', fields: listOfName(structure, path).map((field) => descriptionOfName(field, path)) };
}

function bitsOfName(value: NamedValue, path: string): string {
  if (typeof value === 'string') {
    if (!/^[01]*$/.test(value)) throw misplaced(path, 'is not a text of 0 and 1');
    return value;
  }
  const { size = null, set } = fieldsOfName(value, path, ['size', 'set']);
  const bits = new Array<string>(numberOfName(size, `${path}.size`, [0, 65_535])).fill('0');
  for (const [i, index] of listOfName(set, `${path}.set`).entries()) {
    bits[numberOfName(index, `${path}.set[${i}]`, [0, bits.length - 1])] = '1';
  }
  return bits.join('');
}
