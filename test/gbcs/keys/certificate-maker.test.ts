import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { toHex } from '../../../gbcs/bytes/hex.js';
import { publicPointOf } from '../../../gbcs/crypto/deterministic.js';
import { CodecError, KeyError } from '../../../gbcs/errors.js';
import { eui64 } from '../../../gbcs/identifiers.js';
import { type CertificateRequest, makeCertificate } from '../../../gbcs/keys/certificate-maker.js';

const issuerScalar = new Uint8Array(32).fill(3);
const request: CertificateRequest = {
  subject: { kind: 'organisation', entity: eui64('90b3d51f30010000'), remotePartyRole: 0x7f },
  publicPoint: publicPointOf(new Uint8Array(32).fill(5)),
  keyUsage: 'digitalSignature',
  serialNumber: 0x81n,
  notBefore: '2049-12-31T23:59:59Z',
  notAfter: '2050-01-01T00:00:00Z',
  issuer: { name: { commonName: 'Q' }, subjectKeyIdentifier: new Uint8Array(8), privateScalar: issuerScalar },
};

describe('certificate maker', () => {
  it('gives back every field that it was given', () => {
    const certificate = makeCertificate(request);
    expect(certificate).to.include({
      kind: 'organisation',
      subject: '90b3d51f30010000',
      remotePartyRole: 127,
      keyUsage: 'digitalSignature',
      serialNumber: 0x81n,
      notBefore: '2049-12-31T23:59:59Z',
      notAfter: '2050-01-01T00:00:00Z',
      issuer: 'CN=Q',
    });
    expect(toHex(certificate.publicPoint)).to.equal(toHex(request.publicPoint));
  });

  it('writes years up to 2049 with two digits and later ones with four, and serial numbers positive', () => {
    const hex = toHex(makeCertificate(request).tbs);
    expect(hex).to.contain(`170d${Buffer.from('491231235959Z').toString('hex')}`);
    expect(hex).to.contain(`180f${Buffer.from('20500101000000Z').toString('hex')}`);
    expect(hex).to.contain('02020081');
  });

  it('gives the same octets for the same request', () => {
    expect(toHex(makeCertificate(request).der)).to.equal(toHex(makeCertificate(request).der));
  });

  it('makes certificates that OpenSSL reads', () => {
    const x509 = new X509Certificate(makeCertificate(request).der);
    expect(x509.subject).to.contain('OU=7F');
    expect(x509.validTo).to.equal('Jan  1 00:00:00 2050 GMT');
  });

  it('refuses roles, dates and keys out of range', () => {
    for (const remotePartyRole of [-1, 256, 1.5, Number.NaN]) {
      const subject = { kind: 'organisation', entity: eui64('90b3d51f30010000'), remotePartyRole } as const;
      expect(() => makeCertificate({ ...request, subject }))
        .to.throw(CodecError)
        .with.property('code', 'GBCS_E_VALUE');
    }
    for (const notAfter of ['', '2050', '2050-02-30T00:00:00Z', '2050-13-01T00:00:00Z', '2050-01-01T00:00:00+01:00']) {
      expect(() => makeCertificate({ ...request, notAfter }))
        .to.throw(CodecError)
        .with.property('code', 'GBCS_E_VALUE');
    }
    expect(() => makeCertificate({ ...request, publicPoint: new Uint8Array(65) })).to.throw(KeyError);
    const issuer = { ...request.issuer, privateScalar: new Uint8Array(32) };
    expect(() => makeCertificate({ ...request, issuer })).to.throw(KeyError);
  });
});
