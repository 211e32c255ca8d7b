import { expect } from 'chai';
import { EVENT_STATUS, readLoadControlFrame } from '../../emulator/index.js';
import {
  accessRequest,
  assumptionValue,
  type CalendarEntry,
  configureSwitches,
  longUnsigned,
  readSwitchData,
  SWITCH_NUMBERS,
  toHex,
} from '../../gbcs/index.js';
import { closing, labelling, opening, resetting } from './intentions.js';
import type { Scenario } from './scenario.js';
import {
  bind,
  distributorAsks,
  expectHcalcs,
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

/** Switching auxiliary load: Commands, periods, calendar, and what the HCALCS is told (GBCS 3.1 ECS47, ECS61a; 4.x ECS47a). */

const ECS47 = 'GBCS 3.1 ECS47, 4.0 ECS47a';
const DRLC = 'GBCS 18.1.1';
const EVENING: readonly CalendarEntry[] = [
  { switch: 2, action: 'close', hour: 17, minute: 0, weekdays: '1111111', specialDays: '' },
  { switch: 2, action: 'open', hour: 23, minute: 0, weekdays: '1111111', specialDays: '' },
];

export const LOAD_CONTROL_SCENARIOS: readonly Scenario[] = [
  {
    id: 'distributor-deactivates-switch',
    title: 'A distributor opens the HCALCS of a charging electric vehicle, where the profile lets it.',
    covers: ['REQ-01', 'REQ-03', 'REQ-06'],
    clauses: [ECS47, DRLC],
    assumptions: ['drlc-duty-cycle-open', 'drlc-duty-cycle-closed'],
    async run(lab) {
      await install(lab);
      await succeed(lab, 'supplier', ...closing(lab, 2, 480));
      await expectHcalcs(lab, 'closed', 'while it charges');
      const permitted = await distributorAsks(lab, ...opening(lab, 2, 60));
      await expectHcalcs(lab, permitted ? 'open' : 'closed', 'after the distributor’s request');
    },
  },
  {
    id: 'distributor-activates-switch',
    title: 'A distributor closes a switch again before its intervention would end, where the profile lets it.',
    covers: ['REQ-01', 'REQ-07'],
    clauses: [ECS47],
    assumptions: ['newest-command-wins'],
    async run(lab) {
      await install(lab);
      await distributorAsks(lab, ...opening(lab, 2, 60));
      const permitted = await distributorAsks(lab, ...closing(lab, 2, 30));
      await expectHcalcs(lab, permitted ? 'closed' : 'open', 'after the distributor’s request');
    },
  },
  {
    id: 'distributor-resets-switch',
    title: 'A distributor gives a switch back to the supplier’s calendar, where the profile lets it.',
    covers: ['REQ-01', 'REQ-07', 'esme-reset'],
    clauses: [ECS47],
    assumptions: ['esme-reset-sends-cancel'],
    async run(lab) {
      await install(lab, EVENING);
      await expectHcalcs(lab, 'closed', 'by the calendar');
      const permitted = await distributorAsks(lab, ...opening(lab, 2, 120));
      await expectHcalcs(lab, permitted ? 'open' : 'closed', 'during the intervention');
      await distributorAsks(lab, ...resetting(lab, 2));
      await expectHcalcs(lab, 'closed', 'after the reset');
    },
  },
  {
    id: 'distributor-period-expires',
    title: 'When a distributor’s period is over, the switch is where the calendar wants it.',
    covers: ['REQ-07', 'esme-period-expires'],
    clauses: [ECS47],
    assumptions: ['duration-in-minutes'],
    async run(lab) {
      await install(lab, EVENING);
      const permitted = await distributorAsks(lab, ...opening(lab, 2, 60));
      await lab.advance(59 * MINUTE);
      await expectHcalcs(lab, permitted ? 'open' : 'closed', 'in the last minute of the period');
      await lab.advance(2 * MINUTE);
      await expectHcalcs(lab, 'closed', 'after the period');
      await expectSwitch(lab, 2, 'closed', 'after the period');
    },
  },
  {
    id: 'distributor-reads-switch-data',
    title: 'A distributor reads labels, kinds and states of the switches by way of the broker, in every profile.',
    covers: ['REQ-12'],
    clauses: ['GBCS 3.1 ECS61a', 'DUIS 7.7'],
    gbcs: '3.1',
    idle: 'a right of distributors from before SECMP0046, which no defect takes away',
    async run(lab) {
      await install(lab);
      const response = await succeed(lab, 'distributor', '7.7', 'esme', readSwitchData());
      const data = responseData(response);
      const identifier = data[6];
      expect(data.length, 'values read').to.equal(17);
      expect(
        identifier && 'octets' in identifier && Buffer.from(identifier.octets).toString('hex'),
        'switch 2',
      ).to.equal(lab.eui('hcalcs'));
    },
  },
  {
    id: 'supplier-switches-as-before',
    title: 'The supplier opens, closes and resets a switch in every profile.',
    covers: ['REQ-05', 'esme-reset', 'esme-switch-number'],
    clauses: [ECS47],
    assumptions: ['esme-reset-sends-cancel'],
    async run(lab) {
      await install(lab, EVENING);
      await succeed(lab, 'supplier', ...opening(lab, 2, 60));
      await expectHcalcs(lab, 'open', 'after deactivation');
      await succeed(lab, 'supplier', ...closing(lab, 2, 60));
      await expectHcalcs(lab, 'closed', 'after activation');
      await succeed(lab, 'supplier', ...opening(lab, 2, 60));
      await succeed(lab, 'supplier', ...resetting(lab, 2));
      await expectHcalcs(lab, 'closed', 'after the reset');
    },
  },
  {
    id: 'reset-is-told-to-hcalcs',
    title:
      'A reset reaches the HCALCS: by a new event, or by the cancellation of the one that runs, as assumed; the log has it, and what came of it.',
    covers: ['REQ-05', 'REQ-26', 'esme-reset'],
    clauses: [ECS47, 'GBCS 18.1.1'],
    gbcs: '3.1',
    assumptions: ['esme-reset-sends-cancel', 'report-event-status-success'],
    async run(lab) {
      await install(lab, EVENING);
      await succeed(lab, 'supplier', ...opening(lab, 2, 240));
      const first = (await lab.loadControlFrames()).length;
      await succeed(lab, 'supplier', ...resetting(lab, 2));
      await expectHcalcs(lab, 'closed', 'after the reset');
      const frames = (await lab.loadControlFrames()).slice(first).map(({ zcl }) => readLoadControlFrame(zcl)?.command);
      const isCancelled = assumptionValue(lab.profile, 'esme-reset-sends-cancel');
      expect(frames[0], 'what the HCALCS is sent first').to.equal(
        isCancelled ? 'cancelLoadControlEvent' : 'loadControlEvent',
      );
      const log = (await lab.esme()).auxiliaryEventLog;
      const at = log.findLastIndex(({ action }) => action === 'revert');
      const id = log[at]?.hanCommandId;
      expect(log[at], 'entry of the reset').to.include({ switch: 2, outcome: 'unknown' });
      expect(
        log.slice(at + 1).find(({ action }) => action === 'message'),
        'entry of the report',
      ).to.include({ switch: 2, outcome: 'success', hanCommandId: id });
    },
  },
  {
    id: 'period-expires-to-calendar',
    title: 'A commanded period ends after its minutes, and the switch goes back to the calendar.',
    covers: ['REQ-05', 'REQ-07', 'esme-period-expires'],
    clauses: [ECS47],
    assumptions: ['duration-in-minutes'],
    async run(lab) {
      await succeed(lab, 'supplier', ...closing(lab, 1, 30));
      await lab.advance(29 * MINUTE);
      await expectSwitch(lab, 1, 'closed', 'in the last minute of the period');
      await lab.advance(2 * MINUTE);
      await expectSwitch(lab, 1, 'open', 'after the period');
    },
  },
  {
    id: 'newest-command-wins',
    title: 'Of a supplier’s and a distributor’s Command for one switch, the later one holds.',
    covers: ['REQ-06'],
    clauses: [ECS47],
    assumptions: ['newest-command-wins'],
    async run(lab) {
      await succeed(lab, 'supplier', ...closing(lab, 4, 240));
      const permitted = await distributorAsks(lab, ...opening(lab, 4, 60));
      await expectSwitch(lab, 4, permitted ? 'open' : 'closed', 'after the distributor’s request');
      await succeed(lab, 'supplier', ...closing(lab, 4, 240));
      await expectSwitch(lab, 4, 'closed', 'after the supplier’s later Command');
    },
  },
  {
    id: 'switches-are-independent',
    title: 'Each switch that an ESME has is switched on its own: a Command for one moves no other.',
    covers: ['REQ-21', 'esme-switch-number'],
    clauses: [ECS47],
    async run(lab) {
      const expected = SWITCH_NUMBERS.map(() => 'open');
      const { switches } = await lab.esme();
      for (const number of SWITCH_NUMBERS.filter((one) => switches[one - 1]?.kind !== 'none')) {
        await succeed(lab, 'supplier', ...closing(lab, number, 240));
        expected[number - 1] = 'closed';
        expect((await lab.esme()).switches.map((one) => one.position)).to.deep.equal(expected);
      }
      await succeed(lab, 'supplier', ...opening(lab, 4, 240));
      expected[3] = 'open';
      expect((await lab.esme()).switches.map((one) => one.position)).to.deep.equal(expected);
    },
  },
  {
    id: 'no-sixth-switch',
    title: 'A script for a switch or action that there is not fails, and nothing moves.',
    covers: ['REQ-21', 'esme-switch-number'],
    clauses: [ECS47],
    gbcs: '3.1',
    assumptions: ['unknown-switch-result'],
    idle: 'no defect takes a number or action that there is not',
    async run(lab) {
      for (const selector of [0x0620, 0x0020, 0x0133]) {
        const before = (await lab.esme()).switches;
        const specification = { access: 'action', classId: 9, obis: '0-0:10.0.103.255', member: 1 } as const;
        const payload = accessRequest([{ specification, data: longUnsigned(selector) }]);
        const { responses } = await lab.deliver('esme', await lab.craft('esme', { useCase: 'ECS47', payload }));
        const expected = assumptionValue(lab.profile, 'unknown-switch-result');
        const codes = resultCodes(responses[0]?.message);
        expect(codes, `result of script ${selector.toString(16)}`).to.deep.equal([expected]);
        expect((await lab.esme()).switches).to.deep.equal(before);
      }
    },
  },
  {
    id: 'load-control-event-tells-open-or-closed',
    title:
      'An HCALCS is told to open or close by one Load Control Event that starts now and has the commanded minutes.',
    covers: ['REQ-06', 'REQ-22', 'esme-tells-hcalcs', 'hcalcs-switches-as-told'],
    clauses: [DRLC],
    assumptions: ['drlc-duty-cycle-open', 'drlc-duty-cycle-closed', 'drlc-device-class', 'drlc-criticality'],
    idle: 'what is nominal: no defect sends another event than the one that is due',
    async run(lab) {
      await install(lab);
      const known = (await lab.loadControlFrames()).length;
      await succeed(lab, 'supplier', ...closing(lab, 2, 45));
      await succeed(lab, 'supplier', ...opening(lab, 2, 20));
      const frames = (await lab.loadControlFrames()).slice(known);
      const events = frames
        .filter((frame) => frame.destination === lab.eui('hcalcs'))
        .map((frame) => readLoadControlFrame(frame.zcl));
      expect(
        events.map((event) =>
          event?.command === 'loadControlEvent' ? [event.dutyCycle, event.durationMinutes, event.startTime] : undefined,
        ),
        'duty cycle, minutes and start of each event',
      ).to.deep.equal([
        [100, 45, 0],
        [0, 20, 0],
      ]);
      expect((await lab.hcalcs('hcalcs')).position, 'position of a binary switch').to.equal('open');
    },
  },
  {
    id: 'hcalcs-reports-and-esme-logs',
    title: 'The ESME logs what it told an HCALCS with outcome unknown, and the report of the HCALCS with its outcome.',
    covers: ['REQ-26', 'REQ-31', 'esme-switch-log'],
    clauses: ['GBCS 3.1 ECS35f', DRLC],
    assumptions: ['report-event-status-success'],
    async run(lab) {
      await install(lab);
      const known = (await lab.esme()).auxiliaryEventLog.length;
      await succeed(lab, 'supplier', ...closing(lab, 2, 45));
      const entries = (await lab.esme()).auxiliaryEventLog.slice(known);
      expect(entries.map(({ action, outcome }) => [action, outcome])).to.deep.equal([
        ['on', 'unknown'],
        ['message', 'success'],
      ]);
      expect(entries[1]?.hanCommandId, 'Issuer Event ID of the report').to.equal(entries[0]?.hanCommandId);
      const reports = (await lab.loadControlFrames()).map((frame) => readLoadControlFrame(frame.zcl));
      const started = reports.filter(
        (one) => one?.command === 'reportEventStatus' && one.eventStatus === EVENT_STATUS.started,
      );
      expect(started.length, 'reports of the HCALCS').to.be.greaterThan(0);
    },
  },
  {
    id: 'unreachable-hcalcs-is-not-a-success',
    title: 'A Response says only that the ESME took the Command: of an HCALCS without power the log knows no outcome.',
    covers: ['REQ-26', 'esme-switch-log'],
    clauses: [ECS47, 'GBCS 3.1 ECS35f'],
    async run(lab) {
      await install(lab);
      await lab.power('hcalcs', false);
      const known = (await lab.esme()).auxiliaryEventLog.length;
      await succeed(lab, 'supplier', ...closing(lab, 2, 45));
      const entries = (await lab.esme()).auxiliaryEventLog.slice(known);
      expect(entries.map(({ outcome }) => outcome)).to.deep.equal(['unknown']);
      await expectHcalcs(lab, 'open', 'without power');
    },
  },
  {
    id: 'power-cut-inside-a-period',
    title: 'An HCALCS that had no power asks its ESME, and gets the position and the time that is left.',
    covers: ['REQ-07', 'esme-tells-hcalcs', 'hcalcs-asks', 'hcalcs-default-position'],
    clauses: [DRLC, 'SMETS2 8.5.2.1'],
    assumptions: ['hcalcs-asks-when-event-ends', 'hcalcs-answer-timeout-seconds', 'hcalcs-default-state'],
    async run(lab) {
      await install(lab);
      await succeed(lab, 'supplier', ...closing(lab, 2, 60));
      await lab.power('hcalcs', false);
      await lab.advance(20 * MINUTE);
      const known = (await lab.loadControlFrames()).length;
      await lab.power('hcalcs', true);
      // Question or answer may get lost; then it asks again.
      await lab.advance(2 * assumptionValue(lab.profile, 'hcalcs-answer-timeout-seconds'));
      await expectHcalcs(lab, 'closed', 'after power-up');
      const frames = (await lab.loadControlFrames()).slice(known).map((frame) => readLoadControlFrame(frame.zcl));
      expect(frames[0]?.command, 'first frame after power-up').to.equal('getScheduledEvents');
      const event = frames.find((frame) => frame?.command === 'loadControlEvent');
      expect(event?.command === 'loadControlEvent' && event.durationMinutes, 'minutes left').to.equal(40);
    },
  },
  {
    id: 'hcalcs-takes-default-without-esme',
    title: 'When an event ends and the ESME is silent, the HCALCS takes its default position.',
    covers: ['REQ-07', 'hcalcs-default-position', 'hcalcs-event-expires'],
    clauses: ['SMETS2 8', DRLC],
    assumptions: ['hcalcs-default-state', 'hcalcs-asks-when-event-ends'],
    async run(lab) {
      await install(lab);
      await succeed(lab, 'supplier', ...closing(lab, 2, 30));
      await lab.power('esme', false);
      await lab.advance(29 * MINUTE);
      await expectHcalcs(lab, 'closed', 'inside its event');
      await lab.advance(5 * MINUTE);
      await expectHcalcs(lab, 'open', 'after its event');
    },
  },
  {
    id: 'long-period-is-repeated',
    title: 'A period longer than a Load Control Event can be holds to its end, by further events.',
    covers: ['REQ-07', 'esme-period-expires', 'hcalcs-supersession'],
    clauses: [ECS47, DRLC],
    gbcs: '3.1',
    assumptions: ['load-control-duration-limit-minutes'],
    async run(lab) {
      await install(lab);
      await succeed(lab, 'supplier', ...closing(lab, 2, 2000));
      await lab.advance(25 * HOUR);
      await expectHcalcs(lab, 'closed', 'on the second day');
      await lab.advance(10 * HOUR);
      await expectHcalcs(lab, 'open', 'after the period');
    },
  },
  {
    id: 'switch-data-is-what-was-set',
    title: 'ECS61a gives the labels, identifiers, calendar and positions that Commands have set.',
    covers: ['REQ-05'],
    clauses: ['GBCS 3.1 ECS61a'],
    gbcs: '3.1',
    async run(lab) {
      const hcalcs = lab.eui('hcalcs');
      const command = configureSwitches({
        switches: { 2: hcalcs },
        specialDays: [{ year: 'every', month: 12, day: 25 }],
        entries: QUIET_CALENDAR.map((entry) => ({ ...entry, specialDays: '0' })),
      });
      await succeed(lab, 'supplier', '6.14.2', 'esme', command);
      await succeed(lab, 'supplier', ...labelling(lab, { 1: 'EV charger' }));
      await succeed(lab, 'supplier', ...closing(lab, 3, 60));
      const data = responseData(await succeed(lab, 'supplier', '7.7', 'esme', readSwitchData()));
      const octets = data.map((one) => ('octets' in one ? toHex(one.octets) : undefined));
      const label = toHex(new TextEncoder().encode('EV charger'));
      expect(octets.slice(0, 5), 'labels').to.deep.equal([label, '', '', '', '']);
      const alcs = '0'.repeat(16);
      expect(octets.slice(5, 10), 'identifiers').to.deep.equal([alcs, hcalcs, alcs, alcs, alcs]);
      const sizes = data.slice(10, 12).map((one) => ('items' in one ? one.items.length : undefined));
      expect(sizes, 'special days and entries').to.deep.equal([1, 1]);
      const positions = [12, 14, 15, 16].map((at) => data[at]);
      expect(
        positions.map((one) => one !== undefined && 'value' in one && one.value),
        'positions of the switches of the ESME itself: closed is true',
      ).to.deep.equal([false, true, false, false]);
    },
  },
  {
    id: 'binding-inside-a-period',
    title:
      'An HCALCS that is tied to a switch inside a commanded period is told at once where to be, and for how long.',
    covers: ['REQ-10', 'esme-tells-hcalcs'],
    clauses: ['GBCS 3.1 ECS46c', DRLC],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      await succeed(lab, 'supplier', ...closing(lab, 2, 60));
      await lab.advance(20 * MINUTE);
      await bind(lab, 2);
      await expectHcalcs(lab, 'closed', 'after the binding');
      await lab.advance(39 * MINUTE);
      await expectHcalcs(lab, 'closed', 'in the last minute of the period');
      await lab.advance(2 * MINUTE);
      await expectHcalcs(lab, 'open', 'after the period');
    },
  },
  {
    id: 'bound-but-not-joined',
    title: 'An HCALCS that is tied to a switch and not joined is sent no event, and the log says failure.',
    covers: ['REQ-47', 'esme-tells-hcalcs', 'esme-switch-log'],
    clauses: [ECS47, 'GBCS 13.7'],
    gbcs: '3.1',
    async run(lab) {
      await whitelist(lab);
      await bind(lab, 2);
      const known = (await lab.esme()).auxiliaryEventLog.length;
      await succeed(lab, 'supplier', ...closing(lab, 2, 45));
      expect((await lab.loadControlFrames()).length, 'frames on the HAN').to.equal(0);
      expect((await lab.esme()).auxiliaryEventLog.slice(known).map((one) => one.outcome)).to.deep.equal(['failure']);
      await expectHcalcs(lab, 'open', 'without a join');
    },
  },
  {
    id: 'steps-with-two-hcalcs',
    title: 'Two HCALCS in parallel take all four states, each by its own Command.',
    covers: ['REQ-20', 'REQ-21', 'esme-switch-number', 'hcalcs-switches-as-told'],
    clauses: [ECS47],
    async run(lab) {
      for (const device of ['hcalcs', 'secondHcalcs'] as const) {
        await whitelist(lab, device);
        await join(lab, device);
      }
      await bind(lab, 2, 'hcalcs');
      await bind(lab, 3, 'secondHcalcs');
      for (const [first, second] of [
        ['open', 'closed'],
        ['closed', 'closed'],
        ['closed', 'open'],
        ['open', 'open'],
      ] as const) {
        for (const [number, position] of [
          [2, first],
          [3, second],
        ] as const) {
          const act = position === 'closed' ? closing : opening;
          await succeed(lab, 'supplier', ...act(lab, number, 240));
        }
        await expectHcalcs(lab, first, 'as switch 2', 'hcalcs');
        await expectHcalcs(lab, second, 'as switch 3', 'secondHcalcs');
      }
    },
  },
];
