import { type BaseBlock, fromBER, Integer, OctetString, Sequence } from 'asn1js';
import { hexOctet, Reader } from '../bytes/reader.js';
import { Writer } from '../bytes/writer.js';
import { CodecError } from '../errors.js';
import { type DerNode, derOctets, readDer, writeDer } from './der.js';
import { DER_CLAUSE, TAG } from './der-rules.js';

/**
 * The bridge to asn1js: `readDer` decides what is well formed and where everything stands, asn1js turns single elements
 * into values and values into DER. Certificates stay octets on the way in and out: judging them is a check of the
 * device, with a response code of its own, not a matter of decoding.
 */

/** A payload that has been walked, with what is needed to say where in the message an element stands. */
export interface Walked {
  readonly root: DerNode;
  readonly bytes: Uint8Array;
  readonly base: number;
  /** Name of the ASN.1 type being read, for errors. */
  readonly type: string;
}

function payloadError(walked: Walked, field: string, message: string, offset: number, cause?: unknown): CodecError {
  const detail = { offset, path: `${walked.type}.${field}`, clause: DER_CLAUSE };
  return new CodecError('GBCS_E_PAYLOAD', message, cause === undefined ? detail : { ...detail, cause });
}

/**
 * Walks a payload of exactly one element.
 * @param base offset of the payload in the whole message
 * @throws CodecError as `readDer`; `GBCS_E_EMPTY` without octets; `GBCS_E_TRAILING` if octets are left
 */
export function walk(bytes: Uint8Array, base: number, type: string): Walked {
  const reader = new Reader(bytes, base);
  if (reader.atEnd) throw reader.error('GBCS_E_EMPTY', `${type} has no octets`, { path: type, clause: DER_CLAUSE });
  const root = readDer(reader);
  reader.end(type);
  return { root, bytes, base, type };
}

/** The octets of one element, tag and length included. */
export function elementBytes(walked: Walked, node: DerNode): Uint8Array {
  return walked.bytes.subarray(node.span.start - walked.base, node.span.end - walked.base);
}

type Tuple<Count extends number, Known extends DerNode[] = []> = Known['length'] extends Count
  ? Known
  : Tuple<Count, [...Known, DerNode]>;

/**
 * The elements of a SEQUENCE OF, in any number.
 * @throws CodecError `GBCS_E_PAYLOAD` on another tag
 */
export function sequenceOf(walked: Walked, node: DerNode, field: string): readonly DerNode[] {
  expectTag(walked, node, field, TAG.sequence);
  return node.children ?? [];
}

/**
 * The elements of a SEQUENCE: `least` that must be there, and optional ones up to `most`.
 * @throws CodecError `GBCS_E_PAYLOAD` on another tag, at the first element too many, or where one is missing
 */
export function elementsOf<Least extends number>(
  walked: Walked,
  node: DerNode,
  field: string,
  least: Least,
  most: number,
): readonly [...Tuple<Least>, ...DerNode[]] {
  const children = sequenceOf(walked, node, field);
  if (children.length < least) {
    throw payloadError(walked, field, `${children.length} elements where ${least} belong`, node.span.end);
  }
  const surplus = children[most];
  if (surplus !== undefined) throw payloadError(walked, field, `more than ${most} elements`, surplus.span.start);
  return children as unknown as readonly [...Tuple<Least>, ...DerNode[]];
}

/** @throws CodecError `GBCS_E_PAYLOAD` at the element unless it is a `tag` */
export function expectTag(walked: Walked, node: DerNode, field: string, tag: number): void {
  if (node.tag !== tag) {
    throw payloadError(walked, field, `tag is ${hexOctet(node.tag)}, not ${hexOctet(tag)}`, node.span.start);
  }
}

/** What asn1js makes of one element. It throws bare errors on some input, which none of ours should provoke. */
function parsed(walked: Walked, node: DerNode, field: string): BaseBlock {
  let cause: unknown;
  try {
    const { result } = fromBER(new Uint8Array(elementBytes(walked, node)), { parseEmbedded: false });
    if (result.error === '') return result;
    cause = result.error;
  } catch (error) {
    cause = error;
  }
  throw payloadError(walked, field, 'element cannot be read', node.span.start, cause);
}

/**
 * Value of an INTEGER. Its range is the concern of whoever executes the command, as long as a number can hold it.
 * @throws CodecError `GBCS_E_PAYLOAD` on another tag or beyond 2^53 - 1 either way
 */
export function integerOf(walked: Walked, node: DerNode, field: string): number {
  expectTag(walked, node, field, TAG.integer);
  // Seven octets hold every safe integer; more would only cost time.
  const block = node.content.length <= 7 ? parsed(walked, node, field) : undefined;
  const value = block instanceof Integer ? Number(block.toBigInt()) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw payloadError(walked, field, 'INTEGER is too large', node.span.start);
  return value;
}

/**
 * Octets of an OCTET STRING of a fixed size.
 * @throws CodecError `GBCS_E_PAYLOAD` on another tag or size
 */
export function octetsOf(walked: Walked, node: DerNode, field: string, size: number): Uint8Array {
  expectTag(walked, node, field, TAG.octetString);
  const block = parsed(walked, node, field);
  const octets = block instanceof OctetString ? new Uint8Array(block.getValue()) : new Uint8Array(0);
  if (octets.length !== size) {
    throw payloadError(walked, field, `${octets.length} octets where ${size} belong`, node.span.start);
  }
  return octets;
}

/** @throws CodecError `GBCS_E_PAYLOAD` unless the element is a NULL */
export function expectNull(walked: Walked, node: DerNode, field: string): void {
  expectTag(walked, node, field, TAG.null);
  parsed(walked, node, field);
}

/** @throws CodecError `GBCS_E_VALUE` if `value` is not a whole number that a number holds exactly */
export function integer(value: number, field: string): Integer {
  if (!Number.isSafeInteger(value)) {
    throw new CodecError('GBCS_E_VALUE', `${value} is not an integer`, { path: field, clause: DER_CLAUSE });
  }
  return Integer.fromBigInt(value);
}

export function octetString(octets: Uint8Array): OctetString {
  return new OctetString({ valueHex: new Uint8Array(octets) });
}

export function sequence(...value: BaseBlock[]): Sequence {
  return new Sequence({ value });
}

/** The tree of an element that is already encoded, such as a certificate: it goes out as it is. */
function opaque(bytes: Uint8Array): DerNode {
  const reader = new Reader(bytes);
  const node = readDer(reader);
  reader.end('certificate');
  return node;
}

/**
 * GBCS messages give lengths of 128 to 255 of their own structures as `82 00 xx`. A value that was read from a message
 * which did otherwise says so, and is written as it was.
 */
export interface LengthForms {
  /** Depths, 0 for the payload itself, of GBCS's own structures whose length was `81 xx`; absent if there are none. */
  readonly derLengthDepths?: readonly number[];
}

/** Length forms of a payload, given the structures of its type that may be long, from the outermost inwards. */
export function lengthFormsOf(...structures: readonly DerNode[]): LengthForms {
  const depths: number[] = [];
  for (const [depth, { lengthOctets, span }] of structures.entries()) {
    // Tag, `81 xx`, content: any other form of the same size is shorter than 128 octets of content.
    const length = span.end - span.start - 3;
    if (lengthOctets === undefined && length >= 0x80 && length < 0x100) depths.push(depth);
  }
  return depths.length === 0 ? {} : { derLengthDepths: depths };
}

/** The same element with its lengths of 128 to 255 as `82 00 xx`, save at the depths that keep `81 xx`. */
function withGbcsLengths(node: DerNode, der: readonly number[], depth: number, appended: readonly DerNode[]): DerNode {
  const { lengthOctets: _, ...rest } = node;
  const children = node.children?.map((child) => withGbcsLengths(child, der, depth + 1, []));
  children?.push(...appended);
  const element: DerNode = children === undefined ? rest : { ...rest, children };
  let length = node.content.length;
  for (const child of children ?? []) length += derOctets(child);
  return length < 0x80 || length > 0xffff || der.includes(depth) ? element : { ...element, lengthOctets: 3 };
}

/**
 * Octets of a value that asn1js has built, with the lengths that GBCS messages use.
 * @param block GBCS's own structure
 * @param forms what the value says of the length forms it was read with
 * @param certificate DER appended as the last element of the structure, unchanged
 * @throws CodecError as `readDer` if the certificate is not one element of DER
 */
export function encodeBlock(block: BaseBlock, forms: LengthForms = {}, certificate?: Uint8Array): Uint8Array {
  const own = readDer(new Reader(new Uint8Array(block.toBER())));
  const appended = certificate === undefined ? [] : [opaque(certificate)];
  const writer = new Writer();
  writeDer(writer, withGbcsLengths(own, forms.derLengthDepths ?? [], 0, appended));
  return writer.finish();
}
