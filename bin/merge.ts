import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  isKnownScenario,
  jsonReport,
  type MergedPart,
  mergedEvidence,
  mergeRuns,
  parseJsonReport,
  type RunReport,
  reportOf,
  scenariosOf,
  terminalReport,
} from '../conformance/index.js';
import { profileById, UsageError } from '../gbcs/index.js';
import { readJson } from './json-file.js';
import { EXIT, errorLine, printJson, printLines, printNote, styled } from './output.js';
import { carryOut, exitCodeOf, prepareDirectory, reportSteps } from './run-directory.js';
import { shownPath } from './shown.js';

/** Options of `hanlab merge`. */
export interface MergeOptions {
  readonly run: readonly string[];
  readonly out: string;
  readonly json: boolean;
}

/** Room for the report of a suite ten times as large as ours. */
const MAX_REPORT_OCTETS = 64 * 1024 * 1024;

/**
 * Puts runs together, writes evidence and reports as a run does, and prints one report.
 * @returns the exit code, as that of a run
 * @throws UsageError `HANLAB_E_INPUT` if a directory is none of a run, or the runs do not go together, before anything is
 * written
 */
export async function merge({ run: directories, out, json }: MergeOptions): Promise<number> {
  if (directories.some((one) => resolve(one) === resolve(out))) {
    throw new UsageError('HANLAB_E_USAGE', '--out is one of the runs, and would be overwritten');
  }
  const parts = directories.map((directory, index): MergedPart => {
    const name = shownPath(directory, `run ${index + 1}`);
    const document = readJson(join(directory, 'report.json'), `the report of run ${index + 1}`, MAX_REPORT_OCTETS);
    return { name, report: parseJsonReport(document, name) };
  });
  const [first] = parts;
  const suite = first === undefined ? [] : scenariosOf(profileById(first.report.profile));
  const report = reportOf(mergeRuns(parts, suite, isKnownScenario));
  const paths = prepareDirectory(out);
  const files = directories.map((directory) => join(directory, 'evidence.jsonl'));
  const writeEvidence = () => {
    for (const lines of mergedEvidence(report, files)) writeFileSync(paths.evidence, lines, { flag: 'a' });
  };
  const trouble = carryOut([[paths.evidence, writeEvidence], ...reportSteps(report, paths)]);
  print(report, out, json);
  if (trouble === undefined) return exitCodeOf(report);
  printNote(errorLine(trouble));
  return EXIT.usage;
}

function print(report: RunReport, out: string, json: boolean): void {
  if (json) printJson(jsonReport(report));
  else printLines([...terminalReport(report, styled), '', `Evidence and reports are in ${out}`]);
}
