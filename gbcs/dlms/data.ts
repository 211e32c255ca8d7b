import type { Span } from '../bytes/reader.js';

/**
 * DLMS data as typed values (Blue Book 4.1.5, A-XDR of IEC 61334-6). A value that was read knows its span in the
 * message; one that was built has none. `lengthOctets` is there only where a message used a longer length than needed.
 */
export type Data = (
  | { readonly type: 'null-data' }
  | { readonly type: 'array' | 'structure'; readonly items: readonly Data[]; readonly lengthOctets?: number }
  /** `octet` is there only where true was not sent as FF. */
  | { readonly type: 'boolean'; readonly value: boolean; readonly octet?: number }
  /** `bits` as text of 0 and 1, first bit first; `padding` holds the unused low bits of the last octet if not zero. */
  | { readonly type: 'bit-string'; readonly bits: string; readonly padding?: number; readonly lengthOctets?: number }
  | { readonly type: NumberType; readonly value: number }
  | { readonly type: 'long64' | 'long64-unsigned'; readonly value: bigint }
  | { readonly type: OctetsType; readonly octets: Uint8Array; readonly lengthOctets?: number }
  | { readonly type: FixedOctetsType; readonly octets: Uint8Array }
  | {
      readonly type: 'compact-array';
      readonly description: TypeDescription;
      readonly items: readonly Data[];
      readonly lengthOctets?: number;
    }
) & { readonly span?: Span };

/** Types of a fixed number of octets that hold one number; `enum` and `bcd` are one octet. */
export type NumberType =
  | 'double-long'
  | 'double-long-unsigned'
  | 'bcd'
  | 'integer'
  | 'long'
  | 'unsigned'
  | 'long-unsigned'
  | 'enum';

/** Types with a length before their octets. Texts are kept as octets, so that nothing is lost: see {@link textOf}. */
export type OctetsType = 'octet-string' | 'visible-string' | 'utf8-string';

/** Types of a fixed size whose octets are kept: floats for exactness, times for their wildcards. */
export type FixedOctetsType = 'float32' | 'float64' | 'date-time' | 'date' | 'time';

/** What the elements of a compact array look like. */
export type TypeDescription =
  | { readonly type: 'array'; readonly count: number; readonly of: TypeDescription }
  | { readonly type: 'structure'; readonly fields: readonly TypeDescription[]; readonly lengthOctets?: number }
  | { readonly type: Exclude<Data['type'], 'array' | 'structure' | 'compact-array'> };

export const NULL_DATA: Data = { type: 'null-data' };

export function structure(...items: readonly Data[]): Data {
  return { type: 'structure', items };
}

export function array(...items: readonly Data[]): Data {
  return { type: 'array', items };
}

export function octetString(octets: Uint8Array): Data {
  return { type: 'octet-string', octets };
}

/** @param text characters 0x00 to 0x7F; others become the octets of UTF-8, which no visible-string may hold */
export function visibleString(text: string): Data {
  return { type: 'visible-string', octets: new TextEncoder().encode(text) };
}

/** @param value 0 to 65,535 */
export function longUnsigned(value: number): Data {
  return { type: 'long-unsigned', value };
}

export function booleanData(value: boolean): Data {
  return { type: 'boolean', value };
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a string value; octets that are not UTF-8 are shown one by one as Latin-1, so that all of them show. */
export function textOf(data: { readonly octets: Uint8Array }): string {
  try {
    return strictUtf8.decode(data.octets);
  } catch {
    return Array.from(data.octets, (octet) => String.fromCharCode(octet)).join('');
  }
}
