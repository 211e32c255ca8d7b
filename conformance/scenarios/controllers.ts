import { expect } from 'chai';
import {
  assumptionValue,
  type ControllerLevel,
  readControllerOperation,
  setControllerState,
  textOf,
  toHex,
  unjoinDevice,
} from '../../gbcs/index.js';
import type { Laboratory } from '../targets/laboratory.js';
import { closing, configuring, opening, setting, wholeSeconds } from './intentions.js';
import type { Scenario } from './scenario.js';
import {
  distributorAsks,
  expectHcalcs,
  expectIgnored,
  expectSwitch,
  HOUR,
  install,
  join,
  MINUTE,
  QUIET_CALENDAR,
  responseData,
  resultCodes,
  succeed,
  whitelist,
} from './steps.js';

/** Commanded states beyond what the versions share: ECS47a with its periods and levels, and what ECS61e tells (GBCS 4.x). */

const ECS47A = 'GBCS 4.0 ECS47a';
const ECS61E = 'GBCS 4.0 ECS61e';
const HOUR_MS = 3_600_000;

/** ECS47a for a period from now, in milliseconds. @returns result codes, in order */
async function results(
  lab: Laboratory,
  state: ControllerLevel,
  from: number,
  until: number,
): Promise<readonly number[]> {
  const now = wholeSeconds(lab.now());
  const { response } = await lab.request(
    'supplier',
    '7.13',
    'esme',
    setControllerState(state, now + from, now + until),
  );
  return resultCodes(response);
}

/** Identifiers and states of all five, as ECS61e has them. */
async function operation(lab: Laboratory): Promise<{ identifiers: string[]; states: unknown[] }> {
  const data = responseData(await succeed(lab, 'distributor', '7.15', 'esme', readControllerOperation()));
  const octets = data.map((one) => ('octets' in one ? one : { octets: new Uint8Array(0) }));
  return {
    identifiers: octets.slice(0, 5).map((one) => toHex(one.octets)),
    states: octets.slice(5).map((one) => JSON.parse(textOf(one)) as unknown),
  };
}

export const CONTROLLER_SCENARIOS: readonly Scenario[] = [
  {
    id: 'command-goes-before-the-calendar',
    title:
      'Inside a commanded period the calendar moves nothing; after it the switch is where the calendar has got to.',
    covers: ['REQ-07', 'esme-command-before-calendar'],
    clauses: ['GBCS 3.1 ECS47, 4.0 ECS47a'],
    assumptions: ['load-control-precedence'],
    async run(lab) {
      const entry = { switch: 1, action: 'close', hour: 18, minute: 30, weekdays: '1111111', specialDays: '' } as const;
      await succeed(lab, 'supplier', ...configuring(lab, { entries: [{ ...entry, action: 'open', hour: 12 }, entry] }));
      await succeed(lab, 'supplier', ...opening(lab, 1, 60));
      await lab.advance(45 * MINUTE);
      await expectSwitch(lab, 1, 'open', 'after the entry of the calendar, inside the period');
      await lab.advance(16 * MINUTE);
      await expectSwitch(lab, 1, 'closed', 'after the period');
    },
  },
  {
    id: 'period-ends-on-time',
    title: 'A commanded period ends within seconds of its end.',
    covers: ['REQ-07', 'esme-period-expires'],
    clauses: ['GBCS 3.1 ECS47, 4.0 ECS47a'],
    async run(lab) {
      await succeed(lab, 'supplier', ...closing(lab, 1, 10));
      await lab.advance(10 * MINUTE + 5);
      await expectSwitch(lab, 1, 'open', 'five seconds after the period');
    },
  },
  {
    id: 'period-outlasts-a-power-cut-of-the-esme',
    title: 'An ESME that had no power still knows its commanded period, and when it ends.',
    covers: ['REQ-07', 'esme-power-loss'],
    clauses: ['GBCS 3.1 ECS47, 4.0 ECS47a'],
    assumptions: ['esme-remembers-without-power'],
    async run(lab) {
      await succeed(lab, 'supplier', ...closing(lab, 1, 60));
      await lab.power('esme', false);
      await lab.advance(10 * MINUTE);
      await lab.power('esme', true);
      expect((await lab.esme()).switches[0]?.commanded, 'commanded state of switch 1').to.equal('closed');
      await lab.advance(49 * MINUTE);
      await expectSwitch(lab, 1, 'closed', 'inside the period');
      await lab.advance(2 * MINUTE);
      await expectSwitch(lab, 1, 'open', 'after the period');
    },
  },
  {
    id: 'period-of-24-hours-is-the-longest',
    title: 'ECS47a takes a period of 24 hours; a second more, an end at the start or before it fails from the end on.',
    covers: ['REQ-07', 'REQ-40', 'esme-longest-period'],
    clauses: [ECS47A],
    gbcs: '4.0',
    async run(lab) {
      const state = { controller: 1, level: 100 } as const;
      for (const until of [24 * HOUR_MS + 1000, 0, -1000]) {
        expect(await results(lab, state, 0, until), `results of ${until} ms`).to.deep.equal([0, 250, 250]);
        await expectSwitch(lab, 1, 'open', 'after a refused period');
      }
      expect(await results(lab, state, 0, 24 * HOUR_MS), 'results of 24 hours').to.deep.equal([0, 0, 0]);
      await expectSwitch(lab, 1, 'closed', 'after a period of 24 hours');
    },
  },
  {
    id: 'period-may-start-later',
    title: 'A period of ECS47a that starts later waits for its start, and ends at its end.',
    covers: ['REQ-07', 'REQ-40', 'esme-period-expires'],
    clauses: [ECS47A],
    gbcs: '4.0',
    assumptions: ['setting-period-may-start-later'],
    idle: 'what is nominal: no defect of periods begins one at another time',
    async run(lab) {
      const state = { controller: 1, level: 100 } as const;
      expect(await results(lab, state, HOUR_MS, 2 * HOUR_MS)).to.deep.equal([0, 0, 0]);
      await expectSwitch(lab, 1, 'open', 'before the start');
      await lab.advance(HOUR + MINUTE);
      await expectSwitch(lab, 1, 'closed', 'inside the period');
      await lab.advance(HOUR);
      await expectSwitch(lab, 1, 'open', 'after the end');
    },
  },
  {
    id: 'switch-is-closed-at-100-only',
    title: 'An ALCS or HCALCS is closed at 100 per cent and open at any other level; a proportional one has any level.',
    covers: ['REQ-22', 'REQ-40', 'esme-levels'],
    clauses: [ECS47A],
    gbcs: '4.0',
    async run(lab) {
      await install(lab);
      for (const level of [100, 50, 99, 100, 1]) {
        for (const number of [1, 2, 5] as const) await succeed(lab, 'supplier', ...setting(lab, number, level, 60));
        const position = level === 100 ? 'closed' : 'open';
        await expectSwitch(lab, 1, position, `at ${level} %`);
        await expectHcalcs(lab, position, `at ${level} %`);
        expect((await lab.esme()).switches[4]?.state.outputState, 'level of the APC').to.equal(level);
      }
    },
  },
  {
    id: 'no-such-controller',
    title:
      'ECS47a fails for a number with no controller, a level above 100, and a direction that the controller lacks.',
    covers: ['REQ-21', 'REQ-40', 'esme-switch-number'],
    clauses: [ECS47A],
    gbcs: '4.0',
    assumptions: ['unknown-switch-result', 'esme-built-in-controllers'],
    idle: 'no defect takes a number or direction that there is not',
    async run(lab) {
      const expected = assumptionValue(lab.profile, 'unknown-switch-result');
      for (const state of [
        { controller: 2, level: 100 },
        { controller: 5, level: 101 },
        { controller: 1, level: 100, direction: 'input' },
      ] as const) {
        expect(await results(lab, state, 0, HOUR_MS), JSON.stringify(state)).to.deep.equal([0, 0, expected]);
      }
      expect((await lab.esme()).switches.map((one) => one.position)).to.deep.equal([
        'open',
        'open',
        'open',
        'open',
        'open',
      ]);
    },
  },
  {
    id: 'join-gives-a-controller-number',
    title: 'A joined HCALCS is a controller without further Command, and none any more once it is unjoined.',
    covers: ['REQ-10', 'REQ-40', 'esme-controller-number'],
    clauses: [ECS61E, 'GBCS 13.7'],
    gbcs: '4.0',
    assumptions: ['joined-hcalcs-takes-lowest-number', 'unjoined-controller-is-none', 'esme-built-in-controllers'],
    async run(lab) {
      const alcs = '0'.repeat(16);
      expect((await operation(lab)).identifiers, 'before').to.deep.equal([alcs, '', '', alcs, 'ff']);
      await whitelist(lab);
      await join(lab);
      expect((await operation(lab)).identifiers, 'joined').to.deep.equal([alcs, lab.eui('hcalcs'), '', alcs, 'ff']);
      await succeed(lab, 'supplier', '8.8.1', 'esme', unjoinDevice(lab.eui('hcalcs')));
      const { identifiers, states } = await operation(lab);
      expect(identifiers, 'unjoined').to.deep.equal([alcs, '', '', alcs, 'ff']);
      expect(states[1], 'state of no controller').to.deep.equal({});
    },
  },
  {
    id: 'controller-states-are-read',
    title: 'A distributor reads output and input of every controller as JSON.',
    covers: ['REQ-12', 'REQ-40'],
    clauses: [ECS61E],
    gbcs: '4.0',
    idle: 'what is nominal: no defect reads out another state',
    async run(lab) {
      await succeed(lab, 'supplier', ...setting(lab, 4, 100, 60));
      await succeed(lab, 'supplier', ...setting(lab, 5, 30, 60));
      const input = { controller: 5, level: 60, direction: 'input' } as const;
      expect(await results(lab, input, 0, HOUR_MS)).to.deep.equal([0, 0, 0]);
      const off = { outputState: 0, inputState: 0 };
      expect((await operation(lab)).states).to.deep.equal([
        off,
        {},
        {},
        { outputState: 100, inputState: 0 },
        { outputState: 30, inputState: 60 },
      ]);
    },
  },
  {
    id: 'distributor-sets-a-level',
    title: 'A distributor lowers a proportional charger for a time, where the profile lets it.',
    covers: ['REQ-40'],
    clauses: [ECS47A],
    gbcs: '4.0',
    idle: 'what is nominal: firmware of before SECMP0046 is tried under GBCS 3.1',
    async run(lab) {
      await succeed(lab, 'supplier', ...setting(lab, 5, 100, 120));
      const permitted = await distributorAsks(lab, ...setting(lab, 5, 40, 60));
      expect((await lab.esme()).switches[4]?.state.outputState).to.equal(permitted ? 40 : 100);
    },
  },
  {
    id: 'calendar-has-levels',
    title: 'The calendar of GBCS 4.x may be empty: the default then holds.',
    covers: ['REQ-40'],
    clauses: ['GBCS 4.0 ECS46d'],
    gbcs: '4.0',
    assumptions: ['esme-default-switch-state'],
    idle: 'what is nominal: no defect makes another default of an empty calendar',
    async run(lab) {
      const closed = { switch: 1, action: 'close', hour: 12, minute: 0, weekdays: '1111111', specialDays: '' } as const;
      await succeed(lab, 'supplier', ...configuring(lab, { entries: [...QUIET_CALENDAR, closed] }));
      await expectSwitch(lab, 1, 'closed', 'by the calendar');
      await succeed(lab, 'supplier', ...configuring(lab, { entries: [] }));
      await expectSwitch(lab, 1, 'open', 'with an empty calendar');
    },
  },
  {
    id: 'load-controller-sets-no-state',
    title: 'A Load Controller cannot set the state of a controller: the ESME ignores its ECS47a.',
    covers: ['REQ-40', 'gbcs-originator'],
    clauses: [ECS47A, 'GBCS 17'],
    gbcs: '4.0',
    assumptions: ['receive-check-order', 'discard-without-response'],
    idle: 'a device without the check of originators is tried under GBCS 3.1',
    async run(lab) {
      const [, device, command] = setting(lab, 5, 50, 60);
      await expectIgnored(lab, 'esme', await lab.craft(device, command, { originator: 'loadController' }));
    },
  },
];
