import { enum8, field, flags, parts, rest, time, uint8, uint16, uint32, uint48, values, when } from '../fields.js';
import type { ZclCluster, ZclClusterCommand, ZclField } from '../types.js';
import { METERING_ATTRIBUTES } from './metering-attributes.js';
import { SNAPSHOT_CAUSE, SUPPLY_STATUS, TRAILING_DIGIT, UNIT_OF_MEASURE } from './names.js';
import { DISSECTED, GAS_PROXY } from './sources.js';

const SNAPSHOT_PAYLOAD_TYPE = {
  0: 'TOU Information Set Delivered Registers',
  1: 'TOU Information Set Received Registers',
  2: 'Block Tier Information Set Delivered',
  3: 'Block Tier Information Set Received',
  4: 'TOU Information Set Delivered (No Billing)',
  5: 'TOU Information Set Received (No Billing)',
  6: 'Block Tier Information Set Delivered (No Billing)',
  7: 'Block Tier Information Set Received (No Billing)',
  128: 'Data Unavailable',
} as const;

const WITH_BILLING = [0, 1, 2, 3];
const WITH_BLOCKS = [2, 3, 6, 7];
const WITH_TIERS = [0, 1, 2, 3, 4, 5, 6, 7];

/** Fields of a snapshot that some payload types have. */
const ofTypes = (types: readonly number[], fields: readonly ZclField[]) =>
  fields.map((one) => when({ field: 'snapshotPayloadType', is: types }, one));

const SAMPLE_TYPE = ['Consumption Delivered'];

const publishSnapshot: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x06,
  name: 'Publish Snapshot',
  source: `${DISSECTED}; payload of the snapshot: ${GAS_PROXY}`,
  doubt:
    'how many block summations follow Number of Tiers and Block Thresholds in Use: 14 stands before four in the data set, so that they are read to the end of the payload; types other than 6 have no sample, and those of received energy are read like those of delivered energy',
  fields: [
    uint32('Snapshot ID'),
    time('Snapshot Time'),
    uint8('Total Snapshots Found'),
    uint8('Command Index'),
    uint8('Total Number of Commands'),
    field('Snapshot Cause', flags(4, SNAPSHOT_CAUSE)),
    enum8('Snapshot Payload Type', SNAPSHOT_PAYLOAD_TYPE),
    ...ofTypes(WITH_TIERS, [uint48('Current Summation')]),
    ...ofTypes(WITH_BILLING, [
      uint32('Bill To Date'),
      time('Bill To Date Time Stamp'),
      uint32('Projected Bill'),
      time('Projected Bill Time Stamp'),
      field('Bill Trailing Digit', TRAILING_DIGIT),
    ]),
    ...ofTypes(WITH_TIERS, [
      uint8('Number of Tiers in Use'),
      values('Tier Summations', 'Tier Summation', { kind: 'number', octets: 6 }, { field: 'numberOfTiersInUse' }),
    ]),
    ...ofTypes(WITH_BLOCKS, [
      field(
        'Number of Tiers and Block Thresholds in Use',
        parts(1, ['Number of Block Thresholds in Use', 0, 4], ['Number of Tiers in Use', 4, 4]),
      ),
      values('Tier Block Summations', 'Tier Block Summation', { kind: 'number', octets: 6 }),
    ]),
    when({ field: 'snapshotPayloadType', isNot: WITH_TIERS }, rest('Snapshot Sub-Payload')),
  ],
};

const getSampledDataResponse: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x07,
  name: 'Get Sampled Data Response',
  source: DISSECTED,
  fields: [
    uint16('Sample ID'),
    time('Sample Start Time'),
    enum8('Sample Type', SAMPLE_TYPE),
    uint16('Sample Request Interval', 'seconds'),
    uint16('Number of Samples'),
    values('Samples', 'Sample', { kind: 'number', octets: 3 }, { field: 'numberOfSamples' }),
  ],
};

const supplyStatusResponse: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x0c,
  name: 'Supply Status Response',
  source: DISSECTED,
  fields: [
    uint32('Provider ID'),
    uint32('Issuer Event ID'),
    time('Implementation Date/Time'),
    enum8('Supply Status (after Implementation)', SUPPLY_STATUS),
  ],
};

const startSamplingResponse: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x0d,
  name: 'Start Sampling Response',
  source: DISSECTED,
  fields: [uint16('Sample ID')],
};

const getSnapshot: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x06,
  name: 'Get Snapshot',
  source: DISSECTED,
  fields: [
    time('Earliest Start Time'),
    time('Latest End Time'),
    uint8('Snapshot Offset'),
    field('Snapshot Cause', flags(4, SNAPSHOT_CAUSE)),
  ],
};

const startSampling: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x07,
  name: 'Start Sampling',
  source: DISSECTED,
  fields: [
    uint32('Issuer Event ID'),
    time('Start Sampling Time'),
    enum8('Sample Type', SAMPLE_TYPE),
    uint16('Sample Request Interval', 'seconds'),
    uint16('Max Number of Samples'),
  ],
};

const getSampledData: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x08,
  name: 'Get Sampled Data',
  source: DISSECTED,
  fields: [
    uint16('Sample ID'),
    time('Earliest Sample Time'),
    enum8('Sample Type', SAMPLE_TYPE),
    uint16('Number of Samples'),
  ],
};

const changeSupply: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x0b,
  name: 'Change Supply',
  source: DISSECTED,
  fields: [
    uint32('Provider ID'),
    uint32('Issuer Event ID'),
    time('Request Date/Time'),
    time('Implementation Date/Time'),
    enum8('Proposed Supply Status (after Implementation)', SUPPLY_STATUS),
    field('Supply Control Bits', flags(1, { 0: 'Acknowledge Required' })),
  ],
};

const setSupplyStatus: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x0d,
  name: 'Set Supply Status',
  source: DISSECTED,
  fields: [
    uint32('Issuer Event ID'),
    enum8('Supply Tamper State', SUPPLY_STATUS),
    enum8('Supply Depletion State', SUPPLY_STATUS),
    enum8('Supply Uncontrolled Flow State', SUPPLY_STATUS),
    enum8('Load Limit Supply State', SUPPLY_STATUS),
  ],
};

const setUncontrolledFlowThreshold: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x0e,
  name: 'Set Uncontrolled Flow Threshold',
  source: DISSECTED,
  doubt: 'the units of the two periods are from memory of the standard',
  fields: [
    uint32('Provider ID'),
    uint32('Issuer Event ID'),
    uint16('Uncontrolled Flow Threshold'),
    enum8('Unit of Measure', UNIT_OF_MEASURE),
    uint16('Multiplier'),
    uint16('Divisor'),
    uint8('Stabilisation Period', 'tenths of a second'),
    uint16('Measurement Period', 'seconds'),
  ],
};

export const METERING: ZclCluster = {
  clusterId: 0x0702,
  name: 'Metering',
  attributes: METERING_ATTRIBUTES,
  commands: [
    publishSnapshot,
    getSampledDataResponse,
    supplyStatusResponse,
    startSamplingResponse,
    getSnapshot,
    startSampling,
    getSampledData,
    changeSupply,
    setSupplyStatus,
    setUncontrolledFlowThreshold,
  ],
};
