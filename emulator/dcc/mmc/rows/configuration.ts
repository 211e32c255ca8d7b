import type { NamedFields, NamedValue } from '../../../../gbcs/index.js';
import { element, type WrittenElement } from '../../xml/write.js';
import { emptyRows, type ResponseRow, type ResponseRows } from '../response-row.js';
import {
  choice,
  dateTime,
  entriesAt,
  eui,
  type FieldRow,
  fields,
  fieldsOf,
  integer,
  integerWithin,
  listAt,
  malformed,
  parent,
  text,
  timeOfDay,
  valueAt,
  wholeNumber,
} from '../values.js';
import { electricity } from './readings.js';

/** Configuration, clock and supply of an ESME (SRV 6.x, 7.1 to 7.4, 9.1). */

const UNSIGNED = integerWithin(0, 0xffff_ffff);

const RMS_MEASURES = ['RMSExtremeOverVoltage', 'RMSExtremeUnderVoltage', 'RMSVoltageSag', 'RMSVoltageSwell'] as const;

const RMS_SETTINGS: readonly FieldRow[] = RMS_MEASURES.flatMap((measure): FieldRow[] => [
  [`RMSVoltageSettings ${measure}MeasurementPeriod`, `${measure}MeasurementPeriod.period`, UNSIGNED],
  [`RMSVoltageSettings ${measure}Threshold`, `${measure}Threshold.threshold`, UNSIGNED],
]);

function averageSettings(values: NamedFields, phase: number): readonly WrittenElement[] {
  return fields(values, [
    ['AverageRMSOverVoltageThreshold', `AverageRMSOverVoltageThreshold(Phase[${phase}]).value`, UNSIGNED],
    ['AverageRMSUnderVoltageThreshold', `AverageRMSUnderVoltageThreshold(Phase[${phase}]).value`, UNSIGNED],
  ]);
}

function singlePhase(values: NamedFields): readonly (WrittenElement | undefined)[] {
  return [parent('SinglePhaseVoltageSettings', averageSettings(values, 1)), ...fields(values, RMS_SETTINGS)];
}

function polyPhase(values: NamedFields): readonly WrittenElement[] {
  return [
    ...[1, 2, 3].map((phase) =>
      element('PolyPhaseVoltageSettings', [
        element('Phase', phase),
        element('PhaseVoltageSettings', averageSettings(values, phase)),
      ]),
    ),
    ...fields(values, RMS_SETTINGS),
  ];
}

/** What of a date of five octets says nothing. */
const ANY = 0xff;

/** Parts of a date with wildcards: undefined for any. */
function dateParts(value: NamedValue | undefined, name: string) {
  if (typeof value !== 'string' || !/^[0-9a-f]{10}$/i.test(value)) throw malformed(name);
  const part = (from: number): number | undefined => {
    const octet = Number.parseInt(value.slice(from, from + 2), 16);
    return octet === ANY ? undefined : octet;
  };
  return { month: part(4), day: part(6), weekday: part(8) };
}

/** Which of several dates in a year repeat by how many dates there are. */
const REPEATED: Readonly<Record<number, string>> = { 1: 'Yearly', 2: 'SixMonthly', 4: 'Quarterly' };

/** Times at which a billing period begins, as COSEM class 22 has them. */
function billingCalendar(list: string): ResponseRow {
  return {
    content(values) {
      if (valueAt(values, list) === undefined) return [];
      const entries = entriesAt(values, list);
      const [first] = entries;
      if (first === undefined) throw malformed(list);
      const { month, day, weekday } = dateParts(first['date'], list);
      const periodicity = REPEATED[entries.length];
      const period = (): WrittenElement => {
        if (month !== undefined && day !== undefined && periodicity !== undefined) {
          return element(periodicity, [element('DayOfMonth', day), element('BillingPeriodStartMonth', month)]);
        }
        if (day !== undefined) return element('Monthly', day);
        return weekday === undefined ? element('Daily', '') : element('Weekly', weekday);
      };
      return [
        element('BillingCalendar', [
          element('ElectricityBillingCalendar', [
            element('BillingTime', timeOfDay(first['time'] ?? null, list) ?? ''),
            period(),
          ]),
        ]),
      ];
    },
  };
}

const TAMPER = choice({ true: 'Locked', false: 'Unchanged' });

const METER_IDENTITY: readonly FieldRow[] = [
  ['DeviceIdentifier', 'MeterIdentifier.value', eui],
  ['ModelType', 'ModelType(SmartMeter).value', text(8)],
  ['ManufacturerIdentifier', 'ManufacturerIdentifier.value', text(32)],
  ['Electricity SupplyTamperState', 'SupplyTamperState.value', TAMPER],
  ['Electricity MeterVariant', 'MeterVariant.value', text(1)],
];

const HUB_IDENTITY: readonly FieldRow[] = [
  ['DeviceIdentifier', 'CommsHubIdentifier.value', eui],
  ['ModelType', 'ModelType(CommsHub).value', text(8)],
  ['ManufacturerIdentifier', 'CHManufacturerIdentifier.value', text(32)],
];

function valueRows(rows: readonly FieldRow[]): ResponseRow {
  return { content: (values) => fields(values, rows) };
}

const POWER_THRESHOLDS = ['LowMediumPowerThreshold', 'MediumHighPowerThreshold'] as const;

function powerThresholds(values: NamedFields): readonly WrittenElement[] {
  const list = 'LowMediumAndMediumHighPowerThresholds.thresholds';
  return listAt(values, list).map((value, i) => {
    const name = POWER_THRESHOLDS[i];
    if (name === undefined) throw malformed(list);
    return element(name, integer(value, list) ?? '');
  });
}

const MPAN_DIGITS = 13;
const IMPORT_MPANS = 'MeterPointAdministrationNumber(combinedMPANS).value';

/** The second MPAN of an import stands behind the first. */
function mpans(values: NamedFields): readonly (WrittenElement | undefined)[] {
  const combined = valueAt(values, IMPORT_MPANS) ?? '';
  if (typeof combined !== 'string' || combined.length > 2 * MPAN_DIGITS) throw malformed(IMPORT_MPANS);
  const [primary, secondary] = [combined.slice(0, MPAN_DIGITS), combined.slice(MPAN_DIGITS)];
  return electricity([
    primary === '' ? undefined : element('ImportMPAN', primary),
    secondary === '' ? undefined : element('SecondaryImportMPAN', secondary),
    ...fields(values, [['ExportMPAN', 'MeterPointAdministrationNumber(ExportMPAN).value', text(MPAN_DIGITS)]]),
  ]);
}

const MODE = 'PaymentMode.value';
const PAYMENT_MODE = choice({ 1: 'Credit', 2: 'Prepayment' });

/** Status of the clock (IEC 62056-6-2, clock status): an invalid value, a doubtful one. */
const INVALID = 0x01;
const DOUBTFUL = 0x02;

/** @returns a word of MMC */
export function clockStatus(status: number): 'invalid' | 'unreliable' | 'reliable' {
  if ((status & INVALID) !== 0) return 'invalid';
  return (status & DOUBTFUL) === 0 ? 'reliable' : 'unreliable';
}

/** The clock as it is after it was set. */
function clock(values: NamedFields): readonly (WrittenElement | undefined)[] {
  const status = valueAt(values, 'Time.status');
  const number = status === undefined ? undefined : Number(wholeNumber(status, 'Time.status'));
  return [
    ...fields(values, [['DeviceTime', 'Time.value', dateTime]]),
    number === undefined
      ? undefined
      : element('Electricity', [
          element('ElecClockTimeStatus', [element('TimeStatus', clockStatus(number))], {
            TimeStatusCode: String(number),
          }),
        ]),
  ];
}

/** Bits of a mask of events: bit nn of 80nn or 81nn is counted from the last (GBCS ECS25a). */
const MASK_BITS = 256;

interface AlertSettings {
  readonly name: string;
  readonly row: string;
}

/** Events that the schema has, of all meters and of those of one or of three phases, by the groups they are in. */
interface AlertGroups {
  readonly prefix: string;
  readonly groups: readonly (readonly [name: string, codes: string, alternative?: string])[];
}

const SUPPLIER_EVENTS: AlertGroups = {
  prefix: 'x81',
  groups: [
    [
      'SupplierESMECommon',
      '0D 0E 19 45 54 55 61 62 68 83 A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 AA AB AC AD AE AF B0 B1 B2 B3 B8 B9 BA BB BC BD BE C0 C1 C4 C5 C6',
    ],
    ['SupplierESMEPolyPhase', 'B7'],
  ],
};

/** Those of one phase and of three exclude each other. */
const NETWORK_EVENTS: AlertGroups = {
  prefix: 'x80',
  groups: [
    ['NetworkOperatorESMECommon', '14 15'],
    ['NetworkOperatorESMESinglePhase', '02 06 20 24 28 2C 85 89 8D 91 95 99 10'],
    [
      'NetworkOperatorESMEPolyPhase',
      '03 04 05 07 08 09 21 22 23 25 26 27 29 2A 2B 2D 2E 2F 86 87 88 8A 8B 8C 8E 8F 90 92 93 94 96 97 98 9A 9B 9C 11 16 13',
    ],
  ],
};
const ONE_PHASE = 'NetworkOperatorESMESinglePhase';
const THREE_PHASES = 'NetworkOperatorESMEPolyPhase';

function maskOf(value: NamedValue, name: string): ReadonlySet<number> {
  const { size, set } = fieldsOf(value, name);
  if (size !== MASK_BITS || !Array.isArray(set)) throw malformed(name);
  return new Set(set as readonly number[]);
}

function eventSettings(mask: ReadonlySet<number>, { prefix, groups }: AlertGroups): readonly WrittenElement[] {
  const isSet = (event: string): boolean => mask.has(MASK_BITS - 1 - Number.parseInt(event, 16));
  // A meter sets only events that it knows: any of three phases means that it has them.
  const hasThreePhases = groups.some(([name, codes]) => name === THREE_PHASES && codes.split(' ').some(isSet));
  const left = hasThreePhases ? ONE_PHASE : THREE_PHASES;
  return groups
    .filter(([name]) => name !== left)
    .map(([name, codes]) =>
      element(
        name,
        codes.split(' ').map((event) => element(`${prefix}${event}`, isSet(event) ? 'Enable' : 'Disable')),
      ),
    );
}

function alertSettings(name: string, settings: readonly AlertSettings[], events: AlertGroups): ResponseRow {
  return {
    content: (values) => [
      element(
        name,
        settings.flatMap(({ name: kind, row }) => {
          const value = valueAt(values, row);
          return value === undefined ? [] : [element(kind, eventSettings(maskOf(value, row), events))];
        }),
      ),
    ],
  };
}

const SUPPLIER_SETTINGS: readonly AlertSettings[] = [
  {
    name: 'ElectricitySupplierWANAlertSettings',
    row: 'AlertsConfigurationSettings(Supplier).settingsForWANAlerting',
  },
  {
    name: 'ElectricitySupplierHANAlertSettings',
    row: 'AlertsConfigurationSettings(Supplier).settingsForHANDeviceSharing',
  },
  { name: 'ElectricitySupplierAlarmSettings', row: 'EventsConfigurationSettings(Supplier).settingsForAlarms' },
  { name: 'ElectricitySupplierLoggingSettings', row: 'EventsConfigurationSettings(Supplier).settingForLogging' },
];

const NETWORK_SETTINGS: readonly AlertSettings[] = [
  {
    name: 'ElectricityNetworkOperatorWANAlertSettings',
    row: 'AlertsConfigurationSettings(NetworkOperator).settingsForWANAlerting',
  },
  {
    name: 'ElectricityNetworkOperatorLoggingSettings',
    row: 'EventsConfigurationSettings(NetworkOperator).settingForLogging',
  },
];

export const CONFIGURATION_ROWS: ResponseRows = {
  ...emptyRows('ECS25a ECS25a1 ECS25a2 ECS25a3 ECS25b ECS25b3'),
  ...emptyRows('ECS28a ECS28b ECS29a ECS29b ECS29c ECS29d ECS29e ECS29f ECS30 ECS30a ECS34 ECS37 ECS39a ECS39b ECS48'),
  ...emptyRows('ECS42 ECS43 ECS44 ECS50 ECS57 ECS81'),
  ECS25r1: alertSettings('ElectricitySupplierAlertEventSettings', SUPPLIER_SETTINGS, SUPPLIER_EVENTS),
  ECS25r2: alertSettings('ElectricityNetworkOperatorAlertEventSettings', NETWORK_SETTINGS, NETWORK_EVENTS),
  ECS26b: { content: singlePhase },
  ECS26k: { content: polyPhase },
  ECS26c: valueRows([
    ['RandomisedOffset', 'RandomisedOffset.value', integer],
    ['RandomisedOffsetNumber', 'RandomisedOffsetNumber.value', integer],
    ['RandomisedOffsetLimit', 'RandomisedOffsetLimit.value', integer],
  ]),
  ECS26d: billingCalendar('BillingCalendar.startDateTimeAndPeriodicity'),
  ECS26l: billingCalendar('BillingCalendar.startDateTimeAndLongerPeriodicity'),
  ECS26e: valueRows(METER_IDENTITY),
  ECS26m: valueRows(METER_IDENTITY),
  ECS26i: valueRows(HUB_IDENTITY),
  ECS26n: valueRows(HUB_IDENTITY),
  ECS26f: { content: powerThresholds },
  ECS26j: valueRows([['PaymentMode', `${MODE} > paymentMode`, PAYMENT_MODE]]),
  ECS40: { content: mpans },
  ECS45: valueRows([
    ['SupplyState', 'SupplyState.value.output_state', choice({ 0: 'Disabled', 1: 'Enabled', 2: 'Armed' })],
  ]),
  ECS70: { content: clock },
};
