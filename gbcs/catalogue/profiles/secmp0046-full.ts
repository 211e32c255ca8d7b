import { overlay } from './overlay.js';
import { SECMP0046_CORE } from './secmp0046-core.js';

/**
 * SECMP0046 with what its refinement asked for beside the proposal (REQ-15 to REQ-17): the DCC alerts the distributor of a
 * home when a Supplier asks to remove an HCALCS from it. The alert has no code and no place in the DUIS yet.
 */
export const SECMP0046_FULL = overlay(SECMP0046_CORE, {
  id: 'secmp0046-full',
  title: 'SECMP0046 with the alert to the electricity distributor when a supplier removes an HCALCS',
  status: 'proposed, not in force',
  hcalcsRemovalAlert: true,
});
