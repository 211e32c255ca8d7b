import type { Assumption, Profile } from '../../gbcs/index.js';
import type { Requirement } from '../requirements/requirements.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { ScenarioResult, Verdict } from './verdict.js';

export const REQUIREMENT_STATUSES = ['covered', 'partial', 'gap', 'uncovered', 'out-of-scope'] as const;

/**
 * How far a run shows that a requirement is met.
 * - `out-of-scope`: nothing here can ever judge it, as its only class says.
 * - `gap`: the proposal itself does not meet it, so that no verdict on a device can.
 * - `covered`: messages alone decide it, scenarios try all of it, every scenario of the suite that names it was in the
 *   run, and all of these but those that were skipped passed, at least one of them without a warning.
 * - `partial`: a scenario that names it has judged the target, but not all of them were run, passed or came to a verdict,
 *   or the requirement also asks for what no scenario of this version can judge or tries: a system in time or number,
 *   records of what parties did, documents, whatever its `untried` says.
 * - `uncovered`: no scenario of the run that names it has judged the target (skips and errors judge nothing), or it asks
 *   for what a distributor does and the profile of the run refuses the distributor, or for an alert that it does not have.
 */
export type RequirementStatus = (typeof REQUIREMENT_STATUSES)[number];

/** Whether the rules of a profile let a distributor control load, or its scenarios pass by its being refused. */
export type DistributorAccess = 'granted' | 'refused';

export interface RequirementCoverage {
  readonly requirement: Requirement;
  readonly status: RequirementStatus;
  /** A scenario that names it failed. That outweighs the status, which tells only how much was looked at. */
  readonly violated: boolean;
  /** Ids of the planned scenarios that name it. */
  readonly scenarios: readonly string[];
}

/** What a run was to show, and what it showed. */
export interface RunEvidence {
  /** What was to be run; one without a result did not pass. */
  readonly planned: readonly Pick<Scenario, 'id' | 'covers'>[];
  /** All scenarios of the suite, from which these were selected. */
  readonly available: readonly Pick<Scenario, 'id' | 'covers'>[];
  readonly results: readonly Pick<ScenarioResult, 'id' | 'verdict'>[];
  readonly distributor: DistributorAccess;
  /** Whether the rules of the run have the alert on the removal of an HCALCS. */
  readonly hcalcsRemovalAlert: boolean;
}

/** The classes of requirements that a scenario can judge to the full. */
const JUDGED_BY_SCENARIOS: ReadonlySet<Requirement['classes'][number]> = new Set(['protocol']);

/** Verdicts that say something about the target. */
const JUDGEMENTS: ReadonlySet<Verdict> = new Set(['pass', 'warn', 'fail']);

/** The service requests that stand for all load control by a distributor: opening a switch in GBCS 3.1 and 4.x. */
const LOAD_CONTROL_VARIANTS = ['7.6', '7.13'];

export function distributorAccess(profile: Pick<Profile, 'serviceRequests'>): DistributorAccess {
  const isGranted = profile.serviceRequests.some(
    ({ variant, eligibleRoles }) =>
      LOAD_CONTROL_VARIANTS.includes(variant) && eligibleRoles.includes('electricityDistributor'),
  );
  return isGranted ? 'granted' : 'refused';
}

/** The status of every requirement after a run, in their own order. */
export function requirementCoverage(
  requirements: readonly Requirement[],
  { planned, available, results, distributor, hcalcsRemovalAlert }: RunEvidence,
): readonly RequirementCoverage[] {
  const verdicts = new Map(results.map(({ id, verdict }) => [id, verdict]));
  const run = new Set(planned.map(({ id }) => id));
  return requirements.map((requirement) => {
    const isNamedBy = ({ covers }: Pick<Scenario, 'covers'>) => covers.includes(requirement.id);
    const scenarios = planned.filter(isNamedBy).map(({ id }) => id);
    const found = scenarios.map((id) => verdicts.get(id));
    const isNowhere =
      (requirement.needsDistributorRights === true && distributor === 'refused') ||
      (requirement.needsRemovalAlert === true && !hcalcsRemovalAlert);
    const isWhole = available.filter(isNamedBy).every(({ id }) => run.has(id));
    return {
      requirement,
      status: statusOf(requirement, found, isWhole, isNowhere),
      violated: found.includes('fail'),
      scenarios,
    };
  });
}

function statusOf(
  requirement: Requirement,
  verdicts: readonly (Verdict | undefined)[],
  isWhole: boolean,
  /** The rules of the run do not have what it speaks of. */
  isNowhere: boolean,
): RequirementStatus {
  if (requirement.classes.every((one) => one === 'out-of-scope')) return 'out-of-scope';
  if (isNowhere) return 'uncovered';
  if (requirement.gap === true) return 'gap';
  if (!verdicts.some((verdict) => verdict !== undefined && JUDGEMENTS.has(verdict))) return 'uncovered';
  const run = verdicts.filter((verdict) => verdict !== 'skip');
  const allPassed = run.every((verdict) => verdict === 'pass' || verdict === 'warn') && run.includes('pass');
  const decidedHere = requirement.classes.every((one) => JUDGED_BY_SCENARIOS.has(one));
  return allPassed && isWhole && decidedHere && requirement.untried === undefined ? 'covered' : 'partial';
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
