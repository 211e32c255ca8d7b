import type { RemotePartyRole } from '../../../../gbcs/index.js';

/** The counters of remote parties that a device keeps, as they are saved. */
export interface SavedCounters {
  readonly accepted: ReadonlyMap<RemotePartyRole, bigint>;
  readonly topUpFloors: ReadonlyMap<RemotePartyRole, bigint>;
}

/** Highest counters of each role (GBCS 4.3.1.5), and the floors under which top-ups are refused (GBCS 14). */
export class Counters {
  #accepted: Map<RemotePartyRole, bigint>;
  #topUpFloors = new Map<RemotePartyRole, bigint>();

  constructor(accepted: Readonly<Partial<Record<RemotePartyRole, bigint>>> = {}) {
    this.#accepted = new Map(Object.entries(accepted) as [RemotePartyRole, bigint][]);
  }

  /** Highest counter accepted from a role, or the floor that it was given since; 0 before the first. */
  of(role: RemotePartyRole): bigint {
    return this.#accepted.get(role) ?? 0n;
  }

  /** Takes note of the counter of a Command. */
  accept(role: RemotePartyRole, counter: bigint): void {
    if (counter > this.of(role)) this.#accepted.set(role, counter);
  }

  /** Puts the counter of a role where its new holder starts, up or down (GBCS 13.3). */
  setFloor(role: RemotePartyRole, floor: bigint): void {
    this.#accepted.set(role, floor);
  }

  /** The counter above which a top-up of a role has to be; nothing before one was set. */
  topUpFloor(role: RemotePartyRole): bigint | undefined {
    return this.#topUpFloors.get(role);
  }

  setTopUpFloor(role: RemotePartyRole, floor: bigint): void {
    this.#topUpFloors.set(role, floor);
  }

  save(): SavedCounters {
    return { accepted: new Map(this.#accepted), topUpFloors: new Map(this.#topUpFloors) };
  }

  restore({ accepted, topUpFloors }: SavedCounters): void {
    this.#accepted = new Map(accepted);
    this.#topUpFloors = new Map(topUpFloors);
  }

  /** By role, as texts. */
  snapshot(): Readonly<Record<string, string>> {
    return Object.fromEntries(Array.from(this.#accepted, ([role, counter]) => [role, counter.toString()]));
  }
}
