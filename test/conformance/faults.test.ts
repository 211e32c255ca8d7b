import { expect } from 'chai';
import {
  emulatorTarget,
  memoryEvidenceLog,
  provisionalLabelList,
  type RunOutcome,
  runScenarios,
  SCENARIOS,
  scenariosOf,
} from '../../conformance/index.js';
import { FAULTS, type Fault, RECEIVE_CHECK_NAMES } from '../../emulator/index.js';
import { PROFILE_IDS, profileById } from '../../gbcs/index.js';

async function run(profile: string, faults: readonly Fault[]): Promise<RunOutcome> {
  return runScenarios({
    target: emulatorTarget({ faults, seed: 'hanlab' }),
    profile: profileById(profile),
    labels: provisionalLabelList,
    scenarios: scenariosOf(profileById(profile)),
    evidence: memoryEvidenceLog(),
    seed: 'hanlab',
  });
}

describe('the suite against the emulator', () => {
  for (const profile of PROFILE_IDS) {
    it(`judges every scenario and finds no deviation under ${profile}`, async () => {
      const { results, verdict } = await run(profile, []);
      expect(verdict).equal('as-expected');
      expect(results.length).equal(scenariosOf(profileById(profile)).length);
      expect(results.filter(({ verdict }) => verdict !== 'pass')).eql([]);
    });
  }

  it('has at least thirty scenarios with distinct ids', () => {
    expect(SCENARIOS.length).least(30);
    expect(new Set(SCENARIOS.map(({ id }) => id)).size).equal(SCENARIOS.length);
  });
});

describe('faults', () => {
  it('switch off each receive check of ESME and HCALCS, and the expiry of a period', () => {
    const names = FAULTS.map(({ name }) => name);
    for (const device of ['esme', 'hcalcs']) {
      for (const defect of [...RECEIVE_CHECK_NAMES, 'expiry']) expect(names).include(`${device}.skip-${defect}`);
    }
  });

  for (const fault of FAULTS) {
    it(`${fault.name} makes a scenario fail`, async () => {
      const { results } = await run(fault.profile ?? 'secmp0046-core', [fault]);
      expect(results.filter(({ verdict }) => verdict === 'error')).eql([]);
      const failed = new Set(results.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id));
      expect(failed.size).greaterThan(0);
      const violated = SCENARIOS.filter(({ id }) => failed.has(id)).flatMap(({ covers }) => covers);
      expect(violated).include.members([...(fault.requirements ?? [])]);
    });
  }
});
