import type { CatalogueEntry } from './entry.js';

/**
 * Commands that the use-case sections of neither version describe, but for joins and credentials: firmware, clock and logs
 * that they leave to other sections, and use cases of older editions that the reference messages still have. Rows, types,
 * protections and parties are those of the reference messages; replay protection and further parties are assumptions.
 */

const OUTSIDE = 'replay-for-use-cases-outside-the-table';
const OLDER = 'older-use-cases-known';

/** Calendar of days on which the supply is not disabled, as in ECS08a. */
const NON_DISABLEMENT_DAYS =
  'array[0..20] {index long-unsigned, specialDayDate octet-string(5), dayIdentifier unsigned}';
const NON_DISABLEMENT_ENTRIES =
  'array[1..22] {index long-unsigned, enable boolean =true, scriptLogicalName octet-string(6) =00000a006aff, ' +
  'scriptSelector long-unsigned, switchTime octet-string(4), validityWindow long-unsigned =65535, execWeekdays ' +
  'bit-string(7), execSpecialDays bit-string(0..20), beginDate octet-string(5), endDate octet-string(5)}';

/** One billing period; the newer ECS26l and ECS30a have up to four. */
const BILLING_PERIOD = 'array[1..1] {time octet-string(4), date octet-string(5)}';

export const UNLISTED_ENTRIES: readonly CatalogueEntry[] = [
  {
    name: 'CCS05CCS04',
    title: 'Read CHF Device Log and Communications Store',
    messageCode: 0x0004,
    versions: '3.1 4.0',
    category: 'SME.C.NC',
    variants: '8.9',
    rights: 'accessControlBroker: communicationsHub',
    flags: '',
    assumptions: `${OLDER} replay-for-use-cases-outside-the-table`,
    family: 'dlms',
    rows: `
get 104 0-0:30.3.0.255 4 DeviceLog(CHF).logEntries array[0..16] {macAddress octet-string(8), status bit-string(8), maxRSSI integer, averageRSSI integer, minRSSI integer, maxLQI unsigned, averageLQI unsigned, minLQI unsigned, lastCommunicationDateTime date-time(12), numberOfHops unsigned, transmissionFailures unsigned, transmissionSuccesses unsigned, applicationVersion unsigned, stackVersion unsigned}
`,
  },
  {
    name: 'CS06',
    title: 'Activate Firmware',
    messageCode: 0x0012,
    versions: '3.1 4.0',
    category: 'SME.C.C',
    variants: '11.3',
    rights: 'supplier: esme gsme',
    flags: 'futureDatable replayProtected responseDateTime',
    assumptions: `${OUTSIDE} future-dated-checks-at-receipt parties-outside-the-table`,
    family: 'asn1',
    asn1: 'ActivateFirmware',
  },
  {
    name: 'ECS08',
    title: 'Update Prepayment Configuration on ESME (older edition)',
    messageCode: 0x001f,
    versions: '3.1 4.0',
    category: 'SME.C.C',
    variants: '2.1',
    rights: 'supplier: esme',
    flags: 'futureDatable replayProtected responseDateTime',
    assumptions: `${OUTSIDE} ${OLDER}`,
    family: 'dlms',
    rows: `
set 11 0-1:11.0.2.255 2 Non-DisablementCalendar(SpecialDays).entries.next ${NON_DISABLEMENT_DAYS}
set 9000 0-0:94.44.2.20 2 PrepaymentCredit(MaxMeterBalance).value double-long
set 9000 0-0:94.44.2.10 4 PrepaymentCredit(MaximumCreditThreshold).valueNext double-long
set 10 0-1:12.0.1.255 2 Non-DisablementCalendar.entries.next ${NON_DISABLEMENT_ENTRIES}
set 9000 0-0:94.44.128.12 4 DebtRecoveryRateCap.amountNext long-unsigned
set 9000 0-0:94.44.128.13 4 DebtRecoveryRateCap.periodNext double-long
set 9000 0-0:94.44.128.9 4 LowCreditThreshold.thresholdNext double-long
set 9000 0-0:94.44.128.2 4 EmergencyCreditLimit.amountNext double-long
set 9000 0-0:94.44.128.31 6 Non-DisablementCalendar(SpecialDays).activateNextDateTime date-time(12)
set 9000 0-0:94.44.128.3 4 EmergencyCreditThreshold.thresholdNext double-long
set 9000 0-0:94.44.2.20 6 PrepaymentCredit(MaxMeterBalance).activateNextDateTime date-time(12) same-as Non-DisablementCalendar(SpecialDays).activateNextDateTime
set 9000 0-0:94.44.2.10 6 PrepaymentCredit(MaximumCreditThreshold).activateNextDateTime date-time(12) same-as Non-DisablementCalendar(SpecialDays).activateNextDateTime
set 9000 0-0:94.44.128.12 6 DebtRecoveryRateCap.activateAmountNextDateTime date-time(12) same-as Non-DisablementCalendar(SpecialDays).activateNextDateTime
set 9000 0-0:94.44.128.13 6 DebtRecoveryRateCap.activatePeriodNextDateTime date-time(12) same-as Non-DisablementCalendar(SpecialDays).activateNextDateTime
set 9000 0-0:94.44.128.9 6 LowCreditThreshold.activateNextDateTime date-time(12) same-as Non-DisablementCalendar(SpecialDays).activateNextDateTime
set 9000 0-0:94.44.128.2 6 EmergencyCreditLimit.activateNextDateTime date-time(12) same-as Non-DisablementCalendar(SpecialDays).activateNextDateTime
set 9000 0-0:94.44.128.3 6 EmergencyCreditThreshold.activateNextDateTime date-time(12) same-as Non-DisablementCalendar(SpecialDays).activateNextDateTime
set 9000 0-0:94.44.128.28 6 Non-DisablementCalendar.activateNextDateTime date-time(12) same-as Non-DisablementCalendar(SpecialDays).activateNextDateTime
`,
  },
  {
    name: 'ECS26d',
    title: 'Read ESME Configuration Data Device Information (Billing Calendar, older edition)',
    messageCode: 0x003e,
    versions: '3.1 4.0',
    category: 'SME.C.NC',
    variants: '6.2.3',
    rights: 'supplier: esme',
    flags: '',
    assumptions: `${OLDER} replay-for-use-cases-outside-the-table`,
    family: 'dlms',
    rows: `
get 22 0-0:15.0.0.255 4 BillingCalendar.startDateTimeAndPeriodicity ${BILLING_PERIOD}
`,
  },
  {
    name: 'ECS26e',
    title: 'Read ESME Configuration Data Device Information (device identity, older edition)',
    messageCode: 0x003f,
    versions: '3.1 4.0',
    category: 'SME.C.NC',
    variants: '6.2.4',
    rights: 'supplier networkOperator accessControlBroker: esme',
    flags: '',
    assumptions: `${OLDER} parties-outside-the-table replay-for-use-cases-outside-the-table`,
    family: 'dlms',
    rows: `
get 1 0-0:96.1.1.255 2 MeterIdentifier.value octet-string(8)
get 1 0-0:96.1.2.255 2 MeterVariant.value text(1)
get 1 0-0:96.1.4.255 2 ModelType(SmartMeter).value text(8)
get 1 0-0:96.1.6.255 2 ManufacturerIdentifier.value text(3..4)
get 1 0-0:94.44.0.4 2 SupplyTamperState.value boolean
`,
  },
  {
    name: 'ECS30',
    title: 'Set Billing Calendar on the ESME (older edition)',
    messageCode: 0x0046,
    versions: '3.1 4.0',
    category: 'SME.C.C',
    variants: '6.8',
    rights: 'supplier: esme',
    flags: 'replayProtected',
    assumptions: `${OUTSIDE} ${OLDER}`,
    family: 'dlms',
    rows: `
set 22 0-0:15.0.0.255 4 BillingCalendar.startDateTimeAndPeriodicity ${BILLING_PERIOD}
`,
  },
  {
    name: 'GCS28',
    title: 'Set Clock on GSME',
    messageCode: 0x007f,
    versions: '3.1 4.0',
    category: 'SME.C.C',
    variants: '6.11 8.1.1',
    rights: 'supplier: gsme',
    flags: 'replayProtected',
    assumptions: OUTSIDE,
    family: 'asn1',
    asn1: 'SetTime',
  },
  {
    name: 'GCS59',
    title: 'GPF Device Log Restore',
    messageCode: 0x008c,
    versions: '3.1 4.0',
    category: 'SME.C.NC',
    variants: '8.12.2',
    rights: 'accessControlBroker: gasProxyFunction',
    flags: 'replayProtected',
    assumptions: OUTSIDE,
    family: 'asn1',
    asn1: 'RestoreDeviceLog',
  },
  {
    name: 'ECS26i',
    title: 'Read CHF Configuration Data (device identity, older edition)',
    messageCode: 0x0092,
    versions: '3.1 4.0',
    category: 'SME.C.NC',
    variants: '6.2.4',
    rights: 'accessControlBroker: communicationsHub',
    flags: '',
    assumptions: `${OLDER} replay-for-use-cases-outside-the-table`,
    family: 'dlms',
    rows: `
get 1 0-0:96.1.1.255 2 CommsHubIdentifier.value octet-string(8)
get 1 0-0:96.1.4.255 2 ModelType(CommsHub).value text(8)
get 1 0-0:96.1.6.255 2 CHManufacturerIdentifier.value text(3..4)
`,
  },
  {
    name: 'GCS21d',
    title: 'Read GSME Configuration Data (Billing Calendar, older edition)',
    messageCode: 0x009d,
    versions: '3.1 4.0',
    category: 'SME.C.NC',
    variants: '6.2.3',
    rights: 'supplier: gasProxyFunction gsme',
    flags: '',
    assumptions: `${OLDER} parties-outside-the-table replay-for-use-cases-outside-the-table`,
    family: 'gbz',
    rows: `
BillingCalendar.startDateTimeAndPeriodicity | 0700 Price | 0B GetBillingPeriod 01 | 09 PublishBillingPeriod
`,
  },
  {
    name: 'GCS21e',
    title: 'Read GSME Configuration Data (device identity, older edition)',
    messageCode: 0x009e,
    versions: '3.1 4.0',
    category: 'SME.C.NC',
    variants: '6.2.4',
    rights: 'supplier: gasProxyFunction gsme',
    flags: '',
    assumptions: `${OLDER} parties-outside-the-table replay-for-use-cases-outside-the-table`,
    family: 'gbz',
    rows: `
ManufacturerIdentifier.value | 0000 Basic | 00 Read Attributes 00 | 01 Read Attributes Response
SupplyTamperState.value | 0702 Metering | 00 Read Attributes 00 | 01 Read Attributes Response
`,
  },
  {
    name: 'CS08',
    title: 'Read PPMID or HCALCS Firmware Version',
    messageCode: 0x0129,
    versions: '4.0',
    category: 'SME.C.NC',
    variants: '11.2',
    rights: 'accessControlBroker: hcalcs ppmid',
    flags: '',
    assumptions: 'replay-for-use-cases-outside-the-table versions-outside-the-table',
    family: 'asn1',
    asn1: 'ReadFirmwareVersion',
  },
  {
    name: 'GCS60a',
    title: 'Read Meter Balance for GSME with date and time',
    messageCode: 0x012a,
    versions: '4.0',
    category: 'SME.C.NC',
    variants: '4.18',
    rights: 'supplier: gasProxyFunction gsme',
    flags: 'responseDateTime',
    assumptions: 'replay-for-use-cases-outside-the-table versions-outside-the-table',
    family: 'gbz',
    rows: `
MeterBalance.value | 0702 Metering | 00 Read Attributes 00 | 01 Read Attributes Response | BillToDateDelivered : UINT32 = 0x0A00
MeterBalance.valuePrepaymentMode | 0705 Prepayment | 00 Read Attributes 00 | 01 Read Attributes Response | Credit Remaining : INT32 = 0x0001
`,
  },
];
