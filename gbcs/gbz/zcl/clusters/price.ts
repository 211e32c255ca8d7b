import {
  activationTime,
  enum8,
  field,
  flags,
  list,
  optional,
  parts,
  text,
  time,
  uint8,
  uint16,
  uint24,
  uint32,
  values,
  when,
} from '../fields.js';
import type { ZclCluster, ZclClusterCommand } from '../types.js';
import { TARIFF_TYPE, TRAILING_DIGIT, UNIT_OF_MEASURE } from './names.js';
import {
  CALORIFIC_VALUE_UNIT,
  PRICE_ATTRIBUTES,
  TARIFF_RESOLUTION_PERIOD,
  TIER_BLOCK_MODE,
} from './price-attributes.js';
import { AGREED } from './sources.js';

const tariffType = enum8('Tariff Type', TARIFF_TYPE);

/** What a duration counts, and where in such a period it starts. */
const durationType = (name: string) =>
  field(
    name,
    parts(
      1,
      ['Duration Timebase', 0, 4, ['Minutes', 'Days', 'Weeks', 'Months']],
      ['Duration Control', 4, 4, ['Start of Timebase', 'End of Timebase', 'Not Specified']],
    ),
  );

const CHARGING_SCHEME = [
  'TOU Tariff',
  'Block Tariff',
  'Block/TOU Tariff with common thresholds',
  'Block/TOU Tariff with individual thresholds per tier',
];

const publishPrice: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x00,
  name: 'Publish Price',
  source: AGREED,
  doubt: 'the data set ends after Price; the optional fields behind it are known from the descriptions alone',
  fields: [
    uint32('Provider ID'),
    text('Rate Label'),
    uint32('Issuer Event ID'),
    time('Current Time'),
    enum8('Unit of Measure', UNIT_OF_MEASURE),
    uint16('Currency'),
    field('Price Trailing Digit and Price Tier', parts(1, ['Price Tier', 0, 4], ['Trailing Digit', 4, 4])),
    field(
      'Number of Price Tiers and Register Tier',
      parts(1, ['Register Tier', 0, 4], ['Number of Price Tiers', 4, 4]),
    ),
    time('Start Time'),
    uint16('Duration in Minutes', 'minutes'),
    uint32('Price'),
    optional(uint8('Price Ratio')),
    optional(uint32('Generation Price')),
    optional(uint8('Generation Price Ratio')),
    optional(uint32('Alternate Cost Delivered')),
    optional(uint8('Alternate Cost Unit')),
    optional(field('Alternate Cost Trailing Digit', TRAILING_DIGIT)),
    optional(uint8('Number of Block Thresholds')),
    optional(field('Price Control', flags(1, { 0: 'Price Acknowledgement required', 1: 'Total Tiers exceeds 15' }))),
    optional(uint8('Number of Generation Tiers')),
    optional(uint8('Generation Tier')),
    optional(uint8('Extended Number of Price Tiers')),
    optional(uint8('Extended Price Tier')),
    optional(uint8('Extended Register Tier')),
  ],
};

const publishBlockPeriod: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x01,
  name: 'Publish Block Period',
  source: AGREED,
  fields: [
    uint32('Provider ID'),
    uint32('Issuer Event ID'),
    time('Block Period Start Time'),
    uint24('Block Period Duration'),
    field('Block Period Control', flags(1, { 0: 'Price Acknowledgement required', 1: 'Repeating Block' })),
    durationType('Block Period Duration Type'),
    tariffType,
    enum8('Tariff Resolution Period', TARIFF_RESOLUTION_PERIOD),
  ],
};

const publishConversionFactor: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x02,
  name: 'Publish Conversion Factor',
  source: AGREED,
  fields: [
    uint32('Issuer Event ID'),
    time('Start Time'),
    uint32('Conversion Factor'),
    field('Conversion Factor Trailing Digit', TRAILING_DIGIT),
  ],
};

const publishCalorificValue: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x03,
  name: 'Publish Calorific Value',
  source: AGREED,
  fields: [
    uint32('Issuer Event ID'),
    time('Start Time'),
    uint32('Calorific Value'),
    enum8('Calorific Value Unit', CALORIFIC_VALUE_UNIT),
    field('Calorific Value Trailing Digit', TRAILING_DIGIT),
  ],
};

const publishTariffInformation: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x04,
  name: 'Publish Tariff Information',
  source: AGREED,
  fields: [
    uint32('Provider ID'),
    uint32('Issuer Event ID'),
    uint32('Issuer Tariff ID'),
    activationTime('Start Time'),
    field(
      'Tariff Type / Charging Scheme',
      parts(1, ['Tariff Type', 0, 4, TARIFF_TYPE], ['Charging Scheme', 4, 4, CHARGING_SCHEME]),
    ),
    text('Tariff Label'),
    uint8('Number of Price Tiers in Use'),
    uint8('Number of Block Thresholds in Use'),
    enum8('Unit of Measure', UNIT_OF_MEASURE),
    uint16('Currency'),
    field('Price Trailing Digit', TRAILING_DIGIT),
    uint32('Standing Charge'),
    enum8('Tier Block Mode', TIER_BLOCK_MODE),
    uint24('Block Threshold Multiplier'),
    uint24('Block Threshold Divisor'),
  ],
};

const SUB_PAYLOAD_CONTROL = { field: 'subPayloadControl', mask: 1 } as const;

const publishPriceMatrix: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x05,
  name: 'Publish Price Matrix',
  source: AGREED,
  doubt:
    'that the first octet of a price is a tier where the control says TOU, tier and block where not, is from memory of the standard; either has the same octets',
  fields: [
    uint32('Provider ID'),
    uint32('Issuer Event ID'),
    activationTime('Start Time'),
    uint32('Issuer Tariff ID'),
    uint8('Command Index'),
    uint8('Total Number of Commands'),
    field('Sub-Payload Control', flags(1, { 0: 'TOU Based' })),
    when(
      { ...SUB_PAYLOAD_CONTROL, is: [0] },
      list('Price Matrix Sub-Payload', 'Price Matrix Entry', [
        field('Tier/Block ID', parts(1, ['Block', 0, 4], ['Tier', 4, 4])),
        uint32('Price'),
      ]),
    ),
    when(
      { ...SUB_PAYLOAD_CONTROL, is: [1] },
      list('Price Matrix Sub-Payload', 'Price Matrix Entry', [uint8('Tier ID'), uint32('Price')]),
    ),
  ],
};

const publishBlockThresholds: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x06,
  name: 'Publish Block Thresholds',
  source: AGREED,
  fields: [
    uint32('Provider ID'),
    uint32('Issuer Event ID'),
    activationTime('Start Time'),
    uint32('Issuer Tariff ID'),
    uint8('Command Index'),
    uint8('Total Number of Commands'),
    field('Sub-Payload Control', flags(1, { 0: 'Apply to all TOU tiers, or block charging only' })),
    list('Block Threshold Sub-Payload', 'Block Threshold Entry', [
      field('Tier/Number of Block Thresholds', parts(1, ['Number of Block Thresholds', 0, 4], ['Tier', 4, 4])),
      values(
        'Block Thresholds',
        'Block Threshold',
        { kind: 'number', octets: 6 },
        { field: 'tierNumberOfBlockThresholds', mask: 0x0f },
      ),
    ]),
  ],
};

const publishBillingPeriod: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x09,
  name: 'Publish Billing Period',
  source: AGREED,
  fields: [
    uint32('Provider ID'),
    uint32('Issuer Event ID'),
    time('Billing Period Start Time'),
    uint24('Billing Period Duration'),
    durationType('Billing Period Duration Type'),
    tariffType,
  ],
};

const getCurrentPrice: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x00,
  name: 'Get Current Price',
  source: AGREED,
  fields: [field('Command Options', flags(1, { 0: 'Requestor Rx On When Idle' }))],
};

const getBillingPeriod: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x0b,
  name: 'Get Billing Period',
  source: AGREED,
  fields: [
    time('Earliest Start Time'),
    uint32('Min. Issuer Event ID'),
    uint8('Number of Commands'),
    optional(tariffType),
  ],
};

export const PRICE: ZclCluster = {
  clusterId: 0x0700,
  name: 'Price',
  attributes: PRICE_ATTRIBUTES,
  commands: [
    publishPrice,
    publishBlockPeriod,
    publishConversionFactor,
    publishCalorificValue,
    publishTariffInformation,
    publishPriceMatrix,
    publishBlockThresholds,
    publishBillingPeriod,
    getCurrentPrice,
    getBillingPeriod,
  ],
};
