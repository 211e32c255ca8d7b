import { expect } from 'chai';
import fc from 'fast-check';
import {
  DEVICES,
  type DeviceNote,
  Fleet,
  Installation,
  type InstallationConfiguration,
  makeIdentities,
  PARTIES,
  type Party,
  readHomeDescription,
  type SavedInstallation,
} from '../../../emulator/index.js';
import {
  activateSwitch,
  type Command,
  configureSwitches,
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

/** So many entries that Command and Response go in blocks. */
function longCalendar(): Command {
  const entries = ([3, 5] as const).flatMap((number) =>
    Array.from({ length: 24 }, (_, hour) => ({
      switch: number,
      action: 'open' as const,
      hour,
      minute: number,
      weekdays: '1111111',
      specialDays: '',
    })),
  );
  return configureSwitches({ switches: {}, entries });
}

/** State of a home with an HCALCS at switch 2, when all that this took is over. */
function settled() {
  const home = new Home({ provider, identities: installation.identities }).bound();
  home.go(3600);
  return home.installation.save();
}

/** State of a home on links and with loads, after some frames. */
function begunOn(configuration: InstallationConfiguration): SavedInstallation {
  const home = new Installation(configuration);
  home.clock.advanceTo(home.clock.now + 30_000);
  return home.save();
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

  it('does the same in the same time whatever its steps are, also while blocks are on their way', () => {
    const slow = { ...installation, links: { seed: 'slow', quality: { latencyMs: 200, jitterMs: 100 } } };
    const asked = new Installation(slow);
    const supplier = (home: Installation) => home.parties.get(PARTIES.supplier.eui) as Party;
    asked.clock.advanceTo(asked.clock.now + 60_000);
    supplier(asked).request('6.14.2', esme, longCalendar());
    asked.clock.advanceTo(asked.clock.now + 60_000);
    const state = asked.save();
    /** State after 20 seconds in which a long Response was asked for, and how many events there were. */
    const inSteps = (ms: number) => {
      const fleet = new Fleet({ homes: 1, installation: slow, state });
      fleet.in(0, (home) => supplier(home).request('7.7', esme, readSwitchData()));
      const end = fleet.now + 20_000;
      let events = 0;
      let amidBlocks = 0;
      while (fleet.now < end) {
        events += fleet.advanceTo(Math.min(fleet.now + ms, end)).events;
        if (fleet.in(0, (home) => savedText(home.save())).includes('"blockSender":{')) amidBlocks++;
      }
      const ends = fleet.in(0, (home) => ({ open: supplier(home).open.length, state: savedText(home.save()) }));
      return { ...ends, events, amidBlocks };
    };
    const atOnce = inSteps(20_000);
    expect(atOnce.open).to.equal(0);
    for (const ms of [170, 1000]) {
      const { events, amidBlocks, ...ends } = inSteps(ms);
      expect(events, `events in steps of ${ms} ms`).to.equal(atOnce.events);
      expect(ends.state === atOnce.state, `state after steps of ${ms} ms`).to.equal(true);
      if (ms < 200) expect(amidBlocks, `steps of ${ms} ms`).to.be.above(0);
    }
  });

  it('has homes that chance treats differently, and each the same way again', () => {
    const configuration = {
      ...installation,
      links: { seed: 'street', quality: { latencyMs: 20, jitterMs: 400, loss: 0.1 } },
      electricity: readHomeDescription({
        seed: 'street',
        dailyKilowattHours: 8,
        hcalcs: 1,
        charger: {
          behind: ['hcalcs1'],
          amperes: [0, 32],
          routine: { arrives: '18:01', departs: '07:00', needKilowattHours: 10, rateWatts: 7000 },
        },
      }),
    };
    const go = (homes: readonly number[]) => {
      const notes: string[][] = [[], [], []];
      const observer = (home: number, _device: string, note: DeviceNote, at: number) =>
        notes[home]?.push(`${at} ${note.note}`);
      // The generators have drawn for all of them before they part.
      const fleet = new Fleet({ homes: 3, installation: configuration, state: begunOn(configuration), observer });
      for (const home of homes) fleet.in(home, ask('7.6', deactivateSwitch(2, 5)));
      fleet.advanceTo(fleet.now + 7_200_000);
      return homes.map((home) => {
        const [watts, energy] = fleet.in(home, ({ electricity, clock }) => [
          electricity?.powersAt(clock.now),
          electricity?.energyAt(clock.now),
        ]);
        return { notes: notes[home], watts: savedText(watts), energy };
      });
    };
    const [first, second] = go([0, 1]);
    for (const name of ['notes', 'watts', 'energy'] as const) {
      expect(first?.[name], name).not.to.deep.equal(second?.[name]);
    }
    expect(go([1, 0])).to.deep.equal([second, first]);
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
