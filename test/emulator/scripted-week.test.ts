import { expect } from 'chai';
import { DEVICES, INSTALL_CODES, type InstallationConfiguration, type Party } from '../../emulator/index.js';
import {
  activateSwitch,
  addDevice,
  associateBoost,
  type Command,
  configureSwitches,
  type Data,
  deactivateSwitch,
  type Eui64,
  joinEsmeAtHcalcs,
  joinHcalcsAtEsme,
  profileById,
  readControllerLog,
  readSwitchData,
  resetSwitch,
  type SwitchConfiguration,
  setDescriptions,
  setRandomisedOffsetLimit,
  toHex,
  unjoinDevice,
} from '../../gbcs/index.js';
import { Home, joinCode, responsePayload, results } from './devices/home.js';

/**
 * A home for eight days: installed by the distributor, a calendar with special days by the supplier, interventions of the
 * distributor, a boost, power cuts of the HCALCS, and an unjoin by the supplier.
 *
 * What must come of it was worked out by hand from the notes on GBCS and the assumptions below, not read off a run:
 * - The Randomised Offset is 161 (Number) x 1000 s (Limit) x 10^-4 = 16.1, rounded 16 s. It delays the calendar and nothing
 *   else (`randomised-offset-delays`), so the calendar acts at :16 and Commands act at :00.
 * - A special day replaces the weekday (`special-day-replaces-weekday`). On Monday 4 May no entry is for switch 2.
 * - The newest Command wins over the calendar for its minutes; then, or at a reset, the calendar holds again, which is
 *   logged as action 20.
 * - An HCALCS is told by events of 24 hours at most, and by a new one for all that changes. Each is logged as it is sent
 *   (outcome 0) and as it is reported (low octet 00, outcome 1), with its Issuer Event ID. Those count up.
 * - An HCALCS without power hears nothing, comes back at its default, open, asks, and is told what is left.
 * - What cannot be sent to an HCALCS that is not joined has failed (outcome 2).
 */
const START = '01T08:00:00';

const { esme, hcalcs, hub } = DEVICES;

const JUNE = { year: 'every', month: 6, day: 1 } as const;
const AUGUST = { year: 'every', month: 8, day: 31 } as const;

const CALENDAR: SwitchConfiguration = {
  switches: { 2: hcalcs },
  specialDays: [
    { year: 'every', month: 5, day: 4 },
    { year: 2026, month: 5, day: 7 },
  ],
  entries: [
    // The immersion heater, every night; on the first special day in the afternoon too.
    { switch: 1, action: 'close', hour: 0, minute: 30, weekdays: '1111111', specialDays: '11' },
    { switch: 1, action: 'open', hour: 4, minute: 30, weekdays: '1111111', specialDays: '11' },
    { switch: 1, action: 'close', hour: 13, minute: 0, weekdays: '0000000', specialDays: '10' },
    { switch: 1, action: 'open', hour: 15, minute: 0, weekdays: '0000000', specialDays: '10' },
    // The charger: not at the evening peak of a working day; on the second special day not from noon.
    { switch: 2, action: 'open', hour: 16, minute: 0, weekdays: '1111100', specialDays: '00' },
    { switch: 2, action: 'close', hour: 20, minute: 0, weekdays: '1111100', specialDays: '00' },
    { switch: 2, action: 'open', hour: 12, minute: 0, weekdays: '0000000', specialDays: '01' },
    { switch: 2, action: 'close', hour: 22, minute: 0, weekdays: '0000000', specialDays: '01' },
    // In summer the charger rests in the morning: not in this week.
    { switch: 2, action: 'open', hour: 6, minute: 0, weekdays: '1111111', specialDays: '11', begin: JUNE, end: AUGUST },
  ],
};

/** An instant of May 2026, as `05T17:00:00` on day 5. */
function may(text: string): number {
  return Date.parse(`2026-05-${text}Z`);
}

type Action = (home: Home) => void;

function distributor(variant: string, target: Eui64, command: Command): Action {
  return (home) => succeed(home, home.distributor, variant, target, command);
}

function supplier(variant: string, target: Eui64, command: Command): Action {
  return (home) => succeed(home, home.supplier, variant, target, command);
}

/** Each instruction of it succeeds, or the join or unjoin does. */
function succeed(home: Home, party: Party, variant: string, target: Eui64, command: Command): void {
  const exchange = home.ask(party, variant, target, command);
  if (responsePayload(exchange).kind === 'asn1') expect(joinCode(exchange), variant).to.equal(0);
  else expect(new Set(results(exchange)), variant).to.deep.equal(new Set([0]));
}

function power(on: boolean): Action {
  return ({ installation }) => installation.network.power(hcalcs, on);
}

const pressBoost: Action = ({ installation }) => installation.useBoostButton('press');

/** What people and parties do, and when. */
const SCRIPT: readonly (readonly [string, Action])[] = [
  ['01T08:00:00', distributor('8.11', hub, addDevice(hcalcs, 'hcalcs', INSTALL_CODES.hcalcs, 600))],
  ['01T08:05:00', distributor('8.7.1', hcalcs, joinEsmeAtHcalcs(esme))],
  ['01T08:06:00', distributor('8.7.1', esme, joinHcalcsAtEsme(hcalcs))],
  ['01T08:10:00', distributor('6.14.1', esme, setDescriptions({ 1: 'Immersion heater', 2: 'EV charger' }))],
  ['01T08:20:00', supplier('7.12', esme, setRandomisedOffsetLimit(1000))],
  ['01T08:30:00', supplier('6.14.2', esme, configureSwitches(CALENDAR))],
  // Closed for half an hour where the calendar has it open, and the other way round for three quarters.
  ['05T17:00:00', distributor('7.5', esme, activateSwitch(2, 30))],
  ['05T21:30:00', distributor('7.6', esme, deactivateSwitch(2, 45))],
  ['06T10:00:00', supplier('7.9', esme, associateBoost([1]))],
  ['06T10:05:00', pressBoost],
  ['06T10:06:00', pressBoost],
  // An intervention with a power cut within it, and one that ends in a power cut.
  ['06T20:30:00', distributor('7.6', esme, deactivateSwitch(2, 60))],
  ['06T20:50:00', power(false)],
  ['06T21:05:00', power(true)],
  ['06T22:00:00', distributor('7.6', esme, deactivateSwitch(2, 30))],
  ['06T22:20:00', power(false)],
  ['06T22:45:00', power(true)],
  // One that is taken back.
  ['07T18:00:00', distributor('7.5', esme, activateSwitch(2, 120))],
  ['07T18:40:00', distributor('7.8', esme, resetSwitch(2))],
  ['08T10:00:00', supplier('8.8.1', esme, unjoinDevice(hcalcs))],
  ['08T10:01:00', supplier('8.8.1', hcalcs, unjoinDevice(esme))],
  // Nobody is there to obey any more.
  ['08T10:05:00', distributor('7.6', esme, deactivateSwitch(2, 10))],
];
const END = '08T10:30:00';

/** How the switch of the HCALCS moves. */
const HCALCS_MOVES = [
  '01T08:30:00 closed', // since Thursday 20:00 by the calendar
  '01T16:00:16 open',
  '01T20:00:16 closed', // over the weekend and the special Monday
  '05T16:00:16 open',
  '05T17:00:00 closed', // the distributor, 30 minutes
  '05T17:30:00 open',
  '05T20:00:16 closed',
  '05T21:30:00 open', // the distributor, 45 minutes
  '05T22:15:00 closed',
  '06T16:00:16 open',
  '06T20:00:16 closed',
  '06T20:30:00 open', // the distributor, 60 minutes, 20:50 to 21:05 without power
  '06T21:30:00 closed',
  '06T22:00:00 open', // the distributor, 30 minutes
  '06T22:45:00 closed', // power came back when they were over
  '07T12:00:16 open', // the second special day
  '07T18:00:00 closed', // the distributor
  '07T18:40:00 open', // reset
  '07T22:00:16 closed',
  '08T10:01:00 open', // unjoined
];

/** How the ESME's own switch 1 moves. */
const ALCS_MOVES = [
  ...['02', '03', '04', '05', '06', '07', '08'].flatMap((day) => [`${day}T00:30:16 closed`, `${day}T04:30:16 open`]),
  '04T13:00:16 closed',
  '04T15:00:16 open',
  '06T10:05:00 closed', // boost: a quarter of an hour, and one more
  '06T10:35:00 open',
].sort();

/** The ALCS Event Log: time, switchNumberAndAction, outcome, hANCommandID. */
const LOG: readonly string[] = [
  ...told('01T08:30:00 0211', 1), // bound and given a calendar by one Command: told once where it belongs
  ...told('01T16:00:16 0212', 2),
  ...told('01T20:00:16 0211', 3),
  ...night('02'),
  ...told('02T20:00:16 0211', 4), // an event has 24 hours at most
  ...night('03'),
  ...told('03T20:00:16 0211', 5),
  ...night('04'),
  '04T13:00:16 0111 1 0',
  '04T15:00:16 0112 1 0',
  ...told('04T20:00:16 0211', 6),
  ...night('05'),
  ...told('05T16:00:16 0212', 7),
  ...told('05T17:00:00 0211', 8),
  ...told('05T17:30:00 0220', 9),
  ...told('05T20:00:16 0211', 10),
  ...told('05T21:30:00 0212', 11),
  ...told('05T22:15:00 0220', 12),
  ...night('06'),
  '06T10:05:00 0111 1 0',
  '06T10:35:00 0120 1 0',
  ...told('06T16:00:16 0212', 13),
  ...told('06T20:00:16 0211', 14),
  ...told('06T20:30:00 0212', 15),
  ...told('06T21:05:00 0212', 16), // it asked
  ...told('06T21:30:00 0220', 17),
  ...told('06T22:00:00 0212', 18),
  '06T22:30:00 0220 0 19', // nobody hears it
  ...told('06T22:45:00 0211', 20), // it asked
  ...night('07'),
  ...told('07T12:00:16 0212', 21),
  ...told('07T18:00:00 0211', 22),
  ...told('07T18:40:00 0220', 23),
  ...told('07T22:00:16 0211', 24),
  ...night('08'),
  '08T10:05:00 0212 2 25',
  '08T10:15:00 0220 2 26',
];

/** An HCALCS is told, and reports at once that it has obeyed. */
function told(entry: string, id: number): string[] {
  const [time] = entry.split(' ');
  return [`${entry} 0 ${id}`, `${time} 0200 1 ${id}`];
}

/** The immersion heater's night. */
function night(day: string): string[] {
  return [`${day}T00:30:16 0111 1 0`, `${day}T04:30:16 0112 1 0`];
}

/** Minutes that each event of the HCALCS is to last, by its Issuer Event ID: up to the next change, in whole minutes. */
const EVENT_MINUTES: Readonly<Record<number, number>> = {
  1: 451, // to 16:00:16
  2: 240,
  3: 1440,
  4: 1440,
  5: 1440,
  6: 1200,
  7: 240,
  8: 30,
  9: 151,
  10: 1200,
  11: 45,
  12: 1066,
  13: 240,
  14: 960, // to noon of the second special day
  15: 60,
  16: 25,
  17: 871,
  18: 30,
  19: 811,
  20: 796,
  21: 600,
  22: 120,
  23: 201,
  24: 1080,
};

/** Times and numbers of a log that a Response carries, as text. */
function entriesOf(log: Data | undefined): string[] {
  const items = log !== undefined && 'items' in log ? log.items : [];
  return items.map((entry) => {
    const numbers = 'items' in entry ? entry.items.map((one) => ('value' in one ? Number(one.value) : Number.NaN)) : [];
    const [seconds = 0, code = 0, outcome, id] = numbers;
    const time = new Date(Date.UTC(2000, 0, 1) + seconds * 1000)
      .toISOString()
      .slice('2026-05-'.length, -'.000Z'.length);
    return `${time} ${code.toString(16).padStart(4, '0')} ${outcome} ${id}`;
  });
}

function moves(home: Home, device: Eui64, number: number): string[] {
  return home.notes.flatMap(({ device: one, note, at }) => {
    if (one !== device || note.note !== 'switched' || note.switch !== number) return [];
    return [`${new Date(at).toISOString().slice('2026-05-'.length, -'.000Z'.length)} ${note.position}`];
  });
}

function week(options: Partial<InstallationConfiguration> = {}): Home {
  const home = new Home({ profile: profileById('secmp0046-full'), start: may(START), ...options });
  for (const [at, act] of SCRIPT) {
    home.goTo(may(at));
    act(home);
  }
  home.goTo(may(END));
  return home;
}

/** What the switches are and are called, as ECS61a has them: descriptions, then types and identifiers. */
function namesOf(data: readonly Data[]): string[] {
  return data.slice(0, 10).map((item) => {
    if (item.type === 'visible-string') return new TextDecoder().decode(item.octets);
    return item.type === 'octet-string' ? toHex(item.octets) : item.type;
  });
}

describe('a scripted week', () => {
  let home: Home;

  before(function () {
    this.timeout(60_000);
    home = week();
  });

  it('has the HCALCS move as worked out by hand', () => {
    expect(moves(home, hcalcs, 0)).to.deep.equal(HCALCS_MOVES);
  });

  it('has the switch of the ESME move as worked out by hand', () => {
    expect(moves(home, esme, 1)).to.deep.equal(ALCS_MOVES);
  });

  it('is in the log of the switches as the supplier reads it, entry by entry', () => {
    const read = readControllerLog('3.1', may(START), may('09T00:00:00'));
    const payload = responsePayload(home.ask(home.supplier, '6.13', esme, read));
    if (payload.kind !== 'access-response') throw new Error(payload.kind);
    expect(entriesOf(payload.data[0])).to.deep.equal(LOG);
  });

  it('leaves the labels of the distributor, and the identifier of the HCALCS that has been unjoined', () => {
    const payload = responsePayload(home.ask(home.distributor, '7.7', esme, readSwitchData()));
    if (payload.kind !== 'access-response') throw new Error(payload.kind);
    const alcs = '0000000000000000';
    const labels = ['Immersion heater', 'EV charger', '', '', ''];
    expect(namesOf(payload.data)).to.deep.equal([...labels, alcs, hcalcs, alcs, alcs, alcs]);
  });

  it('tells the HCALCS by events that last up to the next change', () => {
    const events = home.loadControl().filter((frame) => frame.command === 'loadControlEvent');
    const minutes = Object.fromEntries(events.map((event) => [event.issuerEventId, event.durationMinutes]));
    expect(minutes).to.deep.equal(EVENT_MINUTES);
  });
});
