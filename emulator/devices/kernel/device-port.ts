import type { Instant } from '../../../gbcs/index.js';
import type { GbcsEndpoint } from './gbcs-endpoint.js';

/** What the abilities that all devices share ask of the device around them. */
export interface DevicePort {
  /** Its GBCS side; there once the device is made. */
  readonly endpoint: () => GbcsEndpoint;
  /** Sends a message towards the DCC. */
  readonly send: (message: Uint8Array) => void;
  /** Whether the device knows what time it is; a device without this always does. */
  readonly clockIsReliable?: () => boolean;
  /** Hears of what was planned by a Command and has been done, or could not be. */
  readonly planned?: (isDone: boolean, at: Instant, messageCode: number) => void;
}

/** Whether the device has a defect, by the name that it has in the device. */
export function hasDefect(port: DevicePort, defect: string): boolean {
  return port.endpoint().configuration.defects?.has(defect) ?? false;
}
