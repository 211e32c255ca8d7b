import { expect } from 'chai';
import { auditNoise } from '../../../conformance/audit/noise.js';
import { noiseText } from '../../../conformance/audit/report.js';

const RUNS = Number(process.env['HANLAB_NOISE_RUNS'] ?? 20);

describe('the suite on noisy links', function () {
  this.timeout(3_600_000);

  it(`does not blame the sound device for its radio, in ${RUNS} runs`, async () => {
    const report = await auditNoise({ runs: RUNS, profiles: ['secmp0046-core'], seed: 'hanlab' });
    expect(report.failures, noiseText(report).join('\n')).eql([]);
    expect(report.problems).eql([]);
    expect(report.scenarios).greaterThan(RUNS * 200);
    expect(report.verdict).equal('as-expected');
  });
});
