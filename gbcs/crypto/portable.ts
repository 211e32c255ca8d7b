import { p256 } from '@noble/curves/nist.js';
import { KeyError } from '../errors.js';
import { gmac, open, seal } from './aes-gcm.js';
import { isPoint } from './curve.js';
import { publicPointOf, signDeterministic } from './deterministic.js';
import { sha256Of } from './digest.js';
import { keyOf, oncePerPair } from './handles.js';
import type { CryptoProvider, PrivateKey, PublicKey } from './provider.js';

// Own copies of points and scalars, checked once and reachable through these maps only: whoever changes the octets of a
// handle does not change its key, and a handle has nothing secret that could be shown.
const points = new WeakMap<PublicKey, Uint8Array>();
const scalars = new WeakMap<PrivateKey, Uint8Array>();

const SIGNATURE_OCTETS = 64;

function publicKey(point: Uint8Array): PublicKey {
  if (!isPoint(point)) throw new KeyError('GBCS_E_KEY', 'the public key is not a point of P-256');
  const handle = Object.freeze({ point: Uint8Array.from(point) }) as PublicKey;
  points.set(handle, Uint8Array.from(point));
  return handle;
}

function privateKey(scalar: Uint8Array): PrivateKey {
  const own = Uint8Array.from(scalar);
  const handle = Object.freeze({ publicKey: publicKey(publicPointOf(own)) }) as PrivateKey;
  scalars.set(handle, own);
  return handle;
}

/**
 * P-256 by @noble/curves and everything else by node-forge, with nothing of Node: it runs in a browser. Its signatures
 * are those of RFC 6979, the same for the same key and octets. Verifying takes some
 * thirty times as long as with OpenSSL (`npm run bench` says how long), and nothing hides a scalar from whoever can
 * measure the time of many signatures: where there is Node.js, `opensslProvider` is the one to use.
 */
export const portableProvider: CryptoProvider = Object.freeze({
  name: 'portable' as const,
  publicKey,
  privateKey,
  sign: (key: PrivateKey, bytes: Uint8Array) => signDeterministic(keyOf(scalars, key), bytes, 'compact'),
  verify: (key: PublicKey, bytes: Uint8Array, signature: Uint8Array) => {
    const point = keyOf(points, key);
    // The library throws on other sizes, and by its own choice would refuse a high s.
    return signature.length === SIGNATURE_OCTETS && p256.verify(signature, bytes, point, { lowS: false });
  },
  // Of the shared point, `02` or `03` and then x, GBCS takes x.
  sharedSecret: oncePerPair((own, peer) => p256.getSharedSecret(keyOf(scalars, own), keyOf(points, peer)).slice(1)),
  sha256: sha256Of,
  gmac,
  seal,
  open,
});
