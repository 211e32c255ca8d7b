import type { Eui64, Instant } from '../../../gbcs/index.js';
import type { Part } from '../kernel/ability.js';

/** What a hub knows of the radio link to a device; the emulated HAN has no radio, so these are what they are set to. */
export interface LinkFigures {
  /** dBm; the average also stands for the link quality below 1 GHz (GBCS 3.1 CCS06). */
  readonly rssi: readonly [max: number, average: number, min: number];
  /** 0 to 255. */
  readonly lqi: readonly [max: number, average: number, min: number];
  readonly hops: number;
  readonly applicationVersion: number;
  readonly stackVersion: number;
}

/** How communication with one device went. */
export interface Communications {
  /** When a frame last came from the device, or was acknowledged by it. */
  readonly last: Instant | undefined;
  /** Frames of the hub that the device did not get, and did. */
  readonly failures: number;
  readonly successes: number;
  readonly link?: LinkFigures;
}

const NONE: Communications = { last: undefined, failures: 0, successes: 0 };

/** The Communications Store of a hub: of each device, when and how well it was reached (CHTS 4.6.3.2, 4.6.3.14). */
export class CommunicationsStore implements Part {
  readonly name = 'communicationsStore';
  readonly #devices = new Map<Eui64, Communications>();
  readonly #forgetsFailures: boolean;

  /** @param forgetsFailures a defect: frames that got lost are not counted */
  constructor(forgetsFailures = false) {
    this.#forgetsFailures = forgetsFailures;
  }

  of(device: Eui64): Communications {
    return this.#devices.get(device) ?? NONE;
  }

  set(device: Eui64, communications: Communications): void {
    this.#devices.set(device, communications);
  }

  /** A frame has come from a device. */
  heard(device: Eui64, now: Instant): void {
    this.#devices.set(device, { ...this.of(device), last: now });
  }

  /** A frame to a device has got there, or has not. */
  sent(device: Eui64, delivered: boolean, now: Instant): void {
    const known = this.of(device);
    if (delivered) this.#devices.set(device, { ...known, last: now, successes: known.successes + 1 });
    else if (!this.#forgetsFailures) this.#devices.set(device, { ...known, failures: known.failures + 1 });
  }

  forget(device: Eui64): void {
    this.#devices.delete(device);
  }

  save(): ReadonlyMap<Eui64, Communications> {
    return new Map(this.#devices);
  }

  restore(saved: ReadonlyMap<Eui64, Communications>): void {
    this.#devices.clear();
    for (const [device, communications] of saved) this.#devices.set(device, communications);
  }
}
