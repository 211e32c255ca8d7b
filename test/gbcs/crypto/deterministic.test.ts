import { expect } from 'chai';
import fc from 'fast-check';
import { concatBytes, fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { ORDER, toNumber, toOctets } from '../../../gbcs/crypto/curve.js';
import { publicPointOf, scalarFromSeed, signDeterministic } from '../../../gbcs/crypto/deterministic.js';
import { sha1Of, sha256Of } from '../../../gbcs/crypto/digest.js';
import { opensslProvider } from '../../../gbcs/crypto/openssl.js';
import { KeyError } from '../../../gbcs/errors.js';

/** RFC 6979 A.2.5, P-256 with SHA-256. */
const SCALAR = fromHex('C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721');
const POINT = concatBytes(
  Uint8Array.of(4),
  fromHex('60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6'),
  fromHex('7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299'),
);
const VECTORS = [
  {
    text: 'sample',
    r: 'EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716',
    s: 'F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8',
  },
  {
    text: 'test',
    r: 'F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367',
    s: '019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083',
  },
];

describe('deterministic signing', () => {
  it('has the public point of RFC 6979 A.2.5', () => {
    expect(toHex(publicPointOf(SCALAR))).to.equal(toHex(POINT));
  });

  for (const { text, r, s } of VECTORS) {
    it(`signs '${text}' as RFC 6979 A.2.5 does, high s or not`, () => {
      const bytes = new TextEncoder().encode(text);
      const signature = signDeterministic(SCALAR, bytes, 'compact');
      expect(toHex(signature)).to.equal((r + s).toLowerCase());
      expect(opensslProvider.verify(opensslProvider.publicKey(POINT), bytes, signature)).to.equal(true);
    });
  }

  it('gives signatures and points that OpenSSL agrees with', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes, seed) => {
        const scalar = scalarFromSeed(seed);
        const key = opensslProvider.privateKey(scalar).publicKey;
        expect(toHex(key.point)).to.equal(toHex(publicPointOf(scalar)));
        expect(opensslProvider.verify(key, bytes, signDeterministic(scalar, bytes, 'compact'))).to.equal(true);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses scalars outside 1..n-1 with a KeyError that does not quote them', () => {
    for (const scalar of [
      toOctets(0n, 32),
      toOctets(ORDER, 32),
      toOctets(ORDER + 5n, 32),
      new Uint8Array(31).fill(1),
    ]) {
      for (const use of [() => signDeterministic(scalar, new Uint8Array(), 'der'), () => publicPointOf(scalar)]) {
        expect(use)
          .to.throw(KeyError, /scalar/)
          .with.property('code', 'GBCS_E_KEY');
        expect(use).not.to.throw(new RegExp(toHex(scalar).slice(0, 20), 'i'));
      }
    }
  });

  it('derives scalars in range from any seed', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (seed) => {
        const value = toNumber(scalarFromSeed(seed));
        expect(value > 0n && value < ORDER).to.equal(true);
      }),
    );
  });
});

describe('digests', () => {
  it('agree with the vectors of FIPS 180', () => {
    const abc = new TextEncoder().encode('abc');
    expect(toHex(sha1Of(abc))).to.equal('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(toHex(sha256Of(abc))).to.equal('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(toHex(opensslProvider.sha256(abc))).to.equal(toHex(sha256Of(abc)));
  });
});
