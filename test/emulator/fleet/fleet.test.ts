import { expect } from 'chai';
import fc from 'fast-check';
import { DEVICES, Fleet, Installation, makeIdentities, PARTIES } from '../../../emulator/index.js';
import {
  activateSwitch,
  type Command,
  deactivateSwitch,
  portableProvider,
  profileById,
  readSwitchData,
} from '../../../gbcs/index.js';
import { Home } from '../devices/home.js';
import { savedText } from '../saved-text.js';

const { esme, hcalcs } = DEVICES;
/** The portable provider signs the same octets the same way each time. */
const provider = portableProvider;
const installation = {
  profile: profileById('secmp0046-core'),
  provider,
  identities: makeIdentities(provider, 'devices'),
  start: Date.UTC(2026, 0, 5, 18),
};

type Action = (home: Installation) => void;
const ask =
  (variant: string, command: Command): Action =>
  ({ parties }) => {
    parties.get(PARTIES.distributor.eui)?.request(variant, esme, command);
  };
const ACTIONS: readonly Action[] = [
  ask('7.5', activateSwitch(2, 20)),
  ask('7.6', deactivateSwitch(1, 5)),
  ask('7.7', readSwitchData()),
  ({ network }) => network.power(hcalcs, false),
  ({ network }) => network.power(hcalcs, true),
];

/** State of a home with an HCALCS at switch 2, when all that this took is over. */
function settled() {
  const home = new Home({ provider, identities: installation.identities }).bound();
  home.go(3600);
  return home.installation.save();
}

describe('a fleet', function () {
  this.timeout(60_000);
  const begun = settled();

  it('has homes that go the course of single ones', () => {
    const HOMES = 4;
    const course = fc.array(
      fc.record({
        after: fc.integer({ min: 0, max: 1_200_000 }),
        home: fc.nat(HOMES - 1),
        action: fc.constantFrom(...ACTIONS),
      }),
      { minLength: 1, maxLength: 10 },
    );
    fc.assert(
      fc.property(course, (steps) => {
        const fleet = new Fleet({ homes: HOMES, installation, state: begun });
        const singles = Array.from({ length: HOMES }, () => {
          const single = new Installation(installation);
          single.restore(begun);
          return single;
        });
        const goTo = (instant: number) => {
          fleet.advanceTo(instant);
          for (const { clock } of singles) clock.advanceTo(instant);
        };
        for (const { after, home, action } of steps) {
          goTo(fleet.now + after);
          fleet.in(home, action);
          const single = singles[home] as Installation;
          action(single);
          single.clock.advanceTo(single.clock.now);
        }
        goTo(fleet.now + 3_600_000);
        for (const [home, single] of singles.entries()) {
          expect(fleet.in(home, (one) => savedText(one.save())) === savedText(single.save()), `home ${home}`).to.equal(
            true,
          );
        }
      }),
      { numRuns: 12 },
    );
  });

  it('keeps homes that are alike once, and one that is not beside them', () => {
    const fleet = new Fleet({ homes: 1000, installation, state: begun });
    const one = fleet.octets;
    expect(one).to.be.below(4096);
    fleet.in(7, ask('7.5', activateSwitch(2, 20)));
    expect(fleet.octets).to.be.within(one + 500, one + 4096);
  });

  it('wakes only homes that have something to do, when they have', () => {
    const seen: string[] = [];
    const fleet = new Fleet({
      homes: 3,
      installation,
      state: begun,
      observer: (home, device, note, at) => {
        if (note.note === 'switched' && device === hcalcs)
          seen.push(`${home} ${note.position} ${(at - begun.clock.now) / 60_000}`);
      },
    });
    fleet.in(1, ask('7.5', activateSwitch(2, 20)));
    expect(fleet.nextDue).to.be.at.most(begun.clock.now + 20 * 60_000);
    expect(fleet.advanceTo(begun.clock.now + 10 * 60_000).homes).to.be.at.most(1);
    const { homes, events } = fleet.advanceTo(begun.clock.now + 21 * 60_000);
    expect(homes).to.equal(1);
    expect(events).to.be.above(0);
    expect(seen).to.deep.equal(['1 closed 0', '1 open 20']);
    expect(fleet.in(1, (home) => home.clock.now)).to.equal(fleet.now);
  });

  it('leaves a home as it was where something fails in it', () => {
    const fleet = new Fleet({ homes: 2, installation, state: begun });
    const before = fleet.in(0, (home) => savedText(home.save()));
    expect(() =>
      fleet.in(0, (home) => {
        home.network.power(hcalcs, false);
        throw new Error('no');
      }),
    ).to.throw('no');
    expect(fleet.in(0, (home) => savedText(home.save()))).to.equal(before);
  });

  it('refuses numbers of homes, homes and times that are none', () => {
    for (const homes of [0, -1, 1.5, Number.NaN, 1_000_001]) {
      expect(() => new Fleet({ homes, installation }), `${homes}`).to.throw('1 to 1000000 homes');
    }
    const fleet = new Fleet({ homes: 2, installation });
    for (const home of [-1, 2, 0.5]) expect(() => fleet.in(home, () => {}), `${home}`).to.throw('there is no home');
    for (const instant of [fleet.now - 1, Number.NaN]) expect(() => fleet.advanceTo(instant)).to.throw('time does not');
  });
});
