import { closeSync, openSync, readSync } from 'node:fs';
import { HanlabError } from '../../gbcs/index.js';
import type { EvidenceRecord } from './evidence.js';

const CHUNK_OCTETS = 256 * 1024;

/** More than any record has: a message, and what it says. */
const LONGEST_LINE = 64 * 1024 * 1024;

/**
 * The records of a file of evidence, one after another, so that it need not fit into memory. A last line that was not
 * written to its end, as where a run was killed, is left out.
 * @throws HanlabError `HANLAB_E_INPUT` if the file cannot be read, or is none of evidence
 */
export function* readEvidence(path: string): Generator<EvidenceRecord> {
  let number = 0;
  for (const line of linesOf(path)) {
    number += 1;
    yield recordOf(line, path, number);
  }
}

function* linesOf(path: string): Generator<string> {
  const descriptor = opened(path);
  try {
    const decoder = new TextDecoder();
    const chunk = new Uint8Array(CHUNK_OCTETS);
    let rest = '';
    for (;;) {
      const count = readSync(descriptor, chunk, 0, chunk.length, null);
      if (count === 0) return;
      const lines = (rest + decoder.decode(chunk.subarray(0, count), { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE) throw new HanlabError('HANLAB_E_INPUT', `'${path}' has a line without end`);
      yield* lines;
    }
  } finally {
    closeSync(descriptor);
  }
}

function recordOf(line: string, path: string, number: number): EvidenceRecord {
  try {
    const record: unknown = JSON.parse(line);
    if (isRecord(record)) return record;
  } catch (cause) {
    throw new HanlabError('HANLAB_E_INPUT', `line ${number} of '${path}' is not JSON`, { cause });
  }
  throw new HanlabError('HANLAB_E_INPUT', `line ${number} of '${path}' is no record of evidence`);
}

/** Whether it has the frame of a record; what devices told within it may be anything. */
function isRecord(value: unknown): value is EvidenceRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { sequence, scenario, virtualTime, realTime, entry } = value as Readonly<Record<string, unknown>>;
  const isText = (one: unknown) => one === undefined || typeof one === 'string';
  const hasEntry =
    typeof entry === 'object' && entry !== null && typeof (entry as { event?: unknown }).event === 'string';
  return typeof sequence === 'number' && isText(scenario) && isText(virtualTime) && isText(realTime) && hasEntry;
}

function opened(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new HanlabError('HANLAB_E_INPUT', `the evidence cannot be read from '${path}' (${code})`, { cause });
  }
}
