import { expect } from 'chai';
import fc from 'fast-check';
import { type Calendar, calendarOf, changeInForce, nextChange } from '../../../emulator/devices/esme/calendar.js';
import { array, booleanData, type Data, fromHex, longUnsigned, octetString, structure } from '../../../gbcs/index.js';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** One entry, as few words as possible: when (hex of time, begin, end), on which days, what. */
interface Entry {
  readonly script: number;
  readonly time: string;
  readonly weekdays?: string;
  readonly specialDays?: string;
  readonly begin?: string;
  readonly end?: string;
}

const ANY_DATE = 'ffffffffff';

/** @param replaces whether a special day replaces the weekday */
function calendar(entries: readonly Entry[], specialDays: readonly string[] = [], replaces = true): Calendar {
  return calendarOf(
    array(
      ...specialDays.map((date, i) =>
        structure(longUnsigned(i + 1), octetString(fromHex(date)), { type: 'unsigned', value: i + 1 }),
      ),
    ),
    array(
      ...entries.map(({ script, time, weekdays = '1111111', specialDays: special, begin, end }, i): Data => {
        const bits = special ?? '0'.repeat(specialDays.length);
        return structure(
          longUnsigned(i + 1),
          booleanData(true),
          octetString(fromHex('00000a0067ff')),
          longUnsigned(script),
          octetString(fromHex(time)),
          longUnsigned(0xffff),
          { type: 'bit-string', bits: weekdays },
          { type: 'bit-string', bits },
          octetString(fromHex(begin ?? ANY_DATE)),
          octetString(fromHex(end ?? ANY_DATE)),
        );
      }),
    ),
    replaces,
  );
}

/** `2026-01-05 18:00` as an instant. */
function at(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}

const CLOSE_1 = 0x0101;
const OPEN_1 = 0x0102;
const CLOSE_2 = 0x0201;

/** 100 is closed, any other level open. */
function positionOf(change: { readonly level: number } | undefined): string | undefined {
  return change && (change.level === 100 ? 'closed' : 'open');
}

/** What changes switch 1 from an instant on, one after the other. */
function changes(one: Calendar, from: string, count: number, number = 1): string[] {
  const list: string[] = [];
  let now = at(from);
  for (let i = 0; i < count; i++) {
    const change = nextChange(one, number, now);
    if (change === undefined) break;
    list.push(`${new Date(change.at).toISOString().slice(0, 16).replace('T', ' ')} ${positionOf(change)}`);
    now = change.at;
  }
  return list;
}

// 5 January 2026 was a Monday.
describe('calendar of the switches', () => {
  it('acts on the weekdays of an entry, Monday first', () => {
    const one = calendar([{ script: CLOSE_1, time: '12000000', weekdays: '1000001' }]);
    expect(changes(one, '2026-01-05 00:00', 3)).to.deep.equal([
      '2026-01-05 18:00 closed',
      '2026-01-11 18:00 closed',
      '2026-01-12 18:00 closed',
    ]);
  });

  it('keeps each switch to its own entries', () => {
    const one = calendar([
      { script: CLOSE_1, time: '01000000' },
      { script: CLOSE_2, time: '02000000' },
    ]);
    expect(changes(one, '2026-01-05 00:00', 1, 1)).to.deep.equal(['2026-01-05 01:00 closed']);
    expect(changes(one, '2026-01-05 00:00', 1, 2)).to.deep.equal(['2026-01-05 02:00 closed']);
    expect(changes(one, '2026-01-05 00:00', 1, 3)).to.deep.equal([]);
    expect(changeInForce(one, 2, at('2026-01-05 01:59'))?.at).to.equal(at('2026-01-04 02:00'));
    expect(changeInForce(one, 3, at('2026-01-05 01:59'))).to.equal(undefined);
  });

  it('is in force from the very instant of an entry', () => {
    const one = calendar([
      { script: OPEN_1, time: '06000000' },
      { script: CLOSE_1, time: '12000000' },
    ]);
    const inForce = (text: string) => positionOf(changeInForce(one, 1, at(text)));
    expect(inForce('2026-01-05 05:59:59.999')).to.equal('closed');
    expect(inForce('2026-01-05 06:00')).to.equal('open');
    expect(inForce('2026-01-05 17:59:59.999')).to.equal('open');
    expect(inForce('2026-01-05 18:00')).to.equal('closed');
    expect(nextChange(one, 1, at('2026-01-05 06:00'))?.at).to.equal(at('2026-01-05 18:00'));
    expect(nextChange(one, 1, at('2026-01-05 05:59:59.999'))?.at).to.equal(at('2026-01-05 06:00'));
  });

  it('has seconds, and takes one that is not given as 0', () => {
    expect(nextChange(calendar([{ script: OPEN_1, time: '06001e00' }]), 1, at('2026-01-05 06:00'))?.at).to.equal(
      at('2026-01-05 06:00:30'),
    );
    expect(nextChange(calendar([{ script: OPEN_1, time: '0600ffff' }]), 1, at('2026-01-05 00:00'))?.at).to.equal(
      at('2026-01-05 06:00'),
    );
  });

  it('lets the later in the list win at the same second', () => {
    const both = (...scripts: number[]) => calendar(scripts.map((script) => ({ script, time: '06000000' })));
    const noon = at('2026-01-05 12:00');
    expect(positionOf(changeInForce(both(OPEN_1, CLOSE_1), 1, noon))).to.equal('closed');
    expect(positionOf(changeInForce(both(CLOSE_1, OPEN_1), 1, noon))).to.equal('open');
    expect(positionOf(changeInForce(both(CLOSE_1, CLOSE_2, OPEN_1, CLOSE_2), 1, noon))).to.equal('open');
  });

  it('follows only the bit of a special day on that day, whatever the weekday', () => {
    const christmas = 'ffff0c19ff';
    const one = calendar(
      [
        { script: CLOSE_1, time: '06000000', weekdays: '1111111', specialDays: '0' },
        { script: OPEN_1, time: '09000000', weekdays: '0000000', specialDays: '1' },
      ],
      [christmas],
    );
    expect(changes(one, '2026-12-24 00:00', 3)).to.deep.equal([
      '2026-12-24 06:00 closed',
      '2026-12-25 09:00 open',
      '2026-12-26 06:00 closed',
    ]);
  });

  it('follows the weekday as well on a special day, where the profile has it so', () => {
    const entries = [
      { script: CLOSE_1, time: '06000000', weekdays: '1111111', specialDays: '0' },
      { script: OPEN_1, time: '09000000', weekdays: '0000000', specialDays: '1' },
    ];
    expect(changes(calendar(entries, ['ffff0c19ff'], false), '2026-12-25 00:00', 3)).to.deep.equal([
      '2026-12-25 06:00 closed',
      '2026-12-25 09:00 open',
      '2026-12-26 06:00 closed',
    ]);
  });

  it('takes the first special day of the list that a day is', () => {
    const one = calendar(
      [
        { script: CLOSE_1, time: '06000000', specialDays: '10' },
        { script: OPEN_1, time: '07000000', specialDays: '01' },
      ],
      ['07ea0c19ff', 'ffff0c19ff'],
    );
    expect(changes(one, '2026-12-25 00:00', 1)).to.deep.equal(['2026-12-25 06:00 closed']);
    expect(changes(one, '2027-12-25 00:00', 1)).to.deep.equal(['2027-12-25 07:00 open']);
  });

  const days: [string, string, string, string[]][] = [
    ['the last of every month', 'fffffffeff', '2026-01-15', ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']],
    ['the last of February', 'ffff02feff', '2027-06-01', ['2028-02-29', '2029-02-28']],
    ['the last but one', 'fffffffdff', '2028-02-01', ['2028-02-28', '2028-03-30']],
    ['every Friday the 13th', 'ffffff0d05', '2026-01-01', ['2026-02-13', '2026-03-13', '2026-11-13', '2027-08-13']],
    ['every Sunday in May', 'ffff05ff07', '2026-05-01', ['2026-05-03', '2026-05-10', '2026-05-17']],
    ['one day', '07ee010fff', '2030-01-01', ['2030-01-15']],
    ['29 February', 'ffff021dff', '2026-01-01', ['2028-02-29', '2032-02-29']],
    ['29 February across 2100, which has none', 'ffff021dff', '2096-02-29', ['2104-02-29']],
  ];
  for (const [what, date, from, expected] of days) {
    it(`knows the special day that is ${what}`, () => {
      const one = calendar([{ script: CLOSE_1, time: '00000000', weekdays: '0000000', specialDays: '1' }], [date]);
      expect(changes(one, `${from} 00:00`, expected.length)).to.deep.equal(
        expected.map((day) => `${day} 00:00 closed`),
      );
    });
  }

  const ranges: [string, Entry, string, string[]][] = [
    [
      'from and to a day, both included',
      { script: CLOSE_1, time: '00000000', begin: '07ea0106ff', end: '07ea0107ff' },
      '2026-01-01',
      ['2026-01-06', '2026-01-07'],
    ],
    [
      'the same months of every year',
      { script: CLOSE_1, time: '00000000', begin: 'ffff0b1dff', end: 'ffff0b1eff' },
      '2026-01-01',
      ['2026-11-29', '2026-11-30', '2027-11-29'],
    ],
    [
      'to the last day of February',
      { script: CLOSE_1, time: '00000000', begin: 'ffff021cff', end: 'ffff02feff' },
      '2027-03-01',
      ['2028-02-28', '2028-02-29', '2029-02-28', '2030-02-28'],
    ],
    [
      'over the new year',
      { script: CLOSE_1, time: '00000000', begin: 'ffff0b01ff', end: 'ffff021cff', weekdays: '0000001' },
      '2026-02-16',
      ['2026-02-22', '2026-11-01', '2026-11-08'],
    ],
    [
      'over the new year, to the last day of a month',
      { script: CLOSE_1, time: '00000000', begin: 'ffff0c1fff', end: 'ffff01feff' },
      '2026-01-31',
      ['2026-12-31', '2027-01-01', '2027-01-02'],
    ],
    [
      'over the end of each month',
      { script: CLOSE_1, time: '00000000', begin: 'ffffff1eff', end: 'ffffff01ff' },
      '2026-01-31',
      ['2026-02-01', '2026-03-01', '2026-03-30', '2026-03-31', '2026-04-01'],
    ],
    [
      'none, where the end has a year and is before the begin',
      { script: CLOSE_1, time: '00000000', begin: '07ea0b01ff', end: '07ea021cff' },
      '2026-01-01',
      [],
    ],
    [
      'from a day that is years away',
      { script: CLOSE_1, time: '00000000', begin: '07ec061eff' },
      '2026-01-01',
      ['2028-06-30', '2028-07-01'],
    ],
    [
      'from a year on',
      { script: CLOSE_1, time: '00000000', begin: '07ebffffff', end: '07ebffffff', weekdays: '1000000' },
      '2026-06-01',
      ['2027-01-04', '2027-01-11'],
    ],
  ];
  for (const [what, entry, from, expected] of ranges) {
    it(`keeps an entry to its dates: ${what}`, () => {
      expect(changes(calendar([entry]), `${from} 00:00`, Math.max(1, expected.length))).to.deep.equal(
        expected.map((day) => `${day} 00:00 closed`),
      );
    });
  }

  it('stays where the last entry has put it once its dates are over', () => {
    const one = calendar([{ script: CLOSE_1, time: '00000000', begin: '07ea0106ff', end: '07ea0106ff' }]);
    expect(changeInForce(one, 1, at('2026-01-05 23:59'))).to.equal(undefined);
    expect(positionOf(changeInForce(one, 1, at('2026-01-06 00:00')))).to.equal('closed');
    expect(changeInForce(one, 1, at('2033-12-31 00:00'))?.at).to.equal(at('2026-01-06 00:00'));
    expect(changeInForce(one, 1, at('2034-01-07 00:00'))).to.equal(undefined);
    expect(nextChange(one, 1, at('2026-01-06 00:00'))).to.equal(undefined);
  });

  for (const time of ['ffff0000', '18000000', '063c0000', '06ff0000', '']) {
    it(`never acts on an entry at '${time}'`, () => {
      expect(nextChange(calendar([{ script: CLOSE_1, time }]), 1, at('2026-01-05 00:00'))).to.equal(undefined);
    });
  }

  for (const script of [0x0100, 0x0103, 0x0111, 0x0112, 0x0120]) {
    it(`never acts on script ${script.toString(16).padStart(4, '0')}`, () => {
      expect(changes(calendar([{ script, time: '00000000' }]), '2026-01-05 00:00', 1)).to.deep.equal([]);
    });
  }

  it('is no calendar without entries', () => {
    const none = calendarOf(array(), array(), true);
    expect([nextChange(none, 1, 0), changeInForce(none, 1, 0)]).to.deep.equal([undefined, undefined]);
  });
});

/** A day for the oracle: its parts as texts, so that dates are compared as texts and not as numbers. */
function partsOf(midnight: number) {
  const day = new Date(midnight).toISOString().slice(0, 10);
  const tomorrow = (count: number) => new Date(midnight + count * DAY).toISOString().slice(8, 10);
  return {
    year: day.slice(0, 4),
    month: day.slice(5, 7),
    day: day.slice(8, 10),
    weekday: String(new Date(midnight).getUTCDay() || 7),
    last: tomorrow(1) === '01',
    lastButOne: tomorrow(2) === '01',
    lastOfMonth: new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).toISOString().slice(8, 10),
  };
}

/** Whether a day is that of a date, written down anew: each field by itself. */
function isThatDay(date: string, midnight: number): boolean {
  const { year, month, day, weekday, last, lastButOne } = partsOf(midnight);
  const field = (from: number, to: number) => date.slice(from, to);
  const decimal = (hex: string, digits: number) => String(Number.parseInt(hex, 16)).padStart(digits, '0');
  const days: Record<string, boolean> = { ff: true, fe: last, fd: lastButOne };
  return (
    (field(0, 4) === 'ffff' || decimal(field(0, 4), 4) === year) &&
    (field(4, 6) === 'ff' || decimal(field(4, 6), 2) === month) &&
    (days[field(6, 8)] ?? decimal(field(6, 8), 2) === day) &&
    (field(8, 10) === 'ff' || decimal(field(8, 10), 1) === weekday)
  );
}

/** -1, 0 or 1 as a day is before, on or after a date, by the fields that the date has. */
function compareDay(midnight: number, date: string): number {
  const parts = partsOf(midnight);
  const fields: [string, string, number][] = [
    [date.slice(0, 4), parts.year, 4],
    [date.slice(4, 6), parts.month, 2],
    [date.slice(6, 8), parts.day, 2],
  ];
  let [ours, theirs] = ['', ''];
  for (const [hex, text, digits] of fields) {
    if (/^f+$/.test(hex)) continue;
    ours += text;
    theirs += hex === 'fe' ? parts.lastOfMonth : String(Number.parseInt(hex, 16)).padStart(digits, '0');
  }
  return ours < theirs ? -1 : ours > theirs ? 1 : 0;
}

/** Whether a season has a day, written down anew: one that ends before it begins has the days of both of its parts. */
function isInSeason(midnight: number, begin: string, end: string): boolean {
  const parts = [compareDay(midnight, begin) >= 0, compareDay(midnight, end) <= 0];
  const fields = [begin, end].map((date) => [date.slice(4, 6), date.slice(6, 8)] as const);
  const open = fields.map((list) => list.map((field) => field === 'ff').join());
  const texts = fields.map(([month, day]) => (open.some((one) => one.endsWith('true')) ? month : month + day));
  const comparable = [begin, end].every((date) => date.startsWith('ffff')) && open[0]?.[0] === open[1]?.[0];
  const turns = comparable && (texts[1] ?? '') < (texts[0] ?? '');
  return turns ? parts.includes(true) : !parts.includes(false);
}

const hexByte = (value: number) => value.toString(16).padStart(2, '0');
const months = fc.constantFrom(1, 2, 2, 3, 0xff);
const dates = fc
  .tuple(fc.constantFrom('ffff', '07e7', '07e8'), months, fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constant(0xff)))
  .map(([year, month, day]) => `${year}${hexByte(month)}${hexByte(day)}`);
const specialDates = fc
  .tuple(dates, fc.constantFrom(0, 0, 0, 0xfe, 0xfd), fc.constantFrom(0xff, 0xff, 1, 5, 7))
  .map(
    ([date, lastDay, weekday]) => `${lastDay === 0 ? date : date.slice(0, 6) + hexByte(lastDay)}${hexByte(weekday)}`,
  );
const rangeDates = fc.oneof(
  { weight: 3, arbitrary: fc.constant(ANY_DATE) },
  fc
    .tuple(dates, fc.constantFrom(0, 0, 0xfe))
    .map(([date, last]) => `${last === 0 ? date : `${date.slice(0, 6)}fe`}ff`),
);
const bits = (length: number) =>
  fc.array(fc.boolean(), { minLength: length, maxLength: length }).map((list) => list.map((b) => (b ? 1 : 0)).join(''));

/** The times of day of the entries below, few, so that entries meet at the same second; and their minutes. */
const MINUTES: Readonly<Record<string, number>> = { '00000000': 0, '06000000': 360, '061e0000': 390, '173b0000': 1439 };

const calendars = fc.array(specialDates, { maxLength: 3 }).chain((specialDays) =>
  fc.record({
    specialDays: fc.constant(specialDays),
    replaces: fc.boolean(),
    entries: fc.array(
      fc.record({
        script: fc.constantFrom(CLOSE_1, OPEN_1, CLOSE_2, 0x0202),
        time: fc.constantFrom(...Object.keys(MINUTES)),
        weekdays: bits(7),
        specialDays: bits(specialDays.length),
        begin: rangeDates,
        end: rangeDates,
      }),
      { minLength: 1, maxLength: 6 },
    ),
  }),
);

describe('calendar of the switches, against minute after minute', () => {
  // Nine weeks around the end of February of a leap year.
  const start = Date.UTC(2024, 0, 22);
  const end = start + 63 * DAY;

  it('changes switches when a walk through all minutes does, and is in force as the walk says', () => {
    fc.assert(
      fc.property(calendars, fc.array(fc.nat(63 * 1440 - 1), { minLength: 1, maxLength: 8 }), (given, minutes) => {
        const one = calendar(given.entries, given.specialDays, given.replaces);
        const walked: { at: number; position: string }[] = [];
        for (let midnight = start; midnight < end; midnight += DAY) {
          const special = given.specialDays.findIndex((date) => isThatDay(date, midnight));
          const weekday = (new Date(midnight).getUTCDay() + 6) % 7;
          const today = given.entries
            .filter(
              ({ script, weekdays, specialDays, begin, end: last }) =>
                script >> 8 === 1 &&
                (specialDays[special] === '1' || (weekdays[weekday] === '1' && !(special >= 0 && given.replaces))) &&
                isInSeason(midnight, begin, last),
            )
            .map(({ script, time }) => ({ script, minute: MINUTES[time] }));
          for (let minute = 0; minute < 1440; minute++) {
            let position: string | undefined;
            for (const entry of today) {
              if (entry.minute === minute) position = entry.script === CLOSE_1 ? 'closed' : 'open';
            }
            if (position !== undefined) walked.push({ at: midnight + minute * MINUTE, position });
          }
        }
        for (const minute of minutes) {
          const now = start + minute * MINUTE;
          const before = walked.findLast((change) => change.at <= now);
          const after = walked.find((change) => change.at > now);
          const inForce = changeInForce(one, 1, now);
          const next = nextChange(one, 1, now);
          if (before === undefined) expect(inForce?.at ?? start - 1, 'in force').to.be.lessThan(start);
          else expect({ at: inForce?.at, position: positionOf(inForce) }).to.deep.equal(before);
          if (after === undefined) expect(next?.at ?? end, 'next').to.be.at.least(end);
          else expect(next?.at).to.equal(after.at);
        }
      }),
      { numRuns: 60 },
    );
  }).timeout(60_000);
});
