import { expect } from 'chai';
import { type DerNode, readDer, writeDer } from '../../../gbcs/asn1/der.js';
import { ASN1_CODECS, asn1TypeOf } from '../../../gbcs/asn1/messages.js';
import { toHex } from '../../../gbcs/bytes/hex.js';
import { Reader } from '../../../gbcs/bytes/reader.js';
import { Writer } from '../../../gbcs/bytes/writer.js';
import { opensslProvider } from '../../../gbcs/crypto/openssl.js';
import { parseCertificate } from '../../../gbcs/keys/certificate.js';
import { parseCertificationRequest, verifyCertificationRequest } from '../../../gbcs/keys/certification-request.js';
import { requireShared } from '../../shared.js';
import { isAsn1, type ReferencePayload, referencePayloads } from './payloads.js';

/** Types of which the data set has no example. */
const WITHOUT_EXAMPLE = ['RestoreDeviceLogCommand', 'RestoreDeviceLogResponse'];

/** The certificates in a value, wherever they are. */
function certificatesIn(value: unknown, name = ''): Uint8Array[] {
  if (value instanceof Uint8Array) return /certificate$/i.test(name) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((element) => certificatesIn(element, name.replace(/s$/, '')));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) => certificatesIn(inner, field));
}

/** A copy of the tree that shares no octet with the message. */
function detached(node: DerNode): DerNode {
  const { children, ...rest } = node;
  const copy = { ...rest, content: node.content.slice(), span: { start: 0, end: 0 } };
  return children === undefined ? copy : { ...copy, children: children.map(detached) };
}

describe('ASN.1 payloads of the reference data', () => {
  let payloads: ReferencePayload[] = [];

  before(function () {
    payloads = referencePayloads(requireShared.call(this, 'rtds')).filter(({ payload }) => isAsn1(payload));
  });

  it('are walked to the end and written again octet for octet', () => {
    expect(payloads).to.have.length.above(100);
    for (const { name, payload, base } of payloads) {
      const reader = new Reader(payload, base);
      const root = readDer(reader);
      reader.end(name);
      expect(root.span, name).to.deep.equal({ start: base, end: base + payload.length });
      const writer = new Writer();
      writeDer(writer, detached(root));
      expect(toHex(writer.finish()), name).to.equal(toHex(payload));
    }
  });

  it('all have typed values, which alone encode to the same octets', () => {
    const typed = new Set<string>();
    for (const { name, messageCode, cra, payload, base } of payloads) {
      const type = asn1TypeOf(messageCode, cra);
      if (type === undefined) throw new Error(`${name} has no type`);
      const value = structuredClone(ASN1_CODECS[type].decode(payload, base));
      expect(value, name).to.not.have.property('derLengths');
      expect(toHex(ASN1_CODECS[type].encode(value as never)), name).to.equal(toHex(payload));
      typed.add(type);
    }
    expect([...typed, ...WITHOUT_EXAMPLE]).to.have.members(Object.keys(ASN1_CODECS));
  });

  it('hold certificates of the SMKI profile, and none else', () => {
    const kinds = new Map<string, number>();
    for (const { name, messageCode, cra, payload } of payloads) {
      const type = asn1TypeOf(messageCode, cra);
      if (type === undefined) throw new Error(`${name} has no type`);
      for (const der of certificatesIn(ASN1_CODECS[type].decode(payload))) {
        const { kind } = parseCertificate(der);
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }
    }
    expect(kinds.get('organisation')).to.be.above(50);
    expect(kinds.get('authority')).to.be.above(20);
    expect(kinds.get('device')).to.be.above(3);
  });

  it('hold certification requests that are signed with the key they ask a certificate for', () => {
    const requests = payloads.filter(({ messageCode, cra, payload }) => {
      return messageCode === 0x000a && cra === 2 && payload[0] === 0x30;
    });
    expect(requests).to.have.length.above(0);
    for (const { name, payload } of requests) {
      const value = ASN1_CODECS.IssueSecurityCredentialsResponse.decode(payload);
      if (!('certificationRequest' in value)) throw new Error(`${name} is no request`);
      const request = parseCertificationRequest(value.certificationRequest);
      expect(request.keyUsage, name).to.equal('digitalSignature');
      expect(request.hardwareSerialNumber, name).to.match(/^00db1234567890/);
      expect(verifyCertificationRequest(opensslProvider, request), name).to.equal(true);
    }
  });
});
