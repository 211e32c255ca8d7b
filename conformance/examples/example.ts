import type { DeviceName, PartyName } from '../../emulator/index.js';
import type { Command, GbcsVersion, Message } from '../../gbcs/index.js';
import type { Laboratory, Reaction } from '../targets/laboratory.js';

/**
 * One right Command of a use case to one device: how the home gets ready for it, what it says, and what is seen of it.
 * Whoever wants a device to obey a use case, or to refuse it with something wrong, begins with its example.
 */
export interface Example {
  /** GBCS name, such as `ECS47`. */
  readonly useCase: string;
  readonly device: ExampleDevice;
  /** The only version whose form of the use case it has; absent: it holds under both. */
  readonly gbcs?: GbcsVersion;
  /** Who sends it: the first party that may under every profile. */
  readonly originator: PartyName;
  /** What comes of it, as the rest of a sentence that begins with `The device obeys the use case:`. */
  readonly effect: string;
  /** Assumptions of the profile that `effect` rests on. */
  readonly assumptions?: readonly string[];
  /** Gets the home to where the Command does what `effect` says. */
  ready(lab: Laboratory): Promise<ReadyExample>;
}

/** The devices of a home that examples are for: one of each kind. */
export const EXAMPLE_DEVICES = ['esme', 'hcalcs', 'hub'] as const satisfies readonly DeviceName[];
export type ExampleDevice = (typeof EXAMPLE_DEVICES)[number];

export interface ReadyExample {
  /** @param counter of the message, which some payloads repeat */
  command(counter: bigint): Command;
  /**
   * Another right Command of the same originator to the same device, after which a second execution of the first one would
   * show. Absent where the first has no lasting effect.
   */
  undo?(counter: bigint): Command;
  /** Whether the protection of a Response holds though the laboratory cannot tell: it is signed with a new key. */
  isAuthentic?(message: Message): boolean;
  /**
   * What must be seen once the device has taken the Command.
   * @throws AssertionError
   */
  expectDone(reaction: Reaction): Promise<void>;
}
