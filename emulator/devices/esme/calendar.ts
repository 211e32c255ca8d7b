import type { Data, Instant } from '../../../gbcs/index.js';
import { type ControllerLevel, calendarLevel, type Direction } from './levels.js';

/**
 * The calendar of the auxiliary controllers (GBCS 3.1 ECS46c, 4.x ECS46d: DLMS classes 10 and 11). Times are UTC. Special
 * days and entries are kept as the DLMS values that were set, and read for what they mean.
 */

/** A change that the calendar makes at an instant. */
export interface CalendarChange extends ControllerLevel {
  readonly at: Instant;
}

interface ScheduleEntry extends ControllerLevel {
  /** Seconds after midnight. */
  readonly second: number;
  readonly weekdays: string;
  readonly specialDays: string;
  readonly beginDate: Uint8Array;
  readonly endDate: Uint8Array;
}

export interface Calendar {
  readonly entries: readonly ScheduleEntry[];
  /** Dates with wildcards, in the order of the bits of an entry's special days. */
  readonly specialDays: readonly Uint8Array[];
  /** On a special day only the entries with its bit apply; otherwise those of the weekday apply as well. */
  readonly specialDayReplacesWeekday: boolean;
  readonly defects: ReadonlySet<string>;
}

const NO_DEFECTS: ReadonlySet<string> = new Set();

const DAY_MS = 86_400_000;
/** How far back and ahead to look: eight years, so that 29 February is found also across a year like 2100. */
const HORIZON_DAYS = 2922;

function itemsOf(data: Data | undefined): readonly Data[] {
  return data !== undefined && 'items' in data ? data.items : [];
}

function numberOf(data: Data | undefined): number {
  return data !== undefined && 'value' in data ? Number(data.value) : 0;
}

function octetsOf(data: Data | undefined): Uint8Array {
  return data !== undefined && 'octets' in data ? data.octets : new Uint8Array(0);
}

function bitsOf(data: Data | undefined): string {
  return data?.type === 'bit-string' ? data.bits : '';
}

/** Reads special days (class 11, attribute 2) and entries (class 10, attribute 2). Entries without a time never act. */
export function calendarOf(
  specialDays: Data,
  entries: Data,
  specialDayReplacesWeekday = true,
  defects = NO_DEFECTS,
): Calendar {
  const dates = itemsOf(specialDays).map((day) => octetsOf(itemsOf(day)[1]));
  return {
    defects,
    specialDayReplacesWeekday,
    specialDays: defects.has('ignores-second-special-day') ? dates.slice(0, 1) : dates,
    entries: itemsOf(entries).flatMap(scheduleEntry),
  };
}

function scheduleEntry(data: Data): ScheduleEntry[] {
  const [, , , selector, time, , weekdays, specialDays, beginDate, endDate] = itemsOf(data);
  const change = calendarLevel(numberOf(selector));
  const [hour = 0xff, minute = 0xff, second = 0] = octetsOf(time);
  if (change === undefined || hour > 23 || minute > 59) return [];
  return [
    {
      ...change,
      second: hour * 3600 + minute * 60 + (second > 59 ? 0 : second),
      weekdays: bitsOf(weekdays),
      specialDays: bitsOf(specialDays),
      beginDate: octetsOf(beginDate),
      endDate: octetsOf(endDate),
    },
  ];
}

/** Fields of a day as a COSEM date has them. */
interface DayFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number;
  readonly daysInMonth: number;
}

function dayFields(midnight: Instant): DayFields {
  const date = new Date(midnight);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + 1;
  return {
    year,
    month,
    day: date.getUTCDate(),
    weekday: ((date.getUTCDay() + 6) % 7) + 1,
    daysInMonth: new Date(Date.UTC(year, month, 0)).getUTCDate(),
  };
}

const ANY = 0xff;
const LAST_DAY = 0xfe;
const SECOND_LAST_DAY = 0xfd;

function dayOfMonth(octet: number, { daysInMonth }: DayFields): number {
  if (octet === LAST_DAY) return daysInMonth;
  return octet === SECOND_LAST_DAY ? daysInMonth - 1 : octet;
}

/** Whether a COSEM date of 5 octets, with wildcards, is this day (Blue Book 4.1.6.1). */
function isDate(date: Uint8Array, fields: DayFields): boolean {
  const [yearHigh = ANY, yearLow = ANY, month = ANY, day = ANY, weekday = ANY] = date;
  const year = (yearHigh << 8) | yearLow;
  return (
    (year === 0xffff || year === fields.year) &&
    (month === ANY || month === fields.month) &&
    (day === ANY || dayOfMonth(day, fields) === fields.day) &&
    (weekday === ANY || weekday === fields.weekday)
  );
}

/** Below 0, 0 or above 0 as the day is before, on or after a date; fields that are wildcards are not compared. */
function compareToDate(fields: DayFields, date: Uint8Array): number {
  const [yearHigh = ANY, yearLow = ANY, month = ANY, day = ANY] = date;
  const year = (yearHigh << 8) | yearLow;
  if (year !== 0xffff && year !== fields.year) return fields.year - year;
  if (month !== ANY && month !== fields.month) return fields.month - month;
  return day === ANY ? 0 : fields.day - dayOfMonth(day, fields);
}

/** Whether an end lies before its begin and neither has a year: the season spans the new year, or the end of a month. */
function spansTheTurn(begin: Uint8Array, end: Uint8Array): boolean {
  const hasYear = [begin, end].some(([high = ANY, low = ANY]) => high !== ANY || low !== ANY);
  const [, , beginMonth = ANY, beginDay = ANY] = begin;
  const [, , endMonth = ANY, endDay = ANY] = end;
  if (hasYear || (beginMonth === ANY) !== (endMonth === ANY)) return false;
  if (beginMonth !== endMonth) return endMonth < beginMonth;
  // The last days of a month have the highest numbers, below only that of any day.
  return beginDay !== ANY && endDay !== ANY && endDay < beginDay;
}

/** Whether an entry is in season on a day: from its begin to its end, both included. */
function isInSeason({ beginDate, endDate }: ScheduleEntry, fields: DayFields, ignoresEnd: boolean): boolean {
  const hasBegun = compareToDate(fields, beginDate) >= 0;
  if (ignoresEnd) return hasBegun;
  const hasNotEnded = compareToDate(fields, endDate) <= 0;
  return spansTheTurn(beginDate, endDate) ? hasBegun || hasNotEnded : hasBegun && hasNotEnded;
}

/** What the calendar does on one day, in order of time; of two entries at the same second the later in the list wins. */
function changesOnDay(calendar: Calendar, midnight: Instant): CalendarChange[] {
  const fields = dayFields(midnight);
  const special = calendar.specialDays.findIndex((date) => isDate(date, fields));
  return calendar.entries
    .filter((entry) => {
      const bySpecialDay = special >= 0 && entry.specialDays[special] === '1';
      // Bit 0 is Monday; a device that takes it for Sunday is a day early.
      const weekday = calendar.defects.has('week-begins-on-sunday') ? fields.weekday % 7 : fields.weekday - 1;
      const byWeekday = entry.weekdays[weekday] === '1';
      const applies = bySpecialDay || (byWeekday && (special < 0 || !calendar.specialDayReplacesWeekday));
      return applies && isInSeason(entry, fields, calendar.defects.has('ignores-end-date'));
    })
    .map(({ number, direction, level, second }) => ({ at: midnight + second * 1000, number, direction, level }))
    .sort((a, b) => a.at - b.at);
}

function midnightOf(instant: Instant): Instant {
  return instant - (((instant % DAY_MS) + DAY_MS) % DAY_MS);
}

function isOf(change: ControllerLevel, number: number, direction: Direction): boolean {
  return change.number === number && change.direction === direction;
}

/**
 * The last change that the calendar has made to a controller up to an instant, as if it had always been in force, looking
 * back eight years: what has acted holds when its season is over (assumption `calendar-entry-outlasts-its-season`).
 */
export function changeInForce(
  calendar: Calendar,
  number: number,
  now: Instant,
  direction: Direction = 'output',
): CalendarChange | undefined {
  if (!calendar.entries.some((entry) => isOf(entry, number, direction))) return undefined;
  const today = midnightOf(now);
  for (let back = 0; back <= HORIZON_DAYS; back++) {
    const changes = changesOnDay(calendar, today - back * DAY_MS);
    const last = changes.findLast((change) => isOf(change, number, direction) && change.at <= now);
    if (last !== undefined) return last;
  }
  return undefined;
}

/** The next change that the calendar will make to a controller after an instant, looking ahead eight years. */
export function nextChange(
  calendar: Calendar,
  number: number,
  now: Instant,
  direction: Direction = 'output',
): CalendarChange | undefined {
  if (!calendar.entries.some((entry) => isOf(entry, number, direction))) return undefined;
  const today = midnightOf(now);
  for (let ahead = 0; ahead <= HORIZON_DAYS; ahead++) {
    const changes = changesOnDay(calendar, today + ahead * DAY_MS);
    const first = changes.find((change) => isOf(change, number, direction) && change.at > now);
    if (first !== undefined) return first;
  }
  return undefined;
}
