import { p256 } from '@noble/curves/nist.js';
import { sha256Of } from './digest.js';

/**
 * The public keys under which an ECDSA signature over SHA-256 of `bytes` holds (SEC 1, 4.1.6): none for octets that are
 * no signature, at most four. Which of them signed, something else has to tell, such as the key identifier in a
 * certificate. A device has no use for this; it finds the key of an authority whose certificate is not at hand.
 * @param signature `r || s`, 64 octets
 * @returns uncompressed points, 65 octets each
 */
export function recoverPublicPoints(bytes: Uint8Array, signature: Uint8Array): readonly Uint8Array[] {
  const digest = sha256Of(bytes);
  const points: Uint8Array[] = [];
  for (let recovery = 0; recovery < 4; recovery++) {
    try {
      const candidate = p256.Signature.fromBytes(signature, 'compact').addRecoveryBit(recovery);
      const point = candidate.recoverPublicKey(digest).toBytes(false);
      if (p256.verify(signature, bytes, point, { lowS: false })) points.push(point);
    } catch {
      // r has no point of the curve over it, or r or s is out of range.
    }
  }
  return points;
}
