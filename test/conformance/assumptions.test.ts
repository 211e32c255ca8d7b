import { expect } from 'chai';
import {
  emulatorTarget,
  memoryEvidenceLog,
  provisionalLabelList,
  runScenarios,
  scenariosOf,
} from '../../conformance/index.js';
import { overlay, type ProfileChanges, profileById } from '../../gbcs/index.js';

/** Values of assumptions that no profile has: devices behave by them, and scenarios judge by them. */
const OTHER_VALUES: readonly NonNullable<ProfileChanges['assumptions']>[] = [{ 'esme-reset-sends-cancel': true }];

describe('the suite under other assumptions', () => {
  for (const assumptions of OTHER_VALUES) {
    it(`finds no deviation in what rests on them with ${JSON.stringify(assumptions)}`, async () => {
      const changes = { id: 'other-assumptions', title: 'other assumptions', status: 'for a test', assumptions };
      const profile = overlay(profileById('secmp0046-core'), changes);
      const scenarios = scenariosOf(profile).filter((one) => one.assumptions?.some((name) => name in assumptions));
      expect(scenarios).not.eql([]);
      const { results, verdict } = await runScenarios({
        target: emulatorTarget({ faults: [], seed: 'hanlab' }),
        profile,
        labels: provisionalLabelList,
        scenarios,
        evidence: memoryEvidenceLog(),
        seed: 'hanlab',
      });
      expect(results.filter((one) => one.verdict !== 'pass')).eql([]);
      expect(verdict).equal('as-expected');
    });
  }
});
