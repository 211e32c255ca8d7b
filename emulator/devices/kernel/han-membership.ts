import { type Eui64, equalBytes } from '../../../gbcs/index.js';
import type { HanContent } from '../../han/frames.js';
import type { Part } from './ability.js';

/** What membership asks of the device around it. */
export interface HanMembershipPort {
  /** This device's own address. */
  readonly eui: Eui64;
  /** 16 octets: what a hub must know for the device to get onto the HAN. */
  readonly installCode: Uint8Array;
  send(hub: Eui64, content: HanContent): void;
}

/** What membership has to remember. */
interface SavedHanMembership {
  readonly hub: Eui64;
  readonly believesOnHan: boolean;
  readonly linkKeyHash: Uint8Array | undefined;
}

/**
 * How a device gets onto the HAN and stays there: it joins with its install code, keeps the link key, comes back with it,
 * and follows its network to a hub that takes the place of the old one (GBCS 3.1 CCS01, CCS03).
 */
export class HanMembership implements Part {
  readonly name = 'hanMembership';
  readonly #port: HanMembershipPort;
  readonly #forgetsKey: boolean;
  #hub: Eui64;
  #believesOnHan = false;
  #linkKeyHash: Uint8Array | undefined;

  /** @param hub that it is meant for */
  constructor(hub: Eui64, port: HanMembershipPort, defects?: ReadonlySet<string>) {
    this.#forgetsKey = defects?.has('forgets-link-key') ?? false;
    this.#hub = hub;
    this.#port = port;
  }

  /** The hub of its HAN. */
  get hub(): Eui64 {
    return this.#hub;
  }

  /**
   * Whether it takes itself to be on the HAN: what a hub told it last. One that is taken off the hub's log (CCS02) is not
   * told; it learns of it when it asks or when its hub lets devices join.
   */
  get believesOnHan(): boolean {
    return this.#believesOnHan;
  }

  ask(hub: Eui64 = this.#hub): void {
    const { installCode } = this.#port;
    const key = this.#linkKeyHash === undefined || this.#forgetsKey ? {} : { linkKeyHash: this.#linkKeyHash };
    this.#port.send(hub, { kind: 'joinRequest', installCode, ...key });
  }

  /** A hub lets devices join. One that is not its own concerns a device only if it may have taken over its network. */
  permitted(hub: Eui64, members: readonly Eui64[]): void {
    const isMember = members.includes(this.#port.eui);
    if (hub === this.#hub) {
      if (isMember) return;
      this.#believesOnHan = false;
      this.ask();
    } else if (isMember && this.#linkKeyHash !== undefined) {
      this.ask(hub);
    }
  }

  /** What a hub says to its request. Another hub than its own has to know its key. */
  outcome(hub: Eui64, { accepted, linkKeyHash }: HanContent & { readonly kind: 'joinOutcome' }): void {
    if (hub === this.#hub) {
      this.#believesOnHan = accepted;
      if (accepted && linkKeyHash !== undefined) this.#linkKeyHash = linkKeyHash;
      return;
    }
    const own = this.#linkKeyHash;
    if (!accepted || own === undefined || linkKeyHash === undefined || !equalBytes(own, linkKeyHash)) return;
    this.#hub = hub;
    this.#believesOnHan = true;
  }

  save(): SavedHanMembership {
    return { hub: this.#hub, believesOnHan: this.#believesOnHan, linkKeyHash: this.#linkKeyHash };
  }

  restore({ hub, believesOnHan, linkKeyHash }: SavedHanMembership): void {
    this.#hub = hub;
    this.#believesOnHan = believesOnHan;
    this.#linkKeyHash = linkKeyHash;
  }
}
