import { concatBytes } from '../bytes/hex.js';
import { CodecError } from '../errors.js';
import { type Eui64, eui64Bytes } from '../identifiers.js';
import type { CryptoProvider } from './provider.js';

/** Security control of an encrypted value: suite 1, authenticated and encrypted; all of its additional data. */
const SECURITY_CONTROL = 0x31;

const SECURITY_HEADER = Uint8Array.of(SECURITY_CONTROL, 0, 0, 0, 0);
const ADDITIONAL_DATA = Uint8Array.of(SECURITY_CONTROL);
const TAG_OCTETS = 12;
const CLAUSE = 'GBCS 8.4';

/** Octets of security header and tag, which an encrypted value has beside its ciphertext. */
export const SEALED_OVERHEAD = SECURITY_HEADER.length + TAG_OCTETS;

/** Octets of the security header: where in an encrypted value its ciphertext begins. */
export const CIPHERTEXT_AT = SECURITY_HEADER.length;

/**
 * The IV of everything that a device encrypts under one key. The invocation counter is always zero, so a message with
 * several encrypted values uses key and IV for each of them: GBCS wants it so, and no reader would open anything else.
 */
function ivOf(device: Eui64): Uint8Array {
  const iv = new Uint8Array(12);
  iv.set(eui64Bytes(device));
  return iv;
}

/**
 * An encrypted value: security header, ciphertext and tag (GBCS 4.3.3.4, 8.4).
 * @param key key derived for encryption (CRA 4), 16 octets
 * @param device who encrypts
 * @returns `31 00000000 || ciphertext || tag`, 17 octets longer than the plaintext
 * @throws KeyError `GBCS_E_CRYPTO` if the key has another size
 */
export function sealOctets(
  provider: Pick<CryptoProvider, 'seal'>,
  key: Uint8Array,
  device: Eui64,
  plaintext: Uint8Array,
): Uint8Array {
  return concatBytes(SECURITY_HEADER, provider.seal(key, ivOf(device), ADDITIONAL_DATA, plaintext));
}

/**
 * The plaintext of an encrypted value.
 * @param sealed security header, ciphertext and tag
 * @returns `undefined` where the tag does not hold
 * @throws CodecError `GBCS_E_LENGTH` if it is shorter than header and tag, `GBCS_E_VALUE` if the header is another than
 *   `31 00000000`; offsets count from the header
 * @throws KeyError `GBCS_E_CRYPTO` if the key has another size
 */
export function openOctets(
  provider: Pick<CryptoProvider, 'open'>,
  key: Uint8Array,
  device: Eui64,
  sealed: Uint8Array,
): Uint8Array | undefined {
  if (sealed.length < SEALED_OVERHEAD) {
    const message = `an encrypted value of ${sealed.length} octets has no room for header and tag`;
    throw new CodecError('GBCS_E_LENGTH', message, { offset: 0, clause: CLAUSE });
  }
  const wrong = SECURITY_HEADER.findIndex((octet, i) => octet !== sealed[i]);
  if (wrong >= 0) {
    const message = 'the security header of an encrypted value is not 31 00000000';
    throw new CodecError('GBCS_E_VALUE', message, { offset: wrong, clause: CLAUSE });
  }
  return provider.open(key, ivOf(device), ADDITIONAL_DATA, sealed.subarray(SECURITY_HEADER.length));
}
