import { type AccessSpecification, type Data, decodeDateTime, HanlabError } from '../../../../gbcs/index.js';

/**
 * Which entries of a log a read wants (GBCS 9.1.5, 9.1.6): those from one time to another, both included. A time is in
 * seconds since 2000-01-01T00:00:00Z; the oldest and the newest entry have times of their own.
 */
export interface LogRange {
  readonly from: number;
  readonly to: number;
}

const EPOCH = Date.UTC(2000, 0, 1);
const NEWEST = 0xffff_ffff;
/** Octets of a date-time that say what time it is; deviation and status stand behind them. */
const TIME_OCTETS = 9;

/** Seconds since 2000-01-01T00:00:00Z, as logs count. @param instant UTC, milliseconds are dropped */
export function logTime(instant: number): number {
  return Math.floor((instant - EPOCH) / 1000);
}

/** The range of a selective access; `undefined` for one of another form. */
export function selectedRange(selection: NonNullable<AccessSpecification['selection']>): LogRange | undefined {
  const items = selection.parameters.type === 'structure' ? selection.parameters.items : [];
  const [, from, to] = items;
  if (from?.type !== 'double-long-unsigned' || to?.type !== 'double-long-unsigned') return undefined;
  return { from: from.value, to: to.value };
}

/** The range of a restriction by date, as reads under protection have it; `undefined` for times that are none. */
export function restrictedRange(range: { readonly from: Uint8Array; readonly to: Uint8Array }): LogRange | undefined {
  const from = secondsOf(range.from, 0x00, 0);
  const to = secondsOf(range.to, 0xff, NEWEST);
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** @param sentinel octet that the whole time is made of where it stands for the oldest or the newest entry */
function secondsOf(octets: Uint8Array, sentinel: number, meaning: number): number | undefined {
  if (octets.subarray(0, TIME_OCTETS).every((octet) => octet === sentinel)) return meaning;
  try {
    return logTime(decodeDateTime(octets));
  } catch (error) {
    if (error instanceof HanlabError) return undefined;
    throw error;
  }
}

/** The entries of a log that lie in a range. The time of an entry is its first field. */
export function entriesWithin(
  entries: readonly Data[],
  { from, to }: LogRange,
  excludesBoundary = false,
): readonly Data[] {
  return entries.filter((entry) => {
    const time = entry.type === 'structure' ? entry.items[0] : undefined;
    if (time?.type !== 'double-long-unsigned') return false;
    return time.value >= from && (excludesBoundary ? time.value < to : time.value <= to);
  });
}
