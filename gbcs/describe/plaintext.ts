import type { ProtectedAttribute, UseCase } from '../catalogue/use-case.js';
import type { Data } from '../dlms/data.js';
import type { Payload } from '../payload.js';
import type { OpenedValue } from '../sealing.js';
import { describeData } from './dlms.js';
import { type DescribedNode, described } from './node.js';
import { commandOf, componentAt, describeZclPayload } from './zcl.js';

/**
 * The tree of a message with what its encrypted values say, each below the node that shows the value's octets. A
 * plaintext stands nowhere in the message, so its nodes have no places.
 * @param payload of the message: which ZCL command a plaintext belongs to is in clear
 * @param useCase of the message: which attributes it protects
 */
export function withPlaintexts(
  root: DescribedNode,
  opened: readonly OpenedValue[],
  payload: Payload,
  useCase: UseCase | undefined,
): DescribedNode {
  const waiting = new Map<number, Waiting>();
  for (const one of opened) {
    const { span } = one.value;
    if (span === undefined) continue;
    waiting.set(span.end, { start: span.start, child: describeOpened(one, payload, useCase) });
  }
  return waiting.size === 0 ? root : withChildren(root, waiting);
}

/** What is to be shown below the deepest node that covers a value's octets and ends with them. */
interface Waiting {
  readonly start: number;
  readonly child: DescribedNode;
}

/** The tree with what waits in its place. @param waiting by the end of the octets; what has found its place is taken out */
function withChildren(node: DescribedNode, waiting: Map<number, Waiting>): DescribedNode {
  // Children first: the deepest node is the one.
  const children = node.children.map((child) => withChildren(child, waiting));
  const { span } = node;
  const found = span && waiting.get(span.end);
  if (span === undefined || found === undefined || found.start < span.start) return { ...node, children };
  waiting.delete(span.end);
  return { ...node, children: [...children, found.child] };
}

function describeOpened(opened: OpenedValue, payload: Payload, useCase: UseCase | undefined): DescribedNode {
  switch (opened.status) {
    case 'opened':
      return withoutPlaces(describePlaintext(opened, payload, useCase));
    case 'unopenable':
      return described('Plaintext', '(no key to open it)');
    case 'invalid':
      return described('Plaintext', `(not opened: ${opened.finding.code} ${opened.finding.message})`);
    default:
      return opened satisfies never;
  }
}

function describePlaintext(
  { value, plaintext }: OpenedValue & { readonly status: 'opened' },
  payload: Payload,
  useCase: UseCase | undefined,
): DescribedNode {
  if (plaintext.kind === 'dlms') return describeAttributes(plaintext.data, protectedBy(useCase));
  const component = componentAt(payload, value.path);
  return describeZclPayload('Plaintext', plaintext.octets, component && commandOf(component), undefined);
}

/** The attributes that a use case sends encrypted, in the order of the structure that holds them. */
function protectedBy(useCase: UseCase | undefined): readonly ProtectedAttribute[] {
  const definition = useCase?.payload;
  if (definition?.family === 'dlms-alert') return definition.protects ?? [];
  return definition?.family === 'dlms' ? definition.rows.flatMap(({ protects }) => protects ?? []) : [];
}

function describeAttributes(data: Data, attributes: readonly ProtectedAttribute[]): DescribedNode {
  const isStructure = data.type === 'structure' && data.items.length === attributes.length;
  const fields = isStructure ? attributes.map(({ name, shape }) => ({ name, shape })) : [];
  return describeData('Plaintext', data, isStructure ? { type: 'structure', fields } : undefined);
}

function withoutPlaces({ label, value, children }: DescribedNode): DescribedNode {
  return described(label, value, undefined, children.map(withoutPlaces));
}
