import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import {
  type Certificate,
  type Eui64,
  equalBytes,
  type Instant,
  type TestPki,
  UsageError,
} from '../../../gbcs/index.js';
import type { CertificateReference, XmlKeyLookup, XmlSigner } from './signature.js';

/**
 * Keys that sign DUIS documents. They are others than those that sign GBCS messages: of a User in the remote party role
 * 135, of the DCC in the role 137, for what it transforms as for all else that it says.
 */

export const XML_SIGN_ROLE = 135;
export const DCC_XML_SIGN_ROLE = 137;

const ROLES: ReadonlySet<number | undefined> = new Set([XML_SIGN_ROLE, DCC_XML_SIGN_ROLE]);

/** Whose key a certificate has. */
export interface XmlSigningParty {
  readonly party: Eui64;
  readonly publicKey: KeyObject;
}

interface KnownCertificate extends XmlSigningParty {
  readonly der: Uint8Array;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
}

/** A directory of the certificates that DUIS documents are signed with, by issuer and serial number. */
export class XmlCertificates {
  readonly #byReference = new Map<string, KnownCertificate>();

  /**
   * @throws UsageError `HANLAB_E_INPUT` where the certificate is of no party that signs documents, for another use, or
   *   another one has its issuer and serial number
   */
  add(certificate: Certificate): void {
    const { subject, remotePartyRole, keyUsage, publicPoint, der, issuer, serialNumber } = certificate;
    if (subject === undefined || !ROLES.has(remotePartyRole) || keyUsage !== 'digitalSignature') {
      const roles = [...ROLES].join(' or ');
      throw new UsageError('HANLAB_E_INPUT', `documents are signed with a digital signature key of role ${roles}`);
    }
    const name = nameOf({ issuer, serialNumber });
    const known = this.#byReference.get(name);
    if (known !== undefined && !equalBytes(known.der, der)) {
      throw new UsageError('HANLAB_E_INPUT', `there are two certificates ${serialNumber} of ${issuer}`);
    }
    this.#byReference.set(name, {
      party: subject,
      publicKey: createPublicKey({ key: jwk(publicPoint), format: 'jwk' }),
      der,
      notBefore: Date.parse(certificate.notBefore),
      notAfter: Date.parse(certificate.notAfter),
    });
  }

  /** Whatever its dates. */
  readonly find: XmlKeyLookup<XmlSigningParty> = (reference) => this.#byReference.get(nameOf(reference));

  /** Those that are valid at an instant. */
  validAt(now: Instant): XmlKeyLookup<XmlSigningParty> {
    return (reference) => {
      const known = this.#byReference.get(nameOf(reference));
      return known !== undefined && known.notBefore <= now && now <= known.notAfter ? known : undefined;
    };
  }
}

/** Names are compared as text: the parts of a distinguished name in their order, without the white space around them. */
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
