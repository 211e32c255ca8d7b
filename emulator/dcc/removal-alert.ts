import { assumptionValue, type Eui64, type Instant, type Profile } from '../../gbcs/index.js';
import type { AccessCheck, RequestHeader, RequestStage } from './access-control.js';
import { TRANSITIONS } from './inventory/device-status.js';
import type { Effect } from './inventory/effects.js';
import type { Inventory } from './inventory/inventory.js';

/**
 * The alert that SECMP0046 proposes (REQ-15 to 17; not in force): who asks to unjoin, remove or decommission an HCALCS does
 * so with the distributor's knowledge. What is told is said here; how it is written is the business of DUIS.
 */

/** A distributor is told that somebody else asks for an HCALCS to be taken away. */
export interface RemovalAlert {
  readonly recipient: Eui64;
  readonly hcalcs: Eui64;
  /** The meter of its home. */
  readonly esme: Eui64;
  /** The hub of its home, once it is known. */
  readonly hub: Eui64 | undefined;
  /** The request that asks for it. */
  readonly request: Pick<RequestHeader, 'originator' | 'target' | 'counter'>;
}

/** A request that would make something of devices, and how the DCC has answered it. */
export interface AnsweredRequest {
  readonly stage: RequestStage;
  readonly header: RequestHeader;
  /** What it would make of devices. */
  readonly effects: readonly Effect[];
  /** DUIS response code. */
  readonly code: string;
  /** The check that refused it. */
  readonly refusedBy?: AccessCheck['name'];
}

/** Checks that a request fails whose originator it may not be from: nobody is told of what nobody may have asked. */
const OF_UNKNOWN_ORIGIN: ReadonlySet<AccessCheck['name'] | undefined> = new Set(['service', 'signer', 'counter']);

/**
 * The alerts on a request: of each HCALCS that it would take away one to each distributor that is registered for the
 * premises, and none to whoever asks.
 * @returns nothing under a profile that does not have the alert
 */
export function removalAlerts(
  answered: AnsweredRequest,
  profile: Profile,
  inventory: Inventory,
  now: Instant,
): readonly RemovalAlert[] {
  if (!profile.hcalcsRemovalAlert || !isTold(answered, profile)) return [];
  const { originator, target, counter } = answered.header;
  return takenAway(answered.effects, inventory).flatMap((hcalcs) => {
    const home = inventory.home(hcalcs);
    const esme = home.find(({ kind }) => kind === 'esme')?.eui;
    if (esme === undefined) return [];
    const hub = home.find(({ kind }) => kind === 'communicationsHub')?.eui;
    return inventory
      .partiesOf(hcalcs, 'electricityDistributor', now)
      .filter((recipient) => recipient !== originator)
      .map((recipient) => ({ recipient, hcalcs, esme, hub, request: { originator, target, counter } }));
  });
}

/** A critical request is told of when it comes back signed: its Pre-Command is only its beginning. */
function isTold({ stage, code, refusedBy }: AnsweredRequest, profile: Profile): boolean {
  if (!code.startsWith('E')) return stage !== 'transform';
  return !OF_UNKNOWN_ORIGIN.has(refusedBy) && assumptionValue(profile, 'hcalcs-removal-alert-when-refused');
}

function takenAway(effects: readonly Effect[], inventory: Inventory): readonly Eui64[] {
  return effects
    .filter(({ event, device }) => TRANSITIONS[event].takesAway === true && inventory.get(device)?.kind === 'hcalcs')
    .map(({ device }) => device);
}
