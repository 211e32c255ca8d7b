import { formatEui64 } from '../../../gbcs/index.js';
import type { RemovalAlert } from '../removal-alert.js';
import { element, optional, type WrittenElement } from '../xml/write.js';
import { formatRequestId } from './request.js';

/** The body of the alert on the removal of an HCALCS. It is ours: no schema has it. */

/** The version of the body that is proposed here, apart from that of the DUIS schema. */
export const PROPOSED_BODY = { name: 'HCALCSRemoval', version: '0.1', status: 'proposed, not in any schema' } as const;

/** What an alert on a removal says, as an element of a DCC alert. */
export function removalAlertBody({ hcalcs, esme, hub, request }: RemovalAlert): WrittenElement {
  return element(PROPOSED_BODY.name, [
    element('HCALCSDeviceID', formatEui64(hcalcs)),
    element('ESMEDeviceID', formatEui64(esme)),
    optional('CHFDeviceID', hub && formatEui64(hub)),
    element('ServiceRequestID', formatRequestId(request)),
  ]);
}
