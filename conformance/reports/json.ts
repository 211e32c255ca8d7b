import type { RequirementStatus } from '../runner/coverage.js';
import type { RunReport } from '../runner/report.js';
import type { RunVerdict, Verdict } from '../runner/verdict.js';

/** The document of `hanlab run --json`. Members are added, never changed. */
export interface JsonReport {
  /** Id of the profile. */
  readonly profile: string;
  readonly target: string;
  readonly verdict: RunVerdict;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly scenarios: readonly JsonScenario[];
  readonly requirements: readonly {
    readonly id: string;
    readonly status: RequirementStatus;
    readonly scenarios: readonly string[];
  }[];
  readonly assumptions: readonly JsonAssumption[];
  readonly profileStatus: string;
  readonly labelList: { readonly name: string; readonly status: string; readonly version: string };
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
  readonly message?: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly warnings?: readonly string[];
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
  const { profile, labels } = report;
  return {
    profile: profile.id,
    target: report.target,
    verdict: report.verdict,
    counts: report.counts,
    scenarios: report.results.map(({ id, verdict, covers, ms, message, expected, actual, warnings }) => ({
      id,
      verdict,
      covers,
      ms,
      ...(message === undefined ? {} : { message }),
      ...(expected === undefined ? {} : { expected }),
      ...(actual === undefined ? {} : { actual }),
      ...(warnings.length === 0 ? {} : { warnings }),
    })),
    requirements: report.requirements.map(({ requirement, status, scenarios }) => ({
      id: requirement.id,
      status,
      scenarios,
    })),
    assumptions: report.assumptions.map(({ name, assumption, scenarios }) => ({
      name,
      ...(assumption === undefined
        ? {}
        : { statement: assumption.statement, value: assumption.value, source: assumption.source }),
      scenarios,
    })),
    profileStatus: profile.status,
    labelList: { name: labels.name, status: labels.status, version: labels.version },
    faults: report.faults,
    ...(report.seed === undefined ? {} : { seed: report.seed }),
    startedAt: report.startedAt,
    ms: report.ms,
    interrupted: report.interrupted,
    notRun: report.notRun,
    problems: report.problems,
  };
}
