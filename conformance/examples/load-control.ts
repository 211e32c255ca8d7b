import { expect } from 'chai';
import {
  accessRequest,
  activateSwitch,
  associateBoost,
  type CalendarEntry,
  type Command,
  clearControllerLog,
  deactivateSwitch,
  type Instruction,
  limitController,
  readControllerConfiguration,
  readSwitchData,
  type SwitchNumber,
  setControllerState,
  setRandomisedOffsetLimit,
} from '../../gbcs/index.js';
import { EVENT_LOG, instruction, logRead } from '../scenarios/cosem-steps.js';
import { closing, configuring, labelling, wholeSeconds } from '../scenarios/intentions.js';
import { expectSwitch, QUIET_CALENDAR } from '../scenarios/steps.js';
import type { Laboratory } from '../targets/laboratory.js';
import { allDone, reading, readingLog, rowsOf, send } from './answers.js';
import type { Example } from './example.js';

/** Switching, calendars, labels, boost, randomised offset and logs of an ESME. */

const HALF_HOUR_MS = 30 * 60_000;
const CLOSED_AT_NOON: readonly CalendarEntry[] = [
  { switch: 1, action: 'close', hour: 12, minute: 0, weekdays: '1111111', specialDays: '' },
];
const LIMIT_PROCESSED = 0x0121;
const BOOST_LOG = '0-0:99.98.20.255';
const SWITCH_LOG = '0-17:99.98.2.255';

/** An example of the ESME whose Command succeeds as a whole. */
function onEsme(
  useCase: string,
  effect: string,
  steps: {
    readonly command: (lab: Laboratory) => Command;
    readonly undo?: (lab: Laboratory) => Command;
    readonly prepare?: (lab: Laboratory) => Promise<unknown>;
    readonly expectEffect?: (lab: Laboratory) => Promise<void>;
  },
  more: Partial<Pick<Example, 'gbcs' | 'originator' | 'assumptions'>> = {},
): Example {
  const { command, undo, prepare, expectEffect } = steps;
  return {
    useCase,
    device: 'esme',
    originator: 'supplier',
    effect,
    ...more,
    async ready(lab) {
      await prepare?.(lab);
      return {
        command: () => command(lab),
        ...(undo === undefined ? {} : { undo: () => undo(lab) }),
        async expectDone(reaction) {
          allDone(reaction);
          await expectEffect?.(lab);
        },
      };
    },
  };
}

/** ECS47a for half an hour from now. */
function level(lab: Laboratory, controller: SwitchNumber, percent: number): Command {
  const now = wholeSeconds(lab.now());
  return setControllerState({ controller, level: percent }, now, now + HALF_HOUR_MS);
}

/** ECS47e for half an hour from now. */
function limit(lab: Laboratory, percent: number): Command {
  const now = wholeSeconds(lab.now());
  return limitController({ controller: 5, level: percent }, now, now + HALF_HOUR_MS);
}

/** ECS61c with the whole log of boosts. */
function readingBoost(): Command {
  const switches = [1, 2, 3, 4, 5].map((number) => instruction('get', 1, `0-0:94.44.6.${number}`, 2));
  const available: Instruction = instruction('get', 1, '0-0:94.44.7.255', 2);
  return { useCase: 'ECS61c', payload: accessRequest([available, logRead(BOOST_LOG), ...switches]) };
}

async function expectLabel(lab: Laboratory, number: SwitchNumber, label: string): Promise<void> {
  expect((await lab.esme()).switches[number - 1]?.description, `label of switch ${number}`).to.equal(label);
}

/** A boost that is over: it is in the log of boosts, and the button in the Event Log. */
async function boostOnce(lab: Laboratory): Promise<void> {
  await send(lab, 'esme', associateBoost([1]), 'supplier');
  await lab.boost('press');
  await lab.boost('cancel');
}

const closeSwitch = (lab: Laboratory) => send(lab, 'esme', closing(lab, 1, 60)[2], 'supplier');
const NOTHING = async (): Promise<void> => {};

export const LOAD_CONTROL_EXAMPLES: readonly Example[] = [
  onEsme(
    'ECS47',
    'switch 4 closes for half an hour',
    {
      command: () => activateSwitch(4, 30),
      undo: () => deactivateSwitch(4, 30),
      expectEffect: (lab) => expectSwitch(lab, 4, 'closed', 'after ECS47'),
    },
    { gbcs: '3.1', assumptions: ['duration-in-minutes'] },
  ),
  onEsme(
    'ECS47a',
    'switch 4 closes for half an hour',
    {
      command: (lab) => level(lab, 4, 100),
      undo: (lab) => level(lab, 4, 0),
      expectEffect: (lab) => expectSwitch(lab, 4, 'closed', 'after ECS47a'),
    },
    { gbcs: '4.0', assumptions: ['esme-built-in-controllers'] },
  ),
  {
    useCase: 'ECS47e',
    device: 'esme',
    gbcs: '4.0',
    originator: 'loadController',
    effect: 'the limit of the proportional controller holds, and ECS101 says so',
    assumptions: ['esme-built-in-controllers'],
    async ready(lab) {
      return {
        command: () => limit(lab, 40),
        undo: () => limit(lab, 60),
        async expectDone(reaction) {
          allDone(reaction);
          const codes = reaction.alerts.map(({ message }) => message.frame.header.otherInformation.messageCode);
          expect(codes, 'Alerts').to.include(LIMIT_PROCESSED);
        },
      };
    },
  },
  onEsme(
    'ECS46c',
    'switch 1 is where the new calendar wants it',
    {
      command: (lab) => configuring(lab, { entries: CLOSED_AT_NOON })[2],
      undo: (lab) => configuring(lab, { entries: QUIET_CALENDAR })[2],
      expectEffect: (lab) => expectSwitch(lab, 1, 'closed', 'by the calendar'),
    },
    { gbcs: '3.1' },
  ),
  onEsme(
    'ECS46d',
    'switch 1 is where the new calendar wants it',
    {
      command: (lab) => configuring(lab, { entries: CLOSED_AT_NOON })[2],
      undo: (lab) => configuring(lab, { entries: QUIET_CALENDAR })[2],
      expectEffect: (lab) => expectSwitch(lab, 1, 'closed', 'by the calendar'),
    },
    { gbcs: '4.0', assumptions: ['esme-built-in-controllers'] },
  ),
  onEsme('ECS46a', 'switch 3 has the new label', {
    command: (lab) => labelling(lab, { 3: 'Pool pump' })[2],
    undo: (lab) => labelling(lab, { 3: 'Towel rail' })[2],
    expectEffect: (lab) => expectLabel(lab, 3, 'Pool pump'),
  }),
  onEsme(
    'ECS61a',
    'labels, identifiers, calendar and states are read',
    { command: () => readSwitchData() },
    { gbcs: '3.1' },
  ),
  onEsme(
    'ECS61d',
    'descriptions and calendar are read',
    { command: () => readControllerConfiguration() },
    { gbcs: '4.0' },
  ),
  reading('ECS61e', 'esme', 'supplier', 'kinds and states of the controllers are read', { gbcs: '4.0' }),
  onEsme('ECS61c', 'the Boost Function and its log are read', { prepare: boostOnce, command: () => readingBoost() }),
  onEsme(
    'ECS62',
    'the boost button closes switch 4',
    {
      command: () => associateBoost([4]),
      undo: () => associateBoost([]),
      async expectEffect(lab) {
        await lab.boost('press');
        await expectSwitch(lab, 4, 'closed', 'in the boost');
      },
    },
    { assumptions: ['esme-has-boost-function', 'boost-needs-an-open-switch'] },
  ),
  onEsme('ECS38', 'the limit of the Randomised Offset is the new one', {
    command: () => setRandomisedOffsetLimit(1200),
    undo: () => setRandomisedOffsetLimit(600),
    async expectEffect(lab) {
      const read = allDone(await send(lab, 'esme', rowsOf(lab, 'ECS26c'), 'supplier'));
      expect(read[2], 'the limit').to.deep.include({ value: 1200 });
    },
  }),
  reading('ECS26c', 'esme', 'supplier', 'offset, number and limit are read'),
  onEsme('ECS15a', 'the Event Log is empty', {
    prepare: boostOnce,
    command: (lab) => rowsOf(lab, 'ECS15a'),
  }),
  onEsme('ECS15c', 'the log of the switches is empty', {
    prepare: closeSwitch,
    command: (lab) => clearControllerLog(lab.profile.gbcsVersion),
    async expectEffect(lab) {
      expect((await lab.esme()).auxiliaryEventLog.length, 'entries').to.equal(0);
    },
  }),
  readingLog('ECS35a', 'esme', EVENT_LOG.obis, 'the Event Log is read', boostOnce),
  readingLog('ECS35b', 'esme', '0-0:99.98.1.255', 'the Security Log is read', NOTHING),
  readingLog('ECS35e', 'esme', '0-0:99.98.4.255', 'the Power Event Log is read', NOTHING),
  readingLog('ECS35f', 'esme', SWITCH_LOG, 'the log of the switches is read', closeSwitch, { gbcs: '3.1' }),
  readingLog('ECS35g', 'esme', SWITCH_LOG, 'the log of the switches is read', closeSwitch, { gbcs: '4.0' }),
];
