import { type Data, decodeActivationTime, type Eui64, HanlabError, type Instant } from '../../../../gbcs/index.js';
import type { ExecutionContext } from '../cosem.js';
import { type Address, addressKey } from './object-model.js';

/**
 * Values that are to come: what a Command writes waits in "next" attributes until the time that it sets at an activation
 * object, or is brought into force at once, or never (GBCS 9.2).
 */

/** An activation that is to come, and the Command that planned it. */
export interface Planned {
  /** Where its time was set: an attribute of class 9000, 20, 111 or 113. */
  readonly address: Address;
  readonly at: Instant;
  readonly originator: Eui64;
  readonly messageCode: number;
  readonly originatorCounter: bigint;
}

const SUCCESS = 0;
const OTHER_REASON = 250;

export class FutureActivations {
  readonly #activate: (address: Address, now: Instant) => boolean;
  readonly #done: (planned: Planned, isDone: boolean) => void;
  readonly #defects: ReadonlySet<string> | undefined;
  #planned: readonly Planned[] = [];

  /**
   * @param activate brings the values of an activation object into force, and tells whether it could
   * @param done is told of every one that was planned and fell due
   */
  constructor(
    activate: (address: Address, now: Instant) => boolean,
    done: (planned: Planned, isDone: boolean) => void,
    defects?: ReadonlySet<string>,
  ) {
    this.#activate = activate;
    this.#done = done;
    this.#defects = defects;
  }

  /** In the order in which they were planned. */
  get planned(): readonly Planned[] {
    return this.#planned;
  }

  /**
   * Takes the time of an activation; what was planned for its object before is gone.
   * @param value date-time of 12 octets: at once, never, or at an instant
   * @returns a Data-Access-Result
   */
  plan(target: Address, value: Data, context: ExecutionContext): number {
    const { classId, obis, member } = target;
    const address = { classId, obis, member };
    let time: ReturnType<typeof decodeActivationTime>;
    try {
      time = decodeActivationTime('octets' in value ? value.octets : new Uint8Array(0));
    } catch (error) {
      if (error instanceof HanlabError) return OTHER_REASON;
      throw error;
    }
    const isKept = time.when === 'never' && this.#defects?.has('keeps-cancelled-activation');
    if (!isKept) {
      this.#planned = this.#planned.filter((planned) => addressKey(planned.address) !== addressKey(address));
    }
    if (time.when === 'never') return SUCCESS;
    const isHasty = this.#defects?.has('activates-next-values-at-once');
    if (time.when === 'now' || time.instant <= context.now || isHasty) {
      return this.#activate(address, context.now) ? SUCCESS : OTHER_REASON;
    }
    const { originator, messageCode, originatorCounter } = context;
    this.#planned = [...this.#planned, { address, at: time.instant, originator, messageCode, originatorCounter }];
    return SUCCESS;
  }

  nextDue(): Instant | undefined {
    return this.#planned.length === 0 ? undefined : Math.min(...this.#planned.map(({ at }) => at));
  }

  /** Brings into force what is due, in the order in which it was planned. @returns whether anything was due */
  tick(now: Instant): boolean {
    const due = this.#planned.filter(({ at }) => at <= now);
    if (due.length === 0) return false;
    this.#planned = this.#planned.filter(({ at }) => at > now);
    for (const planned of due) this.#done(planned, this.#activate(planned.address, now));
    return true;
  }

  restore(planned: readonly Planned[]): void {
    this.#planned = [...planned];
  }
}
