import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { scalarFromSeed } from '../../../gbcs/crypto/deterministic.js';
import { opensslProvider } from '../../../gbcs/crypto/openssl.js';
import { portableProvider } from '../../../gbcs/crypto/portable.js';
import { eui64 } from '../../../gbcs/identifiers.js';
import { parseCertificationRequest, verifyCertificationRequest } from '../../../gbcs/keys/certification-request.js';
import { makeCertificationRequest } from '../../../gbcs/keys/certification-request-maker.js';

const OPENSSL = 'openssl';
const DEVICE = eui64('0a000000000000a0');

describe('certification requests of a device', () => {
  for (const provider of [opensslProvider, portableProvider]) {
    for (const usage of ['digitalSignature', 'keyAgreement'] as const) {
      it(`are read back, and hold, for ${usage} with ${provider.name}`, () => {
        for (let i = 0; i < 20; i++) {
          const key = provider.privateKey(scalarFromSeed(Uint8Array.of(i)));
          const request = parseCertificationRequest(makeCertificationRequest(provider, DEVICE, usage, key));
          expect(request).to.include({ hardwareSerialNumber: DEVICE, keyUsage: usage });
          expect(request.hardwareType).to.equal('1.2.826.0.1.8641679.1.2.2.1');
          expect(request.publicPoint).to.deep.equal(key.publicKey.point);
          expect(verifyCertificationRequest(opensslProvider, request)).to.equal(true);
        }
      });
    }
  }

  it('are what OpenSSL takes for one', () => {
    const key = opensslProvider.privateKey(scalarFromSeed(Uint8Array.of(1)));
    const input = makeCertificationRequest(opensslProvider, DEVICE, 'digitalSignature', key);
    const args = ['req', '-inform', 'DER', '-verify', '-noout', '-text'];
    const text = execFileSync(OPENSSL, args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
    expect(text).to.match(/Key Usage: critical\s+Digital Signature/);
    expect(text).to.match(/Subject Alternative Name: critical/);
    const changed = Uint8Array.from(input);
    changed[60] = (changed[60] as number) ^ 1;
    expect(() => execFileSync(OPENSSL, args, { input: changed, stdio: 'pipe' })).to.throw();
  });
});
