import { enum8, field, flags, list, octetString, parts, time, uint8, uint16 } from '../fields.js';
import type { ZclCluster, ZclClusterCommand } from '../types.js';
import { AGREED } from './sources.js';

/** 6 and 7 are GBCS's own: what the Gas Proxy Function holds of the GSME's logs. */
const LOG_ID = [
  'All Logs',
  'Tamper Log',
  'Fault Log',
  'General Event Log',
  'Security Event Log',
  'Network Event Log',
  'GSME General Event Log',
  'GSME Security Event Log',
];

const eventId = field('Event ID', { kind: 'number', octets: 2, isCode: true });

const publishEventLog: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x01,
  name: 'Publish Event Log',
  source: AGREED,
  doubt: 'the data set has 0 events in the control before 32 of them: four bits cannot count them',
  fields: [
    uint16('Total Number of Matching Events'),
    uint8('Command Index'),
    uint8('Total Commands'),
    field(
      'Number of Events / Log Payload Control',
      parts(
        1,
        ['Log Payload Control', 0, 4, ['Events do not cross frame boundary', 'Event crosses frame boundary']],
        ['Number of Events', 4, 4],
      ),
    ),
    list('Log Payload', 'Event', [enum8('Log ID', LOG_ID), eventId, time('Event Time'), octetString('Event Data')]),
  ],
};

const clearEventLogResponse: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x02,
  name: 'Clear Event Log Response',
  source: AGREED,
  fields: [
    field(
      'Cleared Event Logs',
      flags(1, {
        0: 'All Logs Cleared',
        1: 'Tamper Log Cleared',
        2: 'Fault Log Cleared',
        3: 'General Event Log Cleared',
        4: 'Security Event Log Cleared',
        5: 'Network Event Log Cleared',
      }),
    ),
  ],
};

const getEventLog: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x00,
  name: 'Get Event Log',
  source: AGREED,
  fields: [
    field(
      'Event Control / Log ID',
      parts(
        1,
        ['Log ID', 0, 4, LOG_ID],
        ['Event Control', 4, 4, ['Retrieve minimal information', 'Retrieve full information']],
      ),
    ),
    eventId,
    time('Start Time'),
    time('End Time'),
    uint8('Number of Events'),
    uint16('Event Offset'),
  ],
};

const clearEventLogRequest: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x01,
  name: 'Clear Event Log Request',
  source: AGREED,
  fields: [enum8('Log ID', LOG_ID)],
};

export const EVENTS: ZclCluster = {
  clusterId: 0x0709,
  name: 'Events',
  attributes: {},
  commands: [publishEventLog, clearEventLogResponse, getEventLog, clearEventLogRequest],
};
