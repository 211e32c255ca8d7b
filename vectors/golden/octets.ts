import { concatBytes, type Eui64, eui64Bytes, Writer } from '../../gbcs/index.js';
import { PROVIDER } from './cast.js';

/**
 * Messages octet by octet, with every part open to being wrong. The library's own encoder and MAC are not used here:
 * vectors must not be right only because the same code made and judges them.
 */

/** The fields of a Grouping Header, and the payload (GBCS 7.2.7). */
export interface Parts {
  readonly cra: number;
  readonly counter: bigint;
  readonly originator: Eui64;
  readonly recipient: Eui64;
  readonly dateTime: Uint8Array;
  readonly otherInformation: Uint8Array;
  readonly payload: Uint8Array;
}

/** Octets that a length field takes, where it is not to take the fewest. */
type LengthOctets = Partial<Record<'service' | 'dateTime' | 'otherInformation' | 'payload' | 'signature', number>>;

/** How a MAC is made (GBCS 4.3.3.3, 6.4). What is left out is as it should be. */
export interface MacPlan {
  readonly secret: Uint8Array;
  /** Octets that the key is derived from, after Z. */
  readonly keyOriginator?: Eui64;
  readonly keyRecipient?: Eui64;
  readonly keyCra?: number;
  readonly keyCounter?: bigint;
  /** Number of the derivation's round, 1. */
  readonly round?: number;
  /** Where in the hash the key begins, 0. */
  readonly keyAt?: number;
  readonly ivTitle?: Eui64;
  readonly ivCounter?: number;
  /** What stands before the message in the additional data: `11` and five zeros. */
  readonly before?: Uint8Array;
  /** What is protected, if not all of the message from `DF` on. */
  readonly protect?: (signing: Uint8Array) => Uint8Array;
  /** A change of the finished tag. */
  readonly tag?: (tag: Uint8Array) => Uint8Array;
}

/** Fields of the MAC Header, as octets of their own; what is left out is as GBCS 7.2.5 has it. */
export interface MacHeaderFaults {
  readonly securityControl?: number;
  readonly invocationCounter?: number;
  readonly keyInformation?: number;
  readonly transactionId?: Uint8Array;
}

/** A message and how it is protected. */
export interface Plan {
  readonly parts: Parts;
  readonly lengths?: LengthOctets;
  /** A change of what is to be signed, before it is. */
  readonly alter?: (toBeSigned: Uint8Array) => Uint8Array;
  /** The signature field: without it nothing, no octets for an empty one. */
  readonly signature?: (toBeSigned: Uint8Array) => Uint8Array;
  readonly mac?: MacPlan;
  readonly macHeader?: MacHeaderFaults;
  /** A change of the finished message. */
  readonly after?: (message: Uint8Array) => Uint8Array;
}

const ALGORITHM = Uint8Array.of(0x60, 0x85, 0x74, 0x06, 0x08, 0x03, 0x00);
const BEFORE = Uint8Array.of(0x11, 0, 0, 0, 0, 0);
const MAC_OCTETS = 12;

/** A length field, in the fewest octets or in as many as asked for. */
function lengthField(value: number, octets = 1): Uint8Array {
  const needed = value < 0x80 ? 1 : value < 0x100 ? 2 : 3;
  const size = Math.max(octets, needed);
  if (size === 1) return Uint8Array.of(value);
  const digits = Array.from({ length: size - 1 }, (_, i) => Math.floor(value / 256 ** (size - 2 - i)) % 256);
  return Uint8Array.of(0x80 | (size - 1), ...digits);
}

/** What a signature is over (GBCS 4.3.3.1): all after `DF` to the end of the payload. */
function toBeSigned(parts: Parts, lengths: LengthOctets = {}): Uint8Array {
  return concatBytes(
    new Writer().u8(9).u8(parts.cra).u64(parts.counter).finish(),
    Uint8Array.of(8),
    eui64Bytes(parts.originator),
    Uint8Array.of(8),
    eui64Bytes(parts.recipient),
    lengthField(parts.dateTime.length, lengths.dateTime),
    parts.dateTime,
    lengthField(parts.otherInformation.length, lengths.otherInformation),
    parts.otherInformation,
    lengthField(parts.payload.length, lengths.payload),
    parts.payload,
  );
}

/** The octets of a message. */
export function octetsOf(plan: Plan): Uint8Array {
  const { parts, lengths = {}, alter = same, after = same } = plan;
  const signed = alter(toBeSigned(parts, lengths));
  const signature = plan.signature?.(signed);
  const field = signature === undefined ? [] : [lengthField(signature.length, lengths.signature), signature];
  const signing = concatBytes(Uint8Array.of(0xdf), signed, ...field);
  return after(plan.mac === undefined ? signing : withMac(plan, plan.mac, signing));
}

function withMac({ parts, lengths = {}, macHeader = {} }: Plan, mac: MacPlan, signing: Uint8Array): Uint8Array {
  const { securityControl = 0x11, invocationCounter = 0, keyInformation = 0, transactionId } = macHeader;
  const security = new Writer().u8(securityControl).u32(invocationCounter).finish();
  const tag = macOf(parts, mac, signing);
  const service = concatBytes(security, signing, tag);
  return concatBytes(
    Uint8Array.of(0xdd, transactionId?.length ?? 0),
    transactionId ?? new Uint8Array(0),
    Uint8Array.of(0, 0, 0, 0, keyInformation),
    lengthField(service.length, lengths.service),
    service,
  );
}

/** The key of one message from Z. */
function messageKey(parts: Parts, mac: MacPlan): Uint8Array {
  const input = concatBytes(
    new Writer().u32(mac.round ?? 1).finish(),
    mac.secret,
    ALGORITHM,
    eui64Bytes(mac.keyOriginator ?? parts.originator),
    new Writer()
      .u8(9)
      .u8(mac.keyCra ?? parts.cra)
      .u64(mac.keyCounter ?? parts.counter)
      .finish(),
    eui64Bytes(mac.keyRecipient ?? parts.recipient),
  );
  const at = mac.keyAt ?? 0;
  return PROVIDER.sha256(input).slice(at, at + 16);
}

function macOf(parts: Parts, mac: MacPlan, signing: Uint8Array): Uint8Array {
  const iv = concatBytes(eui64Bytes(mac.ivTitle ?? parts.originator), new Writer().u32(mac.ivCounter ?? 0).finish());
  const additional = concatBytes(mac.before ?? BEFORE, (mac.protect ?? same)(signing));
  const tag = PROVIDER.gmac(messageKey(parts, mac), iv, additional).slice(0, MAC_OCTETS);
  return (mac.tag ?? same)(tag);
}

function same(octets: Uint8Array): Uint8Array {
  return octets;
}

/** Octets with one of them changed in its bits. @param at from the end where negative */
export function flipped(octets: Uint8Array, at: number, mask = 1): Uint8Array {
  const copy = Uint8Array.from(octets);
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] as number) ^ mask;
  return copy;
}
