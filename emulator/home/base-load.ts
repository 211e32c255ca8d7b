import type { Instant } from '../../gbcs/index.js';
import { DAY_MS, WATT_MILLISECONDS_PER_KWH } from './home-load.js';
import { fraction } from './random.js';

/**
 * What a home takes besides its switched loads: lights, kitchen, appliances. One power for each half-hour, in closed
 * form from a seed, so that any instant can be asked for at the same small cost and nothing is kept. The shape is our
 * own: a British household with a low night, a small morning and a high evening peak. Hours are UTC; summer time is not
 * looked at.
 */

const HALF_HOUR_MS = 1_800_000;
const SLOTS = 48;

/** Relative power of each half-hour from midnight on; weekdays, then weekends. */
const WEEKDAY = [
  ...[46, 40, 36, 34, 33, 32, 32, 32, 33, 35, 40, 50, 66, 86, 100, 104, 98, 90, 84, 80, 78, 77, 78, 80],
  ...[84, 84, 82, 80, 80, 84, 94, 108, 128, 150, 170, 182, 186, 184, 178, 170, 162, 154, 144, 132, 116, 96, 76, 58],
];
const WEEKEND = [
  ...[54, 46, 40, 36, 34, 33, 32, 32, 33, 34, 36, 42, 52, 66, 84, 102, 114, 120, 122, 120, 118, 116, 118, 122],
  ...[
    128, 126, 118, 110, 106, 106, 110, 120, 136, 152, 166, 174, 176, 174, 168, 162, 154, 148, 140, 130, 116, 98, 80, 62,
  ],
];
/** Relative consumption of the months. */
const MONTHS = [1.18, 1.14, 1.06, 0.98, 0.92, 0.88, 0.86, 0.87, 0.92, 1.0, 1.07, 1.12];

const WEEK_MEAN =
  (5 * WEEKDAY.reduce((sum, one) => sum + one, 0) + 2 * WEEKEND.reduce((sum, one) => sum + one, 0)) / (7 * SLOTS);
const THURSDAY = 4;
/** How far the days of two homes lie apart, in half-hours to either side. */
const SHIFT_SLOTS = 2;

export interface BaseLoad {
  /** 32 bits: which home it is. */
  readonly seed: number;
  /** Mean consumption of a day, over many. */
  readonly dailyKilowattHours: number;
}

/** Power of the half-hour in which `now` lies, in whole W. */
export function baseWatts({ seed, dailyKilowattHours }: BaseLoad, now: Instant): number {
  const slot = Math.floor(now / HALF_HOUR_MS);
  const day = Math.floor(now / DAY_MS);
  const shift = Math.floor(fraction(seed, -1) * (2 * SHIFT_SLOTS + 1)) - SHIFT_SLOTS;
  const weekday = (((day + THURSDAY) % 7) + 7) % 7;
  const shape = weekday === 0 || weekday === 6 ? WEEKEND : WEEKDAY;
  const ofDay = (((slot + shift) % SLOTS) + SLOTS) % SLOTS;
  const mean = (dailyKilowattHours * WATT_MILLISECONDS_PER_KWH) / DAY_MS;
  const season = MONTHS[new Date(now).getUTCMonth()] ?? 1;
  // Between a third of the mean and five thirds: homes do not boil their kettles together.
  const chance = 1 / 3 + (4 / 3) * fraction(seed, slot);
  return Math.round((mean * season * chance * (shape[ofDay] ?? 0)) / WEEK_MEAN);
}

/** When the next half-hour begins. */
export function nextBaseChange(now: Instant): Instant {
  return (Math.floor(now / HALF_HOUR_MS) + 1) * HALF_HOUR_MS;
}
