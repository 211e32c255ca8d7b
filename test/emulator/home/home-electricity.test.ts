import { expect } from 'chai';
import fc from 'fast-check';
import {
  chargingCurrents,
  type HomeDescription,
  HomeElectricity,
  onOffCurrents,
  readHomeDescription,
  type SwitchName,
  steppedCurrents,
} from '../../../emulator/index.js';

/** A Monday, midnight. */
const START = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KWH = 3_600_000_000n;
const QUIET = { seed: 'home', dailyKilowattHours: 0, hcalcs: 3 } as const;

/** Two HCALCS in parallel: 0, 10, 16 and 32 A at 230 V. */
const CHARGER = { behind: ['hcalcs1', 'hcalcs2'], amperes: [0, 10, 16, 32] } as const;
const HEATER = { label: 'storage heater', behind: 'hcalcs3', watts: 3000, dailyKilowattHours: 12 } as const;
const IMMERSION = { label: 'immersion', behind: 'alcs1', watts: 2800 } as const;

function home(description: Partial<HomeDescription> = {}): HomeElectricity {
  return new HomeElectricity(readHomeDescription({ ...QUIET, ...description }), START);
}

describe('charger', () => {
  it('draws what every state of its switches lets it', () => {
    const one = home({ charger: CHARGER });
    one.carArrives(START, 60, 7400);
    const watts = [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ].map((closed, i) => {
      for (const [at, is] of closed.entries()) one.switched(`hcalcs${at + 1}`, is, START + i * 1000);
      return one.powerAt(START + i * 1000);
    });
    expect(watts).to.deep.equal([0, 2300, 3680, 7360]);
  });

  it('takes exactly what the battery needs, and says when it has it', () => {
    const one = home({ charger: CHARGER });
    one.carArrives(START, 6, 3000);
    one.switched('hcalcs1', true, START);
    one.switched('hcalcs2', true, START);
    expect(one.powerAt(START), 'the rate of the car').to.equal(3000);
    expect(one.powerAt(START + 2 * HOUR - 1)).to.equal(3000);
    expect(one.powerAt(START + 2 * HOUR)).to.equal(0);
    expect(one.energyAt(START + DAY)).to.equal(6n * KWH);
  });

  it('loses its car at the planned time, full or not, and has another then', () => {
    const one = home({ charger: CHARGER });
    one.switched('hcalcs1', true, START);
    one.carArrives(START, 50, 7000, START + HOUR);
    expect(one.nextChange(START + 1)).to.equal(START + 30 * 60_000);
    expect(() => one.carArrives(START + 1, 1, 1000)).to.throw(/there is a car/);
    expect(one.powerAt(START + HOUR)).to.equal(0);
    expect(one.charger?.isPlugged).to.equal(false);
    expect(one.energyAt(START + 2 * HOUR)).to.equal(2_300n * BigInt(HOUR));
    one.carArrives(START + 2 * HOUR, 1, 7000);
    one.carDeparts(START + 2 * HOUR + 1);
    expect(one.charger?.isPlugged).to.equal(false);
  });

  it('goes by its routine', () => {
    const routine = { arrives: '18:00', departs: '07:30', needKilowattHours: 8, rateWatts: 7360 };
    const one = home({ charger: { ...CHARGER, routine } });
    one.switched('hcalcs1', true, START);
    one.switched('hcalcs2', true, START);
    expect(one.powerAt(START + 18 * HOUR - 1)).to.equal(0);
    expect(one.powerAt(START + 18 * HOUR)).to.equal(7360);
    const need = one.charger?.missing ?? 0;
    expect(need / 3.6e9).to.be.within(4, 12);
    // A whole number of milliseconds at a whole number of watts: up to one of these more than is needed.
    expect(Number(one.energyAt(START + 31 * HOUR))).to.be.within(need, need + 7360);
    expect(one.powerAt(START + 31.5 * HOUR)).to.equal(0);
    expect(one.charger?.isPlugged).to.equal(false);
  });

  it('has a current for every state of its switches, or is refused', () => {
    expect(onOffCurrents(32).amperes).to.deep.equal([0, 32]);
    expect(steppedCurrents([8, 16], 20).amperes).to.deep.equal([0, 8, 16, 20]);
    for (const [switches, amperes] of [
      [1, [0]],
      [2, [0, 10, 16]],
      [2, [0, 10, 16, 32, 32]],
      [0, [6]],
      [6, new Array(64).fill(0)],
      [1, [0, 5]],
      [1, [0, 81]],
      [1, [0, 6.5]],
      [1, [0, Number.NaN]],
      [1, [-6, 6]],
    ] as const) {
      expect(() => chargingCurrents(switches, amperes), `${amperes}`).to.throw();
    }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), (switches) => {
        expect(chargingCurrents(switches, new Array(2 ** switches).fill(16)).amperes).to.have.length(2 ** switches);
      }),
    );
  });
});

describe('other loads', () => {
  it('are off when their thermostat has had enough, and want more the next night', () => {
    const one = home({ loads: [HEATER] });
    one.switched('hcalcs3', true, START);
    expect(one.powerAt(START + 4 * HOUR - 1)).to.equal(3000);
    expect(one.powerAt(START + 4 * HOUR)).to.equal(0);
    expect(one.powerAt(START + 12 * HOUR)).to.equal(3000);
    expect(one.energyAt(START + DAY)).to.equal(24n * KWH);
  });

  it('without a thermostat follow their switch', () => {
    const one = home({ loads: [IMMERSION, HEATER] });
    one.switched('alcs1', true, START);
    one.switched('alcs1', false, START + 3 * HOUR);
    one.switched('alcs5', true, START + 4 * HOUR);
    expect(one.energyAt(START + DAY)).to.equal((28n * 3n * KWH) / 10n);
    expect([...one.powersAt(START + DAY)]).to.deep.equal([
      ['base', 0],
      ['immersion', 0],
      ['storage heater', 0],
    ]);
  });
});

describe('a home', () => {
  it('has a base load that its seed alone decides, with an evening peak', () => {
    const power = (seed: string) => {
      const one = home({ seed, dailyKilowattHours: 10 });
      return Array.from({ length: 48 }, (_, slot) => one.powerAt(START + (slot * HOUR) / 2));
    };
    expect(power('a')).to.deep.equal(power('a'));
    expect(power('a')).to.not.deep.equal(power('b'));
    const mean = Array.from({ length: 48 }, () => 0);
    for (let i = 0; i < 300; i++)
      for (const [slot, watts] of power(`home ${i}`).entries()) mean[slot] = (mean[slot] ?? 0) + watts / 300;
    expect(mean.indexOf(Math.max(...mean))).to.be.within(33, 40);
    expect(Math.max(...mean)).to.be.greaterThan(3 * Math.min(...mean));
  });

  it('takes about what it is said to take in a year', () => {
    const energies = Array.from(
      { length: 20 },
      (_, i) => Number(home({ seed: `${i}`, dailyKilowattHours: 9 }).energyAt(START + 365 * DAY)) / Number(KWH),
    );
    const mean = energies.reduce((sum, one) => sum + one, 0) / energies.length;
    expect(mean / 365).to.be.within(8.8, 9.2);
  });

  const actions = fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 10 * HOUR }),
      name: fc.constantFrom<SwitchName>('hcalcs1', 'hcalcs2', 'hcalcs3', 'alcs1'),
      closed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  );
  const full = (): HomeElectricity =>
    home({
      dailyKilowattHours: 8,
      loads: [HEATER, IMMERSION],
      charger: { ...CHARGER, routine: { arrives: '17:00', departs: '08:00', needKilowattHours: 12, rateWatts: 7000 } },
    });

  it('has an energy that is the integral of its power, however often it is asked, and constant power between changes', () => {
    fc.assert(
      fc.property(
        actions,
        fc.array(fc.integer({ min: 60_000, max: 3 * HOUR }), { maxLength: 20 }),
        (moves, questions) => {
          const [once, often] = [full(), full()];
          let at = START;
          let integral = 0n;
          const lookUntil = (until: number): void => {
            while (at < until) {
              const step = questions.length === 0 ? DAY : (questions[at % questions.length] ?? DAY);
              const next = Math.min(until, often.nextChange(at), at + step);
              const watts = often.powerAt(at);
              expect(often.powerAt(next - 1), 'power until the change').to.equal(watts);
              integral += BigInt(watts * (next - at));
              at = next;
            }
          };
          for (const { after, name, closed } of moves) {
            lookUntil(at + after);
            for (const one of [once, often]) one.switched(name, closed, at);
          }
          lookUntil(at + DAY);
          expect(often.energyAt(at)).to.equal(integral);
          expect(once.energyAt(at)).to.equal(integral);
          expect(once.powerAt(at)).to.equal(often.powerAt(at));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('goes on in a fresh home as in the one that was saved', () => {
    fc.assert(
      fc.property(actions, (moves) => {
        const one = full();
        let at = START;
        for (const { after, name, closed } of moves) {
          at += after;
          one.switched(name, closed, at);
        }
        const saved = one.save();
        expect(structuredClone(saved)).to.deep.equal(saved);
        const twin = full();
        twin.restore(structuredClone(saved));
        expect(twin.energyAt(at + 2 * DAY)).to.equal(one.energyAt(at + 2 * DAY));
        expect(twin.save()).to.deep.equal(one.save());
      }),
      { numRuns: 40 },
    );
  });

  it('does not go back in time', () => {
    const one = home();
    one.powerAt(START + 1);
    expect(() => one.powerAt(START)).to.throw(/cannot go back/);
  });

  it('is refused with the place of what is wrong', () => {
    for (const [change, place] of [
      [{ hcalcs: 6 }, /^hcalcs: /],
      [{ hcalcs: -1 }, /^hcalcs: /],
      [{ hcalcs: 0, charger: CHARGER }, /^charger.behind\[0\]: not a switch of the home: alcs1 to alcs5/],
      [{ loads: [HEATER, HEATER] }, /^loads\[1\].label: /],
      [{ loads: [{ ...HEATER, label: 'base' }] }, /^loads\[0\].label: /],
      [{ charger: { behind: ['apc5'] } }, /^charger.maximumAmperes: not a whole number from 6 to 80/],
      [{ charger: { behind: ['apc5'], maximumAmperes: 5 } }, /^charger.maximumAmperes: /],
      [{ charger: { behind: ['apc5'], maximumAmperes: 32, amperes: [0, 32] } }, /^charger.amperes: /],
      [{ charger: { ...CHARGER, maximumAmperes: 32 } }, /^charger.maximumAmperes: /],
      [{ charger: { behind: ['apc5', 'hcalcs1'], amperes: [0, 6, 8, 10] } }, /^charger.behind\[0\]: /],
      [{ charger: { behind: ['apc6'], maximumAmperes: 32 } }, /^charger.behind\[0\]: /],
      [{ controllers: ['apc'] }, /^controllers: not a list of 5/],
      [{ controllers: ['apc', 'none', 'none', 'none', 'hcalcs'] }, /^controllers: /],
      [{ seed: '' }, /^seed: /],
      [{ dailyKilowattHours: -1 }, /^dailyKilowattHours: /],
      [{ dailyKilowattHours: '9' }, /^dailyKilowattHours: /],
      [{ colour: 'red' }, /colour/],
      [{ charger: { ...CHARGER, behind: ['hcalcs4', 'hcalcs1'] } }, /^charger.behind\[0\]: /],
      [{ charger: { ...CHARGER, behind: ['hcalcs1', 'hcalcs1'] } }, /^charger.behind: /],
      [{ charger: { ...CHARGER, amperes: [0, 32] } }, /^charger.amperes: .*4 states/],
      [{ charger: { ...CHARGER, phases: 2 } }, /^charger.phases: /],
      [{ charger: { ...CHARGER, routine: { arrives: '24:00', departs: '07:00' } } }, /^charger.routine.arrives: /],
      [{ loads: [{ ...HEATER, watts: 1.5 }] }, /^loads\[0\].watts: /],
      [{ loads: [{ ...HEATER, behind: 'switch1' }] }, /^loads\[0\].behind: /],
      [{ loads: new Array(21).fill(IMMERSION) }, /^loads: /],
    ] as const) {
      expect(() => readHomeDescription({ ...QUIET, ...change }), JSON.stringify(change)).to.throw(place);
    }
    for (const value of [null, undefined, 1, 'home', []])
      expect(() => readHomeDescription(value)).to.throw(/an object/);
  });
});
