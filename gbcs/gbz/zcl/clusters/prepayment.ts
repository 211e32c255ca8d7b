import { enum8, field, flags, int32, list, rest, text, time, uint8, uint16, uint32, when } from '../fields.js';
import type { ZclCluster, ZclClusterCommand } from '../types.js';
import { PREPAY_SNAPSHOT_CAUSE } from './names.js';
import {
  DEBT_RECOVERY_FREQUENCY,
  DEBT_RECOVERY_METHOD,
  ORIGINATING_DEVICE,
  PAYMENT_CONTROL_CONFIGURATION,
  PREPAYMENT_ATTRIBUTES,
} from './prepayment-attributes.js';
import { AGREED, GAS_PROXY, SIGNED_BY_DISSECTOR } from './sources.js';

const DEBT_TYPE = { 0: 'Debt 1', 1: 'Debt 2', 2: 'Debt 3', 255: 'All Debts' } as const;

const DEBT_AMOUNT_TYPE = [
  'Type 1 Absolute',
  'Type 1 Incremental',
  'Type 2 Absolute',
  'Type 2 Incremental',
  'Type 3 Absolute',
  'Type 3 Incremental',
];

/** 2 and 3 are GBCS's own: on the bill to date of a meter in credit mode (GCS40c, GCS40d). */
const CREDIT_ADJUSTMENT_TYPE = [
  'Credit Incremental',
  'Credit Absolute',
  'Bill To Date Absolute',
  'Bill To Date Incremental',
];

const TOP_UP_RESULT = {
  0: 'Accepted',
  1: 'Rejected - Invalid Top Up',
  2: 'Rejected - Duplicate Top Up',
  3: 'Rejected - Error',
  4: 'Rejected - Max Credit Reached',
  5: 'Rejected - Keypad Lock',
  6: 'Rejected - Top Up Value Too Large',
  16: 'Accepted - Supply Enabled',
  17: 'Accepted - Supply Disabled',
  18: 'Accepted - Supply Armed',
} as const;

const publishPrepaySnapshot: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x01,
  name: 'Publish Prepay Snapshot',
  source: `${AGREED}; payload of the snapshot: ${GAS_PROXY}`,
  fields: [
    uint32('Snapshot ID'),
    time('Snapshot Time'),
    uint8('Total Snapshots Found'),
    uint8('Command Index'),
    uint8('Total Number of Commands'),
    field('Snapshot Cause', flags(4, PREPAY_SNAPSHOT_CAUSE)),
    enum8('Snapshot Payload Type', { 0: 'Debt/Credit Status', 255: 'Not Used' }),
    ...[
      int32('Accumulated Debt'),
      uint32('Type 1 Debt Remaining'),
      uint32('Type 2 Debt Remaining'),
      uint32('Type 3 Debt Remaining'),
      int32('Emergency Credit Remaining'),
      int32('Credit Remaining'),
    ].map((one) => when({ field: 'snapshotPayloadType', is: [0] }, one)),
    when({ field: 'snapshotPayloadType', isNot: [0] }, rest('Snapshot Payload')),
  ],
};

const changePaymentModeResponse: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x02,
  name: 'Change Payment Mode Response',
  source: AGREED,
  fields: [
    field('Friendly Credit', flags(1, { 0: 'Friendly Credit Enabled' })),
    uint32('Friendly Credit Calendar ID'),
    uint32('Emergency Credit Limit'),
    uint32('Emergency Credit Threshold'),
  ],
};

const consumerTopUpResponse: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x03,
  name: 'Consumer Top Up Response',
  source: AGREED,
  doubt: SIGNED_BY_DISSECTOR,
  fields: [
    enum8('Result Type', TOP_UP_RESULT),
    int32('Top Up Value'),
    enum8('Source of Top Up', ORIGINATING_DEVICE),
    int32('Credit Remaining'),
  ],
};

const publishTopUpLog: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x05,
  name: 'Publish Top Up Log',
  source: AGREED,
  fields: [
    uint8('Command Index'),
    uint8('Total Number of Commands'),
    list('Top Up Payload', 'Top Up', [text('TopUp Code'), int32('TopUp Amount'), time('TopUp Time')]),
  ],
};

const publishDebtLog: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x06,
  name: 'Publish Debt Log',
  source: AGREED,
  doubt: SIGNED_BY_DISSECTOR,
  fields: [
    uint8('Command Index'),
    uint8('Total Number of Commands'),
    list('Debt Payload', 'Debt', [
      time('Collection Time'),
      int32('Amount Collected'),
      enum8('Debt Type', DEBT_TYPE),
      uint32('Outstanding Debt'),
    ]),
  ],
};

const selectAvailableEmergencyCredit: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x00,
  name: 'Select Available Emergency Credit',
  source: AGREED,
  fields: [time('Command Issue Date/Time'), enum8('Originating Device', ORIGINATING_DEVICE)],
};

const changeDebt: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x02,
  name: 'Change Debt',
  source: AGREED,
  doubt: `${SIGNED_BY_DISSECTOR}; the dissector reads the percentage from one octet where its declaration, the XML and the data set have two; that collection time is in minutes and the percentage in hundredths, no source says`,
  fields: [
    uint32('Issuer Event ID'),
    text('Debt Label'),
    int32('Debt Amount'),
    enum8('Debt Recovery Method', DEBT_RECOVERY_METHOD),
    enum8('Debt Amount Type', DEBT_AMOUNT_TYPE),
    time('Debt Recovery Start Time'),
    uint16('Debt Recovery Collection Time', 'minutes'),
    enum8('Debt Recovery Frequency', DEBT_RECOVERY_FREQUENCY),
    int32('Debt Recovery Amount'),
    uint16('Debt Recovery Balance Percentage', 'hundredths of a percent'),
  ],
};

const emergencyCreditSetup: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x03,
  name: 'Emergency Credit Setup',
  source: AGREED,
  fields: [
    uint32('Issuer Event ID'),
    time('Start Time'),
    uint32('Emergency Credit Limit'),
    uint32('Emergency Credit Threshold'),
  ],
};

const consumerTopUp: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x04,
  name: 'Consumer Top Up',
  source: AGREED,
  fields: [enum8('Originating Device', ORIGINATING_DEVICE), text('TopUp Code')],
};

const creditAdjustment: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x05,
  name: 'Credit Adjustment',
  source: `${AGREED}; the types 2 and 3 from GCS40c and GCS40d`,
  doubt: SIGNED_BY_DISSECTOR,
  fields: [
    uint32('Issuer Event ID'),
    time('Start Time'),
    enum8('Credit Adjustment Type', CREDIT_ADJUSTMENT_TYPE),
    int32('Credit Adjustment Value'),
  ],
};

const changePaymentMode: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x06,
  name: 'Change Payment Mode',
  source: AGREED,
  doubt: SIGNED_BY_DISSECTOR,
  fields: [
    uint32('Provider ID'),
    uint32('Issuer Event ID'),
    time('Implementation Date/Time'),
    field('Proposed Payment Control Configuration', PAYMENT_CONTROL_CONFIGURATION),
    int32('Cut Off Value'),
  ],
};

const getPrepaySnapshot: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x07,
  name: 'Get Prepay Snapshot',
  source: AGREED,
  fields: [
    time('Earliest Start Time'),
    time('Latest End Time'),
    uint8('Snapshot Offset'),
    field('Snapshot Cause', flags(4, PREPAY_SNAPSHOT_CAUSE)),
  ],
};

const getTopUpLog: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x08,
  name: 'Get Top Up Log',
  source: AGREED,
  fields: [time('Latest End Time'), uint8('Number of Records')],
};

const setLowCreditWarningLevel: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x09,
  name: 'Set Low Credit Warning Level',
  source: AGREED,
  fields: [uint32('Low Credit Warning Level')],
};

const getDebtRepaymentLog: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x0a,
  name: 'Get Debt Repayment Log',
  source: AGREED,
  fields: [time('Latest End Time'), uint8('Number of Debts'), enum8('Debt Type', DEBT_TYPE)],
};

const setMaximumCreditLimit: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x0b,
  name: 'Set Maximum Credit Limit',
  source: AGREED,
  fields: [
    uint32('Provider ID'),
    uint32('Issuer Event ID'),
    time('Implementation Date/Time'),
    uint32('Maximum Credit Level'),
    uint32('Maximum Credit Per Top Up'),
  ],
};

const setOverallDebtCap: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x0c,
  name: 'Set Overall Debt Cap',
  source: AGREED,
  doubt: SIGNED_BY_DISSECTOR,
  fields: [
    uint32('Provider ID'),
    uint32('Issuer Event ID'),
    time('Implementation Date/Time'),
    int32('Overall Debt Cap'),
  ],
};

export const PREPAYMENT: ZclCluster = {
  clusterId: 0x0705,
  name: 'Prepayment',
  attributes: PREPAYMENT_ATTRIBUTES,
  commands: [
    publishPrepaySnapshot,
    changePaymentModeResponse,
    consumerTopUpResponse,
    publishTopUpLog,
    publishDebtLog,
    selectAvailableEmergencyCredit,
    changeDebt,
    emergencyCreditSetup,
    consumerTopUp,
    creditAdjustment,
    changePaymentMode,
    getPrepaySnapshot,
    getTopUpLog,
    setLowCreditWarningLevel,
    getDebtRepaymentLog,
    setMaximumCreditLimit,
    setOverallDebtCap,
  ],
};
