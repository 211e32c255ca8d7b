import type { RunOutcome } from './engine.js';
import type { EvidenceEvent } from './evidence.js';
import { readEvidence } from './evidence-reader.js';
import { profileFacts } from './provenance.js';
import { countVerdicts } from './verdict.js';

/**
 * The evidence of runs that were put together, line by line: what is run with what, the records of all scenarios as they
 * were but for their numbers, and the verdict.
 * @throws HanlabError `HANLAB_E_INPUT` if a file cannot be read, or is none of evidence
 */
export function* mergedEvidence(outcome: RunOutcome, files: readonly string[]): Generator<string> {
  const { runId, profile, target, faults, seed, versions, labelList, suite, mergedFrom, scenarios } = outcome;
  let sequence = 0;
  const line = (record: object) => {
    sequence += 1;
    return `${JSON.stringify({ ...record, sequence })}\n`;
  };
  const own = (entry: EvidenceEvent) => line({ sequence: 0, realTime: new Date().toISOString(), entry });
  yield own({
    event: 'run',
    runId,
    profile: profileFacts(profile),
    target,
    faults,
    ...(seed === undefined ? {} : { seed }),
    versions,
    labelList,
    suite,
    mergedFrom,
    planned: scenarios.map(({ id }) => id),
  });
  for (const file of files) {
    for (const record of readEvidence(file)) if (record.scenario !== undefined) yield line(record);
  }
  const { verdict, interrupted, results } = outcome;
  yield own({ event: 'run-verdict', verdict, counts: countVerdicts(results), interrupted });
}
