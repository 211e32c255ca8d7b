import { expect } from 'chai';
import { auditNoise } from '../../../conformance/audit/noise.js';
import { noiseText } from '../../../conformance/audit/report.js';
import { writtenScenariosOf } from '../../../conformance/packs/packs.js';
import { profileById } from '../../../gbcs/index.js';

const RUNS = Number(process.env['HANLAB_NOISE_RUNS'] ?? 20);

describe('the suite on noisy links', function () {
  this.timeout(3_600_000);

  it(`does not blame the sound device for its radio, in ${RUNS} runs`, async () => {
    const profile = 'secmp0046-core';
    // Those that are made from the catalogue are many and of one kind: one run of all of them says what there is to say.
    const scenarios = writtenScenariosOf(profileById(profile)).map(({ id }) => id);
    const all = await auditNoise({ runs: 1, profiles: [profile], seed: 'all' });
    expect(all.failures, noiseText(all).join('\n')).eql([]);
    const report = await auditNoise({ runs: RUNS, profiles: [profile], scenarios, seed: 'hanlab' });
    expect(report.failures, noiseText(report).join('\n')).eql([]);
    expect(report.problems).eql([]);
    expect(report.scenarios).greaterThan(RUNS * 200);
    expect(report.verdict).equal('as-expected');
  });
});
