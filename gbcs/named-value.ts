import { fromHex, toHex } from './bytes/hex.js';
import { CodecError } from './errors.js';

/**
 * Values of messages by name: what a person writes and reads, and JSON holds. Numbers beyond 2^53 are decimal text,
 * octets hexadecimal text in lower case, times ISO 8601 in UTC, and a number that has a name is that name. Every family of
 * payloads turns its values into these and back; the same name stands for the same octets both ways.
 */
export type NamedValue = null | boolean | number | string | readonly NamedValue[] | NamedFields;

/** Named values that belong together. */
export interface NamedFields {
  readonly [name: string]: NamedValue;
}

/** Names of numbers: by position, or by the number where they are not in a row. */
export type NumberNames = readonly string[] | Readonly<Record<number, string>>;

/** A value that does not belong where it stands. @param path place among the named values, such as `payload.openTime` */
export function misplaced(path: string, message: string): CodecError {
  return new CodecError('GBCS_E_VALUE', message, { path });
}

/** The name of a number, or the number itself where it has none, or one that other numbers share. */
export function nameOfNumber(value: number, names: NumberNames | undefined): NamedValue {
  const name = names === undefined ? undefined : (names as Readonly<Record<number, string>>)[value];
  if (names === undefined || name === undefined) return value;
  return sharedNames(names).has(name) ? value : name;
}

/** Names that several numbers of a list have; a list is looked through once. */
function sharedNames(names: NumberNames): ReadonlySet<string> {
  const known = SHARED.get(names);
  if (known !== undefined) return known;
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const name of Object.values(names)) (seen.has(name) ? shared : seen).add(name);
  SHARED.set(names, shared);
  return shared;
}

const SHARED = new WeakMap<NumberNames, ReadonlySet<string>>();

/**
 * The number that a named value stands for: a number, its name, or its digits, also hexadecimal after `0x`.
 * @throws CodecError `GBCS_E_VALUE` unless it is one, whole and from `low` to `high`
 */
export function numberOfName(
  value: NamedValue,
  path: string,
  range: readonly [low: number, high: number],
  names?: NumberNames,
): number {
  const number = typeof value === 'string' ? numberOfText(value, names) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
    const known = Object.values(names ?? {});
    const choices = known.length === 0 ? '' : `, nor one of ${known.slice(0, 12).join(', ')}`;
    throw misplaced(path, `${shown(value)} is not a whole number${choices}`);
  }
  const [low, high] = range;
  if (number < low || number > high) throw misplaced(path, `${number} is not from ${low} to ${high}`);
  return number;
}

function numberOfText(text: string, names: NumberNames | undefined): number | undefined {
  const named = Object.entries(names ?? {}).find(([, name]) => name === text);
  if (named !== undefined) return Number(named[0]);
  return /^(-?\d{1,16}|0x[0-9a-fA-F]{1,13})$/.test(text) ? Number(text) : undefined;
}

/**
 * The number of up to 64 bits that a named value stands for: digits as text, or a number.
 * @throws CodecError `GBCS_E_VALUE` unless it is one from `low` to `high`
 */
export function bigintOfName(value: NamedValue, path: string, range: readonly [low: bigint, high: bigint]): bigint {
  const isNumber = typeof value === 'string' ? /^-?\d{1,20}$/.test(value) : Number.isSafeInteger(value);
  if (!isNumber) throw misplaced(path, `${shown(value)} is not a whole number`);
  const number = BigInt(value as string | number);
  const [low, high] = range;
  if (number < low || number > high) throw misplaced(path, `${number} is not from ${low} to ${high}`);
  return number;
}

/** Octets as named values have them. */
export function nameOfOctets(octets: Uint8Array): string {
  return toHex(octets);
}

/**
 * The octets of a named value: an even number of hexadecimal digits.
 * @param size how many octets there must be, if that is fixed
 * @throws CodecError `GBCS_E_VALUE`
 */
export function octetsOfName(value: NamedValue, path: string, size?: number): Uint8Array {
  if (typeof value !== 'string' || !/^([0-9a-fA-F]{2})*$/.test(value)) {
    throw misplaced(path, `${shown(value)} is not octets in hexadecimal digits`);
  }
  const octets = fromHex(value);
  if (size !== undefined && octets.length !== size) throw misplaced(path, `${octets.length} octets, not ${size}`);
  return octets;
}

/**
 * The fields of a named value.
 * @param names those that it may have; any where absent
 * @throws CodecError `GBCS_E_VALUE` on anything but an object, and on a field that does not belong
 */
export function fieldsOfName(value: NamedValue | undefined, path: string, names?: readonly string[]): NamedFields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw misplaced(path, value === undefined ? 'is missing' : `${shown(value)} has no named fields`);
  }
  const fields = value as NamedFields;
  for (const name of Object.keys(fields)) {
    if (names !== undefined && !names.includes(name)) {
      throw misplaced(
        `${path}.${name}`,
        names.length === 0 ? 'no such field; there is none' : `no such field; there are ${names.join(', ')}`,
      );
    }
  }
  return fields;
}

/**
 * Refuses fields that say the same thing in different ways.
 * @param ways names that belong together, way by way
 * @throws CodecError `GBCS_E_VALUE` where fields of more than one way are there
 */
export function oneWay(fields: NamedFields, path: string, ...ways: readonly (readonly string[])[]): void {
  const given = ways.flatMap((names) => names.filter((name) => Object.hasOwn(fields, name)).slice(0, 1));
  if (given.length > 1) throw misplaced(path, `has ${given.join(' and ')}, of which only one can be`);
}

/** The elements of a named value. @throws CodecError `GBCS_E_VALUE` on anything but a list */
export function listOfName(value: NamedValue | undefined, path: string): readonly NamedValue[] {
  if (value === undefined) throw misplaced(path, 'is missing');
  if (!Array.isArray(value)) throw misplaced(path, `${shown(value)} is not a list`);
  return value as readonly NamedValue[];
}

/** A value as an error shows it: short, and never octets that could be a key. */
function shown(value: NamedValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value.length > 24 ? 'this text' : JSON.stringify(value);
  return typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'a list' : 'an object') : String(value);
}
