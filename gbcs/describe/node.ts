import { toHex } from '../bytes/hex.js';
import type { Span } from '../bytes/reader.js';
import { ACTIVATE_NEVER, ACTIVATE_NOW, decodeDateTime } from '../dlms/date-time.js';
import { CodecError } from '../errors.js';

/** One place of a message in words: what it is called, what it says, where it stands, and what it is made of. */
export interface DescribedNode {
  /** In the specification's words. */
  readonly label: string;
  /** Absent where the node only groups others. Octets are shown whole, as hexadecimal digits. */
  readonly value?: string;
  /** Absent in a message that was built, and for values that stand in no one place. */
  readonly span?: Span;
  readonly children: readonly DescribedNode[];
}

/** A node; what is `undefined` is left out. */
export function described(
  label: string,
  value?: string,
  span?: Span,
  children: readonly DescribedNode[] = [],
): DescribedNode {
  return {
    label,
    ...(value === undefined ? {} : { value }),
    ...(span === undefined ? {} : { span }),
    children,
  };
}

/** `value` with the name that a list gives it: `3 incompatibleWithExistingEntry`. */
export function named(value: number, names: readonly string[] | Readonly<Record<number, string>>): string {
  const name = (names as Readonly<Record<number, string>>)[value];
  return name === undefined ? String(value) : `${value} ${name}`;
}

/** ISO 8601 in whole seconds, or `undefined` for an instant that no Date can hold. */
function isoTime(instant: number): string | undefined {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('.000Z', 'Z');
}

/** A COSEM date-time of 12 octets: ISO 8601, `now`, `never`, or the octets where it has wildcards (GBCS 9.2). */
export function dateTimeText(octets: Uint8Array): string {
  const hex = toHex(octets);
  if (hex === toHex(ACTIVATE_NOW)) return 'now';
  if (hex === toHex(ACTIVATE_NEVER)) return 'never';
  return exactTime(octets) ?? hex;
}

/** ISO 8601 of a date-time without wildcards; `undefined` for any other octets. */
export function exactTime(octets: Uint8Array): string | undefined {
  try {
    return isoTime(decodeDateTime(octets));
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

/** Seconds since 2000-01-01T00:00:00Z, as in ZigBee messages. */
export function utcTimeText(seconds: number): string {
  if (seconds === 0) return '0 now';
  if (seconds === 0xffff_ffff) return 'FFFFFFFF never';
  return isoTime(Date.UTC(2000, 0, 1) + seconds * 1000) ?? String(seconds);
}

/** Hexadecimal digits, upper case, as the specification writes codes. @param digits how many at least */
export function hexNumber(value: number | bigint, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

/** How many things: `1 octet`, `3 octets`. */
export function count(value: number, thing: string): string {
  return `${value} ${thing}${value === 1 ? '' : 's'}`;
}
