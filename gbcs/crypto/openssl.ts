import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { KeyError } from '../errors.js';
import { isPoint, isPrivateScalar } from './curve.js';
import { keyOf, oncePerPair } from './handles.js';
import type { CryptoProvider, PrivateKey, PublicKey } from './provider.js';

/** What node:crypto takes as a key; made once for each handle, because parsing a key costs as much as a signature. */
interface SigningKey {
  readonly key: KeyObject;
  readonly dsaEncoding: 'ieee-p1363';
}

// The parsed keys are reachable through these maps only, so a handle has nothing secret that could be shown.
const publicKeys = new WeakMap<PublicKey, SigningKey>();
const privateKeys = new WeakMap<PrivateKey, SigningKey>();

/** `ECPrivateKey` of RFC 5915 without its public key, as far as the scalar and from there on. */
const SEC1_BEFORE = Uint8Array.of(0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20);
const SEC1_AFTER = Uint8Array.of(0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07);

const SIGNATURE_OCTETS = 64;
const POINT_OCTETS = 65;

/** The same octets as a plain `Uint8Array`: a `Buffer` would compare and print differently. */
function plain(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function publicHandle(key: KeyObject, point: Uint8Array): PublicKey {
  const handle = Object.freeze({ point }) as PublicKey;
  publicKeys.set(handle, { key, dsaEncoding: 'ieee-p1363' });
  return handle;
}

function publicKey(point: Uint8Array): PublicKey {
  if (!isPoint(point)) throw new KeyError('GBCS_E_KEY', 'the public key is not a point of P-256');
  const own = Uint8Array.from(point);
  const x = Buffer.from(own.subarray(1, 33)).toString('base64url');
  const y = Buffer.from(own.subarray(33)).toString('base64url');
  return publicHandle(createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' }), own);
}

function privateKey(scalar: Uint8Array): PrivateKey {
  if (!isPrivateScalar(scalar)) throw new KeyError('GBCS_E_KEY', 'the private key is not a scalar of P-256');
  const sec1 = Buffer.concat([SEC1_BEFORE, scalar, SEC1_AFTER]);
  const key = createPrivateKey({ key: sec1, format: 'der', type: 'sec1' });
  sec1.fill(0);
  const ownPublicKey = createPublicKey(key);
  const point = Uint8Array.from(ownPublicKey.export({ format: 'der', type: 'spki' }).subarray(-POINT_OCTETS));
  const handle = Object.freeze({ publicKey: publicHandle(ownPublicKey, point) }) as PrivateKey;
  privateKeys.set(handle, { key, dsaEncoding: 'ieee-p1363' });
  return handle;
}

const sharedSecret = oncePerPair((own, peer) =>
  plain(diffieHellman({ privateKey: keyOf(privateKeys, own).key, publicKey: keyOf(publicKeys, peer).key })),
);

const CIPHER = 'aes-128-gcm';
const TAG = { authTagLength: 12 } as const;

function checkSizes(key: Uint8Array, iv: Uint8Array): void {
  if (key.length === 16 && iv.length === 12) return;
  const found = `${key.length}, ${iv.length}`;
  throw new KeyError('GBCS_E_CRYPTO', `AES-128-GCM takes a key of 16 and an IV of 12 octets, not ${found}`);
}

function gmac(key: Uint8Array, iv: Uint8Array, additionalData: Uint8Array): Uint8Array {
  checkSizes(key, iv);
  const cipher = createCipheriv(CIPHER, key, iv, TAG);
  cipher.setAAD(additionalData);
  cipher.final();
  return plain(cipher.getAuthTag());
}

function seal(key: Uint8Array, iv: Uint8Array, additionalData: Uint8Array, plaintext: Uint8Array): Uint8Array {
  checkSizes(key, iv);
  const cipher = createCipheriv(CIPHER, key, iv, TAG);
  cipher.setAAD(additionalData);
  const ciphertext = cipher.update(plaintext);
  cipher.final();
  return plain(Buffer.concat([ciphertext, cipher.getAuthTag()]));
}

function open(key: Uint8Array, iv: Uint8Array, additionalData: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  checkSizes(key, iv);
  const tagAt = sealed.length - TAG.authTagLength;
  if (tagAt < 0) return undefined;
  const decipher = createDecipheriv(CIPHER, key, iv, TAG);
  decipher.setAAD(additionalData);
  decipher.setAuthTag(sealed.subarray(tagAt));
  const plaintext = decipher.update(sealed.subarray(0, tagAt));
  try {
    decipher.final();
  } catch {
    // The one thing that final() can find wrong after these checks is the tag; what was decrypted must not be used.
    return undefined;
  }
  return plain(plaintext);
}

/** The default provider: OpenSSL by way of node:crypto. Its signatures are random; see `deterministic.ts` for others. */
export const opensslProvider: CryptoProvider = Object.freeze({
  name: 'openssl' as const,
  publicKey,
  privateKey,
  sign: (key: PrivateKey, bytes: Uint8Array) => plain(sign('sha256', bytes, keyOf(privateKeys, key))),
  verify: (key: PublicKey, bytes: Uint8Array, signature: Uint8Array) => {
    const verifyingKey = keyOf(publicKeys, key);
    return signature.length === SIGNATURE_OCTETS && verify('sha256', bytes, verifyingKey, signature);
  },
  sharedSecret,
  sha256: (bytes: Uint8Array) => plain(createHash('sha256').update(bytes).digest()),
  gmac,
  seal,
  open,
});
