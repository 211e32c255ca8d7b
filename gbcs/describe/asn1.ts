import { type DerNode, readDer } from '../asn1/der.js';
import { ASN1_SHAPES } from '../asn1/messages.js';
import type { Leaf, Shape } from '../asn1/schema.js';
import { tagsOf } from '../asn1/tags.js';
import { toHex } from '../bytes/hex.js';
import { Reader } from '../bytes/reader.js';
import { CodecError } from '../errors.js';
import { type Eui64, formatEui64 } from '../identifiers.js';
import type { Asn1Payload } from '../payload.js';
import { describeCertificate, describeCertificationRequest } from './certificate.js';
import { count, type DescribedNode, described, hexNumber, named } from './node.js';

/** Where the payload stood in its message, if the message was decoded. */
export interface PayloadPlace {
  readonly octets: Uint8Array;
  readonly start: number;
}

/** Children of an ASN.1 payload, by the declaration of its type. */
export function describeAsn1({ type, value }: Asn1Payload, place: PayloadPlace | undefined): DescribedNode[] {
  return fieldNodes(ASN1_SHAPES[type], value, place && elementsAt(place));
}

type Values = Readonly<Record<string, unknown>>;

/** The named parts of a value, with the element that each was read from. */
function fieldNodes(shape: Shape, value: unknown, node: DerNode | undefined): DescribedNode[] {
  const fields = value as Values;
  switch (shape.kind) {
    case 'only':
      return [describeValue(shape.name, shape.shape, fields[shape.name], node)];
    case 'nothing':
      return [describeValue(shape.name, { kind: 'null' }, null, node)];
    case 'choice':
      return shape.components.flatMap((component) =>
        fields[component.name] === undefined
          ? []
          : [describeValue(component.name, component.shape, fields[component.name], node)],
      );
    case 'sequence': {
      let next = 0;
      return shape.components.flatMap((component) => {
        const child = node?.children?.[next];
        const own = child !== undefined && tagsOf(component).includes(child.tag) ? child : undefined;
        if (own !== undefined) next++;
        const field = fields[component.name];
        return field === undefined ? [] : [describeValue(component.name, component.shape, field, own)];
      });
    }
    default:
      return [];
  }
}

function describeValue(label: string, shape: Shape, value: unknown, node: DerNode | undefined): DescribedNode {
  const span = node?.span;
  switch (shape.kind) {
    case 'certificate':
      return describeCertificate(label, value as Uint8Array, span);
    case 'certificationRequest':
      return describeCertificationRequest(label, value as Uint8Array, span);
    case 'only':
    case 'nothing':
    case 'choice':
    case 'sequence':
      return described(label, undefined, span, fieldNodes(shape, value, node));
    case 'sequenceOf': {
      const elements = (value as readonly unknown[]).map((element, i) =>
        describeValue(`[${i}]`, shape.of, element, node?.children?.[i]),
      );
      return described(label, listText(elements.length, shape.elementName), span, elements);
    }
    default:
      return described(label, leafText(shape, value), span);
  }
}

/** How many elements: `1 DeviceLogEntry`, `2 DeviceLogEntries`, `0 RemotePartyDetails`. */
function listText(length: number, name: string): string {
  if (length === 1 || name.endsWith('s')) return `${length} ${name}`;
  return name.endsWith('y') ? `${length} ${name.slice(0, -1)}ies` : count(length, name);
}

function leafText(shape: Leaf, value: unknown): string {
  switch (shape.kind) {
    case 'null':
      return 'NULL';
    case 'integer':
      return shape.hexadecimal ? hexNumber(value as number, 4) : named(value as number, shape.names);
    case 'enumerated':
      return named(value as number, shape.names);
    case 'counter':
      return String(value);
    case 'eui64':
      return formatEui64(value as Eui64);
    case 'time':
      return value as string;
    case 'namedBits':
      return (value as readonly string[]).join(', ') || '(no bits)';
    case 'octets':
      return toHex(value as Uint8Array) || '(no octets)';
    default:
      return shape satisfies never;
  }
}

/** The elements of a typed payload, for their places only: its values do not keep any. */
function elementsAt(place: PayloadPlace): DerNode | undefined {
  try {
    return readDer(new Reader(place.octets, place.start));
  } catch (error) {
    // A message whose payload octets were changed by hand still has its typed values to describe.
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

const UNIVERSAL_NAMES: Readonly<Record<number, string>> = {
  1: 'BOOLEAN',
  2: 'INTEGER',
  3: 'BIT STRING',
  4: 'OCTET STRING',
  5: 'NULL',
  6: 'OBJECT IDENTIFIER',
  10: 'ENUMERATED',
  12: 'UTF8String',
  16: 'SEQUENCE',
  17: 'SET',
  19: 'PrintableString',
  22: 'IA5String',
  23: 'UTCTime',
  24: 'GeneralizedTime',
};

const CLASS_NAMES = ['', 'APPLICATION ', '', 'PRIVATE '] as const;

/** One element of DER, and those below it, by their tags: for the types that have no names of their own here. */
export function describeDer(node: DerNode): DescribedNode {
  const label = tagName(node.tag);
  const children = node.children?.map(describeDer) ?? [];
  if (node.constructed) return described(label, count(children.length, 'element'), node.span, children);
  return described(label, primitiveText(node), node.span);
}

function tagName(tag: number): string {
  const number = tag & 0x1f;
  if (tag < 0x40) return UNIVERSAL_NAMES[number] ?? `UNIVERSAL ${number}`;
  return `[${CLASS_NAMES[tag >> 6]}${number}]`;
}

function primitiveText(node: DerNode): string | undefined {
  const { tag, content } = node;
  if (tag === 0x05) return undefined;
  if (tag === 0x01) return String(content[0] !== 0);
  if (tag === 0x02 || tag === 0x0a) return integerText(content);
  if (tag === 0x06) return objectIdentifierText(content);
  // Texts and times are ASCII in every message; anything else shows as octets.
  const isText = tag === 0x0c || tag === 0x13 || (tag >= 0x16 && tag <= 0x18);
  if (isText && content.every((octet) => octet >= 0x20 && octet < 0x7f)) return new TextDecoder().decode(content);
  return content.length === 0 ? '(no octets)' : toHex(content);
}

function integerText(content: Uint8Array): string {
  if (content.length > 20) return toHex(content);
  const value = BigInt.asIntN(8 * content.length, BigInt(`0x${toHex(content)}`));
  return value > 0x7fffn ? `${value} (${hexNumber(value, 4)})` : String(value);
}

/** Dotted numbers (X.690 8.19); octets that end inside a number, or too many, show as they are. */
function objectIdentifierText(content: Uint8Array): string {
  if (content.length > 64) return toHex(content);
  const parts: bigint[] = [];
  let part = 0n;
  for (const octet of content) {
    part = (part << 7n) | BigInt(octet & 0x7f);
    if ((octet & 0x80) !== 0) continue;
    parts.push(part);
    part = 0n;
  }
  const first = parts.shift();
  if (first === undefined || ((content.at(-1) as number) & 0x80) !== 0) return toHex(content);
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...parts].join('.');
}
