import { type DerNode, readDer, writeDer } from './asn1/der.js';
import { ASN1_CODECS, type Asn1Type, type Asn1Values } from './asn1/join.js';
import { Reader } from './bytes/reader.js';
import { Writer } from './bytes/writer.js';
import { allUseCases, useCaseByCode } from './catalogue/lookup.js';
import {
  ACCESS_REQUEST_TAG,
  ACCESS_RESPONSE_TAG,
  type AccessRequest,
  type AccessResponse,
  DATA_NOTIFICATION_TAG,
  type DataNotification,
  readAccessRequest,
  readAccessResponse,
  readDataNotification,
  writeDlms,
} from './dlms/access.js';
import { CodecError } from './errors.js';
import { type GbzAlert, type GbzPayload, readGbz, writeGbz } from './gbz/components.js';

/** The payload families of GBCS 7.2.9 and 18. */
export type PayloadFamily = 'dlms' | 'gbz' | 'asn1' | 'unknown';

/** One ASN.1 payload by its type's name, fields typed. */
export type Asn1Payload = {
  [Type in Asn1Type]: { readonly kind: 'asn1'; readonly type: Type; readonly value: Asn1Values[Type] };
}[Asn1Type];

/** An ASN.1 payload without a type of its own here: its tree of elements. */
export interface DerPayload {
  readonly kind: 'der';
  readonly root: DerNode;
}

/** A payload kept as octets because it is of no family, or is not well formed in its family. */
export interface RawPayload {
  readonly kind: 'raw';
  readonly family: PayloadFamily;
  readonly octets: Uint8Array;
  /** What is wrong with it, where something is. */
  readonly finding?: CodecError;
}

export type Payload =
  | AccessRequest
  | AccessResponse
  | DataNotification
  | GbzPayload
  | GbzAlert
  | Asn1Payload
  | DerPayload
  | RawPayload;

/** First octets of the ASN.1 payloads: SEQUENCE, NULL, INTEGER, OCTET STRING. */
const ASN1_FIRST_OCTETS = new Set([0x30, 0x05, 0x02, 0x04]);

/** The family of a payload by its first octets (GBCS 18; every payload of the reference messages follows this). */
export function payloadFamily(octets: Uint8Array): PayloadFamily {
  const [first, second] = octets;
  if (first === ACCESS_REQUEST_TAG || first === ACCESS_RESPONSE_TAG || first === DATA_NOTIFICATION_TAG) return 'dlms';
  if (first === 0x01 && second === 0x09) return 'gbz';
  return first !== undefined && ASN1_FIRST_OCTETS.has(first) ? 'asn1' : 'unknown';
}

/**
 * Decodes the payload of a message with this Message Code and CRA.
 *
 * DLMS access requests and responses, and the ASN.1 types that the catalogue names for the code, must be well formed.
 * Every other payload that is not stays octets, with the finding.
 * @param base offset of the payload within the message, for the offsets in errors
 * @throws CodecError on malformed access requests and responses and on malformed ASN.1 of a catalogued type
 */
export function decodePayload(octets: Uint8Array, base: number, messageCode: number, cra: number): Payload {
  const definition = useCaseByCode(allUseCases, messageCode)?.payload;
  if (definition?.family === 'asn1' && cra !== 3) {
    const type = cra === 1 ? definition.command : definition.response;
    if (Object.hasOwn(ASN1_CODECS, type)) return decodeAsn1(type as Asn1Type, octets, base);
  }
  const reader = new Reader(octets, base);
  if (octets[0] === ACCESS_REQUEST_TAG) return whole(reader, readAccessRequest);
  if (octets[0] === ACCESS_RESPONSE_TAG) return whole(reader, readAccessResponse);
  const family = payloadFamily(octets);
  try {
    if (family === 'dlms') return whole(reader, readDataNotification);
    if (family === 'gbz') return whole(reader, (r) => readGbz(r, cra === 3));
    if (family === 'asn1') return { kind: 'der', root: whole(reader, (r) => readDer(r)) };
  } catch (error) {
    if (error instanceof CodecError) return { kind: 'raw', family, octets, finding: error };
    throw error;
  }
  return { kind: 'raw', family, octets };
}

function whole<T>(reader: Reader, read: (reader: Reader) => T): T {
  const value = read(reader);
  reader.end('the payload');
  return value;
}

function decodeAsn1(type: Asn1Type, octets: Uint8Array, base: number): Asn1Payload {
  return { kind: 'asn1', type, value: ASN1_CODECS[type].decode(octets, base) } as Asn1Payload;
}

/**
 * Encodes a payload from its typed values.
 * @throws CodecError `GBCS_E_VALUE` on values that their types cannot hold
 */
export function encodePayload(payload: Payload): Uint8Array {
  switch (payload.kind) {
    case 'raw':
      return payload.octets;
    case 'asn1':
      return encodeAsn1(payload);
    case 'der':
      return written((writer) => writeDer(writer, payload.root));
    case 'gbz':
    case 'gbz-alert':
      return written((writer) => writeGbz(writer, payload));
    case 'access-request':
    case 'access-response':
    case 'data-notification':
      return written((writer) => writeDlms(writer, payload));
    default:
      return payload satisfies never;
  }
}

function encodeAsn1<Type extends Asn1Type>(payload: { type: Type; value: Asn1Values[Type] }): Uint8Array {
  return ASN1_CODECS[payload.type].encode(payload.value);
}

function written(write: (writer: Writer) => void): Uint8Array {
  const writer = new Writer();
  write(writer);
  return writer.finish();
}
