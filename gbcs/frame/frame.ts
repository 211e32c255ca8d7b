import { lengthFieldOctets, readLength, writeLength } from '../bytes/length.js';
import { DECODE_LIMITS, type DecodeLimits } from '../bytes/limits.js';
import { hexOctet, Reader, type Span } from '../bytes/reader.js';
import { Writer } from '../bytes/writer.js';
import { CodecError } from '../errors.js';
import { type Eui64, eui64, eui64Bytes } from '../identifiers.js';

/**
 * The frame of a GBCS message: MAC Header (general-ciphering), Grouping Header (general-signing), payload, signature
 * field and MAC (GBCS 7.2). Every part knows its span; a frame is encoded again to the same octets.
 */

const GENERAL_CIPHERING = 0xdd;
const GENERAL_SIGNING = 0xdf;
/** Security control octet: suite 1, authenticated, not encrypted (GBCS 7.2.5). */
export const SECURITY_CONTROL = 0x11;
export const MAC_OCTETS = 12;
export const SIGNATURE_OCTETS = 64;
/** No GBCS message is longer: 63 blocks of 1,149 octets (GBCS 7.2.11), with room to spare. */
export const MAX_MESSAGE_OCTETS = DECODE_LIMITS.messageOctets;
/** Clause of the frame as a whole. */
const CLAUSE = 'GBCS 7.2';

/** Fields of the MAC Header; the five that GBCS leaves empty are kept in case a message fills them. */
export interface MacHeader {
  readonly transactionId: Uint8Array;
  readonly originatorSystemTitle: Uint8Array;
  readonly recipientSystemTitle: Uint8Array;
  readonly dateTime: Uint8Array;
  readonly otherInformation: Uint8Array;
  /** Octet that says whether key-info follows; GBCS has none. */
  readonly keyInformation: number;
  readonly securityControl: number;
  readonly invocationCounter: number;
}

/** What kind of message it is: Command, Response or Alert. */
export type Cra = 1 | 2 | 3;
export const CRA_NAMES: Readonly<Record<number, string>> = { 1: 'Command', 2: 'Response', 3: 'Alert' };

/**
 * Other Information of the Grouping Header in all its forms (GBCS 7.2.7): the Message Code; for a request on behalf of
 * another party, that party's identifier and counter; then the device's counter for encrypted values (Response), or
 * the party's key agreement certificate (Command).
 */
export interface OtherInformation {
  readonly messageCode: number;
  readonly supplementaryRemotePartyId?: Eui64;
  readonly supplementaryRemotePartyCounter?: bigint;
  readonly supplementaryOriginatorCounter?: bigint;
  /** DER. */
  readonly supplementaryRemotePartyCertificate?: Uint8Array;
}

export interface GroupingHeader {
  /** As it stands in the message: 1, 2 or 3 in every valid one. */
  readonly cra: number;
  readonly originatorCounter: bigint;
  readonly originator: Eui64;
  readonly recipient: Eui64;
  /** Empty, or a date-time of 12 octets in a Response. */
  readonly dateTime: Uint8Array;
  readonly otherInformation: OtherInformation;
}

export interface FrameSpans {
  readonly macHeader?: Span;
  /** From the octet after the tag `DF`. */
  readonly groupingHeader: Span;
  readonly payload: Span;
  readonly signature?: Span;
  readonly mac?: Span;
}

/** Sizes of length fields that were not in their shortest form, by field name. */
export type FrameLengths = { readonly [field: string]: number };

export interface Frame {
  readonly macHeader?: MacHeader;
  readonly header: GroupingHeader;
  readonly payload: Uint8Array;
  /** Absent where the signature field itself is absent (a Pre-Command); empty where its length is 00. */
  readonly signature?: Uint8Array;
  readonly mac?: Uint8Array;
  readonly lengths?: FrameLengths;
  /** Where the parts stood in the message that was decoded; absent in a frame that was built. */
  readonly spans?: FrameSpans;
}

const MAC_HEADER_FIELDS = [
  'transactionId',
  'originatorSystemTitle',
  'recipientSystemTitle',
  'dateTime',
  'otherInformation',
] as const;

/** A frame while it is decoded. */
type Decoded = { -readonly [Field in keyof Frame]: Frame[Field] };

/** Length fields, of which those that are longer than needed are remembered. */
class LengthForms {
  /** Made when there is one: few messages have any. */
  longer: Record<string, number> | undefined;

  read(reader: Reader, field: string): number {
    const { value, lengthOctets } = readLength(reader, field);
    if (lengthOctets !== undefined) {
      this.longer ??= {};
      this.longer[field] = lengthOctets;
    }
    return value;
  }

  /** The octets that a length field stands before. */
  take(reader: Reader, field: string): Uint8Array {
    return reader.take(this.read(reader, field), field);
  }
}

/**
 * Decodes the frame of one whole message; the payload stays octets.
 * Field values that only a receiver judges (CRA, security control, invocation counter) are not judged here.
 * @param limits of which `messageOctets` is looked at
 * @throws CodecError `GBCS_E_EMPTY`, `GBCS_E_TOO_LARGE`, `GBCS_E_TAG`, `GBCS_E_TRUNCATED`, `GBCS_E_LENGTH`,
 * `GBCS_E_TRAILING`, each with offset, path and clause
 */
export function decodeFrame(message: Uint8Array, limits: Pick<DecodeLimits, 'messageOctets'> = DECODE_LIMITS): Frame {
  const path = 'message';
  if (message.length === 0) {
    throw new CodecError('GBCS_E_EMPTY', 'the message has no octets', { offset: 0, path, clause: CLAUSE });
  }
  const most = limits.messageOctets;
  if (message.length > most) {
    throw new CodecError('GBCS_E_TOO_LARGE', `the message has ${message.length} octets, at most ${most}`, {
      offset: most,
      path,
      clause: 'GBCS 7.2.11',
    });
  }
  const reader = new Reader(message, 0, CLAUSE);
  const forms = new LengthForms();
  const first = reader.peek();
  if (first !== GENERAL_CIPHERING && first !== GENERAL_SIGNING) {
    throw new CodecError('GBCS_E_TAG', `a message starts with DD or DF, not ${hexOctet(first as number)}`, {
      offset: 0,
      path,
      clause: 'GBCS 7.2.5',
    });
  }
  if (first === GENERAL_SIGNING) {
    const inner = decodeGeneralSigning(reader, forms);
    reader.end('the message');
    if (forms.longer !== undefined) inner.lengths = forms.longer;
    return inner;
  }
  const macHeader = decodeMacHeader(reader, forms);
  const macHeaderSpan = { start: 0, end: reader.offset };
  const signing = reader.sub(reader.remaining - MAC_OCTETS, 'general-signing');
  const inner = decodeGeneralSigning(signing, forms);
  signing.end('the signature field');
  const macSpan = { start: reader.offset, end: reader.offset + MAC_OCTETS };
  inner.macHeader = macHeader;
  inner.mac = reader.take(MAC_OCTETS, 'mac');
  if (forms.longer !== undefined) inner.lengths = forms.longer;
  inner.spans = { ...inner.spans, macHeader: macHeaderSpan, mac: macSpan };
  return inner;
}

/** Reads as far as the contents of the ciphered service, which end with the MAC. */
function decodeMacHeader(reader: Reader, forms: LengthForms): MacHeader {
  reader.u8('general-ciphering');
  const transactionId = forms.take(reader, 'macHeader.transactionId');
  const originatorSystemTitle = forms.take(reader, 'macHeader.originatorSystemTitle');
  const recipientSystemTitle = forms.take(reader, 'macHeader.recipientSystemTitle');
  const dateTime = forms.take(reader, 'macHeader.dateTime');
  const otherInformation = forms.take(reader, 'macHeader.otherInformation');
  const keyInformation = reader.u8('macHeader.keyInformation');
  const at = reader.offset;
  const length = forms.read(reader, 'macHeader.cipheredService');
  if (length !== reader.remaining) {
    const code = length > reader.remaining ? 'GBCS_E_TRUNCATED' : 'GBCS_E_TRAILING';
    throw new CodecError(code, `the ciphered service has ${length} octets by its length, ${reader.remaining} follow`, {
      offset: length > reader.remaining ? reader.offset + reader.remaining : reader.offset + length,
      path: 'macHeader.cipheredService',
      clause: 'GBCS 7.2.5',
    });
  }
  if (length < 5 + MAC_OCTETS) {
    throw new CodecError('GBCS_E_LENGTH', `a ciphered service of ${length} octets holds no message and MAC`, {
      offset: at,
      path: 'macHeader.cipheredService',
      clause: 'GBCS 7.2.5',
    });
  }
  const securityControl = reader.u8('macHeader.securityControl');
  const invocationCounter = reader.u32('macHeader.invocationCounter');
  return {
    transactionId,
    originatorSystemTitle,
    recipientSystemTitle,
    dateTime,
    otherInformation,
    keyInformation,
    securityControl,
    invocationCounter,
  };
}

function decodeGeneralSigning(reader: Reader, forms: LengthForms): Decoded & { spans: FrameSpans } {
  reader.expect(GENERAL_SIGNING, 'general-signing', 'GBCS 7.2.7');
  const start = reader.offset;
  fixedLength(reader, 9, 'groupingHeader.transactionId');
  const cra = reader.u8('groupingHeader.cra');
  const originatorCounter = reader.u64('groupingHeader.originatorCounter');
  fixedLength(reader, 8, 'groupingHeader.originator');
  const originator = eui64(reader.take(8, 'groupingHeader.originator'));
  fixedLength(reader, 8, 'groupingHeader.recipient');
  const recipient = eui64(reader.take(8, 'groupingHeader.recipient'));
  const dateTimeAt = reader.offset;
  const dateTime = forms.take(reader, 'groupingHeader.dateTime');
  if (dateTime.length !== 0 && dateTime.length !== 12) {
    throw new CodecError('GBCS_E_LENGTH', `the date-time has ${dateTime.length} octets, not 0 or 12`, {
      offset: dateTimeAt,
      path: 'groupingHeader.dateTime',
      clause: 'GBCS 7.2.7',
    });
  }
  const otherLength = forms.read(reader, 'groupingHeader.otherInformation');
  const otherInformation = decodeOtherInformation(reader.sub(otherLength, 'groupingHeader.otherInformation'), cra);
  const payloadLength = forms.read(reader, 'payload');
  const headerSpan = { start, end: reader.offset };
  const payload = reader.take(payloadLength, 'payload');
  const payloadSpan = { start: headerSpan.end, end: reader.offset };
  const header = { cra, originatorCounter, originator, recipient, dateTime, otherInformation };
  // A Pre-Command ends with its payload: it has no signature field at all.
  if (reader.atEnd) return { header, payload, spans: { groupingHeader: headerSpan, payload: payloadSpan } };
  const signatureAt = reader.offset;
  const signatureLength = forms.read(reader, 'signature');
  if (signatureLength !== 0 && signatureLength !== SIGNATURE_OCTETS) {
    throw new CodecError('GBCS_E_LENGTH', `the signature has ${signatureLength} octets, not 0 or 64`, {
      offset: signatureAt,
      path: 'signature',
      clause: 'GBCS 7.2.9',
    });
  }
  const signature = reader.take(signatureLength, 'signature');
  return {
    header,
    payload,
    signature,
    spans: {
      groupingHeader: headerSpan,
      payload: payloadSpan,
      signature: { start: reader.offset - signatureLength, end: reader.offset },
    },
  };
}

function fixedLength(reader: Reader, expected: number, path: string): void {
  const offset = reader.offset;
  const found = reader.u8(path);
  if (found !== expected) {
    throw new CodecError('GBCS_E_LENGTH', `${path} has length ${found}, not ${expected}`, {
      offset,
      path,
      clause: 'GBCS 7.2.7',
    });
  }
}

function decodeOtherInformation(reader: Reader, cra: number): OtherInformation {
  const length = reader.remaining;
  if (length !== 2 && length !== 10 && length < 18) {
    throw reader.error('GBCS_E_LENGTH', `Other Information has ${length} octets, not 2, 10 or at least 18`, {
      path: 'groupingHeader.otherInformation',
      clause: 'GBCS 7.2.7',
    });
  }
  const messageCode = reader.u16('groupingHeader.otherInformation.messageCode');
  if (length === 2) return { messageCode };
  const supplementaryRemotePartyId = eui64(
    reader.take(8, 'groupingHeader.otherInformation.supplementaryRemotePartyId'),
  );
  if (length === 10) return { messageCode, supplementaryRemotePartyId };
  const supplementaryRemotePartyCounter = reader.u64('groupingHeader.otherInformation.supplementaryRemotePartyCounter');
  const base = { messageCode, supplementaryRemotePartyId, supplementaryRemotePartyCounter };
  if (length === 18) return base;
  if (cra !== 1 && length === 26) {
    return {
      ...base,
      supplementaryOriginatorCounter: reader.u64('groupingHeader.otherInformation.supplementaryOriginatorCounter'),
    };
  }
  return {
    ...base,
    supplementaryRemotePartyCertificate: reader.take(
      reader.remaining,
      'groupingHeader.otherInformation.supplementaryRemotePartyCertificate',
    ),
  };
}

/**
 * Encodes a frame from its fields; spans and the octets that were decoded are not used.
 * @throws CodecError `GBCS_E_VALUE` on a signature or MAC of the wrong size or a number out of range
 */
export function encodeFrame(frame: Frame): Uint8Array {
  const signing = encodeGeneralSigning(frame);
  if (frame.macHeader === undefined) return signing;
  const mac = frame.mac;
  if (mac === undefined || mac.length !== MAC_OCTETS) {
    throw new CodecError('GBCS_E_VALUE', `a message with a MAC Header ends with a MAC of ${MAC_OCTETS} octets`);
  }
  const { macHeader, lengths } = frame;
  const writer = new Writer(signing.length + MAC_HEADER_OVERHEAD);
  writer.u8(GENERAL_CIPHERING);
  for (const field of MAC_HEADER_FIELDS) {
    writeLength(writer, macHeader[field].length, lengths?.[`macHeader.${field}`]);
    writer.put(macHeader[field]);
  }
  writer.u8(macHeader.keyInformation);
  writeLength(writer, 5 + signing.length + mac.length, lengths?.['macHeader.cipheredService']);
  writer.u8(macHeader.securityControl).u32(macHeader.invocationCounter).put(signing).put(mac);
  return writer.finish();
}

/** Octets of an ordinary MAC Header and a MAC, at most. */
const MAC_HEADER_OVERHEAD = 32;

/** What the protections of one frame are over; the second is a view of the first. */
export interface ProtectedOctets {
  /** What a MAC protects. */
  readonly generalSigning: Uint8Array;
  /** What a signature is over. */
  readonly toBeSigned: Uint8Array;
}

/**
 * Both at once, encoded from the fields of the frame as they are now: never the octets that it was decoded from, which
 * a frame that was changed since does not have.
 * @throws CodecError as {@link encodeGeneralSigning}
 */
export function encodeProtected(frame: Frame): ProtectedOctets {
  const generalSigning = encodeGeneralSigning(frame);
  return { generalSigning, toBeSigned: generalSigning.subarray(1, 1 + toBeSignedOctets(frame)) };
}

/** The general-signing part, `DF` to the end of the signature field: what a MAC protects (GBCS 7.2.7). */
export function encodeGeneralSigning(frame: Frame): Uint8Array {
  const { signature } = frame;
  const field = signature === undefined ? 0 : fieldOctets(signature.length, frame.lengths?.['signature']);
  const writer = new Writer(1 + toBeSignedOctets(frame) + field);
  writeToBeSigned(writer.u8(GENERAL_SIGNING), frame);
  if (signature !== undefined) {
    if (signature.length !== 0 && signature.length !== SIGNATURE_OCTETS) {
      throw new CodecError('GBCS_E_VALUE', `a signature has 0 or 64 octets, not ${signature.length}`);
    }
    writeLength(writer, signature.length, frame.lengths?.['signature']);
    writer.put(signature);
  }
  return writer.finish();
}

/** What a signature is over: everything after the tag `DF` to the end of the payload (GBCS 4.3.3.1). */
export function encodeToBeSigned(frame: Frame): Uint8Array {
  const writer = new Writer(toBeSignedOctets(frame));
  writeToBeSigned(writer, frame);
  return writer.finish();
}

/** Octets of a field with its length before it. */
function fieldOctets(length: number, lengthOctets: number | undefined): number {
  return lengthFieldOctets(length, lengthOctets) + length;
}

/** Octets that `writeToBeSigned` writes. */
function toBeSignedOctets({ header, payload, lengths }: Frame): number {
  const other = otherInformationOctets(header.otherInformation);
  return (
    TRANSACTION_AND_PARTIES_OCTETS +
    fieldOctets(header.dateTime.length, lengths?.['groupingHeader.dateTime']) +
    fieldOctets(other, lengths?.['groupingHeader.otherInformation']) +
    fieldOctets(payload.length, lengths?.['payload'])
  );
}

/** Transaction identifier, originator and recipient, each after a length of one octet. */
const TRANSACTION_AND_PARTIES_OCTETS = 10 + 9 + 9;

function writeToBeSigned(writer: Writer, frame: Frame): void {
  const { header, payload, lengths } = frame;
  writer.u8(9).u8(header.cra).u64(header.originatorCounter);
  writer.u8(8).put(eui64Bytes(header.originator)).u8(8).put(eui64Bytes(header.recipient));
  writeLength(writer, header.dateTime.length, lengths?.['groupingHeader.dateTime']);
  writer.put(header.dateTime);
  const other = header.otherInformation;
  writeLength(writer, otherInformationOctets(other), lengths?.['groupingHeader.otherInformation']);
  writeOtherInformation(writer, other);
  writeLength(writer, payload.length, lengths?.['payload']);
  writer.put(payload);
}

function otherInformationOctets(other: OtherInformation): number {
  return (
    2 +
    (other.supplementaryRemotePartyId === undefined ? 0 : 8) +
    (other.supplementaryRemotePartyCounter === undefined ? 0 : 8) +
    (other.supplementaryOriginatorCounter === undefined ? 0 : 8) +
    (other.supplementaryRemotePartyCertificate?.length ?? 0)
  );
}

function writeOtherInformation(writer: Writer, other: OtherInformation): void {
  writer.u16(other.messageCode);
  if (other.supplementaryRemotePartyId !== undefined) writer.put(eui64Bytes(other.supplementaryRemotePartyId));
  if (other.supplementaryRemotePartyCounter !== undefined) writer.u64(other.supplementaryRemotePartyCounter);
  if (other.supplementaryOriginatorCounter !== undefined) writer.u64(other.supplementaryOriginatorCounter);
  if (other.supplementaryRemotePartyCertificate !== undefined) writer.put(other.supplementaryRemotePartyCertificate);
}

/** The MAC Header of every GBCS message: all fields empty, security control 11, invocation counter 0 (GBCS 7.2.5). */
export function standardMacHeader(): MacHeader {
  const empty = new Uint8Array(0);
  return {
    transactionId: empty,
    originatorSystemTitle: empty,
    recipientSystemTitle: empty,
    dateTime: empty,
    otherInformation: empty,
    keyInformation: 0,
    securityControl: SECURITY_CONTROL,
    invocationCounter: 0,
  };
}
