import type { Instant } from '../../gbcs/index.js';
import { type EnergyNeed, metAt, needAfter } from './energy-need.js';
import { earliest, energyOf, type HomeLoad, nextMinuteOfDay, requireForward } from './home-load.js';

export interface SwitchedLoadConfiguration {
  /** Such as `storage heater`. */
  readonly label: string;
  /** Power while it is on, in whole W. */
  readonly watts: number;
  /** What it takes in a day, noon to noon (UTC), before its thermostat turns it off; without it there is none. */
  readonly dailyKilowattHours?: number;
}

/** What a load has to remember. */
interface SavedSwitchedLoad {
  readonly at: Instant;
  readonly closed: boolean;
  readonly missing: number;
}

/** Between two nights: a storage heater that fills up at night has its new need by then. */
const NOON = 720;

/** A load behind one switch, such as a storage heater or an immersion heater, that may be satisfied before it is off. */
export class SwitchedLoad implements HomeLoad<SavedSwitchedLoad> {
  readonly #configuration: SwitchedLoadConfiguration;
  #need: EnergyNeed;
  #closed = false;

  constructor(configuration: SwitchedLoadConfiguration, start: Instant) {
    this.#configuration = configuration;
    this.#need = { at: start, missing: this.#wholeNeed };
  }

  /** Need of a day in watt-milliseconds. */
  get #wholeNeed(): number {
    return energyOf(this.#configuration.dailyKilowattHours ?? 0);
  }

  get #hasThermostat(): boolean {
    return this.#configuration.dailyKilowattHours !== undefined;
  }

  get label(): string {
    return this.#configuration.label;
  }

  get watts(): number {
    const wants = !this.#hasThermostat || this.#need.missing > 0;
    return this.#closed && wants ? this.#configuration.watts : 0;
  }

  /** The switch before it moves. */
  setSwitch(closed: boolean, now: Instant): void {
    this.advance(now);
    this.#closed = closed;
  }

  nextChange(): Instant | undefined {
    if (!this.#hasThermostat) return undefined;
    const isFresh = this.#need.missing === this.#wholeNeed && this.watts === 0;
    return earliest(metAt(this.#need, this.watts), isFresh ? undefined : nextMinuteOfDay(this.#need.at, NOON));
  }

  advance(now: Instant): void {
    requireForward(this.#need.at, now);
    for (let due = this.nextChange(); due !== undefined && due <= now; due = this.nextChange()) {
      const isNoon = due === nextMinuteOfDay(this.#need.at, NOON);
      this.#need = needAfter(this.#need, this.watts, due);
      if (isNoon) this.#need = { at: due, missing: this.#wholeNeed };
    }
    this.#need = needAfter(this.#need, this.watts, now);
  }

  save(): SavedSwitchedLoad {
    return { ...this.#need, closed: this.#closed };
  }

  restore({ at, missing, closed }: SavedSwitchedLoad): void {
    this.#need = { at, missing };
    this.#closed = closed;
  }
}
