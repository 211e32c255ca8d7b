import { AssertionError } from 'chai';
import { HanlabError } from '../../gbcs/index.js';
import { shown } from './shown.js';

/**
 * What can come out of a scenario. `pass`: the target did as it should. `warn`: it did, and the scenario noted something
 * worth seeing. `fail`: the target deviates. `skip`: not judged, for a reason that is given. `inconclusive`: judged, but
 * what was seen decides nothing. `error`: the harness or the target broke before a verdict.
 */
export const VERDICTS = ['pass', 'fail', 'warn', 'skip', 'inconclusive', 'error'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** What came out of one scenario. */
export interface ScenarioResult {
  readonly id: string;
  /** The pack that it is in, if it is in one. */
  readonly pack?: string;
  readonly title: string;
  readonly covers: readonly string[];
  readonly clauses: readonly string[];
  readonly verdict: Verdict;
  /** Real time that it took. */
  readonly ms: number;
  /** Why it is not a pass; absent for `pass` and `warn`. */
  readonly message?: string;
  /** What the scenario demanded, where its assertion says so. */
  readonly expected?: string;
  /** What it saw instead. */
  readonly actual?: string;
  readonly warnings: readonly string[];
  /** Names of the assumptions that the verdict rests on. */
  readonly assumptions: readonly string[];
}

/** Thrown by a scenario that cannot be judged here and says why. A skip is never a pass. */
export class SkipError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'SkipError';
  }
}

/** Thrown by a scenario that saw too little to decide. */
export class InconclusiveError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'InconclusiveError';
  }
}

/** The part of a result that depends on how the scenario ended. */
export type Judgement = Pick<ScenarioResult, 'verdict' | 'message' | 'expected' | 'actual'>;

/** Judges a scenario that ended of itself. */
export function judgeEnd(warnings: readonly string[]): Judgement {
  return { verdict: warnings.length === 0 ? 'pass' : 'warn' };
}

/**
 * Judges a scenario by what it threw. Only an assertion of chai speaks of the target; everything else, an error of
 * `node:assert` deep inside the emulator included, speaks of the harness.
 */
export function judgeError(error: unknown): Judgement {
  if (error instanceof AssertionError) return { verdict: 'fail', ...assertionDetail(error) };
  if (error instanceof SkipError) return { verdict: 'skip', message: shown(error.message) };
  if (error instanceof InconclusiveError) return { verdict: 'inconclusive', message: shown(error.message) };
  return { verdict: 'error', message: errorText(error) };
}

/** What any thrown value says, with the code of an error of hanlab. Never throws, whatever was thrown. */
export function errorText(error: unknown): string {
  if (error instanceof HanlabError) return shown(`${error.code}: ${error.message}`);
  if (error instanceof Error) return shown(`${error.name}: ${error.message}`);
  return `thrown: ${shown(error)}`;
}

/** What an AssertionError of chai carries. */
interface AssertionFacts {
  readonly message: string;
  readonly showDiff?: boolean;
  readonly expected?: unknown;
  readonly actual?: unknown;
  /** Such as `strictEqual`, or `notStrictEqual` for a negated assertion. */
  readonly operator?: string;
}

function assertionDetail(error: AssertionFacts): Omit<Judgement, 'verdict'> {
  const { showDiff, expected, actual, operator } = error;
  const message = shown(error.message);
  // Without showDiff the two are not what was compared.
  if (showDiff !== true) return { message };
  const negated = operator?.startsWith('not') === true ? 'not ' : '';
  return { message, expected: `${negated}${shown(expected)}`, actual: shown(actual) };
}

/**
 * What came out of a run. `as-expected`: every scenario planned was judged, nothing failed but what was expected to, and
 * at least one did as it should or as expected. `deviates`: all were run, and at least one failed, or an expectation was
 * not met. `incomplete`: no verdict on the target can be given.
 */
export type RunVerdict = 'as-expected' | 'deviates' | 'incomplete';

/** What else than its results a run's verdict hangs on. */
export interface RunFacts {
  /** Whether every scenario planned has a result, and nothing went wrong outside of them. */
  readonly isComplete: boolean;
  /** Ids of scenarios that came out as a user said that they would. */
  readonly met: { has(id: string): boolean };
  /** Expectations that were not met, are stale or match nothing. */
  readonly news: number;
}

/**
 * The verdict of a run. A deviation once seen stays one, whatever else went wrong in a run that came to its end; short
 * of that, one scenario without a verdict is enough to make the whole incomplete.
 */
export function runVerdict(
  results: readonly Pick<ScenarioResult, 'id' | 'verdict'>[],
  { isComplete, met, news }: RunFacts,
): RunVerdict {
  if (!isComplete) return 'incomplete';
  const counts = countVerdicts(results.filter(({ id }) => !met.has(id)));
  if (counts.fail > 0 || news > 0) return 'deviates';
  if (counts.error > 0 || counts.inconclusive > 0) return 'incomplete';
  // Skips and errors alone, expected or not, or nothing at all, say nothing about the target.
  const { pass, warn, fail } = countVerdicts(results);
  return pass + warn + fail > 0 ? 'as-expected' : 'incomplete';
}

/** How many results there are of each verdict. */
export function countVerdicts(results: readonly Pick<ScenarioResult, 'verdict'>[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { pass: 0, fail: 0, warn: 0, skip: 0, inconclusive: 0, error: 0 };
  for (const { verdict } of results) counts[verdict] += 1;
  return counts;
}
