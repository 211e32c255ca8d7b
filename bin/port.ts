import { UsageError } from '../gbcs/index.js';
import { shownName } from './shown.js';

/** @throws UsageError `HANLAB_E_USAGE` */
export function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError('HANLAB_E_USAGE', `${shownName(text)} is no port; ports are 0 to 65535`);
}
