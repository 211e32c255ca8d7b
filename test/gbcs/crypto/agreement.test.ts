import { p256 } from '@noble/curves/nist.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { concatBytes, fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { ORDER, toNumber, toOctets } from '../../../gbcs/crypto/curve.js';
import { publicPointOf, scalarFromSeed } from '../../../gbcs/crypto/deterministic.js';
import { opensslProvider } from '../../../gbcs/crypto/openssl.js';
import { portableProvider } from '../../../gbcs/crypto/portable.js';

/**
 * OpenSSL and the portable provider hold each other to account: each is the other's second opinion, in ordinary cases
 * and in those that implementations of ECDSA have been known to get wrong.
 */

const PROVIDERS = [opensslProvider, portableProvider] as const;
const PRIME = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
/** Square root of B: y of the point of P-256 with x = 0. */
const Y_AT_0 = '66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4';
const BYTES = new TextEncoder().encode('what both judge');
const scalars = fc.uint8Array({ minLength: 1, maxLength: 32 }).map(scalarFromSeed);

/** SHA-256 of octets as the number that is signed. */
const digestOf = (bytes: Uint8Array): bigint => toNumber(opensslProvider.sha256(bytes));

const modulo = (value: bigint): bigint => ((value % ORDER) + ORDER) % ORDER;

function inverse(value: bigint): bigint {
  let [a, b, x, y] = [modulo(value), ORDER, 1n, 0n];
  while (a > 1n) [a, b, x, y] = [b % a, a, y - (b / a) * x, x];
  return modulo(x);
}

/** x-coordinate of a multiple of the base point. */
const xOf = (scalar: bigint): bigint => toNumber(publicPointOf(toOctets(scalar, 32)).subarray(1, 33));

/** What each provider says of a signature. */
function verdicts(point: Uint8Array, bytes: Uint8Array, r: bigint, s: bigint): boolean[] {
  const signature = concatBytes(toOctets(r, 32), toOctets(s, 32));
  return PROVIDERS.map((provider) => provider.verify(provider.publicKey(point), bytes, signature));
}

describe('both providers', () => {
  it('verify what either signs, with s and with n - s, and refuse it for other octets', () => {
    fc.assert(
      fc.property(scalars, fc.uint8Array({ maxLength: 300 }), (scalar, bytes) => {
        const point = publicPointOf(scalar);
        for (const signer of PROVIDERS) {
          const signature = signer.sign(signer.privateKey(scalar), bytes);
          const [r, s] = [toNumber(signature.subarray(0, 32)), toNumber(signature.subarray(32))];
          expect(verdicts(point, bytes, r, s)).to.deep.equal([true, true]);
          expect(verdicts(point, bytes, r, ORDER - s)).to.deep.equal([true, true]);
          expect(verdicts(point, concatBytes(bytes, Uint8Array.of(0)), r, s)).to.deep.equal([false, false]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('have the same public point, shared secret and SHA-256', () => {
    fc.assert(
      fc.property(scalars, scalars, fc.uint8Array({ maxLength: 300 }), (own, peer, bytes) => {
        const [openssl, portable] = PROVIDERS.map((provider) => {
          const key = provider.privateKey(own);
          const z = provider.sharedSecret(key, provider.publicKey(publicPointOf(peer)));
          return [toHex(key.publicKey.point), toHex(z), toHex(provider.sha256(bytes))];
        });
        expect(portable).to.deep.equal(openssl);
      }),
      { numRuns: 60 },
    );
    const many = new Uint8Array(300_000).fill(0x5a);
    expect(toHex(portableProvider.sha256(many))).to.equal(toHex(opensslProvider.sha256(many)));
  });

  it('keep the octets of 0 at the start of a shared secret', () => {
    const peer = publicPointOf(scalarFromSeed(Uint8Array.of(9)));
    let found = 0;
    for (let i = 0; i < 20_000 && found < 2; i++) {
      const scalar = scalarFromSeed(Uint8Array.of(i >> 8, i & 0xff));
      const z = opensslProvider.sharedSecret(opensslProvider.privateKey(scalar), opensslProvider.publicKey(peer));
      if (z[0] !== 0) continue;
      found++;
      const other = portableProvider.sharedSecret(
        portableProvider.privateKey(scalar),
        portableProvider.publicKey(peer),
      );
      expect(toHex(other)).to.equal(toHex(z));
      expect(other).to.have.length(32);
    }
    expect(found).to.equal(2);
  });

  it('refuse r and s of 0, n and more', () => {
    const scalar = scalarFromSeed(BYTES);
    const signature = portableProvider.sign(portableProvider.privateKey(scalar), BYTES);
    const [r, s] = [toNumber(signature.subarray(0, 32)), toNumber(signature.subarray(32))];
    expect(verdicts(publicPointOf(scalar), BYTES, r, s)).to.deep.equal([true, true]);
    for (const bad of [0n, ORDER, ORDER + 1n, PRIME, 2n ** 256n - 1n]) {
      for (const [badR, badS] of [
        [bad, s],
        [r, bad],
        [bad, bad],
      ] as const) {
        expect(verdicts(publicPointOf(scalar), BYTES, badR, badS), `${badR} ${badS}`).to.deep.equal([false, false]);
      }
    }
  });

  it('refuse r + n and s + n where 32 octets can hold them', () => {
    // A scalar k whose point has a small x cannot be found, so the key is made to fit a point with a small x.
    const { r, s, point } = signatureOver((x) => x < 2n ** 256n - ORDER);
    expect(verdicts(point, BYTES, r, s)).to.deep.equal([true, true]);
    expect(verdicts(point, BYTES, r + ORDER, s)).to.deep.equal([false, false]);
    expect(verdicts(point, BYTES, r, s + ORDER)).to.deep.equal([false, false]);
  });

  it('take x modulo n where the point of the signature has an x of n or more', () => {
    const { x, r, s, point } = signatureOver((one) => one >= ORDER);
    expect(x - ORDER).to.equal(r);
    expect(verdicts(point, BYTES, r, s)).to.deep.equal([true, true]);
    expect(verdicts(point, BYTES, x, s)).to.deep.equal([false, false]);
  });

  it('add the two halves of a verification where they are the same point', () => {
    // u1 G = u2 Q: the digest is r times the key, so that s = 2 e / k.
    const e = digestOf(BYTES);
    const k = 0x1234_5678_9abcn;
    const r = modulo(xOf(k));
    const point = publicPointOf(toOctets(modulo(e * inverse(r)), 32));
    const s = modulo(2n * e * inverse(k));
    expect(verdicts(point, BYTES, r, s)).to.deep.equal([true, true]);
    expect(verdicts(point, BYTES, r, modulo(s + 1n))).to.deep.equal([false, false]);
  });

  it('refuse a signature whose point is at infinity', () => {
    // u1 G = -u2 Q: the digest is -r times the key, whatever s is.
    const e = digestOf(BYTES);
    for (const r of [1n, modulo(xOf(7n)), ORDER - 1n]) {
      const point = publicPointOf(toOctets(modulo(-e * inverse(r)), 32));
      for (const s of [1n, 2n, ORDER - 1n]) expect(verdicts(point, BYTES, r, s)).to.deep.equal([false, false]);
    }
  });

  it('verify with the smallest and the largest key', () => {
    for (const scalar of [1n, 2n, ORDER - 1n]) {
      for (const signer of PROVIDERS) {
        const key = signer.privateKey(toOctets(scalar, 32));
        const signature = signer.sign(key, BYTES);
        const [r, s] = [toNumber(signature.subarray(0, 32)), toNumber(signature.subarray(32))];
        expect(verdicts(key.publicKey.point, BYTES, r, s)).to.deep.equal([true, true]);
      }
    }
  });

  it('refuse a key of the other, and points that are on no curve, on another, or not of P-256 in this form', () => {
    const point = publicPointOf(scalarFromSeed(BYTES));
    const bad = [
      // (5, 1), (0, 0) and the generator of secp256k1.
      `04${'00'.repeat(31)}05${'00'.repeat(31)}01`,
      `04${'00'.repeat(64)}`,
      '0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
      // The point with x = 0, with p instead of 0.
      `04${toHex(toOctets(PRIME, 32))}${Y_AT_0}`,
      `03${toHex(point.subarray(1, 33))}`,
      `06${toHex(point.subarray(1))}`,
      '00',
      '',
    ];
    for (const provider of PROVIDERS) {
      for (const hex of bad) {
        const act = () => provider.publicKey(fromHex(hex));
        expect(act, hex).to.throw().with.property('code', 'GBCS_E_KEY');
      }
      expect(provider.publicKey(fromHex(`04${'00'.repeat(32)}${Y_AT_0}`)).point).to.have.length(65);
    }
    const [openssl, portable] = [opensslProvider.publicKey(point), portableProvider.publicKey(point)];
    expect(() => portableProvider.verify(openssl, BYTES, new Uint8Array(64))).to.throw('another provider');
    expect(() => opensslProvider.verify(portable, BYTES, new Uint8Array(64))).to.throw('another provider');
  });
});

/** A valid signature over a point whose x is wanted: its key follows from the point, r and any s. */
function signatureOver(wanted: (x: bigint) => boolean): { x: bigint; r: bigint; s: bigint; point: Uint8Array } {
  const start = wanted(ORDER) ? ORDER : 1n;
  for (let x = start; wanted(x) && x < PRIME; x++) {
    let point: InstanceType<typeof p256.Point>;
    try {
      point = p256.Point.fromBytes(concatBytes(Uint8Array.of(2), toOctets(x, 32)));
    } catch {
      continue;
    }
    const [r, s, e] = [modulo(x), 0xabcdefn, digestOf(BYTES)];
    if (r === 0n) continue;
    const key = point.multiply(modulo(s * inverse(r))).subtract(p256.Point.BASE.multiply(modulo(e * inverse(r))));
    return { x, r, s, point: key.toBytes(false) };
  }
  throw new Error('there is no such point');
}
