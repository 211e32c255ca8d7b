import { named } from '../fields.js';
import type { ZclCluster } from '../types.js';

/** What a device is. GBCS only reads attributes of it. */
export const BASIC: ZclCluster = {
  clusterId: 0x0000,
  name: 'Basic',
  attributes: named({
    0: 'ZCL Version',
    1: 'Application Version',
    2: 'Stack Version',
    3: 'HW Version',
    4: 'Manufacturer Name',
    5: 'Model Identifier',
    6: 'Date Code',
    7: 'Power Source',
    16: 'Location Description',
    16384: 'Software Build ID',
  }),
  commands: [],
};
