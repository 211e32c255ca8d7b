import { expect } from 'chai';
import fc from 'fast-check';
import { codedEvent } from '../../../../emulator/devices/esme/auxiliary-event-log.js';
import { calendarLevel, commandedLevel } from '../../../../emulator/devices/esme/levels.js';
import { LoadControl } from '../../../../emulator/devices/esme/load-control.js';
import { randomisedOffset } from '../../../../emulator/devices/esme/randomised-offset.js';
import { GBCS4_CURRENT, overlay, type SwitchNumber, setControllerCalendar } from '../../../../gbcs/index.js';
import { goTo, loadControl, valuesOf } from './load-control-home.js';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** A Monday. */
const START = Date.UTC(2026, 0, 5);

describe('codes of load control', () => {
  it('have the meaning of the reference messages', () => {
    expect(commandedLevel(0x1564)).eql({ number: 5, direction: 'output', level: 100 });
    expect(commandedLevel(0x1100)).eql({ number: 1, direction: 'output', level: 0 });
    expect(commandedLevel(0x2332)).eql({ number: 3, direction: 'input', level: 50 });
    expect(calendarLevel(0x1180)).eql({ number: 1, direction: 'output', level: 0 });
    expect(calendarLevel(0x11e4)).eql({ number: 1, direction: 'output', level: 100 });
    expect(calendarLevel(0x21b2)).eql({ number: 1, direction: 'input', level: 50 });
    expect(calendarLevel(0x0201)).eql({ number: 2, direction: 'output', level: 100 });
    expect(calendarLevel(0x0102)).eql({ number: 1, direction: 'output', level: 0 });
  });

  it('name nothing where level or direction is none', () => {
    for (const selector of [0x1165, 0x11e4, 0x3164, 0x0111]) expect(commandedLevel(selector)).equal(undefined);
    for (const selector of [0x11e5, 0x31b2, 0x0103, 0x0111]) expect(calendarLevel(selector)).equal(undefined);
  });

  it('are those of the reference log', () => {
    const event = { time: 0, switch: 2, hanCommandId: 1 } as const;
    expect(codedEvent({ ...event, action: 'on', outcome: 'unknown' }, 'actions')).eql({
      switchNumberAndAction: 0x0211,
      outcome: 0,
    });
    expect(codedEvent({ ...event, action: 'message', outcome: 'failure' }, 'actions')).eql({
      switchNumberAndAction: 0x0200,
      outcome: 2,
    });
    const set = { ...event, action: 'on', outcome: 'success', direction: 'input', level: 50 } as const;
    expect(codedEvent(set, 'levels').switchNumberAndAction).equal(0x2232);
  });

  it('make the Randomised Offset of the reference message, rounded to a second', () => {
    expect(randomisedOffset({ number: 2000, limit: 1000 })).equal(200);
    expect(randomisedOffset({ number: 1, limit: 1799 })).equal(0);
    expect(randomisedOffset({ number: 25, limit: 200 })).equal(1);
    expect(randomisedOffset({ number: 10_000, limit: 1799 })).equal(1799);
  });
});

interface Entry {
  readonly minute: number;
  readonly level: number;
}
interface Period {
  readonly from: number;
  readonly length: number;
  readonly level: number;
}

const level = fc.integer({ min: 0, max: 100 });
const plans = fc.record({
  entries: fc.array(fc.record({ minute: fc.integer({ min: 0, max: 1439 }), level }), { minLength: 1, maxLength: 6 }),
  command: fc.record({ from: fc.integer({ min: 0, max: 1400 }), length: fc.integer({ min: 1, max: 1440 }), level }),
  limit: fc.record({ from: fc.integer({ min: 0, max: 1400 }), length: fc.integer({ min: 1, max: 1440 }), level }),
  boost: fc.option(fc.integer({ min: 0, max: 1400 })),
});

const inside = ({ from, length }: Period, minute: number): boolean => minute >= from && minute < from + length;

/** Where the controller belongs in a minute of the first day, by looking at everything anew. */
function naive(
  entries: readonly Entry[],
  command: Period,
  limit: Period,
  boost: number | null,
  minute: number,
): number {
  if (boost !== null && minute >= boost && minute < boost + 15) return 100;
  const past = entries.filter((one) => one.minute <= minute);
  const latest = (list: readonly Entry[]): number | undefined =>
    list.reduce<Entry | undefined>(
      (best, one) => (best === undefined || one.minute >= best.minute ? one : best),
      undefined,
    )?.level;
  const base = inside(command, minute) ? command.level : (latest(past) ?? latest(entries) ?? 0);
  return inside(limit, minute) ? Math.min(base, limit.level) : base;
}

function timed({ from, length, level: value }: Period) {
  return { level: value, from: START + from * MINUTE, until: START + (from + length) * MINUTE };
}

describe('load control of a proportional controller', () => {
  const NUMBER: SwitchNumber = 5;

  it('is where a look at all rules puts it, in every minute of a day, also when it was saved and restored', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 1438 }), ({ entries, command, limit, boost }, restart) => {
        let { loadControl: one } = loadControl();
        const calendar = setControllerCalendar({
          entries: entries.map(({ minute, level: value }) => ({
            controller: NUMBER,
            level: value,
            hour: Math.floor(minute / 60),
            minute: minute % 60,
            weekdays: '1111111',
            specialDays: '',
          })),
        });
        const [days, list] = valuesOf(calendar.payload);
        if (days === undefined || list === undefined) throw new Error('a calendar has days and entries');
        one.activateCalendar({ specialDays: days, entries: list });
        one.settle(START);
        one.command(one.controller(NUMBER), 'output', timed(command), START);
        one.limit(one.controller(NUMBER), 'output', timed(limit), START);
        one.setBoosted(NUMBER, true, START);
        let boosted: number | null = null;
        for (let minute = 0; minute < 1440; minute++) {
          const now = START + minute * MINUTE;
          goTo(one, now);
          if (minute === restart) {
            const { loadControl: fresh } = loadControl();
            fresh.restore(one.save());
            expect(fresh.save()).eql(one.save());
            one = fresh;
          }
          if (minute === boost && one.pressBoost(now)) boosted = minute;
          expect(one.controller(NUMBER).output.level, `minute ${minute}`).equal(
            naive(entries, command, limit, boosted, minute),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('tells the end of a limit once, and of one that is replaced', () => {
    const { loadControl: one, alerts } = loadControl();
    const controller = one.controller(NUMBER);
    one.limit(controller, 'output', timed({ from: 0, length: 60, level: 50 }), START);
    one.limit(controller, 'output', timed({ from: 0, length: 30, level: 40 }), START);
    goTo(one, START + DAY);
    expect(alerts.map(({ alertCode }) => alertCode.toString(16))).eql(['8f86', '8f87', '8f86', '8f87']);
  });

  it('ranks a boost behind a Command and under a limit where the profile does', () => {
    const order = (value: string) =>
      overlay(GBCS4_CURRENT, {
        id: 'order',
        title: 'order',
        status: 'test',
        assumptions: { 'load-control-precedence': value },
      });
    const levelIn = (value: string): number => {
      const { loadControl: one } = loadControl({}, order(value));
      one.setBoosted(NUMBER, true, START);
      one.command(one.controller(NUMBER), 'output', timed({ from: 0, length: 60, level: 30 }), START);
      one.limit(one.controller(NUMBER), 'output', timed({ from: 0, length: 60, level: 60 }), START);
      one.pressBoost(START);
      return one.controller(NUMBER).output.level;
    };
    expect(levelIn('boost limit command calendar default')).equal(100);
    expect(levelIn('limit boost command calendar default')).equal(60);
    expect(levelIn('limit command boost calendar default')).equal(30);
    expect(() => levelIn('command boost calendar default')).throw('load-control-precedence');
    expect(() => levelIn('default boost limit command calendar')).throw('load-control-precedence');
  });
});

describe('the snapshot of a proportional controller', () => {
  it('tells its level and the level commanded: at 50 per cent it is open and not off', () => {
    const { loadControl: one } = loadControl();
    one.command(one.controller(5), 'output', timed({ from: 0, length: 60, level: 50 }), START);
    one.limit(one.controller(5), 'output', timed({ from: 0, length: 60, level: 40 }), START);
    expect(one.snapshot()[4]).deep.include({
      position: 'open',
      state: { outputState: 40, inputState: 0 },
      commandedLevel: 50,
    });
  });
});

describe('switches that fail, and updates', () => {
  it('log a failure, stay where they are and alert the supplier', () => {
    const { loadControl: one, alerts } = loadControl();
    one.stick(1);
    one.command(one.controller(1), 'output', timed({ from: 0, length: 60, level: 100 }), START);
    expect(one.controller(1).output.level).equal(0);
    expect(one.log.entries().map(({ outcome }) => outcome)).eql(['failure']);
    expect(alerts.map(({ alertCode }) => alertCode)).eql([0x811a]);
  });

  it('tell each change by ECS200 where the profile has it so', () => {
    const assumptions = { 'operational-update-alert': true } as const;
    const profile = overlay(GBCS4_CURRENT, { id: 'updates', title: 'updates', status: 'test', assumptions });
    const { loadControl: one, alerts } = loadControl({}, profile);
    one.command(one.controller(1), 'output', timed({ from: 0, length: 60, level: 100 }), START);
    const [alert] = alerts;
    const [body] = alert?.extras ?? [];
    expect(alert?.alertCode).equal(0x8f88);
    expect(body !== undefined && 'octets' in body && new TextDecoder().decode(body.octets)).equal(
      '{"outputState":"100","inputState":"0","other-data":""}',
    );
  });

  it('gives an HCALCS the lowest free number, and none where all are taken', () => {
    const { loadControl: one } = loadControl();
    expect(one).instanceOf(LoadControl);
    for (const hcalcs of ['0a000000000000a5', '0a000000000000b5', '0a000000000000c5'] as const) {
      one.joined(hcalcs as never, START);
    }
    expect(one.controllers.map(({ kind }) => kind)).eql(['alcs', 'hcalcs', 'hcalcs', 'alcs', 'apc']);
    one.unjoined('0a000000000000a5' as never);
    one.joined('0a000000000000c5' as never, START);
    expect(one.controller(2).hcalcs).equal('0a000000000000c5');
  });

  it('gives the next HCALCS on a number nothing of the one before', () => {
    const { loadControl: one } = loadControl();
    const [former, next] = ['0a000000000000a5', '0a000000000000b5'] as const;
    one.joined(former as never, START);
    one.setBoosted(2, true, START);
    one.command(one.controller(2), 'output', timed({ from: 0, length: 60, level: 100 }), START);
    const number = (): unknown => one.snapshot()[1];
    expect(number()).include({ kind: 'hcalcs', position: 'closed', boosted: true });
    one.unjoined(former as never);
    expect(number()).include({ kind: 'none', position: 'open', boosted: false, commanded: undefined });
    one.joined(next as never, START + MINUTE);
    expect(number()).include({ kind: 'hcalcs', hcalcs: next, position: 'open', boosted: false });
    goTo(one, START + DAY);
    expect(one.pressBoost(START + DAY)).equal(false);
  });
});
