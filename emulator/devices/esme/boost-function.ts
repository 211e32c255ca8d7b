import { assumptionValue, type Instant, type Profile } from '../../../gbcs/index.js';

/**
 * The Boost Function of an ESME: a consumer presses a button and the controllers that are associated with it (ECS62) go
 * to full level for a while (SMETS2 5.26; ECS61c reads it). Each further press makes it longer, up to a cap.
 */

/** One boost that is over. */
export interface BoostLogEntry {
  readonly start: Instant;
  readonly end: Instant;
}

export interface SavedBoost {
  readonly isAvailable: boolean;
  readonly running: BoostLogEntry | undefined;
  readonly log: readonly BoostLogEntry[];
}

const LOG_SIZE = 25;
const MINUTE_MS = 60_000;

export class BoostFunction {
  readonly #profile: Profile;
  readonly #hasNoCap: boolean;
  /** Whether the ESME has a Boost Function that a consumer can use (ECS61c). */
  isAvailable: boolean;
  #running: BoostLogEntry | undefined;
  #log: readonly BoostLogEntry[] = [];

  /** @param hasNoCap a defect: presses go on making it longer */
  constructor(profile: Profile, hasNoCap = false) {
    this.#profile = profile;
    this.#hasNoCap = hasNoCap;
    this.isAvailable = assumptionValue(profile, 'esme-has-boost-function');
  }

  /** Until when a boost runs, if one does. */
  get until(): Instant | undefined {
    return this.#running?.end;
  }

  /** The newest 25 boosts, oldest first. */
  get log(): readonly BoostLogEntry[] {
    return this.#log;
  }

  /** Puts the log in this state. */
  presetLog(log: readonly BoostLogEntry[]): void {
    this.#log = log.slice(-LOG_SIZE);
  }

  /** Starts a boost, or makes the running one longer by a step. */
  press(now: Instant): void {
    const stepMs = assumptionValue(this.#profile, 'boost-step-minutes') * MINUTE_MS;
    const start = this.#running?.start ?? now;
    const latest = start + assumptionValue(this.#profile, 'boost-maximum-minutes') * MINUTE_MS;
    const end = (this.#running?.end ?? now) + stepMs;
    this.#running = { start, end: this.#hasNoCap ? end : Math.min(end, latest) };
  }

  /** Ends a running boost now. */
  cancel(now: Instant): void {
    if (this.#running !== undefined) this.#end(now);
  }

  /** Ends a boost that is over. */
  tick(now: Instant): void {
    if (this.#running !== undefined && now >= this.#running.end) this.#end(this.#running.end);
  }

  #end(end: Instant): void {
    if (this.#running === undefined) return;
    this.#log = [...this.#log, { start: this.#running.start, end }].slice(-LOG_SIZE);
    this.#running = undefined;
  }

  save(): SavedBoost {
    return { isAvailable: this.isAvailable, running: this.#running, log: this.#log };
  }

  restore({ isAvailable, running, log }: SavedBoost): void {
    this.isAvailable = isAvailable;
    this.#running = running;
    this.#log = [...log];
  }
}
