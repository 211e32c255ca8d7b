import type { NamedFields, NamedValue } from '../../../../gbcs/index.js';
import { element, type WrittenElement } from '../../xml/write.js';
import { emptyRows, type ResponseRows } from '../response-row.js';
import {
  decimal,
  entriesAt,
  type FieldRow,
  fields,
  hex,
  hexNumber,
  integerWithin,
  logTime,
  malformed,
  valueAt,
} from '../values.js';
import { meaningOf } from './logs.js';

/** Sub GHz radio of a communications hub (SRV 6.28 to 6.32). */

/** Pages of ZigBee channels: the element that has theirs, the first channel, how many there are, and their band. */
const PAGES = {
  28: { element: 'LowerBandSubGHzChannels0To26', first: 0, count: 27, band: 'Lower' },
  29: { element: 'LowerBandSubGHzChannels27To34', first: 27, count: 8, band: 'Lower' },
  30: { element: 'LowerBandSubGHzChannels35To61', first: 35, count: 27, band: 'Lower' },
  31: { element: 'UpperBandSubGHzChannels0To26', first: 0, count: 27, band: 'Upper' },
} as const;

const PAGE_BITS = 5;

/** Channels of a page as 32 bits: the page first, then a bit for each channel, the lowest last. */
function pageOf(bits: string, name: string) {
  const page = PAGES[Number.parseInt(bits.slice(0, PAGE_BITS), 2) as keyof typeof PAGES];
  if (bits.length !== 32 || page === undefined) throw malformed(name);
  const channels = [...bits.slice(PAGE_BITS)]
    .reverse()
    .flatMap((bit, i) => (bit === '1' ? [i] : []))
    .filter((i) => i < page.count)
    .map((i) => page.first + i);
  return { page, channels };
}

function maskRow(page: keyof typeof PAGES): FieldRow {
  return [
    PAGES[page].element,
    `page${page}Mask`,
    (value, name) => pageOf(String(value), name).channels.map((channel) => element(`Channel${channel}`, '')),
  ];
}

const SHORT = integerWithin(0, 0xffff);
/** Percentages come from the device in hundredths. */
const HUNDREDTHS = decimal(2);

const SETTINGS: readonly FieldRow[] = [
  maskRow(28),
  maskRow(29),
  maskRow(30),
  maskRow(31),
  ['NormalLimitedDutyCycleThreshold', 'normalLimitedDutyCycleThreshold', HUNDREDTHS],
  ['LimitedCriticalDutyCycleThreshold', 'limitedCriticalDutyCycleThreshold', HUNDREDTHS],
  ['MaximumSubGHzChannelChangesPerWeek', 'channelChangesPerWeek', SHORT],
  ['GSMECurfew', 'gsmeCurfew', SHORT],
  ['ChannelQuieterThreshold', 'quieterDecibelsLimit', SHORT],
  ['ChannelNoisierThreshold', 'noisierDecibelsLimit', SHORT],
  ['NonGSMEPoorCommsPercentageThreshold', 'nonGsmePoorCommsPercentage', HUNDREDTHS],
  ['NonGSMEPoorCommsMeasurementPeriods', 'nonGsmeMeasurementPeriods', SHORT],
  ['LocalCHNoiseMeasurementPeriod', 'localChNoiseMeasurementPeriod', SHORT],
  ['LocalCHFailurePercentage', 'localChFailurePercentage', HUNDREDTHS],
  ['LocalCHRetryPercentage', 'localChRetryPercentage', HUNDREDTHS],
];

function configuration(values: NamedFields): readonly WrittenElement[] {
  const settings = valueAt(values, 'SubGHzConfigurationSettings.value');
  return settings === undefined ? [] : fields(settings as NamedFields, SETTINGS);
}

/** The channel in use; nothing where none is. */
function operatingChannel(bits: string, name: string): WrittenElement | undefined {
  const { page, channels } = pageOf(bits, name);
  const [channel] = channels;
  if (channel === undefined) return undefined;
  return element('OperatingSubGHzChannel', [
    element(`Operating${page.band}BandSubGHzChannel`, [element(`Channel${channel}`, '')]),
  ]);
}

function channel(values: NamedFields): readonly (WrittenElement | undefined)[] {
  const name = 'OperatingSubGHzChannel.value';
  const bits = valueAt(values, name);
  if (bits === undefined) return [];
  if (typeof bits !== 'string') throw malformed(name);
  return [operatingChannel(bits, name)];
}

/** Why channels were scanned, by number (assumption `mmc-scan-triggers`). */
const TRIGGERS = [
  'RemotePartyCommand',
  'GSMERequest',
  'GSMEMissedItsCurfew',
  'GSMEMissingForTheLastDay',
  'CHDetectedMessageFailureProblems',
  'CHDetectedMessageRetryProblems',
  'SubGHzNon-GSMEDeviceRequest',
  'SMHANFormation',
] as const;

/** Four octets of the channel, then what set the scan off as an octet-string of one. */
const INFORMATION = /^([0-9A-F]{8})0901([0-9A-F]{2})$/;

function scan(information: NamedValue, name: string): readonly (WrittenElement | undefined)[] {
  const [, mask, number = ''] = INFORMATION.exec(hex(information, name) as string) ?? [];
  if (mask === undefined) return [];
  const trigger = TRIGGERS[Number.parseInt(number, 16)];
  return [
    operatingChannel(Number.parseInt(mask, 16).toString(2).padStart(32, '0'), name),
    trigger === undefined ? undefined : element('ScanTrigger', trigger),
  ];
}

function channelLog(values: NamedFields): readonly WrittenElement[] {
  const log = 'SubGHzChannelLog.logEntries';
  return entriesAt(values, log).map((entry) => {
    const meaning = meaningOf(entry['logCode']);
    return element('LogEntry', [
      ...fields(entry, [
        ['Timestamp', 'timestamp', logTime],
        ['EventCode', 'logCode', hexNumber(2)],
      ]),
      meaning === undefined ? undefined : element('EventDescription', meaning),
      ...scan(entry['otherInformation'] ?? '', log),
    ]);
  });
}

export const SUB_GHZ_ROWS: ResponseRows = {
  ...emptyRows('DBCH04 DBCH05'),
  DBCH01: { content: channel },
  DBCH02: { content: channelLog },
  DBCH03: { content: configuration },
};
