import type { ServiceRequest, UserRole } from './profiles/profile.js';

/**
 * Which DCC User Roles may send which Service Reference Variants today, and who holds those until their time. Source: the public role matrix of the DCC User
 * Interface Specification (SEC Appendix E and AD; its edition is not stated, it knows 7.13 to 7.16). All
 * 129 variants. The matrix names no role for 7.16, 8.5 and 8.6: see {@link ROLES_OUTSIDE_THE_MATRIX}.
 */

const ROLE_BY_ABBREVIATION = {
  IS: 'importSupplier',
  ES: 'exportSupplier',
  GS: 'gasSupplier',
  ED: 'electricityDistributor',
  GT: 'gasTransporter',
  RSA: 'registeredSupplierAgent',
  OU: 'otherUser',
} as const satisfies Record<string, UserRole>;

/** The abbreviations of the matrix, so that a row here reads like a row there. */
type RoleAbbreviation = keyof typeof ROLE_BY_ABBREVIATION;

const FUTURE_DATED_BY = {
  DSP: 'dcc',
  Device: 'device',
  'DSP & Device': 'dccAndDevice',
} as const satisfies Record<string, ServiceRequest['futureDatedBy']>;

/** Who holds a request until its time, in the words of the matrix; whoever has none cannot be future-dated. */
type FutureDating = keyof typeof FUTURE_DATED_BY;

/** `nonDevice` requests are answered inside the DCC, no Command leaves it. */
type Kind = 'critical' | 'device' | 'nonDevice';

type Row = readonly [
  variant: string,
  title: string,
  kind: Kind,
  roles: readonly RoleAbbreviation[],
  futureDating?: FutureDating | undefined,
  commandVariants?: readonly number[],
];

// biome-ignore format: one row is one line
const ROWS: readonly Row[] = [
  ['1.1.1', 'Update Import Tariff (Primary Element)', 'critical', ['IS', 'GS'], 'Device'],
  ['1.1.2', 'Update Import Tariff (Secondary Element)', 'critical', ['IS'], 'Device'],
  ['1.2.1', 'Update Price (Primary Element)', 'critical', ['IS', 'GS'], 'Device'],
  ['1.2.2', 'Update Price (Secondary Element)', 'critical', ['IS'], 'Device'],
  ['1.5', 'Update Meter Balance', 'critical', ['IS', 'GS']],
  ['1.6', 'Update Payment Mode', 'critical', ['IS', 'GS'], 'Device'],
  ['1.7', 'Reset Tariff Block Counter Matrix', 'critical', ['IS']],
  ['2.1', 'Update Prepay Configuration', 'critical', ['IS', 'GS'], 'Device'],
  ['2.2', 'Top Up Device', 'device', ['IS', 'GS']],
  ['2.3', 'Update Debt', 'critical', ['IS', 'GS']],
  ['2.5', 'Activate Emergency Credit', 'critical', ['IS', 'GS']],
  ['3.1', 'Display Message', 'device', ['IS', 'GS'], 'DSP'],
  ['3.2', 'Restrict Access For Change Of Tenancy', 'device', ['IS', 'GS'], 'DSP'],
  ['3.3', 'Clear Event Log', 'device', ['IS', 'GS']],
  ['3.4', 'Update Supplier Name', 'device', ['IS', 'GS'], 'DSP'],
  ['3.5', 'Disable Privacy PIN', 'device', ['IS', 'GS']],
  ['4.1.1', 'Read Instantaneous Import Registers', 'device', ['IS', 'GS', 'ED', 'GT'], 'DSP'],
  ['4.1.2', 'Read Instantaneous Import TOU Matrices', 'device', ['IS', 'GS', 'ED', 'GT'], 'DSP'],
  ['4.1.3', 'Read Instantaneous Import TOU With Blocks Matrices', 'device', ['IS', 'ED'], 'DSP'],
  ['4.1.4', 'Read Instantaneous Import Block Counters', 'device', ['GS'], 'DSP'],
  ['4.2', 'Read Instantaneous Export Registers', 'device', ['ES', 'ED'], 'DSP'],
  ['4.3', 'Read Instantaneous Prepay Values', 'device', ['IS', 'GS'], 'DSP'],
  ['4.4.2', 'Retrieve Change Of Mode / Tariff Triggered Billing Data Log', 'device', ['IS', 'GS'], 'DSP'],
  ['4.4.3', 'Retrieve Billing Calendar Triggered Billing Data Log', 'device', ['IS', 'GS'], 'DSP'],
  ['4.4.4', 'Retrieve Billing Data Log (Payment Based Debt Payments)', 'device', ['IS', 'GS'], 'DSP'],
  ['4.4.5', 'Retrieve Billing Data Log (Prepayment Credits)', 'device', ['IS', 'GS'], 'DSP'],
  ['4.6.1', 'Retrieve Import Daily Read Log', 'device', ['IS', 'GS'], 'DSP'],
  ['4.6.2', 'Retrieve Export Daily Read Log', 'device', ['ES'], 'DSP'],
  ['4.8.1', 'Read Active Import Profile Data', 'device', ['IS', 'GS', 'ED', 'GT', 'OU'], 'DSP'],
  ['4.8.2', 'Read Reactive Import Profile Data', 'device', ['IS', 'ED', 'OU'], 'DSP'],
  ['4.8.3', 'Read Export Profile Data', 'device', ['ES', 'ED', 'OU'], 'DSP'],
  ['4.10', 'Read Network Data', 'device', ['IS', 'GS', 'ED', 'GT'], 'DSP'],
  ['4.11.1', 'Read Tariff (Primary Element)', 'device', ['IS', 'GS', 'OU']],
  ['4.11.2', 'Read Tariff (Secondary Element)', 'device', ['IS', 'OU']],
  ['4.12.1', 'Read Maximum Demand Import Registers', 'device', ['IS', 'ED'], 'DSP'],
  ['4.12.2', 'Read Maximum Demand Export Registers', 'device', ['ES', 'ED'], 'DSP'],
  ['4.13', 'Read Prepayment Configuration', 'device', ['IS', 'GS'], 'DSP'],
  ['4.14', 'Read Prepayment Daily Read Log', 'device', ['IS', 'GS'], 'DSP'],
  ['4.15', 'Read Load Limit Data', 'device', ['IS', 'ED'], 'DSP'],
  ['4.16', 'Read Active Power Import', 'device', ['IS', 'ED']],
  ['4.17', 'Retrieve Daily Consumption Log', 'device', ['IS', 'GS', 'ED', 'GT', 'OU'], 'DSP'],
  ['4.18', 'Read Meter Balance', 'device', ['IS', 'GS'], 'DSP'],
  ['5.1', 'Create Schedule', 'nonDevice', ['IS', 'ES', 'GS', 'ED', 'GT', 'OU']],
  ['5.2', 'Read Schedule', 'nonDevice', ['IS', 'ES', 'GS', 'ED', 'GT', 'OU']],
  ['5.3', 'Delete Schedule', 'nonDevice', ['IS', 'ES', 'GS', 'ED', 'GT', 'OU']],
  ['6.2.1', 'Read Device Configuration (Voltage)', 'device', ['IS', 'ED', 'RSA']],
  ['6.2.2', 'Read Device Configuration (Randomisation)', 'device', ['IS', 'ED', 'RSA']],
  ['6.2.3', 'Read Device Configuration (Billing Calendar)', 'device', ['IS', 'GS', 'RSA']],
  ['6.2.4', 'Read Device Configuration (Identity Exc MPxN)', 'device', ['IS', 'ES', 'GS', 'ED', 'GT', 'RSA', 'OU']],
  ['6.2.5', 'Read Device Configuration (Instantaneous Power Thresholds)', 'device', ['IS', 'RSA']],
  ['6.2.7', 'Read Device Configuration (MPxN)', 'device', ['IS', 'ES', 'GS', 'ED', 'GT', 'RSA', 'OU']],
  ['6.2.8', 'Read Device Configuration (Gas)', 'device', ['GS', 'GT', 'RSA']],
  ['6.2.9', 'Read Device Configuration (Payment Mode)', 'device', ['IS', 'GS', 'RSA']],
  ['6.2.10', 'Read Device Configuration (Event and Alert Behaviours)', 'device', ['IS', 'GS', 'ED']],
  ['6.4.1', 'Update Device Configuration (Load Limiting General Settings)', 'critical', ['IS'], 'Device'],
  ['6.4.2', 'Update Device Configuration (Load Limiting Counter Reset)', 'device', ['IS'], 'DSP'],
  ['6.5', 'Update Device Configuration (Voltage)', 'device', ['ED'], 'DSP'],
  ['6.6', 'Update Device Configuration (Gas Conversion)', 'critical', ['GS']],
  ['6.7', 'Update Device Configuration (Gas Flow)', 'critical', ['GS']],
  ['6.8', 'Update Device Configuration (Billing Calendar)', 'critical', ['IS', 'GS']],
  ['6.11', 'Synchronise Clock', 'critical', ['IS', 'GS']],
  ['6.12', 'Update Device Configuration (Instantaneous Power Threshold)', 'device', ['IS'], 'DSP'],
  ['6.13', 'Read Event Or Security Log', 'device', ['IS', 'GS', 'ED', 'GT', 'RSA']],
  ['6.14.1', 'Update Device Configuration (Auxiliary Load Control Description)', 'critical', ['IS']],
  ['6.14.2', 'Update Device Configuration (Auxiliary Load Control Scheduler)', 'critical', ['IS'], 'Device'],
  ['6.14.3', 'Update Device Configuration (Auxiliary Controller Scheduler)', 'critical', ['IS'], 'Device'],
  ['6.15.1', 'Update Security Credentials (KRP)', 'critical', ['IS', 'GS', 'ED', 'GT'], 'Device'],
  ['6.15.2', 'Update Security Credentials (Device)', 'critical', ['IS', 'GS']],
  ['6.17', 'Issue Security Credentials', 'critical', ['IS', 'GS']],
  ['6.18.1', 'Set Maximum Demand Configurable Time Period', 'device', ['ED'], 'DSP'],
  ['6.18.2', 'Reset Maximum Demand Registers', 'device', ['ED'], 'DSP'],
  ['6.20.1', 'Set Device Configuration (Import MPxN)', 'device', ['IS', 'GS'], 'DSP'],
  ['6.20.2', 'Set Device Configuration (Export MPAN)', 'device', ['ES'], 'DSP'],
  ['6.21', 'Request Handover Of DCC Controlled Device', 'device', ['IS', 'GS'], 'DSP'],
  ['6.22', 'Configure Alert Behaviour', 'device', ['IS', 'GS', 'ED']],
  ['6.23', 'Update Security Credentials (CoS)', 'device', ['IS', 'GS'], 'DSP & Device'],
  ['6.24.1', 'Retrieve Device Security Credentials (KRP)', 'device', ['IS', 'GS', 'ED', 'GT']],
  ['6.24.2', 'Retrieve Device Security Credentials (Device)', 'critical', ['IS', 'GS']],
  ['6.25', 'Set Electricity Supply Tamper State', 'critical', ['IS']],
  ['6.26', 'Update Device Configuration (daily resetting of Tariff Block Counter Matrix)', 'critical', ['IS']],
  ['6.27', 'Update Device Configuration (RMS Voltage Counter Reset)', 'device', ['ED'], 'DSP'],
  ['6.28', 'Set CHF Sub GHz Configuration', 'device', ['IS', 'GS']],
  ['6.29', 'Request CHF Sub GHz Channel Scan', 'device', ['IS', 'GS']],
  ['6.30', 'Read CHF Sub GHz Configuration', 'device', ['IS', 'GS', 'RSA']],
  ['6.31', 'Read CHF Sub GHz Channel', 'device', ['IS', 'GS', 'RSA']],
  ['6.32', 'Read CHF Sub GHz Channel Log', 'device', ['IS', 'GS', 'RSA']],
  ['7.1', 'Enable Supply', 'critical', ['IS']],
  ['7.2', 'Disable Supply', 'critical', ['IS', 'GS']],
  ['7.3', 'Arm Supply', 'critical', ['IS', 'GS']],
  ['7.4', 'Read Supply Status', 'device', ['IS', 'ES', 'GS', 'ED', 'GT', 'RSA']],
  ['7.5', 'Activate Auxiliary Load', 'critical', ['IS']],
  ['7.6', 'Deactivate Auxiliary Load', 'critical', ['IS']],
  ['7.7', 'Read Auxiliary Load Switch Data', 'device', ['IS', 'ED', 'OU'], 'DSP'],
  ['7.8', 'Reset Auxiliary Load', 'critical', ['IS']],
  ['7.9', 'Add Auxiliary Load To Boost Button', 'device', ['IS'], 'DSP'],
  ['7.10', 'Remove Auxiliary Load From Boost Button', 'device', ['IS'], 'DSP'],
  ['7.11', 'Read Boost Button Details', 'device', ['IS', 'OU'], 'DSP'],
  ['7.12', 'Set Randomised Offset Limit', 'critical', ['IS']],
  ['7.13', 'Set Auxiliary Controller State', 'critical', ['IS']],
  ['7.14', 'Read Auxiliary Controller Configuration Data', 'device', ['IS', 'ED', 'OU'], 'DSP'],
  ['7.15', 'Read Auxiliary Controller Operational Data', 'device', ['IS', 'ED', 'OU'], 'DSP'],
  ['7.16', 'Limit APC Level', 'critical', []],
  ['8.1.1', 'Commission Device', 'critical', ['IS', 'GS'], undefined, [4, 5]],
  ['8.2', 'Read Inventory', 'nonDevice', ['IS', 'ES', 'GS', 'ED', 'GT', 'RSA', 'OU']],
  ['8.3', 'Decommission Device', 'nonDevice', ['IS', 'GS']],
  ['8.4', 'Update Inventory', 'nonDevice', ['IS', 'ES', 'GS', 'ED', 'GT', 'RSA', 'OU']],
  ['8.5', 'Service Opt Out', 'device', [], 'DSP', [1]],
  ['8.6', 'Service Opt In', 'nonDevice', []],
  ['8.7.1', 'Join Service (Critical)', 'critical', ['IS', 'GS']],
  ['8.7.2', 'Join Service (Non-Critical)', 'device', ['IS', 'GS', 'OU']],
  ['8.8.1', 'Unjoin Service (Critical)', 'critical', ['IS', 'GS']],
  ['8.8.2', 'Unjoin Service (Non-Critical)', 'device', ['IS', 'GS', 'OU']],
  ['8.9', 'Read Device Log', 'device', ['IS', 'GS', 'OU'], 'DSP'],
  ['8.11', 'Update HAN Device Log', 'device', ['IS', 'GS', 'OU'], 'DSP'],
  ['8.12.1', 'Restore HAN Device Log', 'device', ['IS', 'GS']],
  ['8.12.2', 'Restore Gas Proxy Function Device Log', 'device', ['IS', 'GS']],
  ['8.13', 'Return Local Command Response', 'nonDevice', ['IS', 'GS']],
  ['8.14.1', 'Communications Hub Status Update- Install Success', 'nonDevice', ['IS', 'GS']],
  ['8.14.2', 'Communications Hub Status Update - Install No SM WAN', 'nonDevice', ['IS', 'GS']],
  ['8.14.3', 'Communications Hub Status Update. – Fault Return', 'nonDevice', ['IS', 'GS']],
  ['8.14.4', 'Communications Hub Status Update – No Fault Return', 'nonDevice', ['IS', 'GS']],
  ['9.1', 'Request Customer Identification Number', 'device', ['OU']],
  ['11.1', 'Update Firmware', 'nonDevice', ['IS', 'GS']],
  ['11.2', 'Read Firmware Version', 'device', ['IS', 'ES', 'GS', 'ED', 'GT', 'RSA', 'OU'], 'DSP'],
  ['11.3', 'Activate Firmware', 'critical', ['IS', 'GS'], 'Device'],
  ['11.4', 'Update PPMID Firmware', 'nonDevice', ['IS', 'GS']],
  ['12.1', 'Request WAN Matrix', 'nonDevice', ['IS', 'ES', 'GS', 'ED', 'GT', 'RSA', 'OU']],
  ['12.2', 'Device Pre-notification', 'nonDevice', ['IS', 'ES', 'GS', 'ED', 'GT', 'RSA', 'OU']],
  ['14.1', 'Record Network Data (GAS)', 'device', ['GT']],
];

/** Who sends what the matrix gives to nobody: the assumption `roles-outside-the-matrix`. */
export const ROLES_OUTSIDE_THE_MATRIX: Readonly<Record<string, readonly UserRole[]>> = {
  '7.16': ['loadController'],
  '8.5': ['importSupplier', 'gasSupplier'],
  '8.6': ['importSupplier', 'gasSupplier'],
};

/** ECS47 is three requests: the low octet of the script says which (GBCS 3.1 ECS47; DUIS 7.5, 7.6, 7.8). */
const ECS47_SCRIPTS: ReadonlyMap<string, number> = new Map([
  ['7.5', 0x11],
  ['7.6', 0x12],
  ['7.8', 0x20],
]);
const ECS47_SCRIPT_ROW = 'AuxiliaryLoadControlSwitch[n].openCloseOrReset';

function selectorOf(variant: string): Pick<ServiceRequest, 'selector'> {
  const lowOctet = ECS47_SCRIPTS.get(variant);
  return lowOctet === undefined ? {} : { selector: { row: ECS47_SCRIPT_ROW, lowOctet } };
}

/** In the order of the variants' numbers. */
export const SERVICE_REQUESTS: readonly ServiceRequest[] = ROWS.map(
  ([variant, title, kind, roles, futureDating, commandVariants]) => ({
    variant,
    title,
    critical: kind === 'critical',
    nonDevice: kind === 'nonDevice',
    eligibleRoles: ROLES_OUTSIDE_THE_MATRIX[variant] ?? roles.map((role) => ROLE_BY_ABBREVIATION[role]),
    ...(futureDating === undefined ? {} : { futureDatedBy: FUTURE_DATED_BY[futureDating] }),
    ...(commandVariants === undefined ? {} : { commandVariants }),
    ...selectorOf(variant),
  }),
);
