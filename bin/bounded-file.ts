import { closeSync, openSync, readSync } from 'node:fs';
import { UsageError } from '../gbcs/index.js';
import { shownPath } from './shown.js';

/** How much is asked for at a time. */
const CHUNK_OCTETS = 64 * 1024;

/**
 * Octets of a file, device or pipe that may have no end: at most one more than `maxOctets`, so that the caller can tell.
 * @param what it is, for the error: a path that is long or odd is not repeated
 * @throws UsageError `HANLAB_E_INPUT` where it cannot be read
 */
export function readBounded(path: string, what: string, maxOctets: number): Uint8Array {
  try {
    return beginningOf(path, maxOctets);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'EISDIR' ? 'is a directory' : `cannot be read (${code})`;
    throw new UsageError('HANLAB_E_INPUT', `${shownPath(path, what)} ${reason}`, { cause });
  }
}

function beginningOf(path: string, maxOctets: number): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    while (length <= maxOctets) {
      const chunk = new Uint8Array(Math.min(CHUNK_OCTETS, maxOctets + 1 - length));
      const count = readSync(descriptor, chunk, 0, chunk.length, null);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      length += count;
    }
    return Buffer.concat(chunks);
  } finally {
    closeSync(descriptor);
  }
}
