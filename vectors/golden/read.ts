import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HanlabError, UsageError } from '../../gbcs/index.js';
import { readWholeFile } from '../whole-file.js';
import { GOLDEN_FORMAT, type GoldenFile } from './format.js';

/** Where the vectors are that come with the package: beside its sources, above what is compiled. */
export const GOLDEN_DIRECTORY = fileURLToPath(new URL('../../../vectors/golden/', import.meta.url));

export const GOLDEN_SCHEMA = 'golden-vectors.schema.json';
const MAX_FILE_OCTETS = 16_777_216;

/** A file of golden vectors by its name. */
export interface NamedGoldenFile {
  readonly name: string;
  readonly file: GoldenFile;
}

/**
 * Reads every file of golden vectors in a directory.
 * @throws UsageError if there is none; HanlabError `HANLAB_E_INPUT` on one that is not in the format
 */
export function readGolden(directory: string): readonly NamedGoldenFile[] {
  const names = namesIn(directory);
  if (names.length === 0) {
    throw new UsageError('HANLAB_E_USAGE', `there are no golden vectors in '${directory.slice(0, 200)}'`);
  }
  return names.map((name) => ({ name, file: parsed(name, readGoldenText(directory, name)) }));
}

/** The text of one file. @throws HanlabError `HANLAB_E_INPUT` if it cannot be read */
export function readGoldenText(directory: string, name: string): string {
  return new TextDecoder().decode(readWholeFile(join(directory, name), MAX_FILE_OCTETS));
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.json') && name !== GOLDEN_SCHEMA)
      .sort();
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code;
    throw new HanlabError('HANLAB_E_INPUT', `the directory of golden vectors cannot be listed (${reason})`, { cause });
  }
}

/** Whether all is there that checking relies on; the schema says it in full. */
function parsed(name: string, text: string): GoldenFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HanlabError('HANLAB_E_INPUT', `${name} is no JSON`, { cause });
  }
  const file = value as Partial<GoldenFile> | null;
  if (file?.format !== GOLDEN_FORMAT || !Array.isArray(file.groups)) {
    throw new HanlabError('HANLAB_E_INPUT', `${name} is not in the format ${GOLDEN_FORMAT}`);
  }
  return file as GoldenFile;
}
