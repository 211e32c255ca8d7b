import { findingOf } from '../runner/finding.js';
import type { RunFacts, ScenarioResult } from '../runner/verdict.js';
import type { Expectation } from './expectation.js';

/**
 * What became of an expectation in a run.
 * - `met`: the scenario came out as expected, in the way expected.
 * - `unexpected-pass`: it passed. The entry has had its day.
 * - `other-way`: it came out in another way than expected.
 * - `stale`: its last day is over, whatever came out.
 * - `unmatched`: the suite has no such scenario.
 *
 * Any but the first is news, and makes the run deviate.
 */
export type ExpectationStatus = 'met' | 'unexpected-pass' | 'other-way' | 'stale' | 'unmatched';

export interface JudgedExpectation {
  readonly expectation: Expectation;
  readonly status: ExpectationStatus;
}

/** Whether the suite has a scenario of this id, under this profile or, if none is named, under any. */
export type IsKnown = (scenario: string, profile: string | undefined) => boolean;

/** What expectations are held against. */
export interface Seen {
  /** Id of the profile of the run. */
  readonly profile: string;
  readonly results: readonly ScenarioResult[];
  readonly isKnown: IsKnown;
  /** When the run began, ISO 8601 in UTC. */
  readonly startedAt: string;
}

/**
 * Judges the expectations that a run has a say in: those whose scenario it has a result of, under its profile, and those
 * whose scenario nobody has. Of two entries for one scenario the one that names the profile holds.
 */
export function judgeExpectations(expectations: readonly Expectation[], seen: Seen): readonly JudgedExpectation[] {
  const results = new Map(seen.results.map((result) => [result.id, result]));
  const ownEntry = new Set(expectations.flatMap((one) => (one.profile === seen.profile ? [one.scenario] : [])));
  return expectations.flatMap((expectation) => {
    const { scenario, profile } = expectation;
    if (!seen.isKnown(scenario, profile)) return [{ expectation, status: 'unmatched' as const }];
    const isOfRun = profile === seen.profile || (profile === undefined && !ownEntry.has(scenario));
    const result = results.get(scenario);
    if (!isOfRun || result === undefined) return [];
    return [{ expectation, status: statusOf(expectation, result, seen.startedAt) }];
  });
}

function statusOf(expectation: Expectation, result: ScenarioResult, startedAt: string): ExpectationStatus {
  if (startedAt.slice(0, 'YYYY-MM-DD'.length) > expectation.expires) return 'stale';
  if (result.verdict === 'pass') return 'unexpected-pass';
  return isAsExpected(expectation, result) ? 'met' : 'other-way';
}

/** Whether a scenario came out with the verdict expected, in the way expected: as in the JSON report or at the terminal. */
export function isAsExpected({ verdict, how }: Expectation, result: ScenarioResult): boolean {
  const said = [result.message, findingOf(result), ...result.warnings];
  return result.verdict === verdict && said.some((text) => text?.includes(how));
}

/** The expectations that were met, by their scenarios. */
export function metExpectations(judged: readonly JudgedExpectation[] = []): ReadonlyMap<string, Expectation> {
  return new Map(
    judged.flatMap(({ expectation, status }) => (status === 'met' ? [[expectation.scenario, expectation]] : [])),
  );
}

/** What the verdict of a run hangs on of its expectations. */
export function expectationFacts(judged: readonly JudgedExpectation[] = []): Pick<RunFacts, 'met' | 'news'> {
  return { met: metExpectations(judged), news: judged.filter(({ status }) => status !== 'met').length };
}

/** What became of an expectation, as a sentence for reports. */
export function expectationText({ expectation, status }: JudgedExpectation): string {
  const { scenario, verdict, how, expires } = expectation;
  switch (status) {
    case 'met':
      return `${scenario} was expected to be ${verdict}, and is`;
    case 'unexpected-pass':
      return `${scenario} passes, and was expected to be ${verdict}`;
    case 'other-way':
      return `${scenario} was expected to be ${verdict} with '${how}', and came out otherwise`;
    case 'stale':
      return `what was expected of ${scenario} held until ${expires}`;
    case 'unmatched':
      return `${scenario}, of which something was expected, is no scenario of the suite`;
    default:
      return status satisfies never;
  }
}
