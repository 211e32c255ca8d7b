import type { DeviceKind, Eui64, Instant } from '../../gbcs/index.js';
import type { HanFrame } from '../han/frames.js';
import type { Stored } from './stored.js';

/**
 * What a device does as it handles a frame or a moment: data, carried out by whoever runs the device. A device holds
 * no timers and no sockets.
 */
export type Effect =
  | { readonly kind: 'send'; readonly frame: HanFrame }
  /** Only a hub: a message leaves for the DCC. */
  | { readonly kind: 'sendToWan'; readonly message: Uint8Array }
  /** Something worth showing in evidence; changes nothing. */
  | { readonly kind: 'note'; readonly note: DeviceNote };

/** What a device tells of its inside, in the words that checks, faults and reports share. */
export type DeviceNote =
  | { readonly note: 'refused'; readonly check: string; readonly reason: string; readonly event?: number }
  | { readonly note: 'executed'; readonly useCase: string; readonly originator: Eui64; readonly counter: bigint }
  | { readonly note: 'switched'; readonly switch: number; readonly position: SwitchPosition; readonly cause: string }
  /** A proportional controller has another level, in per cent. */
  | {
      readonly note: 'levelSet';
      readonly controller: number;
      readonly direction: 'output' | 'input';
      readonly level: number;
      readonly cause: string;
    }
  | { readonly note: 'dropped'; readonly reason: string };

export type SwitchPosition = 'open' | 'closed';

export interface Device extends Stored {
  readonly eui: Eui64;
  readonly kind: DeviceKind;
  /** Takes one frame. */
  handle(frame: HanFrame, now: Instant): readonly Effect[];
  /** Lets everything happen that is due by `now`. */
  tick(now: Instant): readonly Effect[];
  /** When {@link tick} is next needed, if at all. */
  nextDue(): Instant | undefined;
  /** Its power is gone. Absent where nobody needs to be told: it is given nothing until {@link powerUp}. */
  powerDown?(now: Instant): void;
  /** Starts up after a loss of power; what is not stored is gone. */
  powerUp(now: Instant): readonly Effect[];
  /** State as plain data, for probes and evidence; no key material. */
  snapshot(): Readonly<Record<string, unknown>>;
}
