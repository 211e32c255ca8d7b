import { ASSUMPTIONS } from '../assumptions.js';
import { SERVICE_REQUESTS } from '../service-requests.js';
import { GBCS_4_0_USE_CASES } from '../tables.js';
import { bothUsages } from './cells.js';
import { GBCS3_BASELINE } from './gbcs3-baseline.js';
import type { Profile } from './profile.js';

/**
 * GBCS 4: auxiliary controllers are commanded for a period by their supplier (ECS47a) and limited by a Load Controller
 * (ECS47e), whose credentials an ESME also holds; a distributor reads them. No overlay of 3.1: its use cases are others.
 */
export const GBCS4_CURRENT: Profile = {
  id: 'gbcs4-current',
  title: 'GBCS 4: load control by the supplier, limits by a Load Controller, reads by the distributor',
  status: 'in force',
  parent: undefined,
  gbcsVersion: '4.0',
  useCases: GBCS_4_0_USE_CASES,
  serviceRequests: SERVICE_REQUESTS,
  trustAnchorCells: {
    ...GBCS3_BASELINE.trustAnchorCells,
    esme: [...(GBCS3_BASELINE.trustAnchorCells.esme ?? []), ...bothUsages('loadController')],
  },
  labelMandate: 'advisory',
  hcalcsRemovalAlert: false,
  // Editions of GBCS 4 after 4.0 halve the joining time where CCS01 of 3.1 and 4.0 gives it twice.
  assumptions: {
    ...ASSUMPTIONS,
    'hub-historic-join-window': { ...ASSUMPTIONS['hub-historic-join-window'], value: 'half half' },
  },
};
