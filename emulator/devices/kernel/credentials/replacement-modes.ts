import { REPLACEMENT_MODE, type RemotePartyRole } from '../../../../gbcs/index.js';

/** Who replaces whose credentials by which use case (GBCS 13.3, 13.10). */
export interface ReplacementRule {
  readonly mode: (typeof REPLACEMENT_MODE)[number];
  /** Whose cell authorises. */
  readonly authorisedBy: RemotePartyRole;
  /** By the MAC alone, so that no authorising cell is named: the broker's own replacement. */
  readonly byMac?: true;
  /** Whom the floors of `newRemoteParty...` are for; absent where all floors are for other parties. */
  readonly newRemoteParty?: RemotePartyRole;
  /** Roles whose cells may be replaced. */
  readonly targets: readonly RemotePartyRole[];
}

/** Roles whose cells Recovery may replace. */
const ANY: readonly RemotePartyRole[] = [
  'root',
  'recovery',
  'supplier',
  'networkOperator',
  'accessControlBroker',
  'transitionalCoS',
  'wanProvider',
  'loadController',
];

function own(mode: ReplacementRule['mode'], role: RemotePartyRole): ReplacementRule {
  return { mode, authorisedBy: role, newRemoteParty: role, targets: [role] };
}

/**
 * By use case. The contingency key (mode 9) is in no trust anchor cell, so that no device here can check its signature:
 * that use case is not supported.
 */
export const REPLACEMENT_RULES: Readonly<Record<string, ReplacementRule>> = {
  CS02bRootBySupplier: {
    mode: 'rootBySupplier',
    authorisedBy: 'supplier',
    newRemoteParty: 'root',
    targets: ['root'],
  },
  CS02bRootByWanProvider: {
    mode: 'rootByWanProvider',
    authorisedBy: 'wanProvider',
    newRemoteParty: 'root',
    targets: ['root'],
  },
  CS02bSupplierBySupplier: own('supplierBySupplier', 'supplier'),
  CS02bNOByNO: own('networkOperatorByNetworkOperator', 'networkOperator'),
  CS02bACBByACB: { ...own('accessControlBrokerByACB', 'accessControlBroker'), byMac: true },
  CS02bWPByWP: own('wanProviderByWanProvider', 'wanProvider'),
  CS02bTransCoSByTransCoS: own('transCoSByTransCoS', 'transitionalCoS'),
  CS02bSupplierByTransCoS: {
    mode: 'supplierByTransCoS',
    authorisedBy: 'transitionalCoS',
    targets: ['supplier'],
  },
  CS02bAnyExceptAbnormalRootByRecovery: {
    mode: 'anyExceptAbnormalRootByRecovery',
    authorisedBy: 'recovery',
    newRemoteParty: 'recovery',
    targets: ANY,
  },
  CS02gLoadControllerByLoadController: own('loadControllerByLoadController', 'loadController'),
  CS02gLoadControllerBySupplier: {
    mode: 'loadControllerBySupplier',
    authorisedBy: 'supplier',
    targets: ['loadController'],
  },
};

/** Number of a mode in messages. */
export function modeNumber(rule: ReplacementRule): number {
  return REPLACEMENT_MODE.indexOf(rule.mode);
}
