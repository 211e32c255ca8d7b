import { type Eui64, type Instant, UsageError } from '../../gbcs/index.js';
import { stateOctets, stateOf } from '../durable/state-octets.js';
import { Installation, type InstallationConfiguration, type SavedInstallation } from '../installation.js';
import type { DeviceNote } from '../kernel/device.js';

export interface FleetConfiguration {
  /** 1 to 1,000,000. */
  readonly homes: number;
  /** What every home is made with; seeds of links and electricity are taken with the number of each home. */
  readonly installation: Omit<InstallationConfiguration, 'observer'>;
  /** State in which every home begins, at the instant at which it was saved; as new where left out. */
  readonly state?: SavedInstallation;
  readonly observer?: FleetObserver;
}

/** Sees what devices of a fleet do. @param home from 0 */
type FleetObserver = (home: number, device: Eui64, note: DeviceNote, at: Instant) => void;

/** What has been done by letting time pass. */
export interface FleetProgress {
  /** Homes that had something to do. */
  readonly homes: number;
  /** What was due in them: frames, ticks, messages. */
  readonly events: number;
}

const MOST_HOMES = 1_000_000;

/**
 * Many homes in one process. A home in which nothing happens is its saved state, packed, and the instant at which it will
 * next have something to do; homes that are alike share their octets. One home at a time is awake, in the devices of one
 * installation: what is costly to make (keys, catalogues, object models) is there once. Homes do not hear of each other,
 * so each goes its own way, also where chance decides, up to the instant that the fleet is told to go to.
 */
export class Fleet {
  readonly size: number;
  readonly #awake: Installation;
  readonly #asleep: Uint8Array[];
  /** Infinity where nothing is planned. */
  readonly #due: Float64Array;
  #now: Instant;
  /** The home that is awake, for the observer. */
  #home = 0;

  /** @throws UsageError `HANLAB_E_USAGE` on a number of homes that is none */
  constructor({ homes, installation, state, observer }: FleetConfiguration) {
    if (!Number.isInteger(homes) || homes < 1 || homes > MOST_HOMES) {
      throw new UsageError('HANLAB_E_USAGE', `a fleet has 1 to ${MOST_HOMES} homes`);
    }
    this.#awake = new Installation({
      ...installation,
      ...(observer && {
        observer: {
          frame: () => {},
          message: () => {},
          note: (device, note, at) => observer(this.#home, device, note, at),
        },
      }),
    });
    if (state !== undefined) this.#awake.restore(state);
    this.size = homes;
    this.#now = this.#awake.clock.now;
    this.#asleep = new Array<Uint8Array>(homes).fill(stateOctets(this.#awake.save()));
    this.#due = new Float64Array(homes).fill(this.#awake.clock.nextDue ?? Number.POSITIVE_INFINITY);
  }

  get now(): Instant {
    return this.#now;
  }

  /** When something happens next in one of the homes, if it does. */
  get nextDue(): Instant | undefined {
    const first = this.#due.reduce((least, due) => Math.min(least, due), Number.POSITIVE_INFINITY);
    return first === Number.POSITIVE_INFINITY ? undefined : first;
  }

  /** Octets that all homes at rest take, those that they share counted once. */
  get octets(): number {
    return [...new Set(this.#asleep)].reduce((sum, { length }) => sum + length, 0);
  }

  /**
   * Does something in a home now, with all that follows at once from it.
   * @param act must not keep the home: its devices are another home's when it returns
   * @throws UsageError `HANLAB_E_USAGE` for a home that there is not; the home is then as it was, as after any error of `act`
   */
  in<Result>(home: number, act: (installation: Installation) => Result): Result {
    this.#wake(home);
    const result = act(this.#awake);
    this.#awake.clock.advanceTo(this.#now);
    this.#sleep(home);
    return result;
  }

  /** Lets time pass in all homes. @throws UsageError `HANLAB_E_USAGE` for an instant that is past */
  advanceTo(instant: Instant): FleetProgress {
    if (!(instant >= this.#now)) throw new UsageError('HANLAB_E_USAGE', 'time does not go back');
    let homes = 0;
    let events = 0;
    for (let home = 0; home < this.size; home++) {
      if ((this.#due[home] as number) > instant) continue;
      this.#wake(home);
      const { clock } = this.#awake;
      while (clock.step(instant)) events++;
      this.#sleep(home);
      homes++;
    }
    this.#now = instant;
    return { homes, events };
  }

  #wake(home: number): void {
    const octets = this.#asleep[home];
    if (octets === undefined) throw new UsageError('HANLAB_E_USAGE', `there is no home ${home}`);
    this.#home = home;
    this.#awake.beHome(home);
    this.#awake.restore(stateOf(octets, `home ${home}`) as SavedInstallation);
    // Nothing was due since: its clock only has to be told the time.
    this.#awake.clock.advanceTo(this.#now);
  }

  #sleep(home: number): void {
    this.#asleep[home] = stateOctets(this.#awake.save());
    this.#due[home] = this.#awake.clock.nextDue ?? Number.POSITIVE_INFINITY;
  }
}
