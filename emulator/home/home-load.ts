import { type Instant, UsageError } from '../../gbcs/index.js';
import type { Stored } from '../kernel/stored.js';

/**
 * Something in a home that takes power. Between two changes its power is constant, so that energy is a sum of products
 * and exact: power is in whole watts, time in milliseconds, energy in watt-milliseconds. It has no timers: whoever runs
 * it asks when it next changes. Its time only goes forward.
 */
export interface HomeLoad<S = unknown> extends Stored<S> {
  readonly label: string;
  /** Power now, in W. */
  readonly watts: number;
  /** When the power changes by itself, if it does. */
  nextChange(): Instant | undefined;
  /** Lets time pass. @param now not before the time that it is for this load */
  advance(now: Instant): void;
}

export const WATT_MILLISECONDS_PER_KWH = 1000 * 3_600_000;
export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** Whole watt-milliseconds of an energy in kWh. */
export function energyOf(kilowattHours: number): number {
  return Math.round(kilowattHours * WATT_MILLISECONDS_PER_KWH);
}

/** Time is not turned back. */
export function requireForward(at: Instant, now: Instant): void {
  if (now >= at) return;
  throw new UsageError('HANLAB_E_USAGE', `a home is already at ${at}: it cannot go back to ${now}`);
}

/** The earliest of these instants. */
export function earliest(...instants: readonly (Instant | undefined)[]): Instant | undefined {
  let first: Instant | undefined;
  for (const instant of instants) {
    if (instant !== undefined && (first === undefined || instant < first)) first = instant;
  }
  return first;
}

/** The next instant after `now` that is this minute of a day (UTC). @param minute 0 to 1,439 */
export function nextMinuteOfDay(now: Instant, minute: number): Instant {
  const today = Math.floor(now / DAY_MS) * DAY_MS + minute * MINUTE_MS;
  return today > now ? today : today + DAY_MS;
}
