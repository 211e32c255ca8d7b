import { expect } from 'chai';
import {
  type EvidenceRecord,
  emulatorTarget,
  memoryEvidenceLog,
  provisionalLabelList,
  runScenarios,
  scenariosOf,
} from '../../conformance/index.js';
import { profileById } from '../../gbcs/index.js';
import { normalisedEvidence } from './normalised-evidence.js';

async function evidenceOf(profileId: string): Promise<ReadonlyMap<string, readonly EvidenceRecord[]>> {
  const profile = profileById(profileId);
  const evidence = memoryEvidenceLog(1_000_000);
  await runScenarios({
    target: emulatorTarget({ faults: [], seed: 'hanlab' }),
    profile,
    labels: provisionalLabelList,
    scenarios: scenariosOf(profile),
    evidence,
    seed: 'hanlab',
  });
  const found = new Map<string, EvidenceRecord[]>();
  for (const record of evidence.records) {
    if (record.scenario === undefined) continue;
    const records = found.get(record.scenario);
    if (records === undefined) found.set(record.scenario, [record]);
    else records.push(record);
  }
  return found;
}

describe('evidence of the suite', function () {
  this.timeout(180_000);

  for (const profile of ['secmp0046-core', 'gbcs4-current']) {
    it(`is different for every scenario under ${profile}`, async () => {
      const evidence = await evidenceOf(profile);
      expect(evidence.size).equal(scenariosOf(profileById(profile)).length);
      const alike = new Map<string, string[]>();
      for (const [id, records] of evidence) {
        const text = normalisedEvidence(records);
        alike.set(text, [...(alike.get(text) ?? []), id]);
      }
      expect([...alike.values()].filter((ids) => ids.length > 1)).eql([]);
    });
  }
});
