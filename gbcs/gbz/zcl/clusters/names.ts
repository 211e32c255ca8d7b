import { parts } from '../fields.js';

/** Names of numbers that several clusters use (SE 1.4). */

export const TARIFF_TYPE = ['Delivered Tariff', 'Received Tariff', 'Delivered and Received Tariff'] as const;

export const UNIT_OF_MEASURE = {
  0: 'kWh and kW',
  1: 'm3 and m3/h',
  2: 'ft3 and ft3/h',
  3: 'ccf and ccf/h',
  4: 'US gl and US gl/h',
  5: 'IMP gl and IMP gl/h',
  6: 'BTUs and BTU/h',
  7: 'Litres and L/h',
  8: 'kPA (gauge)',
  9: 'kPA (absolute)',
  10: 'mcf and mcf/h',
  11: 'Unitless',
  12: 'MJ and MJ/s',
  13: 'kVar and kVarh',
} as const;

/**
 * A nibble that tells how many digits are right of the decimal point. Two attributes of GCS21a in the data set have it in
 * the lower half, where the descriptions have nothing: there it is `reserved`.
 */
export const TRAILING_DIGIT = parts(1, ['Trailing Digit', 4, 4]);

export const SUPPLY_STATUS = ['Supply OFF', 'Supply OFF / ARMED', 'Supply ON', 'Supply UNCHANGED'] as const;

/** Why a snapshot was taken, by bit. */
export const SNAPSHOT_CAUSE = {
  0: 'General',
  1: 'End of Billing Period',
  2: 'End of Block Period',
  3: 'Change of Tariff Information',
  4: 'Change of Price Matrix',
  5: 'Change of Block Thresholds',
  6: 'Change of CV',
  7: 'Change of CF',
  8: 'Change of Calendar',
  9: 'Critical Peak Pricing',
  10: 'Manually Triggered from Client',
  11: 'End of Resolve Period',
  12: 'Change of Tenancy',
  13: 'Change of Supplier',
  14: 'Change of (Meter) Mode',
  15: 'Debt Payment',
  16: 'Scheduled Snapshot',
  17: 'OTA Firmware Download',
} as const;

/** The same of the Prepayment cluster, which has two more and lacks some. */
export const PREPAY_SNAPSHOT_CAUSE = {
  0: 'General',
  1: 'End of Billing Period',
  3: 'Change of Tariff Information',
  4: 'Change of Price Matrix',
  10: 'Manually Triggered from Client',
  12: 'Change of Tenancy',
  13: 'Change of Supplier',
  14: 'Change of (Meter) Mode',
  18: 'TopUp addition',
  19: 'Debt/Credit addition',
} as const;
