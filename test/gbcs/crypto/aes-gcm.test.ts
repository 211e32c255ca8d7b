import { createCipheriv } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { concatBytes, fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { gmac, open, seal } from '../../../gbcs/crypto/aes-gcm.js';
import { KeyError } from '../../../gbcs/errors.js';

/** Test case 4 of the GCM specification (McGrew and Viega), its tag cut to 12 octets. */
const KEY = fromHex('feffe9928665731c6d6a8f9467308308');
const IV = fromHex('cafebabefacedbaddecaf888');
const ADDITIONAL = fromHex('feedfacedeadbeeffeedfacedeadbeefabaddad2');
const PLAINTEXT = fromHex(
  `d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
   1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39`.replaceAll(/\s/g, ''),
);
const SEALED = `42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e
   21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95a`.replaceAll(/\s/g, '');

/** The same by OpenSSL. */
function opensslSeal(key: Uint8Array, iv: Uint8Array, additional: Uint8Array, plaintext: Uint8Array): string {
  const cipher = createCipheriv('aes-128-gcm', key, iv, { authTagLength: 12 });
  cipher.setAAD(additional);
  const parts = [cipher.update(plaintext), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(parts).toString('hex');
}

const octets = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });

describe('AES-128-GCM in plain JavaScript', () => {
  it('has test case 4 of the GCM specification', () => {
    const sealed = seal(KEY, IV, ADDITIONAL, PLAINTEXT);
    expect(toHex(sealed)).to.equal(SEALED);
    expect(open(KEY, IV, ADDITIONAL, sealed)).to.deep.equal(PLAINTEXT);
  });

  it('seals as OpenSSL does, and opens what it sealed', () => {
    const data = fc.uint8Array({ maxLength: 600, size: 'max' });
    fc.assert(
      fc.property(octets(16), octets(12), data, data, (key, iv, additional, plaintext) => {
        const sealed = seal(key, iv, additional, plaintext);
        expect(toHex(sealed)).to.equal(opensslSeal(key, iv, additional, plaintext));
        expect(open(key, iv, additional, sealed)).to.deep.equal(plaintext);
      }),
      { numRuns: 300 },
    );
  });

  for (const size of [0, 1, 15, 16, 17, 255, 256, 8191, 8192, 8193, 131_072]) {
    it(`seals and authenticates ${size} octets as OpenSSL does`, () => {
      const many = Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
      expect(toHex(gmac(KEY, IV, many))).to.equal(opensslSeal(KEY, IV, many, new Uint8Array()));
      expect(toHex(seal(KEY, IV, many, many))).to.equal(opensslSeal(KEY, IV, many, many));
    });
  }

  it('opens nothing in which a bit changed, nor under another key, IV or additional data', () => {
    const sealed = seal(KEY, IV, ADDITIONAL, PLAINTEXT);
    const flipped = (bytes: Uint8Array, bit: number) =>
      bytes.map((octet, i) => (i === bit >> 3 ? octet ^ (1 << (bit & 7)) : octet));
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      expect(open(KEY, IV, ADDITIONAL, flipped(sealed, bit)), `bit ${bit}`).to.equal(undefined);
    }
    expect(open(flipped(KEY, 77), IV, ADDITIONAL, sealed)).to.equal(undefined);
    expect(open(KEY, flipped(IV, 3), ADDITIONAL, sealed)).to.equal(undefined);
    expect(open(KEY, IV, flipped(ADDITIONAL, 0), sealed)).to.equal(undefined);
    expect(open(KEY, IV, new Uint8Array(), sealed)).to.equal(undefined);
  });

  it('opens nothing shorter or longer than what was sealed', () => {
    const sealed = seal(KEY, IV, ADDITIONAL, PLAINTEXT);
    for (let size = 0; size < sealed.length; size++) {
      expect(open(KEY, IV, ADDITIONAL, sealed.subarray(0, size)), `${size}`).to.equal(undefined);
    }
    expect(open(KEY, IV, ADDITIONAL, concatBytes(sealed, Uint8Array.of(0)))).to.equal(undefined);
    expect(open(KEY, IV, ADDITIONAL, seal(KEY, IV, ADDITIONAL, new Uint8Array()))).to.deep.equal(new Uint8Array());
  });

  it('refuses keys and IVs of another size', () => {
    for (const [key, iv] of [
      [15, 12],
      [24, 12],
      [32, 12],
      [16, 11],
      [16, 16],
      [0, 0],
    ] as const) {
      for (const act of [
        () => seal(new Uint8Array(key), new Uint8Array(iv), ADDITIONAL, PLAINTEXT),
        () => open(new Uint8Array(key), new Uint8Array(iv), ADDITIONAL, fromHex(SEALED)),
        () => gmac(new Uint8Array(key), new Uint8Array(iv), ADDITIONAL),
      ]) {
        expect(act).to.throw(KeyError).with.property('code', 'GBCS_E_CRYPTO');
      }
    }
  });
});
