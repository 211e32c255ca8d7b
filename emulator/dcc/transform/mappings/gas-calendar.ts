import type { NamedFields } from '../../../../gbcs/index.js';
import { childrenOf, needChild, type XmlElement } from '../../xml/element.js';
import { indexOf, numberOf, unfit } from '../values.js';
import { activationOf, distinct, issuedAt, zclDateOf } from '../zcl-values.js';
import type { GasCommand } from './gas.js';

/** The calendars of a GSME: that of a tariff, and that of the days on which prepayment does not disable the supply. */

const ids = { providerId: 0, issuerEventId: issuedAt, issuerCalendarId: issuedAt };
const whole = { commandIndex: 0, totalNumberOfCommands: 1 };
const startTime = activationOf('cancel');

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** What a calendar consists of in a body. */
interface GasCalendar {
  readonly calendarType: 'Delivered Calendar' | 'Friendly Credit Calendar';
  readonly days: readonly GasDay[];
  /** Elements that hold WeekProfile, Season and SpecialDay. */
  readonly weeks: XmlElement;
  readonly seasons: XmlElement;
  readonly specialDays: XmlElement;
}

interface GasDay {
  readonly name: XmlElement;
  /** Minutes after midnight and what then begins, by the names of the type of calendar. */
  readonly entries: readonly NamedFields[];
}

/**
 * Commands that announce a calendar, in the order of GCS01a and GCS05.
 * @throws DuisError `DUIS_E_REQUEST` where two days or weeks have a name, or one is referred to that there is not
 */
export function calendarCommands({ calendarType, days, ...parts }: GasCalendar): readonly GasCommand[] {
  const weeks = childrenOf(parts.weeks, 'WeekProfile');
  const seasons = childrenOf(parts.seasons, 'Season');
  const specialDays = childrenOf(parts.specialDays, 'SpecialDay');
  const dayIds = distinct(
    days.map(({ name }) => name),
    numberOf,
  );
  const weekIds = distinct(
    weeks.map((week) => needChild(week, 'WeekName')),
    numberOf,
  );
  const dayRef = (element: XmlElement) => known(element, dayIds);
  return [
    calendar('Publish Calendar', {
      ...ids,
      startTime,
      calendarType,
      calendarTimeReference: 'UTC Time',
      calendarName: '',
      numberOfSeasons: seasons.length,
      numberOfWeekProfiles: weeks.length,
      numberOfDayProfiles: days.length,
    }),
    ...days.map(({ entries }, i) =>
      calendar('Publish Day Profile', {
        ...ids,
        dayId: dayIds[i] ?? 0,
        totalNumberOfScheduleEntries: entries.length,
        ...whole,
        calendarType,
        dayScheduleEntries: entries,
      }),
    ),
    ...weeks.map((week, i) =>
      calendar('Publish Week Profile', { ...ids, weekId: weekIds[i] ?? 0, ...daysOfWeek(week, dayRef) }),
    ),
    calendar('Publish Seasons', {
      ...ids,
      ...whole,
      seasonEntries: seasons.map((season) => ({
        seasonStartDate: zclDateOf(needChild(season, 'SeasonStartDate')),
        weekIdRef: known(needChild(season, 'ReferencedWeekName'), weekIds),
      })),
    }),
    calendar('Publish Special Days', {
      ...ids,
      startTime,
      calendarType,
      totalNumberOfSpecialDays: specialDays.length,
      ...whole,
      specialDayEntries: specialDays.map((day) => ({
        specialDayDate: zclDateOf(needChild(day, 'Date')),
        dayIdRef: dayRef(needChild(day, 'ReferencedDayName')),
      })),
    }),
  ];
}

function calendar(command: string, fields: GasCommand['fields']): GasCommand {
  return { cluster: 'Calendar', command, fields };
}

/** The day of each weekday: the index of a reference counts them from Monday. */
function daysOfWeek(week: XmlElement, dayRef: (element: XmlElement) => number): NamedFields {
  const references = childrenOf(week, 'ReferencedDayName');
  distinct(references, (reference) => indexOf(reference, 'index'));
  if (references.length !== WEEKDAYS.length) throw unfit(week, 'has not seven days');
  return Object.fromEntries(
    references.map((reference) => [`dayIdRef${WEEKDAYS[indexOf(reference, 'index') - 1]}`, dayRef(reference)]),
  );
}

/** The number of a day or week that there is. */
function known(reference: XmlElement, names: readonly number[]): number {
  const number = numberOf(reference);
  if (!names.includes(number)) throw unfit(reference, `refers to ${number}, which there is not`);
  return number;
}
