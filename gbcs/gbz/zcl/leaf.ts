import { fromHex } from '../../bytes/hex.js';
import type { Reader } from '../../bytes/reader.js';
import type { Writer } from '../../bytes/writer.js';
import {
  bigintOfName,
  fieldsOfName,
  listOfName,
  misplaced,
  type NamedValue,
  nameOfOctets,
  octetsOfName,
} from '../../named-value.js';
import { nameOf, numberOf } from './number-names.js';
import { dateOfName, nameOfDate, nameOfTime, timeOfName } from './time.js';
import type { ZclLeafType } from './types.js';

/** Values of ZCL payloads that have no fields of their own: octets to named values and back, exactly. */

/** A value as it was read. */
export interface ZclLeaf {
  readonly value: NamedValue;
  /** The number that the octets are, if they are one of up to 40 bits. */
  readonly number?: number;
}

/** From this many octets on, a number is decimal text. */
const TEXT_NUMBER_OCTETS = 6;

/** @throws CodecError `GBCS_E_TRUNCATED` */
export function readLeaf(reader: Reader, type: ZclLeafType, path: string): ZclLeaf {
  switch (type.kind) {
    case 'number': {
      if (type.octets >= TEXT_NUMBER_OCTETS) return { value: String(readLong(reader, type, path)) };
      const raw = readUnsigned(reader, type.octets, path);
      const isNegative = type.signed && raw >= 2 ** (8 * type.octets - 1);
      const number = isNegative ? raw - 2 ** (8 * type.octets) : raw;
      return { value: nameOf(number, type.names), number };
    }
    case 'time':
      return { value: nameOfTime(readUnsigned(reader, 4, path), type.last) };
    case 'date':
      return { value: nameOfDate(reader.take(4, path)) };
    case 'flags': {
      const number = readUnsigned(reader, type.octets, path);
      const bits = Array.from({ length: type.octets * 8 }, (_, bit) => bit).filter((bit) => (number >>> bit) & 1);
      return { value: bits.map((bit) => type.names[bit] ?? `bit ${bit}`), number };
    }
    case 'parts': {
      const number = readUnsigned(reader, type.octets, path);
      return { value: namesOfParts(number, type), number };
    }
    case 'octets': {
      if (type.length === undefined) return { value: nameOfOctets(reader.take(type.size ?? reader.remaining, path)) };
      const octets = readString(reader, type.length, path);
      return { value: octets && nameOfOctets(octets) };
    }
    case 'text': {
      const octets = readString(reader, type.length, path);
      return { value: octets && nameOfText(octets) };
    }
    case 'eui64':
      return { value: nameOfOctets(reader.take(8, path).toReversed()) };
    case 'nothing':
      return { value: null };
    default:
      return type satisfies never;
  }
}

/**
 * Writes what `readLeaf` reads.
 * @returns the number written, if it is one of up to 40 bits
 * @throws CodecError `GBCS_E_VALUE` on a value that does not fit
 */
export function writeLeaf(writer: Writer, type: ZclLeafType, value: NamedValue, path: string): number | undefined {
  switch (type.kind) {
    case 'number':
      return writeNumber(writer, type, value, path);
    case 'time':
      writeUnsigned(writer, BigInt(timeOfName(value, path, type.last)), 4);
      return undefined;
    case 'date':
      writer.put(dateOfName(value, path));
      return undefined;
    case 'flags':
      return writeUnsigned(writer, flagsOfNames(value, path, type), type.octets);
    case 'parts':
      return writeUnsigned(writer, BigInt(partsOfNames(value, path, type)), type.octets);
    case 'octets':
      if (type.length === undefined) writer.put(octetsOfName(value, path, type.size));
      else writeString(writer, value === null ? null : octetsOfName(value, path), type.length, path);
      return undefined;
    case 'text':
      writeString(writer, value === null ? null : octetsOfText(value, path), type.length, path);
      return undefined;
    case 'eui64':
      writer.put(octetsOfName(value, path, 8).toReversed());
      return undefined;
    case 'nothing':
      if (value !== null) throw misplaced(path, 'is null where there is no value');
      return undefined;
    default:
      return type satisfies never;
  }
}

/** @param octets up to 5 */
function readUnsigned(reader: Reader, octets: number, path: string): number {
  return reader.take(octets, path).reduceRight((number, octet) => number * 256 + octet, 0);
}

function readLong(reader: Reader, { octets, signed }: ZclLeafType & { kind: 'number' }, path: string): bigint {
  let number = 0n;
  for (const octet of reader.take(octets, path).toReversed()) number = (number << 8n) | BigInt(octet);
  return signed ? BigInt.asIntN(octets * 8, number) : number;
}

/** Little-endian; the caller has seen to it that the number fits. */
function writeUnsigned(writer: Writer, number: bigint, octets: number): number | undefined {
  for (let i = 0; i < octets; i++) writer.u8(Number((number >> BigInt(8 * i)) & 0xffn));
  return octets < TEXT_NUMBER_OCTETS ? Number(number) : undefined;
}

function writeNumber(
  writer: Writer,
  type: ZclLeafType & { kind: 'number' },
  value: NamedValue,
  path: string,
): number | undefined {
  const bits = BigInt(type.octets * 8);
  const low = type.signed ? -(1n << (bits - 1n)) : 0n;
  const high = type.signed ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n;
  const number =
    type.octets >= TEXT_NUMBER_OCTETS
      ? bigintOfName(value, path, [low, high])
      : BigInt(numberOf(value, path, [Number(low), Number(high)], type.names));
  writeUnsigned(writer, BigInt.asUintN(Number(bits), number), type.octets);
  return type.octets < TEXT_NUMBER_OCTETS ? Number(number) : undefined;
}

/** Bits of a part, at their place. 32 bits are beyond the bit operators of the language. */
function maskOf({ low, bits }: { readonly low: number; readonly bits: number }): number {
  return (2 ** bits - 1) * 2 ** low;
}

/** What no part covers. Parts do not overlap. */
function reservedMask({ octets, parts }: ZclLeafType & { kind: 'parts' }): number {
  return parts.reduce((left, part) => left - maskOf(part), 2 ** (octets * 8) - 1);
}

/** Bitwise and of numbers of up to 32 bits. */
function masked(number: number, mask: number): number {
  return (number & mask) >>> 0;
}

function namesOfParts(number: number, type: ZclLeafType & { kind: 'parts' }): NamedValue {
  const entries = type.parts.map((part): [string, NamedValue] => {
    const value = masked(number, maskOf(part)) / 2 ** part.low;
    return [part.key, part.bits === 1 ? value === 1 : nameOf(value, part.names)];
  });
  const reserved = masked(number, reservedMask(type));
  return Object.fromEntries(reserved === 0 ? entries : [...entries, ['reserved', reserved]]);
}

function partsOfNames(value: NamedValue, path: string, type: ZclLeafType & { kind: 'parts' }): number {
  const fields = fieldsOfName(value, path, [...type.parts.map(({ key }) => key), 'reserved']);
  const number = type.parts.reduce((sum, { key, low, bits, names }) => {
    const part = fields[key];
    if (part === undefined) throw misplaced(`${path}.${key}`, 'is missing');
    if (bits === 1) {
      if (typeof part !== 'boolean') throw misplaced(`${path}.${key}`, 'is neither true nor false');
      return sum + (part ? 2 ** low : 0);
    }
    return sum + numberOf(part, `${path}.${key}`, [0, 2 ** bits - 1], names) * 2 ** low;
  }, 0);
  const reserved = numberOf(fields['reserved'] ?? 0, `${path}.reserved`, [0, 2 ** 32 - 1]);
  if (masked(reserved, reservedMask(type)) !== reserved) {
    throw misplaced(`${path}.reserved`, 'has bits that are not reserved');
  }
  return number + reserved;
}

function flagsOfNames(value: NamedValue, path: string, type: ZclLeafType & { kind: 'flags' }): bigint {
  let number = 0n;
  for (const [i, name] of listOfName(value, path).entries()) {
    const named = Object.entries(type.names).find(([, each]) => each === name)?.[0];
    const bit = Number(named ?? (typeof name === 'string' ? /^bit (\d{1,2})$/.exec(name)?.[1] : undefined) ?? -1);
    if (bit < 0 || bit >= type.octets * 8) throw misplaced(`${path}[${i}]`, 'is none of the flags');
    if ((number >> BigInt(bit)) & 1n) throw misplaced(`${path}[${i}]`, 'is there twice');
    number |= 1n << BigInt(bit);
  }
  return number;
}

/** The octets of a string, or null where its length says that it has no value. */
function readString(reader: Reader, length: 1 | 2, path: string): Uint8Array | null {
  const size = readUnsigned(reader, length, `${path}.length`);
  return size === 2 ** (8 * length) - 1 ? null : reader.take(size, path);
}

function writeString(writer: Writer, octets: Uint8Array | null, length: 1 | 2, path: string): void {
  const none = 2 ** (8 * length) - 1;
  if (octets !== null && octets.length >= none) throw misplaced(path, `${octets.length} octets, more than ${none - 1}`);
  writeUnsigned(writer, BigInt(octets?.length ?? none), length);
  if (octets !== null) writer.put(octets);
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Octets that stand for plain text are that text; others, and what looks like them, are hexadecimal after `0x`. */
function nameOfText(octets: Uint8Array): string {
  const plain = plainText(octets);
  return plain === undefined || plain.startsWith('0x') ? `0x${nameOfOctets(octets)}` : plain;
}

function plainText(octets: Uint8Array): string | undefined {
  try {
    const text = strictUtf8.decode(octets);
    // Control characters and unassigned ones would be lost on a screen.
    return /\p{C}/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function octetsOfText(value: NamedValue, path: string): Uint8Array {
  if (typeof value !== 'string') throw misplaced(path, 'is no text');
  if (!value.startsWith('0x')) {
    const octets = new TextEncoder().encode(value);
    if (strictUtf8.decode(octets) !== value) throw misplaced(path, 'is not well-formed text');
    return octets;
  }
  if (!/^0x([0-9a-fA-F]{2})*$/.test(value)) throw misplaced(path, 'is not hexadecimal digits after 0x');
  return fromHex(value.slice(2));
}
