import { instantOf } from '../emulator/index.js';
import { type Instant, UsageError } from '../gbcs/index.js';
import { shownName } from './shown.js';

/** A time in UTC, as options give it. @throws UsageError `HANLAB_E_USAGE` */
export function timeOf(text: string): Instant {
  const instant = instantOf(text);
  if (instant !== undefined) return instant;
  throw new UsageError('HANLAB_E_USAGE', `${shownName(text)} is no time such as 2026-01-05T18:00:00Z`);
}
