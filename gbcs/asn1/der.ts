import { writeLength } from '../bytes/length.js';
import { DECODE_LIMITS, type DecodeLimits } from '../bytes/limits.js';
import type { Reader, Span } from '../bytes/reader.js';
import type { Writer } from '../bytes/writer.js';
import { CodecError, type ErrorDetail } from '../errors.js';
import { checkContent, checkIdentifier, DER_CLAUSE, derError, isConstructed } from './der-rules.js';

/** One element of DER: a tag, a length and either a value or further elements. */
export interface DerNode {
  /** Identifier octet: class, form and tag number (0 to 30). */
  readonly tag: number;
  readonly constructed: boolean;
  /** Octets of the length field, where it is not the shortest form: 3 for `82 00 xx`. */
  readonly lengthOctets?: number;
  /** Content octets of a primitive, a view of the message; empty for a constructed element. */
  readonly content: Uint8Array;
  /** Elements of a constructed element; absent for a primitive. */
  readonly children?: readonly DerNode[];
  /** From the identifier octet to the end of the content. */
  readonly span: Span;
}

export interface DerLimits {
  /** Nesting; a primitive alone has depth 1. */
  readonly depth: number;
  readonly nodes: number;
  /** Content octets of any one element, and so of the whole. */
  readonly contentOctets: number;
}

/** Those of the limits of a message that are of DER. */
export function derLimitsOf({ depth, derElements, derContentOctets }: DecodeLimits): DerLimits {
  return { depth, nodes: derElements, contentOctets: derContentOctets };
}

export const DER_LIMITS: DerLimits = derLimitsOf(DECODE_LIMITS);

const NOTHING = new Uint8Array(0);

interface Header {
  readonly tag: number;
  readonly lengthOctets?: number;
  readonly length: number;
}

/**
 * Length octets: short form, DER's long form, and `82 00 xx` for 128 to 255, which GBCS messages use for their own
 * structures while certificates inside them keep to DER.
 */
function readHeader(reader: Reader): Header {
  const start = reader.offset;
  const tag = reader.u8('identifier');
  checkIdentifier(tag, start);
  const offset = reader.offset;
  const first = reader.u8('length');
  if (first < 0x80) return { tag, length: first };
  const octets = first & 0x7f;
  if (octets === 0) throw derError('indefinite length', offset);
  if (octets > 4) throw derError(`length of ${octets} octets`, offset);
  let length = 0;
  for (let i = 0; i < octets; i++) length = length * 256 + reader.u8('length');
  if (octets === 2 && length >= 0x80 && length < 0x100) return { tag, lengthOctets: 3, length };
  if (length < 0x80 || length < 256 ** (octets - 1)) throw derError('length in a longer form than needed', offset);
  return { tag, length };
}

/** A constructed element whose elements are still being read. */
interface Open {
  readonly header: Header;
  readonly start: number;
  readonly end: number;
  readonly children: DerNode[];
}

function constructedNode(open: Open): DerNode {
  const { tag, lengthOctets } = open.header;
  const span = { start: open.start, end: open.end };
  const node = { tag, constructed: true, content: NOTHING, children: open.children, span };
  return lengthOctets === undefined ? node : { ...node, lengthOctets };
}

function primitiveNode({ tag, lengthOctets }: Header, content: Uint8Array, start: number, end: number): DerNode {
  const node = { tag, constructed: false, content, span: { start, end } };
  return lengthOctets === undefined ? node : { ...node, lengthOctets };
}

/**
 * Reads one element of DER as GBCS profiles it, and leaves the reader after it. Meant to run before any other ASN.1
 * library sees the octets, since none of them refuses all that is not canonical.
 *
 * Takes time and memory in proportion to the octets read: elements are visited once, in a loop.
 * @throws CodecError `GBCS_E_DER` where the octets are not canonical (GBCS 18.3), `GBCS_E_LENGTH` where an element runs
 *   past the end of the one around it, `GBCS_E_TRUNCATED` at the end of the input, `GBCS_E_TOO_DEEP` and
 *   `GBCS_E_TOO_LARGE` beyond the limits
 */
export function readDer(reader: Reader, limits: DerLimits = DER_LIMITS): DerNode {
  const opened: Open[] = [];
  let nodes = 0;
  for (;;) {
    const around = opened.at(-1);
    const start = reader.offset;
    if (++nodes > limits.nodes) throw tooLarge(`more than ${limits.nodes} elements`, start);
    if (opened.length >= limits.depth) {
      throw tooDeep(limits, start);
    }
    const header = readHeader(reader);
    const end = reader.offset + header.length;
    if (header.length > limits.contentOctets) {
      throw tooLarge(`content of ${header.length} octets, the limit is ${limits.contentOctets}`, start);
    }
    if (around !== undefined && end > around.end) {
      throw lengthError('element runs past the end of the element around it', start);
    }
    if (header.length > reader.remaining) {
      const offset = reader.offset + reader.remaining;
      throw reader.error('GBCS_E_TRUNCATED', `content needs ${header.length} octets, ${reader.remaining} left`, {
        offset,
        clause: DER_CLAUSE,
      });
    }
    let node: DerNode;
    if (isConstructed(header.tag)) {
      const open: Open = { header, start, end, children: [] };
      if (header.length > 0) {
        opened.push(open);
        continue;
      }
      node = constructedNode(open);
    } else {
      const contentOffset = reader.offset;
      const content = reader.take(header.length, 'content');
      checkContent(header.tag, content, contentOffset);
      node = primitiveNode(header, content, start, end);
    }
    // The element is complete; so may be those around it.
    for (;;) {
      const parent = opened.at(-1);
      if (parent === undefined) return node;
      parent.children.push(node);
      if (reader.offset < parent.end) break;
      node = constructedNode(parent);
      opened.pop();
    }
  }
}

function detail(offset: number | undefined): ErrorDetail {
  return offset === undefined ? { clause: DER_CLAUSE } : { offset, clause: DER_CLAUSE };
}

function tooLarge(message: string, offset?: number): CodecError {
  return new CodecError('GBCS_E_TOO_LARGE', message, detail(offset));
}

function tooDeep(limits: DerLimits, offset?: number): CodecError {
  return new CodecError('GBCS_E_TOO_DEEP', `elements are nested more than ${limits.depth} deep`, detail(offset));
}

function lengthError(message: string, offset?: number): CodecError {
  return new CodecError('GBCS_E_LENGTH', message, detail(offset));
}

/** Octets of the length field of `node`: what it asks for, or else the shortest. */
function lengthFieldOctets(node: DerNode, length: number): number {
  const shortest = length < 0x80 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : length < 0x1000000 ? 4 : 5;
  if (node.lengthOctets === undefined) return shortest;
  if (node.lengthOctets < shortest || node.lengthOctets > 5) {
    throw lengthError(`a length of ${length} does not fit ${node.lengthOctets} octets`);
  }
  return node.lengthOctets;
}

/** Content lengths of `node` and all below it, in the order in which they are written. */
function measure(node: DerNode, limits: DerLimits, depth: number, lengths: number[]): number {
  if (depth > limits.depth) {
    throw tooDeep(limits);
  }
  if (lengths.length >= limits.nodes) {
    throw tooLarge(`more than ${limits.nodes} elements`);
  }
  const index = lengths.push(0) - 1;
  let length = node.content.length;
  if (node.children !== undefined) {
    length = 0;
    for (const child of node.children) length += measure(child, limits, depth + 1, lengths);
  }
  lengths[index] = length;
  return 1 + lengthFieldOctets(node, length) + length;
}

/**
 * Octets that `writeDer` writes for an element, tag and length included.
 * @throws CodecError as `writeDer`
 */
export function derOctets(node: DerNode, limits: DerLimits = DER_LIMITS): number {
  return measure(node, limits, 1, []);
}

/**
 * Writes an element from its tree alone, with the length forms that its nodes ask for: what `readDer` read comes out
 * as it went in. Contents are written as they are, so that a tree changed on purpose stays changed.
 * @throws CodecError `GBCS_E_LENGTH` where `lengthOctets` is too small, `GBCS_E_TOO_DEEP`, `GBCS_E_TOO_LARGE`
 */
export function writeDer(writer: Writer, node: DerNode, limits: DerLimits = DER_LIMITS): void {
  const lengths: number[] = [];
  measure(node, limits, 1, lengths);
  let index = 0;
  const write = (element: DerNode): void => {
    const length = lengths[index++] as number;
    writer.u8(element.tag);
    writeLength(writer, length, lengthFieldOctets(element, length));
    if (element.children === undefined) writer.put(element.content);
    else for (const child of element.children) write(child);
  };
  write(node);
}
