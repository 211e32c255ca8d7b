import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { TlsFiles } from '../emulator/dcc/gateway/index.js';
import { UsageError } from '../gbcs/index.js';
import { readOctets } from './json-file.js';
import { shownPath } from './shown.js';

/** Files of keys and certificates for HTTPS. */
export interface TlsOptions {
  readonly 'tls-key'?: string | undefined;
  readonly 'tls-cert'?: string | undefined;
  readonly 'tls-ca'?: string | undefined;
}

const MAX_OCTETS = 64 * 1024;
const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * Reads the files of TLS, and tries whether TLS takes them.
 * @returns undefined where there is to be none
 * @throws UsageError `HANLAB_E_USAGE` where one is missing; `HANLAB_E_INPUT` naming the file that is not what it should be,
 *   and nothing of what is in it
 */
export function tlsOf({ 'tls-key': key, 'tls-cert': cert, 'tls-ca': ca }: TlsOptions): TlsFiles | undefined {
  if (key === undefined && cert === undefined && ca === undefined) return undefined;
  if (key === undefined || cert === undefined) {
    throw new UsageError('HANLAB_E_USAGE', 'TLS needs both --tls-key and --tls-cert');
  }
  const files = {
    key: readOctets(key, 'the file of the TLS key', MAX_OCTETS),
    cert: readOctets(cert, 'the file of the TLS certificate', MAX_OCTETS),
    ...(ca === undefined ? {} : { ca: readOctets(ca, 'the file of the TLS authority', MAX_OCTETS) }),
  };
  const pem = (octets: Uint8Array): Buffer => Buffer.from(octets);
  const taken = (path: string, file: string, what: string, act: () => unknown): void => {
    try {
      act();
    } catch {
      // What OpenSSL says of it helps nobody, and may quote what is in it.
      throw new UsageError('HANLAB_E_INPUT', `${shownPath(path, file)} ${what}`);
    }
  };
  taken(key, 'the file of the TLS key', 'has no private key as PEM, without a password', () =>
    createSecureContext({ key: pem(files.key) }),
  );
  taken(cert, 'the file of the TLS certificate', 'has no certificate as PEM', () =>
    createSecureContext({ cert: pem(files.cert) }),
  );
  taken(cert, 'the file of the TLS certificate', 'has the certificate of another key', () =>
    createSecureContext({ key: pem(files.key), cert: pem(files.cert) }),
  );
  const { ca: authority } = files;
  // A context takes an authority that is none, and trusts nobody then.
  if (ca !== undefined && authority)
    taken(ca, 'the file of the TLS authority', 'has no certificates as PEM', () => readCertificates(pem(authority)));
  return files;
}

function readCertificates(octets: Buffer): void {
  const found = octets.toString('latin1').match(CERTIFICATES);
  if (found === null) throw new RangeError('there is no certificate');
  for (const one of found) new X509Certificate(one);
}
