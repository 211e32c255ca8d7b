import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { toHex } from '../../../gbcs/bytes/hex.js';
import { opensslProvider as provider } from '../../../gbcs/crypto/openssl.js';
import { eui64 } from '../../../gbcs/identifiers.js';
import { type KeyFile, loadKeyFiles } from '../../../gbcs/keys/key-files.js';
import { encodePrivateKey, encodePublicKey, writePem } from '../../../gbcs/keys/pem.js';
import { makeTestPki } from '../../../gbcs/keys/test-pki.js';
import { requireShared } from '../../shared.js';

const SUPPLIER = eui64('90b3d51f30010000');
const OTHER = eui64('90b3d51f30030000');
const pki = makeTestPki('key file tests');
const [ds, ka, pp] = pki.organisation(SUPPLIER, 2, ['digitalSignature', 'keyAgreement', 'prepayment']);
const [otherDs] = pki.organisation(OTHER, 2, ['digitalSignature']);
if (ds === undefined || ka === undefined || pp === undefined || otherDs === undefined) throw new Error('no keys');

const file = (name: string, contents: Uint8Array | string): KeyFile => ({ name, read: () => contents });
const certificate = (key: typeof ds) => writePem('CERTIFICATE', key.certificate.der);
const privateKey = (key: typeof ds) => writePem('PRIVATE KEY', encodePrivateKey(key.privateScalar));
const load = (...files: readonly KeyFile[]) => loadKeyFiles(provider, files);
const warned = (...files: readonly KeyFile[]) => load(...files).warnings.map((one) => `${one.file}: ${one.message}`);

describe('key files of the reference data', () => {
  const directoryOf = (context: Mocha.Context) => {
    const directory = requireShared.call(context, 'rtds', 'keystore');
    let reads = 0;
    const files = readdirSync(directory).map((name) => ({
      name,
      read: () => {
        reads++;
        return readFileSync(join(directory, name));
      },
    }));
    return { files, readCount: () => reads };
  };

  it('are warned about exactly where they are odd', function () {
    const { warnings } = loadKeyFiles(provider, directoryOf(this).files);
    expect(warnings).to.deep.equal([
      { file: '123456789abcdef0-ka.key', message: 'is a private key without a certificate' },
      {
        file: '90b3d51f30000007-ka.pem',
        message: "is the certificate of 90b3d51f30030000; used under the file's name",
      },
      { file: 'abababababababab-ka.key', message: 'is a private key without a certificate' },
      { file: 'fffffffffffffffe-ka.pem', message: 'holds a bare public key, no certificate' },
    ]);
  });

  it('are read when their key is asked for, and once', function () {
    const { files, readCount } = directoryOf(this);
    const { store } = loadKeyFiles(provider, files);
    expect(store.entities().length).to.be.at.least(210);
    expect(readCount()).to.equal(0);
    const query = { entity: SUPPLIER, usage: 'keyAgreement' } as const;
    expect(store.certificate(query)?.subject).to.equal(SUPPLIER);
    expect(store.publicKey(query)).to.equal(store.publicKey(query));
    expect(readCount()).to.equal(1);
    expect(store.privateKey(query)).to.equal(store.privateKey(query));
    expect(readCount()).to.equal(2);
  });

  it('give the keys that need no certificate', function () {
    const { store } = loadKeyFiles(provider, directoryOf(this).files);
    const bare = { entity: eui64('fffffffffffffffe'), usage: 'keyAgreement' } as const;
    expect(store.certificate(bare)).to.equal(undefined);
    expect(store.publicKey(bare)?.point).to.have.length(65);
    const alone = { entity: eui64('123456789abcdef0'), usage: 'keyAgreement' } as const;
    expect(store.privateKey(alone)?.publicKey).to.equal(store.publicKey(alone));
  });
});

describe('key files', () => {
  it('give certificates and keys by entity, usage and prepayment, in PEM or DER', () => {
    const { store, warnings } = load(
      file(`${SUPPLIER}-ds.pem`, certificate(ds)),
      file(`${SUPPLIER}-ds.key`, privateKey(ds)),
      file(`${SUPPLIER}-ka.pem`, ka.certificate.der),
      file(`${SUPPLIER.toUpperCase()}-PP-KA.PEM`, new TextEncoder().encode(certificate(pp))),
      file(`${SUPPLIER}-pp-ka.key`, encodePrivateKey(pp.privateScalar)),
    );
    expect(warnings).to.deep.equal([]);
    expect(store.entities()).to.deep.equal([SUPPLIER]);
    const points = [
      store.publicKey({ entity: SUPPLIER, usage: 'digitalSignature' }),
      store.publicKey({ entity: SUPPLIER, usage: 'keyAgreement' }),
      store.publicKey({ entity: SUPPLIER, usage: 'keyAgreement', prepayment: true }),
    ].map((key) => key && toHex(key.point));
    expect(points).to.deep.equal([ds, ka, pp].map(({ publicPoint }) => toHex(publicPoint)));
    expect(store.privateKey({ entity: SUPPLIER, usage: 'digitalSignature', prepayment: false })).not.to.equal(
      undefined,
    );
    expect(store.privateKey({ entity: SUPPLIER, usage: 'keyAgreement' })).to.equal(undefined);
  });

  it('with other names are left out with a warning', () => {
    expect(warned(file('README.md', ''), file(`${SUPPLIER}-xx.pem`, ''), file('12-ds.pem', ''))).to.have.length(3);
    expect(warned(file('README.md', ''))[0]).to.match(/^README\.md: is not named like a key file/);
  });

  it('that repeat a key under another spelling are left out with a warning', () => {
    const { store, warnings } = load(
      file(`${SUPPLIER}-ds.pem`, certificate(ds)),
      file(`${SUPPLIER.toUpperCase()}-ds.pem`, certificate(otherDs)),
    );
    expect(warnings.map(({ message }) => message)).to.deep.equal([`names the same key as ${SUPPLIER}-ds.pem; ignored`]);
    expect(store.certificate({ entity: SUPPLIER, usage: 'digitalSignature' })?.subject).to.equal(SUPPLIER);
  });

  it('that cannot be read or parsed are left out with a warning', () => {
    const unreadable: KeyFile = {
      name: `${SUPPLIER}-ds.pem`,
      read: () => {
        throw Object.assign(new Error('EACCES: what it says is not repeated'), { code: 'EACCES' });
      },
    };
    const { store, warnings } = load(
      unreadable,
      file(`${SUPPLIER}-ka.pem`, 'nonsense'),
      file(`${OTHER}-ds.pem`, writePem('CERTIFICATE', Uint8Array.of(0x30, 0x00))),
      file(`${OTHER}-ds.key`, writePem('PRIVATE KEY', Uint8Array.of(0x30, 0x00))),
      file(`${OTHER}-ka.pem`, privateKey(ka)),
      file(`${OTHER}-ka.key`, certificate(ka)),
      file(`${OTHER}-pp-ka.pem`, writePem('PUBLIC KEY', encodePublicKey(new Uint8Array(65)))),
    );
    expect(warnings).to.deep.equal([
      { file: `${SUPPLIER}-ds.pem`, message: 'cannot be read (EACCES)' },
      { file: `${SUPPLIER}-ka.pem`, message: 'the PEM text is malformed' },
      { file: `${OTHER}-ds.pem`, message: 'the certificate is malformed' },
      { file: `${OTHER}-ds.key`, message: 'the private key is malformed' },
      { file: `${OTHER}-ka.pem`, message: 'holds neither a certificate nor a public key' },
      { file: `${OTHER}-ka.key`, message: 'holds no private key' },
      { file: `${OTHER}-pp-ka.pem`, message: 'the public key is not a point of P-256' },
    ]);
    for (const entity of [SUPPLIER, OTHER]) {
      for (const usage of ['digitalSignature', 'keyAgreement'] as const) {
        expect(store.certificate({ entity, usage })).to.equal(undefined);
        expect(store.publicKey({ entity, usage })).to.equal(undefined);
        expect(store.privateKey({ entity, usage })).to.equal(undefined);
      }
    }
  });

  it('that do not belong together or to their name are kept with a warning', () => {
    const { store, warnings } = load(
      file(`${SUPPLIER}-ds.pem`, certificate(otherDs)),
      file(`${SUPPLIER}-ds.key`, privateKey(ds)),
      file(`${SUPPLIER}-ka.pem`, certificate(ds)),
      file(`${OTHER}-ds.pem`, writePem('CERTIFICATE', pki.root.certificate.der)),
    );
    expect(warnings).to.deep.equal([
      { file: `${SUPPLIER}-ds.pem`, message: `is the certificate of ${OTHER}; used under the file's name` },
      { file: `${SUPPLIER}-ds.key`, message: `does not belong to the key in ${SUPPLIER}-ds.pem` },
      { file: `${SUPPLIER}-ka.pem`, message: 'is a certificate for digitalSignature, not keyAgreement' },
      { file: `${OTHER}-ds.pem`, message: "is the certificate of an authority; used under the file's name" },
      { file: `${OTHER}-ds.pem`, message: 'is a certificate for keyCertSign, not digitalSignature' },
    ]);
    const query = { entity: SUPPLIER, usage: 'digitalSignature' } as const;
    expect(toHex(store.publicKey(query)?.point ?? new Uint8Array())).to.equal(toHex(otherDs.publicPoint));
    expect(store.privateKey(query)).not.to.equal(undefined);
  });

  it('show no private key in the store, its handles or warnings', () => {
    const loaded = load(file(`${SUPPLIER}-ds.pem`, certificate(otherDs)), file(`${SUPPLIER}-ds.key`, privateKey(ds)));
    const handle = loaded.store.privateKey({ entity: SUPPLIER, usage: 'digitalSignature' });
    const shown = [
      inspect(loaded, { depth: 9, showHidden: true, getters: true }),
      inspect(handle, { depth: 9, showHidden: true, getters: true }),
      JSON.stringify(loaded),
      JSON.stringify(handle),
    ].join();
    expect(shown).not.to.contain(toHex(ds.privateScalar).slice(0, 12));
    expect(shown).not.to.contain(Buffer.from(ds.privateScalar).toString('base64').slice(0, 12));
    expect(shown.replaceAll(/\s/g, '')).not.to.contain([...ds.privateScalar.subarray(0, 6)].join(','));
  });
});
