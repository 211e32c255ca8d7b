import {
  ASN1_SHAPES,
  type Asn1Shape,
  type Asn1Type,
  type Command,
  type DerNode,
  decodePayload,
  encodePayload,
  type Payload,
  type PayloadDefinition,
  UsageError,
} from '../../../gbcs/index.js';
import type { WrongCase, WrongCommand } from './wrong-case.js';

/** Payloads that are DER and not of the type of their use case. */

type PayloadCase = Pick<WrongCase, 'id' | 'what' | 'commands'>;

export function asn1Cases({ command: type }: Extract<PayloadDefinition, { family: 'asn1' }>): readonly PayloadCase[] {
  const shape = valueShape(ASN1_SHAPES[type as Asn1Type]);
  const isSequence = shape.kind === 'sequence';
  const only = (what: string, change: (root: DerNode) => DerNode) => (command: Command) => [
    wrong(command, what, change),
  ];
  return [
    isSequence
      ? {
          id: 'missing-row',
          what: 'without the last of its elements',
          commands: only('without its last element', (root) => withChildren(root, childrenOf(root).slice(0, -1))),
        }
      : { id: 'missing-row', what: 'without a value', commands: (command) => [empty(command)] },
    {
      id: 'extra-row',
      what: 'with an element that does not belong to it',
      commands: isSequence
        ? only('with a NULL as its last element', (root) => withChildren(root, [...childrenOf(root), NULL_NODE]))
        : (command) => [followed(command)],
    },
    {
      id: 'wrong-type',
      what: 'with an element of another type than its own',
      commands: only('with the type of its first value changed', (root) => retyped(root, shape)),
    },
    ...(boundedLeaf(shape) === undefined
      ? []
      : [
          {
            id: 'out-of-range',
            what: 'with a value beyond what it can be',
            commands: only('with a value beyond what it can be', (root) => tooFar(root, shape)),
          },
        ]),
  ];
}

const NOWHERE = { start: 0, end: 0 } as const;
const NULL_NODE: DerNode = { tag: 0x05, constructed: false, content: new Uint8Array(0), span: NOWHERE };
const OCTET_STRING = 0x04;
const UTF8_STRING = 0x0c;
const SET = 0x31;
const NO_CERTIFICATE: Asn1Shape = { kind: 'null' };
/** 2^64: one more than the highest counter. */
const TOO_HIGH = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0);

/** The shape of the octets: some types are but a name for it. */
function valueShape(shape: Asn1Shape): Asn1Shape {
  return shape.kind === 'only' ? valueShape(shape.shape) : shape;
}

/** The elements of a payload: without a Message Code, DER is a tree and nothing more. */
function treeOf({ payload, useCase }: Command): DerNode {
  const tree: Payload = decodePayload(encodePayload(payload), 0, 0, 1);
  if (tree.kind === 'der') return tree.root;
  throw new UsageError('HANLAB_E_USAGE', `${useCase} has no payload in DER`);
}

function wrong(command: Command, what: string, change: (root: DerNode) => DerNode): WrongCommand {
  return { what, command: { ...command, payload: { kind: 'der', root: change(treeOf(command)) } } };
}

function raw(command: Command, what: string, octets: Uint8Array): WrongCommand {
  return { what, command: { ...command, payload: { kind: 'raw', family: 'asn1', octets } } };
}

function empty(command: Command): WrongCommand {
  return raw(command, 'an empty payload', new Uint8Array(0));
}

function followed(command: Command): WrongCommand {
  return raw(command, 'with a NULL after it', Uint8Array.of(...encodePayload(command.payload), NULL_NODE.tag, 0));
}

function childrenOf({ children = [] }: DerNode): readonly DerNode[] {
  return children;
}

function withChildren(node: DerNode, children: readonly DerNode[]): DerNode {
  return { ...node, children };
}

/** The first value is of another type. Whether what is in a certificate is one is for other checks than that of form. */
function retyped(node: DerNode, shape: Asn1Shape): DerNode {
  if (shape.kind === 'certificate') return { ...node, tag: SET };
  const [first, ...others] = childrenOf(node);
  if (node.constructed && first !== undefined) return withChildren(node, [retyped(first, NO_CERTIFICATE), ...others]);
  return { ...node, tag: node.tag === OCTET_STRING ? UTF8_STRING : OCTET_STRING };
}

/** The first component, at any depth, that is always there and whose values are bounded: its place in each sequence. */
function boundedLeaf(shape: Asn1Shape): readonly string[] | undefined {
  if (isBounded(shape)) return [];
  if (shape.kind !== 'sequence') return undefined;
  for (const { name, shape: inner, optional } of shape.components) {
    const below = optional ? undefined : boundedLeaf(valueShape(inner));
    if (below !== undefined) return [name, ...below];
  }
  return undefined;
}

function isBounded(shape: Asn1Shape): boolean {
  return shape.kind === 'eui64' || shape.kind === 'counter' || (shape.kind === 'octets' && shape.size !== undefined);
}

/** The bounded element has an octet less than it must have, or is a number that is too high. */
function tooFar(node: DerNode, shape: Asn1Shape): DerNode {
  if (shape.kind !== 'sequence') {
    return { ...node, content: shape.kind === 'counter' ? TOO_HIGH : node.content.subarray(1) };
  }
  const [name] = boundedLeaf(shape) ?? [];
  const children = childrenOf(node);
  let at = 0;
  for (const component of shape.components) {
    const child = children[at];
    if (child === undefined) break;
    if (component.name === name)
      return withChildren(node, children.with(at, tooFar(child, valueShape(component.shape))));
    if (isOf(child, component.tag)) at++;
  }
  throw new UsageError('HANLAB_E_USAGE', `no ${name} in the example`);
}

const CLASS_BITS = 0xc0;
const CONTEXT_CLASS = 0x80;
const NUMBER_BITS = 0x1f;

/** Whether an element is the component with this context-specific tag, or, where it has none, any of a universal type. */
function isOf({ tag }: DerNode, number: number | undefined): boolean {
  if (number === undefined) return (tag & CLASS_BITS) === 0;
  return (tag & CLASS_BITS) === CONTEXT_CLASS && (tag & NUMBER_BITS) === number;
}
