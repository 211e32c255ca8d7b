import { inspect } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { concatBytes, fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { isPoint, ORDER, toNumber, toOctets } from '../../../gbcs/crypto/curve.js';
import { publicPointOf, scalarFromSeed } from '../../../gbcs/crypto/deterministic.js';
import { opensslProvider } from '../../../gbcs/crypto/openssl.js';
import { portableProvider } from '../../../gbcs/crypto/portable.js';
import type { CryptoProvider, PrivateKey, PublicKey } from '../../../gbcs/crypto/provider.js';
import { KeyError } from '../../../gbcs/errors.js';

const scalarOf = (label: string) => scalarFromSeed(new TextEncoder().encode(label));
const BYTES = new TextEncoder().encode('some octets to sign');

/** What holds for every provider. */
function itKeepsTheContract(provider: CryptoProvider): void {
  const scalar = scalarOf('a');
  const key = provider.privateKey(scalar);

  it('knows the public key of a private key', () => {
    expect(toHex(key.publicKey.point)).to.equal(toHex(publicPointOf(scalar)));
  });

  it('signs plain r || s of 64 octets that it verifies, for a key parsed from the point too', () => {
    const signature = provider.sign(key, BYTES);
    expect(signature).to.have.length(64);
    expect(signature.constructor).to.equal(Uint8Array);
    expect(provider.verify(key.publicKey, BYTES, signature)).to.equal(true);
    expect(provider.verify(provider.publicKey(key.publicKey.point), BYTES, signature)).to.equal(true);
  });

  it('finds any changed bit of a signature or of what is signed', () => {
    const signature = provider.sign(key, BYTES);
    fc.assert(
      fc.property(fc.nat(64 * 8 - 1), (bit) => {
        const changed = signature.slice();
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(provider.verify(key.publicKey, BYTES, changed)).to.equal(false);
      }),
    );
    expect(provider.verify(key.publicKey, BYTES.subarray(1), signature)).to.equal(false);
  });

  it('accepts s and n - s alike: GBCS has no rule for low s', () => {
    const signature = provider.sign(key, BYTES);
    const other = toOctets(ORDER - toNumber(signature.subarray(32)), 32);
    expect(provider.verify(key.publicKey, BYTES, concatBytes(signature.subarray(0, 32), other))).to.equal(true);
  });

  it('says false to r or s of 0, n, n + 1 or all ones', () => {
    const signature = provider.sign(key, BYTES);
    const [r, s] = [signature.subarray(0, 32), signature.subarray(32)];
    for (const bad of [toOctets(0n, 32), toOctets(ORDER, 32), toOctets(ORDER + 1n, 32), new Uint8Array(32).fill(255)]) {
      expect(provider.verify(key.publicKey, BYTES, concatBytes(bad, s))).to.equal(false);
      expect(provider.verify(key.publicKey, BYTES, concatBytes(r, bad))).to.equal(false);
    }
  });

  it('says false to a signature of any other size, also to one of 64 octets with more after it', () => {
    const signature = provider.sign(key, BYTES);
    for (const size of [0, 1, 32, 63, 65, 70, 72, 128]) {
      const resized = new Uint8Array(size);
      resized.set(signature.subarray(0, Math.min(size, 64)));
      expect(provider.verify(key.publicKey, BYTES, resized), `${size}`).to.equal(false);
    }
  });

  it('refuses what is no point of P-256', () => {
    const { point } = key.publicKey;
    const changed = (at: number, value: number) => point.map((octet, i) => (i === at ? value : octet));
    const bad: Uint8Array[] = [
      new Uint8Array(),
      point.subarray(0, 64),
      concatBytes(point, Uint8Array.of(0)),
      changed(64, (point[64] as number) ^ 1),
      changed(0, 6 | ((point[64] as number) & 1)),
      concatBytes(Uint8Array.of(2), point.subarray(1, 33)),
      concatBytes(Uint8Array.of(4), new Uint8Array(64)),
      Uint8Array.of(0),
      new Uint8Array(65).fill(255),
    ];
    for (const one of bad) {
      expect(isPoint(one)).to.equal(false);
      expect(() => provider.publicKey(one))
        .to.throw(KeyError)
        .with.property('code', 'GBCS_E_KEY');
    }
  });

  it('refuses scalars outside 1..n-1', () => {
    const bad = [
      toOctets(0n, 32),
      toOctets(ORDER, 32),
      new Uint8Array(32).fill(255),
      new Uint8Array(31),
      new Uint8Array(33),
    ];
    for (const one of bad)
      expect(() => provider.privateKey(one))
        .to.throw(KeyError)
        .with.property('code', 'GBCS_E_KEY');
    for (const good of [1n, ORDER - 1n])
      expect(provider.privateKey(toOctets(good, 32)).publicKey.point).to.have.length(65);
  });

  it('agrees on Z from both sides, and a caller cannot spoil the one that is kept', () => {
    const other = provider.privateKey(scalarOf('b'));
    const z = provider.sharedSecret(key, other.publicKey);
    expect(z).to.have.length(32);
    expect(toHex(provider.sharedSecret(other, key.publicKey))).to.equal(toHex(z));
    const kept = toHex(z);
    z.fill(0);
    expect(toHex(provider.sharedSecret(key, other.publicKey))).to.equal(kept);
  });

  it('does not follow later changes of the octets it was given', () => {
    const own = scalar.slice();
    const point = key.publicKey.point.slice();
    const [privateKey, publicKey] = [provider.privateKey(own), provider.publicKey(point)];
    own.fill(1);
    point.fill(1);
    expect(provider.verify(publicKey, BYTES, provider.sign(privateKey, BYTES))).to.equal(true);
    expect(toHex(publicKey.point)).to.equal(toHex(key.publicKey.point));
  });

  it('does not follow changes of the point that a handle shows', () => {
    const own = provider.privateKey(scalar);
    const peer = provider.publicKey(provider.privateKey(scalarOf('peer')).publicKey.point);
    const z = toHex(provider.sharedSecret(provider.privateKey(scalar), peer));
    const signature = provider.sign(own, BYTES);
    own.publicKey.point.fill(1);
    peer.point.fill(1);
    expect(provider.verify(own.publicKey, BYTES, signature)).to.equal(true);
    expect(toHex(provider.sharedSecret(own, peer))).to.equal(z);
  });

  it('refuses handles of another provider', () => {
    const foreignPublic = { point: key.publicKey.point } as PublicKey;
    const foreignPrivate = { publicKey: key.publicKey } as PrivateKey;
    expect(() => provider.verify(foreignPublic, BYTES, new Uint8Array(64))).to.throw(KeyError);
    expect(() => provider.sign(foreignPrivate, BYTES)).to.throw(KeyError);
    expect(() => provider.sharedSecret(foreignPrivate, key.publicKey)).to.throw(KeyError);
    expect(() => provider.sharedSecret(key, foreignPublic)).to.throw(KeyError);
  });

  it('shows nothing of a private scalar', () => {
    const shown = [
      JSON.stringify(key),
      inspect(key, { showHidden: true, depth: 9 }),
      inspect(provider, { showHidden: true, depth: 9 }),
      JSON.stringify({ ...key }),
    ].join();
    // The octets in hexadecimal, in decimal lists and in base64.
    expect(shown).not.to.contain(toHex(scalar));
    expect(shown).not.to.match(new RegExp([...scalar.subarray(0, 4)].join('[,\\s":0-9]*,\\s*')));
    expect(shown).not.to.contain(Buffer.from(scalar).toString('base64url').slice(0, 12));
  });

  it('computes GMAC as test case 1 of the GCM specification has it, cut to 12 octets', () => {
    // AES-128-GCM of the empty text under the zero key: tag 58e2fccefa7e3061367f1d57a4e7455a.
    const tag = provider.gmac(new Uint8Array(16), new Uint8Array(12), new Uint8Array());
    expect(toHex(tag)).to.equal('58e2fccefa7e3061367f1d57');
    expect(tag.constructor).to.equal(Uint8Array);
  });

  it('takes a Buffer for octets, and gives plain octets', () => {
    const signature = provider.sign(key, Buffer.from(BYTES));
    expect(provider.verify(key.publicKey, Buffer.from(BYTES), Buffer.from(signature))).to.equal(true);
    const given = [signature, provider.sha256(Buffer.from(BYTES)), provider.sharedSecret(key, key.publicKey)];
    for (const octets of given) expect(octets.constructor).to.equal(Uint8Array);
    expect(toHex(provider.gmac(Buffer.alloc(16), Buffer.alloc(12), Buffer.alloc(0)))).to.equal(
      toHex(provider.gmac(new Uint8Array(16), new Uint8Array(12), new Uint8Array())),
    );
  });

  it('refuses GMAC keys and IVs of another size', () => {
    for (const [keySize, ivSize] of [
      [15, 12],
      [32, 12],
      [16, 11],
      [16, 16],
      [0, 0],
    ] as const) {
      expect(() => provider.gmac(new Uint8Array(keySize), new Uint8Array(ivSize), fromHex('00')))
        .to.throw(KeyError)
        .with.property('code', 'GBCS_E_CRYPTO');
    }
  });
}

for (const provider of [opensslProvider, portableProvider]) {
  describe(`${provider.name} provider`, () => itKeepsTheContract(provider));
}
