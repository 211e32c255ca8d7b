import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  emulatorTarget,
  jsonReport,
  junitReport,
  openEvidenceLog,
  parseLabelList,
  provisionalLabelList,
  type RunReport,
  reportOf,
  runScenarios,
  scenariosOf,
  selectScenarios,
  terminalReport,
} from '../conformance/index.js';
import { DEFAULT_SEED } from '../emulator/index.js';
import { HanlabError, profileById, UsageError } from '../gbcs/index.js';
import { faultsByName } from './fault-names.js';
import { readJson } from './json-file.js';
import { hint } from './nearest.js';
import { EXIT, errorLine, printJson, printLines, printNote, progressLine, styled } from './output.js';

/** Options of `hanlab run`. */
export interface RunOptions {
  readonly profile: string;
  readonly case?: readonly string[] | undefined;
  readonly fault?: readonly string[] | undefined;
  readonly labels?: string | undefined;
  readonly out: string;
  readonly capture?: string | undefined;
  readonly seed?: string | undefined;
  readonly json: boolean;
}

/** No label list is as long. */
const MAX_LABEL_FILE_OCTETS = 1024 * 1024;

/** How long a scenario that does not end may go on after everything is reported. */
const LEAVE_AFTER_MS = 1000;

/**
 * Runs scenarios against a target, writes evidence and reports, and prints one report. Everything that the user may have
 * got wrong is found before anything is written.
 * @returns the exit code
 * @throws UsageError `HANLAB_E_USAGE`, `HANLAB_E_INPUT`, `HANLAB_E_NOTHING_SELECTED`
 */
export async function run(options: RunOptions): Promise<number> {
  const profile = profileById(options.profile);
  const faults = faultsByName(options.fault ?? []);
  const labels =
    options.labels === undefined
      ? provisionalLabelList
      : parseLabelList(readJson(options.labels, 'the list of labels', MAX_LABEL_FILE_OCTETS));
  const available = scenariosOf(profile);
  const scenarios = selectScenarios(available, options.case ?? [], hint);
  const seed = options.seed ?? DEFAULT_SEED;
  const paths = prepareDirectory(options.out);
  const ids = available.map(({ id }) => id);
  const capture = options.capture === undefined ? undefined : captureInto(options.capture, ids);
  const evidence = openEvidenceLog(paths.evidence);
  const interruption = listenForInterrupt();
  const progress = progressLine('running scenarios');
  let report: RunReport;
  try {
    const outcome = await runScenarios({
      target: emulatorTarget({ faults, seed, capture }),
      profile,
      labels,
      scenarios,
      selectedFrom: available,
      patterns: options.case,
      evidence,
      seed,
      signal: interruption.signal,
      observers: [{ ended: (_result, done, planned) => progress.update(done, planned) }],
    });
    report = reportOf(outcome);
  } finally {
    progress.end();
    interruption.stop();
  }
  const trouble = finish(report, evidence.close, paths);
  const captured = options.capture === undefined ? [] : [`Captures of the HAN are in ${options.capture}`];
  if (options.json) printJson(jsonReport(report));
  else printLines([...terminalReport(report, styled), '', `Evidence and reports are in ${options.out}`, ...captured]);
  if (trouble !== undefined) printNote(errorLine(trouble));
  const exitCode = trouble === undefined ? exitCodeOf(report) : EXIT.usage;
  // Without the timer a scenario that still waits for something would keep the process; with it nothing else does.
  if (report.leftRunning) setTimeout(() => process.exit(exitCode), LEAVE_AFTER_MS).unref();
  return exitCode;
}

function exitCodeOf({ interrupted, verdict }: RunReport): number {
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

interface ReportPaths {
  readonly evidence: string;
  readonly json: string;
  readonly junit: string;
}

/** Makes the directory, and takes reports of an earlier run away: none of them may be taken for one of this run. */
function prepareDirectory(directory: string): ReportPaths {
  const paths = {
    evidence: join(directory, 'evidence.jsonl'),
    json: join(directory, 'report.json'),
    junit: join(directory, 'junit.xml'),
  };
  try {
    makeDirectory(directory);
    for (const path of Object.values(paths)) rmSync(path, { force: true });
  } catch (cause) {
    throw cannotWrite(directory, cause);
  }
  return paths;
}

/**
 * Makes the directory for captures, without those of an earlier run.
 * @returns what writes the capture of each scenario
 * @throws UsageError `HANLAB_E_USAGE` if nothing can be written there
 */
function captureInto(directory: string, scenarios: readonly string[]): (scenario: string, octets: Uint8Array) => void {
  const fileOf = (scenario: string) => join(directory, `${scenario}.pcapng`);
  try {
    makeDirectory(directory);
    for (const scenario of scenarios) rmSync(fileOf(scenario), { force: true });
  } catch (cause) {
    throw cannotWrite(directory, cause);
  }
  return (scenario, octets) => {
    try {
      appendFileSync(fileOf(scenario), octets);
    } catch (cause) {
      throw cannotWrite(fileOf(scenario), cause);
    }
  };
}

/** Not mkdirSync with `recursive`: where a parent takes no directory, as in /proc, some editions of it never end. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  mkdirSync(path);
}

/** Ends the evidence and writes the reports. What goes wrong is returned: the result is to be printed all the same. */
function finish(report: RunReport, closeEvidence: () => void, paths: ReportPaths): HanlabError | undefined {
  const steps: readonly (readonly [path: string, write: () => void])[] = [
    [paths.evidence, closeEvidence],
    [paths.json, () => writeFileSync(paths.json, `${JSON.stringify(jsonReport(report), undefined, 2)}\n`)],
    [paths.junit, () => writeFileSync(paths.junit, junitReport(report))],
  ];
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

function cannotWrite(path: string, cause: unknown): UsageError {
  return new UsageError('HANLAB_E_USAGE', `cannot write '${path}' (${reason(cause)})`, { cause });
}

function reason(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause);
}

/** The first interrupt ends the run with its reports written; a second one ends the process. */
function listenForInterrupt(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.once('SIGINT', abort);
  return { signal: controller.signal, stop: () => process.off('SIGINT', abort) };
}
