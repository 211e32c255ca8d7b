import { concatBytes, fromHex, toHex } from '../bytes/hex.js';
import { type OctetContent, PACKED_OCTETS, type PackedField } from '../catalogue/use-case.js';
import { formatObis, parseObis } from '../dlms/obis.js';
import { CodecError } from '../errors.js';
import { type Eui64, eui64, formatEui64 } from '../identifiers.js';
import {
  bigintOfName,
  fieldsOfName,
  misplaced,
  type NamedFields,
  type NamedValue,
  octetsOfName,
} from '../named-value.js';
import { dateTimeOfName, nameOfDateTime } from './date-time.js';

/** Octet-strings by what they are: a text, a time, fields side by side, or octets as hexadecimal digits. */

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of octets in UTF-8; `undefined` for octets that are no text, or one with control characters. */
function textOfOctets(octets: Uint8Array): string | undefined {
  try {
    const text = strictUtf8.decode(octets);
    return /\p{Cc}/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The octets of a text, or of `{octets}` where what it was made from is no text. */
export function octetsOfTextName(value: NamedValue, path: string): Uint8Array {
  if (typeof value === 'string') return new TextEncoder().encode(value);
  return octetsOfName(fieldsOfName(value, path, ['octets'])['octets'] ?? null, `${path}.octets`);
}

/** Octets as a text, or `{octets}` where they are none. */
export function nameOfText(octets: Uint8Array): NamedValue {
  return textOfOctets(octets) ?? { octets: toHex(octets) };
}

/** The named value of an octet-string. */
export function nameOfOctetString(octets: Uint8Array, content: OctetContent | undefined): NamedValue {
  if (content === 'text') return nameOfText(octets);
  if (typeof content === 'object' && octets.length === sizeOf(content)) return nameOfPacked(octets, content);
  return nameOfDateTime(octets) ?? toHex(octets);
}

/** The octets of a named value. @throws CodecError `GBCS_E_VALUE` */
export function octetStringOfName(value: NamedValue, content: OctetContent | undefined, path: string): Uint8Array {
  if (content === 'text') return octetsOfTextName(value, path);
  if (content === 'date-time') return dateTimeOrOctets(value, path);
  if (typeof value === 'string') return dateTimeOfName(value) ?? octetsOfName(value, path);
  if (typeof content === 'object') return packedOfName(fieldsOfName(value, path), content, path);
  throw misplaced(path, 'a text belongs here: octets in hexadecimal digits, or a date and time');
}

/** A date-time that no text says, with wildcards, is its 12 octets. */
function dateTimeOrOctets(value: NamedValue, path: string): Uint8Array {
  const octets = typeof value === 'string' ? dateTimeOfName(value) : undefined;
  if (octets !== undefined) return octets;
  if (typeof value === 'string' && /^([0-9a-fA-F]{2})*$/.test(value)) return octetsOfName(value, path);
  throw misplaced(path, 'is not a date and time in UTC such as 2030-01-15T09:00:00Z, nor now, never or 12 octets');
}

function sizeOf(content: readonly PackedField[]): number {
  return content.reduce((sum, { kind }) => sum + PACKED_OCTETS[kind], 0);
}

function nameOfPacked(octets: Uint8Array, content: readonly PackedField[]): NamedFields {
  const fields: Record<string, NamedValue> = {};
  let at = 0;
  for (const { name, kind } of content) {
    const part = octets.subarray(at, at + PACKED_OCTETS[kind]);
    at += part.length;
    fields[name] = nameOfPart(part, kind);
  }
  return fields;
}

function nameOfPart(octets: Uint8Array, kind: PackedField['kind']): NamedValue {
  switch (kind) {
    case 'eui64':
      return formatEui64(eui64(octets));
    case 'obis':
      return formatObis(octets);
    case 'code':
      return `0x${toHex(octets).toUpperCase()}`;
    case 'counter':
      return BigInt(`0x${toHex(octets)}`).toString();
    case 'u8':
    case 'u16':
      return Number(`0x${toHex(octets)}`);
    default:
      return kind satisfies never;
  }
}

function packedOfName(fields: NamedFields, content: readonly PackedField[], path: string): Uint8Array {
  fieldsOfName(
    fields,
    path,
    content.map(({ name }) => name),
  );
  return concatBytes(...content.map(({ name, kind }) => partOfName(fields[name], kind, `${path}.${name}`)));
}

function partOfName(value: NamedValue | undefined, kind: PackedField['kind'], path: string): Uint8Array {
  if (value === undefined) throw misplaced(path, 'is missing');
  switch (kind) {
    case 'eui64':
      return fromHex(euiOfName(value, path));
    case 'obis':
      if (typeof value !== 'string') throw misplaced(path, 'an OBIS name such as 0-0:94.44.118.2 is due');
      return withPath(path, () => parseObis(value));
    case 'code':
    case 'counter':
    case 'u8':
    case 'u16': {
      const size = PACKED_OCTETS[kind];
      const text = kind === 'code' && typeof value === 'string' && value.startsWith('0x') ? Number(value) : value;
      const number = bigintOfName(text, path, [0n, (1n << BigInt(8 * size)) - 1n]);
      return fromHex(number.toString(16).padStart(2 * size, '0'));
    }
    default:
      return kind satisfies never;
  }
}

/** An Entity Identifier by its text. @throws CodecError `GBCS_E_VALUE` */
export function euiOfName(value: NamedValue | undefined, path: string): Eui64 {
  if (typeof value !== 'string') throw misplaced(path, 'an Entity Identifier such as 90-B3-D5-1F-30-01-00-00 is due');
  return withPath(path, () => eui64(value));
}

/** What reads a text knows nothing of where it stands. */
function withPath<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof CodecError ? misplaced(path, error.message) : error;
  }
}
