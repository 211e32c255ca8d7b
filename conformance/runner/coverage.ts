import type { Assumption, Profile } from '../../gbcs/index.js';
import type { Requirement } from '../requirements/requirements.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { ScenarioResult, Verdict } from './verdict.js';

export const REQUIREMENT_STATUSES = ['covered', 'partial', 'gap', 'uncovered', 'out-of-scope'] as const;

/**
 * How far a run shows that a requirement is met.
 * - `out-of-scope`: nothing here can ever judge it, as its only class says.
 * - `gap`: the proposal itself does not meet it, so that no verdict on a device can.
 * - `covered`: messages alone decide it, and every scenario of the run that names it and was not skipped passed, at
 *   least one of them without a warning.
 * - `partial`: a scenario that names it has judged the target, but not all of them passed or came to a verdict, or the
 *   requirement also asks for what no scenario of this version can judge: a system in time or number, records of what
 *   parties did, documents.
 * - `uncovered`: no scenario of the run that names it has judged the target. Skips and errors judge nothing.
 *
 * It is a statement under the profile of the run: one that refuses the distributor has scenarios pass by refusing it.
 */
export type RequirementStatus = (typeof REQUIREMENT_STATUSES)[number];

export interface RequirementCoverage {
  readonly requirement: Requirement;
  readonly status: RequirementStatus;
  /** Ids of the planned scenarios that name it. */
  readonly scenarios: readonly string[];
}

/** The classes of requirements that a scenario can judge to the full. */
const JUDGED_BY_SCENARIOS: ReadonlySet<Requirement['classes'][number]> = new Set(['protocol']);

/** Verdicts that say something about the target. */
const JUDGEMENTS: ReadonlySet<Verdict> = new Set(['pass', 'warn', 'fail']);

/**
 * The status of every requirement after a run, in their own order.
 * @param planned what was to be run; one without a result did not pass
 */
export function requirementCoverage(
  requirements: readonly Requirement[],
  planned: readonly Pick<Scenario, 'id' | 'covers'>[],
  results: readonly Pick<ScenarioResult, 'id' | 'verdict'>[],
): readonly RequirementCoverage[] {
  const verdicts = new Map(results.map(({ id, verdict }) => [id, verdict]));
  return requirements.map((requirement) => {
    const naming = planned.filter(({ covers }) => covers.includes(requirement.id)).map(({ id }) => id);
    const status = statusOf(
      requirement,
      naming.map((id) => verdicts.get(id)),
    );
    return { requirement, status, scenarios: naming };
  });
}

function statusOf(requirement: Requirement, verdicts: readonly (Verdict | undefined)[]): RequirementStatus {
  if (requirement.classes.every((one) => one === 'out-of-scope')) return 'out-of-scope';
  if (requirement.gap === true) return 'gap';
  if (!verdicts.some((verdict) => verdict !== undefined && JUDGEMENTS.has(verdict))) return 'uncovered';
  const run = verdicts.filter((verdict) => verdict !== 'skip');
  const allPassed = run.every((verdict) => verdict === 'pass' || verdict === 'warn');
  const decidedHere = requirement.classes.every((one) => JUDGED_BY_SCENARIOS.has(one));
  return allPassed && run.includes('pass') && decidedHere ? 'covered' : 'partial';
}

/** An assumption, and the scenarios whose verdicts rest on it. */
export interface AssumptionUse {
  readonly name: string;
  /** Absent if the profile has no assumption of this name. */
  readonly assumption: Assumption | undefined;
  readonly scenarios: readonly string[];
}

/** The assumptions that the verdicts of a run rest on, by name. A scenario that was skipped has no verdict to rest. */
export function assumptionsUsed(
  profile: Pick<Profile, 'assumptions'>,
  results: readonly Pick<ScenarioResult, 'id' | 'verdict' | 'assumptions'>[],
): readonly AssumptionUse[] {
  const users = new Map<string, string[]>();
  for (const { id, verdict, assumptions } of results) {
    if (verdict === 'skip') continue;
    for (const name of new Set(assumptions)) users.set(name, [...(users.get(name) ?? []), id]);
  }
  return [...users.keys()].sort().map((name) => ({
    name,
    assumption: Object.hasOwn(profile.assumptions, name) ? profile.assumptions[name] : undefined,
    scenarios: users.get(name) ?? [],
  }));
}
