import { p256 } from '@noble/curves/nist.js';
import { KeyError } from '../errors.js';
import { isPrivateScalar, ORDER, toNumber, toOctets } from './curve.js';
import { sha256Of } from './digest.js';

/**
 * P-256 with nothing random in it, for what must come out the same on every run: certificates of the test PKI and
 * golden vectors. Everything else signs through a `CryptoProvider`.
 */

/** `compact` is the plain `r || s` of GBCS messages, 64 octets; `der` the form in certificates. */
export type SignatureFormat = 'compact' | 'der';

function checkScalar(scalar: Uint8Array): void {
  if (!isPrivateScalar(scalar)) throw new KeyError('GBCS_E_KEY', 'the private key is not a scalar of P-256');
}

/**
 * ECDSA over SHA-256 of `bytes` with the nonce of RFC 6979. s is left as it falls: GBCS has no rule for low s.
 * @param scalar private key, 32 octets, big-endian, in 1..n-1
 * @throws KeyError `GBCS_E_KEY` if the scalar is out of range
 */
export function signDeterministic(scalar: Uint8Array, bytes: Uint8Array, format: SignatureFormat): Uint8Array {
  checkScalar(scalar);
  return p256.sign(bytes, scalar, { lowS: false, format });
}

/**
 * The public point of a private scalar, uncompressed, 65 octets.
 * @throws KeyError `GBCS_E_KEY` if the scalar is out of range
 */
export function publicPointOf(scalar: Uint8Array): Uint8Array {
  checkScalar(scalar);
  return p256.getPublicKey(scalar, false);
}

/**
 * A private scalar for tests out of any octets: SHA-256 of them, modulo n-1, plus 1. As secret as its input, so never
 * for a key that protects anything.
 */
export function scalarFromSeed(seed: Uint8Array): Uint8Array {
  return toOctets((toNumber(sha256Of(seed)) % (ORDER - 1n)) + 1n, 32);
}
