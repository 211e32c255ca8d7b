import { type DerLimits, type DerNode, derLimitsOf, readDer, writeDer } from './asn1/der.js';
import { ASN1_CODECS, type Asn1Type, type Asn1Values, asn1TypeOf } from './asn1/messages.js';
import { withPlace } from './asn1/place.js';
import { DECODE_LIMITS, type DecodeLimits } from './bytes/limits.js';
import { Reader } from './bytes/reader.js';
import { Writer } from './bytes/writer.js';
import {
  ACCESS_REQUEST_TAG,
  ACCESS_RESPONSE_TAG,
  type AccessRequest,
  type AccessResponse,
  DATA_NOTIFICATION_TAG,
  type DataNotification,
  DLMS_CLAUSE,
  readAccessRequest,
  readAccessResponse,
  readDataNotification,
  writeDlms,
} from './dlms/access.js';
import { newBudget } from './dlms/data-codec.js';
import { CodecError } from './errors.js';
import type { GbzComponent } from './gbz/component.js';
import { GBZ_CLAUSE } from './gbz/component.js';
import { type GbzAlert, type GbzPayload, readGbz, writeGbz } from './gbz/components.js';

/** The payload families of GBCS 7.2.9 and 18. */
export type PayloadFamily = 'dlms' | 'gbz' | 'asn1' | 'unknown';

/** One ASN.1 payload by its type's name, fields typed. */
export type Asn1Payload = {
  [Type in Asn1Type]: { readonly kind: 'asn1'; readonly type: Type; readonly value: Asn1Values[Type] };
}[Asn1Type];

/** An ASN.1 payload without a type of its own here, or that is not of its type: its tree of elements. */
export interface DerPayload {
  readonly kind: 'der';
  readonly root: DerNode;
  /** Why it is not of its type, where its message has one. */
  readonly finding?: CodecError;
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
 * What becomes of a finding. `inspect` decodes whatever can be decoded and leaves the findings to whoever asks for them
 * (`findingsOf`); `strict` throws the first.
 */
export type Preset = 'strict' | 'inspect';

/** How to decode. */
export interface DecodeOptions {
  /** `inspect` if left out. */
  readonly preset?: Preset;
  /** Those left out are those of `DECODE_LIMITS`. */
  readonly limits?: Partial<DecodeLimits>;
}

/**
 * Decodes the payload of a message with this Message Code and CRA. One that is not well formed stays octets, or a tree
 * of elements where it is DER but not of its type, with the finding; under `strict` the finding is thrown. Whether it
 * is what its use case wants is not judged here.
 * @param base offset of the payload within the message, for the offsets in errors
 * @throws CodecError under `strict`, on a payload of any family that is not well formed
 */
export function decodePayload(
  octets: Uint8Array,
  base: number,
  messageCode: number,
  cra: number,
  { preset = 'inspect', limits: changes }: DecodeOptions = {},
): Payload {
  const limits = changes === undefined ? DECODE_LIMITS : { ...DECODE_LIMITS, ...changes };
  const type = asn1TypeOf(messageCode, cra);
  const family = type === undefined ? payloadFamily(octets) : 'asn1';
  try {
    if (type !== undefined) return decodeAsn1(type, octets, base, limits);
    return decodeFamily(family, octets, base, cra, limits);
  } catch (error) {
    if (!(error instanceof CodecError) || preset === 'strict') throw error;
    return type === undefined ? { kind: 'raw', family, octets, finding: error } : derOrRaw(octets, base, limits, error);
  }
}

/** What is wrong with the form of a payload; nothing where it was read as what its message says it is. */
export function payloadFinding(payload: Payload): CodecError | undefined {
  return 'finding' in payload ? payload.finding : undefined;
}

function decodeFamily(
  family: PayloadFamily,
  octets: Uint8Array,
  base: number,
  cra: number,
  limits: DecodeLimits,
): Payload {
  switch (family) {
    case 'dlms': {
      const budget = newBudget(limits);
      const reader = new Reader(octets, base, DLMS_CLAUSE);
      if (octets[0] === ACCESS_REQUEST_TAG) return whole(reader, (r) => readAccessRequest(r, budget));
      if (octets[0] === ACCESS_RESPONSE_TAG) return whole(reader, (r) => readAccessResponse(r, budget));
      return whole(reader, (r) => readDataNotification(r, budget));
    }
    case 'gbz':
      return whole(new Reader(octets, base, GBZ_CLAUSE), (r) => readGbz(r, cra === 3, limits));
    case 'asn1':
      return { kind: 'der', root: decodeDer(octets, base, limits) };
    case 'unknown':
      return { kind: 'raw', family, octets };
    default:
      return family satisfies never;
  }
}

function whole<T>(reader: Reader, read: (reader: Reader) => T): T {
  const value = read(reader);
  reader.end('payload');
  return value;
}

function decodeAsn1(type: Asn1Type, octets: Uint8Array, base: number, limits: DecodeLimits): Asn1Payload {
  return { kind: 'asn1', type, value: ASN1_CODECS[type].decode(octets, base, derLimitsOf(limits)) } as Asn1Payload;
}

function decodeDer(octets: Uint8Array, base: number, limits: DecodeLimits): DerNode {
  const place = { name: 'payload', around: undefined };
  return withPlace(place, () => whole(new Reader(octets, base), (r) => readDer(r, derLimitsOf(limits))));
}

/** A payload that is not of its ASN.1 type: its elements, if it is DER all the same. */
function derOrRaw(octets: Uint8Array, base: number, limits: DecodeLimits, finding: CodecError): Payload {
  try {
    return { kind: 'der', root: decodeDer(octets, base, limits), finding };
  } catch (error) {
    if (error instanceof CodecError) return { kind: 'raw', family: 'asn1', octets, finding };
    throw error;
  }
}

/**
 * Encodes a payload from its typed values.
 * @param limits of which those of DER hold here too: what was decoded under other limits is encoded under the same
 * @throws CodecError `GBCS_E_VALUE` on values that their types cannot hold; `GBCS_E_TOO_DEEP`, `GBCS_E_TOO_LARGE`
 */
export function encodePayload(payload: Payload, { limits }: Pick<DecodeOptions, 'limits'> = {}): Uint8Array {
  const derLimits = derLimitsOf(limits === undefined ? DECODE_LIMITS : { ...DECODE_LIMITS, ...limits });
  switch (payload.kind) {
    case 'raw':
      return payload.octets;
    case 'asn1':
      return encodeAsn1(payload, derLimits);
    case 'der':
      return written((writer) => writeDer(writer, payload.root, derLimits));
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

function encodeAsn1<Type extends Asn1Type>(
  payload: { type: Type; value: Asn1Values[Type] },
  limits: DerLimits,
): Uint8Array {
  return ASN1_CODECS[payload.type].encode(payload.value, limits);
}

function written(write: (writer: Writer) => void): Uint8Array {
  const writer = new Writer();
  write(writer);
  return writer.finish();
}

/** The GBZ components of a payload, those among the items of an alert included, with the names of their places. */
export function gbzComponentsOf(payload: Payload): { readonly path: string; readonly component: GbzComponent }[] {
  if (payload.kind === 'gbz') {
    return payload.components.map((component, i) => ({ path: `components[${i}]`, component }));
  }
  if (payload.kind !== 'gbz-alert') return [];
  return payload.items.flatMap((item, i) =>
    item.kind === 'component' ? [{ path: `items[${i}]`, component: item.component }] : [],
  );
}
