import type { DeviceKind, Protections, RemotePartyRole, UseCase } from '../../gbcs/index.js';
import type { Actor, ReceiverName } from './cast.js';
import type { GoldenRules } from './format.js';
import type { FlagName } from './notes.js';
import type { MacPlan, Plan } from './octets.js';

/** What a message is made for: who sends it, who takes it, and how it is to be protected. */
export interface Setting {
  readonly useCase: UseCase;
  readonly rules: GoldenRules;
  readonly receiver: ReceiverName;
  readonly kind: DeviceKind;
  /** Who is named as originator, and signs. */
  readonly sender: Actor;
  /** Who is named as recipient. */
  readonly taker: Actor;
  readonly role: RemotePartyRole;
  readonly protections: Protections;
  /** Z that the MAC is made with. */
  readonly secret: Uint8Array;
  /** A counter for each message. */
  readonly nextCounter: () => bigint;
}

/** One way of being wrong, or right against expectation. */
export interface Fault {
  readonly id: string;
  readonly flag: FlagName;
  readonly comment: string;
  /** The check that refuses the message; absent where it is valid all the same. */
  readonly check?: string;
  /** Made of every use case; the others of one use case in each area. */
  readonly everywhere?: true;
  /** @returns the message with this fault, or nothing where it cannot have it */
  readonly make: (plan: Plan, setting: Setting) => Plan | undefined;
}

/** The plan with another way of making its MAC; nothing where it has none. */
export function withMacFault(plan: Plan, fault: Partial<MacPlan>): Plan | undefined {
  return plan.mac === undefined ? undefined : { ...plan, mac: { ...plan.mac, ...fault } };
}

/** The plan with a change of its signature; nothing where it has none. */
export function withSignatureFault(
  plan: Plan,
  change: (signature: Uint8Array, toBeSigned: Uint8Array) => Uint8Array,
): Plan | undefined {
  const { signature } = plan;
  // An empty field is no signature to change.
  if (signature === undefined || signature(new Uint8Array(0)).length === 0) return undefined;
  return { ...plan, signature: (octets) => change(signature(octets), octets) };
}
