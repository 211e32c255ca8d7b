import { REMOTE_PARTY_ROLE_NAMES } from '../asn1/trust-anchor-cells.js';
import { toHex } from '../bytes/hex.js';
import type { Span } from '../bytes/reader.js';
import { KeyError } from '../errors.js';
import { formatEui64 } from '../identifiers.js';
import type { Certificate } from '../keys/certificate.js';
import { parseCertificationRequest } from '../keys/certification-request.js';
import { knownCertificate } from '../keys/known-certificates.js';
import { type DescribedNode, described, hexNumber, named } from './node.js';

/** What a parser makes of `der`; `undefined` where it is not of the SMKI profile, which is not the codec's to judge. */
function parsed<T>(parse: (der: Uint8Array) => T, der: Uint8Array): T | undefined {
  try {
    return parse(der);
  } catch (error) {
    if (error instanceof KeyError) return undefined;
    throw error;
  }
}

function unreadable(label: string, der: Uint8Array, span: Span | undefined): DescribedNode {
  return described(label, 'not of the SMKI profile', span, [described('octets', toHex(der))]);
}

function subjectText({ subject, commonName }: Certificate): string | undefined {
  return [subject && formatEui64(subject), commonName].filter((text) => text !== undefined).join(' ') || undefined;
}

/** A certificate in short: whose it is, what for, and for how long. */
export function describeCertificate(label: string, der: Uint8Array, span?: Span): DescribedNode {
  const certificate = parsed(knownCertificate, der);
  if (certificate === undefined) return unreadable(label, der, span);
  const { kind, remotePartyRole, keyUsage, serialNumber, issuer, notBefore, notAfter } = certificate;
  const { subjectKeyIdentifier, authorityKeyIdentifier } = certificate;
  const fields: [label: string, value: string | undefined][] = [
    ['subject', subjectText(certificate)],
    ['role', remotePartyRole === undefined ? undefined : named(remotePartyRole, REMOTE_PARTY_ROLE_NAMES)],
    ['keyUsage', keyUsage ?? 'none that GBCS uses'],
    ['serialNumber', hexNumber(serialNumber, 2)],
    ['issuer', issuer],
    ['validity', `${notBefore} to ${notAfter}`],
    ['subjectKeyIdentifier', subjectKeyIdentifier && toHex(subjectKeyIdentifier)],
    ['authorityKeyIdentifier', authorityKeyIdentifier && toHex(authorityKeyIdentifier)],
    ['publicKey', toHex(certificate.publicPoint)],
  ];
  const children = fields.flatMap(([name, value]) => (value === undefined ? [] : [described(name, value)]));
  return described(label, `${kind} certificate`, span, children);
}

/** A certification request in short: which device asks, and for what key. */
export function describeCertificationRequest(label: string, der: Uint8Array, span?: Span): DescribedNode {
  const request = parsed(parseCertificationRequest, der);
  if (request === undefined) return unreadable(label, der, span);
  return described(label, 'certification request', span, [
    described('hwSerialNum', formatEui64(request.hardwareSerialNumber)),
    described('hwType', request.hardwareType),
    described('keyUsage', request.keyUsage ?? 'none that GBCS uses'),
    described('publicKey', toHex(request.publicPoint)),
  ]);
}
