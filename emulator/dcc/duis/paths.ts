import type { ServiceName } from '../dcc-service.js';

/** Where documents are put by HTTP, as the DCC's boxed appliance and its clients have it. */

/** Of the DCC, by service. */
export const SERVICE_PATHS: Readonly<Record<ServiceName, string>> = {
  transform: '/api/v1/serviceT',
  send: '/api/v1/serviceS',
  nonDevice: '/api/v1/serviceD',
};

/** Of a User, unless its address says otherwise. */
export const RECEIVE_PATH = '/smartdcc/duis';
