import { CodecError, DuisError, type Eui64, eui64, fromBase64, type Instant } from '../../../gbcs/index.js';
import { childOf, textOf, type XmlElement } from '../xml/element.js';

/** Values of DUIS elements as named values of GBCS. */

/** A whole number. @throws DuisError `DUIS_E_REQUEST` */
export function numberOf(element: XmlElement): number {
  return wholeNumber(textOf(element), element);
}

/** The number in an attribute, such as `index`. @throws DuisError `DUIS_E_REQUEST` */
export function indexOf(element: XmlElement, attribute: string): number {
  return wholeNumber(element.attributes[attribute] ?? '', element);
}

/** The characters as they stand, with the blanks around them. */
export function charactersOf({ text }: XmlElement): string {
  return text;
}

/** The octets of base64, at least one. @throws DuisError `DUIS_E_REQUEST` */
export function octetsOf(element: XmlElement): Uint8Array {
  try {
    const octets = fromBase64(element.text.replace(/\s/g, ''));
    if (octets.length > 0) return octets;
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
  }
  throw unfit(element, 'has no octets in base64');
}

/**
 * A decimal number as a whole number of units of its last digit.
 * @param digits behind the point; `1.5` of 2 digits is 150
 * @throws DuisError `DUIS_E_REQUEST` where it has more digits
 */
export function scaledNumberOf(element: XmlElement, digits: number): number {
  const [, sign, whole = '', fraction = ''] = /^([-+]?)(\d*)\.?(\d*)$/.exec(textOf(element)) ?? [];
  const kept = fraction.replace(/0+$/, '').padEnd(digits, '0');
  if (sign === undefined || whole + fraction === '' || kept.length > digits) {
    throw unfit(element, `has no decimal number of up to ${digits} digits behind the point`);
  }
  return wholeNumber(`${sign}${whole}${kept}`, element);
}

/** What one of several words stands for. @throws DuisError `DUIS_E_REQUEST` where it is none of them */
export function choiceOf<T>(element: XmlElement, choices: Readonly<Record<string, T>>): T {
  const word = textOf(element);
  const found = Object.hasOwn(choices, word) ? choices[word] : undefined;
  if (found === undefined) throw unfit(element, `is none of ${Object.keys(choices).join(', ')}`);
  return found;
}

/** True or false. @throws DuisError `DUIS_E_REQUEST` */
export function booleanOf(element: XmlElement): boolean {
  return choiceOf(element, { true: true, 1: true, false: false, 0: false });
}

const DATE_TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[-+]\d{2}:\d{2})?$/;

/** A date and time, in UTC where it names no zone; fractions of a second are dropped. @throws DuisError `DUIS_E_REQUEST` */
export function instantOf(element: XmlElement): Instant {
  const [, dateTime, zone = 'Z'] = DATE_TIME.exec(textOf(element)) ?? [];
  const instant = Date.parse(`${dateTime}${zone}`);
  if (Number.isNaN(instant)) throw unfit(element, 'is no date and time of the years 0 to 9999');
  return instant;
}

/**
 * A time of day in minutes after midnight UTC.
 * @throws DuisError `DUIS_E_REQUEST` where it is not a whole number of minutes
 */
export function minutesOf(element: XmlElement): number {
  const [, time = '', fraction = '', zone = 'Z'] =
    /^(\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[-+]\d{2}:\d{2})?$/.exec(textOf(element)) ?? [];
  const minutes = Date.parse(`2000-01-02T${time}${zone}`) / 60_000;
  if (!Number.isInteger(minutes) || /[^0]/.test(fraction)) throw unfit(element, 'is no time of day in whole minutes');
  return minutes % MINUTES_OF_A_DAY;
}

const MINUTES_OF_A_DAY = 1440;

/**
 * A child that the schema has as one of several, such as that for electricity.
 * @throws DuisError `DUIS_E_REQUEST` where another is there
 */
export function chosenChild(element: XmlElement, name: string): XmlElement {
  const child = childOf(element, name);
  if (child === undefined) throw unfit(element, `has no ${name}, which the device's Command is of`);
  return child;
}

/** What an element says does not fit. @param problem goes on after its name and line */
export function unfit({ name, line }: XmlElement, problem: string): DuisError {
  return new DuisError('DUIS_E_REQUEST', `${name} in line ${line} ${problem}`, { path: name });
}

function wholeNumber(text: string, element: XmlElement): number {
  if (/^[-+]?0*\d{1,15}$/.test(text)) return Number(text);
  throw unfit(element, 'has no whole number');
}

/** A counter of up to 64 bits as decimal digits. @throws DuisError `DUIS_E_REQUEST` */
export function counterOf(element: XmlElement): string {
  const text = textOf(element);
  if (/^\+?\d{1,20}$/.test(text)) return String(BigInt(text.replace('+', '')));
  throw unfit(element, 'has no counter');
}

/** An Entity Identifier. @throws CodecError `GBCS_E_VALUE` */
export function euiOf(element: XmlElement): Eui64 {
  return eui64(textOf(element));
}

/** What stands for a cancellation as the time of execution. */
const CANCELLATION = Date.UTC(3000, 11, 31);
/** A time, as ISO 8601 in UTC to the second. @throws DuisError `DUIS_E_REQUEST` on one that no Command can say */
function instantTextOf(element: XmlElement): string {
  if (/\.\d*[1-9]/.test(textOf(element))) throw unfit(element, 'is no time to the second in UTC');
  return timeText(instantOf(element));
}

/**
 * Until when the DCC is to hold a request, from its `ExecutionDateTime`; `never` for the time that cancels an earlier one.
 * @throws DuisError `DUIS_E_REQUEST`
 */
export function dueTimeOf(element: XmlElement): Instant | 'never' {
  const instant = instantOf(element);
  return instant === CANCELLATION ? 'never' : instant;
}

/** A time in whole seconds, as ISO 8601 in UTC. */
export function timeText(instant: Instant): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}

/**
 * When a device is to execute a Command, from `ExecutionDateTime`: ISO 8601 in UTC to the second, `now` where it is not
 * there, `never` for the time that cancels an earlier request.
 * @throws DuisError `DUIS_E_REQUEST` on a time that no Command can say
 */
export function executionTimeOf(body: XmlElement): string {
  const element = childOf(body, 'ExecutionDateTime');
  if (element === undefined) return 'now';
  const text = instantTextOf(element);
  return instantOf(element) === CANCELLATION ? 'never' : text;
}
