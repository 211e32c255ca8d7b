import { assumptionValue, type Eui64, type Instant, type Profile } from '../../../gbcs/index.js';
import type { Inventory } from './inventory.js';

/**
 * Takes a device out of service (DUIS 8.3).
 * @returns the DUIS response code: I99, or why it cannot be
 */
export function decommission(profile: Profile, inventory: Inventory, device: Eui64, now: Instant): string {
  const before = inventory.get(device);
  if (before === undefined) return 'E19';
  inventory.happened(device, 'decommissioned', now);
  const isDone = inventory.get(device)?.status !== before.status;
  return isDone ? 'I99' : assumptionValue(profile, 'dcc-decommission-code');
}
