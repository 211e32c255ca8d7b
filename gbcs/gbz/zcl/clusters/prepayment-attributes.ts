import { enumeration, flags, named, series, TEXT } from '../fields.js';
import type { ZclAttributes } from '../types.js';

/** Bits of a payment control configuration: how the meter takes payment. */
export const PAYMENT_CONTROL_CONFIGURATION = flags(2, {
  0: 'Disconnection Enabled',
  1: 'Prepayment Enabled',
  2: 'Credit Management Enabled',
  4: 'Credit Display Enabled',
  6: 'Account Base',
  7: 'Contactor Fitted',
  8: 'Standing Charge Configuration',
  9: 'Emergency Standing Charge Configuration',
  10: 'Debt Configuration',
  11: 'Emergency Debt Configuration',
});

export const ORIGINATING_DEVICE = ['Energy Service Interface', 'Meter', 'In-Home Display Device'] as const;
export const DEBT_RECOVERY_METHOD = ['Time Based', 'Percentage Based', 'Catch-Up Based'] as const;
export const DEBT_RECOVERY_FREQUENCY = ['Per Hour', 'Per Day', 'Per Week', 'Per Month', 'Per Quarter'] as const;

/** The five attributes of each of the last top-ups. */
function topUp(index: number): ZclAttributes {
  const first = 0x00f0 + 16 * index;
  return {
    ...named({ [first]: `Top-up Date/time #${index}`, [first + 1]: `Top-up Amount #${index}` }),
    [first + 2]: { name: `Originating Device #${index}`, type: enumeration(ORIGINATING_DEVICE) },
    [first + 3]: { name: `Top-up Code #${index}`, type: TEXT },
  };
}

function debt(index: number): ZclAttributes {
  const first = 0x0200 + 16 * index;
  return {
    [first]: { name: `Debt Label #${index}`, type: TEXT },
    [first + 2]: { name: `Debt Recovery Method #${index}`, type: enumeration(DEBT_RECOVERY_METHOD) },
    [first + 6]: { name: `Debt Recovery Frequency #${index}`, type: enumeration(DEBT_RECOVERY_FREQUENCY) },
    ...named({
      [first + 1]: `Debt Amount #${index}`,
      [first + 3]: `Debt Recovery Start Time #${index}`,
      [first + 4]: `Debt Recovery Collection Time #${index}`,
      [first + 7]: `Debt Recovery Amount #${index}`,
      [first + 9]: `Debt Recovery Top Up Percentage #${index}`,
    }),
  };
}

/** Attributes of the Prepayment server: balances, limits, top-ups, debts, alarms and what was spent. */
export const PREPAYMENT_ATTRIBUTES: ZclAttributes = {
  0: { name: 'Payment Control Configuration', type: PAYMENT_CONTROL_CONFIGURATION },
  3: {
    name: 'Credit Status',
    type: flags(1, {
      0: 'Credit OK',
      1: 'Low Credit',
      2: 'Emergency Credit Enabled',
      3: 'Emergency Credit Available',
      4: 'Emergency Credit Selected',
      5: 'Emergency Credit In Use',
      6: 'Credit Exhausted',
    }),
  },
  ...named({
    1: 'Credit Remaining',
    2: 'Emergency Credit Remaining',
    4: 'Credit Remaining Timestamp',
    5: 'Accumulated Debt',
    6: 'Overall Debt Cap',
    16: 'Emergency Credit Limit / Allowance',
    17: 'Emergency Credit Threshold',
    32: 'Total Credit Added',
    33: 'Max Credit Limit',
    34: 'Max Credit Per Top Up',
    48: 'Friendly Credit Warning',
    49: 'Low Credit Warning',
    50: 'IHD Low Credit Warning',
    51: 'Interrupt Suspend Time',
    52: 'Remaining Friendly Credit Time',
    53: 'Next Friendly Credit Period',
    64: 'Cut Off Value',
    128: 'Token Carrier ID',
  }),
  ...topUp(1),
  ...topUp(2),
  ...topUp(3),
  ...topUp(4),
  ...topUp(5),
  ...debt(1),
  ...debt(2),
  ...debt(3),
  ...named({
    1024: 'Prepayment Alarm Status',
    1280: 'Historical Cost Consumption Formatting',
    1281: 'Consumption Unit of Measurement',
    1282: 'Currency Scaling Factor',
    1283: 'Currency',
    1308: 'Current Day Cost Consumption Delivered',
    1310: 'Previous Day Cost Consumption Delivered',
    1328: 'Current Week Cost Consumption Delivered',
    1330: 'Previous Week Cost Consumption Delivered',
    1344: 'Current Month Cost Consumption Delivered',
    1346: 'Previous Month Cost Consumption Delivered',
    1372: 'Historical Freeze Time',
  }),
  ...series(1312, 7, (day) => `Previous Day ${day + 1} Cost Consumption Delivered`, 2),
  ...series(1332, 4, (week) => `Previous Week ${week + 1} Cost Consumption Delivered`, 2),
  ...series(1348, 12, (month) => `Previous Month ${month + 1} Cost Consumption Delivered`, 2),
};
