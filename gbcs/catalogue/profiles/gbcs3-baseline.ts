import { ASSUMPTIONS } from '../assumptions.js';
import { SERVICE_REQUESTS } from '../service-requests.js';
import { GBCS_3_1_USE_CASES } from '../tables.js';
import { bothUsages, ROOT, signing, TOP_UP } from './cells.js';
import type { Profile } from './profile.js';

/**
 * The rules that SECMP0046 set out from: GBCS 3.1, load control for the supplier alone; a distributor reads switch data
 * through the broker. The credentials that devices hold are known from the messages they take, not from GBCS 4.3.2.4,
 * and so rest on the assumptions `esme-`, `hcalcs-` and `hub-trust-anchor-cells`.
 */
export const GBCS3_BASELINE: Profile = {
  id: 'gbcs3-baseline',
  title: 'GBCS 3.1: load control by the supplier only',
  status: 'in force',
  parent: undefined,
  gbcsVersion: '3.1',
  useCases: GBCS_3_1_USE_CASES,
  serviceRequests: SERVICE_REQUESTS,
  trustAnchorCells: {
    esme: [
      ROOT,
      signing('recovery'),
      ...bothUsages('supplier'),
      TOP_UP,
      ...bothUsages('networkOperator'),
      ...bothUsages('accessControlBroker'),
      signing('transitionalCoS'),
    ],
    hcalcs: [
      ROOT,
      signing('recovery'),
      ...bothUsages('supplier'),
      ...bothUsages('accessControlBroker'),
      signing('transitionalCoS'),
    ],
    communicationsHub: [ROOT, signing('recovery'), ...bothUsages('accessControlBroker'), ...bothUsages('wanProvider')],
  },
  labelMandate: 'advisory',
  hcalcsRemovalAlert: false,
  assumptions: ASSUMPTIONS,
};
