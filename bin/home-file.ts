import { type HomeDescription, readHomeDescription } from '../emulator/index.js';
import { readJson } from './json-file.js';

/** A description with as many loads as there may be, and the longest labels, is far below this. */
const MAX_OCTETS = 64 * 1024;

/**
 * The description of a home in a file (docs/home.md).
 * @throws UsageError `HANLAB_E_INPUT` for a file that cannot be read, is too long or no JSON; `HANLAB_E_USAGE` with the
 *   field that is wrong
 */
export function readHome(path: string): HomeDescription {
  return readHomeDescription(readJson(path, 'the description of the home', MAX_OCTETS));
}
