import type { CatalogueEntry } from './entry.js';
import type { ProtectionException } from './use-case.js';

/**
 * Use cases on security credentials (GBCS 13.2 to 13.6, 13.9, 13.10), which the use-case section leaves out. Codes,
 * protections and parties from the reference messages; who else may send them, and to what, are the assumptions that
 * the entries name. The payload of each is a type of Annex 3. In reference messages the DCC reads and replaces
 * credentials without a supplementary party, whoever has asked.
 */

const SIGNATURE = { signature: true, mac: false } as const;
const MAC = { signature: false, mac: true } as const;

/** Without the broker's MAC: messages that do not come through it. */
const WITHOUT_BROKER: ProtectionException = { command: SIGNATURE, response: SIGNATURE };

/** The broker itself reads with a MAC alone, everybody else with a signature alone. */
const DETAILS_BY_OTHERS: ProtectionException = {
  originators: ['root', 'recovery', 'supplier', 'networkOperator', 'transitionalCoS', 'wanProvider', 'loadController'],
  command: SIGNATURE,
  response: SIGNATURE,
};

/** The broker replaces its own credentials with a MAC alone; at its hub it signs as well. */
const BROKER_BY_BROKER: ProtectionException = {
  notTargets: ['communicationsHub'],
  command: MAC,
  response: SIGNATURE,
};

const ALL = 'esme gsme communicationsHub gasProxyFunction hcalcs ppmid';
const OF_SUPPLIERS = 'esme gsme gasProxyFunction hcalcs ppmid';
const OF_NETWORK_OPERATORS = 'esme gsme gasProxyFunction';
const ROLES_AND_TARGETS = 'replay-for-use-cases-outside-the-table credential-roles-and-targets';
const NEW_ROLES_AND_TARGETS = `${ROLES_AND_TARGETS} versions-outside-the-table`;

/** A replacement of credentials: one code for each way in which one role replaces those of another (GBCS 13.3). */
function replacement(
  name: string,
  title: string,
  messageCode: number,
  rights: string,
  more: Partial<CatalogueEntry> = {},
): CatalogueEntry {
  return {
    name,
    title,
    messageCode,
    versions: '3.1 4.0',
    category: 'SME.C.C',
    variants: '',
    rights,
    flags: 'futureDatable replayProtected responseDateTime withoutSupplementaryParty',
    assumptions: ROLES_AND_TARGETS,
    family: 'asn1',
    asn1: 'UpdateSecurityCredentials',
    ...more,
  };
}

export const CREDENTIAL_ENTRIES: readonly CatalogueEntry[] = [
  {
    name: 'CS02a',
    title: 'Provide Security Credential Details',
    messageCode: 0x0008,
    versions: '3.1 4.0',
    category: 'SME.C.NC',
    variants: '6.24.1',
    rights: `accessControlBroker transitionalCoS: ${ALL}`,
    flags: 'withoutSupplementaryParty',
    assumptions: 'credential-roles-and-targets replay-for-use-cases-outside-the-table',
    protectionExceptions: [DETAILS_BY_OTHERS],
    family: 'asn1',
    asn1: 'ProvideSecurityCredentialDetails',
  },
  {
    name: 'CS02c',
    title: 'Issue Security Credentials',
    messageCode: 0x000a,
    versions: '3.1 4.0',
    category: 'SME.C.C',
    variants: '6.17',
    rights: `supplier: ${OF_SUPPLIERS}`,
    flags: 'replayProtected withoutSupplementaryParty',
    assumptions: ROLES_AND_TARGETS,
    family: 'asn1',
    asn1: 'IssueSecurityCredentials',
  },
  {
    name: 'CS02d',
    title: 'Update Device Certificate on Device',
    messageCode: 0x000b,
    versions: '3.1 4.0',
    category: 'SME.C.C',
    variants: '6.15.2',
    rights: `supplier: ${OF_SUPPLIERS}`,
    flags: 'replayProtected withoutSupplementaryParty',
    assumptions: ROLES_AND_TARGETS,
    family: 'asn1',
    asn1: 'UpdateDeviceCertificate',
  },
  {
    name: 'CS02e',
    title: 'Provide Device Certificate from Device',
    messageCode: 0x000c,
    versions: '3.1 4.0',
    category: 'SME.C.C',
    variants: '6.24.2',
    rights: `supplier: ${OF_SUPPLIERS}`,
    flags: 'replayProtected withoutSupplementaryParty',
    assumptions: ROLES_AND_TARGETS,
    family: 'asn1',
    asn1: 'ProvideDeviceCertificate',
  },
  replacement('CS02bRootBySupplier', 'Update Security Credentials: root by supplier', 0x0100, `supplier: ${ALL}`),
  replacement(
    'CS02bRootByWanProvider',
    'Update Security Credentials: root by WAN provider',
    0x0101,
    'wanProvider: communicationsHub',
  ),
  // Also by the broker, whose credentials hold the supplier's place until the handover.
  replacement(
    'CS02bSupplierBySupplier',
    'Update Security Credentials: supplier by supplier',
    0x0102,
    `supplier accessControlBroker: ${OF_SUPPLIERS}`,
    { variants: '6.15.1 6.21' },
  ),
  replacement(
    'CS02bNOByNO',
    'Update Security Credentials: network operator by network operator',
    0x0103,
    `networkOperator accessControlBroker: ${OF_NETWORK_OPERATORS}`,
    { variants: '6.15.1 6.21' },
  ),
  replacement(
    'CS02bACBByACB',
    'Update Security Credentials: access control broker by access control broker',
    0x0104,
    `accessControlBroker: ${ALL}`,
    { variants: '8.5', protectionExceptions: [BROKER_BY_BROKER] },
  ),
  replacement(
    'CS02bWPByWP',
    'Update Security Credentials: WAN provider by WAN provider',
    0x0105,
    'wanProvider: communicationsHub',
  ),
  replacement(
    'CS02bTransCoSByTransCoS',
    'Update Security Credentials: transitional CoS by transitional CoS',
    0x0106,
    `transitionalCoS: ${OF_SUPPLIERS}`,
  ),
  replacement(
    'CS02bSupplierByTransCoS',
    'Update Security Credentials: supplier by transitional CoS',
    0x0107,
    `transitionalCoS: ${OF_SUPPLIERS}`,
    { variants: '6.23' },
  ),
  replacement(
    'CS02bAnyExceptAbnormalRootByRecovery',
    'Update Security Credentials: any but an abnormal root by recovery',
    0x0108,
    `recovery: ${ALL}`,
    { protectionExceptions: [WITHOUT_BROKER] },
  ),
  // The contingency key is no role of a trust anchor cell: nobody is authorised by his role.
  replacement('CS02bAnyByContingency', 'Update Security Credentials: any by contingency', 0x0109, '', {
    protectionExceptions: [WITHOUT_BROKER],
  }),
  {
    name: 'CS02f',
    title: 'Provide Security Credential Details with load controller',
    messageCode: 0x011b,
    versions: '4.0',
    category: 'SME.C.NC',
    variants: '6.24.1',
    rights: 'accessControlBroker transitionalCoS supplier: esme sapc',
    flags: 'withoutSupplementaryParty',
    assumptions: 'credential-roles-and-targets replay-for-use-cases-outside-the-table versions-outside-the-table',
    protectionExceptions: [DETAILS_BY_OTHERS],
    family: 'asn1',
    asn1: 'ProvideSecurityCredentialDetails',
  },
  replacement(
    'CS02gLoadControllerByLoadController',
    'Update Security Credentials: load controller by load controller',
    0x0125,
    'loadController: esme sapc',
    { versions: '4.0', assumptions: NEW_ROLES_AND_TARGETS },
  ),
  replacement(
    'CS02gLoadControllerBySupplier',
    'Update Security Credentials: load controller by supplier',
    0x0126,
    'supplier: esme sapc',
    { versions: '4.0', variants: '6.15.1', assumptions: NEW_ROLES_AND_TARGETS },
  ),
];
