import { UsageError } from '../gbcs/index.js';
import { readBounded } from './bounded-file.js';
import { readStandardInput } from './input.js';
import { shownPath } from './shown.js';

/**
 * JSON in a file.
 * @param what it is, for errors: a path that is long or odd is not repeated
 * @throws UsageError `HANLAB_E_INPUT` for a file that cannot be read, is too long or no JSON
 */
export function readJson(path: string, what: string, maxOctets: number): unknown {
  return jsonOf(readOctets(path, what, maxOctets), shownPath(path, what));
}

/** The same, and for `-` that of standard input. @throws UsageError `HANLAB_E_INPUT` */
export async function readJsonInput(path: string, what: string, maxOctets: number): Promise<unknown> {
  if (path !== '-') return readJson(path, what, maxOctets);
  const name = 'standard input';
  return jsonOf(within(await readStandardInput(maxOctets), name, maxOctets), name);
}

/** Octets of a file. @throws UsageError `HANLAB_E_INPUT` for one that cannot be read or is too long */
export function readOctets(path: string, what: string, maxOctets: number): Uint8Array {
  return within(readBounded(path, what, maxOctets), shownPath(path, what), maxOctets);
}

function within(octets: Uint8Array, name: string, maxOctets: number): Uint8Array {
  if (octets.length <= maxOctets) return octets;
  throw new UsageError('HANLAB_E_INPUT', `${name} has more than ${maxOctets} octets`);
}

function jsonOf(octets: Uint8Array, name: string): unknown {
  try {
    // Leaves out a byte order mark, which JSON has no place for.
    return JSON.parse(new TextDecoder().decode(octets));
  } catch (cause) {
    // What JSON.parse says quotes the text, which may be anything.
    throw new UsageError('HANLAB_E_INPUT', `${name} is not JSON`, { cause });
  }
}
