import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HanlabError } from '../../gbcs/index.js';
import { type GoldenText, generateGolden } from './generate.js';
import { GOLDEN_DIRECTORY, GOLDEN_SCHEMA, readGoldenText } from './read.js';

/** What was written. */
export interface GoldenFiles {
  readonly files: readonly { readonly file: string; readonly cases: number; readonly octets: number }[];
}

/** How files compare with what is generated. */
export interface GoldenComparison {
  readonly files: number;
  readonly differing: readonly { readonly file: string; readonly reason: string }[];
}

/**
 * Generates the golden vectors into a directory, which is made if it is not there, with the schema beside them.
 * @throws HanlabError `HANLAB_E_INPUT` if a file cannot be written
 */
export function writeGolden(directory: string, texts = generateGolden()): GoldenFiles {
  const schema = { name: GOLDEN_SCHEMA, text: readGoldenText(GOLDEN_DIRECTORY, GOLDEN_SCHEMA) };
  const isOwn = resolve(directory) === resolve(GOLDEN_DIRECTORY);
  try {
    mkdirSync(directory, { recursive: true });
    for (const { name, text } of isOwn ? texts : [...texts, schema]) writeFileSync(join(directory, name), text);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new HanlabError('HANLAB_E_INPUT', `the golden vectors cannot be written (${code})`, { cause });
  }
  return { files: texts.map(described) };
}

function described({ name, text }: GoldenText) {
  const { numberOfCases } = JSON.parse(text) as { readonly numberOfCases: number };
  return { file: name, cases: numberOfCases, octets: text.length };
}

/** Compares the files of a directory with what is generated, and writes nothing. */
export function compareGolden(directory: string, texts = generateGolden()): GoldenComparison {
  const differing = texts.flatMap(({ name, text }) => {
    const reason = differenceOf(directory, name, text);
    return reason === undefined ? [] : [{ file: name, reason }];
  });
  return { files: texts.length, differing };
}

function differenceOf(directory: string, name: string, text: string): string | undefined {
  let found: string;
  try {
    found = readGoldenText(directory, name);
  } catch (error) {
    if (error instanceof HanlabError) return error.message;
    throw error;
  }
  if (found === text) return undefined;
  const [ours, theirs] = [text.split('\n'), found.split('\n')];
  return `line ${ours.findIndex((line, i) => line !== theirs[i]) + 1} differs from what is generated`;
}
