import { integer, sequence, TIME } from './schema.js';

/** Payloads that set the clock of a GSME (GBCS Annex 3, SetTime: GCS28). Times are ISO 8601, UTC, whole seconds. */

/** Names of `deviceTimeStatus` by number. */
export const DEVICE_TIME_STATUS = ['reliable', 'invalid', 'unreliable'] as const;

/**
 * ```asn1
 * SetTimeCommand ::= SEQUENCE {
 *   validityIntervalStart  GeneralizedTime,
 *   validityIntervalEnd    GeneralizedTime }
 * ```
 */
export const SET_TIME_COMMAND = sequence({ validityIntervalStart: TIME, validityIntervalEnd: TIME });

/**
 * ```asn1
 * SetTimeResponse ::= SEQUENCE {
 *   deviceTime        GeneralizedTime,
 *   deviceTimeStatus  INTEGER { reliable(0), invalid(1), unreliable(2) } }
 * ```
 */
export const SET_TIME_RESPONSE = sequence({ deviceTime: TIME, deviceTimeStatus: integer(DEVICE_TIME_STATUS) });
