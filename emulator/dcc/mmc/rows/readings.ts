import type { NamedFields } from '../../../../gbcs/index.js';
import { element, type WrittenElement } from '../../xml/write.js';
import type { ResponseRow, ResponseRows } from '../response-row.js';
import {
  type Convert,
  choice,
  dateTime,
  entriesAt,
  type FieldRow,
  fields,
  integer,
  integerWithin,
  listAt,
  logTime,
  numbered,
  parent,
  timeOfDay,
} from '../values.js';

/** Readings and logs of an ESME (SRV 4.x). */

/** An element that is the same wherever a value is, such as its unit, which GBCS has only one of. */
export function always(word: string): Convert {
  return () => word;
}

function valueRows(rows: readonly FieldRow[]): ResponseRow {
  return { content: (values) => fields(values, rows) };
}

const IMPORT = 'ImportRegisterCollection.value';
const IMPORT_REGISTERS: readonly FieldRow[] = [
  ['ActiveImportRegister Value', `${IMPORT} > activeImportValue`, integer],
  ['ActiveImportRegister ActiveEnergyUnit', `${IMPORT} > activeImportValue`, always('Wh')],
  ['ReactiveImportRegister Value', `${IMPORT} > reactiveImportValue`, integer],
  ['ReactiveImportRegister ReactiveEnergyUnit', `${IMPORT} > reactiveImportValue`, always('varh')],
  ['SecondaryActiveImportRegister Value', `${IMPORT} > secondActiveImportValue`, integer],
  ['SecondaryActiveImportRegister ActiveEnergyUnit', `${IMPORT} > secondActiveImportValue`, always('Wh')],
];

const EXPORT_REGISTERS: readonly FieldRow[] = [
  ['ActiveExportRegister Value', 'ActiveExportRegister.value', integer],
  ['ActiveExportRegister ActiveEnergyUnit', 'ActiveExportRegister.value', always('Wh')],
  ['ReactiveExportRegister Value', 'ReactiveExportRegister.value', integer],
  ['ReactiveExportRegister ReactiveEnergyUnit', 'ReactiveExportRegister.value', always('varh')],
];

/** Elements for one kind of meter, which the schema wants there whatever was read. */
export function electricity(within: readonly (WrittenElement | undefined)[]): readonly WrittenElement[] {
  return [element('Electricity', within)];
}

function timesOfUse(values: NamedFields): readonly WrittenElement[] {
  const registers = 'TariffTOURegisterCollection.value';
  return electricity([
    parent('TariffTOURegisterCollection', [
      ...numbered(values, `${registers} > touPrimaryRegisters`, 'TOUPrimaryRegisterValue'),
      ...numbered(values, `${registers} > touSecondaryRegisters`, 'TOUSecondRegisterValue'),
    ]),
  ]);
}

const BLOCKS = [1, 2, 3, 4] as const;
const TIMES_OF_USE = 8;

/** Registers of blocks at times of use, and after all of them the counters (assumption `mmc-block-registers`). */
function blocks(values: NamedFields): readonly (WrittenElement | undefined)[] {
  const matrix =
    'TariffBlockTOURegisterCollection.TariffBlockRegisterBlockCounterMatrixTOU.value > blockPrimaryRegisters';
  const numbers = listAt(values, matrix);
  const some = (name: string, from: number): readonly WrittenElement[] =>
    numbers
      .slice(from, from + TIMES_OF_USE)
      .map((value, i) => element(name, integer(value, matrix) ?? '', { index: String(i + 1) }));
  return [
    parent(
      'TariffBlockTOURegisterCollection',
      BLOCKS.slice(0, Math.ceil(numbers.length / TIMES_OF_USE)).map((block, i) =>
        element(
          'TariffBlock',
          [
            ...some('RegisterMatrixTOUValue', i * TIMES_OF_USE),
            ...some('CounterMatrixTOUValue', (BLOCKS.length + i) * TIMES_OF_USE),
          ],
          { index: String(block) },
        ),
      ),
    ),
  ];
}

function maximumDemand(name: string, object: string): readonly FieldRow[] {
  return [
    [`${name} Value`, `${object}.value`, integer],
    [`${name} CaptureTime`, `${object}.dateTimeStamp`, dateTime],
    [`${name} LastResetDateTime`, `${object}.dateTimeOfLastReset`, dateTime],
  ];
}

const IMPORT_DEMAND: readonly FieldRow[] = [
  ...maximumDemand(
    'MaxDemandConfigurableTimeActivePowerImport',
    'MaximumDemand(ConfigurableTime)ActivePowerImportValue',
  ),
  ...maximumDemand('MaxDemandActiveEnergyImport', 'MaximumDemandActiveEnergyImportValue'),
];

const START = 1;
const END = 2;

function importDemand(values: NamedFields): readonly (WrittenElement | undefined)[] {
  const period = 'MaximumDemandConfigurableTimePeriod.entries.current';
  const entries = entriesAt(values, period);
  const time = (name: string, script: number): readonly WrittenElement[] =>
    entries
      .filter(({ scriptSelector }) => scriptSelector === script)
      .slice(0, 1)
      .map(({ switchTime = null }) => element(name, timeOfDay(switchTime, period) ?? ''));
  const times = [...time('StartTime', START), ...time('EndTime', END)];
  return [
    ...fields(values, IMPORT_DEMAND),
    times.length === 2 ? element('MaxDemandConfigurableTimePeriod', times) : undefined,
  ];
}

const BALANCES = 'PrepaymentBalanceCollection.value';

const PREPAYMENT_VALUES: readonly FieldRow[] = [
  ['EmergencyCreditBalance', `${BALANCES} > emergencyCreditBalance`, integer],
  ['AccumulatedDebtRegister', `${BALANCES} > accumulatedDebtRegister`, integer],
  ['PaymentDebtRegister', `${BALANCES} > paymentDebtBalance`, integer],
  ['TimeDebtRegister1', `${BALANCES} > timeDebt1Balance`, integer],
  ['TimeDebtRegister2', `${BALANCES} > timeDebt2Balance`, integer],
  ['MeterBalance', `${BALANCES} > meterBalance`, integer],
];

const LOAD_LIMIT: readonly FieldRow[] = [
  ['LoadLimitCounterValue', 'LoadLimitCounter.value', integer],
  ['LoadLimitPowerThreshold', 'LoadLimitPowerThreshold.thresholdCurrent', integer],
  ['LoadLimitPeriod', 'LoadLimitPeriod(Timer).valueCurrent', integer],
  ['LoadLimitRestorationPeriod', 'LoadLimitRestorationPeriod(Timer).valueCurrent', integer],
  ['LoadLimitSupplyState', 'LoadLimitSupplyState.valueCurrent', choice({ true: 'Disable', false: 'Unchanged' })],
];

const POWER = 'PowerImportCollection.value';
const POWER_IMPORT: readonly FieldRow[] = [
  ['ActivePowerImport Value', `${POWER} > activePowerImportValue`, integer],
  ['ActivePowerImport Unit', `${POWER} > activePowerImportValue`, always('W')],
  ['PrimaryActivePowerImportValue', `${POWER} > primaryActivePowerImportValue`, integer],
];

/** A log whose entries each become an element with these. */
function logRow(list: string, rows: readonly FieldRow[], within = (entries: readonly WrittenElement[]) => entries) {
  return { content: (values: NamedFields) => within(logEntries(values, list, rows)) };
}

function logEntries(values: NamedFields, list: string, rows: readonly FieldRow[]): readonly WrittenElement[] {
  return entriesAt(values, list).map((entry) => element('LogEntry', fields(entry, rows)));
}

const TIMESTAMP: FieldRow = ['Timestamp', 'timestamp', logTime];
const AMOUNT: readonly FieldRow[] = [['Amount', 'amount', integer], TIMESTAMP];

/** A list of payments within an element of its own. */
function payments(name: string, list: string): ResponseRow {
  return logRow(list, AMOUNT, (entries) => [element(name, entries)]);
}

const PREPAYMENT_LOG: readonly FieldRow[] = [
  ['AccumulatedDebtRegister', 'accumulatedDebtRegisterValue', integer],
  ['EmergencyCreditBalance', 'emergencyCreditBalanceValue', integer],
  ['MeterBalance', 'meterBalanceValue', integer],
  ['PaymentDebtRegister', 'paymentDebtRegisterValue', integer],
  ['TimeDebtRegisters1', 'timeDebtRegisters1Value', integer],
  ['TimeDebtRegisters2', 'timeDebtRegisters2Value', integer],
  TIMESTAMP,
];

/** Registers by time of use and block of one entry of a log. */
function registers(entry: NamedFields): {
  readonly timesOfUse: readonly WrittenElement[];
  readonly blocks: readonly WrittenElement[];
  readonly secondary: readonly WrittenElement[];
} {
  return {
    timesOfUse: numbered(entry, 'tariffTOURegisterValues', 'TariffTOURegisterMatrixValue'),
    blocks: BLOCKS.flatMap((block) =>
      numbered(entry, `tariffTOUBlock${block}RegisterValues`, `TariffTOUBlock${block}RegisterMatrixValue`),
    ),
    secondary: numbered(entry, 'secondaryTariffTOURegisterValues', 'SecondaryTariffTOURegisterMatrixValue'),
  };
}

/** Log of tariff changes and changes of mode: registers, and what stood in prepayment. */
function triggeredLog(values: NamedFields): readonly WrittenElement[] {
  const entries = entriesAt(values, 'BillingDataLog(SetPaymentModeOrTariffTriggeredFinancialExcExport).logEntries');
  return electricity([
    ...entries.map((entry) => {
      const { timesOfUse: times, blocks: matrix, secondary } = registers(entry);
      return element('LogEntryConsumptionAndTariffRegistersData', [
        ...fields(entry, [['ActiveImportRegisterConsumption', 'activeImportRegisterValue', integer]]),
        ...times,
        ...matrix,
        ...fields(entry, [['SecondaryActiveImportRegisterConsumption', 'secondaryActiveImportRegisterValue', integer]]),
        ...secondary,
        ...fields(entry, [TIMESTAMP]),
      ]);
    }),
    ...entries.map((entry) => element('LogEntryPrepaymentData', fields(entry, PREPAYMENT_LOG))),
  ]);
}

/** An entry of the log that the billing calendar triggers. @throws CodecError */
export function billingEntry(entry: NamedFields): readonly WrittenElement[] {
  const { timesOfUse: times, blocks: matrix, secondary } = registers(entry);
  return [
    ...fields(entry, [
      TIMESTAMP,
      ['ActiveImportRegisterValueConsumption', 'activeImportRegisterValue', integer],
      ['SecondaryActiveImportRegisterValueConsumption', 'secondaryActiveImportRegisterValue', integer],
    ]),
    ...times,
    ...secondary,
    ...matrix,
  ];
}

/** What the catalogue calls the log of the billing calendar. */
export const BILLING_LOG = 'BillingDataLog(BillingCalendarTriggeredExcExport)';

function billingLog(values: NamedFields): readonly WrittenElement[] {
  return electricity([
    ...entriesAt(values, `${BILLING_LOG}.registerReadLogEntries`).map((entry) =>
      element('ESMEBillingDataLogEntry', billingEntry(entry)),
    ),
    ...entriesAt(values, `${BILLING_LOG}.prepaymentReadLogEntries`).map((entry) =>
      element('ESMEBillingPrepaymentDataLogEntry', fields(entry, PREPAYMENT_LOG)),
    ),
  ]);
}

function dailyReadLog(values: NamedFields): readonly WrittenElement[] {
  return entriesAt(values, 'DailyReadLog(excExport).logEntries').map((entry) => {
    const { timesOfUse: times, blocks: matrix, secondary } = registers(entry);
    return element('LogEntry', [
      ...fields(entry, [TIMESTAMP]),
      ...electricity([
        ...fields(entry, [
          ['ElecActiveImportRegisterConsumption', 'activeImportRegisterValue', integer],
          ['SecondaryActiveImportRegisterConsumption', 'secondaryActiveImportRegisterValue', integer],
        ]),
        ...secondary,
        ...times,
        ...matrix,
      ]),
    ]);
  });
}

const PHASES = [1, 2, 3] as const;

function voltageData(values: NamedFields, phase: number): readonly (WrittenElement | undefined)[] {
  const object = (name: string): string => `${name}(Phase[${phase}])`;
  const log = object('AverageRMSVoltageProfileDataLog');
  return [
    ...fields(values, [
      ['AvgRMSOverVoltageCounter Value', `${object('AverageRMSOverVoltageCounter')}.value`, integer],
      ['AvgRMSUnderVoltageCounter Value', `${object('AverageRMSUnderVoltageCounter')}.value`, integer],
    ]),
    parent('AvgRMSVoltageProfileDataLog', [
      ...logEntries(values, `${log}.logEntries`, [['Value', 'value', integer], TIMESTAMP]),
      ...fields(values, [['MeasurementPeriod', `${log}.measurementPeriod`, integerWithin(0, 0xffff_ffff)]]),
    ]),
  ];
}

function polyPhase(values: NamedFields): readonly WrittenElement[] {
  return PHASES.map((phase) =>
    element('PhaseVoltageOperationalData', [
      element('VoltageOperationalData', voltageData(values, phase)),
      element('Phase', phase),
    ]),
  );
}

function activeProfile(values: NamedFields): readonly WrittenElement[] {
  return entriesAt(values, 'ProfileDataLog(ActiveEnergyImportedInPeriod).logEntries').map((entry) =>
    element('LogEntry', [
      ...fields(entry, [TIMESTAMP]),
      parent(
        'Electricity',
        fields(entry, [
          ['PrimaryValue', 'primaryValue', integer],
          ['SecondaryValue', 'secondaryValue', integer],
        ]),
      ),
    ]),
  );
}

export const READING_ROWS: ResponseRows = {
  ECS17a: valueRows(EXPORT_REGISTERS),
  ECS17b: { content: (values) => electricity(fields(values, IMPORT_REGISTERS)) },
  ECS17c: valueRows(POWER_IMPORT),
  ECS17d: { content: timesOfUse },
  ECS17e: { content: blocks },
  ECS18a: valueRows(maximumDemand('MaxDemandActiveEnergyExport', 'MaximumDemandActivePowerExportValue')),
  ECS18b: { content: importDemand },
  ECS19: valueRows(PREPAYMENT_VALUES),
  ECS20a: payments('PaymentBasedDebtRepayment', 'BillingDataLog(mostrecentPaymentBasedDebtRepayment).logEntries'),
  ECS20b: { content: triggeredLog },
  ECS20c: { content: billingLog },
  ECS20d: payments('PrepaymentCredits', 'BillingDataLog(mostrecentPrepaymentCredits).logEntries'),
  ECS21a: { content: dailyReadLog },
  ECS21b: logRow('PrepaymentDailyReadLog.logEntries', PREPAYMENT_LOG, electricity),
  ECS21c: logRow('DailyReadLog(export).logEntries', [
    ['ActiveExportRegisterValue', 'activeExportRegisterValue', integer],
    ['TimeStamp', 'timestamp', logTime],
  ]),
  ECS22a: logRow('ProfileDataLog(Export).logEntries', [
    ['ActiveEnergyExportedValue', 'activeEnergyExportedValue', integer],
    ['ReactiveEnergyExportedValue', 'reactiveEnergyExportedValue', integer],
    TIMESTAMP,
  ]),
  ECS22b: { content: activeProfile },
  ECS22c: logRow('ProfileDataLog(ReactiveImport).logEntries', [
    ['ReactiveEnergyImportedValue', 'reactiveEnergyImportedValue', integer],
    TIMESTAMP,
  ]),
  ECS23: { content: (values) => electricity([element('SinglePhaseESME', voltageData(values, 1))]) },
  ECS23b: { content: (values) => electricity([element('PolyPhaseESME', polyPhase(values))]) },
  ECS27: valueRows(LOAD_LIMIT),
  ECS66: logRow('DailyConsumptionLog.logEntries', [['Value', 'value', integer], TIMESTAMP], electricity),
  ECS82: valueRows([['MeterBalance', 'MeterBalance.value', integer]]),
};
