import { expect } from 'chai';
import { KeyError, knownCertificate, makeTestPki, parseCertificate } from '../../../gbcs/index.js';

describe('certificates that come again', () => {
  const { issuingAuthority, root } = makeTestPki('known certificates');

  it('are what parseCertificate makes of them, the same one each time', () => {
    const { der } = issuingAuthority.certificate;
    const certificate = knownCertificate(der);
    expect(certificate).eql(parseCertificate(der));
    expect(knownCertificate(Uint8Array.from(der))).equal(certificate);
    expect(knownCertificate(root.certificate.der)).not.eql(certificate);
  });

  it('are those of their octets, whatever becomes of a buffer that they were in', () => {
    const buffer = Uint8Array.from(root.certificate.der);
    knownCertificate(buffer);
    buffer.set(issuingAuthority.certificate.der.subarray(0, buffer.length));
    expect(knownCertificate(root.certificate.der)).eql(parseCertificate(root.certificate.der));
  });

  it('are refused each time where they are none', () => {
    for (const octets of [Uint8Array.of(0x30, 0), new Uint8Array(5000)]) {
      for (let time = 0; time < 2; time++) expect(() => knownCertificate(octets)).throw(KeyError);
    }
  });
});
