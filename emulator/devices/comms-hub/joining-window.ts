import { assumptionValue, type Instant, type Profile } from '../../../gbcs/index.js';
import type { Part } from '../kernel/ability.js';

/** What a device can come onto the HAN with at an instant: its install code, or the link key that it had before. */
export type JoiningCredential = 'installCode' | 'formerLinkKey';

/** What the joining time is, as it is saved. */
interface SavedJoiningWindow {
  readonly seconds: number;
  readonly openedAt: Instant | undefined;
  readonly openSeconds: number;
  readonly hasFormer: boolean;
  readonly announced: number;
}

/**
 * For how long devices may join (GBCS 3.1 CCS01). A device that is in the Historic Device Log first has a window for the
 * link key that it had, then one for its install code; how long both are is the assumption `hub-historic-join-window`.
 * The hub closes what it opened by itself.
 */
export class JoiningWindow implements Part {
  readonly name = 'joiningTime';
  /** The attribute join_timeout, in seconds. */
  seconds = 0;
  readonly #profile: Profile;
  readonly #permit: () => void;
  readonly #neverCloses: boolean;
  #openedAt: Instant | undefined;
  /** What join_timeout was when joining was opened: a later change does not move an open window. */
  #openSeconds = 0;
  #hasFormer = false;
  /** How many of the windows have been announced on the HAN. */
  #announced = 0;

  /**
   * @param permit announces on the HAN that devices may join
   * @param neverCloses a defect
   */
  constructor(profile: Profile, permit: () => void, neverCloses = false) {
    this.#profile = profile;
    this.#permit = permit;
    this.#neverCloses = neverCloses;
  }

  /** @param hasFormer whether a device that is awaited has a link key from before */
  open(now: Instant, hasFormer: boolean): void {
    this.#openedAt = now;
    this.#openSeconds = this.seconds;
    this.#hasFormer = hasFormer;
    this.#announced = 1;
    this.#permit();
  }

  close(): void {
    this.#openedAt = undefined;
  }

  /** Last instant of the first window of a device with a link key from before, and of its second. */
  #ends(openedAt: Instant): { readonly first: Instant; readonly second: Instant } {
    const whole = this.#openSeconds * 1000;
    const halves = assumptionValue(this.#profile, 'hub-historic-join-window') === 'half half';
    return halves
      ? { first: openedAt + whole / 2, second: openedAt + whole }
      : { first: openedAt + whole, second: openedAt + 2 * whole };
  }

  /** The last instant at which any device may join, if joining is open. */
  get openUntil(): Instant | undefined {
    if (this.#openedAt === undefined) return undefined;
    const plain = this.#openedAt + this.#openSeconds * 1000;
    return this.#hasFormer ? Math.max(plain, this.#ends(this.#openedAt).second) : plain;
  }

  /**
   * With what a device can join now, if it can at all.
   * @param isFormer whether it has a link key from before
   */
  accepts(isFormer: boolean, now: Instant): JoiningCredential | undefined {
    const openedAt = this.#openedAt;
    if (openedAt === undefined) return undefined;
    if (this.#neverCloses) return 'installCode';
    if (!isFormer) return now <= openedAt + this.#openSeconds * 1000 ? 'installCode' : undefined;
    const { first, second } = this.#ends(openedAt);
    if (now <= first) return 'formerLinkKey';
    return now <= second ? 'installCode' : undefined;
  }

  tick(now: Instant): void {
    const due = this.nextDue();
    if (due === undefined || now < due || this.#openedAt === undefined) return;
    if (now > (this.openUntil ?? now)) {
      this.close();
      return;
    }
    this.#announced++;
    this.#permit();
  }

  nextDue(): Instant | undefined {
    if (this.#openedAt === undefined || this.#neverCloses) return undefined;
    if (this.#hasFormer && this.#announced < 2) return Math.floor(this.#ends(this.#openedAt).first) + 1;
    return (this.openUntil ?? 0) + 1;
  }

  save(): SavedJoiningWindow {
    return {
      seconds: this.seconds,
      openedAt: this.#openedAt,
      openSeconds: this.#openSeconds,
      hasFormer: this.#hasFormer,
      announced: this.#announced,
    };
  }

  restore({ seconds, openedAt, openSeconds, hasFormer, announced }: SavedJoiningWindow): void {
    this.seconds = seconds;
    this.#openedAt = openedAt;
    this.#openSeconds = openSeconds;
    this.#hasFormer = hasFormer;
    this.#announced = announced;
  }
}
