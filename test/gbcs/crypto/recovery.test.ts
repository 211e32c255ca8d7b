import { expect } from 'chai';
import fc from 'fast-check';
import { toHex } from '../../../gbcs/bytes/hex.js';
import { publicPointOf, scalarFromSeed, signDeterministic } from '../../../gbcs/crypto/deterministic.js';
import { opensslProvider } from '../../../gbcs/crypto/openssl.js';
import { recoverPublicPoints } from '../../../gbcs/crypto/recovery.js';
import '../../property-seed.js';

describe('public keys recovered from a signature', () => {
  it('are the one that signed, and others under which it holds too', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array({ minLength: 1 }), (bytes, seed) => {
        const scalar = scalarFromSeed(seed);
        const signature = signDeterministic(scalar, bytes, 'compact');
        const points = recoverPublicPoints(bytes, signature);
        expect(points.map((point) => toHex(point))).to.include(toHex(publicPointOf(scalar)));
        expect(points.length).to.be.within(1, 4);
        for (const point of points) {
          expect(opensslProvider.verify(opensslProvider.publicKey(point), bytes, signature)).to.equal(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are none where there is no signature', () => {
    expect(recoverPublicPoints(Uint8Array.of(1), new Uint8Array(64))).to.deep.equal([]);
    expect(recoverPublicPoints(Uint8Array.of(1), new Uint8Array(64).fill(0xff))).to.deep.equal([]);
    expect(recoverPublicPoints(Uint8Array.of(1), new Uint8Array(12))).to.deep.equal([]);
  });
});
