import { DECODE_LIMITS } from './bytes/limits.js';
import { deriveMessageKey, type MessageKeyContext } from './crypto/key-derivation.js';
import { computeMac, equalMac } from './crypto/mac.js';
import type { CryptoProvider, PrivateKey, PublicKey } from './crypto/provider.js';
import { longInvokeIdOf } from './dlms/access.js';
import { findingsOf } from './findings.js';
import {
  type Cra,
  decodeFrame,
  encodeFrame,
  encodeProtected,
  encodeToBeSigned,
  type Frame,
  type OtherInformation,
  type ProtectedOctets,
  SIGNATURE_OCTETS,
  standardMacHeader,
} from './frame/frame.js';
import type { Eui64 } from './identifiers.js';
import { type DecodeOptions, decodePayload, encodePayload, type Payload } from './payload.js';

/** A decoded message: the frame with its spans, and the payload as typed values. */
export interface Message {
  readonly frame: Frame;
  readonly payload: Payload;
}

/**
 * Decodes one GBCS message: Command, Signed or bare Pre-Command, Response or Alert.
 *
 * Under `inspect`, the preset where none is given, everything is decoded that can be: a payload that is not well formed
 * stays octets, and what else is not as GBCS has it is found by `findingsOf`. Under `strict` the first finding is thrown.
 * No preset looks at keys: whether signature and MAC hold, `verifyFrame` says.
 * @param octets the whole message, 1 to 131,072 octets; not copied, and not to be changed afterwards
 * @throws CodecError with code, offset, path and clause on octets whose frame cannot be read, and under `strict` on any
 *   finding
 */
export function decodeMessage(octets: Uint8Array, { preset = 'inspect', limits }: DecodeOptions = {}): Message {
  const frame = decodeFrame(octets, limits === undefined ? DECODE_LIMITS : { ...DECODE_LIMITS, ...limits });
  const { otherInformation, cra } = frame.header;
  const base = frame.spans?.payload.start ?? 0;
  const inspected: DecodeOptions = limits === undefined ? {} : { limits };
  const message = { frame, payload: decodePayload(frame.payload, base, otherInformation.messageCode, cra, inspected) };
  if (preset === 'strict') {
    const [first] = findingsOf(message);
    if (first !== undefined) throw first;
  }
  return message;
}

/**
 * Encodes a message from its typed values. Nothing of the octets that it was decoded from is used, and yet an untouched
 * message gives the same octets: length forms are attributes of the values.
 * @param options with the limits that it was decoded under, if they were not the default ones
 * @throws CodecError `GBCS_E_VALUE` on values out of range
 */
export function encodeMessage(message: Message, options: Pick<DecodeOptions, 'limits'> = {}): Uint8Array {
  return encodeFrame({ ...message.frame, payload: encodePayload(message.payload, options) });
}

/** What a message is made from. */
export interface MessageParts {
  readonly cra: Cra;
  readonly originatorCounter: bigint;
  readonly originator: Eui64;
  readonly recipient: Eui64;
  readonly otherInformation: OtherInformation;
  /** A DLMS payload gets the long-invoke-id of the counter, whatever it had. */
  readonly payload: Payload;
  /** 12 octets, for the Responses whose use case has it (GBCS 7.2.7). */
  readonly dateTime?: Uint8Array;
}

/**
 * Builds an unprotected message; for a Command this is the Pre-Command that its originator signs.
 * @returns a frame without signature field, MAC Header and MAC
 */
export function buildMessage(parts: MessageParts): Frame {
  const { cra, originatorCounter, originator, recipient, otherInformation } = parts;
  const dateTime = parts.dateTime ?? new Uint8Array(0);
  const payload =
    'longInvokeId' in parts.payload
      ? { ...parts.payload, longInvokeId: longInvokeIdOf(originatorCounter) }
      : parts.payload;
  return {
    header: { cra, originatorCounter, originator, recipient, dateTime, otherInformation },
    payload: encodePayload(payload),
  };
}

/** The frame with a signature of its originator (GBCS 4.3.3.1): over everything after `DF` to the end of the payload. */
export function signFrame(provider: CryptoProvider, frame: Frame, key: PrivateKey): Frame {
  return { ...frame, signature: provider.sign(key, encodeToBeSigned(frame)) };
}

/**
 * Whether the signature of a frame holds.
 * @param octets what `encodeProtected` just gave for this frame, where more than one protection is checked
 * @returns false also where the frame has no signature
 */
export function verifyFrameSignature(
  provider: CryptoProvider,
  frame: Frame,
  key: PublicKey,
  octets?: ProtectedOctets,
): boolean {
  const { signature } = frame;
  if (signature?.length !== SIGNATURE_OCTETS) return false;
  return provider.verify(key, octets?.toBeSigned ?? encodeToBeSigned(frame), signature);
}

/** Derivation context of the key of a message's MAC: the fields of its own Grouping Header (GBCS 4.3.3.3). */
function macContext(frame: Frame): MessageKeyContext {
  const { originator, recipient, cra, originatorCounter } = frame.header;
  // A frame may carry any octet as its CRA: the key is then derived with that octet, and checks refuse the frame.
  return { originator, recipient, cra: cra as Cra, counter: originatorCounter };
}

function macOf(
  provider: CryptoProvider,
  frame: Frame,
  sharedSecret: Uint8Array,
  { generalSigning }: ProtectedOctets = encodeProtected(frame),
): Uint8Array {
  const key = deriveMessageKey(provider, sharedSecret, macContext(frame));
  return computeMac(provider, key, frame.header.originator, generalSigning);
}

/**
 * The frame with MAC Header and MAC (GBCS 7.2.5 and 6). A frame without signature field gets an empty one.
 * @param sharedSecret Z of the two parties of the MAC, 32 octets: broker and device for a Command, device and
 * recipient for a Response or Alert
 */
export function macFrame(provider: CryptoProvider, frame: Frame, sharedSecret: Uint8Array): Frame {
  const whole = { ...frame, signature: frame.signature ?? new Uint8Array(0), macHeader: standardMacHeader() };
  return { ...whole, mac: macOf(provider, whole, sharedSecret) };
}

/**
 * Whether the MAC of a frame holds under the shared secret of its two parties.
 * @param octets what `encodeProtected` just gave for this frame, where more than one protection is checked
 * @returns false also where the frame has no MAC
 */
export function verifyFrameMac(
  provider: CryptoProvider,
  frame: Frame,
  sharedSecret: Uint8Array,
  octets?: ProtectedOctets,
): boolean {
  return frame.mac !== undefined && equalMac(frame.mac, macOf(provider, frame, sharedSecret, octets));
}
