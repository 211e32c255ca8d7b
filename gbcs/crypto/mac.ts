import { type Eui64, eui64Bytes } from '../identifiers.js';
import type { CryptoProvider } from './provider.js';

/**
 * Security control (suite 1, authenticated, not encrypted) and the five empty length octets of the MAC Header's
 * general-ciphering fields (GBCS 7.2.5). Older issues of GBCS write the additional data without the five zeros; no real
 * message verifies without them.
 */
const BEFORE_PROTECTED = Uint8Array.of(0x11, 0, 0, 0, 0, 0);

/**
 * The MAC of a message: AES-128-GMAC under the message's own key, the last 12 octets after the MAC Header of GBCS 7.2.5.
 * @param key key derived for this message, 16 octets
 * @param originator originator of the Grouping Header, whoever adds the MAC
 * @param protectedOctets the octets from `DF` to the end of the signature field
 * @returns 12 octets
 * @throws KeyError `GBCS_E_CRYPTO` if the key has another size
 */
export function computeMac(
  provider: Pick<CryptoProvider, 'gmac'>,
  key: Uint8Array,
  originator: Eui64,
  protectedOctets: Uint8Array,
): Uint8Array {
  const iv = new Uint8Array(12);
  iv.set(eui64Bytes(originator));
  const additionalData = new Uint8Array(BEFORE_PROTECTED.length + protectedOctets.length);
  additionalData.set(BEFORE_PROTECTED);
  additionalData.set(protectedOctets, BEFORE_PROTECTED.length);
  return provider.gmac(key, iv, additionalData);
}

/** Whether two MACs are equal, in a time that depends on nothing but their length. */
export function equalMac(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}
