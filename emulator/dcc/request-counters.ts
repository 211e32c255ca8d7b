import type { Eui64 } from '../../gbcs/index.js';
import type { Stored } from '../kernel/stored.js';

/**
 * The highest counters of requests that the DCC has taken, for each originator and target (DUIS: the counter in a
 * RequestID rises). A Signed Pre-Command has the counter of the request that it was made for, so the two are counted apart.
 */
export type CountedRequest = 'request' | 'signedPreCommand';

export class RequestCounters implements Stored<ReadonlyMap<string, bigint>> {
  #highest = new Map<string, bigint>();

  /** Whether a counter is higher than all before it. */
  isNew(counted: CountedRequest, originator: Eui64, target: Eui64, counter: bigint): boolean {
    const highest = this.#highest.get(keyOf(counted, originator, target));
    return highest === undefined || counter > highest;
  }

  take(counted: CountedRequest, originator: Eui64, target: Eui64, counter: bigint): void {
    this.#highest.set(keyOf(counted, originator, target), counter);
  }

  save(): ReadonlyMap<string, bigint> {
    return new Map(this.#highest);
  }

  restore(highest: ReadonlyMap<string, bigint>): void {
    this.#highest = new Map(highest);
  }
}

function keyOf(counted: CountedRequest, originator: Eui64, target: Eui64): string {
  return `${counted} ${originator} ${target}`;
}
