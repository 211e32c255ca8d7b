import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { toHex } from '../../../gbcs/bytes/hex.js';
import { opensslProvider as provider } from '../../../gbcs/crypto/openssl.js';
import { eui64 } from '../../../gbcs/identifiers.js';
import { verifyCertificate } from '../../../gbcs/keys/certificate.js';
import { encodePublicKey, writePem } from '../../../gbcs/keys/pem.js';
import { makeTestPki, type TestAuthority, type TestPki } from '../../../gbcs/keys/test-pki.js';

/** Not a dependency: the test that calls it is skipped where it is absent. */
const OPENSSL = 'openssl';

const SUPPLIER = eui64('90b3d51f30010000');
const ESME = eui64('00db1234567890a0');

/** Everything of a PKI that a default run could ask for. */
function everything(pki: TestPki): TestAuthority[] {
  return [
    pki.root,
    pki.issuingAuthority,
    pki.deviceIssuer,
    ...pki.organisation(SUPPLIER, 2, ['digitalSignature', 'keyAgreement', 'prepayment']),
    ...pki.organisation(eui64('90b3d51f30000002'), 4, ['keyAgreement', 'digitalSignature']),
    ...pki.device(ESME),
  ];
}

function fingerprint(pki: TestPki): string {
  const hash = createHash('sha256');
  for (const { certificate, privateScalar } of everything(pki)) hash.update(certificate.der).update(privateScalar);
  return hash.digest('hex');
}

describe('test PKI', () => {
  const pki = makeTestPki('hanlab');

  it('has the same octets on every machine and in every version', () => {
    expect(fingerprint(pki)).to.equal('6dd58bebf3885bfbe80838be2a14bcc927fd583e3f089377748021159600fdaf');
    expect(fingerprint(makeTestPki('hanlab'))).to.equal(fingerprint(pki));
  });

  it('does not depend on the order in which its keys are asked for', () => {
    const other = makeTestPki('hanlab');
    const [, keyAgreement] = other.device(ESME);
    expect(toHex(keyAgreement.certificate.der)).to.equal(toHex(pki.device(ESME)[1].certificate.der));
    const reversed = other.organisation(SUPPLIER, 2, ['prepayment', 'digitalSignature']).map((key) => key.certificate);
    const straight = pki.organisation(SUPPLIER, 2, ['digitalSignature', 'prepayment']).map((key) => key.certificate);
    expect(reversed.map(({ der }) => toHex(der)).reverse()).to.deep.equal(straight.map(({ der }) => toHex(der)));
  });

  it('has other keys, serial numbers and identifiers for every seed, key and entity', () => {
    const all = [...everything(pki), ...everything(makeTestPki('hanlab 2')), ...pki.device(eui64('00db1234567890a1'))];
    expect(new Set(all.map(({ privateScalar }) => toHex(privateScalar))).size).to.equal(all.length);
    expect(new Set(all.map(({ certificate }) => certificate.serialNumber)).size).to.equal(all.length);
    expect(new Set(all.map(({ publicPoint }) => toHex(publicPoint))).size).to.equal(all.length);
  });

  it('gives the same key object each time', () => {
    expect(pki.device(ESME)[0]).to.equal(pki.device(ESME)[0]);
  });

  it('has a sound chain from each certificate to the root, for us and for OpenSSL', () => {
    const links: [TestAuthority, TestAuthority][] = [
      [pki.root, pki.root],
      [pki.issuingAuthority, pki.root],
      [pki.deviceIssuer, pki.root],
      ...pki
        .organisation(SUPPLIER, 2, ['digitalSignature', 'keyAgreement', 'prepayment'])
        .map((key): [TestAuthority, TestAuthority] => [key, pki.issuingAuthority]),
      ...pki.device(ESME).map((key): [TestAuthority, TestAuthority] => [key, pki.deviceIssuer]),
    ];
    for (const [{ certificate, publicPoint, privateScalar }, issuer] of links) {
      expect(verifyCertificate(provider, certificate, provider.publicKey(issuer.publicPoint))).to.equal(true);
      const issuerKey = createPublicKey({
        key: Buffer.from(encodePublicKey(issuer.publicPoint)),
        format: 'der',
        type: 'spki',
      });
      expect(new X509Certificate(certificate.der).verify(issuerKey)).to.equal(true);
      expect(toHex(provider.privateKey(privateScalar).publicKey.point)).to.equal(toHex(publicPoint));
      if (issuer !== pki.root || certificate !== pki.root.certificate) {
        expect(toHex(certificate.authorityKeyIdentifier ?? new Uint8Array())).to.equal(
          toHex(issuer.certificate.subjectKeyIdentifier ?? new Uint8Array()),
        );
      }
    }
    expect(pki.root.certificate.issuer).to.equal('CN=ZA, OU=00');
    expect(pki.issuingAuthority.certificate).to.include({
      issuer: 'CN=ZA, OU=00',
      remotePartyRole: 7,
      kind: 'authority',
    });
  });

  it('is accepted by the openssl command, path and all', function () {
    const directory = mkdtempSync(join(tmpdir(), 'hanlab-pki-'));
    try {
      const write = (name: string, key: TestAuthority) => {
        const path = join(directory, name);
        writeFileSync(path, writePem('CERTIFICATE', key.certificate.der));
        return path;
      };
      const root = write('root.pem', pki.root);
      const middle = write('middle.pem', pki.issuingAuthority);
      const [supplier] = pki.organisation(SUPPLIER, 2, ['digitalSignature']);
      if (supplier === undefined) throw new Error('no key');
      const leaf = write('leaf.pem', supplier);
      let output: string;
      try {
        output = execFileSync(OPENSSL, ['verify', '-no_check_time', '-CAfile', root, '-untrusted', middle, leaf], {
          encoding: 'utf8',
        });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') this.skip();
        throw error;
      }
      expect(output).to.contain('OK');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('fills stores with private keys of one side only', () => {
    const own = pki.organisation(SUPPLIER, 2, ['digitalSignature', 'prepayment']);
    const store = pki.store(provider, own, pki.device(ESME));
    expect(store.entities()).to.deep.equal([ESME, SUPPLIER]);
    expect(store.privateKey({ entity: SUPPLIER, usage: 'digitalSignature' })).not.to.equal(undefined);
    expect(store.privateKey({ entity: SUPPLIER, usage: 'keyAgreement' })).to.equal(undefined);
    expect(store.privateKey({ entity: SUPPLIER, usage: 'keyAgreement', prepayment: true })).not.to.equal(undefined);
    expect(store.privateKey({ entity: ESME, usage: 'digitalSignature' })).to.equal(undefined);
    expect(store.publicKey({ entity: ESME, usage: 'digitalSignature' })).not.to.equal(undefined);
    expect(store.certificate({ entity: ESME, usage: 'keyAgreement' })?.subject).to.equal(ESME);
  });

  it('does not show private scalars when printed', () => {
    const [key] = pki.device(ESME);
    const secret = toHex(key.privateScalar);
    for (const shown of [
      inspect(pki, { depth: 9 }),
      inspect(key, { depth: 9, getters: true }),
      JSON.stringify(Object.keys(key)),
    ]) {
      expect(shown).not.to.contain('privateScalar');
      expect(shown).not.to.contain(secret);
    }
  });
});
