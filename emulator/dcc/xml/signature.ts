import { createSign, createVerify, type KeyObject } from 'node:crypto';
import { type SignatureAlgorithm, SignedXml } from 'xml-crypto';
import { DuisError } from '../../../gbcs/index.js';
import { type ParsedXml, withXml } from './document.js';
import { childrenOf, needChild, textOf, type XmlElement } from './element.js';
import { XML_LIMITS, type XmlLimits } from './limits.js';

/**
 * Signatures of DUIS documents: enveloped in the document element, over all of it, ECDSA with SHA-256 on P-256 (DUIS 3.3).
 * SignedInfo is canonicalised exclusively; the reference has the enveloped transform alone, so that its digest is over
 * inclusive Canonical XML 1.0. A document that says anything else is refused before anything is computed.
 */

const XMLDSIG_NAMESPACE = 'http://www.w3.org/2000/09/xmldsig#';
const ECDSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ENVELOPED = `${XMLDSIG_NAMESPACE}enveloped-signature`;
const SIGNATURE_OCTETS = 64;

/** Which certificate the key is in: whoever verifies has the certificate already. */
export interface CertificateReference {
  /** Such as `CN=U1, OU=07`. */
  readonly issuer: string;
  readonly serialNumber: bigint;
}

export interface XmlSigner extends CertificateReference {
  readonly privateKey: KeyObject;
}

/** The public key of a certificate, or nothing where it is not known. */
export type XmlKeyLookup<Found extends { readonly publicKey: KeyObject }> = (
  reference: CertificateReference,
) => Found | undefined;

/** ECDSA with SHA-256; the signature is r and s, 64 octets. xml-crypto has none of its own. */
class EcdsaSha256 implements SignatureAlgorithm {
  readonly getAlgorithmName = (): string => ECDSA_SHA256;

  readonly getSignature = ((info: string, key: KeyObject): string =>
    createSign('sha256')
      .update(info)
      .sign({ key, dsaEncoding: 'ieee-p1363' }, 'base64')) as unknown as SignatureAlgorithm['getSignature'];

  readonly verifySignature = ((info: string, key: KeyObject, value: string): boolean => {
    if (Buffer.from(value, 'base64').length !== SIGNATURE_OCTETS) return false;
    return createVerify('sha256').update(info).verify({ key, dsaEncoding: 'ieee-p1363' }, value, 'base64');
  }) as unknown as SignatureAlgorithm['verifySignature'];
}

function signedXml(options: ConstructorParameters<typeof SignedXml>[0]): SignedXml {
  const signed = new SignedXml({ ...options, getCertFromKeyInfo: () => null });
  signed.SignatureAlgorithms = { [ECDSA_SHA256]: EcdsaSha256 };
  const { [SHA256]: sha256 } = signed.HashAlgorithms;
  if (sha256 !== undefined) signed.HashAlgorithms = { [SHA256]: sha256 };
  return signed;
}

/**
 * Signs a document.
 * @param octets without a signature
 * @returns the document with one at the end of its document element
 * @throws DuisError `DUIS_E_XML`, `DUIS_E_TOO_LARGE`; `DUIS_E_SIGNATURE` where it has a signature already
 */
export function signXml(octets: Uint8Array, { privateKey, issuer, serialNumber }: XmlSigner): Uint8Array {
  const text = withXml(octets, ({ root }) => {
    if (childrenOf(root, 'Signature').length > 0) throw refused('the document is signed already');
    return Buffer.from(octets).toString('utf8');
  });
  const signed = signedXml({
    privateKey,
    signatureAlgorithm: ECDSA_SHA256,
    canonicalizationAlgorithm: EXCLUSIVE_C14N,
    getKeyInfoContent: () => keyInfo(issuer, serialNumber),
  });
  signed.addReference({ xpath: '/*', transforms: [ENVELOPED], digestAlgorithm: SHA256, uri: '', isEmptyUri: true });
  signed.computeSignature(text, { prefix: 'ds', location: { reference: '/*', action: 'append' } });
  return Buffer.from(signed.getSignedXml());
}

function keyInfo(issuer: string, serialNumber: bigint): string {
  const name = issuer.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const serial = `<ds:X509IssuerSerial><ds:X509IssuerName>${name}</ds:X509IssuerName><ds:X509SerialNumber>${serialNumber}</ds:X509SerialNumber></ds:X509IssuerSerial>`;
  return `<ds:X509Data>${serial}</ds:X509Data>`;
}

/** A document whose signature holds. */
export interface SignedDocument<Found> {
  /** What was signed, read from the very octets that were digested: the document without its signature. */
  readonly root: XmlElement;
  /** Whose key it is, as the look-up has it. */
  readonly signer: Found;
}

/**
 * Checks the signature of a document, and reads what it covers.
 * @param lookup knows the certificates; what the document says of its own key counts for nothing
 * @throws DuisError `DUIS_E_SIGNATURE` where there is no signature or more than one, it has another form, its key is not
 *   known, or it does not hold; `DUIS_E_XML`, `DUIS_E_TOO_LARGE`
 */
export function verifyXml<Found extends { readonly publicKey: KeyObject }>(
  octets: Uint8Array,
  lookup: XmlKeyLookup<Found>,
  limits: XmlLimits = XML_LIMITS,
): SignedDocument<Found> {
  const { signature, text, reference } = withXml(octets, readSignature, limits);
  const signer = lookup(reference);
  if (signer === undefined) throw refused(`there is no certificate ${reference.serialNumber} of ${reference.issuer}`);
  const signed = signedXml({ publicCert: signer.publicKey });
  const [covered, ...more] = covers(signed, signature, text);
  if (covered === undefined || more.length > 0) throw refused('the signature does not hold');
  return { root: withXml(Buffer.from(covered), ({ root }) => root, limits), signer };
}

/** @returns what the signature covers; nothing where it does not hold */
function covers(signed: SignedXml, signature: string, text: string): readonly string[] {
  try {
    signed.loadSignature(signature);
    return signed.checkSignature(text) ? signed.getSignedReferences() : [];
  } catch {
    // A wrong value throws, a wrong digest does not.
    return [];
  }
}

interface ReadSignature {
  /** The signature by itself, canonical. */
  readonly signature: string;
  /** The whole document, canonical. */
  readonly text: string;
  readonly reference: CertificateReference;
}

const SIGNATURE_PATH = '//ds:Signature';
const NAMESPACES = { ds: XMLDSIG_NAMESPACE };

function readSignature(document: ParsedXml): ReadSignature {
  const { root } = document;
  const [element, ...others] = signaturesIn(root);
  if (element === undefined) throw refused('the document is not signed');
  if (others.length > 0 || !root.children.includes(element)) {
    throw refused('the document has a signature elsewhere than once, in its document element');
  }
  checkForm(element);
  const signature = document.canonical(SIGNATURE_PATH, 'exclusive', NAMESPACES);
  const text = document.canonical('/*', 'inclusive');
  if (signature === undefined || text === undefined) throw refused('the signature is not one element');
  const serial = needChild(element, 'KeyInfo', 'X509Data', 'X509IssuerSerial');
  const number = textOf(needChild(serial, 'X509SerialNumber'));
  if (!/^\d{1,60}$/.test(number)) throw refused('the serial number of the certificate is no number');
  const issuer = textOf(needChild(serial, 'X509IssuerName'));
  return { signature, text, reference: { issuer, serialNumber: BigInt(number) } };
}

function signaturesIn(element: XmlElement): readonly XmlElement[] {
  const own = element.name === 'Signature' && element.namespace === XMLDSIG_NAMESPACE ? [element] : [];
  return [...own, ...element.children.flatMap(signaturesIn)];
}

/** What each element of the signature must have, and nothing beside it: names in their order, or an algorithm. */
const FORM: Readonly<Record<string, readonly string[]>> = {
  Signature: ['SignedInfo', 'SignatureValue', 'KeyInfo'],
  SignedInfo: ['CanonicalizationMethod', 'SignatureMethod', 'Reference'],
  Reference: ['Transforms', 'DigestMethod', 'DigestValue'],
  Transforms: ['Transform'],
  KeyInfo: ['X509Data'],
  X509Data: ['X509IssuerSerial'],
  X509IssuerSerial: ['X509IssuerName', 'X509SerialNumber'],
};

const ALGORITHMS: Readonly<Record<string, string>> = {
  CanonicalizationMethod: EXCLUSIVE_C14N,
  SignatureMethod: ECDSA_SHA256,
  Transform: ENVELOPED,
  DigestMethod: SHA256,
};

/** @throws DuisError `DUIS_E_SIGNATURE` */
function checkForm(element: XmlElement): void {
  const { name, namespace, children, attributes, line } = element;
  const names = children.map((child) => child.name);
  const expected = FORM[name] ?? [];
  const algorithm = ALGORITHMS[name];
  const isForm = namespace === XMLDSIG_NAMESPACE && names.join() === expected.join();
  const isAlgorithm = algorithm === undefined || attributes['Algorithm'] === algorithm;
  const isWhole = name !== 'Reference' || attributes['URI'] === '';
  if (!isForm || !isAlgorithm || !isWhole) throw refused(`${name} in line ${line} is not as DUIS has it`);
  for (const child of children) checkForm(child);
}

function refused(message: string): DuisError {
  return new DuisError('DUIS_E_SIGNATURE', message, { path: 'Signature' });
}

/** A document without its signatures, such as the placeholder of a template: to be signed anew. */
export function withoutSignature(octets: Uint8Array): Uint8Array {
  return withXml(octets, (document) => Buffer.from(document.without(SIGNATURE_PATH, NAMESPACES)));
}
