import {
  type Certificate,
  type CryptoProvider,
  equalBytes,
  HanlabError,
  type Instant,
  knownCertificate,
  verifyCertificate,
} from '../../../../gbcs/index.js';
import { type FilledCell, keyIdentifierIn } from './trust-anchors.js';

/**
 * Certification path validation as a device does it (GBCS 13.3.4; RFC 5280 6): from a certificate over those that came
 * with it to the key in the cell of the root.
 */

/** No path of certificates is longer: the authorities of organisations are one below the root. */
const LONGEST_PATH = 4;

/** `noPath`: no certificate at hand leads to the root; `invalid`: one on the path does not hold. */
export type PathResult = 'valid' | 'noPath' | 'invalid';

/** A certificate, or nothing where the octets are none. */
export function readCertificate(der: Uint8Array): Certificate | undefined {
  try {
    return knownCertificate(der);
  } catch (error) {
    if (error instanceof HanlabError) return undefined;
    throw error;
  }
}

function isNamed(identifier: Uint8Array | undefined, by: Certificate): boolean {
  const { authorityKeyIdentifier } = by;
  return (
    identifier !== undefined && authorityKeyIdentifier !== undefined && equalBytes(identifier, authorityKeyIdentifier)
  );
}

/**
 * Whether a certificate goes back to the root.
 * @param authorities certificates that came with it, in any order
 * @param at when all of them have to hold; not checked if left out
 */
export function checkPath(
  provider: CryptoProvider,
  certificate: Certificate,
  authorities: readonly Certificate[],
  root: FilledCell,
  at: Instant | undefined,
): PathResult {
  let current = certificate;
  for (let length = 0; length < LONGEST_PATH; length++) {
    if (at !== undefined && !isValidAt(current, at)) return 'invalid';
    if (isNamed(keyIdentifierIn(root), current)) {
      return verifyCertificate(provider, current, root.publicKey) ? 'valid' : 'invalid';
    }
    const named = current;
    const issuer = authorities.find((one) => one.kind === 'authority' && isNamed(one.subjectKeyIdentifier, named));
    if (issuer === undefined) return 'noPath';
    if (!verifyCertificate(provider, current, provider.publicKey(issuer.publicPoint))) return 'invalid';
    current = issuer;
  }
  return 'noPath';
}

function isValidAt({ notBefore, notAfter }: Certificate, at: Instant): boolean {
  return Date.parse(notBefore) <= at && at <= Date.parse(notAfter);
}
