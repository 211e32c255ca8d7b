import { enum8, field, list, named, parts, text, time, uint8, uint16, uint32, values, when } from '../fields.js';
import type { ZclCluster, ZclClusterCommand } from '../types.js';
import { SUPPLY_STATUS, TARIFF_TYPE } from './names.js';
import { AGREED } from './sources.js';

/** What a change of tenancy or supplier does to the meter. */
const CHANGE_CONTROL = parts(
  4,
  ['Pre Snapshots', 0, 1],
  ['Post Snapshots', 1, 1],
  ['Reset Credit Register', 2, 1],
  ['Reset Debit Register', 3, 1],
  ['Reset Billing Period', 4, 1],
  ['Clear Tariff Plan', 5, 1],
  ['Clear Standing Charge', 6, 1],
  ['Block Historical Load Profile Information', 7, 1],
  ['Clear Historical Load Profile Information', 8, 1],
  ['Clear IHD Data - Consumer', 9, 1],
  ['Clear IHD Data - Supplier', 10, 1],
  ['Meter Contactor State', 11, 2, SUPPLY_STATUS],
  ['Clear Transaction Log', 13, 1],
  ['Clear Prepayment Data', 14, 1],
);

/** What happens when an event occurs. */
const EVENT_CONFIGURATION = parts(
  1,
  [
    'Logging',
    0,
    3,
    [
      'Do not Log',
      'Log as Tamper',
      'Log as Fault',
      'Log as General Event',
      'Log as Security Event',
      'Log as Network Event',
    ],
  ],
  ['Push Event to WAN', 3, 1],
  ['Push Event to HAN', 4, 1],
  ['Raise Alarm (ZigBee)', 5, 1],
  ['Raise Alarm (Physical)', 6, 1],
);

const EVENT_ID = { kind: 'number', octets: 2, isCode: true } as const;
const tariffType = enum8('Tariff Type', TARIFF_TYPE);

const publishChangeOfTenancy: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x00,
  name: 'Publish Change of Tenancy',
  source: AGREED,
  doubt:
    'the dissector shows the control with its octets in the other order; in the order of everything else, GCS09 of the data set sets Clear IHD Data - Consumer',
  fields: [
    uint32('Provider ID'),
    uint32('Issuer Event ID'),
    tariffType,
    time('Implementation Date/Time'),
    field('Proposed Tenancy Change Control', CHANGE_CONTROL),
  ],
};

const publishChangeOfSupplier: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x01,
  name: 'Publish Change of Supplier',
  source: AGREED,
  doubt: 'that the control has the bits of a change of tenancy is in the XML only',
  fields: [
    uint32('Current Provider ID'),
    uint32('Issuer Event ID'),
    tariffType,
    uint32('Proposed Provider ID'),
    time('Provider Change Implementation Time'),
    field('Provider Change Control', CHANGE_CONTROL),
    text('Proposed Provider Name'),
    text('Proposed Provider Contact Details'),
  ],
};

const requestNewPasswordResponse: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x02,
  name: 'Request New Password Response',
  source: AGREED,
  fields: [
    uint32('Issuer Event ID'),
    time('Implementation Date/Time'),
    uint16('Duration in minutes', 'minutes'),
    enum8('Password Type', ['Reserved', 'Password 1', 'Password 2', 'Password 3', 'Password 4']),
    text('Password'),
  ],
};

const updateSiteId: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x03,
  name: 'Update SiteID',
  source: AGREED,
  fields: [uint32('Issuer Event ID'), time('SiteID Time'), uint32('Provider ID'), text('SiteID')],
};

const setEventConfiguration: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x04,
  name: 'Set Event Configuration',
  source: AGREED,
  doubt: 'the data set has lists of events only',
  fields: [
    uint32('Issuer Event ID'),
    time('Start Date/Time'),
    field('Event Configuration', EVENT_CONFIGURATION),
    enum8('Configuration Control', [
      'Apply by List',
      'Apply by Event Group',
      'Apply by Log Type',
      'Apply by Configuration Match',
    ]),
    when({ field: 'configurationControl', is: [0] }, uint8('Number of Events')),
    when(
      { field: 'configurationControl', is: [0] },
      values('Event IDs', 'Event ID', EVENT_ID, { field: 'numberOfEvents' }),
    ),
    when({ field: 'configurationControl', is: [1] }, uint16('Event Group ID')),
    when({ field: 'configurationControl', is: [2] }, uint8('Log ID')),
    when({ field: 'configurationControl', is: [3] }, field('Configuration Value Match', EVENT_CONFIGURATION)),
  ],
};

const getEventConfiguration: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x05,
  name: 'Get Event Configuration',
  source: AGREED,
  fields: [field('Event ID', EVENT_ID)],
};

const updateCin: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x06,
  name: 'Update CIN',
  source: AGREED,
  fields: [
    uint32('Issuer Event ID'),
    time('CIN Implementation Time'),
    uint32('Provider ID'),
    text('CustomerID Number'),
  ],
};

const reportEventConfiguration: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x04,
  name: 'Report Event Configuration',
  source: AGREED,
  fields: [
    uint8('Command Index'),
    uint8('Total Commands'),
    list('Event Configuration Payload', 'Event', [
      field('Event ID', EVENT_ID),
      field('Event Configuration', EVENT_CONFIGURATION),
    ]),
  ],
};

export const DEVICE_MANAGEMENT: ZclCluster = {
  clusterId: 0x0708,
  name: 'Device Management',
  attributes: named({
    256: 'Provider ID',
    257: 'Provider Name',
    258: 'Provider Contact Details',
    512: 'Change of Tenancy Update Date/Time',
    513: 'Proposed Tenancy Change Control',
  }),
  commands: [
    publishChangeOfTenancy,
    publishChangeOfSupplier,
    requestNewPasswordResponse,
    updateSiteId,
    setEventConfiguration,
    getEventConfiguration,
    updateCin,
    reportEventConfiguration,
  ],
};
