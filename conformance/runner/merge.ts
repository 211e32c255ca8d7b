import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { profileById, UsageError } from '../../gbcs/index.js';
import type { Expectation } from '../expectations/expectation.js';
import { expectationFacts, type IsKnown, judgeExpectations } from '../expectations/judgement.js';
import type { JsonReport } from '../reports/json.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { RunOutcome } from './engine.js';
import { suiteDigest } from './provenance.js';
import { runVerdict, type ScenarioResult } from './verdict.js';

/** A run, and what to call it in errors. */
export interface MergedPart {
  readonly name: string;
  readonly report: JsonReport;
}

/** What runs must have in common for their results to be those of one. */
const SHARED = {
  suite: ({ suite }) => suite,
  versions: ({ versions }) => versions,
  profile: ({ profile }) => profile,
  target: ({ target }) => target,
  faults: ({ faults }) => faults,
  seed: ({ seed }) => seed,
  labelList: ({ labelList }) => labelList,
  'shard.count': ({ shard }) => shard?.count,
  'shard.selection': ({ shard }) => shard?.selection,
} as const satisfies Record<string, (report: JsonReport) => unknown>;

/**
 * Puts runs together, shards of one selection or runs of different scenarios, into the outcome of one. Verdict and
 * expectations are judged anew over all results. A shard that is missing leaves its scenarios without a verdict, and so the
 * whole incomplete.
 * @param suite the scenarios that the rules of the profile have a say in
 * @throws UsageError `HANLAB_E_INPUT`, with the `path` of the member, if the runs are not of the same suite, versions, profile,
 * target, faults, seed, label list and selection, or a scenario is in more than one of them
 */
export function mergeRuns(parts: readonly MergedPart[], suite: readonly Scenario[], isKnown: IsKnown): RunOutcome {
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) {
    throw new UsageError('HANLAB_E_USAGE', 'it takes two runs or more to be put together');
  }
  for (const part of others) requireSame(first, part);
  if (suiteDigest(suite) !== first.report.suite) {
    throw new UsageError('HANLAB_E_INPUT', `${first.name} is of another suite than that of this hanlab`, {
      path: 'suite',
    });
  }
  requireDistinct(parts);
  const reports = parts.map(({ report }) => report);
  const planned = new Set(
    first.report.shard?.selection ??
      reports.flatMap(({ scenarios, notRun }) => [...scenarios.map(({ id }) => id), ...notRun]),
  );
  const scenarios = suite.filter(({ id }) => planned.has(id));
  const byId = new Map(reports.flatMap((report) => report.scenarios.map((one) => [one.id, resultOf(one)])));
  const results = scenarios.flatMap(({ id }) => byId.get(id) ?? []);
  const problems = parts.flatMap(({ name, report }) => report.problems.map((problem) => `${name}: ${problem}`));
  const interrupted = reports.some((report) => report.interrupted);
  const began = Math.min(...reports.map(({ startedAt }) => Date.parse(startedAt)));
  const startedAt = new Date(began).toISOString();
  const expectations = expectationsOf(reports);
  const judged =
    expectations && judgeExpectations(expectations, { profile: first.report.profile, results, isKnown, startedAt });
  const isComplete = results.length === planned.size && problems.length === 0 && !interrupted;
  const { versions, target, faults, labelList, seed, patterns = [], packs = [] } = first.report;
  return {
    runId: randomUUID(),
    versions,
    target,
    targetNotes: [...new Set(reports.flatMap(({ targetNotes = [] }) => targetNotes))],
    faults,
    profile: profileById(first.report.profile),
    labelList,
    seed,
    selectedFrom: suite,
    patterns: first.report.shard === undefined ? [...new Set(reports.flatMap((one) => one.patterns ?? []))] : patterns,
    packs: first.report.shard === undefined ? [...new Set(reports.flatMap((one) => one.packs ?? []))] : packs,
    suite: first.report.suite,
    shard: undefined,
    mergedFrom: reports.map(({ runId }) => runId),
    scenarios,
    results,
    expectations: judged,
    verdict: runVerdict(results, { isComplete, ...expectationFacts(judged) }),
    interrupted,
    problems,
    observerErrors: [],
    leftRunning: false,
    startedAt,
    ms: Math.max(...reports.map((report) => Date.parse(report.startedAt) + report.ms)) - began,
  };
}

function requireSame(first: MergedPart, part: MergedPart): void {
  for (const [path, of] of Object.entries(SHARED)) {
    if (isDeepStrictEqual(of(first.report), of(part.report))) continue;
    throw new UsageError('HANLAB_E_INPUT', `${first.name} and ${part.name} differ in ${path}`, { path });
  }
}

function requireDistinct(parts: readonly MergedPart[]): void {
  const owners = new Map<string, string>();
  for (const { name, report } of parts) {
    for (const id of [...report.scenarios.map((one) => one.id), ...report.notRun]) {
      const owner = owners.get(id);
      if (owner !== undefined) {
        throw new UsageError('HANLAB_E_INPUT', `${id} is in ${owner} and in ${name}`, { path: 'scenarios' });
      }
      owners.set(id, name);
    }
  }
}

/**
 * The expectations of all runs: each tells of those of its own scenarios, and all of those that match no scenario.
 * @returns undefined if no run had any
 */
function expectationsOf(reports: readonly JsonReport[]): readonly Expectation[] | undefined {
  const all = reports.flatMap(({ expectations }) => (expectations === undefined ? [] : [expectations]));
  if (all.length === 0) return undefined;
  const entries = all.flat().map(({ status: _status, ...expectation }) => expectation);
  return entries.filter((one, index) => entries.findIndex((other) => isDeepStrictEqual(one, other)) === index);
}

function resultOf({ message, expected, actual, ...scenario }: JsonReport['scenarios'][number]): ScenarioResult {
  const { id, pack, title, covers, clauses, verdict, ms, warnings = [], assumptions } = scenario;
  return {
    id,
    ...(pack === undefined ? {} : { pack }),
    title,
    covers,
    clauses,
    verdict,
    ms,
    ...(message === undefined ? {} : { message }),
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    warnings,
    assumptions,
  };
}
