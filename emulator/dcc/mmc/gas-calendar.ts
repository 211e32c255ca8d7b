import type { NamedFields, NamedValue } from '../../../gbcs/index.js';
import { element, type WrittenElement } from '../xml/write.js';
import { type Convert, entriesAt, malformed, wholeNumber } from './values.js';

/** Dates and calendars of a GSME, as ZCL has them. */

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const DATE = /^(\d{4}|\*)-(\d{2}|\*)-(\d{2}|\*)(?: (\w+))?$/;

/** A date of which any part may be left open (docs/named-values.md). */
const gasDate: Convert = (value, name) => {
  const [, year, month, day, weekday] = DATE.exec(typeof value === 'string' ? value : '') ?? [];
  if (year === undefined) throw malformed(name);
  const part = (what: string, text: string | undefined, any = `NonSpecified${what}`): WrittenElement => {
    const isOpen = text === undefined || text === '*';
    return element(`Gas${what}WithWildcards`, [isOpen ? element(any, '') : element(`Specified${what}`, Number(text))]);
  };
  const weekdayNumber = WEEKDAYS.indexOf(weekday ?? '') + 1;
  return [
    part('Year', year),
    part('Month', month),
    part('DayOfMonth', day, 'GasNonSpecifiedDayOfMonth'),
    part('DayOfWeek', weekdayNumber === 0 ? undefined : String(weekdayNumber)),
  ];
};

/** What the elements of a calendar are called, and what its days are. */
export interface GasCalendarNames {
  /** Of a day that a week refers to, and of one that a special day does. */
  readonly day: string;
  readonly specialDay: string;
}

/** Numbers that a calendar refers to by. */
function number(value: NamedValue | undefined, name: string): number {
  return Number(wholeNumber(value, name));
}

export function gasWeeks(values: NamedFields, { day }: GasCalendarNames): readonly WrittenElement[] {
  const weeks = 'Calendar.Publish Week Profile';
  return entriesAt(values, weeks).map((week) =>
    element('WeekProfile', [
      element('WeekName', number(week['weekId'], weeks)),
      ...WEEKDAYS.map((weekday, i) =>
        element(day, number(week[`dayIdRef${weekday}`], weeks), { index: String(i + 1) }),
      ),
    ]),
  );
}

export function gasSeasons(values: NamedFields): readonly WrittenElement[] {
  return entriesAt(values, 'Calendar.Publish Seasons')
    .flatMap((command) => entriesAt(command, 'seasonEntries'))
    .map(({ seasonStartDate = null, weekIdRef }) =>
      element('Season', [
        element('SeasonStartDate', gasDate(seasonStartDate, 'seasonStartDate') ?? ''),
        element('ReferencedWeekName', number(weekIdRef, 'weekIdRef')),
      ]),
    );
}

export function gasSpecialDays(values: NamedFields, { specialDay }: GasCalendarNames): readonly WrittenElement[] {
  return entriesAt(values, 'Calendar.Publish Special Days')
    .flatMap((command) => entriesAt(command, 'specialDayEntries'))
    .map(({ specialDayDate = null, dayIdRef }) =>
      element('SpecialDay', [
        element('Date', gasDate(specialDayDate, 'specialDayDate') ?? ''),
        element(specialDay, number(dayIdRef, 'dayIdRef')),
      ]),
    );
}

/** Days in the order of their numbers, with what they hold. */
export function gasDays(
  values: NamedFields,
  toElement: (dayId: number, entries: readonly NamedFields[]) => WrittenElement,
): readonly WrittenElement[] {
  const days = 'Calendar.Publish Day Profile';
  return entriesAt(values, days).map((day) =>
    toElement(number(day['dayId'], days), entriesAt(day, 'dayScheduleEntries')),
  );
}
