import type { NamedFields, NamedValue } from '../../../../gbcs/index.js';
import { element, type WrittenElement } from '../../xml/write.js';
import { zclValues } from '../named-values.js';
import type { ResponseRow, ResponseRows } from '../response-row.js';
import {
  type Convert,
  choice,
  dateTime,
  decimal,
  decimalText,
  entriesAt,
  type FieldRow,
  fields,
  integer,
  listAt,
  malformed,
  numbered,
  valueAt,
  wholeNumber,
} from '../values.js';
import { always } from './readings.js';

/** Readings and logs of a GSME, as it or the Gas Proxy Function has them (SRV 4.x). */

/** Elements for a gas meter, which the schema wants there whatever was read. */
export function gas(within: readonly (WrittenElement | undefined)[]): readonly WrittenElement[] {
  return [element('Gas', within)];
}

/** A number of units that a multiplier and a divisor, which is a power of ten, make cubic metres or the like of. */
export function scaled(values: NamedFields, multiplierName: string, divisorName: string): Convert {
  return (value, name) => {
    const multiplier = wholeNumber(valueAt(values, multiplierName) ?? 1, multiplierName);
    const divisor = String(wholeNumber(valueAt(values, divisorName) ?? 1, divisorName));
    if (!/^10*$/.test(divisor)) throw malformed(divisorName);
    return decimalText(wholeNumber(value, name) * multiplier, divisor.length - 1);
  };
}

const MULTIPLIER = 'Metering.Multiplier';
const DIVISOR = 'Metering.Divisor';

/** What a log has, where no divisor goes with it: thousandths (assumption `mmc-gas-units`). */
const CUBIC_METRES = decimal(3);

function consumption(values: NamedFields): readonly WrittenElement[] {
  const register = 'Metering.Current Summation Delivered';
  return gas(
    fields(values, [
      ['ConsumptionRegister Value', register, scaled(values, MULTIPLIER, DIVISOR)],
      ['ConsumptionRegister Unit', register, always('m3')],
    ]),
  );
}

const NUMBERS = [1, 2, 3, 4] as const;

/** Attributes numbered 1 to 4, as elements of one name. */
function numberedAttributes(
  values: NamedFields,
  attribute: (number: number) => string,
  name: string,
  convert: Convert,
): readonly WrittenElement[] {
  return NUMBERS.flatMap((number) => {
    const value = valueAt(values, attribute(number));
    const content = value === undefined ? undefined : convert(value, attribute(number));
    return content === undefined ? [] : [element(name, content, { index: String(number) })];
  });
}

function timesOfUse(values: NamedFields): readonly WrittenElement[] {
  const matrix = numberedAttributes(
    values,
    (tier) => `Metering.Current Tier ${tier} Summation Delivered`,
    'TOURegisterMatrixValue',
    scaled(values, MULTIPLIER, DIVISOR),
  );
  return gas(matrix.length === 0 ? [] : [element('TariffTOURegisterMatrix', matrix)]);
}

function blockCounters(values: NamedFields): readonly WrittenElement[] {
  const counters = numberedAttributes(
    values,
    (block) => `Metering.Current No Tier Block ${block} Summation Delivered`,
    'TariffBlockCounterValue',
    scaled(values, MULTIPLIER, DIVISOR),
  );
  return counters.length === 0 ? [] : [element('ImportBlockCounters', counters)];
}

const PREPAYMENT_VALUES: readonly FieldRow[] = [
  ['EmergencyCreditBalance', 'Prepayment.Emergency Credit Remaining', integer],
  ['AccumulatedDebtRegister', 'Prepayment.Accumulated Debt', integer],
  ['PaymentDebtRegister', 'Prepayment.Debt Amount #3', integer],
  ['TimeDebtRegister1', 'Prepayment.Debt Amount #1', integer],
  ['TimeDebtRegister2', 'Prepayment.Debt Amount #2', integer],
  ['MeterBalance', 'Prepayment.Credit Remaining', integer],
];

const BALANCE: readonly FieldRow[] = [
  ['MeterBalance', 'Metering.Bill to Date Delivered', integer],
  ['Gas MeterBalancePrepaymentMode', 'Prepayment.Credit Remaining', integer],
];

const SNAPSHOT_TIME: FieldRow = ['Timestamp', 'snapshotTime', dateTime];
const SNAPSHOTS = 'Metering.Publish Snapshot';
const PREPAY_SNAPSHOTS = 'Prepayment.Publish Prepay Snapshot';

const PREPAYMENT_SNAPSHOT: readonly FieldRow[] = [
  ['AccumulatedDebtRegister', 'accumulatedDebt', integer],
  ['EmergencyCreditBalance', 'emergencyCreditRemaining', integer],
  ['MeterBalance', 'creditRemaining', integer],
  ['PaymentDebtRegister', 'type3DebtRemaining', integer],
  ['TimeDebtRegisters1', 'type1DebtRemaining', integer],
  ['TimeDebtRegisters2', 'type2DebtRemaining', integer],
  SNAPSHOT_TIME,
];

function prepaySnapshots(values: NamedFields, name: string): readonly WrittenElement[] {
  return entriesAt(values, PREPAY_SNAPSHOTS).map((one) => element(name, fields(one, PREPAYMENT_SNAPSHOT)));
}

/** Registers of a snapshot: of the time of use, and of blocks. */
function tiers(snapshot: NamedFields, name: string): readonly WrittenElement[] {
  return numbered(snapshot, 'tierSummations', name, 'index', CUBIC_METRES);
}

function blocks(snapshot: NamedFields, name: string): readonly WrittenElement[] {
  return numbered(snapshot, 'tierBlockSummations', name, 'index', CUBIC_METRES);
}

function summation(name: string): FieldRow {
  return [name, 'currentSummation', CUBIC_METRES];
}

function triggeredLog(values: NamedFields): readonly WrittenElement[] {
  return gas([
    ...entriesAt(values, SNAPSHOTS).map((one) =>
      element('LogEntryConsumptionRegister', [
        ...fields(one, [summation('ConsumptionRegister'), SNAPSHOT_TIME]),
        ...tiers(one, 'TariffTOURegisterMatrixValue'),
        ...blocks(one, 'BlockRegisterMatrixValue'),
      ]),
    ),
    ...prepaySnapshots(values, 'LogEntryPrepaymentData'),
  ]);
}

function billingSnapshot(snapshot: NamedFields): readonly WrittenElement[] {
  return [
    ...fields(snapshot, [SNAPSHOT_TIME, summation('ActiveImportRegisterValueConsumption')]),
    ...blocks(snapshot, 'BlockRegisterMatrixValue'),
    ...tiers(snapshot, 'TariffTOURegisterMatrixValue'),
  ];
}

/** The snapshot that an alert carries. @throws CodecError `GBCS_E_PAYLOAD` where it has none */
export function gasBillingEntry(components: readonly NamedFields[]): readonly WrittenElement[] {
  const [snapshot] = entriesAt(zclValues(components), SNAPSHOTS);
  if (snapshot === undefined) throw malformed(SNAPSHOTS);
  return billingSnapshot(snapshot);
}

function billingLog(values: NamedFields): readonly WrittenElement[] {
  return gas([
    ...entriesAt(values, SNAPSHOTS).map((one) => element('GSMEBillingDataLogEntry', billingSnapshot(one))),
    ...prepaySnapshots(values, 'GSMEBillingPrepaymentDataLogEntry'),
  ]);
}

function dailyReadLog(values: NamedFields): readonly WrittenElement[] {
  return entriesAt(values, SNAPSHOTS).map((one) =>
    element('LogEntry', [
      ...fields(one, [SNAPSHOT_TIME]),
      ...gas([
        ...fields(one, [summation('GasActiveImportRegisterConsumption')]),
        ...blocks(one, 'TariffBlockCounterMatrix'),
        ...tiers(one, 'TariffTOURegisterMatrix'),
      ]),
    ]),
  );
}

/** A list of payments within an element of its own. */
function payments(name: string, log: string, list: string, rows: readonly FieldRow[]): ResponseRow {
  return {
    content: (values) => [
      element(
        name,
        entriesAt(values, log)
          .flatMap((one) => entriesAt(one, list))
          .map((entry) => element('LogEntry', fields(entry, rows))),
      ),
    ],
  };
}

/** An interval that stands for a day, which has more seconds than its 16 bits (assumption `mmc-gas-units`). */
const A_DAY = 65_535;
const SECONDS_OF_A_DAY = 86_400;
const SAMPLES = 'Metering.Get Sampled Data Response';

/** Samples with their times: the first at the start, and each later one an interval after the one before. */
function samples(values: NamedFields): readonly { readonly value: string; readonly time: string }[] {
  return entriesAt(values, SAMPLES).flatMap((one) => {
    const interval = Number(wholeNumber(one['sampleRequestInterval'], SAMPLES));
    const seconds = interval === A_DAY ? SECONDS_OF_A_DAY : interval;
    const start = Date.parse(String(one['sampleStartTime']));
    if (Number.isNaN(start)) throw malformed(SAMPLES);
    return listAt(one, 'samples').map((value: NamedValue, i) => ({
      value: CUBIC_METRES(value, SAMPLES) as string,
      time: new Date(start + i * seconds * 1000).toISOString().replace('.000Z', 'Z'),
    }));
  });
}

function sampledLog(values: NamedFields): readonly WrittenElement[] {
  return samples(values).map(({ value, time }) =>
    element('LogEntry', [element('Value', value), element('Timestamp', time)]),
  );
}

function activeProfile(values: NamedFields): readonly WrittenElement[] {
  return samples(values).map(({ value, time }) =>
    element('LogEntry', [element('Timestamp', time), ...gas([element('PrimaryValue', value)])]),
  );
}

/** What a meter answers that takes no more samples. */
const NO_SAMPLE = 65_535;

export const GAS_READING_ROWS: ResponseRows = {
  GCS13a: { content: consumption },
  GCS13b: { content: blockCounters },
  GCS13c: { content: timesOfUse },
  GCS14: { content: (values) => fields(values, PREPAYMENT_VALUES) },
  GCS15b: { content: triggeredLog },
  GCS15c: { content: billingLog },
  GCS15d: payments('PaymentBasedDebtRepayment', 'Prepayment.Publish Debt Log', 'debtPayload', [
    ['Amount', 'amountCollected', integer],
    ['Timestamp', 'collectionTime', dateTime],
  ]),
  GCS15e: payments('PrepaymentCredits', 'Prepayment.Publish Top Up Log', 'topUpPayload', [
    ['Amount', 'topUpAmount', integer],
    ['Timestamp', 'topUpTime', dateTime],
  ]),
  GCS16a: { content: dailyReadLog },
  GCS16b: { content: (values) => gas(prepaySnapshots(values, 'LogEntry')) },
  GCS17: { content: activeProfile },
  GCS18: { content: (values) => gas([element('NetworkDataLog', sampledLog(values))]) },
  GCS31: {
    content: (values) =>
      entriesAt(values, 'Metering.Start Sampling Response')
        .filter(({ sampleId }) => sampleId !== NO_SAMPLE)
        .flatMap((one) => fields(one, [['SampleID', 'sampleId', integer]])),
    failed: (values) =>
      entriesAt(values, 'Metering.Start Sampling Response').some(({ sampleId }) => sampleId === NO_SAMPLE),
  },
  GCS33: {
    content: (values) =>
      fields(values, [
        [
          'SupplyState',
          'Metering.Supply Status',
          choice({ 'Supply ON': 'Enabled', 'Supply OFF': 'Disabled', 'Supply OFF / ARMED': 'Armed' }),
        ],
        ['Gas RemainingBatteryCapacity', 'Metering.Remaining Battery Life in Days', integer],
      ]),
  },
  GCS60: { content: (values) => fields(values, BALANCE) },
  GCS60a: { content: (values) => fields(values, BALANCE) },
  GCS61: { content: (values) => gas(sampledLog(values)) },
};
