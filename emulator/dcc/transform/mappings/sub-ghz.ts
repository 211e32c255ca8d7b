import type { NamedFields } from '../../../../gbcs/index.js';
import { childOf, needChild, type XmlElement } from '../../xml/element.js';
import type { BodyMapping } from '../mapping.js';
import { plainRow, readRow, rowOf, type ValueRow, valuesOf } from '../rows.js';
import { numberOf, scaledNumberOf } from '../values.js';

/** Sub GHz radio of a communications hub (SRV 6.28 to 6.32). */

/** Element, and the page of ZigBee channels that it says the allowed ones of, from a first channel on. */
const PAGES = [
  ['LowerBandSubGHzChannels0To26', 28, 0],
  ['LowerBandSubGHzChannels27To34', 29, 27],
  ['LowerBandSubGHzChannels35To61', 30, 35],
  ['UpperBandSubGHzChannels0To26', 31, 0],
] as const;

const PAGE_BITS = 5;
const CHANNEL_BITS = 27;

/** A page and its channels as 32 bits: the page first, then a bit for each channel, the lowest last. */
function pageMask(channels: XmlElement, page: number, first: number): string {
  const bits = Array.from({ length: CHANNEL_BITS }, (_, i) => {
    const channel = first + CHANNEL_BITS - 1 - i;
    return childOf(channels, `Channel${channel}`) === undefined ? '0' : '1';
  });
  return page.toString(2).padStart(PAGE_BITS, '0') + bits.join('');
}

/** Percentages go to the device in hundredths. */
function hundredths(element: XmlElement): number {
  return scaledNumberOf(element, 2);
}

const SETTINGS: readonly ValueRow[] = [
  ['normalLimitedDutyCycleThreshold', 'NormalLimitedDutyCycleThreshold', hundredths],
  ['limitedCriticalDutyCycleThreshold', 'LimitedCriticalDutyCycleThreshold', hundredths],
  ['channelChangesPerWeek', 'MaximumSubGHzChannelChangesPerWeek', numberOf],
  ['gsmeCurfew', 'GSMECurfew', numberOf],
  ['quieterDecibelsLimit', 'ChannelQuieterThreshold', numberOf],
  ['noisierDecibelsLimit', 'ChannelNoisierThreshold', numberOf],
  ['nonGsmePoorCommsPercentage', 'NonGSMEPoorCommsPercentageThreshold', hundredths],
  ['nonGsmeMeasurementPeriods', 'NonGSMEPoorCommsMeasurementPeriods', numberOf],
  ['localChNoiseMeasurementPeriod', 'LocalCHNoiseMeasurementPeriod', numberOf],
  ['localChFailurePercentage', 'LocalCHFailurePercentage', hundredths],
  ['localChRetryPercentage', 'LocalCHRetryPercentage', hundredths],
];

function configuration(body: XmlElement): NamedFields {
  const masks = PAGES.map(([element, page, first]) => [
    `page${page}Mask`,
    pageMask(needChild(body, element), page, first),
  ]);
  return { 'SubGHzConfigurationSettings.value': { ...Object.fromEntries(masks), ...valuesOf(body, SETTINGS) } };
}

export const SUB_GHZ_MAPPINGS: readonly BodyMapping[] = [
  rowOf('DBCH04', 'SetCHFSubGHzConfiguration', '6.28', configuration),
  plainRow('DBCH05', 'RequestCHFSubGHzChannelScan', '6.29'),
  readRow('DBCH03', 'ReadCHFSubGHzConfiguration', '6.30'),
  readRow('DBCH01', 'ReadCHFSubGHzChannel', '6.31'),
  readRow('DBCH02', 'ReadCHFSubGHzChannelLog', '6.32'),
];
