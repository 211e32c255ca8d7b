import type { DataShape, DlmsRow } from '../use-case.js';

/**
 * The calendar of the auxiliary controllers. The use-case sections list each leaf of the two arrays on a row of its
 * own; on the wire each array is one attribute, so here it is one row. An update writes the "next" objects and then the
 * times at which they become the "current" ones, which is what a read returns.
 */

/** What differs between GBCS 3.1 and 4.0. */
export interface CalendarEdition {
  readonly object: 'AuxiliaryLoadControlSwitchesCalendar' | 'AuxiliaryControllerCalendar';
  /** How many entries the calendar may have. */
  readonly minEntries: number;
  readonly maxEntries: number;
}

/** GBCS 3.1, ECS46c and ECS61a: never empty. */
export const SWITCHES_CALENDAR: CalendarEdition = {
  object: 'AuxiliaryLoadControlSwitchesCalendar',
  minEntries: 1,
  maxEntries: 48,
};

/** GBCS 4.0, ECS46d and ECS61d: may be empty. */
export const CONTROLLERS_CALENDAR: CalendarEdition = {
  object: 'AuxiliaryControllerCalendar',
  minEntries: 0,
  maxEntries: 120,
};

/** Most special days, in both editions. */
const MAX_SPECIAL_DAYS = 20;

const DATE: DataShape = { type: 'octet-string', min: 5, max: 5 };

const SPECIAL_DAYS: DataShape = {
  type: 'array',
  min: 0,
  max: MAX_SPECIAL_DAYS,
  of: {
    type: 'structure',
    fields: [
      { name: 'index', shape: { type: 'long-unsigned' } },
      { name: 'specialDayDate', shape: DATE },
      { name: 'dayIdentifier', shape: { type: 'unsigned' } },
    ],
  },
};

/**
 * One entry. The script is always the one that moves auxiliary controllers, and the validity window is always open.
 * The bits of `execSpecialDays` stand for the special days of the same message, so their number must be the same:
 * a rule across two rows, which the receiving device checks.
 */
const CALENDAR_ENTRY: DataShape = {
  type: 'structure',
  fields: [
    { name: 'index', shape: { type: 'long-unsigned' } },
    { name: 'enable', shape: { type: 'boolean' }, constant: true },
    { name: 'scriptLogicalName', shape: { type: 'octet-string', min: 6, max: 6, constant: '00000a0067ff' } },
    { name: 'scriptSelector', shape: { type: 'long-unsigned' } },
    { name: 'switchTime', shape: { type: 'octet-string', min: 4, max: 4 } },
    { name: 'validityWindow', shape: { type: 'long-unsigned' }, constant: 0xffff },
    { name: 'execWeekdays', shape: { type: 'bit-string', min: 7, max: 7 } },
    { name: 'execSpecialDays', shape: { type: 'bit-string', min: 0, max: MAX_SPECIAL_DAYS } },
    { name: 'beginDate', shape: DATE },
    { name: 'endDate', shape: DATE },
  ],
};

function entriesOf(edition: CalendarEdition): DataShape {
  return { type: 'array', min: edition.minEntries, max: edition.maxEntries, of: CALENDAR_ENTRY };
}

/** The special days and the calendar in use, in the order in which they are read. */
export function currentCalendarRows(edition: CalendarEdition): DlmsRow[] {
  return [
    {
      name: `${edition.object}.specialDays.current`,
      access: 'get',
      classId: 11,
      obis: '0-0:11.0.3.255',
      member: 2,
      shape: SPECIAL_DAYS,
    },
    {
      name: `${edition.object}.entries.current`,
      access: 'get',
      classId: 10,
      obis: '0-0:12.0.2.255',
      member: 2,
      shape: entriesOf(edition),
    },
  ];
}

/**
 * The next special days and calendar, then their activation times: calendar first, special days second, although the
 * contents come the other way round. Class 9000 is GBCS's own; both times of a Command must be the same (GBCS 9.2).
 */
export function nextCalendarRows(edition: CalendarEdition): DlmsRow[] {
  return [
    {
      name: `${edition.object}.specialDays.next`,
      access: 'set',
      classId: 11,
      obis: '0-1:11.0.3.255',
      member: 2,
      shape: SPECIAL_DAYS,
    },
    {
      name: `${edition.object}.entries.next`,
      access: 'set',
      classId: 10,
      obis: '0-1:12.0.2.255',
      member: 2,
      shape: entriesOf(edition),
    },
    activationRow(`${edition.object}.activateNextDateTime`, '0-0:94.44.128.26'),
    {
      ...activationRow(`${edition.object}.specialDays.activateNextDateTime`, '0-0:94.44.128.35'),
      sameAs: `${edition.object}.activateNextDateTime`,
    },
  ];
}

/** Time at which a "next" value becomes current: class 9000, attribute 6, a 12-octet date-time. */
export function activationRow(name: string, obis: string): DlmsRow {
  return { name, access: 'set', classId: 9000, obis, member: 6, shape: { type: 'octet-string', min: 12, max: 12 } };
}
