import { type HomeDescription, readHomeDescription } from '../emulator/index.js';
import { UsageError } from '../gbcs/index.js';
import { readBounded } from './bounded-file.js';
import { shownPath } from './shown.js';

/** A description with as many loads as there may be, and the longest labels, is far below this. */
const MAX_OCTETS = 64 * 1024;

/**
 * The description of a home in a file (docs/home.md).
 * @throws UsageError `HANLAB_E_INPUT` for a file that cannot be read, is too long or no JSON; `HANLAB_E_USAGE` with the
 *   field that is wrong
 */
export function readHome(path: string): HomeDescription {
  const name = shownPath(path, 'the description of the home');
  return readHomeDescription(parsed(octetsOf(path, name), name));
}

function octetsOf(path: string, name: string): Uint8Array {
  let octets: Uint8Array;
  try {
    octets = readBounded(path, MAX_OCTETS);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UsageError('HANLAB_E_INPUT', `${name} cannot be read (${code})`, { cause });
  }
  if (octets.length > MAX_OCTETS) {
    throw new UsageError('HANLAB_E_INPUT', `${name} has more than ${MAX_OCTETS} octets`);
  }
  return octets;
}

function parsed(octets: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(octets));
  } catch (cause) {
    // What JSON.parse says quotes the text, which may be anything.
    throw new UsageError('HANLAB_E_INPUT', `${name} is not JSON`, { cause });
  }
}
