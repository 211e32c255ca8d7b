import { expect } from 'chai';
import { DEVICE_VERSIONS } from '../../../../emulator/dcc/transform/context.js';
import { encodePayload, eui64, type Message, type NamedFields, nameMessage, toHex } from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';
import { type Changes, refusalOf, transformed } from './own-requests.js';
import { referenceCommands, useCaseOf } from './reference-requests.js';

/** Bodies of requests to gas devices that the data set at hand has no request for, and those that say what cannot be. */

function messageOf(variant: string, body: string, target: Changes = {}): Message {
  return transformed(variant, body, { kind: 'gsme', ...target }).message;
}

/** Fields of the components that a request becomes. */
function fieldsOf(variant: string, body: string, target: Changes = {}): readonly NamedFields[] {
  const { payload } = nameMessage(messageOf(variant, body, target));
  return (payload['components'] as readonly NamedFields[]).map(({ fields }) => fields as NamedFields);
}

/** The element that a request is refused for. */
function refusedFor(variant: string, body: string, target: Changes = {}): string | undefined {
  const { code, path } = refusalOf(variant, body, { kind: 'gsme', ...target });
  expect(code).equal('DUIS_E_REQUEST');
  return path;
}

const period = (start: string, end: string) =>
  `<ReadLogPeriod><StartDateTime>${start}</StartDateTime><EndDateTime>${end}</EndDateTime></ReadLogPeriod>`;

const date = (year: string, month: number, day: number) => `
  <GasYearWithWildcards>${year === '*' ? '<NonSpecifiedYear/>' : `<SpecifiedYear>${year}</SpecifiedYear>`}</GasYearWithWildcards>
  <GasMonthWithWildcards><SpecifiedMonth>${month}</SpecifiedMonth></GasMonthWithWildcards>
  <GasDayOfMonthWithWildcards><SpecifiedDayOfMonth>${day}</SpecifiedDayOfMonth></GasDayOfMonthWithWildcards>
  <GasDayOfWeekWithWildcards><NonSpecifiedDayOfWeek/></GasDayOfWeekWithWildcards>`;

const day = (name: number, ...actions: readonly (readonly [string, string])[]) =>
  `<GasNonDisablementDayProfile>${actions
    .map(
      ([time, action]) =>
        `<TimeStartAction><StartTime>${time}</StartTime><NonDisablementAction>${action}</NonDisablementAction></TimeStartAction>`,
    )
    .join('')}<GasDayName>${name}</GasDayName></GasNonDisablementDayProfile>`;

const week = (name: number, days: readonly number[]) =>
  `<WeekProfile><WeekName>${name}</WeekName>${days
    .map((ref, i) => `<ReferencedDayName index="${i + 1}">${ref}</ReferencedDayName>`)
    .join('')}</WeekProfile>`;

const season = (start: string, weekName: number) =>
  `<Season><SeasonStartDate>${start}</SeasonStartDate><ReferencedWeekName>${weekName}</ReferencedWeekName></Season>`;

const specialDay = (on: string) =>
  `<SpecialDay><Date>${on}</Date><ReferencedDayName>3</ReferencedDayName></SpecialDay>`;

function prepayConfiguration(execution: string, weeks = [1, 1, 1, 1, 1, 3, 3]): string {
  const at = execution === '' ? '' : `<ExecutionDateTime>${execution}</ExecutionDateTime>`;
  return `<UpdatePrepayConfiguration>${at}<UpdatePrepayConfigGas>
    <DebtRecoveryRateCap>100000</DebtRecoveryRateCap><EmergencyCreditLimit>10000000</EmergencyCreditLimit>
    <EmergencyCreditThreshold>100000</EmergencyCreditThreshold><LowCreditThreshold>5000000</LowCreditThreshold>
    <GasNonDisablementCalendar><DayProfiles>
      ${day(1, ['00:00:00Z', 'START'], ['08:00:00Z', 'STOP'], ['18:00:00Z', 'START'])}
      ${day(2, ['00:00:00.00Z', 'START'], ['07:00:00Z', 'STOP'], ['18:00:00+01:00', 'START'])}
      ${day(3, ['00:00:00', 'START'])}
    </DayProfiles><WeekProfiles>${week(1, weeks)}${week(2, [2, 2, 2, 2, 2, 3, 3])}</WeekProfiles>
    <SeasonProfiles>${season(date('2014', 10, 27), 1)}${season(date('2015', 3, 29), 2)}</SeasonProfiles>
    <SpecialDays>${[date('2015', 4, 5), date('2015', 8, 31), date('*', 1, 1), date('*', 12, 25)].map(specialDay).join('')}
    </SpecialDays></GasNonDisablementCalendar>
    <MaxMeterBalance>25000000</MaxMeterBalance><MaxCreditThreshold>25000000</MaxCreditThreshold>
    </UpdatePrepayConfigGas></UpdatePrepayConfiguration>`;
}

const block = (prices: number, thresholds: number, dayAction = '<BlockTariff/>', execution = '') =>
  `<UpdateImportTariffPrimaryElement>${execution}<GasTariffElements><SwitchingTable><DayProfiles>
    <DayProfile><DayName>1</DayName>${dayAction}</DayProfile></DayProfiles>
    <WeekProfiles>${week(1, [1, 1, 1, 1, 1, 1, 1])}</WeekProfiles>
    <Seasons>${season(date('*', 3, 20), 1)}</Seasons></SwitchingTable><SpecialDays/><ThresholdMatrix>${Array.from(
      { length: thresholds },
      (_, i) => `<BlockThreshold index="${thresholds - i}">${(thresholds - i) * 1000}</BlockThreshold>`,
    ).join('')}</ThresholdMatrix></GasTariffElements><PriceElements><GasPriceElements>
    <CurrencyUnits>GBP</CurrencyUnits><StandingCharge>1</StandingCharge><BlockTariff>${Array.from(
      { length: prices },
      (_, i) => `<BlockPrice index="${i + 1}">${i}</BlockPrice>`,
    ).join('')}<NumberOfThresholds>1</NumberOfThresholds></BlockTariff></GasPriceElements></PriceElements>
    </UpdateImportTariffPrimaryElement>`;

/** Bodies whose Commands are in the data set without the request, by the name of the Command there. */
const COMMANDS_ALONE: Readonly<Record<string, readonly [variant: string, body: string, target?: Changes]>> = {
  'GCS05_2.1_FUTURE_DATED_ERROR': ['2.1', prepayConfiguration('2030-01-15T09:00:00Z')],
  'GCS40b_1.5_ERROR': [
    '1.5',
    '<UpdateMeterBalance><PrepaymentMode><ResetMeterBalance/></PrepaymentMode></UpdateMeterBalance>',
  ],
  'CS01b_2.2_ERROR': ['2.2', '<TopUpDevice><UTRN>12345678910121314156</UTRN></TopUpDevice>'],
  'CS10b_6.13_ERROR': [
    '6.13',
    `<ReadEventOrSecurityLog>${period('2014-12-31T00:00:00Z', '2015-01-01T00:00:00Z')}<LogToRead>Security</LogToRead></ReadEventOrSecurityLog>`,
  ],
  'GCS15c_4.4.3_ERROR': [
    '4.4.3',
    `<RetrieveBillingCalendarTriggeredBillingDataLog>${period('2014-12-01T00:00:00Z', '2015-11-01T00:00:00Z')}</RetrieveBillingCalendarTriggeredBillingDataLog>`,
  ],
  'GCS16a_4.6.1_ERROR': [
    '4.6.1',
    `<RetrieveImportDailyReadLog>${period('2014-12-29T01:00:04+01:00', '2016-01-01T00:00:03.9')}</RetrieveImportDailyReadLog>`,
  ],
  'GCS17_4.8.1_NOT_FOUND': [
    '4.8.1',
    `<ReadActiveImportProfileData>${period('2013-01-01T00:00:00Z', '2013-07-01T00:30:00Z')}</ReadActiveImportProfileData>`,
  ],
  'GCS21e_6.2.4_ERROR': ['6.2.4', '<ReadDeviceConfigurationIdentityExcMPxN/>', { gbcsVersion: '2.0' }],
  'GCS21m_6.2.4_ERROR': ['6.2.4', '<ReadDeviceConfigurationIdentityExcMPxN/>'],
  'GCS21j_6.2.9_ERROR': ['6.2.9', '<ReadDeviceConfigurationPaymentMode/>'],
  'GCS25a_6.8_ERROR': [
    '6.8',
    '<UpdateDeviceConfigurationBillingCalendar><GasBillingCalendar><BillingPeriodStart>2015-02-01T00:00:00Z</BillingPeriodStart><Periodicity>Quarterly</Periodicity></GasBillingCalendar></UpdateDeviceConfigurationBillingCalendar>',
  ],
};

describe('Bodies of service requests to gas devices', () => {
  it('become Commands of the data set that have no request there', function () {
    const commands = referenceCommands(requireShared.call(this, 'rtds'));
    for (const [name, [variant, body, target]] of Object.entries(COMMANDS_ALONE)) {
      const reference = commands.get(name);
      if (reference === undefined) throw new Error(`${name} is not in the data set`);
      const ours = messageOf(variant, body, target);
      expect(useCaseOf(ours)).equal(useCaseOf(reference));
      expect(toHex(encodePayload(ours.payload)), name).equal(toHex(encodePayload(reference.payload)));
    }
  });

  it('take back what was planned with the word of each command', () => {
    const planned = fieldsOf('2.1', prepayConfiguration('3000-12-31T00:00:00Z'));
    const times = planned.flatMap(({ startTime, implementationDateTime }) => [startTime, implementationDateTime]);
    expect(times.filter((time) => time !== undefined)).eql(['never', 'never', 'never', 'cancel', 'cancel']);
    const tariff = block(2, 1, undefined, '<ExecutionDateTime>3000-12-31T00:00:00Z</ExecutionDateTime>');
    const started = fieldsOf('1.1.1', tariff).map(({ startTime }) => startTime);
    expect(started.filter((time) => time !== undefined)).eql(['cancel', 'cancel', 'never', 'cancel', 'cancel']);
  });

  it('have both suspensions of debt', () => {
    const mode = (disabled: boolean, emergency: boolean) =>
      `<UpdatePaymentMode><Prepayment><SuspendDebtDisabled>${disabled}</SuspendDebtDisabled><SuspendDebtEmergency>${emergency}</SuspendDebtEmergency><DisablementThreshold>-5</DisablementThreshold></Prepayment></UpdatePaymentMode>`;
    const [fields] = fieldsOf('1.6', mode(true, true));
    expect(fields?.['cutOffValue']).equal(-5);
    expect(fields?.['proposedPaymentControlConfiguration'])
      .include('Debt Configuration')
      .not.include('Emergency Debt Configuration');
  });

  it('take texts as they are', () => {
    const [fields] = fieldsOf(
      '3.1',
      '<DisplayMessage><SupplierMessage> 0x41: ring &amp; wait </SupplierMessage></DisplayMessage>',
    );
    expect(fields?.['message']).equal(' 0x41: ring & wait ');
    const looksLikeOctets = '<DisplayMessage><SupplierMessage>0x41</SupplierMessage></DisplayMessage>';
    expect(fieldsOf('3.1', looksLikeOctets)[0]?.['message']).equal('0x30783431');
  });

  it('sort thresholds and leave those out that no price has', () => {
    const commands = fieldsOf('1.1.1', block(4, 3));
    const [matrix] = commands.flatMap(({ blockThresholdSubPayload: one }) => (one === undefined ? [] : [one]));
    expect(matrix).eql([
      {
        tierNumberOfBlockThresholds: { numberOfBlockThresholds: 3, tier: 0 },
        blockThresholds: ['1000', '2000', '3000'],
      },
    ]);
  });

  it('read logs within the times that there are', () => {
    const log = (start: string, end: string) =>
      `<ReadPrepaymentDailyReadLog>${period(start, end)}</ReadPrepaymentDailyReadLog>`;
    const [first, ...rest] = fieldsOf('4.14', log('1970-01-01T00:00:00Z', '3000-12-31T00:00:00Z'));
    expect(first?.['earliestStartTime']).equal('2000-01-01T00:00:01Z');
    expect(first?.['latestEndTime']).equal('end of time');
    expect(rest).lengthOf(30);
    const profile = `<ReadActiveImportProfileData>${period('2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z')}</ReadActiveImportProfileData>`;
    expect(fieldsOf('4.8.1', profile)[0]?.['numberOfSamples']).equal(19_056);
    const minutes = profile.replace('2100-01-01T00:00:00Z', '2000-01-01T00:45:00Z');
    expect(fieldsOf('4.8.1', minutes)[0]?.['numberOfSamples']).equal(2);
  });

  it('read the logs of a GSME in its proxy', () => {
    const log = (name: string) =>
      `<ReadEventOrSecurityLog>${period('2015-01-01T00:00:00Z', '2015-01-02T00:00:00Z')}<LogToRead>${name}</LogToRead></ReadEventOrSecurityLog>`;
    const proxy = { kind: 'gasProxyFunction' } as const;
    const logOf = (name: string, target: Changes) => fieldsOf('6.13', log(name), target)[0]?.['eventControlLogId'];
    expect(logOf('GSMEEvent', proxy)).include({ logId: 'GSME General Event Log' });
    expect(logOf('GSMESecurity', proxy)).include({ logId: 'GSME Security Event Log' });
    expect(logOf('Event', proxy)).include({ logId: 'General Event Log' });
    for (const name of ['GSMEEvent', 'GSMESecurity', 'PowerEvent']) {
      expect(refusedFor('6.13', log(name)), name).equal('LogToRead');
    }
  });

  it('carry the certificate of a party that the device does not know', () => {
    const body = `<ReadPrepaymentDailyReadLog>${period('2015-01-01T00:00:00Z', '2015-01-02T00:00:00Z')}<KAPublicSecurityCredentials>MAMC\n AQU=</KAPublicSecurityCredentials></ReadPrepaymentDailyReadLog>`;
    const party = eui64('0a00000000030000');
    const { frame } = messageOf('4.14', body, { supplementary: { party, counter: 7n } });
    const { otherInformation } = frame.header;
    expect(toHex(otherInformation.supplementaryRemotePartyCertificate ?? new Uint8Array(0))).equal('3003020105');
    expect(otherInformation.supplementaryRemotePartyCounter).equal(7n);
  });

  it('become the use case of the device’s version', () => {
    const of = (variant: string, body: string) =>
      DEVICE_VERSIONS.map((gbcsVersion) => useCaseOf(messageOf(variant, body, { gbcsVersion })));
    expect(of('4.18', '<ReadMeterBalance/>')).eql(['GCS60', 'GCS60', 'GCS60a']);
    expect(of('6.2.3', '<ReadDeviceConfigurationBillingCalendar/>')).eql(['GCS21d', 'GCS21k', 'GCS21k']);
    expect(of('6.2.4', '<ReadDeviceConfigurationIdentityExcMPxN/>')).eql(['GCS21e', 'GCS21m', 'GCS21m']);
    const calendar = (name: string) =>
      `<UpdateDeviceConfigurationBillingCalendar><GasBillingCalendar><BillingPeriodStart>2015-02-01T00:00:00Z</BillingPeriodStart><Periodicity>${name}</Periodicity></GasBillingCalendar></UpdateDeviceConfigurationBillingCalendar>`;
    expect(of('6.8', calendar('Weekly'))).eql(['GCS25', 'GCS25a', 'GCS25a']);
    expect(refusedFor('6.8', calendar('Yearly'), { gbcsVersion: '2.0' })).equal('Periodicity');
  });

  const flow = (rate: string) =>
    `<UpdateDeviceConfigurationGasFlow>${rate}<SupplyDepletionState>Locked</SupplyDepletionState><SupplyTamperState>Unchanged</SupplyTamperState><StabilisationPeriod>1</StabilisationPeriod><MeasurementPeriod>2</MeasurementPeriod></UpdateDeviceConfigurationGasFlow>`;
  const conversion = (value: string) =>
    `<UpdateDeviceConfigurationGasConversion><CalorificValue>${value}</CalorificValue><ConversionFactor>1</ConversionFactor></UpdateDeviceConfigurationGasConversion>`;

  it('have decimal numbers in units of their last digit', () => {
    const fraction = '<UncontrolledGasFlowRateDecimal>.25</UncontrolledGasFlowRateDecimal>';
    expect(fieldsOf('6.7', flow(fraction))[0]?.['uncontrolledFlowThreshold']).equal(2500);
    expect(fieldsOf('6.6', conversion('39.50'))[1]?.['calorificValue']).equal(395);
    expect(refusedFor('6.6', conversion('39.55'))).equal('CalorificValue');
  });

  it('are refused for the element that does not fit', () => {
    const old: Changes = { gbcsVersion: '3.1' };
    const whole = flow('<UncontrolledGasFlowRate>1</UncontrolledGasFlowRate>');
    const fraction = flow('<UncontrolledGasFlowRateDecimal>1</UncontrolledGasFlowRateDecimal>');
    expect(useCaseOf(messageOf('6.7', whole, old))).match(/^GCS/);
    const wrong: readonly (readonly [string, string, string, Changes?])[] = [
      ['6.7', whole, 'UpdateDeviceConfigurationGasFlow'],
      ['6.7', fraction, 'UpdateDeviceConfigurationGasFlow', old],
      ['1.1.1', block(3, 3), 'ThresholdMatrix'],
      ['1.1.1', block(4, 3, '<TOUTariffAction>1</TOUTariffAction>'), 'DayProfile'],
      ['1.1.1', block(4, 3).replace('index="2">2000', 'index="1">2000'), 'BlockThreshold'],
      ['1.1.1', block(4, 3).replace('<DayName>1', '<DayName>2'), 'ReferencedDayName'],
      ['1.1.1', block(4, 3).replaceAll('GasTariffElements', 'ElecTariffElements'), 'UpdateImportTariffPrimaryElement'],
      ['1.1.1', block(4, 3).replaceAll('GasPriceElements', 'ElectricityPriceElements'), 'PriceElements'],
      [
        '1.1.1',
        block(4, 3, undefined, '<ExecutionDateTime>2200-01-01T00:00:00Z</ExecutionDateTime>'),
        'ExecutionDateTime',
      ],
      ['2.1', prepayConfiguration('', [1, 1, 1, 1, 1, 4, 4]), 'ReferencedDayName'],
      ['2.1', prepayConfiguration('', [1, 1, 1]), 'WeekProfile'],
      ['2.1', prepayConfiguration('').replace('<GasDayName>2', '<GasDayName>1'), 'GasDayName'],
      ['2.1', prepayConfiguration('').replace('08:00:00Z', '08:00:30Z'), 'StartTime'],
      ['2.1', prepayConfiguration('').replace('<SpecifiedYear>2014', '<SpecifiedYear>2155'), 'SpecifiedYear'],
      ['3.3', '<ClearEventLog><ESMEEventLogType>ESME</ESMEEventLogType></ClearEventLog>', 'ESMEEventLogType'],
      [
        '4.14',
        `<ReadPrepaymentDailyReadLog>${period('2015-01-02T00:00:00Z', '2015-01-01T00:00:00Z')}</ReadPrepaymentDailyReadLog>`,
        'ReadLogPeriod',
      ],
      [
        '6.20.1',
        '<SetDeviceConfigurationImportMPxN><ImportMPANs/></SetDeviceConfigurationImportMPxN>',
        'SetDeviceConfigurationImportMPxN',
      ],
      ['6.22', '<ConfigureAlertBehaviour><GasSupplierAlerts/></ConfigureAlertBehaviour>', 'ConfigureAlertBehaviour'],
      [
        '6.22',
        '<ConfigureAlertBehaviour><GasSupplierAlertEventSettings/></ConfigureAlertBehaviour>',
        'GasSupplierAlertEventSettings',
      ],
      ['9.1', '<RequestCustomerIdentificationNumber/>', 'RequestCustomerIdentificationNumber', { made: {} }],
      ['2.5', '<ActivateEmergencyCredit/>', 'ActivateEmergencyCredit', { kind: 'gasProxyFunction' }],
    ];
    for (const [variant, body, element, target] of wrong) {
      expect(refusedFor(variant, body, target), `${variant} ${element}`).equal(element);
    }
  });
});
