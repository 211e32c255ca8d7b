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

function wholeNumber(text: string, { name, line }: XmlElement): number {
  if (/^[-+]?\d{1,15}$/.test(text)) return Number(text);
  throw new DuisError('DUIS_E_REQUEST', `${name} in line ${line} has no whole number`, { path: name });
}

/** A counter of up to 64 bits as decimal digits. @throws DuisError `DUIS_E_REQUEST` */
export function counterOf(element: XmlElement): string {
  const { name, line } = element;
  const text = textOf(element);
  if (/^\+?\d{1,20}$/.test(text)) return String(BigInt(text.replace('+', '')));
  throw new DuisError('DUIS_E_REQUEST', `${name} in line ${line} has no counter`, { path: name });
}

/** The octets of base64, at least one. @throws DuisError `DUIS_E_REQUEST` */
export function octetsOf(element: XmlElement): Uint8Array {
  try {
    const octets = fromBase64(element.text.replace(/\s/g, ''));
    if (octets.length > 0) return octets;
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
  }
  throw new DuisError('DUIS_E_REQUEST', `${element.name} in line ${element.line} has no octets in base64`, {
    path: element.name,
  });
}

/** A decimal number of at most two digits behind the point, in hundredths. @throws DuisError `DUIS_E_REQUEST` */
export function hundredthsOf(element: XmlElement): number {
  const { name, line } = element;
  const [, whole, fraction = ''] = /^\+?(\d{1,9})(?:\.(\d*?)0*)?$/.exec(textOf(element)) ?? [];
  if (whole !== undefined && fraction.length <= 2) return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  throw new DuisError('DUIS_E_REQUEST', `${name} in line ${line} is no number of hundredths`, { path: name });
}

/** An Entity Identifier. @throws CodecError `GBCS_E_VALUE` */
export function euiOf(element: XmlElement): Eui64 {
  return eui64(textOf(element));
}

/** A truth value of XML Schema. */
export function isTrue(element: XmlElement): boolean {
  return ['true', '1'].includes(textOf(element));
}

/** What stands for a cancellation as the time of execution. */
const CANCELLATION = Date.UTC(3000, 11, 31);
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.0+)?(?:Z|[-+]\d{2}:\d{2})?$/;

/** A time, as ISO 8601 in UTC to the second. @throws DuisError `DUIS_E_REQUEST` on one that no Command can say */
export function instantTextOf(element: XmlElement): string {
  return new Date(instantOf(element)).toISOString().replace('.000Z', 'Z');
}

function instantOf(element: XmlElement): Instant {
  const { name, line } = element;
  const text = textOf(element);
  // A time without an offset is one of UTC, as all of DUIS are, and not one of where this runs.
  const instant = DATE_TIME.test(text)
    ? Date.parse(/(?:Z|[-+]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`)
    : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  throw new DuisError('DUIS_E_REQUEST', `${name} in line ${line} is no time to the second in UTC`, { path: name });
}

/**
 * When a device is to execute a Command, from `ExecutionDateTime`: ISO 8601 in UTC to the second, `now` where it is not
 * there, `never` for the time that cancels an earlier request.
 * @throws DuisError `DUIS_E_REQUEST` on a time that no Command can say
 */
export function executionTimeOf(body: XmlElement): string {
  const element = childOf(body, 'ExecutionDateTime');
  if (element === undefined) return 'now';
  return instantOf(element) === CANCELLATION ? 'never' : instantTextOf(element);
}
