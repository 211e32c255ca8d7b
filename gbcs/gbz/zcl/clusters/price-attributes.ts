import { enumeration, named, series, TEXT } from '../fields.js';
import type { ZclAttributes } from '../types.js';
import { TRAILING_DIGIT, UNIT_OF_MEASURE } from './names.js';

export const TARIFF_RESOLUTION_PERIOD = ['Not Defined', 'Block Period', '1 Day'] as const;
export const CALORIFIC_VALUE_UNIT = { 1: 'MJ/m3', 2: 'MJ/kg' } as const;
export const TIER_BLOCK_MODE = {
  0: 'Active Block',
  1: 'Active Block Price Tier',
  2: 'Active Block Price Tier Threshold',
  255: 'Not Used',
} as const;

const TIERS = 15;
const BLOCKS = 16;
const tiers = Array.from({ length: TIERS }, (_, i) => i + 1);

/** Attributes of the Price server: delivered energy only, which is all that gas has. */
export const PRICE_ATTRIBUTES: ZclAttributes = {
  ...series(0x0000, 48, (tier) => `Tier ${tier} Price Label`),
  ...series(0x0100, BLOCKS - 1, (block) => `Block ${block} Threshold`),
  ...named({ 271: 'Block Threshold Count' }),
  ...Object.assign(
    {},
    ...tiers.map((tier) => ({
      ...series(0x0100 + 16 * tier, BLOCKS - 1, (block) => `Tier ${tier} Block ${block} Threshold`),
      ...named({ [0x010f + 16 * tier]: `Tier ${tier} Block Threshold Count` }),
    })),
  ),
  ...named({
    512: 'Start of Block Period',
    513: 'Block Period Duration',
    514: 'Threshold Multiplier',
    515: 'Threshold Divisor',
    516: 'Block Period Duration Type',
    768: 'Commodity Type',
    769: 'Standing Charge',
    770: 'Conversion Factor',
    772: 'Calorific Value',
  }),
  771: { name: 'Conversion Factor Trailing Digit', type: TRAILING_DIGIT },
  773: { name: 'Calorific Value Unit', type: enumeration(CALORIFIC_VALUE_UNIT) },
  774: { name: 'Calorific Value Trailing Digit', type: TRAILING_DIGIT },
  ...series(0x0400, BLOCKS, (block) => `No Tier Block ${block} Price`),
  ...Object.assign(
    {},
    ...tiers.map((tier) => series(0x0400 + 16 * tier, BLOCKS, (block) => `Tier ${tier} Block ${block} Price`)),
  ),
  ...series(0x050f, 33, (i) => `Price Tier ${i + TIERS}`),
  1552: { name: 'Tariff Label', type: TEXT },
  1555: { name: 'Tier Block Mode', type: enumeration(TIER_BLOCK_MODE) },
  1557: { name: 'Unit of Measure', type: enumeration(UNIT_OF_MEASURE) },
  1559: { name: 'Price Trailing Digit', type: TRAILING_DIGIT },
  1561: { name: 'Tariff Resolution Period', type: enumeration(TARIFF_RESOLUTION_PERIOD) },
  1570: { name: 'CO2 Trailing Digit', type: TRAILING_DIGIT },
  ...named({
    1553: 'Number of Price Tiers in Use',
    1554: 'Number of Block Thresholds in Use',
    1558: 'Currency',
    1568: 'CO2',
    1569: 'CO2 Unit',
    1792: 'Current Billing Period Start',
    1793: 'Current Billing Period Duration',
    1794: 'Last Billing Period Start',
    1795: 'Last Billing Period Duration',
    1796: 'Last Billing Period Consolidated Bill',
  }),
};
