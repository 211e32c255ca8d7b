import * as asn1js from 'asn1js';
import { CodecError } from '../errors.js';
import { type Block, malformed, rawOf } from './der.js';

/**
 * Times of certificates as ISO 8601 text in UTC with whole seconds, `2015-10-30T00:00:00Z`, so that the year 9999 of
 * device certificates and the calendar of any other year come out as they stand. asn1js would turn 30 February into
 * 2 March.
 */

const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/;

function isCalendarTime(iso: string): boolean {
  const time = ISO.test(iso) ? Date.parse(iso) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString() === iso.replace('Z', '.000Z');
}

/** @throws KeyError `GBCS_E_KEY` if `block` is no UTCTime or GeneralizedTime of RFC 5280 4.1.2.5, or no calendar date */
export function readTime(block: Block | undefined, what: string): string {
  if (!(block instanceof asn1js.UTCTime)) throw malformed(what);
  const text = String.fromCharCode(...rawOf(block).subarray(2));
  // To asn1js a GeneralizedTime is a UTCTime too. Two digits of the year stand for 1950 to 2049.
  const whole = block instanceof asn1js.GeneralizedTime ? text : `${text < '5' ? '20' : '19'}${text}`;
  const iso = whole.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3T$4:$5:$6');
  if (!isCalendarTime(iso)) throw malformed(what);
  return iso;
}

/**
 * A Time as RFC 5280 4.1.2.5 wants it: two digits for the year up to 2049, four from then on.
 * @throws CodecError `GBCS_E_VALUE` if `iso` is not a calendar time
 */
export function makeTime(iso: string): Block {
  if (!isCalendarTime(iso)) {
    throw new CodecError('GBCS_E_VALUE', `'${iso.slice(0, 40)}' is not a date and time such as 2015-10-30T00:00:00Z`);
  }
  const valueDate = new Date(iso);
  return iso < '2050' ? new asn1js.UTCTime({ valueDate }) : new asn1js.GeneralizedTime({ valueDate });
}
