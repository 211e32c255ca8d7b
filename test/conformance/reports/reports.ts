import { type RunReport, reportOf, type ScenarioResult } from '../../../conformance/index.js';
import { provisionalLabelList } from '../../../conformance/labels/label-list.js';
import type { RunOutcome } from '../../../conformance/runner/engine.js';
import { labelListFacts } from '../../../conformance/runner/provenance.js';
import { runVerdict } from '../../../conformance/runner/verdict.js';
import { profileById } from '../../../gbcs/index.js';
import { fakeScenario } from '../runner/fakes.js';

/** A result of the scenario `id`, a pass unless said otherwise. */
export function resultOf(id: string, more: Partial<ScenarioResult> = {}): ScenarioResult {
  return {
    id,
    title: `What ${id} demands.`,
    covers: [],
    clauses: [],
    verdict: 'pass',
    ms: 1.5,
    warnings: [],
    assumptions: [],
    ...more,
  };
}

/** One result of each verdict. */
export const EACH_VERDICT: readonly ScenarioResult[] = [
  resultOf('passes', { covers: ['REQ-06', 'REQ-32'], assumptions: ['duration-in-minutes'] }),
  resultOf('fails', {
    verdict: 'fail',
    covers: ['REQ-04'],
    clauses: ['GBCS 4.3.1.5'],
    message: 'the switch moved',
    expected: 'open',
    actual: 'closed',
  }),
  resultOf('warns', { verdict: 'warn', covers: ['REQ-06'], warnings: ['odd label'] }),
  resultOf('skips', { verdict: 'skip', message: 'no HCALCS here' }),
  resultOf('unclear', { verdict: 'inconclusive', message: 'both would do' }),
  resultOf('breaks', { verdict: 'error', message: 'TypeError: bug' }),
];

/** The report of a run that had these results. */
export function reportWith(results: readonly ScenarioResult[], more: Partial<RunOutcome> = {}): RunReport {
  const scenarios = results.map(({ id, covers }) => fakeScenario(id, undefined, { covers }));
  const outcome: RunOutcome = {
    runId: '6a8d5f0e-0000-4000-8000-000000000000',
    versions: { hanlab: '1.2.3', node: '20.0.0', openssl: '3.0.0' },
    target: 'fake',
    targetNotes: [],
    faults: [],
    profile: profileById('secmp0046-core'),
    labelList: labelListFacts(provisionalLabelList),
    seed: 's',
    selectedFrom: scenarios,
    patterns: [],
    packs: [],
    suite: '00ff',
    shard: undefined,
    mergedFrom: [],
    scenarios,
    results,
    expectations: undefined,
    verdict: runVerdict(results, { isComplete: true, met: new Set(), news: 0 }),
    interrupted: false,
    problems: [],
    observerErrors: [],
    leftRunning: false,
    startedAt: '2026-11-23T12:00:00.123Z',
    ms: 1234,
    ...more,
  };
  return reportOf(outcome);
}
