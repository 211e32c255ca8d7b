import { assumptionValue, type Profile } from '../../../gbcs/index.js';
import type { DeviceStatus } from './device-status.js';

/**
 * In which states of a device the DCC lets a service through (DUIS, E5). No text at hand has the table: load control and
 * supply need a commissioned device (the assumption `inventory-statuses-for-control`), all else one that is there.
 */
const OPERABLE: readonly DeviceStatus[] = [
  'Whitelisted',
  'InstalledNotCommissioned',
  'Commissioned',
  'Recovery',
  'Recovered',
];

/** Service Reference of supply and load control. */
const CONTROL = '7.';

/** Whether a device in a state may be sent a service. @param variant Service Reference Variant */
export function allowsService(profile: Profile, status: DeviceStatus, variant: string): boolean {
  if (!variant.startsWith(CONTROL)) return OPERABLE.includes(status);
  return assumptionValue(profile, 'inventory-statuses-for-control').split(' ').includes(status);
}
