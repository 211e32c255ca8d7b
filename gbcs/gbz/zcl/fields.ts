import type { NumberNames } from '../../named-value.js';
import type { ZclAttribute, ZclCondition, ZclField, ZclLeafType, ZclPart, ZclReference, ZclType } from './types.js';

/** Short words for the declarations of fields. */

/** The name of a value from the words of the standard: `Issuer Event ID` becomes `issuerEventId`. */
function keyOf(name: string): string {
  const words = name.match(/[A-Z]+s?(?![a-z])|[A-Z]?[a-z0-9]+/g) ?? [];
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
  return words.map((word, i) => (i === 0 ? word.toLowerCase() : capital(word))).join('');
}

export function field(name: string, type: ZclType): ZclField {
  return { name, key: keyOf(name), type };
}

/** A field that the payload may end before. */
export function optional(one: ZclField): ZclField {
  return { ...one, optional: true };
}

/** A field that is there only when an earlier one has certain values. */
export function when(condition: ZclCondition, one: ZclField): ZclField {
  return { ...one, when: condition };
}

const unsigned = (octets: number) => (name: string, unit?: string) =>
  field(name, { kind: 'number', octets, ...(unit === undefined ? {} : { unit }) });

export const uint8 = unsigned(1);
export const uint16 = unsigned(2);
export const uint24 = unsigned(3);
export const uint32 = unsigned(4);
export const uint48 = unsigned(6);

export function int32(name: string): ZclField {
  return field(name, { kind: 'number', octets: 4, signed: true });
}

/** A number of 8 bits with names. */
export function enum8(name: string, names: NumberNames): ZclField {
  return field(name, enumeration(names));
}

export function enumeration(names: NumberNames, octets = 1): ZclLeafType {
  return { kind: 'number', octets, names };
}

/** A time. 0 is `now`, FFFFFFFE `end of time`, FFFFFFFF `never`. */
export function time(name: string): ZclField {
  return field(name, { kind: 'time' });
}

/** The time when something comes into force: FFFFFFFE is `cancel`. */
export function activationTime(name: string): ZclField {
  return field(name, { kind: 'time', last: 'cancel' });
}

export function date(name: string): ZclField {
  return field(name, { kind: 'date' });
}

export function flags(octets: number, names: Readonly<Record<number, string>>): ZclLeafType {
  return { kind: 'flags', octets, names };
}

/** @param list name, least significant bit, number of bits, and names of the values */
export function parts(
  octets: number,
  ...list: readonly (readonly [name: string, low: number, bits: number, names?: NumberNames])[]
): ZclLeafType {
  const all = list.map(
    ([name, low, bits, names]): ZclPart => ({
      name,
      key: keyOf(name),
      low,
      bits,
      ...(names === undefined ? {} : { names }),
    }),
  );
  return { kind: 'parts', octets, parts: all };
}

/** An octet string that holds octets. */
export function octetString(name: string): ZclField {
  return field(name, { kind: 'octets', length: 1 });
}

/** An octet string or character string that holds text. */
export const TEXT: ZclLeafType = { kind: 'text', length: 1 };
export function text(name: string): ZclField {
  return field(name, TEXT);
}

/** Whatever is left. */
export function rest(name: string): ZclField {
  return field(name, { kind: 'octets' });
}

/** Groups of fields one after the other, up to the end of the payload unless counted. */
export function list(name: string, item: string, fields: readonly ZclField[]): ZclField {
  return field(name, { kind: 'list', item, of: { kind: 'group', fields } });
}

/** Values of one type, one after the other, up to the end of the payload unless counted. */
export function values(name: string, item: string, of: ZclLeafType, count?: ZclReference): ZclField {
  return field(name, { kind: 'list', item, of, ...(count === undefined ? {} : { count }) });
}

/** Attributes in a row whose numbers go up by `step`. @param nameOf the name of each, counted from 1 */
export function series(
  first: number,
  count: number,
  nameOf: (index: number) => string,
  step = 1,
): Record<number, ZclAttribute> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [first + i * step, { name: nameOf(i + 1) }]));
}

/** Attributes by number from names alone. */
export function named(names: Readonly<Record<number, string>>): Record<number, ZclAttribute> {
  return Object.fromEntries(Object.entries(names).map(([id, name]) => [id, { name }]));
}
