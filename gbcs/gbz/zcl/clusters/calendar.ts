import {
  activationTime,
  date,
  enum8,
  field,
  flags,
  list,
  series,
  TEXT,
  text,
  time,
  uint8,
  uint16,
  uint32,
  when,
} from '../fields.js';
import type { ZclCluster, ZclClusterCommand, ZclField } from '../types.js';
import { AGREED } from './sources.js';

const CALENDAR_TYPE = [
  'Delivered Calendar',
  'Received Calendar',
  'Delivered and Received Calendar',
  'Friendly Credit Calendar',
  'Auxiliary Load Switch Calendar',
];
const TARIFF_CALENDARS = [0, 1, 2];
const FRIENDLY_CREDIT_CALENDAR = 3;
const SWITCH_CALENDAR = 4;

const calendarType = enum8('Calendar Type', CALENDAR_TYPE);
const ids = [uint32('Provider ID'), uint32('Issuer Event ID'), uint32('Issuer Calendar ID')];

/** What a day switches, and when: minutes after midnight. */
const scheduleOf = (switched: ZclField) =>
  list('Day Schedule Entries', 'Schedule Entry', [uint16('Start Time', 'minutes'), switched]);

const switches = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [i, `Auxiliary Switch ${i + 1}`]));

const publishCalendar: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x00,
  name: 'Publish Calendar',
  source: AGREED,
  fields: [
    ...ids,
    activationTime('Start Time'),
    calendarType,
    enum8('Calendar Time Reference', ['UTC Time', 'Standard Time', 'Local Time']),
    text('Calendar Name'),
    uint8('Number of Seasons'),
    uint8('Number of Week Profiles'),
    uint8('Number of Day Profiles'),
  ],
};

const publishDayProfile: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x01,
  name: 'Publish Day Profile',
  source: AGREED,
  doubt: 'the data set has tariffs and friendly credit only',
  fields: [
    ...ids,
    uint8('Day ID'),
    uint8('Total Number of Schedule Entries'),
    uint8('Command Index'),
    uint8('Total Number of Commands'),
    calendarType,
    when({ field: 'calendarType', is: TARIFF_CALENDARS }, scheduleOf(uint8('Price Tier'))),
    when(
      { field: 'calendarType', is: [FRIENDLY_CREDIT_CALENDAR] },
      scheduleOf(enum8('Friendly Credit Enable', ['Disabled', 'Enabled'])),
    ),
    when(
      { field: 'calendarType', is: [SWITCH_CALENDAR] },
      scheduleOf(field('Auxiliary Load Switch State', flags(1, switches))),
    ),
    when(
      { field: 'calendarType', isNot: [...TARIFF_CALENDARS, FRIENDLY_CREDIT_CALENDAR, SWITCH_CALENDAR] },
      scheduleOf(uint8('Active State')),
    ),
  ],
};

const publishWeekProfile: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x02,
  name: 'Publish Week Profile',
  source: AGREED,
  fields: [
    ...ids,
    uint8('Week ID'),
    uint8('Day ID Ref Monday'),
    uint8('Day ID Ref Tuesday'),
    uint8('Day ID Ref Wednesday'),
    uint8('Day ID Ref Thursday'),
    uint8('Day ID Ref Friday'),
    uint8('Day ID Ref Saturday'),
    uint8('Day ID Ref Sunday'),
  ],
};

const publishSeasons: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x03,
  name: 'Publish Seasons',
  source: AGREED,
  fields: [
    ...ids,
    uint8('Command Index'),
    uint8('Total Number of Commands'),
    list('Season Entries', 'Season', [date('Season Start Date'), uint8('Week ID Ref')]),
  ],
};

const publishSpecialDays: ZclClusterCommand = {
  direction: 'toClient',
  commandId: 0x04,
  name: 'Publish Special Days',
  source: AGREED,
  fields: [
    ...ids,
    activationTime('Start Time'),
    calendarType,
    uint8('Total Number of Special Days'),
    uint8('Command Index'),
    uint8('Total Number of Commands'),
    list('Special Day Entries', 'Special Day', [date('Special Day Date'), uint8('Day ID Ref')]),
  ],
};

const getDayProfiles: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x01,
  name: 'Get Day Profiles',
  source: AGREED,
  fields: [uint32('Provider ID'), uint32('Issuer Calendar ID'), uint8('Start Day ID'), uint8('Number of Days')],
};

const getWeekProfiles: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x02,
  name: 'Get Week Profiles',
  source: AGREED,
  fields: [uint32('Provider ID'), uint32('Issuer Calendar ID'), uint8('Start Week ID'), uint8('Number of Weeks')],
};

const getSeasons: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x03,
  name: 'Get Seasons',
  source: AGREED,
  fields: [uint32('Provider ID'), uint32('Issuer Calendar ID')],
};

const getSpecialDays: ZclClusterCommand = {
  direction: 'toServer',
  commandId: 0x04,
  name: 'Get Special Days',
  source: AGREED,
  doubt: 'GCS21b and GCS21f give FFFFFFFE and FFFFFFFF as calendars: the one in force of each of the two',
  fields: [
    time('Start Time'),
    uint8('Number of Events'),
    calendarType,
    uint32('Provider ID'),
    uint32('Issuer Calendar ID'),
  ],
};

export const CALENDAR: ZclCluster = {
  clusterId: 0x0707,
  name: 'Calendar',
  attributes: Object.fromEntries(
    Object.entries(series(0, 8, (i) => `Auxiliary Switch ${i} Label`)).map(([id, one]) => [id, { ...one, type: TEXT }]),
  ),
  commands: [
    publishCalendar,
    publishDayProfile,
    publishWeekProfile,
    publishSeasons,
    publishSpecialDays,
    getDayProfiles,
    getWeekProfiles,
    getSeasons,
    getSpecialDays,
  ],
};
