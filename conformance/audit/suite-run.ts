import { FAULTS, type LinkConfiguration } from '../../emulator/index.js';
import { profileById } from '../../gbcs/index.js';
import { provisionalLabelList } from '../labels/label-list.js';
import { scenariosOf } from '../packs/packs.js';
import { runScenarios } from '../runner/engine.js';
import { memoryEvidenceLog } from '../runner/evidence-log.js';
import type { Verdict } from '../runner/verdict.js';
import { emulatorTarget } from '../targets/emulator.js';
import { evidenceDigests } from './evidence-digest.js';

/** One run of scenarios against the emulator, told in plain data so that a worker can be asked for it. */
export interface SuiteRun {
  readonly profile: string;
  /** Of the emulator's; none for the sound device. */
  readonly fault?: string;
  /** Ids; all of the profile where left out. */
  readonly scenarios?: readonly string[];
  /** Makes the keys. */
  readonly seed: string;
  /** Of the HAN; ideal where left out. */
  readonly links?: LinkConfiguration;
  /** Whether evidence is wanted as digests. */
  readonly digests?: boolean;
}

/** What came out of it. */
export interface SuiteRunOutcome {
  readonly results: readonly SuiteRunResult[];
  /** What went wrong outside of any scenario; with any of it the run says nothing. */
  readonly problems: readonly string[];
}

export interface SuiteRunResult {
  readonly id: string;
  readonly verdict: Verdict;
  readonly message?: string;
  /** Of its evidence without what differs from one run to the next; scenarios that share it are one. */
  readonly digest?: string;
}

/** No scenario has as many. */
const MOST_RECORDS = 1_000_000;

/** Carries it out in this process, in which no other may be under way. */
export async function runSuite({
  profile: id,
  fault,
  scenarios,
  seed,
  links,
  digests = false,
}: SuiteRun): Promise<SuiteRunOutcome> {
  const profile = profileById(id);
  const all = scenariosOf(profile);
  const wanted = new Set(scenarios);
  const faults = FAULTS.filter(({ name }) => name === fault);
  const evidence = memoryEvidenceLog(digests ? MOST_RECORDS : 1);
  const outcome = await runScenarios({
    target: emulatorTarget({ faults, seed, links }),
    profile,
    labels: provisionalLabelList,
    scenarios: scenarios === undefined ? all : all.filter((scenario) => wanted.has(scenario.id)),
    evidence,
    seed,
  });
  const digestOf = digests ? evidenceDigests(evidence.records) : new Map<string, string>();
  return {
    results: outcome.results.map(({ id, verdict, message }) => {
      const digest = digestOf.get(id);
      return {
        id,
        verdict,
        ...(message === undefined ? {} : { message }),
        ...(digest === undefined ? {} : { digest }),
      };
    }),
    problems: outcome.problems,
  };
}
