import type { DeviceKind } from '../../../../gbcs/index.js';
import { childOf, needChild, textOf, type XmlElement } from '../../xml/element.js';
import type { BodyMapping, Situation } from '../mapping.js';
import { unfit } from '../values.js';
import { issuedAt, logEnd, logPeriodOf, logStart } from '../zcl-values.js';
import { type FieldSource, type GasCommand, gasRow } from './gas.js';

/** Logs of a GSME, and of it in the Gas Proxy Function (SRV 3.3, 4.4.x, 4.6.1, 4.8.1, 4.10, 4.14, 4.17, 6.13, 14.1). */

type Snapshots = Pick<GasCommand, 'cluster' | 'command'>;

const REGISTERS: Snapshots = { cluster: 'Metering', command: 'Get Snapshot' };
const BALANCES: Snapshots = { cluster: 'Prepayment', command: 'Get Prepay Snapshot' };

const DAILY_ENTRIES = 31;
const BILLING_ENTRIES = 12;
const DAILY = ['General'];
const BILLING_CALENDAR = ['End of Billing Period'];
const CHANGES = ['Change of Tariff Information', 'Change of Supplier', 'Change of (Meter) Mode'];

/** A log of snapshots: a command asks for one of them, so there are as many commands as the log may have entries. */
function snapshots(kind: Snapshots, entries: number, snapshotCause: readonly string[]): readonly GasCommand[] {
  return Array.from({ length: entries }, (_, snapshotOffset) => ({
    ...kind,
    fields: { earliestStartTime: logStart, latestEndTime: logEnd, snapshotOffset, snapshotCause },
  }));
}

/** Logs of samples: their numbers (GBCS), how many entries they may have (SMETS), and how far apart these are in seconds. */
const PROFILE_LOG = { sampleId: 0, entries: 19_056, interval: 1800 };
const CONSUMPTION_LOG = { sampleId: 1, entries: 731 };
const NETWORK_LOG = { sampleId: 2, entries: 41, interval: 360 };
const SAMPLE_TYPE = 'Consumption Delivered';

function sampledData(sampleId: number, earliestSampleTime: FieldSource, numberOfSamples: FieldSource): GasCommand {
  return {
    cluster: 'Metering',
    command: 'Get Sampled Data',
    fields: { sampleId, earliestSampleTime, sampleType: SAMPLE_TYPE, numberOfSamples },
  };
}

/** As many half hours as begin from start to end, both included. */
function profileSamples(body: XmlElement): number {
  const { start, end } = logPeriodOf(body);
  return Math.min(Math.floor((end - start) / 1000 / PROFILE_LOG.interval) + 1, PROFILE_LOG.entries);
}

/** From here the network log is read, and so as a whole, whatever the period (GCS18 in the data set). */
const THE_FIRST_SECOND = '2000-01-01T00:00:01Z';

/** Logs of events by LogToRead, where they lie: in the device itself, or in the proxy of another. */
const EVENT_LOGS: Partial<Record<DeviceKind, Readonly<Record<string, string>>>> = {
  gsme: { Event: 'General Event Log', Security: 'Security Event Log' },
  gasProxyFunction: {
    Event: 'General Event Log',
    Security: 'Security Event Log',
    GSMEEvent: 'GSME General Event Log',
    GSMESecurity: 'GSME Security Event Log',
  },
};

function logToRead(body: XmlElement): XmlElement {
  return needChild(body, 'LogToRead');
}

function eventLog(useCase: string, isSecurity: boolean, eventControl: string): BodyMapping {
  return gasRow(
    useCase,
    ['ReadEventOrSecurityLog', '6.13'],
    [
      {
        cluster: 'Events',
        command: 'Get Event Log',
        fields: {
          eventControlLogId(body: XmlElement, { context }: Situation) {
            const log = logToRead(body);
            const { kind } = context.device;
            const logId = EVENT_LOGS[kind]?.[textOf(log)];
            if (logId === undefined) throw unfit(log, `names a log that a ${kind} has not`);
            return { logId, eventControl };
          },
          eventId: 0,
          startTime: logStart,
          endTime: logEnd,
          numberOfEvents: 0,
          eventOffset: 0,
        },
      },
    ],
    { when: (body) => /Security$/.test(textOf(logToRead(body))) === isSecurity },
  );
}

export const GAS_LOG_MAPPINGS: readonly BodyMapping[] = [
  gasRow(
    'CS11',
    ['ClearEventLog', '3.3'],
    [
      {
        cluster: 'Events',
        command: 'Clear Event Log Request',
        fields: {
          logId(body: XmlElement): string {
            const type = childOf(body, 'ESMEEventLogType');
            if (type !== undefined) throw unfit(type, 'is of an ESME');
            return 'General Event Log';
          },
        },
      },
    ],
  ),
  gasRow(
    'GCS15b',
    ['RetrieveCoMOrTariffTriggeredBillingDataLog', '4.4.2'],
    [...snapshots(BALANCES, BILLING_ENTRIES, CHANGES), ...snapshots(REGISTERS, BILLING_ENTRIES, CHANGES)],
  ),
  gasRow(
    'GCS15c',
    ['RetrieveBillingCalendarTriggeredBillingDataLog', '4.4.3'],
    [
      ...snapshots(REGISTERS, BILLING_ENTRIES, BILLING_CALENDAR),
      ...snapshots(BALANCES, BILLING_ENTRIES, BILLING_CALENDAR),
    ],
  ),
  gasRow(
    'GCS15d',
    ['RetrieveBillingDataLogDebtPayments', '4.4.4'],
    [
      {
        cluster: 'Prepayment',
        command: 'Get Debt Repayment Log',
        fromDateTime: logStart,
        fields: { latestEndTime: logEnd, numberOfDebts: 10, debtType: 'Debt 3' },
      },
    ],
  ),
  gasRow(
    'GCS15e',
    ['RetrieveBillingDataLogPrepaymentCredits', '4.4.5'],
    [
      {
        cluster: 'Prepayment',
        command: 'Get Top Up Log',
        fromDateTime: logStart,
        fields: { latestEndTime: logEnd, numberOfRecords: 5 },
      },
    ],
  ),
  gasRow('GCS16a', ['RetrieveImportDailyReadLog', '4.6.1'], snapshots(REGISTERS, DAILY_ENTRIES, DAILY)),
  gasRow('GCS16b', ['ReadPrepaymentDailyReadLog', '4.14'], snapshots(BALANCES, DAILY_ENTRIES, DAILY)),
  gasRow(
    'GCS17',
    ['ReadActiveImportProfileData', '4.8.1'],
    [sampledData(PROFILE_LOG.sampleId, logStart, profileSamples)],
  ),
  gasRow(
    'GCS18',
    ['ReadNetworkData', '4.10'],
    [sampledData(NETWORK_LOG.sampleId, THE_FIRST_SECOND, NETWORK_LOG.entries)],
  ),
  // All days that there may be from the start on, whatever the end (GCS61 in the data set).
  gasRow(
    'GCS61',
    ['RetrieveDailyConsumptionLog', '4.17'],
    [sampledData(CONSUMPTION_LOG.sampleId, logStart, CONSUMPTION_LOG.entries)],
  ),
  eventLog('CS10a', false, 'Retrieve full information'),
  eventLog('CS10b', true, 'Retrieve minimal information'),
  gasRow(
    'GCS31',
    ['RecordNetworkDataGAS', '14.1'],
    [
      {
        cluster: 'Metering',
        command: 'Start Sampling',
        fields: {
          issuerEventId: issuedAt,
          startSamplingTime: 'now',
          sampleType: SAMPLE_TYPE,
          sampleRequestInterval: NETWORK_LOG.interval,
          maxNumberOfSamples: NETWORK_LOG.entries,
        },
      },
    ],
  ),
];
