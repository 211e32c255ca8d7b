import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { Certificate, Eui64, TestPki } from '../../../gbcs/index.js';
import type { CertificateReference, XmlKeyLookup, XmlSigner } from './signature.js';

/**
 * Keys that sign DUIS documents. They are others than those that sign GBCS messages: of a User in the remote party role
 * 135, of the DCC in the role 137, for what it transforms as for all else that it says.
 */

export const XML_SIGN_ROLE = 135;
export const DCC_XML_SIGN_ROLE = 137;

/** Whose key a certificate has. */
export interface XmlSigningParty {
  readonly party: Eui64;
  readonly publicKey: KeyObject;
}

/** A directory of the certificates that DUIS documents are signed with, by issuer and serial number. */
export class XmlCertificates {
  readonly #byReference = new Map<string, XmlSigningParty>();

  /** @throws UsageError where the certificate has no subject, as that of an authority has none */
  add(certificate: Certificate): void {
    if (certificate.subject === undefined) throw new RangeError('the certificate of an authority signs no document');
    this.#byReference.set(nameOf({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }), {
      party: certificate.subject,
      publicKey: createPublicKey({ key: jwk(certificate.publicPoint), format: 'jwk' }),
    });
  }

  readonly find: XmlKeyLookup<XmlSigningParty> = (reference) => this.#byReference.get(nameOf(reference));
}

/** The parts of a distinguished name are compared without the white space around them. */
function nameOf({ issuer, serialNumber }: CertificateReference): string {
  const parts = issuer.split(',').map((part) => part.trim());
  return `${parts.join(',')} ${serialNumber}`;
}

function jwk(publicPoint: Uint8Array): { kty: 'EC'; crv: 'P-256'; x: string; y: string } {
  const text = (from: number): string => Buffer.from(publicPoint.subarray(from, from + 32)).toString('base64url');
  return { kty: 'EC', crv: 'P-256', x: text(1), y: text(33) };
}

/** A signer of the test PKI, and its certificate. @param role {@link XML_SIGN_ROLE} or {@link DCC_XML_SIGN_ROLE} */
export function testXmlSigner(
  pki: TestPki,
  party: Eui64,
  role: number = XML_SIGN_ROLE,
): { readonly signer: XmlSigner; readonly certificate: Certificate } {
  const [key] = pki.organisation(party, role, ['digitalSignature']);
  if (key === undefined) throw new RangeError(`the test PKI has no key of ${party}`);
  const { certificate, privateScalar } = key;
  const d = Buffer.from(privateScalar).toString('base64url');
  const privateKey = createPrivateKey({ key: { ...jwk(key.publicPoint), d }, format: 'jwk' });
  const { issuer, serialNumber } = certificate;
  return { signer: { privateKey, issuer, serialNumber }, certificate };
}
