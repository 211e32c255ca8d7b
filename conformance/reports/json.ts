import type { Expectation } from '../expectations/expectation.js';
import { type ExpectationStatus, metExpectations } from '../expectations/judgement.js';
import { RULES } from '../requirements/rules.js';
import type { DistributorAccess, RequirementStatus } from '../runner/coverage.js';
import { type LabelListFacts, type ToolVersions, targetNote } from '../runner/provenance.js';
import type { RunReport } from '../runner/report.js';
import type { Shard } from '../runner/shard.js';
import type { RunVerdict, ScenarioResult, Verdict } from '../runner/verdict.js';

/** The document of `hanlab run --json`. Members are added, never changed. */
export interface JsonReport {
  /** Id of the profile. */
  readonly profile: string;
  readonly target: string;
  readonly verdict: RunVerdict;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly scenarios: readonly JsonScenario[];
  /** Expectations that the run had a say in; absent if it was run without. */
  readonly expectations?: readonly (Expectation & { readonly status: ExpectationStatus })[];
  readonly requirements: readonly {
    readonly id: string;
    readonly status: RequirementStatus;
    readonly scenarios: readonly string[];
    /** A scenario that names it failed. */
    readonly violated: boolean;
    readonly text: string;
    readonly source: string;
    /** What of it no scenario of this version tries. */
    readonly untried?: string;
  }[];
  /** Rules of the specifications in force that scenarios of the run name. */
  readonly rules: readonly {
    readonly id: string;
    readonly scenarios: readonly string[];
    /** A scenario that names it failed. */
    readonly violated: boolean;
  }[];
  readonly assumptions: readonly JsonAssumption[];
  /** Of this run alone; the header of its evidence has the same. */
  readonly runId: string;
  readonly versions: ToolVersions;
  readonly profileTitle: string;
  readonly profileStatus: string;
  readonly gbcsVersion: string;
  /** Where it is refused, a pass of a distributor's scenario means that it was refused. */
  readonly distributor: DistributorAccess;
  /** What is to be known of the target beyond its name. */
  readonly targetNote?: string;
  /** What a device under test says of itself, and what of it is not so. */
  readonly targetNotes?: readonly string[];
  readonly labelList: LabelListFacts;
  /** How many scenarios were to be run, of how many there are, and by which patterns they were chosen. */
  readonly selected: number;
  readonly available: number;
  readonly patterns?: readonly string[];
  /** The packs that they were chosen from, if not all. */
  readonly packs?: readonly string[];
  /** SHA-256 of what the scenarios say of themselves of which these were selected. */
  readonly suite: string;
  /** Which part of a selection was run, and the ids of all of it. */
  readonly shard?: Shard;
  /** Ids of the runs that this one was put together from. */
  readonly mergedFrom?: readonly string[];
  readonly faults: readonly string[];
  readonly seed?: string;
  /** Real time, ISO 8601. */
  readonly startedAt: string;
  readonly ms: number;
  readonly interrupted: boolean;
  /** Scenarios that were planned and have no verdict. */
  readonly notRun: readonly string[];
  /** Errors of the harness outside of any scenario. */
  readonly problems: readonly string[];
}

interface JsonScenario {
  readonly id: string;
  readonly verdict: Verdict;
  readonly covers: readonly string[];
  /** Real time, in milliseconds. */
  readonly ms: number;
  /** The pack that it is in. */
  readonly pack?: string;
  /** What must hold. */
  readonly title: string;
  readonly clauses: readonly string[];
  /** Names of the assumptions that the verdict rests on. */
  readonly assumptions: readonly string[];
  readonly message?: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly warnings?: readonly string[];
  /** Why this was expected; only if it was, and in this way. */
  readonly expectedFor?: string;
}

interface JsonAssumption {
  readonly name: string;
  /** What is taken to be so, and where that comes from; absent if the profile does not know the name. */
  readonly statement?: string;
  readonly value?: string | number | boolean;
  readonly source?: string;
  /** Whose verdicts rest on it. */
  readonly scenarios: readonly string[];
}

/** The report of a run as one plain object. */
export function jsonReport(report: RunReport): JsonReport {
  const { profile, patterns, packs } = report;
  const note = targetNote(report.target);
  const met = metExpectations(report.expectations);
  return {
    profile: profile.id,
    target: report.target,
    verdict: report.verdict,
    counts: report.counts,
    scenarios: report.results.map((result) => jsonScenario(result, met.get(result.id))),
    ...(report.expectations === undefined
      ? {}
      : { expectations: report.expectations.map(({ expectation, status }) => ({ ...expectation, status })) }),
    requirements: report.requirements.map(({ requirement: { id, text, source, untried }, ...coverage }) => ({
      id,
      status: coverage.status,
      scenarios: coverage.scenarios,
      violated: coverage.violated,
      text,
      source,
      ...(untried === undefined ? {} : { untried }),
    })),
    assumptions: report.assumptions.map(({ name, assumption, scenarios }) => ({
      name,
      ...(assumption === undefined
        ? {}
        : { statement: assumption.statement, value: assumption.value, source: assumption.source }),
      scenarios,
    })),
    rules: jsonRules(report),
    runId: report.runId,
    versions: report.versions,
    profileTitle: profile.title,
    profileStatus: profile.status,
    gbcsVersion: profile.gbcsVersion,
    distributor: report.distributor,
    ...(note === undefined ? {} : { targetNote: note }),
    ...(report.targetNotes.length === 0 ? {} : { targetNotes: report.targetNotes }),
    labelList: report.labelList,
    selected: report.scenarios.length,
    available: report.selectedFrom.length,
    ...(patterns.length === 0 ? {} : { patterns }),
    ...(packs.length === 0 ? {} : { packs }),
    suite: report.suite,
    ...(report.shard === undefined ? {} : { shard: report.shard }),
    ...(report.mergedFrom.length === 0 ? {} : { mergedFrom: report.mergedFrom }),
    faults: report.faults,
    ...(report.seed === undefined ? {} : { seed: report.seed }),
    startedAt: report.startedAt,
    ms: report.ms,
    interrupted: report.interrupted,
    notRun: report.notRun,
    problems: report.problems,
  };
}

function jsonRules({ scenarios, results }: RunReport): JsonReport['rules'] {
  const failed = new Set(results.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id));
  return RULES.flatMap(({ id }) => {
    const naming = scenarios.filter(({ covers }) => covers.includes(id)).map((scenario) => scenario.id);
    return naming.length === 0 ? [] : [{ id, scenarios: naming, violated: naming.some((one) => failed.has(one)) }];
  });
}

function jsonScenario(result: ScenarioResult, met: Expectation | undefined): JsonScenario {
  const { id, pack, verdict, covers, ms, title, clauses, assumptions, message, expected, actual, warnings } = result;
  return {
    id,
    verdict,
    covers,
    ms,
    ...(pack === undefined ? {} : { pack }),
    title,
    clauses,
    assumptions,
    ...(message === undefined ? {} : { message }),
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(met === undefined ? {} : { expectedFor: met.reason }),
  };
}
