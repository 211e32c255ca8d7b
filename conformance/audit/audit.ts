import type { Fault } from '../../emulator/index.js';
import { profileById } from '../../gbcs/index.js';
import { writtenScenariosOf } from '../packs/packs.js';
import { REQUIREMENTS } from '../requirements/requirements.js';
import { RULES } from '../requirements/rules.js';
import { SCENARIOS } from '../scenarios/index.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { SuiteRun, SuiteRunOutcome, SuiteRunResult } from './suite-run.js';
import { runSuites, type WorkerOptions } from './suite-workers.js';

/**
 * The audit of the suite: does it notice? Every defect is given to a device, or to the DCC, and the scenarios that name
 * what it breaks are run. A defect is killed when, for each requirement and rule that it breaks, one of the scenarios that
 * name it goes from pass to fail. It is of the scenarios that were written by hand: those that are made from the catalogue
 * name no rule yet.
 */

export interface AuditPlan {
  readonly faults: readonly Fault[];
  /** Whether these are all there are: only then a scenario that notices none of them is idle. */
  readonly isWhole: boolean;
  /** Makes the keys. */
  readonly seed: string;
}

/** What became of one defect: a row of the kill matrix. */
interface DefectOutcome {
  readonly defect: string;
  readonly breaks: string;
  readonly profile: string;
  /** Ids of what it breaks. */
  readonly requirements: readonly string[];
  /** Scenarios that name any of that, those with the same evidence counted as one. */
  readonly scenarios: number;
  /** Scenarios of these that notice; of those with the same evidence the first. */
  readonly killedBy: readonly string[];
  /** Of what it breaks, what no scenario that names it notices. */
  readonly unnoticed: readonly string[];
  /** Scenarios that came to no verdict. */
  readonly errors: readonly string[];
}

/** A requirement or rule, and whether anything shows that its scenarios would notice. */
export interface RequirementAudit {
  readonly id: string;
  readonly scenarios: number;
  /** Defects that break it, and how many of them a scenario that names it kills. */
  readonly defects: number;
  readonly killed: number;
}

interface IdleScenario {
  readonly id: string;
  /** Why no defect is there that it could notice. */
  readonly reason?: string;
}

/** The sound device under one profile. */
interface SoundRun {
  readonly profile: string;
  readonly scenarios: number;
  readonly notPassed: readonly SuiteRunResult[];
}

export type AuditVerdict = 'as-expected' | 'deviates' | 'incomplete';

export interface AuditReport {
  readonly verdict: AuditVerdict;
  readonly seed: string;
  readonly sound: readonly SoundRun[];
  readonly matrix: readonly DefectOutcome[];
  readonly requirements: readonly RequirementAudit[];
  readonly rules: readonly RequirementAudit[];
  /** Scenarios that notice none of the defects of what they name; empty where not all defects were tried. */
  readonly idle: readonly IdleScenario[];
  /** Scenarios that say why they are idle, and are not. */
  readonly staleReasons: readonly string[];
  /** Groups of scenarios that have seen the same. */
  readonly sameEvidence: readonly (readonly string[])[];
  /** What went wrong outside of any scenario. */
  readonly problems: readonly string[];
  readonly ms: number;
}

/** The profile of defects that show under any. */
const USUAL_PROFILE = 'secmp0046-core';

/** The profile that a defect is tried under. */
export function profileOf({ profile = USUAL_PROFILE }: Fault): string {
  return profile;
}

/** Runs the suite against the sound device, then against every defect. */
export async function audit({ faults, isWhole, seed }: AuditPlan, options: WorkerOptions = {}): Promise<AuditReport> {
  const started = performance.now();
  const profiles = [...new Set(faults.map(profileOf))];
  const named = faults.map((fault) =>
    writtenScenariosOf(profileById(profileOf(fault))).filter(namesAny(fault.requirements)),
  );
  const wanted = (profile: string) =>
    isWhole
      ? writtenScenariosOf(profileById(profile)).map(({ id }) => id)
      : faults.flatMap((fault, i) => (profileOf(fault) === profile ? (named[i] ?? []).map(({ id }) => id) : []));
  const runs: readonly SuiteRun[] = [
    ...profiles.map((profile) => ({ profile, seed, scenarios: wanted(profile), digests: true })),
    ...faults.map((fault, i) => ({
      profile: profileOf(fault),
      seed,
      fault: fault.name,
      scenarios: (named[i] ?? []).map(({ id }) => id),
    })),
  ];
  const outcomes = await runSuites(runs, options);
  const soundOutcomes = new Map(profiles.map((profile, i) => [profile, outcomes[i]]));
  const matrix = faults.flatMap((fault, i): DefectOutcome[] => {
    const outcome = outcomes[profiles.length + i];
    const sound = soundOutcomes.get(profileOf(fault));
    return outcome && sound ? [judged(fault, named[i] ?? [], outcome, sound)] : [];
  });
  return reported({ faults, isWhole, seed, matrix, outcomes, soundOutcomes, ms: performance.now() - started });
}

function namesAny(ids: readonly string[]): (scenario: Pick<Scenario, 'covers'>) => boolean {
  return ({ covers }) => covers.some((id) => ids.includes(id));
}

function judged(
  { name, breaks, requirements, ...fault }: Fault,
  scenarios: readonly Scenario[],
  outcome: SuiteRunOutcome,
  sound: SuiteRunOutcome,
): DefectOutcome {
  const before = new Map(sound.results.map((result) => [result.id, result]));
  const after = new Map(outcome.results.map(({ id, verdict }) => [id, verdict]));
  const killers = scenarios.filter(({ id }) => before.get(id)?.verdict === 'pass' && after.get(id) === 'fail');
  const evidence = (id: string) => before.get(id)?.digest ?? id;
  const firstOf = new Map([...killers].reverse().map(({ id }) => [evidence(id), id]));
  return {
    defect: name,
    breaks,
    profile: profileOf({ name, breaks, requirements, ...fault }),
    requirements,
    scenarios: new Set(scenarios.map(({ id }) => evidence(id))).size,
    killedBy: killers.map(({ id }) => id).filter((id) => firstOf.get(evidence(id)) === id),
    unnoticed: requirements.filter((id) => !killers.some(({ covers }) => covers.includes(id))),
    errors: scenarios.map(({ id }) => id).filter((id) => !['pass', 'warn', 'fail'].includes(after.get(id) ?? 'error')),
  };
}

interface Found {
  readonly faults: readonly Fault[];
  readonly isWhole: boolean;
  readonly seed: string;
  readonly matrix: readonly DefectOutcome[];
  readonly outcomes: readonly (SuiteRunOutcome | undefined)[];
  readonly soundOutcomes: ReadonlyMap<string, SuiteRunOutcome | undefined>;
  readonly ms: number;
}

function reported({ faults, isWhole, seed, matrix, outcomes, soundOutcomes, ms }: Found): AuditReport {
  const sound = Array.from(soundOutcomes, ([profile, outcome]) => ({
    profile,
    scenarios: outcome?.results.length ?? 0,
    notPassed: outcome?.results.filter(({ verdict }) => verdict !== 'pass') ?? [],
  }));
  const problems = outcomes.flatMap((outcome) => outcome?.problems ?? []);
  const known = new Set([...soundOutcomes.values()].flatMap((one) => one?.results.map(({ id }) => id) ?? []));
  const scenarios = SCENARIOS.filter(({ id }) => known.has(id));
  const killers = new Set(matrix.flatMap(({ killedBy }) => killedBy));
  const sameEvidence = groups([...soundOutcomes.values()].find((one) => one !== undefined));
  for (const [first, ...others] of sameEvidence) {
    if (first !== undefined && killers.has(first)) for (const id of others) killers.add(id);
  }
  const idle = isWhole ? scenarios.filter(({ id }) => !killers.has(id)) : [];
  const staleReasons = scenarios.filter((one) => one.idle !== undefined && killers.has(one.id)).map(({ id }) => id);
  const isComplete =
    matrix.length === faults.length &&
    problems.length === 0 &&
    sound.every(({ scenarios: run, notPassed }) => run > 0 && notPassed.length === 0) &&
    matrix.every(({ errors }) => errors.length === 0);
  const isClean =
    matrix.every(({ unnoticed }) => unnoticed.length === 0) &&
    idle.every(({ idle: reason }) => reason !== undefined) &&
    staleReasons.length === 0 &&
    sameEvidence.length === 0;
  return {
    verdict: !isComplete ? 'incomplete' : isClean ? 'as-expected' : 'deviates',
    seed,
    sound,
    matrix,
    requirements: audited(REQUIREMENTS, scenarios, matrix),
    rules: audited(RULES, scenarios, matrix),
    idle: idle.map(({ id, idle: reason }) => ({ id, ...(reason === undefined ? {} : { reason }) })),
    staleReasons,
    sameEvidence,
    problems,
    ms: Math.round(ms),
  };
}

/** Groups of two and more that have the same evidence. */
function groups(sound: SuiteRunOutcome | undefined): readonly (readonly string[])[] {
  const byDigest = new Map<string, string[]>();
  for (const { id, digest } of sound?.results ?? []) {
    if (digest !== undefined) byDigest.set(digest, [...(byDigest.get(digest) ?? []), id]);
  }
  return [...byDigest.values()].filter(({ length }) => length > 1);
}

function audited(
  all: readonly { readonly id: string }[],
  scenarios: readonly Scenario[],
  matrix: readonly DefectOutcome[],
): readonly RequirementAudit[] {
  return all.flatMap(({ id }) => {
    const naming = scenarios.filter(({ covers }) => covers.includes(id)).length;
    const broken = matrix.filter(({ requirements }) => requirements.includes(id));
    if (naming === 0 && broken.length === 0) return [];
    const killed = broken.filter(({ unnoticed }) => !unnoticed.includes(id)).length;
    return [{ id, scenarios: naming, defects: broken.length, killed }];
  });
}
