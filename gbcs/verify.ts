import type { CryptoProvider } from './crypto/provider.js';
import { encodeProtected, type Frame, type ProtectedOctets, SIGNATURE_OCTETS } from './frame/frame.js';
import type { Eui64 } from './identifiers.js';
import type { KeyStore } from './keys/key-store.js';
import { verifyFrameMac, verifyFrameSignature } from './message.js';

/** `unverifiable`: it is there, but the key store lacks a key that is needed. */
export type ProtectionStatus = 'absent' | 'valid' | 'invalid' | 'unverifiable';

export interface Verification {
  readonly signature: ProtectionStatus;
  readonly mac: ProtectionStatus;
}

export interface VerifyOptions {
  readonly provider: CryptoProvider;
  readonly keys: KeyStore;
  /** Whose key agreement key makes the MAC of Commands that reach a device through the DCC (GBCS 6). */
  readonly accessControlBroker: Eui64;
}

/**
 * Checks signature and MAC of a message as a reader of traffic can: with any key in the store that gives the answer.
 * Today's date is not looked at.
 * @param frame as decoded
 */
export function verifyFrame(frame: Frame, options: VerifyOptions): Verification {
  let octets: ProtectedOctets | undefined;
  const octetsOf = (): ProtectedOctets => {
    octets ??= encodeProtected(frame);
    return octets;
  };
  return { signature: signatureStatus(frame, options, octetsOf), mac: macStatus(frame, options, octetsOf) };
}

function signatureStatus(
  frame: Frame,
  { provider, keys }: VerifyOptions,
  octetsOf: () => ProtectedOctets,
): ProtectionStatus {
  if (frame.signature?.length !== SIGNATURE_OCTETS) return 'absent';
  const key = keys.publicKey({ entity: frame.header.originator, usage: 'digitalSignature' });
  if (key === undefined) return 'unverifiable';
  return verifyFrameSignature(provider, frame, key, octetsOf()) ? 'valid' : 'invalid';
}

function macStatus(frame: Frame, options: VerifyOptions, octetsOf: () => ProtectedOctets): ProtectionStatus {
  if (frame.mac === undefined) return 'absent';
  const secret = macSecretOf(frame, options);
  if (secret === undefined) return 'unverifiable';
  return verifyFrameMac(options.provider, frame, secret, octetsOf()) ? 'valid' : 'invalid';
}

/** Shared secret of the MAC of a message, 32 octets; `undefined` where the key store lacks a key for it. */
export function macSecretOf(frame: Frame, options: VerifyOptions): Uint8Array | undefined {
  const [one, other] = macParties(frame, options);
  return sharedSecretOf(options, one, other) ?? sharedSecretOf(options, other, one);
}

/**
 * The two whose key agreement keys make the MAC: broker and device for a Command from a remote party, originator and
 * recipient for everything else (GBCS 6.4.5), also for a Command from one device to another.
 */
function macParties(frame: Frame, { keys, accessControlBroker }: VerifyOptions): readonly [Eui64, Eui64] {
  const { cra, originator, recipient } = frame.header;
  if (cra !== 1) return [originator, recipient];
  const sender = keys.certificate({ entity: originator, usage: 'keyAgreement' });
  return [sender?.kind === 'device' ? originator : accessControlBroker, recipient];
}

function sharedSecretOf({ provider, keys }: VerifyOptions, own: Eui64, peer: Eui64): Uint8Array | undefined {
  const privateKey = keys.privateKey({ entity: own, usage: 'keyAgreement' });
  const publicKey = keys.publicKey({ entity: peer, usage: 'keyAgreement' });
  return privateKey && publicKey && provider.sharedSecret(privateKey, publicKey);
}
