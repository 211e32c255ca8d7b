import type { NamedFields } from '../../../../gbcs/index.js';
import { childOf, childrenOf, needChild, type XmlElement } from '../../xml/element.js';
import type { BodyMapping } from '../mapping.js';
import { booleanOf, charactersOf, minutesOf, numberOf } from '../values.js';
import { activationOf, issuedAt, oneOf } from '../zcl-values.js';
import { type FieldSource, from, type GasCommand, gasPart, gasRow } from './gas.js';
import { calendarCommands } from './gas-calendar.js';

/** Payment of gas: balance, mode, debt, credit and the calendar of days without disablement (SRV 1.5, 1.6, 2.x). */

const ids = { providerId: 0, issuerEventId: issuedAt };
const implementationDateTime = activationOf('never');

function prepayment(command: string, fields: GasCommand['fields'], more: Partial<GasCommand> = {}): GasCommand {
  return { cluster: 'Prepayment', command, fields, ...more };
}

/** One of the four ways to change a balance: GCS40a to GCS40d. */
function balance(useCase: string, [mode, how]: readonly [string, string], creditAdjustmentType: string): BodyMapping {
  const creditAdjustmentValue: FieldSource = how === 'AdjustMeterBalance' ? from([mode, how], numberOf) : 0;
  return gasRow(
    useCase,
    ['UpdateMeterBalance', '1.5'],
    [
      prepayment('Credit Adjustment', {
        issuerEventId: issuedAt,
        startTime: 'now',
        creditAdjustmentType,
        creditAdjustmentValue,
      }),
    ],
    {
      when(body) {
        const chosen = childOf(body, mode);
        return chosen !== undefined && childOf(chosen, how) !== undefined;
      },
    },
  );
}

/** What a GSME has and does in either mode of payment. */
const IN_EITHER_MODE = ['Credit Management Enabled', 'Credit Display Enabled', 'Contactor Fitted'];

function paymentMode(useCase: string, mode: string, configuration: FieldSource, cutOffValue: FieldSource): BodyMapping {
  return gasRow(
    useCase,
    ['UpdatePaymentMode', '1.6'],
    [
      prepayment('Change Payment Mode', {
        ...ids,
        implementationDateTime,
        proposedPaymentControlConfiguration: configuration,
        cutOffValue,
      }),
    ],
    { when: (body) => childOf(body, mode) !== undefined },
  );
}

/**
 * The bits of prepayment. Those of debt follow one suspension as it is, the other reversed: so the data set has it for three
 * of the four combinations.
 */
function prepaymentConfiguration(body: XmlElement): readonly string[] {
  const mode = needChild(body, 'Prepayment');
  return [
    'Disconnection Enabled',
    'Prepayment Enabled',
    ...IN_EITHER_MODE,
    ...(booleanOf(needChild(mode, 'SuspendDebtDisabled')) ? ['Debt Configuration'] : []),
    ...(booleanOf(needChild(mode, 'SuspendDebtEmergency')) ? [] : ['Emergency Debt Configuration']),
  ];
}

const FREQUENCIES = { HOURLY: 'Per Hour', DAILY: 'Per Day' };

/** GCS04: two debts that time pays back, and one that payments do. */
function debtCommands(body: XmlElement): readonly GasCommand[] {
  const timeBased = (number: 1 | 2): GasCommand => {
    const recovery = gasPart(body, `GasDebtRecovery${number}`);
    return changeDebt(numberOf(needChild(body, `TimeDebtRegister${number}`)), {
      debtRecoveryMethod: 'Time Based',
      debtAmountType: `Type ${number} Incremental`,
      debtRecoveryFrequency: oneOf(FREQUENCIES)(needChild(recovery, 'DebtRecoveryRatePeriod')),
      debtRecoveryAmount: numberOf(needChild(recovery, 'DebtRecoveryRate')),
      debtRecoveryBalancePercentage: 0,
    });
  };
  return [
    timeBased(1),
    timeBased(2),
    changeDebt(numberOf(needChild(body, 'PaymentDebtRegister')), {
      debtRecoveryMethod: 'Percentage Based',
      debtAmountType: 'Type 3 Incremental',
      debtRecoveryFrequency: FREQUENCIES.DAILY,
      debtRecoveryAmount: 0,
      debtRecoveryBalancePercentage: numberOf(needChild(body, 'DebtRecoveryPerPayment')),
    }),
  ];
}

function changeDebt(debtAmount: number, recovery: NamedFields): GasCommand {
  return prepayment('Change Debt', {
    issuerEventId: issuedAt,
    debtLabel: '',
    debtAmount,
    debtRecoveryStartTime: 'now',
    debtRecoveryCollectionTime: 0,
    ...recovery,
  });
}

const FRIENDLY_CREDIT = { START: 'Enabled', STOP: 'Disabled' };

/** GCS05: limits and thresholds, and from when to when the supply is not disabled. */
function configurationCommands(body: XmlElement): readonly GasCommand[] {
  const gas = gasPart(body, 'UpdatePrepayConfigGas');
  const amount = (name: string) => numberOf(needChild(gas, name));
  const calendar = needChild(gas, 'GasNonDisablementCalendar');
  const days = childrenOf(needChild(calendar, 'DayProfiles'), 'GasNonDisablementDayProfile');
  return [
    prepayment('Emergency Credit Setup', {
      issuerEventId: issuedAt,
      startTime: implementationDateTime,
      emergencyCreditLimit: amount('EmergencyCreditLimit'),
      emergencyCreditThreshold: amount('EmergencyCreditThreshold'),
    }),
    prepayment('Set Overall Debt Cap', {
      ...ids,
      implementationDateTime,
      overallDebtCap: amount('DebtRecoveryRateCap'),
    }),
    prepayment(
      'Set Low Credit Warning Level',
      { lowCreditWarningLevel: amount('LowCreditThreshold') },
      { fromDateTime: implementationDateTime },
    ),
    prepayment('Set Maximum Credit Limit', {
      ...ids,
      implementationDateTime,
      maximumCreditLevel: amount('MaxMeterBalance'),
      maximumCreditPerTopUp: amount('MaxCreditThreshold'),
    }),
    ...calendarCommands({
      calendarType: 'Friendly Credit Calendar',
      days: days.map((day) => ({
        name: needChild(day, 'GasDayName'),
        entries: childrenOf(day, 'TimeStartAction').map((action) => ({
          startTime: minutesOf(needChild(action, 'StartTime')),
          friendlyCreditEnable: oneOf(FRIENDLY_CREDIT)(needChild(action, 'NonDisablementAction')),
        })),
      })),
      weeks: needChild(calendar, 'WeekProfiles'),
      seasons: needChild(calendar, 'SeasonProfiles'),
      specialDays: needChild(calendar, 'SpecialDays'),
    }),
  ];
}

export const GAS_PREPAYMENT_MAPPINGS: readonly BodyMapping[] = [
  balance('GCS40a', ['PrepaymentMode', 'AdjustMeterBalance'], 'Credit Incremental'),
  balance('GCS40b', ['PrepaymentMode', 'ResetMeterBalance'], 'Credit Absolute'),
  balance('GCS40c', ['CreditMode', 'AdjustMeterBalance'], 'Bill To Date Incremental'),
  balance('GCS40d', ['CreditMode', 'ResetMeterBalance'], 'Bill To Date Absolute'),
  // FFFFFFFF as a cut off value: in credit mode no balance disables the supply.
  paymentMode('GCS02', 'Credit', [...IN_EITHER_MODE, 'Debt Configuration', 'Emergency Debt Configuration'], -1),
  paymentMode('GCS03', 'Prepayment', prepaymentConfiguration, from(['Prepayment', 'DisablementThreshold'], numberOf)),
  gasRow('GCS05', ['UpdatePrepayConfiguration', '2.1'], configurationCommands),
  gasRow(
    'CS01b',
    ['TopUpDevice', '2.2'],
    [
      prepayment('Consumer Top Up', {
        originatingDevice: 'Energy Service Interface',
        topUpCode: from(['UTRN'], charactersOf),
      }),
    ],
  ),
  gasRow('GCS04', ['UpdateDebt', '2.3'], debtCommands),
  gasRow(
    'GCS06',
    ['ActivateEmergencyCredit', '2.5'],
    [
      prepayment('Select Available Emergency Credit', {
        commandIssueDateTime: 'now',
        originatingDevice: 'Energy Service Interface',
      }),
    ],
  ),
];
