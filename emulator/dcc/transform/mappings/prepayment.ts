import type { NamedFields } from '../../../../gbcs/index.js';
import { childOf, childrenOf, needChild, type XmlElement } from '../../xml/element.js';
import {
  dateOf,
  dateWithWildcardsOf,
  inOrder,
  specialDayBits,
  specialDayEntries,
  timeOf,
  weekdaysOf,
} from '../cosem-values.js';
import { hasTwoElements } from '../esme-variant.js';
import type { BodyMapping, Situation } from '../mapping.js';
import { activationDates, plainRow, rowOf, type ValueRow, valueRow, valuesOf } from '../rows.js';
import { booleanOf, charactersOf, choiceOf, chosenChild, numberOf } from '../values.js';
import { chargeOf } from './tariff.js';

/** Payment mode, balance, debt and prepayment of an ESME (SRV 1.5, 1.6 and 2.x). */

/** Logical names of credits and charges are these but for the last number but one (GBCS ECS02). */
const CREDIT = { meterBalance: '0000130a00ff', emergency: '0000130a01ff', accumulatedDebt: '0000130a02ff' } as const;
const CHARGE = {
  tariff: '0000131400ff',
  timeDebt1: '0000131401ff',
  timeDebt2: '0000131402ff',
  paymentDebt: '0000131403ff',
  standing: '0000131404ff',
  secondaryTariff: '0000131405ff',
} as const;
/** Collected always; or not while the supply is disabled. */
const ALWAYS = '111';
const NOT_WHILE_DISABLED = '110';

type Collected = readonly [credit: keyof typeof CREDIT, charge: keyof typeof CHARGE, configuration: string];

const CREDIT_MODE: readonly Collected[] = [
  ['meterBalance', 'tariff', ALWAYS],
  ['meterBalance', 'standing', ALWAYS],
];
const CREDIT_MODE_SECONDARY: readonly Collected[] = [['meterBalance', 'secondaryTariff', ALWAYS]];
const PREPAYMENT_SECONDARY: readonly Collected[] = [
  ['meterBalance', 'secondaryTariff', ALWAYS],
  ['emergency', 'secondaryTariff', ALWAYS],
];

/** Which credit pays for what. While debt is suspended in emergency credit, it accumulates instead. */
function prepaymentMode(prepayment: XmlElement): readonly Collected[] {
  const timeDebt = booleanOf(needChild(prepayment, 'SuspendDebtDisabled')) ? NOT_WHILE_DISABLED : ALWAYS;
  const isSuspended = booleanOf(needChild(prepayment, 'SuspendDebtEmergency'));
  const accumulated: readonly Collected[] = [
    ['accumulatedDebt', 'standing', ALWAYS],
    ['accumulatedDebt', 'timeDebt1', ALWAYS],
    ['accumulatedDebt', 'timeDebt2', ALWAYS],
  ];
  return [
    ['meterBalance', 'tariff', ALWAYS],
    ['meterBalance', 'standing', ALWAYS],
    ['meterBalance', 'timeDebt1', timeDebt],
    ['meterBalance', 'timeDebt2', timeDebt],
    ['meterBalance', 'paymentDebt', ALWAYS],
    ['emergency', 'paymentDebt', ALWAYS],
    ['emergency', 'tariff', ALWAYS],
    ['emergency', 'standing', ALWAYS],
    ['emergency', 'timeDebt1', timeDebt],
    ['emergency', 'timeDebt2', timeDebt],
    ...(isSuspended ? accumulated : []),
  ];
}

const PAYMENT_MODE = { credit: 1, prepayment: 2 } as const;

function paymentMode(
  mode: keyof typeof PAYMENT_MODE,
  collected: readonly Collected[],
  secondary: readonly Collected[],
  situation: Situation,
): NamedFields {
  const all = [...collected, ...(hasTwoElements(situation) ? secondary : [])];
  return {
    'PaymentMode.valueNext': { paymentMode: PAYMENT_MODE[mode] },
    'PaymentMode.creditChargeConfigurationNext': all.map(([credit, charge, collectionConfiguration]) => ({
      creditReference: CREDIT[credit],
      chargeReference: CHARGE[charge],
      collectionConfiguration,
    })),
  };
}

const PAYMENT_MODE_MAPPINGS: readonly BodyMapping[] = [
  rowOf(
    'ECS02',
    'UpdatePaymentMode',
    '1.6',
    (body, situation) => ({
      ...paymentMode('credit', CREDIT_MODE, CREDIT_MODE_SECONDARY, situation),
      ...activationDates('ECS02', body),
    }),
    { when: (body) => childOf(body, 'Credit') !== undefined },
  ),
  rowOf(
    'ECS03',
    'UpdatePaymentMode',
    '1.6',
    (body, situation) => {
      const prepayment = needChild(body, 'Prepayment');
      return {
        ...paymentMode('prepayment', prepaymentMode(prepayment), PREPAYMENT_SECONDARY, situation),
        'DisablementThreshold(MeterBalance).thresholdNext': numberOf(needChild(prepayment, 'DisablementThreshold')),
        ...activationDates('ECS03', body),
      };
    },
    { when: (body) => childOf(body, 'Prepayment') !== undefined },
  ),
];

/** The mode that a balance is for says nothing of what becomes of it. */
function balanceChange(body: XmlElement): XmlElement | undefined {
  return body.children[0]?.children[0];
}

const BALANCE_MAPPINGS: readonly BodyMapping[] = [
  rowOf(
    'ECS04a',
    'UpdateMeterBalance',
    '1.5',
    (body) => {
      const change = balanceChange(body);
      return change === undefined ? {} : { 'MeterBalance.adjust': numberOf(change) };
    },
    { when: (body) => balanceChange(body)?.name === 'AdjustMeterBalance' },
  ),
  plainRow('ECS04b', 'UpdateMeterBalance', '1.5', {
    when: (body) => balanceChange(body)?.name === 'ResetMeterBalance',
  }),
];

/** Seconds in which a rate of debt recovery is taken once. */
const RECOVERY_PERIODS = { HOURLY: 3600, DAILY: 86_400 } as const;

/** How fast the debt in one of two registers is paid back. */
function debtRecovery(register: 1 | 2): readonly ValueRow[] {
  const element = `ElecDebtRecovery${register}`;
  return [
    [
      `DebtRecoveryRates[${register}].valueNext`,
      element,
      (it) => chargeOf(needChild(it, 'DebtRecoveryRate'), needChild(it, 'DebtRecoveryRatePriceScale')),
    ],
    [
      `DebtRecoveryRates[${register}].periodNext`,
      `${element} DebtRecoveryRatePeriod`,
      (it) => choiceOf(it, RECOVERY_PERIODS),
    ],
  ];
}

const DEBT: readonly ValueRow[] = [
  ...debtRecovery(1),
  ...debtRecovery(2),
  ['DebtRecoveryperPayment.valueCurrent', 'DebtRecoveryPerPayment', numberOf],
  ['PaymentDebtRegister.adjust', 'PaymentDebtRegister', numberOf],
  ['TimeDebtRegisters[1].adjust', 'TimeDebtRegister1', numberOf],
  ['TimeDebtRegisters[2].adjust', 'TimeDebtRegister2', numberOf],
];

const CONFIGURATION: readonly ValueRow[] = [
  ['DebtRecoveryRateCap.amountNext', 'DebtRecoveryRateCap', numberOf],
  ['LowCreditThreshold.thresholdNext', 'LowCreditThreshold', numberOf],
  ['EmergencyCreditLimit.amountNext', 'EmergencyCreditLimit', numberOf],
  ['EmergencyCreditThreshold.thresholdNext', 'EmergencyCreditThreshold', numberOf],
  ['PrepaymentCredit(MaximumCreditThreshold).valueNext', 'MaxCreditThreshold', numberOf],
];

/** Seconds of the period of the cap on debt recovery, a week. */
const CAP_PERIOD = 604_800;

/** Scripts that begin and end a period in which the supply is not disabled. */
const NON_DISABLEMENT_SCRIPTS = { START: 32, STOP: 33 } as const;

/** When the supply is not disabled whatever the balance: entries by time, day of the week and special day. */
function nonDisablementCalendar(calendar: XmlElement): NamedFields {
  const days = inOrder(childrenOf(needChild(calendar, 'ElectricitySpecialDays'), 'SpecialDay'), 'index');
  return {
    'Non-DisablementCalendar(SpecialDays).entries.next': specialDayEntries(days, (day) =>
      dateWithWildcardsOf(needChild(day, 'Date')),
    ),
    'Non-DisablementCalendar.entries.next': childrenOf(calendar, 'ElectricityNonDisablementSchedule').map(
      (schedule, i) => ({
        index: i + 1,
        scriptSelector: choiceOf(needChild(schedule, 'NonDisablementScript'), NON_DISABLEMENT_SCRIPTS),
        switchTime: timeOf(needChild(schedule, 'ScheduleDatesAndTime', 'SwitchTime')),
        execWeekdays: weekdaysOf(needChild(schedule, 'DaysOfWeekApplicability')),
        execSpecialDays: specialDayBits(
          childrenOf(needChild(schedule, 'SpecialDaysApplicability'), 'SpecialDayApplicability'),
          (element) => numberOf(needChild(element, 'SpecialDayID')),
          days.length,
        ),
        beginDate: dateOf(needChild(schedule, 'ScheduleDatesAndTime', 'StartDate')),
        endDate: dateOf(needChild(schedule, 'ScheduleDatesAndTime', 'EndDate')),
      }),
    ),
  };
}

/** @param maximumBalance the row of the highest balance, which the older edition sets at once */
function prepaymentConfiguration(
  useCase: string,
  maximumBalance: string,
  versions: NonNullable<BodyMapping['versions']>,
): BodyMapping {
  return rowOf(
    useCase,
    'UpdatePrepayConfiguration',
    '2.1',
    (body) => {
      const configuration = chosenChild(body, 'UpdatePrepayConfigElectricity');
      return {
        ...nonDisablementCalendar(needChild(configuration, 'ElectricityNonDisablementCalendar')),
        ...valuesOf(configuration, CONFIGURATION),
        [maximumBalance]: numberOf(needChild(configuration, 'MaxMeterBalance')),
        'DebtRecoveryRateCap.periodNext': CAP_PERIOD,
        ...activationDates(useCase, body),
      };
    },
    { versions },
  );
}

export const PREPAYMENT_MAPPINGS: readonly BodyMapping[] = [
  ...BALANCE_MAPPINGS,
  ...PAYMENT_MODE_MAPPINGS,
  prepaymentConfiguration('ECS08', 'PrepaymentCredit(MaxMeterBalance).value', ['2.0']),
  prepaymentConfiguration('ECS08a', 'PrepaymentCredit(MaxMeterBalance).valueNext', ['3.1', '4.0']),
  valueRow('CS01a', 'TopUpDevice', '2.2', [['PrepaymentCredit.addCredit', 'UTRN', charactersOf]]),
  valueRow('ECS07', 'UpdateDebt', '2.3', DEBT),
  plainRow('ECS09', 'ActivateEmergencyCredit', '2.5'),
];
