import type { CatalogueEntry } from './entry.js';
import { PUBLISHED_ENTRIES } from './published.js';
import { parseDlmsRows, parseNamedShapes } from './rows-text.js';
import type { DlmsAlertDefinition, DlmsRow } from './use-case.js';

/**
 * Alerts (GBCS 7.2.9, 16): message codes, alert codes, protection and addressee. Those of the use-case section have its
 * titles; all contents are checked against the reference messages where there are some.
 */

/** A future-dated Command was executed as due, or was not (GBCS 9.2). */
const FUTURE_DATED = [0x8f66, 0x8f67] as const;

/** Which message: the fields of its Grouping Header. */
const MESSAGE_REFERENCE = 'packed[originator:eui64;recipient:eui64;cra:u8;originatorCounter:counter]';

type AlertHead = Pick<CatalogueEntry, 'name' | 'title' | 'messageCode'> & {
  readonly addressees: string;
  readonly versions?: string;
  /** Critical unless said otherwise. */
  readonly category?: 'SME.A.C' | 'SME.A.NC';
  readonly assumptions?: string;
};

function entry(
  head: AlertHead,
  rest: Pick<CatalogueEntry, 'family' | 'alertCodes' | 'rows' | 'asn1' | 'payload'>,
): CatalogueEntry {
  return { versions: '3.1 4.0', category: 'SME.A.C', variants: '', rights: '', flags: '', ...head, ...rest };
}

/** @param rows what follows alert code and time, `name shape, name shape` */
function dlms(head: AlertHead, alertCodes: readonly number[], rows: string): CatalogueEntry {
  return entry(head, { family: 'dlms-alert', alertCodes, rows });
}

function gbz(head: AlertHead, alertCodes: readonly number[], rows = ''): CatalogueEntry {
  return entry(head, { family: 'gbz-alert', alertCodes, rows });
}

/** @param type name of the type of Annex 3 */
function asn1(head: AlertHead, alertCodes: readonly number[], type: string): CatalogueEntry {
  return entry(head, { family: 'asn1-alert', alertCodes, asn1: type });
}

/** Rows of a use case whose contents an alert sends by itself. */
function rowsOf(useCase: string): readonly DlmsRow[] {
  return parseDlmsRows(PUBLISHED_ENTRIES.find(({ name }) => name === useCase)?.rows ?? '');
}

/** ECS68: the billing data log as ECS20c reads it, but for the prepayment values. */
function billingDataLogAlert(): DlmsAlertDefinition {
  const protects = rowsOf('ECS20c').flatMap((row) => row.protects ?? []);
  return {
    family: 'dlms-alert',
    alertCodes: [0x8f0a],
    extras: parseNamedShapes('protectionParameters protection-parameters, protectedAttributes octet-string(17..65535)'),
    protects: protects.filter(({ obis }) => obis === '0-0:98.1.0.255'),
  };
}

/** DBCH09: the configuration as DBCH03 reads it. */
function subGhzConfigurationAlert(): DlmsAlertDefinition {
  const extras = rowsOf('DBCH03').map(({ name, shape }) => ({ name, shape }));
  return { family: 'dlms-alert', alertCodes: [0x8f2a], extras };
}

const HUB_TO_BROKER = { addressees: 'accessControlBroker', category: 'SME.A.NC' } as const;
const SUB_GHZ = { ...HUB_TO_BROKER, assumptions: 'sub-ghz-alert-contents' } as const;

export const ALERT_ENTRIES: readonly CatalogueEntry[] = [
  // The whole log after a change. The hashed key is empty until the device has one. The sections of 3.1 and 4.0 give
  // alert code 8012; the event list and the reference messages have 8F12.
  dlms(
    {
      name: 'CS14',
      title: 'Device Addition To / Removal From HAN Whitelist Alerts',
      messageCode: 0x0018,
      ...HUB_TO_BROKER,
      assumptions: 'hashed-tc-link-key',
    },
    [0x8f12],
    'deviceLogBackup {backupDateTime date-time(12), extendedPanIdentifier octet-string(8), ' +
      'devices array[0..16] {entityIdentifier octet-string(8), hashedLinkKey octet-string(0..16)}}',
  ),
  entry(
    {
      name: 'ECS68',
      title: 'ESME Critical Sensitive Alert (Billing Data Log)',
      messageCode: 0x0061,
      addressees: 'supplier',
    },
    { family: 'dlms-alert', payload: billingDataLogAlert },
  ),
  dlms(
    {
      name: 'ECS80',
      title: 'Supply Outage Restore Alert from ESME',
      messageCode: 0x0067,
      addressees: 'networkOperator',
    },
    [0x8f35, 0x8f36, 0x8f37, 0x8f38, 0x8f39, 0x8f3a, 0x8f3b, 0x8f3c],
    'interruptionValue date-time(12), restorationValue date-time(12)',
  ),
  gbz(
    { name: 'GCS53', title: 'Push Billing Data Log as an Alert', messageCode: 0x008b, addressees: 'supplier' },
    [0x8f0a],
    'BillingDataLog(BillingCalendarTriggeredExcExport).logEntries | 0702 Metering | 06 Publish Snapshot 19',
  ),
  asn1(
    {
      name: 'GCS62',
      title: 'Backup GPF Device Log',
      messageCode: 0x00b2,
      addressees: 'accessControlBroker',
      category: 'SME.A.NC',
    },
    [0x8071],
    'BackupDeviceLogAlert',
  ),
  asn1(
    { name: 'CS06Alert', title: 'Future dated firmware activation', messageCode: 0x00ca, addressees: 'originator' },
    FUTURE_DATED,
    'ActivateFirmwareAlert',
  ),
  asn1(
    {
      name: 'CS02bAlert',
      title: 'Future dated update of security credentials',
      messageCode: 0x00cb,
      addressees: 'originator',
    },
    FUTURE_DATED,
    'UpdateSecurityCredentialsAlert',
  ),
  dlms(
    {
      name: 'FutureDatedAlert-DLMS',
      title: 'Future dated Command, one object (DLMS)',
      messageCode: 0x00cc,
      addressees: 'originator',
    },
    FUTURE_DATED,
    'commandReference packed[messageCode:code;originatorCounter:counter;classId:u16;logicalName:obis;attributeIndex:u8]',
  ),
  gbz(
    {
      name: 'FutureDatedAlert-ZigBee',
      title: 'Future dated Command, one command (GBZ)',
      messageCode: 0x00cd,
      addressees: 'originator',
    },
    FUTURE_DATED,
  ),
  dlms(
    { name: 'FDRA-DLMS', title: 'Firmware distribution receipt (ESME)', messageCode: 0x00ce, addressees: 'supplier' },
    [0x8f72],
    'manufacturerImageHash octet-string(32)',
  ),
  gbz(
    { name: 'FDRA-ZigBee', title: 'Firmware distribution receipt (GSME)', messageCode: 0x00cf, addressees: 'supplier' },
    [0x8f72],
  ),
  dlms(
    {
      name: 'DeliveryFailureAlert',
      title: 'Failure to deliver a message to the ESME',
      messageCode: 0x00d5,
      addressees: 'accessControlBroker',
      assumptions: 'delivery-failure-alert',
    },
    [0x8f84],
    `message ${MESSAGE_REFERENCE}`,
  ),
  dlms(
    {
      name: 'MIIWA-DLMS',
      title: 'Meter integrity issue warning (ESME)',
      messageCode: 0x00f0,
      addressees: 'supplier',
      category: 'SME.A.NC',
    },
    [0x81a0],
    'issueCode octet-string(2)',
  ),
  gbz(
    {
      name: 'MIIWA-ZigBee',
      title: 'Meter integrity issue warning (GSME)',
      messageCode: 0x00f2,
      addressees: 'supplier',
      category: 'SME.A.NC',
    },
    [0x81a0],
  ),
  dlms(
    { name: 'DBCH06', title: 'Sub GHz alert 8F20', messageCode: 0x0110, ...SUB_GHZ },
    [0x8f20],
    'deviceIdentifier octet-string(8)',
  ),
  dlms({ name: 'DBCH07', title: 'Sub GHz alert 8F26', messageCode: 0x0111, ...SUB_GHZ }, [0x8f26], ''),
  dlms(
    { name: 'DBCH08', title: 'Sub GHz alert 8F28', messageCode: 0x0112, ...SUB_GHZ },
    [0x8f28],
    'content {first octet-string(1), second octet-string(1)}',
  ),
  entry(
    { name: 'DBCH09', title: 'Sub GHz Configuration Changed Sub GHz Alert', messageCode: 0x0113, ...HUB_TO_BROKER },
    { family: 'dlms-alert', payload: subGhzConfigurationAlert },
  ),
  dlms(
    { name: 'DBCH10', title: 'Sub GHz alert 8F2C: message discarded', messageCode: 0x0114, ...SUB_GHZ },
    [0x8f2c],
    `message ${MESSAGE_REFERENCE}`,
  ),
  dlms(
    { name: 'DBCH11', title: 'Sub GHz alert 8F2D', messageCode: 0x0115, ...SUB_GHZ },
    [0x8f2d],
    'deviceIdentifier octet-string(8)',
  ),
  dlms(
    {
      name: 'ECS100',
      title: 'Command not supported',
      messageCode: 0x0120,
      addressees: 'originator',
      versions: '4.0',
      assumptions: 'ecs100-from-3.1-device versions-outside-the-table',
    },
    [0x8f85],
    'refusedCommand packed[messageCode:code;originatorCounter:counter]',
  ),
  dlms(
    {
      name: 'ECS101',
      title: 'Limit APC [n] Level Command processed',
      messageCode: 0x0121,
      addressees: 'supplier',
      versions: '4.0',
    },
    [0x8f86],
    'apcDirectionAndNumber controller-direction, apcLimitPeriodStart date-time(12), apcLimitPeriodEnd date-time(12), ' +
      'resultingLevel unsigned',
  ),
  dlms(
    {
      name: 'ECS102',
      title: 'Limit APC [n] Level ended or cancelled',
      messageCode: 0x0122,
      addressees: 'supplier',
      versions: '4.0',
    },
    [0x8f87],
    'apcDirectionAndNumber controller-direction, resultingLevel unsigned',
  ),
  // The load controller is its supplementary party, to whom the broker forwards it.
  dlms(
    {
      name: 'ECS200',
      title: 'Auxiliary controller operational update',
      messageCode: 0x0123,
      addressees: 'supplier',
      versions: '4.0',
      assumptions: 'versions-outside-the-table',
    },
    [0x8f88],
    'stateAndAssociatedInformation utf8-string(0..72000)',
  ),
  asn1(
    {
      name: 'CS02gAlert',
      title: 'Future dated update of load controller credentials',
      messageCode: 0x0124,
      addressees: 'originator',
      versions: '4.0',
      assumptions: 'versions-outside-the-table',
    },
    FUTURE_DATED,
    'UpdateSecurityCredentialsAlert',
  ),
  asn1(
    {
      name: 'CCS08',
      title: 'Firmware transfer to a device, from the CHF',
      messageCode: 0x0128,
      addressees: 'accessControlBroker',
      versions: '4.0',
      assumptions: 'versions-outside-the-table',
    },
    [0x8f89, 0x8f8a],
    'FirmwareTransferAlert',
  ),
  asn1(
    {
      name: 'CS09',
      title: 'Firmware version of a PPMID or HCALCS',
      messageCode: 0x012b,
      addressees: 'accessControlBroker',
      versions: '4.0',
      assumptions: 'versions-outside-the-table',
    },
    [0x8f8b],
    'FirmwareVersionAlert',
  ),
  entry(
    {
      name: 'GCA',
      title: 'Generic Critical Alert',
      messageCode: 0x1000,
      addressees: 'supplier',
      assumptions: 'generic-alerts-to-supplier',
    },
    { family: 'generic-alert' },
  ),
  entry(
    {
      name: 'GNCA',
      title: 'Generic Non Critical Alert',
      messageCode: 0x1001,
      addressees: 'supplier',
      category: 'SME.A.NC',
      assumptions: 'generic-alerts-to-supplier',
    },
    { family: 'generic-alert' },
  ),
];
