import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../gbcs/index.js';

/** Where the parts of a Reference Test Data Set are. */
export interface RtdsFiles {
  readonly directory: string;
  /** Every `RTDS-*` and below it every `.HEX`, as paths within the directory with `/`, in ascending order. */
  readonly messages: readonly string[];
  /** Every `duis/*_REQUEST_DUIS.XML`, likewise; none where there is no `duis`. */
  readonly requests: readonly string[];
  /** Directory of certificates and private keys. */
  readonly keystore: string;
}

/**
 * Finds `RTDS-*` with its messages, `keystore` and `duis` in a directory.
 * @throws UsageError `HANLAB_E_USAGE`, saying what was looked for, where one of them is not there
 */
export function locateRtds(directory: string): RtdsFiles {
  const sets = entriesOf(directory).filter((name) => name.startsWith('RTDS-'));
  if (sets.length === 0) throw lacks(directory, 'no directory RTDS-*');
  const messages = sets.flatMap((set) =>
    readdirSync(join(directory, set), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.hex$/i.test(path))
      .map((path) => `${set}/${path.replaceAll('\\', '/')}`),
  );
  if (messages.length === 0) throw lacks(directory, 'no file *.HEX in RTDS-*');
  const keystore = join(directory, 'keystore');
  if (!existsSync(keystore)) throw lacks(directory, 'no directory keystore');
  return { directory, messages: messages.sort(), requests: requestsIn(directory), keystore };
}

function requestsIn(directory: string): string[] {
  const folder = join(directory, 'duis');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /_REQUEST_DUIS\.XML$/i.test(name))
    .map((name) => `duis/${name}`)
    .sort();
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => entry.name)
      .sort();
  } catch (cause) {
    throw lacks(directory, 'no such directory, or it cannot be listed', cause);
  }
}

function lacks(directory: string, what: string, cause?: unknown): UsageError {
  return new UsageError(
    'HANLAB_E_USAGE',
    `'${directory}' holds no Reference Test Data Set: ${what}; looked for RTDS-*/**/*.HEX and keystore/`,
    { cause },
  );
}
