import { expect } from 'chai';
import { assumptionValue, toHex } from '../../../gbcs/index.js';
import { EXAMPLE_DEVICES, type ExampleDevice } from '../../examples/example.js';
import { reachable } from '../../examples/joining.js';
import type { Scenario } from '../../scenarios/scenario.js';
import { stateOf } from '../../scenarios/steps.js';
import type { Reaction } from '../../targets/laboratory.js';
import { spoken } from './names.js';
import { common } from './obedience.js';
import { HOLDER_OF, isFor, KIND_OF, NAME_OF, rolesKnownTo, type Subject } from './subject.js';

/** Authentic Commands to a kind of device that does not have their use case (GBCS 7.2.9.1). */

const ECS100 = 0x0120;
const COUNTER = 5_000_000n;

/** The subject's Command at each other kind of device that knows somebody who may give it elsewhere. */
export function unsupportedScenarios(subject: Subject): readonly Scenario[] {
  return EXAMPLE_DEVICES.flatMap((device) => {
    if (isFor(subject.useCase, KIND_OF[device])) return [];
    const known = rolesKnownTo(KIND_OF[device], subject.profile);
    const role = subject.right.find((one) => known.includes(one));
    const originator = role && HOLDER_OF[role];
    return role === undefined || originator === undefined ? [] : [scenario(subject, device, role, originator)];
  });
}

function scenario(
  subject: Subject,
  device: ExampleDevice,
  role: Subject['right'][number],
  originator: NonNullable<(typeof HOLDER_OF)[typeof role]>,
): Scenario {
  const { useCase, example, profile } = subject;
  const { clause, covers, family } = common(subject);
  const isSaid = profile.gbcsVersion !== '3.1' || assumptionValue(profile, 'ecs100-from-3.1-device');
  return {
    covers,
    family,
    id: `${subject.id}-unsupported-by-${device}`,
    title: `${NAME_OF[device]} does not carry out ${useCase.name}, which it does not have, from the ${spoken(role)}: ${
      isSaid ? 'it says so by Alert ECS100' : 'it is silent'
    }, without Response and change.`,
    clauses: [clause, 'GBCS 7.2.9.1'],
    assumptions: ['receive-check-order', 'ecs100-from-3.1-device', 'unsupported-command-moves-counter'],
    async run(lab) {
      await reachable(lab, device);
      const { command } = await example.ready(lab);
      const before = await stateOf(lab, device);
      const message = await lab.craft(device, command(COUNTER), { originator, counter: COUNTER });
      expectUnsupported(await lab.deliver(device, message), useCase.messageCode, isSaid);
      expect(await stateOf(lab, device), `state of the ${device}`).to.deep.equal(before);
    },
  };
}

function expectUnsupported({ responses, alerts }: Reaction, messageCode: number, isSaid: boolean): void {
  expect(responses.length, 'Responses').to.equal(0);
  const codes = alerts.map(({ message }) => message.frame.header.otherInformation.messageCode);
  expect(codes, 'Alerts').to.deep.equal(isSaid ? [ECS100] : []);
  if (!isSaid) return;
  expect(alerts[0]?.authentic, 'signature of the Alert').to.equal(true);
  const payload = alerts[0]?.message.payload;
  const body = payload?.kind === 'data-notification' && 'items' in payload.body ? payload.body.items : [];
  const refused = body[2];
  const expected = messageCode.toString(16).padStart(4, '0') + COUNTER.toString(16).padStart(16, '0');
  expect(refused && 'octets' in refused && toHex(refused.octets), 'message code and counter in it').to.equal(expected);
}
