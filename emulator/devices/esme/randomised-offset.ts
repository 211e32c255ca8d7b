import { assumptionValue, type Eui64, type Profile } from '../../../gbcs/index.js';

/** The Randomised Offset of an ESME: by how much it switches late, so that homes do not switch together (ECS38, ECS26c). */

/** The largest Randomised Offset Number, with which the offset is the limit. */
const OFFSET_NUMBERS = 10_000;
/** The largest Randomised Offset Limit, in seconds. */
export const MAX_OFFSET_LIMIT = 1799;

/** What of load control the offset may delay. */
export type Delayed = 'calendar' | 'commandStart' | 'commandEnd';

/** A number from 1 to 10,000 for a device to which its maker gave none: by its identifier. */
export function randomisedOffsetNumberOf(eui: Eui64): number {
  return (Number.parseInt(eui.slice(-8), 16) % OFFSET_NUMBERS) + 1;
}

/** The offset, the number that the limit is multiplied with, and the limit that ECS38 sets. */
export interface OffsetSetting {
  /** The offset itself, in seconds: found anew whenever the limit is set. */
  seconds: number;
  /** 1 to 10,000, fixed in manufacture. */
  number: number;
  /** Seconds, 0 to 1,799. */
  limit: number;
}

/** The offset in whole seconds: number x limit x 10^-4, rounded (GBCS ECS26c). */
export function randomisedOffset({ number, limit }: Pick<OffsetSetting, 'number' | 'limit'>): number {
  return Math.round((number * limit) / OFFSET_NUMBERS);
}

/** Whether the profile lets the offset delay this, by `randomised-offset-delays`. */
export function isDelayed(profile: Profile, what: Delayed): boolean {
  return assumptionValue(profile, 'randomised-offset-delays').split(' ').includes(what);
}
