import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Certificate, eui64, HanlabError, parseCertificate, UsageError } from '../../../gbcs/index.js';
import type { XmlSigner } from './signature.js';
import { DCC_XML_SIGN_ROLE, XML_SIGN_ROLE, XmlCertificates } from './signing-keys.js';

/** The keys of one User for documents, and what it believes the DCC by. */
export interface XmlKeys {
  readonly signer: XmlSigner;
  /** Those of the DCC alone: what another User has signed is no document of the DCC. */
  readonly certificates: XmlCertificates;
}

/** No file of a key or a certificate is near this size; a larger one is something else, and is not read. */
const MAX_FILE_OCTETS = 65_536;

/**
 * Reads the keys of a User for documents from a directory of `<eui>-ds.pem` and `<eui>-ds.key` files, PEM or, of
 * certificates, DER: what `hanlab serve --write-keys DIR` writes in `DIR/xml`.
 * @param directory such as `keys/xml`
 * @param user its identifier, with or without dashes
 * @throws UsageError `HANLAB_E_INPUT` where the directory or a file cannot be read, the User has no key or one that is not
 *   that of its certificate, or there is no certificate of the DCC (remote party role 137); CodecError `GBCS_E_VALUE` where
 *   the User is no identifier
 */
export function loadXmlKeys(directory: string, user: string): XmlKeys {
  const eui = eui64(user);
  const certificates = new XmlCertificates();
  let own: Certificate | undefined;
  let isOfDcc = false;
  for (const name of certificateFiles(directory)) {
    const certificate = certificateOf(name, contentsOf(directory, name));
    if (certificate.subject === eui && certificate.remotePartyRole === XML_SIGN_ROLE) own = certificate;
    if (certificate.remotePartyRole !== DCC_XML_SIGN_ROLE) continue;
    certificates.add(certificate);
    isOfDcc = true;
  }
  if (own === undefined) throw refused(`there is no certificate of ${eui} for documents`);
  if (!isOfDcc) throw refused('there is no certificate that the DCC signs documents with');
  const { issuer, serialNumber } = own;
  return { signer: { privateKey: privateKeyOf(directory, `${eui}-ds.key`, own), issuer, serialNumber }, certificates };
}

function certificateFiles(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter((name) => /^[0-9a-f]{16}-ds\.pem$/i.test(name));
  } catch (cause) {
    throw refused(`the directory cannot be listed (${(cause as NodeJS.ErrnoException).code})`);
  }
}

function contentsOf(directory: string, name: string): Buffer {
  const path = join(directory, name);
  try {
    const file = statSync(path);
    if (file.isFile() && file.size <= MAX_FILE_OCTETS) return readFileSync(path);
  } catch (cause) {
    throw refused(`${name} cannot be read (${(cause as NodeJS.ErrnoException).code})`);
  }
  throw refused(`${name} is no file of at most ${MAX_FILE_OCTETS} octets`);
}

function certificateOf(name: string, contents: Buffer): Certificate {
  try {
    return parseCertificate(new X509Certificate(contents).raw);
  } catch (error) {
    throw refused(
      `${name} has ${error instanceof HanlabError ? 'a certificate of another profile' : 'no certificate'}`,
    );
  }
}

function privateKeyOf(directory: string, name: string, { der }: Certificate): KeyObject {
  const contents = contentsOf(directory, name);
  let key: KeyObject;
  try {
    key = createPrivateKey(contents);
  } catch {
    // Without the cause: it may come from the file, which may be a key after all.
    throw refused(`${name} has no private key as PEM`);
  }
  if (!new X509Certificate(der).checkPrivateKey(key)) throw refused(`${name} is not the key of its certificate`);
  return key;
}

function refused(what: string): UsageError {
  return new UsageError('HANLAB_E_INPUT', `keys for documents: ${what}`);
}
