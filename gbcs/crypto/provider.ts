/**
 * The cryptography of GBCS chapter 4 behind one interface: ECDSA and ECDH on P-256, SHA-256, AES-128-GMAC
 * and AES-128-GCM.
 * Keys are parsed once into opaque handles; a handle belongs to the provider that made it.
 */

declare const publicKeyBrand: unique symbol;
declare const privateKeyBrand: unique symbol;

/** A parsed P-256 public key. */
export interface PublicKey {
  readonly [publicKeyBrand]: true;
  /** The point, uncompressed: `04 || x || y`, 65 octets. */
  readonly point: Uint8Array;
}

/**
 * A parsed P-256 private key. Its scalar is out of reach: nothing of it shows in logs, reports, errors or JSON.
 */
export interface PrivateKey {
  readonly [privateKeyBrand]: true;
  readonly publicKey: PublicKey;
}

export interface CryptoProvider {
  readonly name: 'openssl' | 'portable';

  /**
   * @param point uncompressed point, 65 octets
   * @throws KeyError `GBCS_E_KEY` if it is not a point of P-256
   */
  publicKey(point: Uint8Array): PublicKey;

  /**
   * @param scalar 32 octets, big-endian, in 1..n-1
   * @throws KeyError `GBCS_E_KEY` if it is out of range
   */
  privateKey(scalar: Uint8Array): PrivateKey;

  /** ECDSA over SHA-256 of `bytes`, plain `r || s`, 64 octets (GBCS 4.3.3.1). */
  sign(key: PrivateKey, bytes: Uint8Array): Uint8Array;

  /** Whether `signature` (`r || s`) holds; false, never an error, for a signature of any other size or range. High s is valid. */
  verify(key: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean;

  /** Z, the x-coordinate of static ECDH (GBCS 4.3.3.3), 32 octets; computed once for each pair of handles. */
  sharedSecret(own: PrivateKey, peer: PublicKey): Uint8Array;

  sha256(bytes: Uint8Array): Uint8Array;

  /**
   * AES-128-GMAC.
   * @param key 16 octets
   * @param iv 12 octets
   * @returns the tag's first 12 octets
   */
  gmac(key: Uint8Array, iv: Uint8Array, additionalData: Uint8Array): Uint8Array;

  /**
   * AES-128-GCM with a tag of 12 octets (GBCS 4.3.3.4).
   * @param key 16 octets
   * @param iv 12 octets
   * @param plaintext any number of octets, also none
   * @returns the ciphertext, as long as the plaintext, and the tag after it
   * @throws KeyError `GBCS_E_CRYPTO` if key or IV have another size
   */
  seal(key: Uint8Array, iv: Uint8Array, additionalData: Uint8Array, plaintext: Uint8Array): Uint8Array;

  /**
   * The reverse of `seal`.
   * @param sealed ciphertext and tag
   * @returns the plaintext, or `undefined` where the tag does not hold or `sealed` is shorter than a tag
   * @throws KeyError `GBCS_E_CRYPTO` if key or IV have another size
   */
  open(key: Uint8Array, iv: Uint8Array, additionalData: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
}
