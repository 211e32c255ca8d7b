import { expect } from 'chai';
import { EVENT_STATUS, readLoadControlFrame } from '../../emulator/index.js';
import {
  ACTIVATE_NEVER,
  accessRequest,
  activateSwitch,
  assumptionValue,
  type CalendarEntry,
  configureSwitches,
  type Data,
  deactivateSwitch,
  encodeDateTime,
  longUnsigned,
  readSwitchData,
  resetSwitch,
  SWITCH_NUMBERS,
  setDescriptions,
  toHex,
} from '../../gbcs/index.js';
import type { Scenario } from './scenario.js';
import {
  bind,
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

/** Switching auxiliary load: Commands, periods, calendar, and what the HCALCS is told (GBCS 3.1 ECS46c, ECS47, ECS61a). */

const ECS47 = 'GBCS 3.1 ECS47';
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
      await succeed(lab, 'supplier', '7.5', 'esme', activateSwitch(2, 480));
      await expectHcalcs(lab, 'closed', 'while it charges');
      const permitted = await distributorAsks(lab, '7.6', 'esme', deactivateSwitch(2, 60));
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
      await distributorAsks(lab, '7.6', 'esme', deactivateSwitch(2, 60));
      const permitted = await distributorAsks(lab, '7.5', 'esme', activateSwitch(2, 30));
      await expectHcalcs(lab, permitted ? 'closed' : 'open', 'after the distributor’s request');
    },
  },
  {
    id: 'distributor-resets-switch',
    title: 'A distributor gives a switch back to the supplier’s calendar, where the profile lets it.',
    covers: ['REQ-01', 'REQ-07'],
    clauses: [ECS47],
    async run(lab) {
      await install(lab, EVENING);
      await expectHcalcs(lab, 'closed', 'by the calendar');
      const permitted = await distributorAsks(lab, '7.6', 'esme', deactivateSwitch(2, 120));
      await expectHcalcs(lab, permitted ? 'open' : 'closed', 'during the intervention');
      await distributorAsks(lab, '7.8', 'esme', resetSwitch(2));
      await expectHcalcs(lab, 'closed', 'after the reset');
    },
  },
  {
    id: 'distributor-period-expires',
    title: 'When a distributor’s period is over, the switch is where the calendar wants it.',
    covers: ['REQ-07'],
    clauses: [ECS47],
    assumptions: ['duration-in-minutes'],
    async run(lab) {
      await install(lab, EVENING);
      const permitted = await distributorAsks(lab, '7.6', 'esme', deactivateSwitch(2, 60));
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
    covers: ['REQ-05'],
    clauses: [ECS47],
    async run(lab) {
      await install(lab, EVENING);
      await succeed(lab, 'supplier', '7.6', 'esme', deactivateSwitch(2, 60));
      await expectHcalcs(lab, 'open', 'after deactivation');
      await succeed(lab, 'supplier', '7.5', 'esme', activateSwitch(2, 60));
      await expectHcalcs(lab, 'closed', 'after activation');
      await succeed(lab, 'supplier', '7.6', 'esme', deactivateSwitch(2, 60));
      await succeed(lab, 'supplier', '7.8', 'esme', resetSwitch(2));
      await expectHcalcs(lab, 'closed', 'after the reset');
    },
  },
  {
    id: 'period-expires-to-calendar',
    title: 'A commanded period ends after its minutes, and the switch goes back to the calendar.',
    covers: ['REQ-05', 'REQ-07'],
    clauses: [ECS47],
    assumptions: ['duration-in-minutes'],
    async run(lab) {
      await succeed(lab, 'supplier', '7.5', 'esme', activateSwitch(1, 30));
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
      await succeed(lab, 'supplier', '7.5', 'esme', activateSwitch(3, 240));
      const permitted = await distributorAsks(lab, '7.6', 'esme', deactivateSwitch(3, 60));
      await expectSwitch(lab, 3, permitted ? 'open' : 'closed', 'after the distributor’s request');
      await succeed(lab, 'supplier', '7.5', 'esme', activateSwitch(3, 240));
      await expectSwitch(lab, 3, 'closed', 'after the supplier’s later Command');
    },
  },
  {
    id: 'switches-are-independent',
    title: 'Each of five switches is switched on its own: a Command for one moves no other.',
    covers: ['REQ-21'],
    clauses: [ECS47],
    async run(lab) {
      const expected = SWITCH_NUMBERS.map(() => 'open');
      for (const number of SWITCH_NUMBERS) {
        await succeed(lab, 'supplier', '7.5', 'esme', activateSwitch(number, 240));
        expected[number - 1] = 'closed';
        expect((await lab.esme()).switches.map((one) => one.position)).to.deep.equal(expected);
      }
      await succeed(lab, 'supplier', '7.6', 'esme', deactivateSwitch(4, 240));
      expected[3] = 'open';
      expect((await lab.esme()).switches.map((one) => one.position)).to.deep.equal(expected);
    },
  },
  {
    id: 'no-sixth-switch',
    title: 'A script for a switch or action that there is not fails, and nothing moves.',
    covers: ['REQ-21'],
    clauses: [ECS47],
    assumptions: ['unknown-switch-result'],
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
    covers: ['REQ-06', 'REQ-22'],
    clauses: [DRLC],
    assumptions: ['drlc-duty-cycle-open', 'drlc-duty-cycle-closed', 'drlc-device-class', 'drlc-criticality'],
    async run(lab) {
      await install(lab);
      const known = (await lab.loadControlFrames()).length;
      await succeed(lab, 'supplier', '7.5', 'esme', activateSwitch(2, 45));
      await succeed(lab, 'supplier', '7.6', 'esme', deactivateSwitch(2, 20));
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
    covers: ['REQ-26', 'REQ-31'],
    clauses: ['GBCS 3.1 ECS35f', DRLC],
    assumptions: ['report-event-status-success'],
    async run(lab) {
      await install(lab);
      const known = (await lab.esme()).auxiliaryEventLog.length;
      await succeed(lab, 'supplier', '7.5', 'esme', activateSwitch(2, 45));
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
    covers: ['REQ-26'],
    clauses: [ECS47, 'GBCS 3.1 ECS35f'],
    async run(lab) {
      await install(lab);
      await lab.power('hcalcs', false);
      const known = (await lab.esme()).auxiliaryEventLog.length;
      await succeed(lab, 'supplier', '7.5', 'esme', activateSwitch(2, 45));
      const entries = (await lab.esme()).auxiliaryEventLog.slice(known);
      expect(entries.map(({ outcome }) => outcome)).to.deep.equal(['unknown']);
      await expectHcalcs(lab, 'open', 'without power');
    },
  },
  {
    id: 'power-cut-inside-a-period',
    title: 'An HCALCS that had no power asks its ESME, and gets the position and the time that is left.',
    covers: ['REQ-07'],
    clauses: [DRLC, 'SMETS2 8.5.2.1'],
    assumptions: ['hcalcs-asks-when-event-ends', 'hcalcs-default-state'],
    async run(lab) {
      await install(lab);
      await succeed(lab, 'supplier', '7.5', 'esme', activateSwitch(2, 60));
      await lab.power('hcalcs', false);
      await lab.advance(20 * MINUTE);
      const known = (await lab.loadControlFrames()).length;
      await lab.power('hcalcs', true);
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
    covers: ['REQ-07'],
    clauses: ['SMETS2 8', DRLC],
    assumptions: ['hcalcs-default-state', 'hcalcs-asks-when-event-ends'],
    async run(lab) {
      await install(lab);
      await succeed(lab, 'supplier', '7.5', 'esme', activateSwitch(2, 30));
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
    covers: ['REQ-07'],
    clauses: [ECS47, DRLC],
    assumptions: ['load-control-duration-limit-minutes'],
    async run(lab) {
      await install(lab);
      await succeed(lab, 'supplier', '7.5', 'esme', activateSwitch(2, 2000));
      await lab.advance(25 * HOUR);
      await expectHcalcs(lab, 'closed', 'on the second day');
      await lab.advance(10 * HOUR);
      await expectHcalcs(lab, 'open', 'after the period');
    },
  },
  {
    id: 'calendar-switches-on-time',
    title: 'The calendar closes and opens a switch at its times.',
    covers: ['REQ-05'],
    clauses: ['GBCS 3.1 ECS46c'],
    async run(lab) {
      const entries: readonly CalendarEntry[] = [
        { switch: 2, action: 'close', hour: 19, minute: 0, weekdays: '1111100', specialDays: '' },
        { switch: 2, action: 'open', hour: 22, minute: 0, weekdays: '1111111', specialDays: '' },
      ];
      await install(lab, entries);
      await expectHcalcs(lab, 'open', 'at 18:00');
      await lab.advance(HOUR);
      await expectHcalcs(lab, 'closed', 'at 19:00');
      await lab.advance(3 * HOUR);
      await expectHcalcs(lab, 'open', 'at 22:00');
      await lab.advance(4 * 24 * HOUR);
      await lab.advance(21 * HOUR + 30 * MINUTE);
      await expectHcalcs(lab, 'open', 'on Saturday at 19:30');
    },
  },
  {
    id: 'special-day-has-its-own-calendar',
    title: 'On a special day only the entries with its bit apply.',
    covers: ['REQ-05'],
    clauses: ['GBCS 3.1 ECS46c'],
    assumptions: ['special-day-replaces-weekday'],
    async run(lab) {
      const command = configureSwitches({
        specialDays: [{ year: 'every', month: 1, day: 6 }],
        entries: [
          { switch: 1, action: 'close', hour: 19, minute: 0, weekdays: '1111111', specialDays: '0' },
          { switch: 1, action: 'open', hour: 20, minute: 0, weekdays: '1111111', specialDays: '1' },
        ],
      });
      await succeed(lab, 'supplier', '6.14.2', 'esme', command);
      await lab.advance(HOUR + MINUTE);
      await expectSwitch(lab, 1, 'closed', 'on Monday at 19:01');
      await lab.advance(HOUR);
      await expectSwitch(lab, 1, 'open', 'on Monday at 20:01');
      await lab.advance(23 * HOUR + 30 * MINUTE);
      await expectSwitch(lab, 1, 'open', 'on Tuesday, the special day, at 19:31');
    },
  },
  {
    id: 'future-dated-calendar-activates',
    title: 'A future-dated calendar is answered at once, comes into force at its time, and says so by two Alerts.',
    covers: ['REQ-05'],
    clauses: ['GBCS 9.2', 'GBCS 3.1 ECS46c'],
    assumptions: ['future-dated-checks-at-receipt'],
    async run(lab) {
      const due = Date.UTC(2026, 0, 6, 0);
      const entries: readonly CalendarEntry[] = [
        { switch: 1, action: 'close', hour: 0, minute: 0, weekdays: '1111111', specialDays: '' },
      ];
      const command = configureSwitches({ entries, activation: encodeDateTime(due) });
      const response = await succeed(lab, 'supplier', '6.14.2', 'esme', command);
      expect((await lab.alerts()).length, 'Alerts before the time').to.equal(0);
      await lab.advance(6 * HOUR + MINUTE);
      await expectSwitch(lab, 1, 'closed', 'after the time');
      const alerts = await lab.alerts();
      expect(alerts.map(({ message }) => message.frame.header.otherInformation.messageCode)).to.deep.equal([
        0x00cc, 0x00cc,
      ]);
      const authentic = alerts.map((alert) => alert.authentic);
      expect(authentic, 'signatures of the Alerts hold').to.deep.equal([true, true]);
      const counters = alerts.map(({ message }) => message.frame.header.originatorCounter);
      expect(counters[1], 'counter of the second Alert').to.equal((counters[0] ?? 0n) + 1n);
      const named = alerts.map(({ message: { payload } }) => {
        const items = payload.kind === 'data-notification' && 'items' in payload.body ? payload.body.items : [];
        return items[2] !== undefined && 'octets' in items[2] ? toHex(items[2].octets) : '';
      });
      const counter = response.frame.header.originatorCounter.toString(16).padStart(16, '0');
      expect(named, 'Command, counter and instruction that each Alert names').to.deep.equal([
        `0054${counter}232800005e2c801a06`,
        `0054${counter}232800005e2c802306`,
      ]);
    },
  },
  {
    id: 'special-day-bits-must-match',
    title: 'A calendar whose entries have more or fewer bits than there are special days is refused.',
    covers: [],
    clauses: ['GBCS 3.1 ECS46c'],
    async run(lab) {
      const command = configureSwitches({
        entries: [{ switch: 1, action: 'close', hour: 0, minute: 0, weekdays: '1111111', specialDays: '101' }],
      });
      const outcome = await lab.request('supplier', '6.14.2', 'esme', command);
      const codes = resultCodes(outcome.response);
      expect(codes[0], 'special days').to.equal(0);
      expect(codes.slice(1), 'calendar and what follows').to.deep.equal([250, 250, 250]);
      await expectSwitch(lab, 1, 'open', 'after the refused calendar');
    },
  },
  {
    id: 'future-dated-calendar-is-cancelled',
    title: 'A future-dated calendar that is cancelled never comes into force, and no Alert is sent.',
    covers: ['REQ-05'],
    clauses: ['GBCS 9.2'],
    async run(lab) {
      const entries: readonly CalendarEntry[] = [
        { switch: 1, action: 'close', hour: 0, minute: 0, weekdays: '1111111', specialDays: '' },
      ];
      const activation = encodeDateTime(Date.UTC(2026, 0, 6, 0));
      await succeed(lab, 'supplier', '6.14.2', 'esme', configureSwitches({ entries, activation }));
      const cancellation = configureSwitches({ entries, activation: ACTIVATE_NEVER });
      await succeed(lab, 'supplier', '6.14.2', 'esme', cancellation);
      await lab.advance(12 * HOUR);
      await expectSwitch(lab, 1, 'open', 'after the time');
      expect((await lab.alerts()).length, 'Alerts').to.equal(0);
    },
  },
  {
    id: 'calendar-times-must-be-equal',
    title: 'ECS46c with one time for the entries and another for the special days is not of its use case.',
    covers: [],
    clauses: ['GBCS 9.2'],
    assumptions: ['critical-payload-mismatch-discarded'],
    async run(lab) {
      const { payload, useCase } = configureSwitches({ entries: QUIET_CALENDAR });
      if (payload.kind !== 'access-request') throw new TypeError('ECS46c is an access request');
      const later: Data = { type: 'octet-string', octets: encodeDateTime(Date.UTC(2026, 5, 1)) };
      const data = [...payload.data.slice(0, -1), later];
      await expectIgnored(lab, 'esme', await lab.craft('esme', { useCase, payload: { ...payload, data } }));
    },
  },
  {
    id: 'calendar-has-seasons',
    title: 'A calendar entry applies between its first and last day only.',
    covers: ['REQ-05'],
    clauses: ['GBCS 3.1 ECS46c'],
    async run(lab) {
      const every = { weekdays: '1111111', specialDays: '' } as const;
      const entries: readonly CalendarEntry[] = [
        { switch: 1, action: 'open', hour: 0, minute: 0, ...every },
        {
          switch: 1,
          action: 'close',
          hour: 12,
          minute: 0,
          ...every,
          begin: { year: 2026, month: 1, day: 7 },
          end: { year: 2026, month: 1, day: 8 },
        },
      ];
      await succeed(lab, 'supplier', '6.14.2', 'esme', configureSwitches({ entries }));
      await lab.advance(19 * HOUR);
      for (const [day, position] of [
        ['6', 'open'],
        ['7', 'closed'],
        ['8', 'closed'],
        ['9', 'open'],
      ] as const) {
        await expectSwitch(lab, 1, position, `at 13:00 on January ${day}`);
        await lab.advance(24 * HOUR);
      }
    },
  },
  {
    id: 'switch-data-is-what-was-set',
    title: 'ECS61a gives the labels, identifiers, calendar and positions that Commands have set.',
    covers: ['REQ-05'],
    clauses: ['GBCS 3.1 ECS61a'],
    async run(lab) {
      const hcalcs = lab.eui('hcalcs');
      const command = configureSwitches({
        switches: { 2: hcalcs },
        specialDays: [{ year: 'every', month: 12, day: 25 }],
        entries: QUIET_CALENDAR.map((entry) => ({ ...entry, specialDays: '0' })),
      });
      await succeed(lab, 'supplier', '6.14.2', 'esme', command);
      await succeed(lab, 'supplier', '6.14.1', 'esme', setDescriptions({ 1: 'EV charger' }));
      await succeed(lab, 'supplier', '7.5', 'esme', activateSwitch(3, 60));
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
    covers: ['REQ-10'],
    clauses: ['GBCS 3.1 ECS46c', DRLC],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      await succeed(lab, 'supplier', '7.5', 'esme', activateSwitch(2, 60));
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
    covers: ['REQ-47'],
    clauses: [ECS47, 'GBCS 13.7'],
    async run(lab) {
      await whitelist(lab);
      await bind(lab, 2);
      const known = (await lab.esme()).auxiliaryEventLog.length;
      await succeed(lab, 'supplier', '7.5', 'esme', activateSwitch(2, 45));
      expect((await lab.loadControlFrames()).length, 'frames on the HAN').to.equal(0);
      expect((await lab.esme()).auxiliaryEventLog.slice(known).map((one) => one.outcome)).to.deep.equal(['failure']);
      await expectHcalcs(lab, 'open', 'without a join');
    },
  },
  {
    id: 'steps-with-two-hcalcs',
    title: 'Two HCALCS in parallel take all four states, each by its own Command.',
    covers: ['REQ-20', 'REQ-21'],
    clauses: [ECS47],
    async run(lab) {
      for (const device of ['hcalcs', 'secondHcalcs'] as const) {
        await whitelist(lab, device);
        await join(lab, device);
      }
      await bind(lab, 1, 'hcalcs');
      await bind(lab, 2, 'secondHcalcs');
      for (const [first, second] of [
        ['open', 'closed'],
        ['closed', 'closed'],
        ['closed', 'open'],
        ['open', 'open'],
      ] as const) {
        for (const [number, position] of [
          [1, first],
          [2, second],
        ] as const) {
          const [variant, act] =
            position === 'closed' ? (['7.5', activateSwitch] as const) : (['7.6', deactivateSwitch] as const);
          await succeed(lab, 'supplier', variant, 'esme', act(number, 240));
        }
        await expectHcalcs(lab, first, 'as switch 1', 'hcalcs');
        await expectHcalcs(lab, second, 'as switch 2', 'secondHcalcs');
      }
    },
  },
];
