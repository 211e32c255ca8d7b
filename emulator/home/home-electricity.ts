import type { Instant } from '../../gbcs/index.js';
import type { Stored } from '../kernel/stored.js';
import { type BaseLoad, baseWatts, nextBaseChange } from './base-load.js';
import { type Charge, Charger, type ChargerConfiguration, minuteOfDay } from './charger.js';
import {
  type ApcName,
  type ChargerDescription,
  currentsOf,
  type HomeDescription,
  type SwitchName,
} from './home-description.js';
import { earliest, type HomeLoad, requireForward, WATT_MILLISECONDS_PER_KWH } from './home-load.js';
import { seedOf } from './random.js';
import { SwitchedLoad } from './switched-load.js';

/** What a home remembers of its electricity. */
export interface SavedHomeElectricity {
  readonly at: Instant;
  readonly energy: bigint;
  readonly loads: readonly unknown[];
}

const VOLTS = 230;

/**
 * The electricity of one home: what it takes, now and between now and then. It has no timers: a fleet or a feeder asks
 * for `powerAt` and `nextChange`, and tells it when a switch moves. Time only goes forward.
 */
export class HomeElectricity implements Stored<SavedHomeElectricity> {
  readonly charger: Charger | undefined;
  readonly #description: HomeDescription;
  #base: BaseLoad;
  readonly #loads: readonly HomeLoad[];
  /** What moves with a switch. */
  readonly #wires: ReadonlyMap<SwitchName, readonly ((closed: boolean, now: Instant) => void)[]>;
  /** What the charger is behind, if that is a proportional controller. */
  readonly #apc: ApcName | undefined;
  #at: Instant;
  /** Watt-milliseconds since the start. */
  #energy = 0n;
  readonly #onCharge: ((charge: Charge, at: Instant) => void) | undefined;
  /** As it was last told of. */
  #charge: Charge | undefined;

  /**
   * @param description as `readHomeDescription` gives it
   * @param onCharge hears of everything that changes at the charger, once this is asked or told something later
   */
  constructor(description: HomeDescription, start: Instant, onCharge?: (charge: Charge, at: Instant) => void) {
    const seed = seedOf(description.seed);
    this.#description = description;
    this.#at = start;
    this.#onCharge = onCharge;
    this.#base = { seed, dailyKilowattHours: description.dailyKilowattHours };
    const wires = new Map<SwitchName, ((closed: boolean, now: Instant) => void)[]>();
    const wire = (name: SwitchName, move: (closed: boolean, now: Instant) => void): void => {
      wires.set(name, [...(wires.get(name) ?? []), move]);
    };
    const loads: HomeLoad[] = [];
    if (description.charger !== undefined) {
      const charger = new Charger(chargerConfiguration(description.charger, seed), start);
      if ('maximumAmperes' in description.charger) [this.#apc] = description.charger.behind;
      else {
        for (const [at, name] of description.charger.behind.entries()) {
          wire(name, (closed, now) => charger.setSwitch(at, closed, now));
        }
      }
      this.charger = charger;
      loads.push(charger);
    }
    for (const { behind, ...configuration } of description.loads ?? []) {
      const load = new SwitchedLoad(configuration, start);
      wire(behind, (closed, now) => load.setSwitch(closed, now));
      loads.push(load);
    }
    this.#loads = loads;
    this.#wires = wires;
    this.#charge = this.charger?.charge;
  }

  /** Takes other power than other homes of the same description and state do. @param home from 0 */
  beHome(home: number): void {
    const seed = seedOf(`${this.#description.seed} home ${home}`);
    this.#base = { ...this.#base, seed };
    this.charger?.reseed(seed);
  }

  /** A switch of the home moves; one that nothing is behind may move as it likes. */
  switched(name: SwitchName, closed: boolean, now: Instant): void {
    this.#advance(now);
    for (const move of this.#wires.get(name) ?? []) move(closed, now);
    this.#tellCharge();
  }

  /** A proportional controller of the home has another level of output, in per cent. */
  levelSet(name: ApcName, level: number, now: Instant): void {
    this.#advance(now);
    if (name === this.#apc) this.charger?.setLevel(level, now);
    this.#tellCharge();
  }

  /** A car is plugged in: see {@link Charger.arrive}. Without a charger nothing happens. */
  carArrives(now: Instant, needKilowattHours: number, rateWatts: number, departsAt?: Instant): void {
    this.#advance(now);
    this.charger?.arrive(now, needKilowattHours, rateWatts, departsAt);
    this.#tellCharge();
  }

  carDeparts(now: Instant): void {
    this.#advance(now);
    this.charger?.depart(now);
    this.#tellCharge();
  }

  /** Power of the whole home, in W. @throws UsageError `HANLAB_E_USAGE` for a time before the last one */
  powerAt(now: Instant): number {
    this.#advance(now);
    return this.#watts();
  }

  /** Power of each load by its label, and of the rest of the home under `base`, in W. */
  powersAt(now: Instant): ReadonlyMap<string, number> {
    this.#advance(now);
    return new Map([
      ['base', baseWatts(this.#base, now)],
      ...this.#loads.map(({ label, watts }) => [label, watts] as const),
    ]);
  }

  /** When the power changes next if no switch moves and no car comes or goes unplanned. */
  nextChange(now: Instant): Instant {
    this.#advance(now);
    return this.#nextChange();
  }

  /** When something changes next at the charger by itself, if it does. */
  nextCharge(now: Instant): Instant | undefined {
    this.#advance(now);
    return this.charger?.nextChange();
  }

  /** All of it in plain values, for probes. */
  snapshotAt(now: Instant): Readonly<Record<string, unknown>> {
    const loads = Array.from(this.powersAt(now), ([label, watts]) => ({ label, watts }));
    const { charger } = this;
    return {
      watts: this.#watts(),
      kilowattHours: Number(this.#energy) / WATT_MILLISECONDS_PER_KWH,
      loads,
      ...(charger === undefined
        ? {}
        : { charger: { ...charger.charge, missingKilowattHours: charger.missing / WATT_MILLISECONDS_PER_KWH } }),
    };
  }

  /** Energy since the start in watt-milliseconds: the exact integral of the power. 3,600,000,000 are one kWh. */
  energyAt(now: Instant): bigint {
    this.#advance(now);
    return this.#energy;
  }

  #watts(): number {
    return this.#loads.reduce((sum, { watts }) => sum + watts, baseWatts(this.#base, this.#at));
  }

  #nextChange(): Instant {
    return earliest(nextBaseChange(this.#at), ...this.#loads.map((load) => load.nextChange())) as Instant;
  }

  #advance(now: Instant): void {
    requireForward(this.#at, now);
    while (this.#at < now) {
      const until = Math.min(now, this.#nextChange());
      this.#energy += BigInt(this.#watts() * (until - this.#at));
      this.#at = until;
      for (const load of this.#loads) load.advance(until);
      this.#tellCharge();
    }
  }

  #tellCharge(): void {
    const [told, charge] = [this.#charge, this.charger?.charge];
    if (charge === undefined || told === undefined) return;
    const isSame = (Object.keys(charge) as (keyof Charge)[]).every((name) => charge[name] === told[name]);
    if (isSame) return;
    this.#charge = charge;
    this.#onCharge?.(charge, this.#at);
  }

  save(): SavedHomeElectricity {
    return { at: this.#at, energy: this.#energy, loads: this.#loads.map((load) => load.save()) };
  }

  restore({ at, energy, loads }: SavedHomeElectricity): void {
    this.#at = at;
    this.#energy = energy;
    for (const [index, load] of this.#loads.entries()) load.restore(loads[index]);
    this.#charge = this.charger?.charge;
  }
}

function chargerConfiguration(description: ChargerDescription, seed: number): ChargerConfiguration {
  const { volts = VOLTS, phases = 1, routine } = description;
  const currents = currentsOf(description);
  const plain = { label: 'charger', currents, volts, phases, seed };
  if (routine === undefined) return plain;
  const [arrives = 0, departs = 0] = [routine.arrives, routine.departs].map(minuteOfDay);
  const { needKilowattHours, rateWatts } = routine;
  return { ...plain, routine: { arrives, departs, needKilowattHours, rateWatts } };
}
