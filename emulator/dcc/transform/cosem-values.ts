import type { NamedFields } from '../../../gbcs/index.js';
import { childOf, childrenOf, needChild, textOf, type XmlElement } from '../xml/element.js';
import { choiceOf, indexOf, instantOf, numberOf, unfit } from './values.js';

/**
 * Dates, times and lists of DUIS as COSEM has them (IEC 62056-6-2): octets of which some mean "any", days of the week and
 * special days as bits, and elements that say their place by a number.
 */

/** A date and time to the second, in UTC. @throws DuisError `DUIS_E_REQUEST` */
export function dateTimeOf(element: XmlElement): string {
  return textOfInstant(instantOf(element), element);
}

/**
 * The date and time some seconds after that of an element.
 * @throws DuisError `DUIS_E_REQUEST`
 */
export function dateTimeAfter(element: XmlElement, seconds: number): string {
  return textOfInstant(instantOf(element) + seconds * 1000, element);
}

function textOfInstant(instant: number, element: XmlElement): string {
  const text = new Date(instant).toISOString().replace('.000Z', 'Z');
  if (text.length > '9999-12-31T23:59:59Z'.length) throw unfit(element, 'is no date and time of the years 0 to 9999');
  return text;
}

/** `ExecutionDateTime` that cancels what was to be done in future (DUIS). */
const CANCELLATION = Date.UTC(3000, 11, 31);

/**
 * When what a body sets comes into force: at its `ExecutionDateTime`, `now` without one, `never` where that cancels.
 * @throws DuisError `DUIS_E_REQUEST`
 */
export function activationOf(body: XmlElement): string {
  const element = childOf(body, 'ExecutionDateTime');
  if (element === undefined) return 'now';
  return instantOf(element) === CANCELLATION ? 'never' : dateTimeOf(element);
}

/** From 2000 on, 2^32 - 1 seconds (GBCS 9.1.5). */
const LOG_TIMES = [Date.UTC(2000, 0, 1), Date.UTC(2000, 0, 1) + 0xffff_ffff * 1000] as const;

/**
 * The part of a log that `ReadLogPeriod` names.
 * @throws DuisError `DUIS_E_REQUEST` on times that a log cannot have
 */
export function logPeriodOf(body: XmlElement): { readonly from: string; readonly to: string } {
  const [from, to] = (['StartDateTime', 'EndDateTime'] as const).map((name) => {
    const element = needChild(body, 'ReadLogPeriod', name);
    const [first, last] = LOG_TIMES;
    const instant = instantOf(element);
    if (instant < first || instant > last) throw unfit(element, 'is no time of a log: 2000-01-01 to 2136-02-07');
    return dateTimeOf(element);
  }) as [string, string];
  return { from, to };
}

const TIME = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:Z|[-+]00:00)?$/;

/**
 * A time of day in UTC: hour, minute, second, hundredths of a second, as hexadecimal digits.
 * @throws DuisError `DUIS_E_REQUEST` where it is not in UTC
 */
export function timeOf(element: XmlElement): string {
  const [, hour = '', minute, second, fraction = ''] = TIME.exec(textOf(element)) ?? [];
  if (minute === undefined || second === undefined) throw unfit(element, 'is no time of day in UTC');
  // Midnight may also be 24:00:00.
  return octets(Number(hour) % 24, Number(minute), Number(second), Number(fraction.padEnd(2, '0').slice(0, 2)));
}

/** What stands for any year, both in COSEM and, in want of wildcards, in dates of DUIS. */
const ANY_YEAR = 0xffff;
const ANY = 0xff;
const LAST_DAY = 0xfe;
const SECOND_LAST_DAY = 0xfd;
/** Every day, as five octets: year, month, day of the month, day of the week. */
export const ANY_DATE = 'ffffffffff';

/**
 * A date in UTC: two octets of the year (65535 is any), month, day of the month, any day of the week.
 * @throws DuisError `DUIS_E_REQUEST`
 */
export function dateOf(element: XmlElement): string {
  const [, year, month, day] = /^(\d{4,5})-(\d{2})-(\d{2})(?:Z|[-+]00:00)?$/.exec(textOf(element)) ?? [];
  if (year === undefined || Number(year) > ANY_YEAR) throw unfit(element, 'is no date in UTC of the years 0 to 65535');
  return `${hex(Number(year), 4)}${octets(Number(month), Number(day), ANY)}`;
}

/**
 * A date with wildcards (sr:Date) as five octets. Of each part exactly one child says what it is.
 * @throws DuisError `DUIS_E_REQUEST`
 */
export function dateWithWildcardsOf(element: XmlElement): string {
  const part = (name: string, specified: string, words: Readonly<Record<string, number>>): number => {
    const parent = needChild(element, name);
    const number = childOf(parent, specified);
    if (number !== undefined) return numberOf(number);
    const word = parent.children[0];
    const value = word === undefined ? undefined : words[word.name];
    if (value === undefined) throw unfit(parent, 'says neither a number nor which numbers it is for');
    return value;
  };
  const year = part('Year', 'SpecifiedYear', { NonSpecifiedYear: ANY_YEAR });
  if (year > ANY_YEAR) throw unfit(element, 'has a year above 65535');
  return `${hex(year, 4)}${octets(
    part('Month', 'SpecifiedMonth', { NonSpecifiedMonth: ANY }),
    part('DayOfMonth', 'SpecifiedDayOfMonth', {
      LastDayOfMonth: LAST_DAY,
      SecondLastDayOfMonth: SECOND_LAST_DAY,
      NonSpecifiedDayOfMonth: ANY,
    }),
    part('DayOfWeek', 'SpecifiedDayOfWeek', { NonSpecifiedDayOfWeek: ANY }),
  )}`;
}

/** Bits of the days of the week, Monday first. */
const WEEKDAYS = { Monday: 0, Tuesday: 1, Wednesday: 2, Thursday: 3, Friday: 4, Saturday: 5, Sunday: 6 } as const;

/** Days of the week on which something is done, Monday first; none where there is no element. @throws DuisError */
export function weekdaysOf(element: XmlElement | undefined): string {
  const days = element === undefined ? [] : childrenOf(element, 'DayOfWeekApplicability');
  return bits(
    7,
    days.map((day) => choiceOf(needChild(day, 'DayOfWeekID'), WEEKDAYS)),
  );
}

/**
 * On which special days something is done: a bit for each that there is, in their order.
 * @param applicable elements, each with the number of a special day
 * @param count how many special days there are; their numbers are 1, 2 and so on
 * @throws DuisError `DUIS_E_REQUEST` where there is no such special day
 */
export function specialDayBits(
  applicable: readonly XmlElement[],
  numberOfDay: (element: XmlElement) => number,
  count: number,
): string {
  const places = applicable.map((element) => {
    const number = numberOfDay(element);
    if (number < 1 || number > count) throw unfit(element, `is for special day ${number}, which there is not`);
    return number - 1;
  });
  return bits(count, places);
}

function bits(count: number, set: readonly number[]): string {
  return Array.from({ length: count }, (_, i) => (set.includes(i) ? '1' : '0')).join('');
}

/**
 * Elements by the number that one of their attributes says, lowest first.
 * @throws DuisError `DUIS_E_REQUEST` where two say the same
 */
export function byNumber(elements: readonly XmlElement[], attribute: string): ReadonlyMap<number, XmlElement> {
  const found = new Map<number, XmlElement>();
  for (const element of elements) {
    const number = indexOf(element, attribute);
    if (found.has(number)) throw unfit(element, `is there twice with ${attribute} ${number}`);
    found.set(number, element);
  }
  return new Map([...found].sort(([a], [b]) => a - b));
}

/**
 * Elements in the order of the numbers that an attribute says, which are 1, 2 and so on without a gap.
 * @throws DuisError `DUIS_E_REQUEST`
 */
export function inOrder(elements: readonly XmlElement[], attribute: string): readonly XmlElement[] {
  const numbered = byNumber(elements, attribute);
  for (const [i, [number, element]] of [...numbered].entries()) {
    if (number !== i + 1) throw unfit(element, `has ${attribute} ${number} where ${i + 1} is next`);
  }
  return [...numbered.values()];
}

/** Special days in their order, as COSEM class 11 has them. @throws DuisError `DUIS_E_REQUEST` */
export function specialDayEntries(
  days: readonly XmlElement[],
  dateOfDay: (day: XmlElement) => string,
): readonly NamedFields[] {
  return days.map((day, i) => ({ index: i + 1, specialDayDate: dateOfDay(day), dayIdentifier: i + 1 }));
}

/** Octets as hexadecimal digits. */
export function octets(...values: readonly number[]): string {
  return values.map((value) => hex(value, 2)).join('');
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
