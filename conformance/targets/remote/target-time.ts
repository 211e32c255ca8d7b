import { instantOf } from '../../../emulator/index.js';
import type { Instant } from '../../../gbcs/index.js';
import { garbage, shown, type Values } from './target-client.js';

/** Times in the results of the target protocol. Each throws HanlabError `HANLAB_E_TARGET_GARBAGE` on a time that is none. */

/** What time it is for a device, and when something happens by itself. */
export function timeIn(result: Values): { readonly now: Instant; readonly due: Instant | undefined } {
  return { now: instantIn(result, 'now'), due: dueIn(result) };
}

/** When something happens by itself, if it does. */
export function dueIn(result: Values): Instant | undefined {
  const due = result['nextDue'];
  return due === undefined || due === null ? undefined : instantIn(result, 'nextDue');
}

export function timeText(instant: Instant): string {
  return new Date(instant).toISOString();
}

function instantIn(result: Values, name: string): Instant {
  const text = result[name];
  const instant = typeof text === 'string' ? instantOf(text) : undefined;
  if (instant === undefined) throw garbage(`the device said a time that is none as ${name}: ${shown(text, 40)}`);
  return instant;
}
