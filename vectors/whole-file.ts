import { readFileSync, statSync } from 'node:fs';
import { HanlabError } from '../gbcs/index.js';

/**
 * Octets of a file that has an upper limit by its nature.
 * @throws HanlabError `HANLAB_E_INPUT` if it is larger, is no regular file, or cannot be read
 */
export function readWholeFile(path: string, maxOctets: number): Uint8Array {
  const stats = inputOf(() => statSync(path));
  if (!stats.isFile()) throw new HanlabError('HANLAB_E_INPUT', 'is not a regular file');
  if (stats.size > maxOctets) {
    throw new HanlabError('HANLAB_E_INPUT', `has ${stats.size} octets, more than ${maxOctets}`);
  }
  return inputOf(() => readFileSync(path));
}

/** The system's own message would quote a path, which the caller knows already. */
function inputOf<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new HanlabError('HANLAB_E_INPUT', `cannot be read${code}`, { cause });
  }
}
