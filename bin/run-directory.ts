import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { htmlReport, jsonReport, junitReport, type RunReport, readEvidence } from '../conformance/index.js';
import { HanlabError, UsageError } from '../gbcs/index.js';
import { EXIT } from './output.js';

/** The directory of a run: what is in it, and how it is written. */

export interface ReportPaths {
  readonly targetErrors: string;
  readonly evidence: string;
  readonly json: string;
  readonly junit: string;
  readonly html: string;
}

/** Makes the directory, and takes reports of an earlier run away: none of them may be taken for one of this run. */
export function prepareDirectory(directory: string): ReportPaths {
  const paths = {
    evidence: join(directory, 'evidence.jsonl'),
    targetErrors: join(directory, 'target-stderr.txt'),
    json: join(directory, 'report.json'),
    junit: join(directory, 'junit.xml'),
    html: join(directory, 'report.html'),
  };
  try {
    makeDirectory(directory);
    for (const path of Object.values(paths)) rmSync(path, { force: true });
  } catch (cause) {
    throw cannotWrite(directory, cause);
  }
  return paths;
}

/** Something to be written, and where. */
export type Step = readonly [path: string, write: () => void];

export function reportSteps(report: RunReport, paths: ReportPaths): readonly Step[] {
  return [
    [paths.json, () => writeFileSync(paths.json, `${JSON.stringify(jsonReport(report), undefined, 2)}\n`)],
    [paths.junit, () => writeFileSync(paths.junit, junitReport(report))],
    [paths.html, () => writeFileSync(paths.html, htmlReport(report, readEvidence(paths.evidence)))],
  ];
}

/** Does all of it. What goes wrong is returned: the result is to be printed all the same. */
export function carryOut(steps: readonly Step[]): HanlabError | undefined {
  let trouble: HanlabError | undefined;
  for (const [path, write] of steps) {
    try {
      write();
    } catch (cause) {
      trouble ??= cause instanceof HanlabError ? cause : cannotWrite(path, cause);
    }
  }
  return trouble;
}

export function cannotWrite(path: string, cause: unknown): UsageError {
  return new UsageError('HANLAB_E_USAGE', `cannot write '${path}' (${reason(cause)})`, { cause });
}

function reason(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause);
}

/** Not mkdirSync with `recursive`: where a parent takes no directory, as in /proc, some editions of it never end. */
export function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  mkdirSync(path);
}

/** The exit code that a run makes. */
export function exitCodeOf({ interrupted, verdict }: RunReport): number {
  if (interrupted) return EXIT.interrupted;
  switch (verdict) {
    case 'as-expected':
      return EXIT.asExpected;
    case 'deviates':
      return EXIT.deviation;
    case 'incomplete':
      return EXIT.harness;
    default:
      return verdict satisfies never;
  }
}
