import type { Instant } from '../../gbcs/index.js';

/** Characters of a time up to its seconds. */
const SECONDS = '2026-01-05T18:00:00'.length;

/** @returns nothing for a text that is no time in UTC, as of a day that its month does not have */
export function instantOf(text: string): Instant | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(text)) return undefined;
  const instant = Date.parse(text);
  // 30 February would be a day in March.
  return Number.isNaN(instant) || !new Date(instant).toISOString().startsWith(text.slice(0, SECONDS))
    ? undefined
    : instant;
}
