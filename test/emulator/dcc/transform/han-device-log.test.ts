import { expect } from 'chai';
import { DuisError } from '../../../../gbcs/index.js';
import { becomes, named, OTHER } from './own-requests.js';

const HUB = { kind: 'communicationsHub' } as const;
const CODE = '30313233343536373839414243444546';

function add(code = CODE, more = ''): string {
  return `<UpdateHANDeviceLog><DeviceID>${OTHER}</DeviceID><RequestType>Add</RequestType><AddDeviceToCHFWhitelist>
    <JoinTimePeriod>90</JoinTimePeriod><InstallCode>${code}</InstallCode>${more}</AddDeviceToCHFWhitelist></UpdateHANDeviceLog>`;
}

const REMOVE = `<UpdateHANDeviceLog><ExecutionDateTime>2030-01-15T09:00:00.00Z</ExecutionDateTime>
  <DeviceID>${OTHER}</DeviceID><RequestType>Remove</RequestType></UpdateHANDeviceLog>`;

describe('the transform of the log of a hub', () => {
  for (const [kind, deviceType] of [
    ['esme', 0],
    ['gsme', 1],
    ['hcalcs', 13],
    ['ihd', 128],
    ['cad', 130],
    ['ppmid', 132],
    ['gasProxyFunction', 254],
  ] as const) {
    it(`adds a device that is ${kind} as type ${deviceType}, and keeps MPxNs to itself`, () => {
      const body = add(CODE.toUpperCase(), '<ImportMPxN>1312345678111</ImportMPxN>');
      expect(becomes('8.11', body, { ...HUB, kindOf: () => kind })).eql([
        'CCS01',
        {
          'DeviceLog(CHF).addEntry': {
            entityIdentifier: '00db12345678909a',
            credentialsType: 1,
            installationCredentials: CODE,
            deviceType,
          },
          'DeviceLog(CHF).joiningTimePeriod': 90,
          'DeviceLog(CHF).allowsDevicesOnToTheHAN': true,
        },
      ]);
    });
  }

  it('refuses a device that the inventory does not have, a hub, and an install code that a hub cannot take', () => {
    expect(() => becomes('8.11', add(), HUB)).throw(DuisError, /is not in the inventory/);
    const hub = { ...HUB, kindOf: () => 'communicationsHub' as const };
    expect(() => becomes('8.11', add(), hub)).throw(DuisError, /no place in the log/);
    const esme = { ...HUB, kindOf: () => 'esme' as const };
    expect(() => becomes('8.11', add('303132333435'), esme)).throw(DuisError, /16 octets/);
    expect(() => becomes('8.11', add(), { ...esme, kind: 'esme' })).throw(DuisError, /no use case is for/);
  });

  it('removes a device, at a time that the DCC waits for itself', () => {
    expect(becomes('8.11', REMOVE, HUB)).eql(['CCS02', { 'DeviceLog(CHF).removeEntry': '00db12345678909a' }]);
  });

  it('is restored from what the DCC has kept of it', () => {
    const log = {
      extendedPanId: '0000000000000140',
      devicesToRestore: [{ macAddress: '00db1234567890a0', hashedTcLinkKey: CODE }],
    };
    const body = `<RestoreHANDeviceLog><OldCHFID>${OTHER}</OldCHFID></RestoreHANDeviceLog>`;
    const kept = (device: string) => (device === '00db12345678909a' ? log : undefined);
    expect(becomes('8.12.1', body, { ...HUB, keptDeviceLog: kept })).eql([
      'CCS03',
      { 'DeviceLog(CHF).restoreCHFDeviceLog': log },
    ]);
    expect(() => becomes('8.12.1', body, HUB)).throw(
      DuisError,
      /no device log of 00-DB-12-34-56-78-90-9A has been kept/,
    );
  });

  it('of a Gas Proxy Function is restored likewise', () => {
    const entries = [{ entityIdentifier: OTHER, deviceType: 'gSME' }];
    const body = `<RestoreGPFDeviceLog><OldGPFID>${OTHER}</OldGPFID></RestoreGPFDeviceLog>`;
    const context = { kind: 'gasProxyFunction', keptDeviceLog: () => entries } as const;
    expect(becomes('8.12.2', body, context)).eql(['GCS59', { deviceLogEntries: entries }]);
  });

  it('is read as the edition of the hub has it', () => {
    const alone = '<ReadDeviceLog/>';
    const secured = '<ReadDeviceLog><ReadSecurityDetails/></ReadDeviceLog>';
    const read = (gbcsVersion: '2.0' | '3.1' | '4.0', body: string) =>
      named('8.9', body, { ...HUB, gbcsVersion }).useCase;
    expect(read('2.0', alone)).equal('CCS05CCS04');
    expect(read('3.1', alone)).equal('CCS06');
    expect(read('4.0', alone)).equal('CCS06');
    expect(() => read('2.0', secured)).throw(DuisError, /no use case is for/);
    // The two editions of CCS07 differ in what the methods are given.
    const [older, newer] = (['3.1', '4.0'] as const).map((gbcsVersion) =>
      named('8.9', secured, { ...HUB, gbcsVersion }),
    );
    expect(older).include({ useCase: 'CCS07' }).not.property('gbcsVersion');
    expect(newer).include({ useCase: 'CCS07', gbcsVersion: '4.0' });
  });

  it('is another read at devices with a log of their own', () => {
    for (const kind of ['esme', 'gsme', 'gasProxyFunction', 'hcalcs', 'ppmid'] as const) {
      expect(becomes('8.9', '<ReadDeviceLog/>', { kind })).eql(['CS07', {}]);
    }
    const secured = '<ReadDeviceLog><ReadSecurityDetails/></ReadDeviceLog>';
    expect(() => becomes('8.9', secured, { kind: 'gsme' })).throw(DuisError, /no use case is for/);
  });
});

describe('the transform of the network below 1 GHz', () => {
  it('reads, scans, and refuses all other devices', () => {
    expect(becomes('6.29', '<RequestCHFSubGHzChannelScan/>', HUB)).eql([
      'DBCH05',
      { 'CHFSubGHzChannelScan.request': 0 },
    ]);
    expect(becomes('6.30', '<ReadCHFSubGHzConfiguration/>', HUB)[0]).equal('DBCH03');
    expect(becomes('6.31', '<ReadCHFSubGHzChannel/>', HUB)[0]).equal('DBCH01');
    expect(() => becomes('6.31', '<ReadCHFSubGHzChannel/>')).throw(DuisError, /no use case is for/);
    const log = `<ReadCHFSubGHzChannelLog><ReadLogPeriod><StartDateTime>2014-12-20T00:00:00.00Z</StartDateTime>
      <EndDateTime>2014-12-31T10:00:00+01:00</EndDateTime></ReadLogPeriod></ReadCHFSubGHzChannelLog>`;
    expect(becomes('6.32', log, HUB)).eql([
      'DBCH02',
      { 'SubGHzChannelLog.logEntries': { from: '2014-12-20T00:00:00Z', to: '2014-12-31T09:00:00Z' } },
    ]);
  });

  it('sets channels and thresholds as the hub reports them', () => {
    const body = `<SetCHFSubGHzConfiguration>
      <LowerBandSubGHzChannels0To26><Channel1/><Channel2/></LowerBandSubGHzChannels0To26>
      <LowerBandSubGHzChannels27To34><Channel28/><Channel29/></LowerBandSubGHzChannels27To34>
      <LowerBandSubGHzChannels35To61><Channel36/><Channel37/></LowerBandSubGHzChannels35To61>
      <UpperBandSubGHzChannels0To26><Channel1/><Channel2/></UpperBandSubGHzChannels0To26>
      <NormalLimitedDutyCycleThreshold>1.3</NormalLimitedDutyCycleThreshold>
      <LimitedCriticalDutyCycleThreshold>2.2</LimitedCriticalDutyCycleThreshold>
      <MaximumSubGHzChannelChangesPerWeek>5</MaximumSubGHzChannelChangesPerWeek><GSMECurfew>7</GSMECurfew>
      <ChannelQuieterThreshold>7</ChannelQuieterThreshold><ChannelNoisierThreshold>12</ChannelNoisierThreshold>
      <NonGSMEPoorCommsPercentageThreshold>60</NonGSMEPoorCommsPercentageThreshold>
      <NonGSMEPoorCommsMeasurementPeriods>130</NonGSMEPoorCommsMeasurementPeriods>
      <LocalCHNoiseMeasurementPeriod>100</LocalCHNoiseMeasurementPeriod>
      <LocalCHFailurePercentage>40.00</LocalCHFailurePercentage><LocalCHRetryPercentage>30.25</LocalCHRetryPercentage>
      </SetCHFSubGHzConfiguration>`;
    // But for the last, what DBCH09 of the reference data says.
    expect(becomes('6.28', body, HUB)).eql([
      'DBCH04',
      {
        'SubGHzConfigurationSettings.value': {
          page28Mask: '11100000000000000000000000000110',
          page29Mask: '11101000000000000000000000000110',
          page30Mask: '11110000000000000000000000000110',
          page31Mask: '11111000000000000000000000000110',
          normalLimitedDutyCycleThreshold: 130,
          limitedCriticalDutyCycleThreshold: 220,
          channelChangesPerWeek: 5,
          gsmeCurfew: 7,
          quieterDecibelsLimit: 7,
          noisierDecibelsLimit: 12,
          nonGsmePoorCommsPercentage: 6000,
          nonGsmeMeasurementPeriods: 130,
          localChNoiseMeasurementPeriod: 100,
          localChFailurePercentage: 4000,
          localChRetryPercentage: 3025,
        },
      },
    ]);
  });
});
