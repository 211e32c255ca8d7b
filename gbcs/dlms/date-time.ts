import { equalBytes } from '../bytes/hex.js';
import { CodecError } from '../errors.js';

/** Milliseconds since 1970-01-01T00:00:00Z. GBCS times are UTC and whole seconds. */
export type Instant = number;

/** Deviation 8000 (not specified) as in every GBCS date-time, then the clock status. */
const UNSPECIFIED_DEVIATION = [0x80, 0x00];
/** Clock status FF: an ESME gives no status in a date-time (GBCS 9.1). */
const STATUS_NOT_SPECIFIED = 0xff;
const NOT_SPECIFIED = 0xff;
const YEAR_NOT_SPECIFIED = 0xffff;

/**
 * A COSEM date-time of 12 octets, day of week not specified, deviation 8000, status FF (Blue Book 4.1.6.1).
 * @param instant UTC, years 0 to 65,534; milliseconds are dropped
 */
export function encodeDateTime(instant: Instant): Uint8Array {
  const date = new Date(instant);
  const year = date.getUTCFullYear();
  if (Number.isNaN(year) || year < 0 || year > 0xfffe) {
    throw new CodecError('GBCS_E_VALUE', `${instant} is not a time that a date-time can hold`);
  }
  return Uint8Array.of(
    year >> 8,
    year & 0xff,
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    NOT_SPECIFIED,
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    0,
    ...UNSPECIFIED_DEVIATION,
    STATUS_NOT_SPECIFIED,
  );
}

/** The activation date-time that means at once (GBCS 9.2). */
export const ACTIVATE_NOW = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x00, 0xff);
/** The activation date-time that means never, and so cancels what was planned (GBCS 9.2). */
export const ACTIVATE_NEVER = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80, 0x00, 0xff);

export type ActivationTime =
  | { readonly when: 'now' }
  | { readonly when: 'never' }
  | { readonly when: 'at'; readonly instant: Instant };

/**
 * Reads an activation date-time: at once, never, or at one instant without wildcards (GBCS 9.2).
 * @throws CodecError `GBCS_E_VALUE` on any wildcard or a date that does not exist
 */
export function decodeActivationTime(octets: Uint8Array): ActivationTime {
  if (equalBytes(octets, ACTIVATE_NOW)) return { when: 'now' };
  if (equalBytes(octets, ACTIVATE_NEVER)) return { when: 'never' };
  return { when: 'at', instant: decodeDateTime(octets) };
}

/**
 * The instant of a COSEM date-time without wildcards; the day of week, hundredths and status are not looked at.
 * @param octets 12 octets, deviation 8000 or 0
 * @throws CodecError `GBCS_E_VALUE` on wildcards, other deviations and dates that do not exist
 */
export function decodeDateTime(octets: Uint8Array): Instant {
  if (octets.length !== 12) throw new CodecError('GBCS_E_VALUE', `a date-time has 12 octets, not ${octets.length}`);
  const [yearHigh, yearLow, month, day, , hour, minute, second, , deviationHigh, deviationLow] =
    octets as unknown as number[];
  const deviation = ((deviationHigh as number) << 8) | (deviationLow as number);
  const year = ((yearHigh as number) << 8) | (yearLow as number);
  const instant = Date.UTC(year, (month as number) - 1, day, hour, minute, second);
  const back = new Date(instant);
  const exists =
    year !== YEAR_NOT_SPECIFIED &&
    back.getUTCFullYear() === year &&
    back.getUTCMonth() + 1 === month &&
    back.getUTCDate() === day &&
    back.getUTCHours() === hour &&
    back.getUTCMinutes() === minute &&
    back.getUTCSeconds() === second;
  if (!exists || (deviation !== 0x8000 && deviation !== 0)) {
    throw new CodecError('GBCS_E_VALUE', 'not a date-time in UTC without wildcards', { clause: 'GBCS 9.2' });
  }
  return instant;
}
