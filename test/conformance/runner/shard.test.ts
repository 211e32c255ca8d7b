import { expect } from 'chai';
import fc from 'fast-check';
import { SCENARIOS, scenariosOfShard } from '../../../conformance/index.js';

function shards<S extends { readonly id: string }>(scenarios: readonly S[], count: number): (readonly S[])[] {
  return Array.from({ length: count }, (_, i) => scenariosOfShard(scenarios, { index: i + 1, count }));
}

describe('shards', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { maxLength: 60 });

  it('have each scenario once, in its order, and are of equal size', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 12 }), (ids, count) => {
        const parts = shards(
          ids.map((id) => ({ id })),
          count,
        );
        const all = parts.flatMap((part) => part.map(({ id }) => id));
        expect(all.sort()).to.deep.equal([...ids].sort());
        const sizes = parts.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).to.be.at.most(1);
        for (const part of parts) {
          const places = part.map(({ id }) => ids.indexOf(id));
          expect(places).to.deep.equal([...places].sort((a, b) => a - b));
        }
      }),
    );
  });

  it('are the same in whatever order the suite has its scenarios', () => {
    const idsOf = (part: readonly { readonly id: string }[]) => part.map(({ id }) => id).sort();
    const backwards = shards([...SCENARIOS].reverse(), 5).map(idsOf);
    expect(shards(SCENARIOS, 5).map(idsOf)).to.deep.equal(backwards);
    expect(new Set(backwards.map(({ length }) => length)).size).to.be.at.most(2);
  });
});
