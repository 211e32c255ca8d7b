import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  emulatorTarget,
  githubAnnotations,
  githubSummary,
  inPacks,
  isKnownScenario,
  jsonReport,
  openEvidenceLog,
  parseLabelList,
  provisionalLabelList,
  type RunReport,
  remoteTarget,
  reportOf,
  runScenarios,
  scenariosOf,
  scenariosOfShard,
  selectScenarios,
  type TargetPlace,
  terminalReport,
} from '../conformance/index.js';
import { DEFAULT_SEED } from '../emulator/index.js';
import { type HanlabError, profileById, UsageError } from '../gbcs/index.js';
import { expectationsToUpdate, readExpectations, writeExpectations } from './expectations-file.js';
import { faultsByName } from './fault-names.js';
import { listenForInterrupt } from './interruption.js';
import { readJson } from './json-file.js';
import { hint } from './nearest.js';
import { EXIT, errorLine, printJson, printLines, printNote, progressLine, styled } from './output.js';
import {
  cannotWrite,
  carryOut,
  exitCodeOf,
  makeDirectory,
  prepareDirectory,
  reportSteps,
  type Step,
} from './run-directory.js';
import { targetPlace, targetTimeout } from './target.js';

/** Options of `hanlab run`. */
export interface RunOptions {
  readonly profile: string;
  readonly case?: readonly string[] | undefined;
  readonly pack?: readonly string[] | undefined;
  readonly shard?: string | undefined;
  readonly fault?: readonly string[] | undefined;
  readonly labels?: string | undefined;
  readonly out: string;
  readonly capture?: string | undefined;
  readonly seed?: string | undefined;
  readonly target: string;
  readonly 'target-timeout'?: string | undefined;
  readonly expectations?: string | undefined;
  readonly 'update-expectations'?: string | undefined;
  readonly github: boolean;
  readonly json: boolean;
}

/** No label list is as long. */
const MAX_LABEL_FILE_OCTETS = 1024 * 1024;

/** Seconds that an answer of a device under test may take, unless said otherwise. */
const DEFAULT_TARGET_TIMEOUT = '5';
/** A scenario may wait for a device under test for four answers, and take 20 seconds beside that. */
const DEVICE_SCENARIO_TIMEOUTS = 4;
const SCENARIO_MS = 20_000;

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
  const selected = selectScenarios(inPacks(available, options.pack ?? [], hint), options.case ?? [], hint);
  const shard = options.shard === undefined ? undefined : shardNamed(options.shard, selected.length);
  const scenarios = shard === undefined ? selected : scenariosOfShard(selected, shard);
  const seed = options.seed ?? DEFAULT_SEED;
  const place = targetPlace(options.target);
  const timeoutMs = targetTimeoutOf(options, place);
  const { expectations: judgedBy, 'update-expectations': update } = options;
  if (judgedBy !== undefined && update !== undefined) {
    throw new UsageError('HANLAB_E_USAGE', '--expectations judges by a file, --update-expectations writes one');
  }
  const expectations = judgedBy === undefined ? undefined : readExpectations(judgedBy);
  const before = update === undefined ? undefined : expectationsToUpdate(update);
  if (place !== undefined && faults.length > 0) {
    throw new UsageError('HANLAB_E_USAGE', '--fault is of the embedded emulator; a device under test has its own');
  }
  const paths = prepareDirectory(options.out);
  const ids = available.map(({ id }) => id);
  const capture = options.capture === undefined ? undefined : captureInto(options.capture, ids);
  const evidence = openEvidenceLog(paths.evidence);
  const target =
    place === undefined
      ? emulatorTarget({ faults, seed, capture })
      : remoteTarget({ place, timeoutMs, seed, capture, errorFile: paths.targetErrors });
  const interruption = listenForInterrupt();
  const progress = progressLine('running scenarios');
  let report: RunReport;
  let trouble: HanlabError | undefined;
  try {
    const outcome = await runScenarios({
      target,
      profile,
      labels,
      scenarios,
      selectedFrom: available,
      patterns: options.case,
      packs: options.pack,
      shard: shard && { ...shard, selection: selected.map(({ id }) => id) },
      expected: expectations && { expectations, isKnown: isKnownScenario },
      evidence,
      seed,
      ...(place === undefined ? {} : { timeoutMs: SCENARIO_MS + DEVICE_SCENARIO_TIMEOUTS * timeoutMs }),
      signal: interruption.signal,
      observers: [
        {
          // Whoever finds the process gone finds reports of a run without an end, and none of a clean one.
          begun: (outcome) => carryOut(reportSteps(reportOf(outcome), paths)),
          ended: (_result, done, planned) => progress.update(done, planned),
        },
      ],
    });
    report = reportOf(outcome);
    const steps: readonly Step[] = [
      [paths.evidence, () => evidence.close()],
      ...reportSteps(report, paths),
      // A run that was cut short knows too little.
      ...(update === undefined || before === undefined || report.interrupted
        ? []
        : [[update, () => writeExpectations(update, before, report)] as const]),
    ];
    trouble = carryOut(steps);
    if (options.github || process.env['GITHUB_ACTIONS'] === 'true') trouble ??= tellGithub(report);
  } finally {
    progress.end();
    interruption.stop();
    // After the reports: what a target does at its end can keep nobody from them.
    target.close?.();
  }
  const captured = options.capture === undefined ? [] : [`Captures of the HAN are in ${options.capture}`];
  const updated =
    update === undefined || report.interrupted || trouble !== undefined ? [] : [`Expectations are in ${update}`];
  if (options.json) printJson(jsonReport(report));
  else
    printLines([
      ...terminalReport(report, styled),
      '',
      `Evidence and reports are in ${options.out}`,
      ...captured,
      ...updated,
    ]);
  if (trouble !== undefined) printNote(errorLine(trouble));
  const exitCode = trouble === undefined ? exitCodeOf(report) : EXIT.usage;
  // Without the timer a scenario that still waits for something would keep the process; with it nothing else does.
  if (report.leftRunning) setTimeout(() => process.exit(exitCode), LEAVE_AFTER_MS).unref();
  return exitCode;
}

function targetTimeoutOf(options: RunOptions, place: TargetPlace | undefined): number {
  const given = options['target-timeout'];
  if (given !== undefined && place === undefined) {
    throw new UsageError('HANLAB_E_USAGE', '--target-timeout is of a device under test, which --target names');
  }
  return targetTimeout(given ?? DEFAULT_TARGET_TIMEOUT);
}

/** @throws UsageError `HANLAB_E_USAGE`, `HANLAB_E_NOTHING_SELECTED` if there are fewer scenarios than shards */
function shardNamed(text: string, scenarios: number): { readonly index: number; readonly count: number } {
  const [, first = '', second = ''] = /^([1-9]\d{0,4})\/([1-9]\d{0,4})$/.exec(text) ?? [];
  const [index, count] = [Number(first), Number(second)];
  if (count === 0 || index > count) {
    throw new UsageError('HANLAB_E_USAGE', '--shard is of the form 2/5: the second of five');
  }
  if (count > scenarios) {
    throw new UsageError('HANLAB_E_NOTHING_SELECTED', `${scenarios} scenarios are too few for ${count} shards`);
  }
  return { index, count };
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

/** Annotations go to standard error, where they disturb no document; GitHub reads both. */
function tellGithub(report: RunReport): HanlabError | undefined {
  for (const line of githubAnnotations(report)) printNote(line);
  const path = process.env['GITHUB_STEP_SUMMARY'];
  // It is the step's, and may have been written to already.
  return path ? carryOut([[path, () => appendFileSync(path, githubSummary(report))]]) : undefined;
}
