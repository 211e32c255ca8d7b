import { REQUIREMENTS } from '../requirements/requirements.js';
import {
  type AssumptionUse,
  assumptionsUsed,
  type DistributorAccess,
  distributorAccess,
  type RequirementCoverage,
  requirementCoverage,
} from './coverage.js';
import type { RunOutcome } from './engine.js';
import { countVerdicts, type Verdict } from './verdict.js';

/** What came out of a run and what follows from it: all that any report needs. */
export interface RunReport extends RunOutcome {
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly distributor: DistributorAccess;
  readonly requirements: readonly RequirementCoverage[];
  readonly assumptions: readonly AssumptionUse[];
  /** Ids of scenarios that were planned and have no result. */
  readonly notRun: readonly string[];
}

/** Works out what follows from the outcome of a run. */
export function reportOf(outcome: RunOutcome, requirements = REQUIREMENTS): RunReport {
  const { scenarios: planned, selectedFrom: available, results, profile } = outcome;
  const run = new Set(results.map(({ id }) => id));
  const distributor = distributorAccess(profile);
  return {
    ...outcome,
    counts: countVerdicts(results),
    distributor,
    requirements: requirementCoverage(requirements, {
      planned,
      available,
      results,
      distributor,
      hcalcsRemovalAlert: profile.hcalcsRemovalAlert,
    }),
    assumptions: assumptionsUsed(profile, results),
    notRun: planned.filter(({ id }) => !run.has(id)).map(({ id }) => id),
  };
}
