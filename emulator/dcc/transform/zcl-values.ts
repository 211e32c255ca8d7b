import type { Instant } from '../../../gbcs/index.js';
import { childOf, needChild, textOf, type XmlElement } from '../xml/element.js';
import type { Situation } from './mapping.js';
import { charactersOf, choiceOf, instantOf, numberOf, unfit } from './values.js';

/** Values of DUIS elements as named values of ZCL fields (docs/named-values.md). */

const EPOCH = Date.UTC(2000, 0, 1);
/** The last second that is a time: the two numbers after it are words. */
const LAST_TIME = EPOCH + 0xffff_fffd * 1000;
/** The ExecutionDateTime that takes back what was planned (DUIS 5.4). */
const CANCELLED = Date.UTC(3000, 11, 31);

/** The DCC's clock in seconds since 2000: all that one request announces carries it as its number. */
export function issuedAt(_: XmlElement, { context }: Situation): number {
  return Math.floor((context.now - EPOCH) / 1000);
}

/** @throws DuisError `DUIS_E_REQUEST` where it is not after 2000-01-01T00:00:00Z and within the 32 bits of a UTCTime */
export function zclTimeOf(element: XmlElement): string {
  const instant = instantOf(element);
  // The first second stands for now.
  if (instant <= EPOCH || instant > LAST_TIME) throw unfit(element, 'is no time from 2000 to 2136');
  return nameOf(instant);
}

/** From when to when a log is to be read. @throws DuisError `DUIS_E_REQUEST` where the end is before the start */
export function logPeriodOf(body: XmlElement): {
  readonly start: Instant;
  readonly end: Instant;
} {
  const period = needChild(body, 'ReadLogPeriod');
  const start = instantOf(needChild(period, 'StartDateTime'));
  const end = instantOf(needChild(period, 'EndDateTime'));
  if (end < start) throw unfit(period, 'ends before it starts');
  return { start, end };
}

/** The start of that period: the first second where it is earlier, since 0 would be now. */
export function logStart(body: XmlElement): string {
  return boundOf(logPeriodOf(body).start);
}

/** The end of that period. */
export function logEnd(body: XmlElement): string {
  return boundOf(logPeriodOf(body).end);
}

function boundOf(instant: Instant): string {
  return instant > LAST_TIME ? 'end of time' : nameOf(Math.max(instant, EPOCH + 1000));
}

function nameOf(instant: Instant): string {
  return new Date(instant).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** The word that cancels, of the commands of calendars, prices and thresholds, and of all others (GBCS 9.2). */
type CancelWord = 'cancel' | 'never';

/** When a body that the device holds until then is to come into force. @throws DuisError as {@link zclTimeOf} */
export function activationOf(cancelled: CancelWord): (body: XmlElement) => string {
  return (body) => {
    const at = childOf(body, 'ExecutionDateTime');
    if (at === undefined) return 'now';
    return instantOf(at) === CANCELLED ? cancelled : zclTimeOf(at);
  };
}

/** Text, in the form in which none is taken for octets. */
export function zclTextOf(element: XmlElement): string {
  return `0x${Buffer.from(charactersOf(element), 'utf8').toString('hex')}`;
}

/** A year is one octet, counted from 1900, and 255 is any. */
const LAST_YEAR = 1900 + 254;
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** A date of which any part may be left open (GasDateWithWildcards). @throws DuisError `DUIS_E_REQUEST` on years past 2154 */
export function zclDateOf(element: XmlElement): string {
  const part = (name: string, specified: string) => childOf(needChild(element, `Gas${name}WithWildcards`), specified);
  const year = part('Year', 'SpecifiedYear');
  if (year !== undefined && numberOf(year) > LAST_YEAR) throw unfit(year, `is after ${LAST_YEAR}`);
  const weekday = part('DayOfWeek', 'SpecifiedDayOfWeek');
  const written = (one: XmlElement | undefined, width: number) =>
    one === undefined ? '*' : String(numberOf(one)).padStart(width, '0');
  const month = written(part('Month', 'SpecifiedMonth'), 2);
  const day = written(part('DayOfMonth', 'SpecifiedDayOfMonth'), 2);
  const date = `${written(year, 4)}-${month}-${day}`;
  return weekday === undefined ? date : `${date} ${WEEKDAYS[numberOf(weekday) - 1] ?? textOf(weekday)}`;
}

/** The numbers by which elements of a list are told apart. @throws DuisError `DUIS_E_REQUEST` where two have the same */
export function distinct(elements: readonly XmlElement[], nameOf: (element: XmlElement) => number): readonly number[] {
  const seen = new Set<number>();
  for (const element of elements) {
    const name = nameOf(element);
    if (seen.has(name)) throw unfit(element, `is the second of number ${name}`);
    seen.add(name);
  }
  return [...seen];
}

/** A choice that a converter makes by words. */
export function oneOf<T>(choices: Readonly<Record<string, T>>): (element: XmlElement) => T {
  return (element) => choiceOf(element, choices);
}
