import { expect } from 'chai';
import {
  emulatorTarget,
  memoryEvidenceLog,
  provisionalLabelList,
  runScenarios,
  scenariosOf,
} from '../../../conformance/index.js';
import { FAULTS } from '../../../emulator/index.js';
import { profileById } from '../../../gbcs/index.js';

const profile = profileById('secmp0046-core');

/** Last words of the ids of a family that fail on devices with a defect. */
async function failing(family: string, fault: string): Promise<string[]> {
  const { results } = await runScenarios({
    target: emulatorTarget({ faults: FAULTS.filter(({ name }) => name === fault), seed: 'hanlab' }),
    profile,
    labels: provisionalLabelList,
    scenarios: scenariosOf(profile).filter((one) => one.family === family),
    evidence: memoryEvidenceLog(),
    seed: 'hanlab',
  });
  expect(results.filter(({ verdict }) => verdict === 'error')).eql([]);
  return results.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id.slice(family.length + 1));
}

/** What fails where a check is left out, and nothing else may: each wrong Command is wrong for one check alone. */
const ECS47 = {
  recipient: ['wrong-recipient'],
  protections: ['missing-mac', 'missing-signature'],
  mac: ['bad-mac'],
  signature: ['bad-signature'],
  replay: ['replayed', 'equal-counter', 'lower-counter'],
  payload: ['missing-row', 'extra-row', 'wrong-type'],
} as const;

const CS03A2 = {
  recipient: ['wrong-recipient'],
  protections: ['missing-mac', 'missing-signature'],
  mac: ['bad-mac'],
  signature: ['bad-signature'],
  replay: ['replayed', 'equal-counter', 'lower-counter'],
} as const;

describe('generated cases', function () {
  this.timeout(60_000);

  for (const [device, family, checks] of [
    ['esme', 'gbcs-ecs47', ECS47],
    ['hcalcs', 'gbcs-cs03a2', CS03A2],
  ] as const) {
    for (const [check, expected] of Object.entries(checks)) {
      it(`of ${family} that fail on a device without the check '${check}' are those that it is there for`, async () => {
        expect(await failing(family, `${device}.skip-${check}`)).eql(expected);
      });
    }

    it(`of ${family} with a wrong role fail on a device that asks nobody’s role`, async () => {
      const failed = await failing(family, `${device}.skip-originator`);
      expect(failed.filter((id) => id.startsWith('wrong-role-'))).not.eql([]);
      expect(failed.filter((id) => !/^(wrong-role|unknown)-/.test(id))).eql([]);
    });
  }

  it('fail on a device that takes the last counter again, only at that', async () => {
    expect(await failing('gbcs-ecs47', 'esme.accepts-equal-counter')).eql(['equal-counter']);
  });
});
