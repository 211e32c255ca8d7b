import { UsageError } from '../gbcs/index.js';

const HIGHEST = 2n ** 64n - 1n;

/**
 * An Originator Counter, in decimal digits.
 * @param option that it was given by
 * @throws UsageError `HANLAB_E_USAGE`
 */
export function counterOf(option: string, text: string): bigint {
  const counter = /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
  if (counter !== undefined && counter <= HIGHEST) return counter;
  throw new UsageError('HANLAB_E_USAGE', `${option} takes a counter, 0 to ${HIGHEST}`);
}
