import {
  type Laboratory,
  memoryEvidenceLog,
  provisionalLabelList,
  type RunPlan,
  type Scenario,
  type Target,
} from '../../../conformance/index.js';
import { profileById } from '../../../gbcs/index.js';

/** Scenarios and targets that do one thing each, to see what the runner makes of it. */

export function fakeScenario(
  id: string,
  run: Scenario['run'] = async () => {},
  more: Partial<Scenario> = {},
): Scenario {
  return { id, title: `What ${id} demands.`, covers: [], clauses: ['GBCS 1'], ...more, run };
}

/** What a scenario of a fake target has to itself. Everything but this throws when it is touched. */
interface FakeHome {
  readonly profile: Laboratory['profile'];
  warn: Laboratory['warn'];
  /** Writes a step into the evidence. */
  advance: Laboratory['advance'];
}

/** A target that opens homes without devices. */
export function fakeTarget(changes: Partial<Target> & { close?: () => Promise<void> } = {}): Target {
  const { close = async () => {}, ...rest } = changes;
  return {
    name: 'fake',
    faults: [],
    async open({ profile, evidence }) {
      const warnings: string[] = [];
      let time = 0;
      const home: FakeHome = {
        profile,
        warn: (message) => {
          warnings.push(message);
        },
        advance: async (seconds) => {
          time += seconds * 1000;
          evidence.write(time, { event: 'step', text: `${seconds} s pass` });
        },
      };
      return { lab: home as Laboratory, warnings, close };
    },
    ...rest,
  };
}

export function fakePlan(scenarios: readonly Scenario[], changes: Partial<RunPlan> = {}): RunPlan {
  return {
    target: fakeTarget(),
    profile: profileById('secmp0046-core'),
    labels: provisionalLabelList,
    scenarios,
    evidence: memoryEvidenceLog(),
    timeoutMs: 2000,
    ...changes,
  };
}
