import { Reader, type Span } from '../../bytes/reader.js';
import { Writer } from '../../bytes/writer.js';
import { CodecError } from '../../errors.js';
import { fieldsOfName, listOfName, misplaced, type NamedFields, type NamedValue } from '../../named-value.js';
import { typeOfData } from './data-types.js';
import { readLeaf, writeLeaf } from './leaf.js';
import type { ZclCommand, ZclField, ZclLeafType, ZclReference, ZclType } from './types.js';

/** Clause of what is inside a ZCL payload: GBCS leaves it to the ZigBee Smart Energy standard. */
const ZCL_CLAUSE = 'GBCS 7.2.10';

/** One value of a ZCL payload where it stands. */
export interface ZclPlace {
  /** In the words of the ZigBee Smart Energy standard; what is in a list is numbered from 1. */
  readonly name: string;
  /** Absent where it is made of others. */
  readonly value?: NamedValue;
  /** The number that a named value stands for. */
  readonly number?: number;
  readonly unit?: string;
  /** How many hexadecimal digits GBCS writes it with, if it is a code. */
  readonly hexDigits?: number;
  readonly span: Span;
  readonly children: readonly ZclPlace[];
}

/** The named fields of a ZCL payload, and where each of them stands. */
export interface ZclPayload {
  readonly fields: NamedFields;
  readonly places: readonly ZclPlace[];
}

/**
 * Reads a ZCL payload by the declaration of its command; {@link writeZclFields} makes the same octets of the fields.
 * @param octets the payload without the ZCL header
 * @param base offset of its first octet in the message
 * @param path name of the place of the payload, for errors
 * @throws CodecError where the octets do not fit the declaration: `GBCS_E_TRUNCATED`, `GBCS_E_TRAILING`, and
 *   `GBCS_E_TAG` on an attribute of a data type that is not known
 */
export function readZclFields(command: ZclCommand, octets: Uint8Array, base = 0, path = 'payload'): ZclPayload {
  const reader = new Reader(octets, base);
  const group = readGroup(reader, command.fields, path);
  if (!reader.atEnd) {
    throw reader.error('GBCS_E_TRAILING', `${reader.remaining} octets left after the fields of ${command.name}`, {
      path,
    });
  }
  return group;
}

/**
 * Writes a ZCL payload from named fields.
 * @param values every field of the command, but for optional ones at its end
 * @param path name of the place of the values, for errors
 * @throws CodecError `GBCS_E_VALUE` on a value that is missing, does not fit or does not belong; `GBCS_E_COUNT` where a
 *   list is not as long as another field says
 */
export function writeZclFields(command: ZclCommand, values: NamedFields, path = 'payload'): Uint8Array {
  const writer = new Writer();
  writeGroup(writer, command.fields, values, path);
  return writer.finish();
}

/** Numbers of the fields of a group so far, by key. */
type Numbers = Map<string, number>;

function readGroup(reader: Reader, fields: readonly ZclField[], path: string): ZclPayload {
  const numbers: Numbers = new Map();
  const places: ZclPlace[] = [];
  const entries: [string, NamedValue][] = [];
  for (const field of fields) {
    if (!isPresent(field, numbers)) continue;
    // An optional field is left out with all that follow it.
    if (field.optional && reader.atEnd) break;
    const { value, place } = readField(reader, field, numbers, `${path}.${field.key}`);
    entries.push([field.key, value]);
    places.push(place);
    if (place.number !== undefined) numbers.set(field.key, place.number);
  }
  return { fields: Object.fromEntries(entries), places };
}

interface ReadValue {
  readonly value: NamedValue;
  readonly place: ZclPlace;
}

function readField(reader: Reader, field: ZclField, numbers: Numbers, path: string): ReadValue {
  const type = resolved(field.type, numbers, path, reader.offset);
  switch (type.kind) {
    case 'list':
      return readList(reader, field.name, type, numbers, path);
    case 'group':
      return readGroupValue(reader, field.name, type.fields, path);
    default:
      return readLeafValue(reader, field.name, type, path);
  }
}

function readLeafValue(reader: Reader, name: string, type: ZclLeafType, path: string): ReadValue {
  const start = reader.offset;
  const { value, number } = readLeaf(reader, type, path);
  const span = { start, end: reader.offset };
  const detail = {
    ...(number === undefined ? {} : { number }),
    ...(type.kind === 'number' && type.unit !== undefined ? { unit: type.unit } : {}),
    ...(type.kind === 'number' && type.isCode ? { hexDigits: 2 * type.octets } : {}),
  };
  if (type.kind !== 'parts') return { value, place: { name, value, ...detail, span, children: [] } };
  const fields = fieldsOfName(value, path);
  const named = [...type.parts, { key: 'reserved', name: 'Reserved' }];
  const children = named.flatMap((part): ZclPlace[] => {
    const one = fields[part.key];
    return one === undefined ? [] : [{ name: part.name, value: one, span, children: [] }];
  });
  return { value, place: { name, ...detail, span, children } };
}

function readGroupValue(reader: Reader, name: string, fields: readonly ZclField[], path: string): ReadValue {
  const start = reader.offset;
  const group = readGroup(reader, fields, path);
  return { value: group.fields, place: { name, span: { start, end: reader.offset }, children: group.places } };
}

function readList(
  reader: Reader,
  name: string,
  type: ZclType & { kind: 'list' },
  numbers: Numbers,
  path: string,
): ReadValue {
  const start = reader.offset;
  const count = type.count === undefined ? undefined : numberAt(type.count, numbers);
  const items: ReadValue[] = [];
  // Every item has octets, so that a list ends with the payload at the latest.
  while (count === undefined ? !reader.atEnd : items.length < count) {
    const label = `${type.item} ${items.length + 1}`;
    const itemPath = `${path}[${items.length}]`;
    items.push(
      type.of.kind === 'group'
        ? readGroupValue(reader, label, type.of.fields, itemPath)
        : readLeafValue(reader, label, type.of, itemPath),
    );
  }
  const value = items.map((item) => item.value);
  const span = { start, end: reader.offset };
  // Numbers in a row are one value: one line, not hundreds.
  const isPlain = items.every(({ place }) => place.value !== undefined);
  const hexDigits = items[0]?.place.hexDigits;
  const detail = hexDigits === undefined ? {} : { hexDigits };
  if (isPlain) return { value, place: { name, value, ...detail, span, children: [] } };
  return { value, place: { name, span, children: items.map((item) => item.place) } };
}

function writeGroup(writer: Writer, fields: readonly ZclField[], value: NamedValue, path: string): void {
  const values = fieldsOfName(value, path);
  const numbers: Numbers = new Map();
  const known: string[] = [];
  let ended: string | undefined;
  for (const field of fields) {
    if (!isPresent(field, numbers)) continue;
    known.push(field.key);
    const place = `${path}.${field.key}`;
    const one = values[field.key];
    if (one === undefined) {
      if (!field.optional) throw misplaced(place, 'is missing');
      ended ??= field.key;
      continue;
    }
    if (ended !== undefined) throw misplaced(place, `cannot follow where ${ended} is left out`);
    const number = writeField(writer, field, numbers, one, place);
    if (number !== undefined) numbers.set(field.key, number);
  }
  fieldsOfName(values, path, known);
}

function writeField(
  writer: Writer,
  field: ZclField,
  numbers: Numbers,
  value: NamedValue,
  path: string,
): number | undefined {
  const type = resolved(field.type, numbers, path);
  switch (type.kind) {
    case 'list':
      writeList(writer, type, numbers, value, path);
      return undefined;
    case 'group':
      writeGroup(writer, type.fields, value, path);
      return undefined;
    default:
      return writeLeaf(writer, type, value, path);
  }
}

function writeList(
  writer: Writer,
  type: ZclType & { kind: 'list' },
  numbers: Numbers,
  value: NamedValue,
  path: string,
): void {
  const items = listOfName(value, path);
  const count = type.count === undefined ? items.length : numberAt(type.count, numbers);
  if (count !== items.length) {
    throw new CodecError('GBCS_E_COUNT', `${items.length} items where ${type.count?.field} says ${count}`, { path });
  }
  for (const [i, item] of items.entries()) {
    if (type.of.kind === 'group') writeGroup(writer, type.of.fields, item, `${path}[${i}]`);
    else writeLeaf(writer, type.of, item, `${path}[${i}]`);
  }
}

/** The type of a field, once the fields before it have said what depends on them. */
function resolved(
  type: ZclType,
  numbers: Numbers,
  path: string,
  offset?: number,
): Exclude<ZclType, { kind: 'attribute-data' }> {
  if (type.kind !== 'attribute-data') return type;
  const tag = numbers.get(type.tag) ?? 0;
  const data = typeOfData(tag, type.attributes[numbers.get(type.attribute) ?? -1]?.type);
  if (data !== undefined) return data;
  const detail = { path, clause: ZCL_CLAUSE, ...(offset === undefined ? {} : { offset }) };
  throw new CodecError('GBCS_E_TAG', `${path} is of the data type ${tag}, which is not known`, detail);
}

function isPresent({ when }: ZclField, numbers: Numbers): boolean {
  if (when === undefined) return true;
  const number = numberAt(when, numbers);
  return (when.is?.includes(number) ?? true) && !when.isNot?.includes(number);
}

/** A field that was left out counts as 0. */
function numberAt({ field, mask }: ZclReference, numbers: Numbers): number {
  const number = numbers.get(field) ?? 0;
  return mask === undefined ? number : (number & mask) >>> 0;
}
