import { equalBytes, toHex } from '../bytes/hex.js';
import { ACTIVATE_NEVER, ACTIVATE_NOW, decodeDateTime, encodeDateTime } from '../dlms/date-time.js';
import { CodecError } from '../errors.js';

/**
 * COSEM date-times as text that gives the same 12 octets back: `2015-01-03T01:00:00Z`, with ` status 04` after it where
 * the clock status is not FF, and `now` and `never` (GBCS 9.2). One with wildcards or a day of the week has no such text.
 * Times of ZCL, seconds in 32 bits with sentinels of their own, are in `gbz/zcl/time.ts`.
 */

const STATUS_AT = 11;
const STATUS_NOT_SPECIFIED = 0xff;
const TEXT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)(?: status ([0-9A-F]{2}))?$/;

/** The text of a date-time; `undefined` for octets that have none. */
export function nameOfDateTime(octets: Uint8Array): string | undefined {
  if (octets.length !== STATUS_AT + 1) return undefined;
  if (equalBytes(octets, ACTIVATE_NOW)) return 'now';
  if (equalBytes(octets, ACTIVATE_NEVER)) return 'never';
  const text = textOfInstant(octets);
  if (text === undefined) return undefined;
  const status = octets[STATUS_AT] as number;
  const named =
    status === STATUS_NOT_SPECIFIED ? text : `${text} status ${status.toString(16).toUpperCase().padStart(2, '0')}`;
  // Whatever the text does not say, it must not lose.
  const back = dateTimeOfName(named);
  return back !== undefined && toHex(back) === toHex(octets) ? named : undefined;
}

function textOfInstant(octets: Uint8Array): string | undefined {
  try {
    return new Date(decodeDateTime(octets)).toISOString().replace('.000Z', 'Z');
  } catch (error) {
    if (error instanceof CodecError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The 12 octets of a date-time's text; `undefined` for any other text, and for dates that do not exist. */
export function dateTimeOfName(text: string): Uint8Array | undefined {
  if (text === 'now') return ACTIVATE_NOW.slice();
  if (text === 'never') return ACTIVATE_NEVER.slice();
  const [, time, status] = TEXT.exec(text) ?? [];
  if (time === undefined) return undefined;
  const instant = Date.parse(time);
  if (Number.isNaN(instant) || new Date(instant).toISOString().replace('.000Z', 'Z') !== time) return undefined;
  const octets = encodeDateTime(instant);
  octets[STATUS_AT] = status === undefined ? STATUS_NOT_SPECIFIED : Number.parseInt(status, 16);
  return octets;
}

/** Seconds between 1970 and 2000, from where logs count (GBCS 9.1.5). */
const SECONDS_TO_2000 = 946_684_800;

/** ISO 8601 of seconds since 2000-01-01T00:00:00Z, 32 bits. */
export function nameOfSeconds(seconds: number): string {
  return new Date((seconds + SECONDS_TO_2000) * 1000).toISOString().replace('.000Z', 'Z');
}

/** Seconds since 2000-01-01T00:00:00Z of such a text; `undefined` for any other, and for times that 32 bits do not hold. */
export function secondsOfName(text: string): number | undefined {
  const seconds = Date.parse(text) / 1000 - SECONDS_TO_2000;
  return seconds >= 0 && seconds <= 0xffff_ffff && nameOfSeconds(seconds) === text ? seconds : undefined;
}
