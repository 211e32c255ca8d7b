import { type Instant, UsageError } from '../../gbcs/index.js';
import { type ChargingCurrents, withSwitch } from './charging-currents.js';
import { type EnergyNeed, metAt, needAfter } from './energy-need.js';
import { DAY_MS, earliest, energyOf, type HomeLoad, MINUTE_MS, nextMinuteOfDay, requireForward } from './home-load.js';
import { fraction } from './random.js';

/** A car at the charger. */
interface Vehicle {
  readonly need: EnergyNeed;
  /** The most that it takes, in W. */
  readonly rateWatts: number;
  readonly departsAt: Instant | undefined;
}

/** A car that comes and goes every day at the same times. */
interface ChargingRoutine {
  /** Minute of the day (UTC) at which it is plugged in, 0 to 1,439. */
  readonly arrives: number;
  /** Minute of the day at which it leaves: the first after it came. */
  readonly departs: number;
  /** Mean need when it comes; the need of a day lies between half and one and a half of it. */
  readonly needKilowattHours: number;
  /** The most that the car takes, in W. */
  readonly rateWatts: number;
}

export interface ChargerConfiguration {
  readonly label: string;
  readonly currents: ChargingCurrents;
  /** Voltage of a phase, in V. */
  readonly volts: number;
  readonly phases: 1 | 3;
  readonly routine?: ChargingRoutine;
  /** Of the home: the same seed has the same needs. */
  readonly seed: number;
}

/** How it is with a charger. */
export interface Charge {
  /** What it offers, in A per phase. */
  readonly amperes: number;
  /** What a car takes of that, in W. */
  readonly watts: number;
  /** Whether a car is plugged in. */
  readonly plugged: boolean;
}

/** What a charger has to remember. */
interface SavedCharger {
  readonly at: Instant;
  readonly state: number;
  readonly vehicle: Vehicle | undefined;
}

/**
 * An EV charger behind one switch, several or a proportional controller: it draws what their state lets it, at most what
 * the car takes, until the battery has what it needs or the car leaves.
 */
export class Charger implements HomeLoad<SavedCharger> {
  readonly #configuration: ChargerConfiguration;
  #at: Instant;
  /** Of all that is before it, as an index of the table of currents. */
  #state = 0;
  #vehicle: Vehicle | undefined;
  #seed: number;

  constructor(configuration: ChargerConfiguration, start: Instant) {
    this.#configuration = configuration;
    this.#seed = configuration.seed;
    this.#at = start;
  }

  get label(): string {
    return this.#configuration.label;
  }

  /** What it may offer, in A per phase. */
  get limitAmperes(): number {
    return this.#configuration.currents.amperes[this.#state] ?? 0;
  }

  get isPlugged(): boolean {
    return this.#vehicle !== undefined;
  }

  get charge(): Charge {
    return { amperes: this.limitAmperes, watts: this.watts, plugged: this.isPlugged };
  }

  /** Energy that the battery still needs, in watt-milliseconds; 0 without a car. */
  get missing(): number {
    return this.#vehicle?.need.missing ?? 0;
  }

  get watts(): number {
    const vehicle = this.#vehicle;
    if (vehicle === undefined || vehicle.need.missing === 0) return 0;
    const { volts, phases } = this.#configuration;
    return Math.min(vehicle.rateWatts, Math.floor(this.limitAmperes * volts * phases));
  }

  /**
   * A car is plugged in.
   * @param needKilowattHours what its battery needs, 0 or more
   * @param rateWatts the most that it takes, in whole W
   * @param departsAt when it leaves, if that is known
   * @throws UsageError `HANLAB_E_USAGE` if there is one already, or a value is none
   */
  arrive(now: Instant, needKilowattHours: number, rateWatts: number, departsAt?: Instant): void {
    this.advance(now);
    if (this.#vehicle !== undefined) throw new UsageError('HANLAB_E_USAGE', 'there is a car at the charger');
    const isNeed = Number.isFinite(needKilowattHours) && needKilowattHours >= 0 && needKilowattHours <= 1000;
    if (!isNeed || !Number.isInteger(rateWatts) || rateWatts < 0 || (departsAt !== undefined && departsAt <= now)) {
      throw new UsageError('HANLAB_E_USAGE', 'a car needs 0 to 1,000 kWh at a rate in whole W, and leaves later');
    }
    this.#vehicle = { need: { at: now, missing: energyOf(needKilowattHours) }, rateWatts, departsAt };
  }

  /** The car leaves, full or not. Without a car nothing happens. */
  depart(now: Instant): void {
    this.advance(now);
    this.#vehicle = undefined;
  }

  /** A switch before the charger moves. @param at 0 for the first */
  setSwitch(at: number, closed: boolean, now: Instant): void {
    this.advance(now);
    this.#state = withSwitch(this.#state, at, closed);
  }

  /** The proportional controller before the charger has another level. @param level 0 to 100 per cent */
  setLevel(level: number, now: Instant): void {
    this.advance(now);
    this.#state = level;
  }

  nextChange(): Instant | undefined {
    const { routine } = this.#configuration;
    const vehicle = this.#vehicle;
    if (vehicle === undefined) return routine === undefined ? undefined : nextMinuteOfDay(this.#at, routine.arrives);
    return earliest(metAt(vehicle.need, this.watts), vehicle.departsAt);
  }

  advance(now: Instant): void {
    requireForward(this.#at, now);
    for (let due = this.nextChange(); due !== undefined && due <= now; due = this.nextChange()) this.#pass(due);
    this.#settle(now);
  }

  #settle(now: Instant): void {
    if (this.#vehicle !== undefined) {
      this.#vehicle = { ...this.#vehicle, need: needAfter(this.#vehicle.need, this.watts, now) };
    }
    this.#at = now;
  }

  /** What changes at an instant at which something does. */
  #pass(due: Instant): void {
    this.#settle(due);
    const { routine } = this.#configuration;
    if (this.#vehicle === undefined && routine !== undefined) {
      const share = 0.5 + fraction(this.#seed, Math.floor(due / DAY_MS));
      const missing = energyOf(routine.needKilowattHours * share);
      const departsAt = nextMinuteOfDay(due, routine.departs);
      this.#vehicle = { need: { at: due, missing }, rateWatts: routine.rateWatts, departsAt };
    } else if (this.#vehicle?.departsAt === due) {
      this.#vehicle = undefined;
    }
  }

  /** Has the needs of another home from now on. */
  reseed(seed: number): void {
    this.#seed = seed;
  }

  save(): SavedCharger {
    return { at: this.#at, state: this.#state, vehicle: this.#vehicle };
  }

  restore({ at, state, vehicle }: SavedCharger): void {
    this.#at = at;
    this.#state = state;
    this.#vehicle = vehicle;
  }
}

/** The minute of the day of a time such as `17:30`, or nothing if it is none. */
export function minuteOfDay(text: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match === null ? undefined : (Number(match[1]) * 3_600_000) / MINUTE_MS + Number(match[2]);
}
