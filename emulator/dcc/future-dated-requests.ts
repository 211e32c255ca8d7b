import type { Instant } from '../../gbcs/index.js';
import type { Clock } from '../kernel/clock.js';
import type { Stored } from '../kernel/stored.js';
import type { RequestHeader } from './access-control.js';
import type { AskedFor } from './requested-service.js';

/** A request whose Command is made at its time (the assumption `dcc-held-command-made-when-due`). */
export interface FutureDatedRequest {
  readonly header: RequestHeader;
  readonly asked: AskedFor;
}

/** The time of the request of this key has come. */
export interface RequestDue {
  readonly kind: 'requestDue';
  readonly request: string;
}

interface HeldRequest extends FutureDatedRequest {
  /** Its {@link RequestDue} in the clock. */
  readonly due: number;
}

/** Requests by originator, target and counter, oldest first. */
export type SavedFutureDatedRequests = ReadonlyMap<string, HeldRequest>;

/**
 * The requests that the DCC holds until their `ExecutionDateTime` (DUIS, requests that the DSP future-dates). They stand
 * in the clock, which is saved on its own.
 */
export class FutureDatedRequests implements Stored<SavedFutureDatedRequests> {
  readonly #clock: Clock<RequestDue>;
  #held = new Map<string, HeldRequest>();

  constructor(clock: Clock<RequestDue>) {
    this.#clock = clock;
  }

  /** How many there are. */
  get count(): number {
    return this.#held.size;
  }

  /** Holds a request; its RequestID is one that has not been before. @param until when it is due */
  hold({ header, asked }: FutureDatedRequest, until: Instant): void {
    const request = keyOf(header);
    this.#held.set(request, { header, asked, due: this.#clock.plan(until, { kind: 'requestDue', request }) });
  }

  /** Gives the request that is due, and holds it no more. */
  take({ request }: RequestDue): FutureDatedRequest | undefined {
    const held = this.#held.get(request);
    this.#held.delete(request);
    return held;
  }

  /**
   * Takes back what a User asked of a device by a Service Reference Variant (the assumption `dcc-held-cancellation`).
   * @returns how many requests it was
   */
  cancel({ originator, target, variant }: RequestHeader): number {
    const cancelled = [...this.#held].filter(
      ([, { header }]) => header.originator === originator && header.target === target && header.variant === variant,
    );
    for (const [request, { due }] of cancelled) {
      this.#clock.takeBack(due);
      this.#held.delete(request);
    }
    return cancelled.length;
  }

  // A request that is held is never changed: a map of the same ones is a state of its own.
  save(): SavedFutureDatedRequests {
    return new Map(this.#held);
  }

  restore(held: SavedFutureDatedRequests): void {
    this.#held = new Map(held);
  }
}

function keyOf({ originator, target, counter }: RequestHeader): string {
  return `${originator} ${target} ${counter}`;
}
