import * as asn1js from 'asn1js';
import { isPoint, toOctets } from '../crypto/curve.js';
import type { CryptoProvider, PublicKey } from '../crypto/provider.js';
import { KeyError } from '../errors.js';
import { type Eui64, eui64 } from '../identifiers.js';
import { readTime } from './certificate-time.js';
import {
  type Block,
  bitsOf,
  contextOf,
  identifierOf,
  integerOf,
  isContext,
  malformed,
  octetsOf,
  parseDer,
  rawOf,
  sequenceOf,
  wholeOctetsOf,
} from './der.js';
import { attributeOf, attributeText, type Name, nameOf, nameText } from './distinguished-name.js';
import { OID } from './object-identifiers.js';

/** What a key may be used for: the keyUsage of a trust anchor cell. */
export type KeyUsage = 'digitalSignature' | 'keyAgreement' | 'keyCertSign';

type CertificateKind = 'organisation' | 'device' | 'authority';

/** A certificate of the SMKI profile. It keeps its octets; nothing about its validity has been checked. */
export interface Certificate {
  readonly der: Uint8Array;
  readonly kind: CertificateKind;
  /** Entity Identifier; an authority has none. */
  readonly subject: Eui64 | undefined;
  /** Remote party role 0..255 from the subject's organisational unit, which is its two hexadecimal digits. */
  readonly remotePartyRole: number | undefined;
  readonly commonName: string | undefined;
  /** `undefined` for any other usage, which GBCS gives no key: CS02d has to refuse such a certificate by that very fact. */
  readonly keyUsage: KeyUsage | undefined;
  /** Uncompressed point of P-256, 65 octets. */
  readonly publicPoint: Uint8Array;
  readonly serialNumber: bigint;
  /** ISO 8601, UTC, whole seconds: `2015-10-30T00:00:00Z`. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly subjectKeyIdentifier: Uint8Array | undefined;
  readonly authorityKeyIdentifier: Uint8Array | undefined;
  /** Name of the issuer with its last part first, as in the signatures of DUIS requests: `CN=Z1, OU=07`. */
  readonly issuer: string;
  /** The octets that are signed. */
  readonly tbs: Uint8Array;
  /** DER of the ECDSA signature, whatever it is worth. */
  readonly signature: Uint8Array;
}

/** The point in a SubjectPublicKeyInfo. @throws KeyError `GBCS_E_KEY` if there is none of P-256 */
export function publicPointIn(block: Block | undefined, what = "the certificate's public key"): Uint8Array {
  const [algorithm, key] = sequenceOf(block, what);
  const [type, curve] = sequenceOf(algorithm, what);
  if (identifierOf(type, what) !== OID.ecPublicKey || identifierOf(curve, what) !== OID.prime256v1) {
    throw new KeyError('GBCS_E_KEY', `${what} is not a key of P-256`);
  }
  const point = wholeOctetsOf(key, what);
  if (!isPoint(point)) throw new KeyError('GBCS_E_KEY', `${what} is not a point of P-256`);
  return point;
}

function extensionsOf(block: Block | undefined): ReadonlyMap<string, Uint8Array> {
  const what = 'a certificate extension';
  const [list, ...rest] = contextOf(block, 3, what);
  if (rest.length > 0) throw malformed(what);
  return extensionsIn(list, what);
}

/** Values of Extensions by object identifier. @throws KeyError `GBCS_E_KEY` on another form, or one extension twice */
export function extensionsIn(list: Block | undefined, what: string): ReadonlyMap<string, Uint8Array> {
  const extensions = new Map<string, Uint8Array>();
  for (const extension of sequenceOf(list, what)) {
    const parts = sequenceOf(extension, what);
    const type = identifierOf(parts[0], what);
    if (extensions.has(type) || parts.length > 3) throw malformed(what);
    extensions.set(type, octetsOf(parts.at(-1), what));
  }
  return extensions;
}

/** The one use that a KeyUsage extension allows, if GBCS knows it. */
export function keyUsageIn(extension: Uint8Array | undefined): KeyUsage | undefined {
  if (extension === undefined) return undefined;
  const what = 'the key usage';
  const [bits = 0, ...rest] = bitsOf(parseDer(extension, what), what);
  if (rest.some((octet) => octet !== 0)) return undefined;
  if (bits === 0x80) return 'digitalSignature';
  if (bits === 0x08) return 'keyAgreement';
  // An issuing authority may sign certificates and, with the lowest bit but one, revocation lists.
  return (bits & ~0x02) === 0x04 ? 'keyCertSign' : undefined;
}

function authorityKeyIdentifierIn(extension: Uint8Array | undefined): Uint8Array | undefined {
  if (extension === undefined) return undefined;
  const what = 'the authority key identifier';
  const [identifier] = sequenceOf(parseDer(extension, what), what);
  if (!isContext(identifier, 0)) return undefined;
  if (!(identifier instanceof asn1js.Primitive)) throw malformed(what);
  return identifier.valueBlock.valueHexView;
}

/** The hardware module name of a device (RFC 4108): its type, a dotted object identifier, and its Entity Identifier. */
export interface HardwareName {
  readonly type: string;
  readonly serial: Eui64;
}

/** The hardware module name in a SubjectAltName extension, if it holds one. */
export function hardwareNameIn(extension: Uint8Array): HardwareName | undefined {
  const what = "the device's name";
  for (const name of sequenceOf(parseDer(extension, what), what)) {
    if (!isContext(name, 0)) continue;
    const [type, value] = contextOf(name, 0, what);
    if (identifierOf(type, what) !== OID.hardwareModuleName) continue;
    const [moduleName] = contextOf(value, 0, what);
    const [hardwareType, serialNumber] = sequenceOf(moduleName, what);
    const serial = octetsOf(serialNumber, what);
    if (serial.length !== 8) throw malformed(what);
    return { type: identifierOf(hardwareType, what), serial: eui64(serial) };
  }
  return undefined;
}

/** Entity Identifier in the x500UniqueIdentifier of an organisation, if its name has one. */
function uniqueIdentifierIn(name: Name): Eui64 | undefined {
  const what = "the organisation's identifier";
  const value = attributeOf(name, OID.uniqueIdentifier);
  if (value === undefined) return undefined;
  const bits = wholeOctetsOf(value, what);
  if (bits.length !== 8) throw malformed(what);
  return eui64(bits);
}

function subjectOf(
  name: Name,
  alternativeName: Uint8Array | undefined,
  keyUsage: KeyUsage | undefined,
): Pick<Certificate, 'kind' | 'subject'> {
  if (keyUsage === 'keyCertSign') return { kind: 'authority', subject: undefined };
  const organisation = uniqueIdentifierIn(name);
  if (organisation !== undefined) return { kind: 'organisation', subject: organisation };
  const device = alternativeName && hardwareNameIn(alternativeName)?.serial;
  if (device !== undefined) return { kind: 'device', subject: device };
  throw new KeyError('GBCS_E_KEY', 'the certificate names no organisation, device or authority');
}

/**
 * A certificate from its DER. Only its form is checked: not its dates, not its path, not its signature.
 * @throws KeyError `GBCS_E_KEY` if it is not strict DER, has not the structure of the SMKI profile, is not signed with
 *   ECDSA over SHA-256, or its key is not on P-256
 */
export function parseCertificate(der: Uint8Array): Certificate {
  const what = 'the certificate';
  const own = Uint8Array.from(der);
  const [tbs, algorithm, signature, ...afterSignature] = sequenceOf(parseDer(own, what), what);
  const [version, serialNumber, tbsAlgorithm, issuer, validity, subject, publicKey, extensionList, ...rest] =
    sequenceOf(tbs, what);
  if (tbs === undefined || afterSignature.length > 0 || rest.length > 0) throw malformed(what);
  if (integerOf(contextOf(version, 0, what)[0], what) !== 2n) throw malformed(what);
  for (const identifier of [algorithm, tbsAlgorithm]) {
    if (identifierOf(sequenceOf(identifier, what)[0], what) !== OID.ecdsaWithSha256) {
      throw new KeyError('GBCS_E_KEY', 'the certificate is not signed with ECDSA over SHA-256');
    }
  }
  const [notBefore, notAfter] = sequenceOf(validity, what);
  const subjectName = nameOf(subject, what);
  const organisationalUnit = attributeText(subjectName, OID.organizationalUnitName);
  const extensions = extensionsOf(extensionList);
  const keyUsage = keyUsageIn(extensions.get(OID.keyUsage));
  const subjectKeyIdentifier = extensions.get(OID.subjectKeyIdentifier);
  return Object.freeze({
    der: own,
    ...subjectOf(subjectName, extensions.get(OID.subjectAltName), keyUsage),
    remotePartyRole: /^[0-9a-f]{2}$/i.test(organisationalUnit ?? '') ? Number(`0x${organisationalUnit}`) : undefined,
    commonName: attributeText(subjectName, OID.commonName),
    keyUsage,
    publicPoint: publicPointIn(publicKey),
    serialNumber: integerOf(serialNumber, what),
    notBefore: readTime(notBefore, what),
    notAfter: readTime(notAfter, what),
    subjectKeyIdentifier:
      subjectKeyIdentifier && octetsOf(parseDer(subjectKeyIdentifier, what), 'the subject key identifier'),
    authorityKeyIdentifier: authorityKeyIdentifierIn(extensions.get(OID.authorityKeyIdentifier)),
    issuer: nameText(nameOf(issuer, what)),
    tbs: rawOf(tbs),
    signature: wholeOctetsOf(signature, what),
  });
}

/** `r || s`, 64 octets, of the DER of an ECDSA signature; `undefined` if it is none. */
export function plainSignature(der: Uint8Array): Uint8Array | undefined {
  try {
    const parts = sequenceOf(parseDer(der, 'the signature'), 'the signature');
    if (parts.length !== 2) return undefined;
    const plain = new Uint8Array(64);
    for (const [i, part] of parts.entries()) {
      const value = integerOf(part, 'the signature');
      if (value < 0n || value >> 256n !== 0n) return undefined;
      plain.set(toOctets(value, 32), 32 * i);
    }
    return plain;
  } catch {
    return undefined;
  }
}

/**
 * Whether the certificate was signed with the issuer's key; nothing else about the issuer is looked at.
 * False, never an error, for a signature of any other form.
 */
export function verifyCertificate(
  provider: Pick<CryptoProvider, 'verify'>,
  certificate: Certificate,
  issuerPublicKey: PublicKey,
): boolean {
  const signature = plainSignature(certificate.signature);
  return signature !== undefined && provider.verify(issuerPublicKey, certificate.tbs, signature);
}
