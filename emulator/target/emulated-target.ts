import type { DeviceKind, Eui64, GbcsVersion, Instant } from '../../gbcs/index.js';
import type { HanFrame } from '../han/frames.js';
import type { Charge } from '../home/charger.js';
import type { DeviceNote } from '../kernel/device.js';
import type { Params } from './json-rpc.js';
import type { KeyFile } from './provisioning.js';

/**
 * What stands behind the target protocol: a single device, with everything around it played by whoever speaks the
 * protocol, or a whole home. It does no input or output and has no time of its own: `target/session.ts` calls it for each
 * request, and `hanlab emulate` carries the lines and, in real time, lets time go by.
 */
export interface EmulatedTarget {
  /** `home`, or the kind of the single device. */
  readonly kind: 'home' | DeviceKind;
  readonly profile: string;
  /** Version of GBCS whose rules the devices are of; of a home the rules of most. */
  readonly gbcsVersion: GbcsVersion;
  readonly devices: readonly TargetDevice[];
  /** What GBCS messages go to and come from: the single device, or the hub of the home. */
  readonly gbcsAddress: Eui64;
  readonly now: Instant;
  /** When something happens by itself, if it does. */
  readonly nextDue: Instant | undefined;
  /** Everything as new, at an instant; devices keep what they were provisioned with. */
  reset(now: Instant): void;
  /** Absent where the target cannot be given other keys. */
  provision?(provision: Provision): void;
  sendFrame(frame: HanFrame): void;
  sendMessage(message: Uint8Array): void;
  advanceTo(instant: Instant): void;
  /**
   * Real time has come to an instant: what is due happens. Unlike {@link advanceTo} it keeps no time that nothing happened
   * in, and so costs nothing then. Absent where the two are the same.
   */
  letPass?(instant: Instant): void;
  power(device: Eui64, on: boolean): void;
  /** State without key material. */
  probe(device: Eui64): Readonly<Record<string, unknown>>;
  /** What the home takes; absent where nobody has described that. */
  readonly electricity?: Readonly<Record<string, unknown>> | undefined;
  /** What people do, by name. */
  readonly prompts: Readonly<Record<string, Prompt>>;
  /** GBCS messages that have been said and that nobody has confirmed to have; absent where nothing is kept. */
  readonly kept?: Kept | undefined;
}

/** Something that people do. */
export interface Prompt {
  /** Names of what has to be said of it. */
  readonly params: readonly string[];
  /** @throws RpcError `invalidParams` that names what is wrong */
  act(params: Params): void;
}

/** Messages that are kept until they are confirmed. */
export interface Kept {
  /** Lets go of a message and all before it. */
  confirm(sequence: number): void;
  /** Tells again all that are not confirmed: somebody new listens. */
  tellAgain(): void;
}

export interface TargetDevice {
  readonly device: Eui64;
  readonly kind: DeviceKind;
  readonly installCode?: Uint8Array;
}

/** Keys and certificates for a device, as files of a key directory, and who holds which role for it. */
export interface Provision {
  readonly device: Eui64;
  readonly files: readonly KeyFile[];
  readonly holders: Readonly<Record<string, Eui64>>;
  /** DER of the root certificate. */
  readonly root?: Uint8Array;
  readonly installCode?: Uint8Array;
}

/** What a target tells by itself. */
export interface TargetListener {
  /**
   * @param at when it arrived, or has left the device
   * @param delivered absent where it has only left the device
   * @param sent when it was sent, where it has arrived since
   */
  frame(frame: HanFrame, at: Instant, delivered?: boolean, sent?: Instant): void;
  /** A frame that is not told: it came to a single device, or is of the tunnel that the target plays itself. */
  carried?(frame: HanFrame, at: Instant, delivered: boolean): void;
  /** @param sequence counts messages that are kept until they are confirmed */
  message(from: Eui64, message: Uint8Array, at: Instant, sequence?: number): void;
  note(device: Eui64, note: DeviceNote, at: Instant): void;
  /** Something has changed at the charger of the home. */
  charge?(charge: Charge, at: Instant): void;
}
