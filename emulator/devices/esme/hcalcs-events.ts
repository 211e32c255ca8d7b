import { assumptionValue, type Instant, type Profile } from '../../../gbcs/index.js';
import type { CancelLoadControlEvent, LoadControlEvent } from '../../han/load-control-frames.js';
import { CLOSED_LEVEL } from './levels.js';

/** Load Control Events for an HCALCS, which has no clock and times them itself (GBCS 18.1.1). */

const MINUTE_MS = 60_000;

/** How long an event lasts, and when the ESME has to send another. */
export interface EventTiming {
  readonly durationMinutes: number;
  readonly endsAt: Instant;
}

/**
 * The time of an event that holds up to an instant: whole minutes, at least one, at most the longest that an event can be.
 * @param until absent if nothing is going to change
 */
export function eventTiming(profile: Profile, now: Instant, until: Instant | undefined): EventTiming {
  const longestMs = assumptionValue(profile, 'load-control-duration-limit-minutes') * MINUTE_MS;
  const endsAt = Math.min(until ?? Number.POSITIVE_INFINITY, now + longestMs);
  return { endsAt, durationMinutes: Math.max(1, Math.ceil((endsAt - now) / MINUTE_MS)) };
}

/** An event that starts now and tells an HCALCS to open or close. */
export function loadControlEvent(
  profile: Profile,
  issuerEventId: number,
  level: number,
  durationMinutes: number,
): LoadControlEvent {
  const duty = level === CLOSED_LEVEL ? 'drlc-duty-cycle-closed' : 'drlc-duty-cycle-open';
  return {
    command: 'loadControlEvent',
    issuerEventId,
    deviceClass: assumptionValue(profile, 'drlc-device-class'),
    utilityEnrolmentGroup: 0,
    startTime: 0,
    durationMinutes,
    criticality: assumptionValue(profile, 'drlc-criticality'),
    dutyCycle: assumptionValue(profile, duty),
    eventControl: 0,
  };
}

/** Takes an event back at once; its HCALCS then asks what holds. */
export function cancelLoadControlEvent(profile: Profile, issuerEventId: number): CancelLoadControlEvent {
  return {
    command: 'cancelLoadControlEvent',
    issuerEventId,
    deviceClass: assumptionValue(profile, 'drlc-device-class'),
    utilityEnrolmentGroup: 0,
    cancelControl: 0,
    effectiveTime: 0,
  };
}
