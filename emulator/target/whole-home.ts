import { type Eui64, type GbcsVersion, type Instant, UsageError } from '../../gbcs/index.js';
import { DurableHome, type DurableHomeConfiguration } from '../durable/durable-home.js';
import type { HanFrame } from '../han/frames.js';
import { DEVICES, INSTALL_CODES } from '../identities.js';
import { Installation, type InstallationConfiguration } from '../installation.js';
import type { Device } from '../kernel/device.js';
import type { EmulatedTarget, Kept, Prompt, TargetDevice, TargetListener } from './emulated-target.js';
import { numberIn, quantityIn } from './params.js';

const MOST_KILOWATT_HOURS = 1000;
const MOST_CAR_WATTS = 50_000;

type Telling = (listener: TargetListener) => void;

/** What the home tells while something happens to it: it is passed on when that is done, and on disk if it is kept. */
interface Tellings {
  readonly list: Telling[];
  readonly configuration: InstallationConfiguration;
}

/**
 * A whole home: GBCS messages go to its hub and come from it, and the frames of its HAN are told as they pass. Kept on
 * disk, it tells nothing that is not there, and its messages again until they are confirmed.
 */
export class WholeHome implements EmulatedTarget {
  readonly kind = 'home';
  readonly gbcsAddress = DEVICES.hub;
  readonly #tellings: Tellings;
  readonly #listener: TargetListener;
  readonly #durable: DurableHome | undefined;
  #home: Installation;
  /** Sequence of the last message of the outbox that was told. */
  #lastTold = 0;
  /** How far time has passed in which nothing happened, and which is not on disk. */
  #passed: Instant = Number.NEGATIVE_INFINITY;

  private constructor(tellings: Tellings, listener: TargetListener, home: Installation, durable?: DurableHome) {
    this.#tellings = tellings;
    this.#listener = listener;
    this.#home = home;
    this.#durable = durable;
    this.#tell();
  }

  /** A home that lasts as long as its process. */
  static inMemory(configuration: InstallationConfiguration, listener: TargetListener): WholeHome {
    const tellings = collecting(configuration, true);
    return new WholeHome(tellings, listener, new Installation(tellings.configuration));
  }

  /**
   * A home in a directory.
   * @param kept where it is kept, and what it is made with, in words; see {@link DurableHome.open}, also for errors
   */
  static async onDisk(
    configuration: InstallationConfiguration,
    listener: TargetListener,
    kept: Omit<DurableHomeConfiguration, 'installation'>,
  ): Promise<WholeHome> {
    const tellings = collecting(configuration, false);
    const durable = await DurableHome.open({ ...kept, installation: tellings.configuration });
    return new WholeHome(tellings, listener, durable.installation, durable);
  }

  get profile(): string {
    return this.#tellings.configuration.profile.id;
  }

  get gbcsVersion(): GbcsVersion {
    return this.#tellings.configuration.profile.gbcsVersion;
  }

  get devices(): readonly TargetDevice[] {
    return this.#home.devices.map(({ eui, kind }) => {
      const installCode = INSTALL_CODES_OF.get(eui);
      return { device: eui, kind, ...(installCode === undefined ? {} : { installCode }) };
    });
  }

  get now(): Instant {
    return Math.max(this.#home.clock.now, this.#passed);
  }

  get nextDue(): Instant | undefined {
    return this.#home.nextDue;
  }

  reset(now: Instant): void {
    if (this.#durable !== undefined) {
      throw new UsageError('HANLAB_E_USAGE', 'a home that is kept on disk is begun anew in another directory');
    }
    this.#tellings.list.length = 0;
    this.#home = new Installation({ ...this.#tellings.configuration, start: now });
    this.#tell();
  }

  sendFrame(frame: HanFrame): void {
    this.#do(({ network }) => network.send(frame));
  }

  sendMessage(message: Uint8Array): void {
    this.#do(({ network }) => network.fromWan(message));
  }

  advanceTo(instant: Instant): void {
    this.#do((home) => home.advanceTo(instant));
  }

  letPass(instant: Instant): void {
    const { nextDue } = this;
    if (this.#durable === undefined || (nextDue !== undefined && nextDue <= instant)) this.advanceTo(instant);
    else this.#passed = instant;
  }

  power(device: Eui64, on: boolean): void {
    this.#deviceOf(device);
    this.#do(({ network }) => network.power(device, on));
  }

  probe(device: Eui64): Readonly<Record<string, unknown>> {
    return this.#deviceOf(device).snapshot();
  }

  get electricity(): Readonly<Record<string, unknown>> | undefined {
    return this.#home.electricity?.snapshotAt(this.now);
  }

  /** A car that comes and goes by a routine needs nobody. */
  get prompts(): Readonly<Record<string, Prompt>> {
    const charger = this.#tellings.configuration.electricity?.charger;
    return charger === undefined || charger.routine !== undefined
      ? this.#boostPrompts
      : { ...this.#boostPrompts, ...this.#carPrompts };
  }

  readonly #boostPrompts = {
    'press-boost': { params: [], act: () => this.#do((home) => home.useBoostButton('press')) },
    'cancel-boost': { params: [], act: () => this.#do((home) => home.useBoostButton('cancel')) },
  } as const satisfies Readonly<Record<string, Prompt>>;

  readonly #carPrompts = {
    'car-arrives': {
      params: ['needKilowattHours', 'rateWatts'],
      act: (params) => {
        const need = quantityIn(params, 'needKilowattHours', MOST_KILOWATT_HOURS);
        const rate = numberIn(params, 'rateWatts', MOST_CAR_WATTS);
        // An input that fails would be the last of a home on disk.
        if (this.#home.electricity?.charger?.isPlugged) {
          throw new UsageError('HANLAB_E_USAGE', 'there is a car at the charger');
        }
        this.#do(({ electricity, clock }) => electricity?.carArrives(clock.now, need, rate));
      },
    },
    'car-departs': { params: [], act: () => this.#do(({ electricity, clock }) => electricity?.carDeparts(clock.now)) },
  } as const satisfies Readonly<Record<string, Prompt>>;

  get kept(): Kept | undefined {
    const durable = this.#durable;
    if (durable === undefined) return undefined;
    return {
      confirm: (sequence) => durable.confirm(sequence),
      tellAgain: () => {
        this.#lastTold = 0;
        this.#tell();
      },
    };
  }

  /** Gives the directory back, if there is one. */
  async close(): Promise<void> {
    await this.#durable?.close();
  }

  #deviceOf(eui: Eui64): Device {
    const device = this.#home.devices.find((one) => one.eui === eui);
    if (device === undefined) throw new UsageError('HANLAB_E_USAGE', `there is no device ${eui} in the home`);
    return device;
  }

  /** Lets something happen, with all that follows at once from it, and tells what came of it. */
  #do(act: (home: Installation) => void): void {
    const whole = (home: Installation): void => {
      home.clock.advanceTo(this.now);
      act(home);
      home.clock.advanceTo(home.clock.now);
    };
    if (this.#durable === undefined) whole(this.#home);
    else this.#durable.take(this.#durable.lastInput + 1, whole);
    this.#tell();
  }

  #tell(): void {
    for (const telling of this.#tellings.list.splice(0)) telling(this.#listener);
    for (const { sequence, from, message, at } of this.#durable?.outbox(this.#lastTold) ?? []) {
      this.#lastTold = sequence;
      if (from === this.gbcsAddress) this.#listener.message(from, message, at, sequence);
    }
  }
}

const INSTALL_CODES_OF: ReadonlyMap<Eui64, Uint8Array> = new Map(
  Object.entries(INSTALL_CODES).map(([name, code]) => [DEVICES[name as keyof typeof INSTALL_CODES], code]),
);

/** @param messages whether messages are told as they come; a home on disk has them in its outbox */
function collecting(configuration: InstallationConfiguration, messages: boolean): Tellings {
  const list: Telling[] = [];
  return {
    list,
    configuration: {
      ...configuration,
      observer: {
        frame: (...seen) => list.push((listener) => listener.frame(...seen)),
        note: (device, note, at) => list.push((listener) => listener.note(device, note, at)),
        charge: (charge, at) => list.push((listener) => listener.charge?.(charge, at)),
        message: (from, _to, message, at) => {
          if (messages && from === DEVICES.hub) list.push((listener) => listener.message(from, message, at));
        },
      },
    },
  };
}
