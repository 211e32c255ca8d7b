import type { NamedFields } from '../../../../gbcs/index.js';
import { element, type WrittenElement } from '../../xml/write.js';
import { dateWithWildcards, plainDate, specialDays, weekdays } from '../calendar.js';
import { emptyRows, type ResponseRows } from '../response-row.js';
import {
  type Convert,
  choice,
  entriesAt,
  type FieldRow,
  fields,
  integer,
  parent,
  timeOfDay,
  valueAt,
} from '../values.js';
import { chargeRows } from './tariff.js';

/** Payment, debt and what customers are told (SRV 1.5, 1.6, 2.x, 3.x, 4.13). */

/** Logical names of credits and charges that the settings for suspended debt are seen by (GBCS ECS03). */
const METER_BALANCE = '0000130a00ff';
const ACCUMULATED_DEBT = '0000130a02ff';
const TIME_DEBT = '0000131401ff';
/** Collected, but not while the supply is disabled. */
const NOT_WHILE_DISABLED = '110';

/** Whether debt is suspended (assumption `transform-suspended-debt`). */
function suspension(values: NamedFields): readonly WrittenElement[] {
  const row = 'PaymentMode.creditChargeConfigurationCurrent';
  if (valueAt(values, row) === undefined) return [];
  const collected = entriesAt(values, row);
  const isWhileDisabled = collected.some(
    ({ creditReference, chargeReference, collectionConfiguration }) =>
      creditReference === METER_BALANCE &&
      chargeReference === TIME_DEBT &&
      collectionConfiguration === NOT_WHILE_DISABLED,
  );
  const isInEmergency = collected.some(({ creditReference }) => creditReference === ACCUMULATED_DEBT);
  return [element('SuspendDebtDisabled', isWhileDisabled), element('SuspendDebtEmergency', isInEmergency)];
}

const RECOVERY_PERIOD = choice({ 3600: 'HOURLY', 86400: 'DAILY' });

function debtRecovery(register: 1 | 2): readonly FieldRow[] {
  const [path, object] = [`DebtRecovery${register}`, `DebtRecoveryRates[${register}]`];
  return [
    ...chargeRows(`${path} DebtRecoveryRate`, `${object}.valueCurrent`, `${path} DebtRecoveryRatePriceScale`),
    [`${path} DebtRecoveryRatePeriod`, `${object}.periodCurrent`, RECOVERY_PERIOD],
  ];
}

const SCRIPTS = choice({ 32: 'START', 33: 'STOP' });

function nonDisablementCalendar(values: NamedFields): WrittenElement | undefined {
  const name = 'Non-DisablementCalendar';
  const [days, entries] = [`${name}(SpecialDays).entries.current`, `${name}.entries.current`];
  return parent('NonDisablementCalendar', [
    valueAt(values, days) === undefined
      ? undefined
      : element(
          'ElectricitySpecialDays',
          entriesAt(values, days).map(({ specialDayDate = null }, i) =>
            element('SpecialDay', dateWithWildcards(specialDayDate, days) ?? '', { index: String(i + 1) }),
          ),
        ),
    ...entriesAt(values, entries).map((entry) =>
      element('ElectricityNonDisablementSchedule', [
        ...fields(entry, [['NonDisablementScript', 'scriptSelector', SCRIPTS]]),
        element(
          'SpecialDaysApplicability',
          specialDays(entry, entries).map((number) =>
            element('SpecialDayApplicability', [element('SpecialDayID', number)]),
          ),
        ),
        weekdays(entry, entries),
        element(
          'ScheduleDatesAndTime',
          fields(entry, [
            ['SwitchTime', 'switchTime', timeOfDay],
            ['StartDate', 'beginDate', plainDate],
            ['EndDate', 'endDate', plainDate],
          ]),
        ),
      ]),
    ),
  ]);
}

/** Of a list of one threshold. */
const ONLY: Convert = (value, name) => {
  const [first = null] = Array.isArray(value) ? value : [value];
  return integer(first, name);
};

const SETTINGS: readonly FieldRow[] = [
  ['DebtRecoveryPerPayment', 'DebtRecoveryperPayment.valueCurrent', integer],
  ['DebtRecoveryRateCap', 'DebtRecoveryRateCap.amountCurrent', integer],
  ['DisablementThreshold', 'DisablementThreshold(MeterBalance).thresholdCurrent', ONLY],
  ['EmergencyCreditLimit', 'EmergencyCreditLimit.amountCurrent', integer],
  ['EmergencyCreditThreshold', 'EmergencyCreditThreshold.thresholdCurrent', ONLY],
  ['LowCreditThreshold', 'LowCreditThreshold.thresholdCurrent', ONLY],
  ['CreditMaxCreditThreshold', 'PrepaymentCredit(MaximumCreditThreshold).valueCurrent', integer],
  ['MaxCreditMaxMeterBalance', 'PrepaymentCredit(MaxMeterBalance).valueCurrent', integer],
];

function configuration(values: NamedFields): readonly (WrittenElement | undefined)[] {
  return [
    ...fields(values, SETTINGS),
    ...suspension(values),
    element('Electricity', [
      nonDisablementCalendar(values),
      ...fields(values, [...debtRecovery(1), ...debtRecovery(2)]),
    ]),
  ];
}

export const PREPAYMENT_ROWS: ResponseRows = {
  ...emptyRows('ECS02 ECS03 ECS04a ECS04b ECS07 ECS08 ECS08a ECS09 CS01a'),
  ...emptyRows('ECS10 ECS12 ECS14 ECS16'),
  ECS26a: { content: configuration },
};
