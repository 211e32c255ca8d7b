import { CodecError, KeyError } from '../errors.js';
import { type Eui64, eui64Bytes } from '../identifiers.js';
import type { CryptoProvider } from './provider.js';

/** What a derived key belongs to: titles, CRA flag and counter of one message (GBCS 4.3.3.3). */
export interface MessageKeyContext {
  /** Originator of the Grouping Header: of a Command, the user that originated it and not the broker that adds the MAC. */
  readonly originator: Eui64;
  readonly recipient: Eui64;
  /** 1 Command, 2 Response, 3 Alert; 4 for the key of encrypted values (GBCS 8.4). */
  readonly cra: 1 | 2 | 3 | 4;
  /** Originator Counter, 0..2^64-1. */
  readonly counter: bigint;
}

/** DLMS algorithm identifier of AES-GCM-128, with which OtherInfo starts. */
const ALGORITHM_ID = Uint8Array.of(0x60, 0x85, 0x74, 0x06, 0x08, 0x03, 0x00);

const Z_OCTETS = 32;
const KEY_OCTETS = 16;

// The octets hashed: round number, Z, algorithm, originator, transaction identifier (09, CRA, counter), recipient.
const Z_AT = 4;
const ALGORITHM_AT = Z_AT + Z_OCTETS;
const ORIGINATOR_AT = ALGORITHM_AT + ALGORITHM_ID.length;
const TRANSACTION_AT = ORIGINATOR_AT + 8;
const RECIPIENT_AT = TRANSACTION_AT + 10;
const INPUT_OCTETS = RECIPIENT_AT + 8;

/**
 * The key of one message: the first 16 octets of the single-step KDF over SHA-256 (GBCS 4.3.3.3).
 * @param z x-coordinate of the static ECDH of both parties, 32 octets
 * @returns 16 octets
 * @throws KeyError `GBCS_E_CRYPTO` if Z has another size
 * @throws CodecError `GBCS_E_VALUE` if the counter does not fit 8 octets
 */
export function deriveMessageKey(
  provider: Pick<CryptoProvider, 'sha256'>,
  z: Uint8Array,
  context: MessageKeyContext,
): Uint8Array {
  if (z.length !== Z_OCTETS) throw new KeyError('GBCS_E_CRYPTO', `a shared secret has 32 octets, not ${z.length}`);
  if (context.counter < 0n || context.counter > 0xffff_ffff_ffff_ffffn) {
    throw new CodecError('GBCS_E_VALUE', `${context.counter} is not an Originator Counter of 8 octets`);
  }
  const input = new Uint8Array(INPUT_OCTETS);
  const view = new DataView(input.buffer);
  view.setUint32(0, 1);
  input.set(z, Z_AT);
  input.set(ALGORITHM_ID, ALGORITHM_AT);
  input.set(eui64Bytes(context.originator), ORIGINATOR_AT);
  input[TRANSACTION_AT] = 9;
  input[TRANSACTION_AT + 1] = context.cra;
  view.setBigUint64(TRANSACTION_AT + 2, context.counter);
  input.set(eui64Bytes(context.recipient), RECIPIENT_AT);
  return provider.sha256(input).slice(0, KEY_OCTETS);
}
