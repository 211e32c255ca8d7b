import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AuditVerdict,
  auditJson,
  auditNoise,
  auditText,
  noiseText,
  profileOfFault,
  audit as runAudit,
  type WorkerOptions,
} from '../conformance/index.js';
import { DEFAULT_SEED, FAULTS } from '../emulator/index.js';
import { profileById, UsageError } from '../gbcs/index.js';
import { faultsByName } from './fault-names.js';
import { listenForInterrupt } from './interruption.js';
import { EXIT, plainText, printJson, printLines, progressLine } from './output.js';
import { makeDirectory } from './run-directory.js';
import { shownName } from './shown.js';

/** Options of `hanlab audit`. */
export interface AuditOptions {
  readonly profile?: readonly string[] | undefined;
  readonly fault?: readonly string[] | undefined;
  readonly noise?: string | undefined;
  readonly seed?: string | undefined;
  readonly workers?: string | undefined;
  readonly out?: string | undefined;
  readonly json: boolean;
}

const DEFAULT_PROFILE = 'secmp0046-core';
const MOST_RUNS = 100_000;
const MOST_WORKERS = 64;

/** A report in its two forms. */
interface Reported {
  readonly verdict: AuditVerdict;
  readonly document: object;
  readonly lines: readonly string[];
}

/**
 * Looks whether the suite notices defects, or with `noise` whether it takes noise for one, and prints what it found.
 * @returns the exit code
 * @throws UsageError `HANLAB_E_USAGE`, `HANLAB_E_NOTHING_SELECTED`
 */
export async function audit(options: AuditOptions): Promise<number> {
  const profiles = [...new Set(options.profile ?? [])];
  for (const id of profiles) profileById(id);
  const workers = numberOf('--workers', options.workers, MOST_WORKERS);
  const runs = numberOf('--noise', options.noise, MOST_RUNS);
  if (runs !== undefined && options.fault !== undefined) {
    throw new UsageError('HANLAB_E_USAGE', '--noise is of sound devices: it takes no --fault');
  }
  const seed = options.seed ?? DEFAULT_SEED;
  const named = options.fault === undefined ? FAULTS : faultsByName(options.fault);
  const faults = named.filter((fault) => profiles.length === 0 || profiles.includes(profileOfFault(fault)));
  if (runs === undefined && faults.length === 0) {
    throw new UsageError('HANLAB_E_NOTHING_SELECTED', `no defect shows under ${profiles.join(', ')} alone`);
  }
  const file = options.out === undefined ? undefined : fileIn(options.out);
  const interruption = listenForInterrupt();
  const progress = progressLine(runs === undefined ? 'defects' : 'noisy runs');
  const working: WorkerOptions = { workers, signal: interruption.signal, ended: progress.update };
  let reported: Reported;
  try {
    if (runs !== undefined) {
      const report = await auditNoise(
        { runs, profiles: profiles.length === 0 ? [DEFAULT_PROFILE] : profiles, seed },
        working,
      );
      reported = { verdict: report.verdict, document: report, lines: noiseText(report) };
    } else {
      const report = await runAudit({ faults, isWhole: faults.length === FAULTS.length, seed }, working);
      reported = { verdict: report.verdict, document: auditJson(report), lines: auditText(report) };
    }
  } finally {
    progress.end();
    interruption.stop();
  }
  if (file !== undefined) write(file, reported.document);
  if (options.json) printJson(reported.document);
  else printLines(reported.lines.map(plainText));
  return interruption.signal.aborted ? EXIT.interrupted : EXIT_CODES[reported.verdict];
}

const EXIT_CODES: Readonly<Record<AuditVerdict, number>> = {
  'as-expected': EXIT.asExpected,
  deviates: EXIT.deviation,
  incomplete: EXIT.harness,
};

function numberOf(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d{1,6}$/.test(text) && value >= 1 && value <= most) return value;
  throw new UsageError('HANLAB_E_USAGE', `${option}: ${shownName(text)} is not a whole number, 1 to ${most}`);
}

/** Makes the directory, and takes the report of an earlier audit away. */
function fileIn(directory: string): string {
  const file = join(directory, 'audit.json');
  try {
    makeDirectory(directory);
    rmSync(file, { force: true });
    return file;
  } catch (cause) {
    throw cannotWrite(directory, cause);
  }
}

function write(file: string, document: object): void {
  try {
    writeFileSync(file, `${JSON.stringify(document, undefined, 2)}\n`);
  } catch (cause) {
    throw cannotWrite(file, cause);
  }
}

function cannotWrite(path: string, cause: unknown): UsageError {
  const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
  return new UsageError('HANLAB_E_USAGE', `cannot write '${path}' (${reason})`, { cause });
}
