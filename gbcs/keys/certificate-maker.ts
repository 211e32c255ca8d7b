import * as asn1js from 'asn1js';
import { signDeterministic } from '../crypto/deterministic.js';
import { sha1Of } from '../crypto/digest.js';
import { CodecError } from '../errors.js';
import { type Eui64, eui64Bytes } from '../identifiers.js';
import { type Certificate, type KeyUsage, parseCertificate } from './certificate.js';
import { makeTime } from './certificate-time.js';
import type { Block } from './der.js';
import { OID } from './object-identifiers.js';

/** Name of an authority, such as OU=07 CN=Z1; written in this order. */
export interface AuthorityName {
  readonly organisationalUnit?: string;
  readonly commonName: string;
}

/** Who a certificate is for; each kind has its own profile of name and extensions. */
export type CertificateSubject =
  | {
      readonly kind: 'organisation';
      readonly entity: Eui64;
      /** 0..255, the organisational unit; 135 signs DUIS documents. */
      readonly remotePartyRole: number;
      readonly commonName?: string;
    }
  | { readonly kind: 'device'; readonly entity: Eui64 }
  | {
      readonly kind: 'authority';
      readonly name: AuthorityName;
      /** How many authorities may follow below this one. */
      readonly pathLength: number;
      /** Whose certificates it signs; absent means organisations'. */
      readonly forDevices?: boolean;
    };

export interface CertificateIssuer {
  readonly name: AuthorityName;
  /** Absent for a certificate that names no authority key, as that of a root. */
  readonly subjectKeyIdentifier?: Uint8Array;
  readonly privateScalar: Uint8Array;
}

export interface CertificateRequest {
  readonly subject: CertificateSubject;
  /** Uncompressed point of P-256, 65 octets. */
  readonly publicPoint: Uint8Array;
  readonly keyUsage: KeyUsage;
  readonly serialNumber: bigint;
  /** ISO 8601, UTC, whole seconds: `2015-10-30T00:00:00Z`. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly issuer: CertificateIssuer;
}

export const sequence = (...value: Block[]) => new asn1js.Sequence({ value });
export const identifier = (value: string) => new asn1js.ObjectIdentifier({ value });
const octets = (valueHex: Uint8Array) => new asn1js.OctetString({ valueHex });
export const bits = (valueHex: Uint8Array, unusedBits = 0) => new asn1js.BitString({ valueHex, unusedBits });
const utf8 = (value: string) => new asn1js.Utf8String({ value });
const printable = (value: string) => new asn1js.PrintableString({ value });
export const context = (tagNumber: number, ...value: Block[]) =>
  new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber }, value });
const attribute = (type: string, value: Block) => new asn1js.Set({ value: [sequence(identifier(type), value)] });
export const derOf = (block: Block) => new Uint8Array(block.toBER());

export function extension(type: string, critical: boolean, value: Block): Block {
  const flag = critical ? [new asn1js.Boolean({ value: true })] : [];
  return sequence(identifier(type), ...flag, octets(derOf(value)));
}

/** Contents of the keyUsage extension; an authority signs revocation lists too. */
export function keyUsageBits(keyUsage: KeyUsage): Block {
  switch (keyUsage) {
    case 'digitalSignature':
      return bits(Uint8Array.of(0x80), 7);
    case 'keyAgreement':
      return bits(Uint8Array.of(0x08), 3);
    case 'keyCertSign':
      return bits(Uint8Array.of(0x06), 1);
  }
}

function authorityName({ organisationalUnit, commonName }: AuthorityName): Block {
  const unit =
    organisationalUnit === undefined ? [] : [attribute(OID.organizationalUnitName, printable(organisationalUnit))];
  return sequence(...unit, attribute(OID.commonName, printable(commonName)));
}

function subjectName(subject: CertificateSubject): Block {
  switch (subject.kind) {
    case 'authority':
      return authorityName(subject.name);
    case 'device':
      return sequence();
    case 'organisation': {
      const { commonName, remotePartyRole } = subject;
      if (!Number.isInteger(remotePartyRole) || remotePartyRole < 0 || remotePartyRole > 255) {
        throw new CodecError('GBCS_E_VALUE', `${remotePartyRole} is not a remote party role of 0..255`);
      }
      return sequence(
        ...(commonName === undefined ? [] : [attribute(OID.commonName, utf8(commonName))]),
        attribute(OID.organizationalUnitName, utf8(remotePartyRole.toString(16).toUpperCase().padStart(2, '0'))),
        attribute(OID.uniqueIdentifier, bits(eui64Bytes(subject.entity))),
      );
    }
  }
}

/** Subject alternative name of a device: a hardware module name (RFC 4108) whose serial number is the EUI-64. */
export function hardwareName(entity: Eui64): Block {
  const moduleName = sequence(identifier(OID.hardwareType), octets(eui64Bytes(entity)));
  return sequence(context(0, identifier(OID.hardwareModuleName), context(0, moduleName)));
}

/** The extensions in the order in which real certificates of each kind have them. */
function extensionsFor(request: CertificateRequest): Block[] {
  const { subject, issuer } = request;
  const forDevices = subject.kind === 'device' || (subject.kind === 'authority' && subject.forDevices === true);
  const policy = identifier(forDevices ? OID.devicePolicy : OID.organisationPolicy);
  const usage = extension(OID.keyUsage, true, keyUsageBits(request.keyUsage));
  const own = extension(OID.subjectKeyIdentifier, false, octets(keyIdentifierOf(request.publicPoint)));
  const policies = extension(OID.certificatePolicies, true, sequence(sequence(policy)));
  const authority =
    issuer.subjectKeyIdentifier === undefined
      ? []
      : [extension(OID.authorityKeyIdentifier, false, sequence(implicitOctets(0, issuer.subjectKeyIdentifier)))];
  switch (subject.kind) {
    case 'organisation':
      return [usage, own, policies, ...authority];
    case 'device':
      return [usage, own, extension(OID.subjectAltName, true, hardwareName(subject.entity)), policies, ...authority];
    case 'authority': {
      const constraints = sequence(
        new asn1js.Boolean({ value: true }),
        asn1js.Integer.fromBigInt(BigInt(subject.pathLength)),
      );
      const basic = extension(OID.basicConstraints, true, constraints);
      return [usage, basic, policies, own, ...authority];
    }
  }
}

function implicitOctets(tagNumber: number, valueHex: Uint8Array): Block {
  return new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber }, valueHex });
}

/** Key identifier of a public point: four bits 0100, then the low 60 bits of its SHA-1 (RFC 5280 4.2.1.2, method 2). */
export function keyIdentifierOf(publicPoint: Uint8Array): Uint8Array {
  const id = sha1Of(publicPoint).slice(-8);
  id[0] = 0x40 | ((id[0] as number) & 0x0f);
  return id;
}

/**
 * A certificate of the profile that real organisation, device and authority certificates have, octet for octet. The
 * same request gives the same certificate.
 * @throws CodecError `GBCS_E_VALUE` if the role or a date is out of range
 * @throws KeyError `GBCS_E_KEY` if the point or the issuer's scalar is not of P-256
 */
export function makeCertificate(request: CertificateRequest): Certificate {
  const algorithm = () => sequence(identifier(OID.ecdsaWithSha256));
  const tbs = sequence(
    context(0, new asn1js.Integer({ value: 2 })),
    asn1js.Integer.fromBigInt(request.serialNumber),
    algorithm(),
    authorityName(request.issuer.name),
    sequence(makeTime(request.notBefore), makeTime(request.notAfter)),
    subjectName(request.subject),
    sequence(sequence(identifier(OID.ecPublicKey), identifier(OID.prime256v1)), bits(request.publicPoint)),
    context(3, sequence(...extensionsFor(request))),
  );
  const signature = signDeterministic(request.issuer.privateScalar, derOf(tbs), 'der');
  return parseCertificate(derOf(sequence(tbs, algorithm(), bits(signature))));
}
