import { assumptionValue, type Eui64, formatEui64, type Instant, type Profile } from '../../gbcs/index.js';
import { formatRequestId, type RequestId } from './duis/request.js';
import type { DccAlert } from './duis/response.js';
import type { Inventory } from './inventory/inventory.js';
import { element, optional } from './xml/write.js';

/**
 * The alert that SECMP0046 proposes (REQ-15 to 17; not in force): whoever asks to unjoin, remove or decommission an HCALCS
 * does so with the distributor's knowledge. Its body is ours: no schema has it.
 */

/** The version of the body that is proposed here, apart from that of the DUIS schema. */
export const PROPOSED_BODY = { name: 'HCALCSRemoval', version: '0.1', status: 'proposed, not in any schema' } as const;

/** A removal that somebody asks for. */
export interface Removal {
  readonly request: RequestId;
  readonly hcalcs: Eui64;
}

/** An alert and who gets it. */
export interface AddressedAlert {
  readonly recipient: Eui64;
  readonly alert: DccAlert;
}

/**
 * The alerts on a removal: one to each distributor that is registered for the premises, none to whoever asks for it.
 * @returns nothing under a profile that does not have the alert, and of a device that is no HCALCS
 */
export function removalAlerts(
  { request, hcalcs }: Removal,
  profile: Profile,
  inventory: Inventory,
  now: Instant,
): readonly AddressedAlert[] {
  if (!profile.hcalcsRemovalAlert || inventory.get(hcalcs)?.kind !== 'hcalcs') return [];
  const home = inventory.home(hcalcs);
  const esme = home.find(({ kind }) => kind === 'esme');
  const hub = home.find(({ kind }) => kind === 'communicationsHub');
  if (esme === undefined) return [];
  const alert: DccAlert = {
    kind: 'dccAlert',
    alertCode: assumptionValue(profile, 'hcalcs-removal-alert-code'),
    body: element(PROPOSED_BODY.name, [
      element('HCALCSDeviceID', formatEui64(hcalcs)),
      element('ESMEDeviceID', formatEui64(esme.eui)),
      optional('CHFDeviceID', hub && formatEui64(hub.eui)),
      element('ServiceRequestID', formatRequestId(request)),
    ]),
  };
  return inventory
    .partiesOf(hcalcs, 'electricityDistributor', now)
    .filter((recipient) => recipient !== request.originator)
    .map((recipient) => ({ recipient, alert }));
}
