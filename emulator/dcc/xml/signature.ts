import { createHash, createSign, createVerify, type KeyObject } from 'node:crypto';
import { type SignatureAlgorithm, SignedXml } from 'xml-crypto';
import { DuisError } from '../../../gbcs/index.js';
import { type ParsedXml, withXml } from './document.js';
import { needChild, textOf, type XmlElement } from './element.js';
import { XML_LIMITS, type XmlLimits } from './limits.js';
import type { XmlSchema } from './schema.js';

/**
 * Signatures of DUIS documents: enveloped in the document element, over all of it, ECDSA with SHA-256 on P-256 (DUIS 3.3).
 * SignedInfo is canonicalised exclusively; the reference has the enveloped transform alone, so that its digest is over
 * inclusive Canonical XML 1.0. A document that says anything else is refused before anything is computed.
 *
 * xml-crypto signs. It does not verify: that takes it time that grows with the square of the elements, a minute for a
 * document within the limits. Of the one form that there may be, libxml2 gives both canonical forms in linear time, and
 * what is left is one digest and one verification.
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

  readonly verifySignature = ((info: string, key: KeyObject, value: string): boolean =>
    isSignatureOf(info, key, value)) as unknown as SignatureAlgorithm['verifySignature'];
}

function isDigestOf(covered: string | undefined, digest: string): boolean {
  if (covered === undefined) return false;
  return createHash('sha256').update(covered).digest().equals(Buffer.from(digest, 'base64'));
}

function isSignatureOf(info: string, key: KeyObject, value: string): boolean {
  const octets = Buffer.from(value, 'base64');
  if (octets.length !== SIGNATURE_OCTETS) return false;
  return createVerify('sha256').update(info).verify({ key, dsaEncoding: 'ieee-p1363' }, octets);
}

/**
 * Signs a document.
 * @param octets without a signature
 * @returns the document with one at the end of its document element
 * @throws DuisError `DUIS_E_XML`, `DUIS_E_TOO_LARGE`; `DUIS_E_SIGNATURE` where it has a signature already
 */
export function signXml(octets: Uint8Array, { privateKey, issuer, serialNumber }: XmlSigner): Uint8Array {
  const text = withXml(octets, (document) => {
    if (document.count(SIGNATURE_PATH, NAMESPACES) > 0) throw refused('the document is signed already');
    return Buffer.from(octets).toString('utf8');
  });
  const signed = new SignedXml({
    privateKey,
    signatureAlgorithm: ECDSA_SHA256,
    canonicalizationAlgorithm: EXCLUSIVE_C14N,
    getKeyInfoContent: () => keyInfo(issuer, serialNumber),
  });
  signed.SignatureAlgorithms = { [ECDSA_SHA256]: EcdsaSha256 };
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
  /** What was signed: the document without its signature, the very tree whose canonical form was digested. */
  readonly root: XmlElement;
  /** Whose key it is, as the look-up has it. */
  readonly signer: Found;
}

/**
 * Checks the signature of a document, and reads what it covers.
 * @param lookup knows the certificates; what the document says of its own key counts for nothing
 * @param schema that the document has to be valid by, if any
 * @throws DuisError `DUIS_E_SIGNATURE` where there is no signature or more than one, it has another form, its key is not
 *   known, or it does not hold; `DUIS_E_XML`, `DUIS_E_TOO_LARGE`, `DUIS_E_SCHEMA`
 */
export function verifyXml<Found extends { readonly publicKey: KeyObject }>(
  octets: Uint8Array,
  lookup: XmlKeyLookup<Found>,
  schema?: XmlSchema,
  limits: XmlLimits = XML_LIMITS,
): SignedDocument<Found> {
  const verify = (document: ParsedXml): SignedDocument<Found> => {
    if (schema !== undefined) document.validate(schema);
    return verifySignature(document, lookup);
  };
  return withXml(octets, verify, limits);
}

/**
 * The same of a document that has been parsed. It has no signature any more afterwards, whether that holds or not.
 * @throws DuisError `DUIS_E_SIGNATURE`, `DUIS_E_XML`
 */
export function verifySignature<Found extends { readonly publicKey: KeyObject }>(
  document: ParsedXml,
  lookup: XmlKeyLookup<Found>,
): SignedDocument<Found> {
  const { info, value, digest, reference } = takeSignature(document);
  const signer = lookup(reference);
  if (signer === undefined) throw refused(`there is no certificate ${reference.serialNumber} of ${reference.issuer}`);
  if (!isSignatureOf(info, signer.publicKey, value) || !isDigestOf(document.canonical('/*', 'inclusive'), digest)) {
    throw refused('the signature does not hold');
  }
  return { root: document.root, signer };
}

interface ReadSignature {
  /** SignedInfo, canonical. */
  readonly info: string;
  /** SignatureValue and DigestValue, in base64. */
  readonly value: string;
  readonly digest: string;
  readonly reference: CertificateReference;
}

const SIGNATURE_PATH = '//ds:Signature';
const NAMESPACES = { ds: XMLDSIG_NAMESPACE };

/** Takes the signature out of a document. */
function takeSignature(document: ParsedXml): ReadSignature {
  try {
    return readSignature(document);
  } finally {
    document.remove(SIGNATURE_PATH, NAMESPACES);
  }
}

function readSignature(document: ParsedXml): ReadSignature {
  const count = document.count(SIGNATURE_PATH, NAMESPACES);
  if (count === 0) throw refused('the document is not signed');
  if (count > 1 || document.count('/*/ds:Signature', NAMESPACES) !== 1) {
    throw refused('the document has a signature elsewhere than once, in its document element');
  }
  // Before anything of it is read: an Object may hold all that the limits of a document allow.
  if (document.count(`${SIGNATURE_PATH}//*`, NAMESPACES) !== ELEMENTS_OF_FORM) {
    throw refused('Signature has other elements than DUIS has it');
  }
  const [element] = document.elements(SIGNATURE_PATH, NAMESPACES);
  const info = document.canonical(`${SIGNATURE_PATH}/ds:SignedInfo`, 'exclusive', NAMESPACES);
  if (element === undefined || info === undefined) throw refused('the signature is not one element');
  checkForm(element);
  const serial = needChild(element, 'KeyInfo', 'X509Data', 'X509IssuerSerial');
  const number = textOf(needChild(serial, 'X509SerialNumber'));
  if (!/^\d{1,60}$/.test(number)) throw refused('the serial number of the certificate is no number');
  return {
    info,
    value: textOf(needChild(element, 'SignatureValue')),
    digest: textOf(needChild(element, 'SignedInfo', 'Reference', 'DigestValue')),
    reference: { issuer: textOf(needChild(serial, 'X509IssuerName')), serialNumber: BigInt(number) },
  };
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

/** Elements within a signature: each is in one list. */
const ELEMENTS_OF_FORM = Object.values(FORM).flat().length;

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
  return withXml(octets, (document) => {
    document.remove(SIGNATURE_PATH, NAMESPACES);
    return Buffer.from(document.toText());
  });
}
