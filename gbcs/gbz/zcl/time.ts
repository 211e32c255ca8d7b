import { misplaced, type NamedValue, numberOfName } from '../../named-value.js';

/**
 * Times and dates of ZCL payloads by name: exactly reversible, sentinels and open dates included. Those of COSEM are in
 * `naming/date-time.ts`.
 */

const NOW = 0;
const LAST = 0xffff_fffe;
const NEVER = 0xffff_ffff;
const EPOCH = Date.UTC(2000, 0, 1);

/**
 * A UTCTime by name: ISO 8601 in UTC, or a word.
 * @param seconds since 2000-01-01T00:00:00Z, 32 bits
 * @param last what FFFFFFFE stands for
 */
export function nameOfTime(seconds: number, last = 'end of time'): string {
  if (seconds === NOW) return 'now';
  if (seconds === LAST) return last;
  if (seconds === NEVER) return 'never';
  return new Date(EPOCH + seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** @throws CodecError `GBCS_E_VALUE` on what `nameOfTime` never says */
export function timeOfName(value: NamedValue, path: string, last = 'end of time'): number {
  if (value === 'now') return NOW;
  if (value === last) return LAST;
  if (value === 'never') return NEVER;
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(value)) {
    const seconds = (Date.parse(value) - EPOCH) / 1000;
    // A day that the month does not have, and a time that a word stands for, would not come back.
    if (seconds > NOW && seconds < LAST && nameOfTime(seconds, last) === value) return seconds;
  }
  throw misplaced(path, `is no time from 2000 to 2136 such as 2030-01-15T09:00:00Z, nor now, never or ${last}`);
}

const OPEN = 0xff;
const FIRST_YEAR = 1900;
const WEEKDAYS = [undefined, 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** A date by name: `2015-04-05`, `*-12-25` every year, `2015-*-* Monday`. @param octets four of them */
export function nameOfDate(octets: Uint8Array): string {
  const [year = 0, month = 0, day = 0, weekday = 0] = octets;
  const number = (value: number, name = String(value).padStart(2, '0')) => (value === OPEN ? '*' : name);
  const text = `${number(year, String(FIRST_YEAR + year))}-${number(month)}-${number(day)}`;
  return weekday === OPEN ? text : `${text} ${WEEKDAYS[weekday] ?? weekday}`;
}

/** @throws CodecError `GBCS_E_VALUE` on what is no date, or has a number that does not fit its octet */
export function dateOfName(value: NamedValue, path: string): Uint8Array {
  const form = /^(\d{4}|\*)-(\d{2,3}|\*)-(\d{2,3}|\*)(?: (\w+))?$/;
  const found = typeof value === 'string' ? form.exec(value) : null;
  if (found === null) throw misplaced(path, 'is no date such as 2015-04-05, *-12-25 or 2015-*-* Monday');
  const [, year = '', month = '', day = '', weekday] = found;
  const octet = (text: string, from = 0) => {
    return text === '*' ? OPEN : numberOfName(Number(text) - from, path, [0, OPEN - 1]);
  };
  const named = WEEKDAYS.indexOf(weekday ?? '');
  if (weekday !== undefined && named < 0 && !/^\d{1,3}$/.test(weekday)) throw misplaced(path, 'has no such weekday');
  const last = weekday === undefined ? OPEN : named > 0 ? named : octet(weekday);
  return Uint8Array.of(octet(year, FIRST_YEAR), octet(month), octet(day), last);
}
