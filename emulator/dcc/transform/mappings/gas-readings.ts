import type { BodyMapping } from '../mapping.js';
import { type GasCommand, gasRow, read } from './gas.js';

/** What is read of a GSME, or of what the Gas Proxy Function holds of it, but for logs (SRV 4.1.x, 4.3, 4.11.1, ...). */

const DELIVERED = 'Delivered Tariff';
const TARIFF_CALENDAR = 'Delivered Calendar';
const FRIENDLY_CREDIT_CALENDAR = 'Friendly Credit Calendar';
/** Of both calendars the one in force, whatever number it has. */
const CALENDAR_IN_FORCE = { [TARIFF_CALENDAR]: 0xffff_ffff, [FRIENDLY_CREDIT_CALENDAR]: 0xffff_fffe };

const registerFormat = ['Divisor', 'Multiplier', 'Unit of Measure'];
const numbered = (count: number, name: (number: number) => string) =>
  Array.from({ length: count }, (_, i) => name(i + 1));

/** The whole of a calendar, in four parts. */
function wholeCalendar(calendarType: keyof typeof CALENDAR_IN_FORCE): readonly GasCommand[] {
  const ids = { providerId: 0, issuerCalendarId: CALENDAR_IN_FORCE[calendarType] };
  return [
    { cluster: 'Calendar', command: 'Get Day Profiles', fields: { ...ids, startDayId: 1, numberOfDays: 0 } },
    { cluster: 'Calendar', command: 'Get Week Profiles', fields: { ...ids, startWeekId: 1, numberOfWeeks: 0 } },
    { cluster: 'Calendar', command: 'Get Seasons', fields: ids },
    {
      cluster: 'Calendar',
      command: 'Get Special Days',
      fields: { ...ids, startTime: 'now', numberOfEvents: 0, calendarType },
    },
  ];
}

const billingPeriod: GasCommand = {
  cluster: 'Price',
  command: 'Get Billing Period',
  fields: { earliestStartTime: 'now', minIssuerEventId: 0xffff_ffff, numberOfCommands: 1, tariffType: DELIVERED },
};

const meterBalance = [read('Metering', 'Bill to Date Delivered'), read('Prepayment', 'Credit Remaining')];
const supplyStates = read('Metering', 'Supply Depletion State', 'Supply Tamper State');

const BILLING_CALENDAR = ['ReadDeviceConfigurationBillingCalendar', '6.2.3'] as const;
const IDENTITY = ['ReadDeviceConfigurationIdentityExcMPxN', '6.2.4'] as const;
const BALANCE = ['ReadMeterBalance', '4.18'] as const;

export const GAS_READING_MAPPINGS: readonly BodyMapping[] = [
  gasRow(
    'GCS13a',
    ['ReadInstantaneousImportRegisters', '4.1.1'],
    [read('Metering', ...registerFormat, 'Current Summation Delivered')],
  ),
  gasRow(
    'GCS13c',
    ['ReadInstantaneousImportTOUMatrices', '4.1.2'],
    [read('Metering', ...registerFormat, ...numbered(4, (tier) => `Current Tier ${tier} Summation Delivered`))],
  ),
  gasRow(
    'GCS13b',
    ['ReadInstantaneousImportBlockCounters', '4.1.4'],
    [
      read(
        'Metering',
        ...numbered(4, (block) => `Current No Tier Block ${block} Summation Delivered`),
        ...registerFormat,
      ),
    ],
  ),
  gasRow(
    'GCS14',
    ['ReadInstantaneousPrepayValues', '4.3'],
    [
      read('Price', 'Price Trailing Digit', 'Currency'),
      read(
        'Prepayment',
        ...['Accumulated Debt', 'Emergency Credit Remaining', 'Credit Remaining'],
        ...['Debt Amount #3', 'Debt Amount #1', 'Debt Amount #2'],
      ),
    ],
  ),
  gasRow(
    'GCS21f',
    ['ReadTariffPrimaryElement', '4.11.1'],
    [
      read(
        'Price',
        ...['Threshold Divisor', 'Threshold Multiplier'],
        ...numbered(3, (block) => `Block ${block} Threshold`),
        'Unit of Measure',
        ...numbered(4, (block) => `No Tier Block ${block} Price`),
        ...numbered(4, (tier) => `Tier ${tier} Block 1 Price`),
        ...['Currency', 'Price Trailing Digit', 'Standing Charge'],
      ),
      ...wholeCalendar(TARIFF_CALENDAR),
      { cluster: 'Price', command: 'Get Current Price', fields: { commandOptions: [] } },
    ],
  ),
  gasRow(
    'GCS21b',
    ['ReadPrepaymentConfiguration', '4.13'],
    [
      read(
        'Prepayment',
        ...['Debt Recovery Top Up Percentage #3', 'Overall Debt Cap'],
        ...['Debt Recovery Frequency #1', 'Debt Recovery Frequency #2', 'Cut Off Value'],
        ...['Emergency Credit Limit / Allowance', 'Emergency Credit Threshold', 'Low Credit Warning'],
        ...['Max Credit Limit', 'Max Credit Per Top Up', 'Debt Recovery Amount #1', 'Debt Recovery Amount #2'],
      ),
      read('Price', 'Price Trailing Digit'),
      ...wholeCalendar(FRIENDLY_CREDIT_CALENDAR),
    ],
  ),
  gasRow('GCS60', BALANCE, meterBalance, { versions: ['2.0', '3.1'] }),
  gasRow('GCS60a', BALANCE, meterBalance, { versions: ['4.0'] }),
  gasRow('GCS21d', BILLING_CALENDAR, [billingPeriod], { versions: ['2.0'] }),
  gasRow('GCS21k', BILLING_CALENDAR, [billingPeriod], { versions: ['3.1', '4.0'] }),
  gasRow('GCS21e', IDENTITY, [read('Basic', 'Manufacturer Name', 'Model Identifier', 'HW Version'), supplyStates], {
    versions: ['2.0'],
  }),
  gasRow('GCS21m', IDENTITY, [read('Basic', 'Manufacturer Name', 'Model Identifier'), supplyStates], {
    versions: ['3.1', '4.0'],
  }),
  gasRow('GCS46', ['ReadDeviceConfigurationMPxN', '6.2.7'], [read('Metering', 'Site ID')]),
  gasRow(
    'GCS21a',
    ['ReadDeviceConfigurationGas', '6.2.8'],
    [
      read(
        'Price',
        ...['Calorific Value Trailing Digit', 'Calorific Value Unit', 'Calorific Value'],
        ...['Conversion Factor Trailing Digit', 'Conversion Factor'],
      ),
      read(
        'Metering',
        ...['Uncontrolled Flow Divisor', 'Uncontrolled Flow Multiplier', 'Uncontrolled Flow Unit of Measure'],
        ...['Uncontrolled Flow Threshold', 'Flow Stabilisation Period', 'Flow Measurement Period'],
      ),
    ],
  ),
  gasRow(
    'GCS21j',
    ['ReadDeviceConfigurationPaymentMode', '6.2.9'],
    [read('Prepayment', 'Payment Control Configuration')],
  ),
  gasRow(
    'GCS20r',
    ['ReadDeviceConfigurationEventAndAlertBehaviours', '6.2.10'],
    // 81FF: all events from 8100 on.
    [{ cluster: 'Device Management', command: 'Get Event Configuration', fields: { eventId: 0x81ff } }],
  ),
  gasRow('GCS33', ['ReadSupplyStatus', '7.4'], [read('Metering', 'Remaining Battery Life in Days', 'Supply Status')]),
  gasRow('GCS38', ['ReadFirmwareVersion', '11.2'], [read('Metering', 'Current Meter ID')]),
];
