import forge from 'node-forge';
import { concatBytes } from '../bytes/hex.js';
import { KeyError } from '../errors.js';
import { fromBinary, toBinary } from './binary.js';

/** AES-128-GCM with tags of 12 octets in plain JavaScript, for the portable provider. */

const TAG_OCTETS = 12;

interface Options {
  readonly iv: string;
  readonly additionalData: string;
  readonly tagLength: number;
}

function optionsOf(key: Uint8Array, iv: Uint8Array, additionalData: Uint8Array): Options {
  if (key.length !== 16 || iv.length !== 12) {
    const found = `${key.length}, ${iv.length}`;
    throw new KeyError('GBCS_E_CRYPTO', `AES-128-GCM takes a key of 16 and an IV of 12 octets, not ${found}`);
  }
  return { iv: toBinary(iv), additionalData: toBinary(additionalData), tagLength: 8 * TAG_OCTETS };
}

/**
 * @param key 16 octets
 * @param iv 12 octets
 * @param plaintext any number of octets, also none
 * @returns the ciphertext, as long as the plaintext, and the tag of 12 octets after it
 * @throws KeyError `GBCS_E_CRYPTO` if key or IV have another size
 */
export function seal(key: Uint8Array, iv: Uint8Array, additionalData: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const options = optionsOf(key, iv, additionalData);
  const cipher = forge.cipher.createCipher('AES-GCM', toBinary(key));
  cipher.start(options);
  cipher.update(forge.util.createBuffer(toBinary(plaintext)));
  cipher.finish();
  return concatBytes(fromBinary(cipher.output.getBytes()), fromBinary(cipher.mode.tag.getBytes()));
}

/**
 * The reverse of `seal`.
 * @returns the plaintext, or `undefined` where the tag does not hold or `sealed` is shorter than a tag
 * @throws KeyError `GBCS_E_CRYPTO` if key or IV have another size
 */
export function open(
  key: Uint8Array,
  iv: Uint8Array,
  additionalData: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined {
  const options = optionsOf(key, iv, additionalData);
  const tagAt = sealed.length - TAG_OCTETS;
  if (tagAt < 0) return undefined;
  const tag = forge.util.createBuffer(toBinary(sealed.subarray(tagAt)));
  const decipher = forge.cipher.createDecipher('AES-GCM', toBinary(key));
  decipher.start({ ...options, tag });
  decipher.update(forge.util.createBuffer(toBinary(sealed.subarray(0, tagAt))));
  return decipher.finish() ? fromBinary(decipher.output.getBytes()) : undefined;
}

/**
 * The tag alone, over additional data and no plaintext.
 * @returns 12 octets
 * @throws KeyError `GBCS_E_CRYPTO` if key or IV have another size
 */
export function gmac(key: Uint8Array, iv: Uint8Array, additionalData: Uint8Array): Uint8Array {
  return seal(key, iv, additionalData, new Uint8Array(0));
}
