import type { Instant } from '../../gbcs/index.js';

/**
 * An amount of energy that something still takes, at some power, from an instant on: what a car’s battery and a hot
 * cylinder have in common. It is met at the first whole millisecond at which that much has been taken.
 */
export interface EnergyNeed {
  readonly at: Instant;
  /** Watt-milliseconds that are missing; never below 0. */
  readonly missing: number;
}

/** The need after some time at a power. */
export function needAfter({ at, missing }: EnergyNeed, watts: number, now: Instant): EnergyNeed {
  return { at: now, missing: Math.max(0, missing - watts * (now - at)) };
}

/** When it is met at this power, if ever. */
export function metAt({ at, missing }: EnergyNeed, watts: number): Instant | undefined {
  return watts > 0 && missing > 0 ? at + Math.ceil(missing / watts) : undefined;
}
