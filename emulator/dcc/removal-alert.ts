import { assumptionValue, type DeviceKind, type Eui64, type Instant, type Profile } from '../../gbcs/index.js';
import type { RequestHeader, RequestStage } from './access-control.js';
import { type InventoryEvent, TRANSITIONS } from './inventory/device-status.js';
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
  /** It may be from anybody: nobody is told of what nobody may have asked. */
  readonly isOfUnknownOrigin: boolean;
}

/** By what it is decided who is told. */
export interface RemovalRules {
  readonly profile: Profile;
  readonly inventory: Inventory;
  readonly now: Instant;
  /** Named defects that the DCC has on purpose. */
  readonly defects: ReadonlySet<string>;
  /** All distributors that are Users of the DCC. */
  readonly distributors: readonly Eui64[];
}

/** The defect by which nobody hears of an event that takes a device away. */
const SILENT_ON: Readonly<Partial<Record<InventoryEvent, string>>> = {
  unjoined: 'no-alert-on-unjoin',
  removedFromHan: 'no-alert-on-removal',
  decommissioned: 'no-alert-on-decommission',
};

/**
 * The alerts on a request: of each HCALCS that it would take away one to each distributor that is registered for the
 * premises, and none to whoever asks.
 * @returns nothing under a profile that does not have the alert
 */
export function removalAlerts(answered: AnsweredRequest, rules: RemovalRules): readonly RemovalAlert[] {
  const { profile, inventory, now, defects, distributors } = rules;
  if (!profile.hcalcsRemovalAlert && !defects.has('alerts-by-any-rules')) return [];
  if (!isTold(answered, rules)) return [];
  const { originator, target, counter } = answered.header;
  const request = { originator, target, counter: defects.has('alert-names-other-request') ? counter + 1n : counter };
  return takenAway(answered, rules).flatMap((device) => {
    const home = inventory.home(device);
    const first = (kind: DeviceKind): Eui64 | undefined => home.find((one) => one.kind === kind)?.eui;
    const esme = first('esme');
    if (esme === undefined) return [];
    const hcalcs = (defects.has('alert-names-any-hcalcs') ? first('hcalcs') : undefined) ?? device;
    const registered = inventory.partiesOf(device, 'electricityDistributor', now);
    return (defects.has('alerts-every-distributor') ? distributors : registered)
      .filter((recipient) => recipient !== originator || defects.has('alerts-originator-too'))
      .map((recipient) => ({ recipient, hcalcs, esme, hub: first('communicationsHub'), request }));
  });
}

/** A critical request is told of when it comes back signed: its Pre-Command is only its beginning. */
function isTold({ stage, code, isOfUnknownOrigin }: AnsweredRequest, { profile, defects }: RemovalRules): boolean {
  if (!code.startsWith('E')) return stage !== 'transform' || defects.has('alerts-at-transform');
  if (isOfUnknownOrigin) return false;
  return assumptionValue(profile, 'hcalcs-removal-alert-when-refused') || defects.has('alerts-when-refused');
}

function takenAway({ effects, header }: AnsweredRequest, { inventory, defects }: RemovalRules): readonly Eui64[] {
  const isWatched = (event: InventoryEvent): boolean =>
    (TRANSITIONS[event].takesAway === true && !defects.has(SILENT_ON[event] ?? '')) ||
    defects.has('alerts-on-installation');
  const isMeant = (device: Eui64): boolean =>
    (inventory.get(device)?.kind === 'hcalcs' || defects.has('alerts-about-other-devices')) &&
    !(device === header.target && defects.has('alerts-only-if-named'));
  return effects.filter(({ event, device }) => isWatched(event) && isMeant(device)).map(({ device }) => device);
}
