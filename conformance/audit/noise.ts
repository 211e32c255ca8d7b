import type { LinkQuality } from '../../emulator/index.js';
import type { Verdict } from '../runner/verdict.js';
import { runSuites, type WorkerOptions } from './suite-workers.js';

/**
 * The suite against the sound device on a noisy HAN: a scenario that fails there would blame a device for what its radio
 * did. Each run draws other fates of frames, from a seed that says which.
 */

/**
 * As noisy as a link may be while everybody who repeats what is not confirmed gets through: a frame takes up to a fifth of
 * a second, some come twice, some late and after later ones, and some are lost, though never two of one direction within
 * the time of all repetitions of a frame. Steps of joining are only late: the network layer repeats them, of which nothing
 * is emulated.
 */
const NOISY: LinkQuality = {
  latencyMs: 20,
  jitterMs: 60,
  duplication: 0.05,
  reordering: 0.05,
  reorderingMs: 120,
  loss: 0.02,
  sparedMs: 20_000,
  sparesJoining: true,
};

export interface NoisePlan {
  /** How many runs of the suite. */
  readonly runs: number;
  readonly profiles: readonly string[];
  /** Ids of the scenarios; all of each profile where left out. */
  readonly scenarios?: readonly string[];
  /** Makes the keys and, with the number of a run, its noise. */
  readonly seed: string;
}

export interface NoiseReport {
  readonly verdict: 'as-expected' | 'deviates' | 'incomplete';
  readonly runs: number;
  readonly seed: string;
  readonly profiles: readonly string[];
  readonly links: LinkQuality;
  /** Scenarios that were run, all runs taken together. */
  readonly scenarios: number;
  /** What did not pass, and under which seed of the links. */
  readonly failures: readonly {
    readonly profile: string;
    readonly links: string;
    readonly scenario: string;
    readonly verdict: Verdict;
    readonly message?: string | undefined;
  }[];
  readonly problems: readonly string[];
  readonly ms: number;
}

/** Runs the suite under as many seeds of noisy links as the plan says, `SEED-1` and on, for each profile. */
export async function auditNoise(
  { runs, profiles, scenarios, seed }: NoisePlan,
  options: WorkerOptions = {},
): Promise<NoiseReport> {
  const started = performance.now();
  const planned = Array.from({ length: runs }, (_, i) => `${seed}-${i + 1}`).flatMap((links) =>
    profiles.map((profile) => ({
      profile,
      seed,
      links: { seed: links, quality: NOISY },
      ...(scenarios === undefined ? {} : { scenarios }),
    })),
  );
  const outcomes = await runSuites(planned, options);
  const failures = outcomes.flatMap((outcome, i) =>
    (outcome?.results ?? []).flatMap(({ id, verdict, message }) => {
      const run = planned[i];
      if (verdict === 'pass' || run === undefined) return [];
      return [{ profile: run.profile, links: run.links.seed, scenario: id, verdict, message }];
    }),
  );
  const problems = outcomes.flatMap((outcome) => outcome?.problems ?? []);
  const isComplete = problems.length === 0 && outcomes.every((outcome) => outcome !== undefined);
  return {
    verdict: !isComplete ? 'incomplete' : failures.length === 0 ? 'as-expected' : 'deviates',
    runs,
    seed,
    profiles,
    links: NOISY,
    scenarios: outcomes.reduce((sum, outcome) => sum + (outcome?.results.length ?? 0), 0),
    failures,
    problems,
    ms: Math.round(performance.now() - started),
  };
}
