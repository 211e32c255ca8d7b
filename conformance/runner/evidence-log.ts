import { closeSync, openSync, writeSync } from 'node:fs';
import { HanlabError } from '../../gbcs/index.js';
import type { EvidenceRecord, EvidenceWriter } from './evidence.js';
import { jsonText } from './shown.js';

/** Takes the evidence of a run, scenario after scenario. */
export interface EvidenceLog {
  /**
   * A writer for one scenario, or for the run itself if none is named; what it writes has its place in the order of the
   * whole run.
   */
  writer(scenario?: string): EvidenceWriter;
  /**
   * Puts away everything written so far; called before a verdict is taken.
   * @throws HanlabError `HANLAB_E_HARNESS` if anything could not be put away, now or earlier
   */
  flush(): void;
  /** Flushes and ends the log; what comes later is of no scenario any more and is dropped. */
  close(): void;
  /** Records written so far. */
  readonly count: number;
}

/** A log in memory, for those who want no files. */
export interface MemoryEvidenceLog extends EvidenceLog {
  /** The latest records, oldest first. */
  readonly records: readonly EvidenceRecord[];
}

/** Real time in milliseconds since 1970. */
type Now = () => number;

/** Octets kept back before they go to the file: bounds memory, and saves a system call for each record. */
const BUFFER_CHARACTERS = 64 * 1024;

/** Records that a log in memory keeps, unless said otherwise. */
const MEMORY_RECORDS = 10_000;

/**
 * A log in a file of JSON lines, which it makes anew.
 * @throws HanlabError `HANLAB_E_USAGE`, with the path, if the file cannot be made
 */
export function openEvidenceLog(path: string, now: Now = Date.now): EvidenceLog {
  const descriptor = openFile(path);
  let buffered = '';
  let trouble: HanlabError | undefined;
  let closed = false;
  const put = () => {
    if (trouble !== undefined) throw trouble;
    try {
      writeAll(descriptor, buffered);
      buffered = '';
    } catch (cause) {
      // A hole in the evidence cannot be mended: no verdict after this one holds.
      trouble = new HanlabError('HANLAB_E_HARNESS', `the evidence cannot be written to '${path}' (${reason(cause)})`, {
        cause,
      });
      buffered = '';
      throw trouble;
    }
  };
  const recorder = createRecorder(now, (record) => {
    if (closed) return false;
    buffered += `${recordText(record)}\n`;
    if (buffered.length >= BUFFER_CHARACTERS) put();
    return true;
  });
  return {
    writer: recorder.writer,
    get count() {
      return recorder.count();
    },
    flush: () => {
      if (!closed) put();
    },
    close() {
      if (closed) return;
      try {
        put();
      } finally {
        closed = true;
        closeSync(descriptor);
      }
    },
  };
}

/**
 * A log in memory.
 * @param limit how many records it keeps; older ones are forgotten, though they keep their numbers
 */
export function memoryEvidenceLog(limit = MEMORY_RECORDS, now: Now = Date.now): MemoryEvidenceLog {
  let records: EvidenceRecord[] = [];
  let closed = false;
  const recorder = createRecorder(now, (record) => {
    if (closed) return false;
    records.push(record);
    // Half at a time, so that forgetting costs little for each record.
    if (records.length >= 2 * limit) records = records.slice(-limit);
    return true;
  });
  return {
    writer: recorder.writer,
    get count() {
      return recorder.count();
    },
    get records() {
      return records.slice(-limit);
    },
    flush: () => undefined,
    close() {
      closed = true;
    },
  };
}

/** Numbers and dates what is written. @param take false if the record was dropped */
function createRecorder(now: Now, take: (record: EvidenceRecord) => boolean) {
  let count = 0;
  return {
    count: () => count,
    writer(scenario?: string): EvidenceWriter {
      let latest: string | undefined;
      return {
        write(virtualTime, entry) {
          if (virtualTime !== undefined) latest = new Date(virtualTime).toISOString();
          const record: EvidenceRecord = {
            sequence: count + 1,
            ...(scenario === undefined ? {} : { scenario }),
            ...(latest === undefined ? {} : { virtualTime: latest }),
            realTime: new Date(now()).toISOString(),
            entry,
          };
          if (take(record)) count += 1;
        },
      };
    },
  };
}

/** One line of JSON. What a device says of itself may contain anything; then at least that it spoke is on record. */
function recordText(record: EvidenceRecord): string {
  return (
    jsonText(record) ??
    JSON.stringify({ ...record, entry: { event: record.entry.event, note: 'not representable as JSON' } })
  );
}

function openFile(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (cause) {
    throw new HanlabError('HANLAB_E_USAGE', `cannot write '${path}' (${reason(cause)})`, { cause });
  }
}

/** A write may take less than it was given. */
function writeAll(descriptor: number, text: string): void {
  const octets = Buffer.from(text, 'utf8');
  for (let done = 0; done < octets.length; ) done += writeSync(descriptor, octets, done);
}

function reason(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause);
}
