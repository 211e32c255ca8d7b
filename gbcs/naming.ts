import { asn1TypeOf } from './asn1/messages.js';
import { toHex } from './bytes/hex.js';
import { checkAccessRequest } from './catalogue/conformance.js';
import { allUseCases, useCasesByCode } from './catalogue/lookup.js';
import { type RowChoice, rowsOfResults } from './catalogue/response-rows.js';
import type { DlmsRow, UseCase } from './catalogue/use-case.js';
import { longInvokeIdOf } from './dlms/access.js';
import { CodecError, KeyError } from './errors.js';
import { type Frame, MAC_OCTETS, standardMacHeader } from './frame/frame.js';
import { type Message, macFrame, signFrame, verifyFrameMac } from './message.js';
import {
  fieldsOfName,
  misplaced,
  type NamedFields,
  type NamedValue,
  numberOfName,
  octetsOfName,
} from './named-value.js';
import { asn1OfNames, nameOfAsn1 } from './naming/asn1.js';
import type { DecodingContext, EncodingContext, NamingContext } from './naming/context.js';
import { nameOfRequest, nameOfResponse, requestOfNames, responseOfNames } from './naming/dlms.js';
import { gbzOfNames, nameOfGbz } from './naming/gbz.js';
import { headerOfNames, type NamedHeader, nameOfHeader } from './naming/header.js';
import { nameOfNotification, notificationOfNames } from './naming/notification.js';
import { encodePayload, type Payload } from './payload.js';
import { openValues, type Plaintext, sealerOf } from './sealing.js';
import { macSecretOf, type VerifyOptions } from './verify.js';

export type { NamedHeader } from './naming/header.js';

/**
 * Messages by name: what a message says in the specification's words, as JSON can hold it, and the message that such words
 * make. The same names mean the same octets both ways. Not kept are length fields longer than needed, and a MAC Header that
 * is not that of GBCS 7.2.5.
 */
export interface NamedMessage extends NamedHeader {
  /** Where the use case does not tell, as for generic alerts, or the payload is of another kind. */
  readonly payloadKind?: PayloadKind;
  readonly payload: NamedFields;
  /** Of a DLMS Response: the instructions that failed, each with its result. */
  readonly results?: NamedFields;
  /** Where it does not follow from the counter. */
  readonly longInvokeId?: number;
  /** r and s, 128 hexadecimal digits; empty where the field has no signature; absent without the field; or {@link COMPUTED}. */
  readonly signature?: string;
  /** 24 hexadecimal digits, or {@link COMPUTED}. */
  readonly mac?: string;
}

/** Kinds of payloads that have names, and `raw` for one that is octets only. */
export type PayloadKind = Exclude<Payload['kind'], 'der'>;

/** Stands for a signature to be made, and for a MAC that follows from the keys. */
export const COMPUTED = 'computed';

/**
 * The named values of a message.
 * @param keys opens encrypted values and shows that the MAC follows from the rest; without them, or where one is missing,
 *   both stay octets
 * @param rows which row a result of a DLMS Response is of where it leaves several open: none, which only then encodes to
 *   the same octets, or the first
 * @throws CodecError `GBCS_E_VALUE` on a CRA flag that is none
 */
export function nameMessage(message: Message, keys?: VerifyOptions, rows: RowChoice = 'only'): NamedMessage {
  const { frame, payload } = message;
  const useCase = editionOf(message);
  const context: DecodingContext = { header: frame.header, useCase, plaintexts: plaintextsOf(message, keys), rows };
  return {
    ...nameOfHeader(frame.header, useCase),
    ...kindOf(payload, context),
    ...nameOfPayload(payload, context),
    ...(frame.signature === undefined ? {} : { signature: toHex(frame.signature) }),
    ...(frame.mac === undefined ? {} : { mac: isMacComputed(frame, keys) ? COMPUTED : toHex(frame.mac) }),
  };
}

/** The edition of the use case whose rows the message has; the first, where none has. */
function editionOf({ frame, payload }: Message): UseCase | undefined {
  const editions = useCasesByCode(allUseCases, frame.header.otherInformation.messageCode);
  if (editions.length < 2) return editions[0];
  return editions.find((edition) => hasRowsOf(edition, frame, payload)) ?? editions[0];
}

function hasRowsOf({ payload: definition }: UseCase, frame: Frame, payload: Payload): boolean {
  const rows: readonly DlmsRow[] = definition.family === 'dlms' ? definition.rows : [];
  if (payload.kind === 'access-response') return rowsOfResults(payload, rows).some((row) => row !== undefined);
  if (payload.kind !== 'access-request') return false;
  try {
    checkAccessRequest(payload, rows, frame.header.originatorCounter);
    return true;
  } catch (error) {
    if (error instanceof CodecError) return false;
    throw error;
  }
}

function plaintextsOf(message: Message, keys: VerifyOptions | undefined): ReadonlyMap<string, Plaintext> {
  if (keys === undefined) return new Map();
  return new Map(
    openValues(message, keys).flatMap((one) =>
      one.status === 'opened' ? [[one.value.path, one.plaintext] as const] : [],
    ),
  );
}

function isMacComputed(frame: Frame, keys: VerifyOptions | undefined): boolean {
  const secret = keys && macSecretOf(frame, keys);
  return keys !== undefined && secret !== undefined && verifyFrameMac(keys.provider, frame, secret);
}

type NamedPayload = Pick<NamedMessage, 'payload' | 'results' | 'longInvokeId'>;

function nameOfPayload(payload: Payload, context: DecodingContext): NamedPayload {
  switch (payload.kind) {
    case 'access-request':
      return { payload: nameOfRequest(payload, context), ...deviatingInvokeId(payload, context) };
    case 'access-response':
      return { ...nameOfResponse(payload, context), ...deviatingInvokeId(payload, context) };
    case 'data-notification':
      return { payload: nameOfNotification(payload, context), ...deviatingInvokeId(payload, context) };
    case 'asn1':
      return { payload: nameOfAsn1(payload) };
    case 'gbz':
    case 'gbz-alert':
      return { payload: nameOfGbz(payload, context) };
    case 'der':
    case 'raw':
      return { payload: { octets: toHex(encodePayload(payload)) } };
    default:
      return payload satisfies never;
  }
}

function deviatingInvokeId(
  { longInvokeId }: { readonly longInvokeId: number },
  { header }: DecodingContext,
): Pick<NamedMessage, 'longInvokeId'> {
  return longInvokeId === longInvokeIdOf(header.originatorCounter) ? {} : { longInvokeId };
}

/** The kind of payload that the use case says. */
function usualKind({ header, useCase }: NamingContext): PayloadKind | undefined {
  const { cra, otherInformation } = header;
  switch (useCase?.payload.family) {
    case 'dlms':
      return cra === 1 ? 'access-request' : cra === 2 ? 'access-response' : undefined;
    case 'dlms-alert':
      return 'data-notification';
    case 'gbz':
    case 'gbz-alert':
      return useCase.payload.family;
    case 'asn1':
    case 'asn1-alert':
      return asn1TypeOf(otherInformation.messageCode, cra) === undefined ? undefined : 'asn1';
    default:
      return undefined;
  }
}

function kindOf({ kind }: Payload, context: NamingContext): Pick<NamedMessage, 'payloadKind'> {
  const named = kind === 'der' ? 'raw' : kind;
  return named === usualKind(context) ? {} : { payloadKind: named };
}

/**
 * The message of named values. Where its MAC or signature is {@link COMPUTED} it is made with the keys, the MAC last, and
 * encrypted values are made from their plaintexts; octets stand as they are.
 * @param keys needed only for what is computed or encrypted
 * @throws CodecError `GBCS_E_VALUE` on a name or value that does not belong, naming its place; `GBCS_E_UNKNOWN_USE_CASE`;
 *   KeyError `GBCS_E_KEY_MISSING`
 */
export function messageOfNames(named: NamedMessage, keys?: VerifyOptions): Message {
  fieldsOfName(named as unknown as NamedFields, 'message', MESSAGE_FIELDS);
  checkDepth(named as unknown as NamedFields);
  const { header, useCase } = headerOfNames(named);
  const seal = (plaintext: Plaintext) => sealerOf(header, requiredKeys(keys, 'encrypted values'))(plaintext);
  const payload = payloadOfNames(named, { header, useCase, seal });
  const frame = protectedFrame({ header, payload: encodePayload(payload) }, named, keys);
  return { frame, payload };
}

/** Lists and objects within each other; a DLMS value that says its type takes two, of which a message has 32 at most. */
const MAX_DEPTH = 128;

/** What reads named values calls itself for each level: they may not be deeper than a stack. */
function checkDepth(named: NamedFields): void {
  let level: readonly NamedValue[] = [named];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw misplaced('message', `lists and objects are nested more than ${MAX_DEPTH} deep`);
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}

const MESSAGE_FIELDS: readonly string[] = (
  'useCase gbcsVersion message originatorCounter originator recipient dateTime supplementaryRemotePartyId ' +
  'supplementaryRemotePartyCounter supplementaryOriginatorCounter supplementaryRemotePartyCertificate payloadKind ' +
  'payload results longInvokeId signature mac'
).split(' ');

function requiredKeys(keys: VerifyOptions | undefined, what: string): VerifyOptions {
  if (keys === undefined) throw new KeyError('GBCS_E_KEY_MISSING', `${what} cannot be made without keys`);
  return keys;
}

function payloadOfNames(named: NamedMessage, context: EncodingContext): Payload {
  const { header, useCase } = context;
  const kind = named.payloadKind ?? usualKind(context);
  const payload = fieldsOfName(named.payload, 'payload');
  const { longInvokeId: given } = named;
  const invokeId = given === undefined ? {} : { longInvokeId: numberOfName(given, 'longInvokeId', [0, 0xffff_ffff]) };
  switch (kind) {
    case 'access-request':
      return { ...requestOfNames(payload, 'payload', context), ...invokeId };
    case 'access-response':
      return {
        ...responseOfNames(payload, fieldsOfName(named.results ?? {}, 'results'), 'payload', context),
        ...invokeId,
      };
    case 'data-notification':
      return { ...notificationOfNames(payload, 'payload', context), ...invokeId };
    case 'gbz':
    case 'gbz-alert':
      return gbzOfNames(kind, payload, 'payload', context);
    case 'asn1': {
      const type = asn1TypeOf(header.otherInformation.messageCode, header.cra);
      if (type === undefined)
        throw misplaced('payloadKind', `${named.message}s of ${named.useCase} have no ASN.1 type`);
      return asn1OfNames(type, payload, 'payload');
    }
    case 'raw': {
      const { octets = null } = fieldsOfName(payload, 'payload', ['octets']);
      return { kind, family: 'unknown', octets: octetsOfName(octets, 'payload.octets') };
    }
    case undefined:
      throw misplaced(
        'payloadKind',
        `${useCase?.name ?? named.useCase} does not tell what its ${named.message} would carry`,
      );
    default:
      throw misplaced('payloadKind', 'is no kind of payload');
  }
}

function protectedFrame(frame: Frame, { signature, mac }: NamedMessage, keys: VerifyOptions | undefined): Frame {
  const signed = signature === undefined ? frame : { ...frame, ...signatureOf(frame, signature, keys) };
  if (mac === undefined) return signed;
  if (mac !== COMPUTED) {
    return { ...signed, macHeader: standardMacHeader(), mac: octetsOfName(mac, 'mac', MAC_OCTETS) };
  }
  const options = requiredKeys(keys, 'a MAC');
  const secret = macSecretOf(signed, options);
  if (secret === undefined) {
    throw new KeyError(
      'GBCS_E_KEY_MISSING',
      'no key agreement keys of the two parties of the MAC, one of them private',
    );
  }
  return macFrame(options.provider, signed, secret);
}

function signatureOf(frame: Frame, signature: string, keys: VerifyOptions | undefined): Pick<Frame, 'signature'> {
  if (signature !== COMPUTED) return { signature: octetsOfName(signature, 'signature') };
  const { provider, keys: store } = requiredKeys(keys, 'a signature');
  const key = store.privateKey({ entity: frame.header.originator, usage: 'digitalSignature' });
  if (key === undefined) {
    throw new KeyError('GBCS_E_KEY_MISSING', `no private key of ${frame.header.originator} for digital signatures`);
  }
  return signFrame(provider, frame, key);
}
