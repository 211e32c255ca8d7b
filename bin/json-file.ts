import { UsageError } from '../gbcs/index.js';
import { readBounded } from './bounded-file.js';
import { shownPath } from './shown.js';

/**
 * JSON in a file.
 * @param what it is, for errors: a path that is long or odd is not repeated
 * @throws UsageError `HANLAB_E_INPUT` for a file that cannot be read, is too long or no JSON
 */
export function readJson(path: string, what: string, maxOctets: number): unknown {
  const name = shownPath(path, what);
  const octets = readOctets(path, what, maxOctets);
  try {
    return JSON.parse(new TextDecoder().decode(octets));
  } catch (cause) {
    // What JSON.parse says quotes the text, which may be anything.
    throw new UsageError('HANLAB_E_INPUT', `${name} is not JSON`, { cause });
  }
}

/** Octets of a file. @throws UsageError `HANLAB_E_INPUT` for one that cannot be read or is too long */
export function readOctets(path: string, what: string, maxOctets: number): Uint8Array {
  const name = shownPath(path, what);
  let octets: Uint8Array;
  try {
    octets = readBounded(path, maxOctets);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UsageError('HANLAB_E_INPUT', `${name} cannot be read (${code})`, { cause });
  }
  if (octets.length > maxOctets) throw new UsageError('HANLAB_E_INPUT', `${name} has more than ${maxOctets} octets`);
  return octets;
}
