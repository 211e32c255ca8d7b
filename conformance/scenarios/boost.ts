import { expect } from 'chai';
import { associateBoost, type Data, type Message, readBoost, type SwitchNumber } from '../../gbcs/index.js';
import type { Laboratory } from '../targets/laboratory.js';
import { configuring, opening } from './intentions.js';
import type { Scenario } from './scenario.js';
import { expectHcalcs, expectSwitch, HOUR, install, MINUTE, responseData, succeed } from './steps.js';

/** The Boost Function: a consumer’s button, what it drives, how long it lasts (GBCS ECS61c, ECS62; SMETS2 5.26). */

const BOOST = 'GBCS ECS61c, ECS62';
const STEPS = ['boost-step-minutes', 'boost-maximum-minutes'] as const;

/** Lets the button drive these switches. */
async function associate(lab: Laboratory, numbers: readonly SwitchNumber[]): Promise<void> {
  await succeed(lab, 'supplier', '7.9', 'esme', associateBoost(numbers));
}

async function read(lab: Laboratory): Promise<Message> {
  return succeed(lab, 'supplier', '7.11', 'esme', readBoost(Date.UTC(2000, 0, 1), Date.UTC(2090, 0, 1)));
}

/** Length of each boost of the log, in whole minutes. */
function minutesOf(log: Data | undefined): number[] {
  const entries = log !== undefined && 'items' in log ? log.items : [];
  return entries.map((entry) => {
    const [start = 0, end = 0] =
      'items' in entry ? entry.items.map((one) => ('value' in one ? Number(one.value) : 0)) : [];
    return Math.round((end - start) / MINUTE);
  });
}

export const BOOST_SCENARIOS: readonly Scenario[] = [
  {
    id: 'boost-closes-what-it-drives',
    title: 'A press of the boost button closes the switches that are associated with it, and no other, for its time.',
    covers: ['REQ-05', 'esme-boost'],
    clauses: [BOOST],
    assumptions: [...STEPS],
    async run(lab) {
      await associate(lab, [1]);
      await lab.boost('press');
      await expectSwitch(lab, 1, 'closed', 'in the boost');
      await expectSwitch(lab, 4, 'open', 'which the boost does not drive');
      await lab.advance(14 * MINUTE);
      await expectSwitch(lab, 1, 'closed', 'in the last minute of the boost');
      await lab.advance(2 * MINUTE);
      await expectSwitch(lab, 1, 'open', 'after the boost');
    },
  },
  {
    id: 'boost-has-a-cap',
    title: 'Each press makes a boost longer by a step, up to the longest that a boost can be.',
    covers: ['esme-boost'],
    clauses: [BOOST],
    assumptions: [...STEPS],
    async run(lab) {
      await associate(lab, [1]);
      for (let press = 0; press < 7; press++) await lab.boost('press');
      await lab.advance(59 * MINUTE);
      await expectSwitch(lab, 1, 'closed', 'in the last minute');
      await lab.advance(2 * MINUTE);
      await expectSwitch(lab, 1, 'open', 'after the longest boost');
      expect(minutesOf(responseData(await read(lab))[1]), 'minutes of the boosts in the log').to.deep.equal([60]);
    },
  },
  {
    id: 'boost-is-cancelled',
    title:
      'A boost that is taken back ends at once, to where the calendar has the switch, and is in the log as it was.',
    covers: ['esme-boost'],
    clauses: [BOOST],
    assumptions: [...STEPS],
    idle: 'no defect keeps a boost that is taken back',
    async run(lab) {
      await associate(lab, [1]);
      await lab.boost('press');
      await lab.advance(5 * MINUTE);
      await lab.boost('cancel');
      await expectSwitch(lab, 1, 'open', 'after the cancellation');
      expect(minutesOf(responseData(await read(lab))[1]), 'minutes of the boosts in the log').to.deep.equal([5]);
    },
  },
  {
    id: 'boost-goes-before-a-command',
    title: 'A boost closes a switch that a Command has opened; after it the Command still holds.',
    covers: ['REQ-07', 'esme-boost'],
    clauses: [BOOST],
    assumptions: ['load-control-precedence', ...STEPS],
    async run(lab) {
      await associate(lab, [1]);
      await succeed(lab, 'supplier', ...configuring(lab, { entries: EVENING }));
      await succeed(lab, 'supplier', ...opening(lab, 1, 120));
      await lab.boost('press');
      await expectSwitch(lab, 1, 'closed', 'in the boost');
      await lab.advance(20 * MINUTE);
      await expectSwitch(lab, 1, 'open', 'after the boost, in the period of the Command');
      await lab.advance(2 * HOUR);
      await expectSwitch(lab, 1, 'closed', 'after the period, by the calendar');
    },
  },
  {
    id: 'boost-drives-no-hcalcs',
    title: 'A boost does not close an HCALCS, even if its switch is associated.',
    covers: ['esme-boost'],
    clauses: [BOOST],
    assumptions: ['boost-drives-hcalcs'],
    idle: 'the defect that closes every switch means those of the ESME',
    async run(lab) {
      await install(lab);
      await associate(lab, [1, 2]);
      await lab.boost('press');
      await expectSwitch(lab, 1, 'closed', 'in the boost');
      await expectHcalcs(lab, 'open', 'in the boost');
    },
  },
  {
    id: 'boost-is-read-back',
    title: 'ECS61c tells that there is a Boost Function, what it drives, and its boosts.',
    covers: ['REQ-05', 'esme-boost'],
    clauses: [BOOST],
    assumptions: ['esme-has-boost-function'],
    idle: 'what is nominal: no defect tells of another boost',
    async run(lab) {
      await associate(lab, [1, 4]);
      await associate(lab, [4]);
      await lab.boost('press');
      await lab.advance(HOUR);
      const [available, log, ...driven] = responseData(await read(lab));
      expect(available, 'availability').to.deep.include({ type: 'boolean', value: true });
      expect(minutesOf(log), 'minutes of the boosts').to.deep.equal([15]);
      const flags = driven.map((one) => 'value' in one && one.value);
      expect(flags, 'associated switches').to.deep.equal([false, false, false, true, false]);
    },
  },
];

const EVENING = [{ switch: 1, action: 'close', hour: 17, minute: 0, weekdays: '1111111', specialDays: '' }] as const;
