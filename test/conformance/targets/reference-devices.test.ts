import { expect } from 'chai';
import {
  emulatorTarget,
  memoryEvidenceLog,
  provisionalLabelList,
  type RunOutcome,
  remoteTarget,
  runScenarios,
  type Scenario,
  scenariosOf,
  type Target,
} from '../../../conformance/index.js';
import { FAULTS } from '../../../emulator/index.js';
import { profileById } from '../../../gbcs/index.js';
import { HANLAB } from '../../bin/hanlab.js';

const PROFILE = profileById('secmp0046-core');
const TIMEOUT_MS = 20_000;

async function run(target: Target, scenarios: readonly Scenario[]): Promise<RunOutcome> {
  try {
    return await runScenarios({
      target,
      profile: PROFILE,
      labels: provisionalLabelList,
      scenarios,
      evidence: memoryEvidenceLog(),
      timeoutMs: 8 * TIMEOUT_MS,
    });
  } finally {
    target.close?.();
  }
}

const emulated = (...faults: readonly string[]): Target =>
  emulatorTarget({ faults: FAULTS.filter(({ name }) => faults.includes(name)), seed: 'hanlab' });

function attached(device: string, ...faults: readonly string[]): Target {
  const options = faults.map((fault) => ` --fault ${fault}`).join('');
  const command = `${process.execPath} ${HANLAB} emulate --device ${device} --stdio${options}`;
  return remoteTarget({ place: { kind: 'exec', command }, timeoutMs: TIMEOUT_MS, seed: 'hanlab' });
}

/** A device of hanlab's own behind `exec:` is judged as it is within: nothing is lost on the way. */
describe('the suite against exec: of the reference devices', function () {
  this.timeout(600_000);

  for (const [device, least] of [
    ['hcalcs', 100],
    ['esme', 180],
  ] as const) {
    it(`gives the verdicts that it gives against the emulator: ${device}`, async () => {
      const scenarios = scenariosOf(PROFILE);
      const { results, verdict } = await run(attached(device), scenarios);
      expect(results).to.have.length(scenarios.length);
      const others = results.filter((result) => result.verdict !== 'pass' && result.verdict !== 'skip');
      expect(others).to.deep.equal([]);
      const skipped = results.filter((result) => result.verdict === 'skip').map(({ message }) => message);
      expect(new Set(skipped)).to.deep.equal(new Set(['nothing of it reached the device under test']));
      expect(results.length - skipped.length).to.be.above(least);
      expect(verdict).to.equal('as-expected');
    });
  }

  /** Defects, and the scenarios that are compared: those that fail by them, and as many that do not. */
  const DEFECTS = [
    ['hcalcs', 'hcalcs.ignores-supersession'],
    ['hcalcs', 'hcalcs.skip-replay'],
    ['esme', 'esme.skip-expiry'],
    ['esme', 'esme.skip-mac'],
  ] as const;

  /** Within, a defect is one of every HCALCS of the home: these scenarios see it in the second. */
  const OF_TWO_HCALCS = ['rebinding-moves-the-number', 'ev-switch-found-by-label'];

  for (const [device, fault] of DEFECTS) {
    it(`gives the same verdicts with ${fault}`, async () => {
      const all = scenariosOf(PROFILE).filter(({ id }) => !OF_TWO_HCALCS.includes(id));
      const within = await run(emulated(fault), all);
      const failing = new Set(within.results.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id));
      expect(failing.size).to.be.above(0);
      const chosen = all.filter(({ id }, i) => failing.has(id) || i % 20 === 0);
      const { results } = await run(attached(device, fault), chosen);
      const failed = results.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
      expect(failed).to.deep.equal(chosen.map(({ id }) => id).filter((id) => failing.has(id)));
      expect(results.filter(({ verdict }) => verdict === 'error')).to.deep.equal([]);
    });
  }
});
