import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { transformRequest } from '../../../../emulator/dcc/transform/transform.js';
import { withXml } from '../../../../emulator/dcc/xml/document.js';
import { loadSchemas } from '../../../../emulator/dcc/xml/schema.js';
import { type DuisError, decodeMessage, eui64, fromHex, type NamedValue, toHex } from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';
import { becomes, type Changes, refusalOf, requestOf, requestText, transformed } from './own-requests.js';
import { contextOfReference, unprotected } from './reference-requests.js';

/** What single elements, choices and devices make of a Command: what the requests of the data set do not show. */

type Device = Pick<Changes, 'kind' | 'gbcsVersion' | 'esmeVariant'>;

/** What a device is of which nothing else is said. */
const ESME = { kind: 'esme', gbcsVersion: '3.1' } as const;
const HUB: Device = { kind: 'communicationsHub' };
const OLDER: Device = { gbcsVersion: '2.0' };
const NEWEST: Device = { gbcsVersion: '4.0' };
const TWIN: Device = { esmeVariant: 'BDE' };
const THREE_PHASES: Device = { esmeVariant: 'CD' };

const PERIOD =
  '<ReadLogPeriod><StartDateTime>2014-12-29T23:59:00.00Z</StartDateTime>' +
  '<EndDateTime>2015-01-01T01:00:00+01:00</EndDateTime></ReadLogPeriod>';

function log(name: string): string {
  return `<ReadEventOrSecurityLog>${PERIOD}<LogToRead>${name}</LogToRead></ReadEventOrSecurityLog>`;
}

function billing(period: string): string {
  return (
    '<UpdateDeviceConfigurationBillingCalendar><ElectricityBillingCalendar><BillingTime>12:34:56.78Z</BillingTime>' +
    `${period}</ElectricityBillingCalendar></UpdateDeviceConfigurationBillingCalendar>`
  );
}

function months(name: string, day: number, first: number): string {
  return billing(
    `<${name}><DayOfMonth>${day}</DayOfMonth><BillingPeriodStartMonth>${first}</BillingPeriodStartMonth></${name}>`,
  );
}

function paymentMode(whileDisabled: boolean, inEmergency: boolean): string {
  return (
    `<UpdatePaymentMode><Prepayment><SuspendDebtDisabled>${whileDisabled}</SuspendDebtDisabled>` +
    `<SuspendDebtEmergency>${inEmergency}</SuspendDebtEmergency>` +
    '<DisablementThreshold>-5</DisablementThreshold></Prepayment></UpdatePaymentMode>'
  );
}

function alerts(settings: string, inner: string): string {
  return `<ConfigureAlertBehaviour><${settings}>${inner}</${settings}></ConfigureAlertBehaviour>`;
}

const ANY_DATE =
  '<Year><NonSpecifiedYear/></Year><Month><NonSpecifiedMonth/></Month><DayOfMonth><LastDayOfMonth/></DayOfMonth>' +
  '<DayOfWeek><NonSpecifiedDayOfWeek/></DayOfWeek>';
const OTHER_DATE =
  '<Year><SpecifiedYear>2030</SpecifiedYear></Year><Month><SpecifiedMonth>2</SpecifiedMonth></Month>' +
  '<DayOfMonth><SecondLastDayOfMonth/></DayOfMonth><DayOfWeek><SpecifiedDayOfWeek>7</SpecifiedDayOfWeek></DayOfWeek>';

function switchCalendar(applicability: string, specialDays: string, switches = '', time = '24:00:00'): string {
  return (
    '<UpdateDeviceConfigurationALCScheduler><ALCSHCALCSConnectionSchedule>' +
    `<ActivateDeactivateSwitch index="5"><DeactivateSwitch/></ActivateDeactivateSwitch>${applicability}` +
    `<ALCSScheduleDatesAndTime><SwitchTime>${time}</SwitchTime><StartDate>${ANY_DATE}</StartDate>` +
    `<EndDate>${OTHER_DATE}</EndDate></ALCSScheduleDatesAndTime></ALCSHCALCSConnectionSchedule>` +
    `<ALCSHCALCSSpecialDays>${specialDays}</ALCSHCALCSSpecialDays>${switches}</UpdateDeviceConfigurationALCScheduler>`
  );
}

function specialDay(index: number): string {
  return `<ALCSHCALCSSpecialDay index="${index}">${OTHER_DATE}</ALCSHCALCSSpecialDay>`;
}

function balance(mode: string, change: string): string {
  return `<UpdateMeterBalance><${mode}>${change}</${mode}></UpdateMeterBalance>`;
}

function boost(body: string, element: string, flags: readonly boolean[]): string {
  const elements = flags.map((flag, i) => `<${element} index="${i + 1}">${flag}</${element}>`);
  return `<${body}>${elements.join('')}</${body}>`;
}

function prices(tariff: string, body = 'UpdatePricePrimaryElement'): string {
  return (
    `<${body}><PriceElements><ElectricityPriceElements><StandingCharge>7</StandingCharge>` +
    '<StandingChargeScale>-4</StandingChargeScale><PriceScale>-5</PriceScale>' +
    `${tariff}</ElectricityPriceElements></PriceElements></${body}>`
  );
}

const CHANNELS = {
  LowerBandSubGHzChannels0To26: [1, 2],
  LowerBandSubGHzChannels27To34: [27, 34],
  LowerBandSubGHzChannels35To61: [61],
  UpperBandSubGHzChannels0To26: [],
};

const SUB_GHZ =
  '<SetCHFSubGHzConfiguration>' +
  Object.entries(CHANNELS)
    .map(([name, numbers]) => `<${name}>${numbers.map((number) => `<Channel${number}/>`).join('')}</${name}>`)
    .join('') +
  '<NormalLimitedDutyCycleThreshold>1.3</NormalLimitedDutyCycleThreshold>' +
  '<LimitedCriticalDutyCycleThreshold>2.2</LimitedCriticalDutyCycleThreshold>' +
  '<MaximumSubGHzChannelChangesPerWeek>5</MaximumSubGHzChannelChangesPerWeek><GSMECurfew>7</GSMECurfew>' +
  '<ChannelQuieterThreshold>8</ChannelQuieterThreshold><ChannelNoisierThreshold>12</ChannelNoisierThreshold>' +
  '<NonGSMEPoorCommsPercentageThreshold>60.05</NonGSMEPoorCommsPercentageThreshold>' +
  '<NonGSMEPoorCommsMeasurementPeriods>130</NonGSMEPoorCommsMeasurementPeriods>' +
  '<LocalCHNoiseMeasurementPeriod>100</LocalCHNoiseMeasurementPeriod>' +
  '<LocalCHFailurePercentage>40</LocalCHFailurePercentage><LocalCHRetryPercentage>30.1</LocalCHRetryPercentage>' +
  '</SetCHFSubGHzConfiguration>';

/** What a body becomes: use case, and the values of the rows named. */
type Case = readonly [
  says: string,
  variant: string,
  body: string,
  device: Device,
  useCase: string,
  values: Readonly<Record<string, NamedValue>>,
];

const SHORT_DATES = 'BillingCalendar.startDateTimeAndPeriodicity';
const LONG_DATES = 'BillingCalendar.startDateTimeAndLongerPeriodicity';
const SWITCHES = 'AuxiliaryLoadControlSwitchesCalendar';
const time = '0c22384e';

const CASES: readonly Case[] = [
  ['a daily bill', '6.8', billing('<Daily/>'), {}, 'ECS30a', { [LONG_DATES]: [{ time, date: 'ffffffffff' }] }],
  [
    'a weekly bill',
    '6.8',
    billing('<Weekly>7</Weekly>'),
    {},
    'ECS30a',
    { [LONG_DATES]: [{ time, date: 'ffffffff07' }] },
  ],
  [
    'a weekly bill of an older device',
    '6.8',
    billing('<Weekly>7</Weekly>'),
    OLDER,
    'ECS30',
    { [SHORT_DATES]: [{ time, date: 'ffffffff07' }] },
  ],
  [
    'a quarterly bill from November on',
    '6.8',
    months('Quarterly', 28, 11),
    NEWEST,
    'ECS30a',
    { [LONG_DATES]: ['ffff0b1cff', 'ffff021cff', 'ffff051cff', 'ffff081cff'].map((date) => ({ time, date })) },
  ],
  [
    'a bill every six months',
    '6.8',
    months('SixMonthly', 2, 6),
    {},
    'ECS30a',
    { [LONG_DATES]: ['ffff0602ff', 'ffff0c02ff'].map((date) => ({ time, date })) },
  ],
  ['a yearly bill', '6.8', months('Yearly', 1, 4), {}, 'ECS30a', { [LONG_DATES]: [{ time, date: 'ffff0401ff' }] }],
  [
    'a balance in credit mode',
    '1.5',
    balance('CreditMode', '<AdjustMeterBalance>-7</AdjustMeterBalance>'),
    {},
    'ECS04a',
    { 'MeterBalance.adjust': -7 },
  ],
  ['a balance reset in prepayment mode', '1.5', balance('PrepaymentMode', '<ResetMeterBalance/>'), {}, 'ECS04b', {}],
  [
    'labels of a SAPC, with their blanks',
    '6.14.1',
    '<UpdateDeviceConfigurationALCDescriptions><ALCSHCALCSDescription index="5"><SwitchDescription> EV </SwitchDescription>' +
      '</ALCSHCALCSDescription></UpdateDeviceConfigurationALCDescriptions>',
    { kind: 'sapc', gbcsVersion: '4.0' },
    'ECS46a',
    // A message does not say its edition: it is named by the first.
    { 'AuxiliaryLoadControlSwitch[5].description': ' EV ' },
  ],
  [
    'a calendar without special days, days and switches',
    '6.14.2',
    switchCalendar('', ''),
    {},
    'ECS46c',
    {
      [`${SWITCHES}(SpecialDays).entries.next`]: [],
      [`${SWITCHES}.entries.next`]: [
        {
          index: 1,
          enable: true,
          scriptLogicalName: '00000a0067ff',
          scriptSelector: 0x0502,
          switchTime: '00000000',
          validityWindow: 65_535,
          execWeekdays: '0000000',
          execSpecialDays: '',
          beginDate: 'fffffffeff',
          endDate: '07ee02fd07',
        },
      ],
    },
  ],
  [
    'a calendar for one of two special days, and one switch',
    '6.14.2',
    switchCalendar(
      '<SpecialDaysApplicability index="2"/><DaysOfWeekApplicability/>',
      specialDay(2) + specialDay(1),
      '<SwitchTypeAndId index="3"><HCALCS>00-db-12-34-56-78-90-A5</HCALCS></SwitchTypeAndId>',
    ),
    OLDER,
    'ECS46c',
    {
      'AuxiliaryLoadControlSwitch[3].typeAndIdentifier': '00db1234567890a5',
      [`${SWITCHES}(SpecialDays).entries.next`]: [
        { index: 1, specialDayDate: '07ee02fd07', dayIdentifier: 1 },
        { index: 2, specialDayDate: '07ee02fd07', dayIdentifier: 2 },
      ],
    },
  ],
  [
    'loads added to the boost button, and others not',
    '7.9',
    boost('AddAuxiliaryLoadToBoostButton', 'AddToBoostButton', [true, false, true, false, false]),
    {},
    'ECS62',
    {
      'BoostFunctionControl[1].value': true,
      'BoostFunctionControl[2].value': false,
      'BoostFunctionControl[3].value': true,
    },
  ],
  [
    'loads removed from the boost button',
    '7.10',
    boost('RemoveAuxiliaryLoadFromBoostButton', 'RemoveFromBoostButton', [true, false, true, false, false]),
    NEWEST,
    'ECS62',
    {
      'BoostFunctionControl[1].value': false,
      'BoostFunctionControl[2].value': true,
      'BoostFunctionControl[3].value': false,
    },
  ],
  [
    'counters that start again each day no more',
    '6.26',
    '<UpdateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix><DailyTariffBlockCounterMatrixReset>0' +
      '</DailyTariffBlockCounterMatrixReset></UpdateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix>',
    {},
    'ECS48',
    { 'TariffBlockCounterMatrix.dailyResetting': [{ time: 'ffffffff', date: 'ffffffffff' }] },
  ],
  [
    'a supply that is locked on tamper',
    '6.25',
    '<SetElectricitySupplyTamperState><SupplyTamperState>Locked</SupplyTamperState></SetElectricitySupplyTamperState>',
    {},
    'ECS81',
    { 'SupplyTamperState.value': true },
  ],
  [
    'alerts of a meter of three phases',
    '6.22',
    alerts(
      'ElectricityNetworkOperatorAlerts',
      '<NetworkOperatorESMECommon><x8014>Enable</x8014></NetworkOperatorESMECommon>' +
        '<NetworkOperatorESMEPolyPhase><x8003>Enable</x8003><x809C>Disable</x809C></NetworkOperatorESMEPolyPhase>',
    ),
    THREE_PHASES,
    'ECS25b',
    { 'AlertsConfigurationSettings(DNO).Bitstring': { size: 512, set: [99, 235, 252, 491, 508] } },
  ],
  [
    'logging of a meter of three phases, without what is for one phase',
    '6.22',
    alerts(
      'ElectricityNetworkOperatorLoggingSettings',
      '<NetworkOperatorESMESinglePhase><x8002>Enable</x8002></NetworkOperatorESMESinglePhase>',
    ),
    THREE_PHASES,
    'ECS25b3',
    { 'EventsConfigurationSettings(NetworkOperator).maskAndActionsForLogging': { size: 512, set: [] } },
  ],
  [
    'logging of a meter of one phase',
    '6.22',
    alerts(
      'ElectricityNetworkOperatorLoggingSettings',
      '<NetworkOperatorESMESinglePhase><x8002>Enable</x8002></NetworkOperatorESMESinglePhase>',
    ),
    {},
    'ECS25b3',
    { 'EventsConfigurationSettings(NetworkOperator).maskAndActionsForLogging': { size: 512, set: [253, 509] } },
  ],
  [
    'the radio of a hub',
    '6.28',
    SUB_GHZ,
    HUB,
    'DBCH04',
    {
      'SubGHzConfigurationSettings.value': {
        page28Mask: `11100${'0'.repeat(24)}110`,
        page29Mask: `11101${'0'.repeat(19)}10000001`,
        page30Mask: `111101${'0'.repeat(26)}`,
        page31Mask: `11111${'0'.repeat(27)}`,
        normalLimitedDutyCycleThreshold: 130,
        limitedCriticalDutyCycleThreshold: 220,
        channelChangesPerWeek: 5,
        gsmeCurfew: 7,
        quieterDecibelsLimit: 8,
        noisierDecibelsLimit: 12,
        nonGsmePoorCommsPercentage: 6005,
        nonGsmeMeasurementPeriods: 130,
        localChNoiseMeasurementPeriod: 100,
        localChFailurePercentage: 4000,
        localChRetryPercentage: 3010,
      },
    },
  ],
  [
    'a date and time with an offset and a fraction',
    '3.2',
    '<RestrictAccessForChangeOfTenancy><ExecutionDateTime>2030-01-01T00:00:00Z</ExecutionDateTime>' +
      '<RestrictionDateTime>2014-03-27T15:45:32.99-01:30</RestrictionDateTime></RestrictAccessForChangeOfTenancy>',
    {},
    'ECS12',
    { 'restrictDataDateTime.value': '2014-03-27T17:15:32Z' },
  ],
  ['events of an ESME', '6.13', log('Event'), {}, 'ECS35a', {}],
  ['events of a hub', '6.13', log('Event'), HUB, 'ECS35c', {}],
  ['security of a hub', '6.13', log('Security'), HUB, 'ECS35d', {}],
  ['events of switches', '6.13', log('ALCSEvent'), OLDER, 'ECS35f', {}],
  ['events of controllers', '6.13', log('ALCSEvent'), { kind: 'sapc', gbcsVersion: '4.0' }, 'ECS35g', {}],
  [
    'power events, in UTC',
    '6.13',
    log('PowerEvent'),
    {},
    'ECS35e',
    { 'PowerEventLog.logEntries': { from: '2014-12-29T23:59:00Z', to: '2015-01-01T00:00:00Z' } },
  ],
  ['voltage of three phases', '6.2.1', '<ReadDeviceConfigurationVoltage/>', THREE_PHASES, 'ECS26k', {}],
  [
    'counters of three phases',
    '6.27',
    '<UpdateDeviceConfigurationRMSVoltageCounterReset/>',
    THREE_PHASES,
    'ECS29f',
    {},
  ],
  ['billing of an older device', '6.2.3', '<ReadDeviceConfigurationBillingCalendar/>', OLDER, 'ECS26d', {}],
  ['billing of a newer device', '6.2.3', '<ReadDeviceConfigurationBillingCalendar/>', {}, 'ECS26l', {}],
  ['identity of an older device', '6.2.4', '<ReadDeviceConfigurationIdentityExcMPxN/>', OLDER, 'ECS26e', {}],
  ['identity of a newer device', '6.2.4', '<ReadDeviceConfigurationIdentityExcMPxN/>', NEWEST, 'ECS26m', {}],
  [
    'identity of an older hub',
    '6.2.4',
    '<ReadDeviceConfigurationIdentityExcMPxN/>',
    { ...HUB, ...OLDER },
    'ECS26i',
    {},
  ],
  ['identity of a newer hub', '6.2.4', '<ReadDeviceConfigurationIdentityExcMPxN/>', HUB, 'ECS26n', {}],
  ['firmware of a SAPC', '11.2', '<ReadFirmwareVersion/>', { kind: 'sapc', gbcsVersion: '4.0' }, 'ECS52', {}],
  ['firmware of a hub', '11.2', '<ReadFirmwareVersion/>', HUB, 'ECS52', {}],
];

/** What each of the settings of debt adds; what they all have stands first. */
function collected(body: string, device: Device = {}): readonly string[] {
  const [useCase, payload] = becomes('1.6', body, { ...ESME, ...device });
  expect(useCase).equal('ECS03');
  const entries = payload['PaymentMode.creditChargeConfigurationNext'] as readonly Record<string, string>[];
  return entries.map(({ creditReference, chargeReference, collectionConfiguration }) =>
    [creditReference?.slice(9, 10), chargeReference?.slice(9, 10), collectionConfiguration].join(' '),
  );
}

describe('rows of the transform for an ESME', () => {
  for (const [says, variant, body, device, useCase, values] of CASES) {
    it(`make ${useCase} of ${says}`, () => {
      const [made, payload] = becomes(variant, body, { ...ESME, ...device });
      expect(made).equal(useCase);
      for (const [name, value] of Object.entries(values)) expect(payload[name], name).eql(value);
    });
  }

  it('say for each setting of debt what is collected', () => {
    const single = (debt: string) => [
      '0 0 111',
      '0 4 111',
      `0 1 ${debt}`,
      `0 2 ${debt}`,
      '0 3 111',
      '1 3 111',
      '1 0 111',
      '1 4 111',
      `1 1 ${debt}`,
      `1 2 ${debt}`,
    ];
    const accumulated = ['2 4 111', '2 1 111', '2 2 111'];
    const second = ['0 5 111', '1 5 111'];
    const mode = (whileDisabled: boolean, inEmergency: boolean, device: Device = {}) =>
      collected(paymentMode(whileDisabled, inEmergency), device);
    expect(mode(true, true)).eql([...single('110'), ...accumulated]);
    expect(mode(true, false)).eql(single('110'));
    expect(mode(false, true)).eql([...single('111'), ...accumulated]);
    expect(mode(false, false)).eql(single('111'));
    expect(mode(true, true, TWIN)).eql([...single('110'), ...accumulated, ...second]);
  });

  it('put each price in its place, and nought in all others', () => {
    const [, payload] = becomes(
      '1.2.1',
      prices(
        '<HybridTariff><BlockPrices index="8"><BlockPrice index="4">44</BlockPrice></BlockPrices>' +
          '<TOUPrice index="48">-3</TOUPrice></HybridTariff>',
      ),
      ESME,
    );
    const { chargeTable } = payload['TariffBlockPriceMatrixTOU.valueNext'] as {
      chargeTable: Record<string, unknown>[];
    };
    expect(chargeTable).have.length(80);
    expect(chargeTable.filter(({ chargePerUnit }) => chargePerUnit !== 0)).eql([
      { index: '30', chargePerUnit: -3 },
      { index: 'd8', chargePerUnit: 44 },
    ]);
    const secondary =
      '<UpdatePriceSecondaryElement><PriceElements><PriceScale>-5</PriceScale><ElectricityPriceElement index="3">9' +
      '</ElectricityPriceElement></PriceElements></UpdatePriceSecondaryElement>';
    const [, second] = becomes('1.2.2', secondary, { ...ESME, ...TWIN });
    expect(second['SecondaryTariffTOUPriceMatrix.valueNext']).deep.include({
      chargeTable: [0, 0, 9, 0].map((chargePerUnit, i) => ({ index: `0${i + 1}`, chargePerUnit })),
    });
  });

  it('ask the device for the settings of whoever asks', () => {
    const read = '<ReadDeviceConfigurationEventAndAlertBehaviours/>';
    expect(becomes('6.2.10', read, ESME)[0]).equal('ECS25r1');
    expect(becomes('6.2.10', read, { ...ESME, role: 'networkOperator' })[0]).equal('ECS25r2');
  });

  it('hand over the certificate of a party that the device does not know', () => {
    const body =
      `<RetrieveDailyConsumptionLog>${PERIOD}<KAPublicSecurityCredentials>AQID\nBA==</KAPublicSecurityCredentials>` +
      '</RetrieveDailyConsumptionLog>';
    const supplementary = { party: eui64('00-DB-12-34-56-78-00-04'), counter: 7n };
    const { message } = transformed('4.17', body, { ...ESME, supplementary });
    const { otherInformation } = message.frame.header;
    expect(toHex(otherInformation.supplementaryRemotePartyCertificate ?? new Uint8Array(0))).equal('01020304');
    expect(otherInformation.supplementaryRemotePartyCounter).equal(7n);
  });

  const refused = (variant: string, body: string, changes: Changes = {}): DuisError =>
    refusalOf(variant, body, { ...ESME, ...changes });

  const REFUSALS: readonly (readonly [says: string, element: string, refusal: () => DuisError])[] = [
    [
      'a bill of gas',
      'UpdateDeviceConfigurationBillingCalendar',
      () =>
        refused(
          '6.8',
          '<UpdateDeviceConfigurationBillingCalendar><GasBillingCalendar/></UpdateDeviceConfigurationBillingCalendar>',
        ),
    ],
    ['a quarterly bill of an older device', 'Quarterly', () => refused('6.8', months('Quarterly', 1, 1), OLDER)],
    [
      'prices of gas',
      'PriceElements',
      () =>
        refused(
          '1.2.1',
          '<UpdatePricePrimaryElement><PriceElements><GasPriceElements/></PriceElements></UpdatePricePrimaryElement>',
        ),
    ],
    [
      'a price twice',
      'TOUPrice',
      () =>
        refused(
          '1.2.1',
          prices('<TOUTariff><TOUPrice index="2">1</TOUPrice><TOUPrice index="2">1</TOUPrice></TOUTariff>'),
        ),
    ],
    [
      'a special day that there is not',
      'SpecialDaysApplicability',
      () => refused('6.14.2', switchCalendar('<SpecialDaysApplicability index="2"/>', specialDay(1))),
    ],
    [
      'special days with a gap',
      'ALCSHCALCSSpecialDay',
      () => refused('6.14.2', switchCalendar('', specialDay(1) + specialDay(3))),
    ],
    [
      'a time of day that is not in UTC',
      'SwitchTime',
      () => refused('6.14.2', switchCalendar('', '', '', '12:00:00+01:00')),
    ],
    [
      'a log before there were any',
      'StartDateTime',
      () => refused('6.13', log('Event').replace('2014-12-29', '1999-12-31')),
    ],
    ['a log that the device does not have', 'ReadEventOrSecurityLog', () => refused('6.13', log('PowerEvent'), HUB)],
    ['a log to be cleared that is not named', 'ClearEventLog', () => refused('3.3', '<ClearEventLog/>')],
    ['a switch of GBCS 4.0', 'ReadALCSData', () => refused('7.7', '<ReadALCSData/>', NEWEST)],
    ['a body with the variant of another', 'EnableSupply', () => refused('7.2', '<EnableSupply/>')],
    ['a supply switch of a hub', 'EnableSupply', () => refused('7.1', '<EnableSupply/>', HUB)],
    ['no register to reset', 'ResetMaximumDemandRegisters', () => refused('6.18.2', '<ResetMaximumDemandRegisters/>')],
    [
      'a number for the customer that was not made',
      'RequestCustomerIdentificationNumber',
      () => refused('9.1', '<RequestCustomerIdentificationNumber/>', { made: {} }),
    ],
  ];

  for (const [says, element, refusal] of REFUSALS) {
    it(`refuse ${says}, naming ${element}`, () => {
      const { code, path } = refusal();
      expect({ code, path }).eql({ code: 'DUIS_E_REQUEST', path: element });
    });
  }

  it('are tested with bodies that the schema allows', function () {
    const { duis } = loadSchemas(requireShared.call(this, 'schemas'));
    for (const [, variant, body] of CASES) {
      withXml(Buffer.from(requestText(variant, body)), (document) => document.validate(duis));
    }
  });
});

/** Commands of the data set that have no request there: these requests are made after them. */
const WITHOUT_REQUEST: readonly (readonly [
  file: string,
  variant: string,
  body: string,
  device: Device,
  role?: 'networkOperator',
])[] = [
  ['1.7_ECS05/ECS05_1.7_ERROR_PRECOMMAND', '1.7', '<ResetTariffBlockCounterMatrix/>', {}],
  [
    '3.1_ECS10/ECS10_3.1_ERROR_COMMAND',
    '3.1',
    '<DisplayMessage><SupplierMessage>Reset</SupplierMessage></DisplayMessage>',
    {},
  ],
  ['4.1.3_ECS17e/ECS17e_4.1.3_ERROR_COMMAND', '4.1.3', '<ReadInstantaneousImportTOUWithBlocksMatrices/>', {}],
  ['4.10_ECS23b/ECS23b_4.10_ERROR_COMMAND', '4.10', `<ReadNetworkData>${PERIOD}</ReadNetworkData>`, THREE_PHASES],
  ['4.15_ECS27/ECS27_4.15_ERROR_COMMAND', '4.15', '<ReadLoadLimitData/>', {}],
  [
    '6.13_ECS35c/ECS35c_6.13_ERROR_COMMAND',
    '6.13',
    log('Event')
      .replace('2014-12-29T23:59', '2014-12-31T00:00')
      .replace('2015-01-01T01:00:00+01:00', '2014-12-31T09:00:00Z'),
    HUB,
  ],
  [
    '6.13_ECS35e/ECS35e_6.13_ERROR_COMMAND',
    '6.13',
    log('PowerEvent').replace('2014-12-29T23:59', '2014-12-31T00:00'),
    {},
  ],
  ['6.2.10_ECS25r1/ECS25r1_6.2.10_ERROR_COMMAND', '6.2.10', '<ReadDeviceConfigurationEventAndAlertBehaviours/>', {}],
  [
    '6.2.10_ECS25r2/ECS25r2_6.2.10_ERROR_COMMAND',
    '6.2.10',
    '<ReadDeviceConfigurationEventAndAlertBehaviours/>',
    {},
    'networkOperator',
  ],
  [
    '6.22_ECS25a/ECS25a_6.22_ERROR_COMMAND',
    '6.22',
    alerts(
      'ElectricitySupplierAlerts',
      '<SupplierESMECommon><x810D>Enable</x810D><x810E>Disable</x810E></SupplierESMECommon><SupplierESMEPolyPhase><x81B7>Enable</x81B7></SupplierESMEPolyPhase>',
    ),
    THREE_PHASES,
  ],
  ['6.30_DBCH03/DBCH03_6.30_ERROR_COMMAND', '6.30', '<ReadCHFSubGHzConfiguration/>', HUB],
  [
    '7.12_ECS38/ECS38_7.12_ERROR_PRECOMMAND',
    '7.12',
    '<SetRandomisedOffsetLimit><RandomisedOffsetLimit>900</RandomisedOffsetLimit></SetRandomisedOffsetLimit>',
    {},
  ],
  [
    '7.6_ECS47Deactivate/ECS47Deactivate_7.6_ERROR_PRECOMMAND',
    '7.6',
    '<DeactivateAuxiliaryLoad><DeactivateALCSHCALCS index="3"><Duration>60</Duration></DeactivateALCSHCALCS></DeactivateAuxiliaryLoad>',
    {},
  ],
  ['7.7_ECS61a/ECS61a_7.7_ALL_OPTIONALS_ERROR_COMMAND', '7.7', '<ReadALCSData/>', {}],
];

describe('Commands of the data set without a request', () => {
  for (const [file, variant, body, device, role] of WITHOUT_REQUEST) {
    it(`${file.replace(/^.*\//, '')} is what the request for it becomes`, function () {
      const directory = requireShared.call(this, 'rtds', 'RTDS-4.5.0');
      const message = decodeMessage(fromHex(readFileSync(join(directory, `${file}_GBCS.HEX`), 'latin1').trim()));
      const context = contextOfReference(message, { ...ESME, ...device }, role === undefined ? {} : { role });
      const ours = transformRequest(requestOf(variant, body), context).message;
      expect(unprotected(ours)).equal(unprotected(message));
    });
  }
});
