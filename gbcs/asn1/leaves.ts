import { type BaseBlock, BitString, Enumerated, GeneralizedTime, Integer, Null, OctetString } from 'asn1js';
import { toHex } from '../bytes/hex.js';
import { Reader } from '../bytes/reader.js';
import { type Eui64, eui64, eui64Bytes } from '../identifiers.js';
import { readDer } from './der.js';
import { checkContent } from './der-rules.js';
import { errorAt, type Place, withPlace } from './place.js';
import type { Leaf } from './schema.js';
import { universalTag } from './tags.js';

/**
 * Values that have no elements: contents of DER to values and back. asn1js writes them. It does not read them: contents
 * are judged here first, since it takes what is not canonical, and the value of those that pass is a step away, while
 * making asn1js's objects cost a third of the time that decoding all reference messages took. It also takes 30 February
 * for 2 March and the year 50 for 1950.
 */

const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const MAXIMUM_COUNTER = 0xffff_ffff_ffff_ffffn;

/** Content octets and where they stand. */
interface Content {
  readonly octets: Uint8Array;
  /** Offset of the element, which errors of meaning name. */
  readonly offset: number;
  readonly place: Place;
}

/** The value of contents in two's complement, not empty; beyond 2^53 it is rounded, and never to below that. */
function integerOf(octets: Uint8Array): number {
  let value = octets[0] as number;
  if (value >= 0x80) value -= 0x100;
  for (let i = 1; i < octets.length; i++) value = value * 0x100 + (octets[i] as number);
  return value;
}

function readInteger({ octets, offset, place }: Content): number {
  // Seven octets hold every safe integer; more would only cost time.
  const value = octets.length <= 7 ? integerOf(octets) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw errorAt('GBCS_E_PAYLOAD', place, 'INTEGER is too large', offset);
}

function readCounter({ octets, offset, place }: Content): bigint {
  const isNegative = (octets[0] as number) >= 0x80;
  const value = octets.length <= 9 && !isNegative ? BigInt(`0x${toHex(octets)}`) : -1n;
  if (value >= 0n && value <= MAXIMUM_COUNTER) return value;
  throw errorAt('GBCS_E_PAYLOAD', place, 'counter is outside 0 to 2^64 - 1', offset);
}

function checkSize({ octets, offset, place }: Content, size: number | undefined): void {
  if (size === undefined || octets.length === size) return;
  throw errorAt('GBCS_E_PAYLOAD', place, `${octets.length} octets where ${size} belong`, offset);
}

function readOctets(content: Content, size: number | undefined): Uint8Array {
  checkSize(content, size);
  return content.octets.slice();
}

function readEui64(content: Content): Eui64 {
  checkSize(content, 8);
  return eui64(content.octets);
}

function readBits({ octets, offset, place }: Content, names: readonly string[]): readonly string[] {
  const unused = octets[0] as number;
  const count = 8 * (octets.length - 1) - unused;
  // X.690 11.2.2: the last bit of named ones is 1.
  if (count > 0 && (((octets.at(-1) as number) >> unused) & 1) === 0) {
    throw errorAt('GBCS_E_DER', place, 'BIT STRING with named bits ends with a bit that is 0', offset);
  }
  if (count > names.length) {
    throw errorAt('GBCS_E_PAYLOAD', place, `${count} bits where ${names.length} have names`, offset);
  }
  // The octet before the bits counts those that are unused.
  return names.filter((_, i) => ((octets[1 + (i >> 3)] ?? 0) & (0x80 >> (i & 7))) !== 0);
}

/** Whether ISO 8601 text with whole seconds in UTC is a time of the calendar: 30 February is none. */
function isCalendarTime(iso: string): boolean {
  const instant = ISO_TIME.test(iso) ? Date.parse(iso) : Number.NaN;
  return !Number.isNaN(instant) && new Date(instant).toISOString() === iso.replace('Z', '.000Z');
}

function readTime({ octets, offset, place }: Content): string {
  const text = octets.length === 15 ? String.fromCharCode(...octets) : '';
  const iso = text.replace(GENERALIZED_TIME, '$1-$2-$3T$4:$5:$6Z');
  if (isCalendarTime(iso)) return iso;
  throw errorAt('GBCS_E_PAYLOAD', place, 'GeneralizedTime is no calendar time YYYYMMDDHHMMSSZ', offset);
}

/**
 * Value of content octets of a leaf.
 * @param contentOffset of the first content octet, which errors of form name
 * @throws CodecError `GBCS_E_DER` on contents that are not canonical, `GBCS_E_PAYLOAD` on another size, a counter out of
 *   range, an integer beyond 2^53 - 1 either way, bits without names, or no calendar time
 */
export function readLeaf(
  shape: Leaf,
  octets: Uint8Array,
  offset: number,
  contentOffset: number,
  place: Place,
): unknown {
  const tag = universalTag(shape);
  // The walker knows universal tags only; under an implicit tag the content is as strict.
  withPlace(place, () => checkContent(tag, octets, contentOffset));
  const content = { octets, offset, place };
  switch (shape.kind) {
    case 'null':
      return null;
    case 'integer':
    case 'enumerated':
      return readInteger(content);
    case 'counter':
      return readCounter(content);
    case 'octets':
      return readOctets(content, shape.size);
    case 'eui64':
      return readEui64(content);
    case 'namedBits':
      return readBits(content, shape.names);
    case 'time':
      return readTime(content);
    default:
      return shape satisfies never;
  }
}

function bitsBlock(value: unknown, names: readonly string[], place: Place): BitString {
  if (!Array.isArray(value) || !value.every((name) => names.includes(name))) {
    throw errorAt('GBCS_E_VALUE', place, `bits are not a list of names such as ${names[0]}`);
  }
  const set = names.map((name) => value.includes(name));
  const count = set.lastIndexOf(true) + 1;
  const bits = new Uint8Array((count + 7) >> 3);
  for (const [bit, isSet] of set.entries()) {
    if (isSet) bits[bit >> 3] = (bits[bit >> 3] as number) | (0x80 >> (bit & 7));
  }
  return new BitString({ valueHex: bits, unusedBits: 8 * bits.length - count });
}

function octetsBlock(value: unknown, size: number | undefined, place: Place): OctetString {
  if (!(value instanceof Uint8Array)) throw errorAt('GBCS_E_VALUE', place, 'value is not octets');
  if (size !== undefined && value.length !== size) {
    throw errorAt('GBCS_E_VALUE', place, `${value.length} octets where ${size} belong`);
  }
  return new OctetString({ valueHex: new Uint8Array(value) });
}

function eui64Of(value: unknown, place: Place): Eui64 {
  if (typeof value === 'string' && /^[0-9a-f]{16}$/.test(value)) return value as Eui64;
  throw errorAt('GBCS_E_VALUE', place, 'value is not an Entity Identifier of 16 lower-case hexadecimal digits');
}

function numberOf(value: unknown, place: Place): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw errorAt('GBCS_E_VALUE', place, 'value is not an integer that a number holds exactly');
}

function blockOf(shape: Leaf, value: unknown, place: Place): BaseBlock {
  switch (shape.kind) {
    case 'null':
      if (value !== null) throw errorAt('GBCS_E_VALUE', place, 'value is not null');
      return new Null();
    case 'integer':
      return Integer.fromBigInt(numberOf(value, place));
    case 'enumerated':
      return new Enumerated({ valueHex: Integer.fromBigInt(numberOf(value, place)).valueBlock.valueHexView });
    case 'counter':
      if (typeof value === 'bigint' && value >= 0n && value <= MAXIMUM_COUNTER) return Integer.fromBigInt(value);
      throw errorAt('GBCS_E_VALUE', place, 'value is not a bigint of 0 to 2^64 - 1');
    case 'octets':
      return octetsBlock(value, shape.size, place);
    case 'eui64':
      return new OctetString({ valueHex: new Uint8Array(eui64Bytes(eui64Of(value, place))) });
    case 'namedBits':
      return bitsBlock(value, shape.names, place);
    case 'time':
      if (typeof value === 'string' && isCalendarTime(value))
        return new GeneralizedTime({ valueDate: new Date(value) });
      throw errorAt('GBCS_E_VALUE', place, 'value is not a date and time such as 2030-01-15T09:00:00Z');
    default:
      return shape satisfies never;
  }
}

/**
 * Content octets of a leaf.
 * @throws CodecError `GBCS_E_VALUE` on a value that the type cannot hold
 */
export function leafContent(shape: Leaf, value: unknown, place: Place): Uint8Array {
  return readDer(new Reader(new Uint8Array(blockOf(shape, value, place).toBER()))).content;
}
