import type { NamedFields, NamedValue } from '../../../gbcs/index.js';
import { element, type WrittenElement } from '../xml/write.js';
import { type Convert, entriesAt, malformed, timeOfDay, valueAt, wholeNumber } from './values.js';

/** Dates with wildcards and entries of calendars, as COSEM has them (IEC 62056-6-2), in elements of MMC. */

const ANY_YEAR = 0xffff;
const ANY = 0xff;
/** The years that the schema has. */
const YEARS = [2014, 9999] as const;
const DAYS_OF_MONTH: Readonly<Record<number, string>> = {
  254: 'LastDayOfMonth',
  253: 'SecondLastDayOfMonth',
  255: 'NonSpecifiedDayOfMonth',
};

/** A date of five octets, or of the twelve of a date-time: year, month, day of the month, day of the week. */
export const dateWithWildcards: Convert = (value, name) => {
  const digits = typeof value === 'string' ? dateDigits(value) : '';
  if (!/^[0-9a-f]{10}/i.test(digits)) throw malformed(name);
  const [year = 0, month = 0, day = 0, weekday = 0] = [
    [0, 4],
    [4, 6],
    [6, 8],
    [8, 10],
  ].map(([from, to]) => Number.parseInt(digits.slice(from, to), 16));
  const part = (parent: string, number: number, any: boolean, [low, high]: readonly [number, number]) => {
    if (!any && (number < low || number > high)) throw malformed(name);
    const word = any ? `NonSpecified${parent}` : `Specified${parent}`;
    return element(parent, [element(word, any ? '' : number)]);
  };
  const dayWord = DAYS_OF_MONTH[day];
  return [
    part('Year', year, year === ANY_YEAR, YEARS),
    part('Month', month, month === ANY, [1, 12]),
    dayWord === undefined ? part('DayOfMonth', day, false, [1, 31]) : element('DayOfMonth', [element(dayWord, '')]),
    part('DayOfWeek', weekday, weekday === ANY, [1, 7]),
  ];
};

/** The octets of a date that is a time by name. */
function dateDigits(value: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})T/.exec(value) ?? [];
  if (year === undefined) return value;
  return Number(year).toString(16).padStart(4, '0') + [month, day, ANY].map(hexOctet).join('');
}

function hexOctet(value: number | string | undefined): string {
  return Number(value).toString(16).padStart(2, '0');
}

/** A date without wildcards; nothing where it has any. */
export const plainDate: Convert = (value, name) => {
  if (typeof value !== 'string' || !/^[0-9a-f]{10}$/i.test(value)) throw malformed(name);
  const [year = 0, month = 0, day = 0] = [value.slice(0, 4), value.slice(4, 6), value.slice(6, 8)].map((digits) =>
    Number.parseInt(digits, 16),
  );
  const text = `${String(year).padStart(4, '0')}-${[month, day].map((part) => String(part).padStart(2, '0')).join('-')}`;
  return year > 0 && year <= 9999 && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) ? `${text}Z` : undefined;
};

/** Days of the week by their bits, Monday first. */
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** Numbers, from 1, of the bits that are set. */
function bitsSet(value: NamedValue | undefined, name: string): readonly number[] {
  if (typeof value !== 'string' || !/^[01]*$/.test(value)) throw malformed(name);
  return [...value].flatMap((bit, i) => (bit === '1' ? [i + 1] : []));
}

/** Days of the week of a calendar's entry. */
export function weekdays(entry: NamedFields, name: string): WrittenElement {
  return element(
    'DaysOfWeekApplicability',
    bitsSet(entry['execWeekdays'], name).map((number) =>
      element('DayOfWeekApplicability', [element('DayOfWeekID', WEEKDAYS[number - 1] ?? '')]),
    ),
  );
}

/** Special days of a calendar's entry, by numbers. */
export function specialDays(entry: NamedFields, name: string): readonly number[] {
  return bitsSet(entry['execSpecialDays'], name);
}

/** What elements of a calendar of load control are called, and what its scripts do. */
export interface CalendarNames {
  /** What the catalogue calls it. */
  readonly calendar: string;
  readonly specialDays: readonly [parent: string, child: string];
  /** The attribute that numbers special days. */
  readonly number: string;
  readonly schedule: string;
  readonly dates: string;
  /** The element that says what a script does. */
  readonly action: (scriptSelector: number, name: string) => WrittenElement;
}

/** Special days and entries of a calendar of load control, as far as they were read. @throws CodecError */
export function calendar(values: NamedFields, names: CalendarNames): readonly (WrittenElement | undefined)[] {
  const days = `${names.calendar}(SpecialDays).entries.current`;
  const entries = `${names.calendar}.entries.current`;
  const [parent, child] = names.specialDays;
  return [
    valueAt(values, days) === undefined
      ? undefined
      : element(
          parent,
          entriesAt(values, days).map((day, i) =>
            element(child, dateWithWildcards(day['specialDayDate'] ?? null, days) ?? '', {
              [names.number]: String(i + 1),
            }),
          ),
        ),
    ...entriesAt(values, entries).map((entry) =>
      element(names.schedule, [
        names.action(Number(wholeNumber(entry['scriptSelector'], entries)), entries),
        ...specialDays(entry, entries).map((number) =>
          element('SpecialDaysApplicability', '', { [names.number]: String(number) }),
        ),
        weekdays(entry, entries),
        element(names.dates, [
          element('SwitchTime', timeOfDay(entry['switchTime'] ?? null, entries) ?? ''),
          element('StartDate', dateWithWildcards(entry['beginDate'] ?? null, entries) ?? ''),
          element('EndDate', dateWithWildcards(entry['endDate'] ?? null, entries) ?? ''),
        ]),
      ]),
    ),
  ];
}
