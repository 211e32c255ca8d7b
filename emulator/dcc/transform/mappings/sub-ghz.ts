import type { NamedFields } from '../../../../gbcs/index.js';
import { needChild, type XmlElement } from '../../xml/element.js';
import type { BodyMapping } from '../mapping.js';
import { instantTextOf, numberOf, scaledNumberOf } from '../values.js';

/** The hub's network below 1 GHz: its channels, and how it changes between them (SRV 6.28 to 6.32). */

/**
 * Bits of a channel mask as ZigBee has it, the highest first: five of the channel page, and one for each of its channels,
 * of which the lowest bit is the first. The reference message of DBCH09 has the pages so.
 */
const MASK_BITS = 32;
const PAGE_BITS = 5;

interface ChannelPage {
  readonly field: string;
  readonly page: number;
  readonly element: string;
  /** Number of the channel that the lowest bit is. */
  readonly first: number;
}

const PAGES: readonly ChannelPage[] = [
  { field: 'page28Mask', page: 28, element: 'LowerBandSubGHzChannels0To26', first: 0 },
  { field: 'page29Mask', page: 29, element: 'LowerBandSubGHzChannels27To34', first: 27 },
  { field: 'page30Mask', page: 30, element: 'LowerBandSubGHzChannels35To61', first: 35 },
  { field: 'page31Mask', page: 31, element: 'UpperBandSubGHzChannels0To26', first: 0 },
];

function maskOf(body: XmlElement, { page, element, first }: ChannelPage): string {
  const bits = needChild(body, element).children.map(({ name }) => Number(name.replace('Channel', '')) - first);
  const channels = Array.from({ length: MASK_BITS - PAGE_BITS }, (_, bit) => (bits.includes(bit) ? '1' : '0'));
  return page.toString(2) + channels.reverse().join('');
}

function configuration(body: XmlElement): NamedFields {
  const number = (name: string): number => numberOf(needChild(body, name));
  const hundredths = (name: string): number => scaledNumberOf(needChild(body, name), 2);
  return {
    ...Object.fromEntries(PAGES.map((one) => [one.field, maskOf(body, one)])),
    normalLimitedDutyCycleThreshold: hundredths('NormalLimitedDutyCycleThreshold'),
    limitedCriticalDutyCycleThreshold: hundredths('LimitedCriticalDutyCycleThreshold'),
    channelChangesPerWeek: number('MaximumSubGHzChannelChangesPerWeek'),
    gsmeCurfew: number('GSMECurfew'),
    quieterDecibelsLimit: number('ChannelQuieterThreshold'),
    noisierDecibelsLimit: number('ChannelNoisierThreshold'),
    nonGsmePoorCommsPercentage: hundredths('NonGSMEPoorCommsPercentageThreshold'),
    nonGsmeMeasurementPeriods: number('NonGSMEPoorCommsMeasurementPeriods'),
    localChNoiseMeasurementPeriod: number('LocalCHNoiseMeasurementPeriod'),
    localChFailurePercentage: hundredths('LocalCHFailurePercentage'),
    localChRetryPercentage: hundredths('LocalCHRetryPercentage'),
  };
}

const nothing = (): NamedFields => ({});

export const SUB_GHZ_MAPPINGS: readonly BodyMapping[] = [
  {
    body: 'SetCHFSubGHzConfiguration',
    variants: ['6.28'],
    useCase: 'DBCH04',
    payload: (body) => ({ 'SubGHzConfigurationSettings.value': configuration(body) }),
  },
  { body: 'RequestCHFSubGHzChannelScan', variants: ['6.29'], useCase: 'DBCH05', payload: nothing },
  { body: 'ReadCHFSubGHzConfiguration', variants: ['6.30'], useCase: 'DBCH03', payload: nothing },
  { body: 'ReadCHFSubGHzChannel', variants: ['6.31'], useCase: 'DBCH01', payload: nothing },
  {
    body: 'ReadCHFSubGHzChannelLog',
    variants: ['6.32'],
    useCase: 'DBCH02',
    payload: (body) => ({
      'SubGHzChannelLog.logEntries': {
        from: instantTextOf(needChild(body, 'ReadLogPeriod', 'StartDateTime')),
        to: instantTextOf(needChild(body, 'ReadLogPeriod', 'EndDateTime')),
      },
    }),
  },
];
