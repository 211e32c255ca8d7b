import { expect } from 'chai';
import { ACTIVATE_NEVER, type CalendarEntry, type Data, encodeDateTime, toHex } from '../../gbcs/index.js';
import { configuring } from './intentions.js';
import type { Scenario } from './scenario.js';
import {
  expectHcalcs,
  expectIgnored,
  expectSwitch,
  HOUR,
  install,
  MINUTE,
  QUIET_CALENDAR,
  resultCodes,
  succeed,
} from './steps.js';

/** The calendar of the switches: weekdays, special days, seasons, future dates (GBCS 3.1 ECS46c, 4.x ECS46d). */

const CALENDAR = 'GBCS 3.1 ECS46c, 4.0 ECS46d';

export const CALENDAR_SCENARIOS: readonly Scenario[] = [
  {
    id: 'calendar-switches-on-time',
    title: 'The calendar closes and opens a switch at its times.',
    covers: ['REQ-05', 'esme-calendar'],
    clauses: [CALENDAR],
    idle: 'what is nominal: every defect of calendars needs a season, a weekday or a second special day',
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
    covers: ['REQ-05', 'esme-calendar'],
    clauses: [CALENDAR],
    assumptions: ['special-day-replaces-weekday'],
    idle: 'what is nominal: the defect of special days needs two of them',
    async run(lab) {
      const command = configuring(lab, {
        specialDays: [{ year: 'every', month: 1, day: 6 }],
        entries: [
          { switch: 1, action: 'close', hour: 19, minute: 0, weekdays: '1111111', specialDays: '0' },
          { switch: 1, action: 'open', hour: 20, minute: 0, weekdays: '1111111', specialDays: '1' },
        ],
      });
      await succeed(lab, 'supplier', ...command);
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
    covers: ['REQ-05', 'gbcs-future-dating'],
    clauses: ['GBCS 9.2', CALENDAR],
    assumptions: ['future-dated-checks-at-receipt'],
    async run(lab) {
      const due = Date.UTC(2026, 0, 6, 0);
      const entries: readonly CalendarEntry[] = [
        { switch: 1, action: 'close', hour: 0, minute: 0, weekdays: '1111111', specialDays: '' },
      ];
      const request = configuring(lab, { entries, activation: encodeDateTime(due) });
      const response = await succeed(lab, 'supplier', ...request);
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
      const { originatorCounter, otherInformation } = response.frame.header;
      const counter = originatorCounter.toString(16).padStart(16, '0');
      const code = otherInformation.messageCode.toString(16).padStart(4, '0');
      expect(named, 'Command, counter and instruction that each Alert names').to.deep.equal([
        `${code}${counter}232800005e2c801a06`,
        `${code}${counter}232800005e2c802306`,
      ]);
    },
  },
  {
    id: 'special-day-bits-must-match',
    title: 'A calendar whose entries have more or fewer bits than there are special days is refused.',
    covers: ['gbcs-payload'],
    clauses: [CALENDAR],
    idle: 'a check of values behind the form of the payload, which no defect leaves out',
    async run(lab) {
      const request = configuring(lab, {
        entries: [{ switch: 1, action: 'close', hour: 0, minute: 0, weekdays: '1111111', specialDays: '101' }],
      });
      const outcome = await lab.request('supplier', ...request);
      const codes = resultCodes(outcome.response);
      expect(codes[0], 'special days').to.equal(0);
      expect(codes.slice(1), 'calendar and what follows').to.deep.equal([250, 250, 250]);
      await expectSwitch(lab, 1, 'open', 'after the refused calendar');
    },
  },
  {
    id: 'future-dated-calendar-is-cancelled',
    title: 'A future-dated calendar that is cancelled never comes into force, and no Alert is sent.',
    covers: ['REQ-05', 'gbcs-future-dating'],
    clauses: ['GBCS 9.2'],
    async run(lab) {
      const entries: readonly CalendarEntry[] = [
        { switch: 1, action: 'close', hour: 0, minute: 0, weekdays: '1111111', specialDays: '' },
      ];
      const activation = encodeDateTime(Date.UTC(2026, 0, 6, 0));
      await succeed(lab, 'supplier', ...configuring(lab, { entries, activation }));
      await succeed(lab, 'supplier', ...configuring(lab, { entries, activation: ACTIVATE_NEVER }));
      await lab.advance(12 * HOUR);
      await expectSwitch(lab, 1, 'open', 'after the time');
      expect((await lab.alerts()).length, 'Alerts').to.equal(0);
    },
  },
  {
    id: 'calendar-times-must-be-equal',
    title: 'ECS46c with one time for the entries and another for the special days is not of its use case.',
    covers: ['gbcs-payload'],
    clauses: ['GBCS 9.2'],
    assumptions: ['critical-payload-mismatch-discarded'],
    async run(lab) {
      const { payload, useCase } = configuring(lab, { entries: QUIET_CALENDAR })[2];
      if (payload.kind !== 'access-request') throw new TypeError('ECS46c is an access request');
      const later: Data = { type: 'octet-string', octets: encodeDateTime(Date.UTC(2026, 5, 1)) };
      const data = [...payload.data.slice(0, -1), later];
      await expectIgnored(lab, 'esme', await lab.craft('esme', { useCase, payload: { ...payload, data } }));
    },
  },
  {
    id: 'calendar-has-seasons',
    title: 'A calendar entry applies between its first and last day only.',
    covers: ['REQ-05', 'esme-calendar'],
    clauses: [CALENDAR],
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
      await succeed(lab, 'supplier', ...configuring(lab, { entries }));
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
    id: 'second-special-day',
    title: 'Each of two special days has its own bit in an entry, and on it only the entries with that bit apply.',
    covers: ['REQ-05', 'esme-calendar'],
    clauses: [CALENDAR],
    assumptions: ['special-day-replaces-weekday'],
    async run(lab) {
      const request = configuring(lab, {
        specialDays: [
          { year: 'every', month: 1, day: 6 },
          { year: 'every', month: 1, day: 7 },
        ],
        entries: [
          { switch: 1, action: 'open', hour: 0, minute: 0, weekdays: '1111111', specialDays: '11' },
          { switch: 1, action: 'close', hour: 19, minute: 0, weekdays: '1111111', specialDays: '10' },
          { switch: 1, action: 'close', hour: 21, minute: 0, weekdays: '0000000', specialDays: '01' },
        ],
      });
      await succeed(lab, 'supplier', ...request);
      await lab.advance(26 * HOUR);
      await expectSwitch(lab, 1, 'closed', 'on Tuesday, the first special day, at 20:00');
      await lab.advance(24 * HOUR);
      await expectSwitch(lab, 1, 'open', 'on Wednesday, the second special day, at 20:00');
      await lab.advance(HOUR + MINUTE);
      await expectSwitch(lab, 1, 'closed', 'on Wednesday, the second special day, at 21:01');
      await lab.advance(22 * HOUR);
      await expectSwitch(lab, 1, 'closed', 'on Thursday, an ordinary day, at 19:01');
    },
  },
  {
    id: 'week-begins-on-monday',
    title: 'The first bit of the weekdays is Monday, the last is Sunday.',
    covers: ['REQ-05', 'esme-calendar'],
    clauses: [CALENDAR],
    async run(lab) {
      const entries: readonly CalendarEntry[] = [
        { switch: 1, action: 'open', hour: 0, minute: 0, weekdays: '1111111', specialDays: '' },
        { switch: 1, action: 'close', hour: 12, minute: 0, weekdays: '0100001', specialDays: '' },
      ];
      await succeed(lab, 'supplier', ...configuring(lab, { entries }));
      const closed: string[] = [];
      for (const day of ['Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday', 'Monday']) {
        await lab.advance(24 * HOUR);
        if ((await lab.esme()).switches[0]?.position === 'closed') closed.push(day);
      }
      expect(closed, 'days on which the switch is closed at 18:00').to.deep.equal(['Tuesday', 'Sunday']);
    },
  },
];
