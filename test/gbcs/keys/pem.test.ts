import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { concatBytes, fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { publicPointOf, scalarFromSeed } from '../../../gbcs/crypto/deterministic.js';
import { KeyError } from '../../../gbcs/errors.js';
import {
  encodePrivateKey,
  encodePublicKey,
  readPem,
  readPrivateScalar,
  readPublicPoint,
  writePem,
} from '../../../gbcs/keys/pem.js';
import { requireShared } from '../../shared.js';

const scalar = scalarFromSeed(Uint8Array.of(9));
const isKeyError = (use: () => unknown) => expect(use).to.throw(KeyError).with.property('code', 'GBCS_E_KEY');

describe('PEM', () => {
  it('reads back what it writes, several blocks and text between them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.uint8Array({ minLength: 1 }), (a, b) => {
        const text = `first\n${writePem('CERTIFICATE', a)}between\n${writePem('EC PRIVATE KEY', b)}`;
        expect(readPem(text).map(({ label, der }) => [label, toHex(der)])).to.deep.equal([
          ['CERTIFICATE', toHex(a)],
          ['EC PRIVATE KEY', toHex(b)],
        ]);
      }),
    );
  });

  it('writes what OpenSSL writes', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
    const [block] = readPem(pem);
    expect(writePem('PRIVATE KEY', block?.der ?? new Uint8Array())).to.equal(pem);
    expect(readPem(pem.replaceAll('\n', '\r\n'))).to.deep.equal([block]);
  });

  it('refuses text without a block, quoting nothing of it', () => {
    for (const text of ['', 'secret text', '-----BEGIN X-----\nsecret', '-----BEGIN A-----\nAA==\n-----END B-----\n']) {
      isKeyError(() => readPem(text));
      expect(() => readPem(text)).not.to.throw(/secret/);
    }
  });
});

describe('key files', () => {
  it('give the scalar of PKCS#8 and SEC 1 that OpenSSL wrote, and the point of its public key', () => {
    for (let i = 0; i < 20; i++) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const d = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url').toString('hex');
      const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
      expect(toHex(readPrivateScalar(pkcs8))).to.equal(d);
      expect(toHex(readPrivateScalar(privateKey.export({ format: 'der', type: 'sec1' })))).to.equal(d);
      expect(toHex(encodePrivateKey(fromHex(d)))).to.equal(pkcs8.toString('hex'));
      const point = readPublicPoint(publicKey.export({ format: 'der', type: 'spki' }));
      expect(toHex(point)).to.equal(toHex(publicPointOf(fromHex(d))));
    }
  });

  it('that we write are read by OpenSSL', () => {
    const key = createPrivateKey(writePem('PRIVATE KEY', encodePrivateKey(scalar)));
    const point = publicPointOf(scalar);
    const spki = createPublicKey(writePem('PUBLIC KEY', encodePublicKey(point)));
    expect(createPublicKey(key).equals(spki)).to.equal(true);
  });

  it('of the reference data come out the same when written again', function () {
    const directory = requireShared.call(this, 'rtds', 'keystore');
    const files = readdirSync(directory).filter((name) => name.endsWith('.key'));
    for (const name of files) {
      const text = readFileSync(join(directory, name), 'latin1');
      const [block] = readPem(text);
      const again = writePem('PRIVATE KEY', encodePrivateKey(readPrivateScalar(block?.der ?? new Uint8Array())));
      expect(again === text.replaceAll('\r\n', '\n'), name).to.equal(true);
    }
    expect(files).to.have.length(18);
  });

  it('of another curve, algorithm, range or form are refused', () => {
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const ed25519 = generateKeyPairSync('ed25519');
    for (const { privateKey, publicKey } of [p384, ed25519]) {
      isKeyError(() => readPrivateScalar(privateKey.export({ format: 'der', type: 'pkcs8' })));
      isKeyError(() => readPublicPoint(publicKey.export({ format: 'der', type: 'spki' })));
    }
    isKeyError(() => readPrivateScalar(p384.privateKey.export({ format: 'der', type: 'sec1' })));
    const good = encodePrivateKey(scalar);
    const secret = toHex(scalar);
    isKeyError(() => readPrivateScalar(fromHex(toHex(good).replace(secret, '00'.repeat(32)))));
    isKeyError(() => readPrivateScalar(fromHex(toHex(good).replace(secret, 'ff'.repeat(32)))));
    isKeyError(() => readPrivateScalar(concatBytes(good, Uint8Array.of(0))));
    isKeyError(() => readPublicPoint(encodePublicKey(new Uint8Array(65))));
    for (let length = 0; length < good.length; length++) isKeyError(() => readPrivateScalar(good.subarray(0, length)));
  });

  it('never throw anything else, nor show the scalar, however they are changed', () => {
    const good = encodePrivateKey(scalar);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, octet) => {
        const changed = good.slice();
        changed[at] = octet;
        try {
          readPrivateScalar(changed);
        } catch (error) {
          expect(error).to.be.instanceOf(KeyError);
          expect(inspect(error, { depth: 9, showHidden: true })).not.to.contain(toHex(scalar).slice(0, 12));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
