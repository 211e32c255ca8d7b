import { type DerNode, readDer } from '../asn1/der.js';
import {
  JOIN_DEVICE_TYPE,
  JOIN_METHOD_AND_ROLE,
  JOIN_RESPONSE_CODE,
  READ_RESPONSE_CODE,
  UNJOIN_RESPONSE_CODE,
} from '../asn1/join.js';
import { toHex } from '../bytes/hex.js';
import { Reader } from '../bytes/reader.js';
import { CodecError } from '../errors.js';
import { formatEui64 } from '../identifiers.js';
import type { Asn1Payload } from '../payload.js';
import { count, type DescribedNode, described, hexNumber, named } from './node.js';

/** Where the payload stood in its message, if the message was decoded. */
export interface PayloadPlace {
  readonly octets: Uint8Array;
  readonly start: number;
}

/** Children of an ASN.1 payload whose type hanlab knows field by field. */
export function describeAsn1(payload: Asn1Payload, place: PayloadPlace | undefined): DescribedNode[] {
  const root = place && elementsAt(place);
  const at = (...path: readonly number[]) => elementAt(root, path)?.span;
  switch (payload.type) {
    case 'JoinDeviceCommand': {
      const { joinMethodAndRole, otherDeviceEntityIdentifier, otherDeviceType, otherDeviceCertificate } = payload.value;
      const fields = [
        described('joinMethodAndRole', named(joinMethodAndRole, JOIN_METHOD_AND_ROLE), at(0)),
        described('otherDeviceEntityIdentifier', formatEui64(otherDeviceEntityIdentifier), at(1)),
        described('otherDeviceType', named(otherDeviceType, JOIN_DEVICE_TYPE), at(2)),
      ];
      if (otherDeviceCertificate === undefined) return fields;
      return [...fields, described('otherDeviceCertificate', toHex(otherDeviceCertificate), at(3))];
    }
    case 'JoinDeviceResponse':
      return [described('joinResponseCode', named(payload.value.joinResponseCode, JOIN_RESPONSE_CODE), at())];
    case 'UnjoinDeviceCommand':
      return [described('otherDeviceEntityIdentifier', formatEui64(payload.value.otherDeviceEntityIdentifier), at())];
    case 'UnjoinDeviceResponse':
      return [described('unjoinResponseCode', named(payload.value.unjoinResponseCode, UNJOIN_RESPONSE_CODE), at())];
    case 'ReadDeviceJoinDetailsCommand':
      return [described('readDeviceJoinDetails', 'NULL', at())];
    case 'ReadDeviceJoinDetailsResponse': {
      const { readResponseCode, deviceLogEntries } = payload.value;
      const code = described('readResponseCode', named(readResponseCode, READ_RESPONSE_CODE), at(0));
      if (deviceLogEntries === undefined) return [code];
      const entries = deviceLogEntries.map((entry, i) =>
        described(`[${i}]`, undefined, at(1, i), [
          described('entityIdentifier', formatEui64(entry.entityIdentifier), at(1, i, 0)),
          described('deviceType', named(entry.deviceType, JOIN_DEVICE_TYPE), at(1, i, 1)),
        ]),
      );
      const list = count(entries.length, 'DeviceLogEntry').replace('Entrys', 'Entries');
      return [code, described('deviceLogEntries', list, at(1), entries)];
    }
    default:
      return payload satisfies never;
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

function elementAt(root: DerNode | undefined, path: readonly number[]): DerNode | undefined {
  let node = root;
  for (const index of path) node = node?.children?.[index];
  return node;
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
