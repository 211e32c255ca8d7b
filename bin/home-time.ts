import { instantOf } from '../emulator/index.js';
import { UsageError } from '../gbcs/index.js';
import { printNote } from './output.js';
import { timeOf } from './time.js';

/** Of a home that begins in virtual time, if nothing else is said. */
const DEFAULT_START = '2026-01-05T18:00:00Z';

/** Options of a home's time. */
export interface TimeOptions {
  readonly time: 'virtual' | 'real';
  readonly start?: string | undefined;
}

/**
 * When a home begins: real time begins now.
 * @throws UsageError `HANLAB_E_USAGE` for a start that is no time, or that would do nothing
 */
export function startOf({ time, start }: TimeOptions): number {
  if (time === 'real') {
    if (start === undefined) return Date.now();
    throw new UsageError('HANLAB_E_USAGE', '--start is of virtual time; real time begins now');
  }
  return timeOf(start ?? DEFAULT_START);
}

/** Says what a home that was kept does with its options of time. @param now of the home, once it is open */
export function noteHomeTime({ time, start }: TimeOptions, now: number): void {
  const at = new Date(now).toISOString();
  if (start !== undefined && instantOf(start) !== now) {
    printNote(`the home goes on at ${at}; --start is for one that begins`);
  }
  if (time === 'real' && now > Date.now()) {
    printNote(`the home is at ${at}, ahead of this machine's clock: it stands still until then`);
  }
}
