import { toHex } from '../bytes/hex.js';
import { type Certificate, parseCertificate } from './certificate.js';

/** Certificates come again and again, in Commands and in what is said of them. */
const REMEMBERED = 32;
/** One that is longer is none of the SMKI profile, and is not kept. */
const LONGEST = 2048;

const known = new Map<string, Certificate>();

/**
 * As `parseCertificate`, without parsing what was parsed of late. The certificate is shared: nobody may change its octets.
 * @throws KeyError as `parseCertificate`
 */
export function knownCertificate(der: Uint8Array): Certificate {
  if (der.length > LONGEST) return parseCertificate(der);
  const hex = toHex(der);
  const before = known.get(hex);
  if (before !== undefined) return before;
  const certificate = parseCertificate(der);
  known.set(hex, certificate);
  const [oldest] = known.keys();
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  return certificate;
}
