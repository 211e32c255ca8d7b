import { randomUUID } from 'node:crypto';
import Mocha from 'mocha';
import { HanlabError, type Profile } from '../../gbcs/index.js';
import type { Expectation } from '../expectations/expectation.js';
import {
  expectationFacts,
  type IsKnown,
  type JudgedExpectation,
  judgeExpectations,
} from '../expectations/judgement.js';
import type { LabelList } from '../labels/label-list.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { Target } from '../targets/target.js';
import { type Attempt, attemptScenario, verdictEvent } from './attempt.js';
import { catchCrashes, withoutCrashListeners } from './crashes.js';
import type { EvidenceLog } from './evidence-log.js';
import {
  type LabelListFacts,
  labelListFacts,
  profileFacts,
  type SuiteScenario,
  suiteDigest,
  type ToolVersions,
  toolVersions,
} from './provenance.js';
import { checkScenarioIds } from './selection.js';
import type { Shard } from './shard.js';
import { countVerdicts, errorText, type RunVerdict, runVerdict, type ScenarioResult } from './verdict.js';

/** What is to be run. */
export interface RunPlan {
  readonly target: Target;
  readonly profile: Profile;
  readonly labels: LabelList;
  readonly scenarios: readonly Scenario[];
  /** Every scenario of the suite that these were selected from; absent means that they are all. */
  readonly selectedFrom?: readonly SuiteScenario[];
  /** What they were selected by, for the reports. */
  readonly patterns?: readonly string[] | undefined;
  /** The packs that they were selected from; absent means all. */
  readonly packs?: readonly string[] | undefined;
  /** The part that this run has of a selection. */
  readonly shard?: Shard | undefined;
  readonly evidence: EvidenceLog;
  /** What made the target's keys and counters, for whoever wants the same run again. */
  readonly seed?: string | undefined;
  /** Real time that one scenario may take, in milliseconds; 20 s unless said otherwise. */
  readonly timeoutMs?: number;
  /** What is known of the target that is not as it should be, and whether the suite has a scenario. */
  readonly expected?: { readonly expectations: readonly Expectation[]; readonly isKnown: IsKnown } | undefined;
  /** Ends the run early. The scenario under way gets no verdict, and the run is incomplete. */
  readonly signal?: AbortSignal;
  readonly observers?: readonly RunObserver[];
}

/** Watches a run. What it throws is noted in the outcome and changes nothing. */
interface RunObserver {
  /** @param outcome what came of it if nothing more is heard: nothing yet */
  begun?(outcome: RunOutcome): void;
  started?(scenario: Scenario): void;
  ended?(result: ScenarioResult, done: number, planned: number): void;
}

/** What came out of a run. */
export interface RunOutcome {
  /** Stands in the evidence of the run and in all of its reports, and in those of no other run. */
  readonly runId: string;
  readonly versions: ToolVersions;
  readonly target: string;
  /** What is to be known of the target beyond its name. */
  readonly targetNotes: readonly string[];
  readonly faults: readonly string[];
  readonly profile: Profile;
  readonly labelList: LabelListFacts;
  readonly seed: string | undefined;
  /** All that was planned, in the order of running. */
  readonly scenarios: readonly Scenario[];
  /** Every scenario of the suite that these were selected from. */
  readonly selectedFrom: readonly SuiteScenario[];
  /** What they were selected by; none if they are all. */
  readonly patterns: readonly string[];
  /** The packs that were asked for; none if all were. */
  readonly packs: readonly string[];
  /** Of the suite, in hexadecimal: the same for the same scenarios. */
  readonly suite: string;
  readonly shard: Shard | undefined;
  /** Runs that this one was put together from; none if it was run. */
  readonly mergedFrom: readonly string[];
  /** What came of them, in the same order; those that never ended of themselves or by the watchdog are absent. */
  readonly results: readonly ScenarioResult[];
  /** Undefined if there were no expectations to judge by. */
  readonly expectations: readonly JudgedExpectation[] | undefined;
  readonly verdict: RunVerdict;
  readonly interrupted: boolean;
  /** Errors of the harness that belong to no scenario; with any of them the run is incomplete. */
  readonly problems: readonly string[];
  /** Errors of observers. */
  readonly observerErrors: readonly string[];
  /** Whether a scenario goes on in the background and may keep the process alive. */
  readonly leftRunning: boolean;
  /** Real time, ISO 8601. */
  readonly startedAt: string;
  readonly ms: number;
}

const DEFAULT_TIMEOUT_MS = 20_000;

/** How long a run waits at its end for errors that nobody awaited. */
const GRACE_MS = 20;

/** mocha and the listeners for stray errors belong to the process, so runs cannot overlap. */
let underWay = false;

/**
 * Runs scenarios one after another, each as a test of mocha in a fresh laboratory. Whatever a scenario, the target or an
 * observer does, the run goes on and has an outcome; save that a scenario which never gives way (a loop without a call
 * to its laboratory) can be ended by nobody.
 * @throws HanlabError `HANLAB_E_HARNESS` if ids are not distinct or another run is under way
 */
export async function runScenarios(plan: RunPlan): Promise<RunOutcome> {
  checkScenarioIds(plan.scenarios);
  if (underWay) throw new HanlabError('HANLAB_E_HARNESS', 'another run is under way in this process');
  underWay = true;
  const run = createRun(plan);
  const stopCatching = catchCrashes({ crashed: run.crashed });
  try {
    await run.execute();
    await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
    return run.conclude();
  } finally {
    stopCatching();
    underWay = false;
  }
}

function createRun(plan: RunPlan) {
  const runId = randomUUID();
  const versions = toolVersions();
  const suite = suiteDigest(plan.selectedFrom ?? plan.scenarios);
  const labelList = labelListFacts(plan.labels);
  const startedAt = new Date();
  const started = performance.now();
  const setup = { ...plan, timeoutMs: plan.timeoutMs ?? DEFAULT_TIMEOUT_MS };
  const results = new Map<string, ScenarioResult>();
  const problems: string[] = [];
  const observerErrors: string[] = [];
  let attempts: readonly Attempt[] = [];
  let interrupted = false;

  const tell = (event: (observer: RunObserver) => void) => {
    for (const observer of plan.observers ?? []) {
      try {
        event(observer);
      } catch (error) {
        observerErrors.push(errorText(error));
      }
    }
  };

  const writeHeader = () => {
    const { target, profile, seed, scenarios, shard } = plan;
    plan.evidence.writer().write(undefined, {
      event: 'run',
      runId,
      profile: profileFacts(profile),
      target: target.name,
      faults: target.faults,
      ...(seed === undefined ? {} : { seed }),
      versions,
      labelList,
      suite,
      ...(shard === undefined ? {} : { shard: { index: shard.index, count: shard.count } }),
      planned: scenarios.map(({ id }) => id),
    });
    plan.evidence.flush();
  };

  /** Another verdict in the place of one that was taken too early, on record like the first. */
  const takeBack = (result: ScenarioResult) => {
    results.set(result.id, result);
    try {
      plan.evidence.writer(result.id).write(undefined, verdictEvent(result, result.warnings));
    } catch (error) {
      problems.push(errorText(error));
    }
  };

  /** Never rejects, so mocha gets each test's end exactly once. */
  const runOne = async (scenario: Scenario): Promise<ScenarioResult | undefined> => {
    tell((observer) => observer.started?.(scenario));
    const attempt = attemptScenario(scenario, setup, (error) => {
      const message = `an error that nobody awaited, after the end: ${errorText(error)}`;
      const result = results.get(scenario.id);
      if (result === undefined) problems.push(`${scenario.id}: ${message}`);
      else takeBack(broken(result, message));
    });
    attempts = [...attempts.filter(({ leftRunning }) => leftRunning), attempt];
    const result = await attempt.result;
    if (result === undefined) return undefined;
    results.set(scenario.id, result);
    tell((observer) => observer.ended?.(result, results.size, plan.scenarios.length));
    return result;
  };

  const outcome = (): RunOutcome => {
    const { target, profile, seed, scenarios, selectedFrom = scenarios, patterns = [], packs = [], shard } = plan;
    const found = scenarios.flatMap(({ id }) => results.get(id) ?? []);
    const began = startedAt.toISOString();
    const isComplete = found.length === scenarios.length && problems.length === 0 && !interrupted;
    const judged =
      plan.expected &&
      judgeExpectations(plan.expected.expectations, {
        profile: profile.id,
        results: found,
        isKnown: plan.expected.isKnown,
        startedAt: began,
      });
    return {
      runId,
      versions,
      target: target.name,
      targetNotes: notesOf(target),
      faults: target.faults,
      profile,
      labelList,
      seed,
      selectedFrom,
      patterns,
      packs,
      suite,
      shard,
      mergedFrom: [],
      scenarios,
      results: found,
      expectations: judged,
      verdict: runVerdict(found, { isComplete, ...expectationFacts(judged) }),
      interrupted,
      problems: [...problems],
      observerErrors: [...observerErrors],
      leftRunning: attempts.some(({ leftRunning }) => leftRunning),
      startedAt: began,
      ms: Math.round(performance.now() - started),
    };
  };

  return {
    crashed: (error: unknown) => {
      problems.push(`an error that nobody awaited: ${errorText(error)}`);
    },

    async execute() {
      try {
        writeHeader();
      } catch (error) {
        problems.push(errorText(error));
      }
      tell((observer) => observer.begun?.(outcome()));
      const abort = new AbortController();
      const onAbort = () => {
        interrupted = true;
        for (const attempt of attempts) attempt.abandon();
        abort.abort();
      };
      if (plan.signal?.aborted === true) {
        interrupted = true;
        return;
      }
      plan.signal?.addEventListener('abort', onAbort, { once: true });
      try {
        await runInMocha(plan.scenarios, runOne, abort.signal);
      } catch (error) {
        problems.push(errorText(error));
      } finally {
        plan.signal?.removeEventListener('abort', onAbort);
      }
    },

    /** Puts the verdict of the run on record, while the target is still there. */
    conclude(): RunOutcome {
      const { verdict, interrupted: wasInterrupted, results: found } = outcome();
      try {
        plan.evidence.writer().write(undefined, {
          event: 'run-verdict',
          verdict,
          counts: countVerdicts(found),
          interrupted: wasInterrupted,
        });
        plan.evidence.flush();
      } catch (error) {
        problems.push(errorText(error));
      }
      return outcome();
    },
  };
}

/** What cannot be said of a target costs nobody the reports. */
function notesOf(target: Target): readonly string[] {
  try {
    return target.notes?.() ?? [];
  } catch (error) {
    return [`says nothing of itself: ${errorText(error)}`];
  }
}

/** A fail stays one; any other verdict was taken too early. */
function broken(result: ScenarioResult, message: string): ScenarioResult {
  if (result.verdict === 'fail') return { ...result, warnings: [...result.warnings, message] };
  return {
    ...result,
    verdict: 'error',
    message: result.message === undefined ? message : `${result.message}; ${message}`,
  };
}

/** mocha wants a reporter and writes a report to standard output without one. */
class SilentReporter {}

/** Runs each scenario as a test. A new Mocha each time: one that has run cannot run again. */
async function runInMocha(
  scenarios: readonly Scenario[],
  runOne: (scenario: Scenario) => Promise<ScenarioResult | undefined>,
  abort: AbortSignal,
): Promise<void> {
  // The watchdog is ours: mocha's does not tell a scenario from the target that hangs in it.
  const mocha = new Mocha({ reporter: SilentReporter as unknown as Mocha.ReporterConstructor, timeout: 0 });
  const suite = Mocha.Suite.create(mocha.suite, 'scenarios');
  for (const scenario of scenarios) {
    const test = new Mocha.Test(scenario.id, async function (this: Mocha.Context) {
      const result = await runOne(scenario);
      if (result === undefined || result.verdict === 'skip') this.skip();
      if (result.verdict !== 'pass' && result.verdict !== 'warn') throw new Error(result.message ?? result.verdict);
    });
    suite.addTest(test);
  }
  try {
    await new Promise<void>((resolve) => {
      const runner = withoutCrashListeners(() => mocha.run(() => resolve()));
      abort.addEventListener('abort', () => runner.abort(), { once: true });
    });
  } finally {
    mocha.dispose();
  }
}
