import * as asn1js from 'asn1js';
import { KeyError } from '../errors.js';

/**
 * Strict DER for certificates and key files. asn1js lets trailing octets, long lengths and padded integers pass, so the
 * octets are walked before it sees them. (Structures of GBCS itself have another length rule: `gbcs/asn1`.)
 */

export type Block = asn1js.AsnType;

const MAXIMUM_DEPTH = 20;
const SEQUENCE = 0x30;
const SET = 0x31;

/** The error for octets that are not what `what` should be. Its text never holds any of them. */
export function malformed(what: string): KeyError {
  return new KeyError('GBCS_E_KEY', `${what} is malformed`);
}

function isMinimalInteger(content: Uint8Array): boolean {
  const first = content[0];
  if (first === undefined) return false;
  const second = content[1];
  if (second === undefined) return true;
  return !(first === 0x00 && second < 0x80) && !(first === 0xff && second >= 0x80);
}

function isBitString(content: Uint8Array): boolean {
  const unused = content[0];
  if (unused === undefined || unused > 7 || (content.length === 1 && unused > 0)) return false;
  return ((content.at(-1) as number) & ((1 << unused) - 1)) === 0 || unused === 0;
}

function isObjectIdentifier(content: Uint8Array): boolean {
  const last = content.at(-1);
  if (last === undefined || last >= 0x80) return false;
  // No arc starts with a padding octet.
  return content.every((octet, i) => octet !== 0x80 || (i > 0 && (content[i - 1] as number) >= 0x80));
}

/** Whether the contents of a primitive element of the universal class are the shortest ones of their value. */
function isPrimitiveContent(tag: number, content: Uint8Array): boolean {
  switch (tag) {
    case 0x01:
      return content.length === 1 && (content[0] === 0x00 || content[0] === 0xff);
    case 0x02:
    case 0x0a:
      return isMinimalInteger(content);
    case 0x03:
      return isBitString(content);
    case 0x05:
      return content.length === 0;
    case 0x06:
      return isObjectIdentifier(content);
    default:
      return true;
  }
}

/** Offset after the element at `at`, or -1 if it is not DER or does not end by `end`. */
function elementEnd(bytes: Uint8Array, at: number, end: number, depth: number): number {
  if (at + 2 > end || depth > MAXIMUM_DEPTH) return -1;
  const tag = bytes[at] as number;
  let length = bytes[at + 1] as number;
  let start = at + 2;
  if (length === 0x81) {
    length = bytes[start] ?? 0;
    start += 1;
    if (length < 0x80) return -1;
  } else if (length === 0x82) {
    length = ((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0);
    start += 2;
    if (length < 0x100) return -1;
  } else if (length >= 0x80) {
    return -1;
  }
  const after = start + length;
  if (after > end || (tag & 0x1f) === 0x1f) return -1;
  const universal = (tag & 0xc0) === 0;
  if ((tag & 0x20) === 0) {
    const sound = tag !== 0x10 && tag !== 0x11 && (!universal || isPrimitiveContent(tag, bytes.subarray(start, after)));
    return sound ? after : -1;
  }
  if (universal && tag !== SEQUENCE && tag !== SET) return -1;
  for (let inner = start; inner < after; ) {
    inner = elementEnd(bytes, inner, after, depth + 1);
    if (inner < 0) return -1;
  }
  return after;
}

/**
 * The one element that `bytes` are.
 * @throws KeyError `GBCS_E_KEY` unless they are DER to the last octet
 */
export function parseDer(bytes: Uint8Array, what: string): Block {
  if (elementEnd(bytes, 0, bytes.length, 0) !== bytes.length) throw malformed(what);
  let parsed: asn1js.FromBerResult;
  try {
    // A copy is not needed: nothing here changes the octets.
    parsed = asn1js.fromBER(bytes, { parseEmbedded: false, copyInput: false });
  } catch {
    throw malformed(what);
  }
  if (parsed.offset !== bytes.length) throw malformed(what);
  return parsed.result;
}

/** The elements of a SEQUENCE. @throws KeyError `GBCS_E_KEY` if `block` is anything else */
export function sequenceOf(block: Block | undefined, what: string): readonly Block[] {
  if (!(block instanceof asn1js.Sequence)) throw malformed(what);
  return block.valueBlock.value;
}

/** The elements of a SET. @throws KeyError `GBCS_E_KEY` if `block` is anything else */
export function setOf(block: Block | undefined, what: string): readonly Block[] {
  if (!(block instanceof asn1js.Set)) throw malformed(what);
  return block.valueBlock.value;
}

/** Whether `block` has the context-specific tag `[number]`. */
export function isContext(block: Block | undefined, number: number): block is Block {
  return block !== undefined && block.idBlock.tagClass === 3 && block.idBlock.tagNumber === number;
}

/** The elements of a constructed `[number]`. @throws KeyError `GBCS_E_KEY` if `block` is anything else */
export function contextOf(block: Block | undefined, number: number, what: string): readonly Block[] {
  if (!isContext(block, number) || !(block instanceof asn1js.Constructed)) throw malformed(what);
  return block.valueBlock.value;
}

/** Dotted text of an OBJECT IDENTIFIER. @throws KeyError `GBCS_E_KEY` if `block` is anything else */
export function identifierOf(block: Block | undefined, what: string): string {
  if (!(block instanceof asn1js.ObjectIdentifier)) throw malformed(what);
  return block.getValue();
}

/** Value of an INTEGER. @throws KeyError `GBCS_E_KEY` if `block` is anything else */
export function integerOf(block: Block | undefined, what: string): bigint {
  if (!(block instanceof asn1js.Integer)) throw malformed(what);
  return block.toBigInt();
}

/** Contents of an OCTET STRING. @throws KeyError `GBCS_E_KEY` if `block` is anything else */
export function octetsOf(block: Block | undefined, what: string): Uint8Array {
  if (!(block instanceof asn1js.OctetString)) throw malformed(what);
  return block.valueBlock.valueHexView;
}

/** Octets of a BIT STRING, unused bits being 0. @throws KeyError `GBCS_E_KEY` if `block` is anything else */
export function bitsOf(block: Block | undefined, what: string): Uint8Array {
  if (!(block instanceof asn1js.BitString)) throw malformed(what);
  return block.valueBlock.valueHexView;
}

/**
 * Octets of a BIT STRING that has no unused bits, as points, signatures and identifiers are written.
 * @throws KeyError `GBCS_E_KEY` if `block` is anything else
 */
export function wholeOctetsOf(block: Block | undefined, what: string): Uint8Array {
  if (!(block instanceof asn1js.BitString) || block.valueBlock.unusedBits !== 0) throw malformed(what);
  return block.valueBlock.valueHexView;
}

/** The octets of `block` as they stood in the input, tag and length included. */
export function rawOf(block: Block): Uint8Array {
  return block.valueBeforeDecodeView;
}
