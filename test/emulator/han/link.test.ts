import { expect } from 'chai';
import fc from 'fast-check';
import { DEVICES, type LinkQuality, Links } from '../../../emulator/index.js';

const { hub, esme, hcalcs } = DEVICES;
const START = Date.UTC(2026, 0, 5, 18);

/** When each of some frames arrives, sent a second apart. */
function fates(links: Links, frames = 200, apartMs = 1000): (readonly number[])[] {
  return Array.from({ length: frames }, (_, i) => links.arrivals(hub, esme, START + i * apartMs));
}

const qualities: fc.Arbitrary<LinkQuality> = fc.record({
  latencyMs: fc.nat(500),
  jitterMs: fc.nat(500),
  loss: fc.double({ min: 0, max: 0.5, noNaN: true }),
  duplication: fc.double({ min: 0, max: 0.5, noNaN: true }),
  reordering: fc.double({ min: 0, max: 0.5, noNaN: true }),
  reorderingMs: fc.nat(3000),
});

describe('links of a HAN', () => {
  it('are ideal unless something else is said: each frame arrives at once, and once', () => {
    expect(fates(new Links(), 3)).to.deep.equal([[START], [START + 1000], [START + 2000]]);
  });

  it('have the fates of their seed, whatever passes on other links', () => {
    fc.assert(
      fc.property(qualities, fc.string(), (quality, seed) => {
        const links = new Links({ seed, quality });
        const busy = new Links({ seed, quality });
        const expected = fates(links, 30);
        const found = Array.from({ length: 30 }, (_, i) => {
          busy.arrivals(esme, hub, START);
          busy.arrivals(hub, hcalcs, START);
          return busy.arrivals(hub, esme, START + i * 1000);
        });
        expect(found).to.deep.equal(expected);
      }),
    );
    const quality = { loss: 0.5 };
    expect(fates(new Links({ seed: 'a', quality }))).not.to.deep.equal(fates(new Links({ seed: 'b', quality })));
  });

  it('lose and double the share of frames that they are told to', () => {
    const lost = fates(new Links({ seed: 'share', quality: { loss: 0.25 } }), 4000).filter((one) => one.length === 0);
    expect(lost.length).to.be.within(900, 1100);
    const twice = fates(new Links({ seed: 'share', quality: { duplication: 0.1 } }), 4000);
    expect(twice.filter((one) => one.length === 2).length).to.be.within(320, 480);
    expect(fates(new Links({ seed: 'share', quality: { loss: 1 } })).flat()).to.deep.equal([]);
  });

  it('delay frames within their latency and jitter, and keep them in order but for those that are overtaken', () => {
    fc.assert(
      fc.property(qualities, fc.string(), (quality, seed) => {
        const { latencyMs = 0, jitterMs = 0 } = quality;
        const inOrder = { latencyMs, jitterMs };
        const arrivals = fates(new Links({ seed, quality: inOrder }), 50, 10).flat();
        expect(arrivals).to.deep.equal(arrivals.toSorted((a, b) => a - b));
        const { reorderingMs = 0 } = quality;
        // So far apart that none has to wait for one before it.
        const apart = 10_000;
        for (const [i, [first, echo]] of fates(new Links({ seed, quality }), 50, apart).entries()) {
          if (first === undefined) continue;
          const delay = first - (START + i * apart);
          expect(delay).to.be.within(latencyMs, latencyMs + jitterMs + reorderingMs);
          if (echo !== undefined) expect(echo - first).to.be.within(0, latencyMs + jitterMs);
        }
        for (const [i, [first = 0]] of fates(new Links({ seed, quality: inOrder }), 50, apart).entries()) {
          expect(first - (START + i * apart)).to.be.within(latencyMs, latencyMs + jitterMs);
        }
      }),
    );
    const overtaken = fates(new Links({ seed: 'order', quality: { reordering: 0.3, latencyMs: 10 } }), 200, 10).flat();
    expect(overtaken).not.to.deep.equal(overtaken.toSorted((a, b) => a - b));
  });

  it('keep what is sent after they were made better behind what is on its way', () => {
    const links = new Links({ seed: 'better', quality: { latencyMs: 500 } });
    expect(links.arrivals(hub, esme, START)).to.deep.equal([START + 500]);
    links.set({});
    expect(links.arrivals(hub, esme, START + 100)).to.deep.equal([START + 500]);
    expect(links.arrivals(esme, hub, START + 100), 'the other way').to.deep.equal([START + 100]);
    expect(links.arrivals(hub, esme, START + 600)).to.deep.equal([START + 600]);
  });

  it('carry nothing while they are parted, from the first instant up to the second', () => {
    const links = new Links({ seed: '', quality: { partitions: [{ from: START + 1000, until: START + 3000 }] } });
    expect(fates(links, 5, 1000).map((one) => one.length)).to.deep.equal([1, 0, 0, 1, 1]);
  });

  it('can differ between two devices, both ways alike, until all are told anew', () => {
    const links = new Links({ seed: 'pair' });
    links.set({ loss: 1 }, [esme, hub]);
    expect([links.arrivals(hub, esme, START), links.arrivals(esme, hub, START)]).to.deep.equal([[], []]);
    expect(links.arrivals(hub, hcalcs, START)).to.deep.equal([START]);
    links.set({});
    expect(links.arrivals(hub, esme, START)).to.deep.equal([START]);
  });

  it('are refused where a share or a time cannot be', () => {
    for (const quality of [{ loss: 1.1 }, { loss: -0.1 }, { duplication: Number.NaN }, { latencyMs: -1 }]) {
      expect(() => new Links({ seed: '', quality })).to.throw(RangeError);
    }
    const partitions = [{ from: 2, until: 1 }];
    expect(() => new Links().set({ partitions })).to.throw(RangeError);
  });
});

describe('a link that loses frames within bounds', () => {
  const quality = { loss: 1, sparedMs: 20_000, sparesJoining: true };

  it('loses none of a direction while it is spared, and then again', () => {
    const links = new Links({ seed: 'bounded', quality });
    expect(links.arrivals(hub, esme, START)).to.deep.equal([]);
    expect(links.arrivals(hub, esme, START + 19_999)).to.deep.equal([START + 19_999]);
    expect(links.arrivals(esme, hub, START + 19_999), 'the other way').to.deep.equal([]);
    expect(links.arrivals(hub, esme, START + 20_000)).to.deep.equal([]);
  });

  it('loses no step of joining, if it spares them', () => {
    const links = new Links({ seed: 'bounded', quality });
    expect(links.arrivals(hub, esme, START, true)).to.deep.equal([START]);
    expect(links.arrivals(hub, esme, START, false)).to.deep.equal([]);
  });
});
