import { concatBytes, type DerNode, encodePayload, Reader, readDer, Writer, writeDer } from '../../gbcs/index.js';
import type { FlagName } from './notes.js';
import type { PayloadFault } from './payload-fault.js';

/** Payloads in ASN.1 that are not of their type, or not DER. */

type DerFault = (root: DerNode) => DerNode | Uint8Array | undefined;

function der(id: string, flag: FlagName, comment: string, change: DerFault, everywhere = false): PayloadFault {
  return {
    id,
    flag,
    comment,
    ...(everywhere ? { everywhere } : {}),
    make: (payload) => {
      if (payload.kind !== 'asn1') return undefined;
      const changed = change(readDer(new Reader(encodePayload(payload))));
      return changed instanceof Uint8Array ? changed : changed && octets(changed);
    },
  };
}

function octets(node: DerNode): Uint8Array {
  const writer = new Writer();
  writeDer(writer, node);
  return writer.finish();
}

function withChildren(
  node: DerNode,
  change: (children: readonly DerNode[]) => readonly DerNode[],
): DerNode | undefined {
  // What was longer than needed need not be so in another size.
  const { lengthOctets: _, ...rest } = node;
  return node.children === undefined ? undefined : { ...rest, children: change(node.children) };
}

const NOWHERE = { start: 0, end: 0 };

function primitive(tag: number, content: Uint8Array): DerNode {
  return { tag, constructed: false, content, span: NOWHERE };
}

/** The tree with its first element of this tag changed, outside certificates. */
function changeFirst(node: DerNode, tag: number, change: (found: DerNode) => DerNode): DerNode | undefined {
  if (node.tag === tag && node.children === undefined) return change(node);
  if (isCertificate(node)) return undefined;
  for (const [i, child] of (node.children ?? []).entries()) {
    const changed = changeFirst(child, tag, change);
    if (changed !== undefined) return withChildren(node, (all) => all.map((one, j) => (i === j ? changed : one)));
  }
  return undefined;
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const NULL = 0x05;
const SEQUENCE = 0x30;

/** A certificate alone is no structure of GBCS: what is wrong inside it, the device answers with a code. */
function isCertificate(root: DerNode): boolean {
  return root.children?.[0]?.children?.[0]?.tag === 0xa0;
}

function structureOfGbcs(change: DerFault): DerFault {
  return (root) => (isCertificate(root) ? undefined : change(root));
}

export const DER_FAULTS: readonly PayloadFault[] = [
  der(
    'element-extra',
    'ElementExtra',
    'one element more at the end, NULL',
    structureOfGbcs((root) => withChildren(root, (children) => [...children, primitive(NULL, new Uint8Array(0))])),
    true,
  ),
  der(
    'element-missing',
    'ElementMissing',
    'the first element is missing',
    structureOfGbcs((root) => (root.children?.length ? withChildren(root, (all) => all.slice(1)) : undefined)),
    true,
  ),
  der('wrong-root', 'WrongType', 'the payload is an INTEGER', () => Uint8Array.of(INTEGER, 1, 0)),
  der(
    'integer-as-octets',
    'WrongType',
    'the first INTEGER has the tag of an OCTET STRING',
    structureOfGbcs((root) => changeFirst(root, INTEGER, (node) => ({ ...node, tag: OCTET_STRING }))),
  ),
  der('identifier-of-7', 'ValueOutOfRange', 'an identifier of 7 octets', (root) =>
    changeFirst(root, OCTET_STRING, (node) => primitive(OCTET_STRING, node.content.slice(0, 7))),
  ),
  der('identifier-of-9', 'ValueOutOfRange', 'the first OCTET STRING is one octet longer', (root) =>
    changeFirst(root, OCTET_STRING, (node) => primitive(OCTET_STRING, concatBytes(node.content, Uint8Array.of(0)))),
  ),
  der(
    'integer-padded',
    'NonCanonicalDer',
    'the first INTEGER begins with an octet 00 too many',
    structureOfGbcs((root) =>
      changeFirst(root, INTEGER, (node) => primitive(INTEGER, concatBytes(Uint8Array.of(0), node.content))),
    ),
    true,
  ),
  der(
    'integer-empty',
    'NonCanonicalDer',
    'the first INTEGER has no octets',
    structureOfGbcs((root) => changeFirst(root, INTEGER, () => primitive(INTEGER, new Uint8Array(0)))),
  ),
  der(
    'bits-padded',
    'NonCanonicalDer',
    'the key usage has a bit 0 at its end',
    structureOfGbcs((root) =>
      changeFirst(root, BIT_STRING, (node) =>
        primitive(BIT_STRING, Uint8Array.of((node.content[0] as number) - 1, ...node.content.slice(1))),
      ),
    ),
  ),
  der('default-encoded', 'NonCanonicalDer', 'the default of cellUsage is written out', (root) => {
    const first = root.children?.[0];
    if (first?.tag !== SEQUENCE || first.children?.[1]?.tag !== BIT_STRING) return undefined;
    const cell = withChildren(first, (all) => [...all, primitive(INTEGER, Uint8Array.of(0))]);
    return cell && withChildren(root, (all) => [cell, ...all.slice(1)]);
  }),
  der('length-indefinite', 'NonCanonicalDer', 'the outermost length is indefinite', (root) => {
    if (root.children === undefined) return undefined;
    const content = concatBytes(...root.children.map(octets));
    return concatBytes(Uint8Array.of(root.tag, 0x80), content, Uint8Array.of(0, 0));
  }),
  der('length-long', 'NonCanonicalDer', 'the outermost length takes more octets than it needs', (root) => {
    const whole = octets(root);
    const content = whole.slice(whole.length - contentLength(root, whole));
    const size = content.length;
    const field = size < 0x80 ? [0x81, size] : [0x83, 0, size >> 8, size & 0xff];
    return concatBytes(Uint8Array.of(root.tag, ...field), content);
  }),
  der(
    'null-with-content',
    'NonCanonicalDer',
    'a NULL with an octet in it',
    (root) => (root.tag === NULL ? Uint8Array.of(NULL, 1, 0) : undefined),
    true,
  ),
  {
    id: 'length-of-der',
    flag: 'LengthFormOfDer',
    comment: 'a length of 128 to 255 as 81 xx, as DER has it, where GBCS messages have 82 00 xx',
    valid: true,
    make: (payload) => {
      if (payload.kind !== 'asn1') return undefined;
      const root = readDer(new Reader(encodePayload(payload)));
      if (root.lengthOctets === undefined) return undefined;
      const { lengthOctets: _, ...short } = root;
      return octets(short);
    },
  },
];

function contentLength({ span }: DerNode, whole: Uint8Array): number {
  const first = whole[1] as number;
  return span.end - span.start - (first < 0x80 ? 2 : 2 + (first & 0x7f));
}
