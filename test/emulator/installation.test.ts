import { expect } from 'chai';
import {
  DEVICES,
  type Device,
  INSTALL_CODES,
  Installation,
  type InstallationConfiguration,
  makeIdentities,
  PARTIES,
  type Party,
  readHomeDescription,
} from '../../emulator/index.js';
import {
  activateSwitch,
  addDevice,
  associateBoost,
  type Command,
  configureSwitches,
  deactivateSwitch,
  type Eui64,
  issueCredentials,
  joinEsmeAtHcalcs,
  joinHcalcsAtEsme,
  portableProvider,
  profileById,
  readDeviceLogs,
  readSwitchData,
  setDescriptions,
  toHex,
} from '../../gbcs/index.js';

import { savedText } from './saved-text.js';

const START = Date.UTC(2026, 0, 5, 18);
const { esme, hcalcs, hub } = DEVICES;

/** The portable provider signs the same octets the same way each time: two courses can be compared octet by octet. */
const identities = makeIdentities(portableProvider, 'devices');

type Action = (home: Installation) => void;

function ask(party: 'supplier' | 'distributor', variant: string, target: Eui64, command: Command): Action {
  return ({ parties }) => {
    (parties.get(PARTIES[party].eui) as Party).request(variant, target, command);
  };
}

const CALENDAR = configureSwitches({
  switches: { 2: hcalcs },
  entries: [
    { switch: 1, action: 'open', hour: 3, minute: 0, weekdays: '1111111', specialDays: '' },
    { switch: 1, action: 'close', hour: 18, minute: 20, weekdays: '1111111', specialDays: '' },
    { switch: 2, action: 'open', hour: 18, minute: 25, weekdays: '1111111', specialDays: '' },
  ],
});

/** So many entries that Command and Response go in blocks. */
const LONG_CALENDAR = configureSwitches({
  switches: { 2: hcalcs },
  entries: ([1, 5] as const).flatMap((number) =>
    Array.from({ length: 24 }, (_, hour) => ({
      switch: number,
      action: hour % 2 === 0 ? ('open' as const) : ('close' as const),
      hour,
      minute: 0,
      weekdays: '1111111',
      specialDays: '',
    })),
  ),
});

/** What happens in the home, each so many seconds after the one before. */
const COURSE: readonly (readonly [number, Action])[] = [
  [1, ask('supplier', '8.11', hub, addDevice(hcalcs, 'hcalcs', INSTALL_CODES.hcalcs, 600))],
  [30, ask('supplier', '8.7.1', hcalcs, joinEsmeAtHcalcs(esme))],
  [30, ask('supplier', '8.7.1', esme, joinHcalcsAtEsme(hcalcs))],
  [30, ask('supplier', '6.14.2', esme, CALENDAR)],
  [
    30,
    ({ network }) => network.links.set({ latencyMs: 80, jitterMs: 600, loss: 0.1, duplication: 0.2, reordering: 0.2 }),
  ],
  [5, ask('distributor', '7.5', esme, activateSwitch(2, 5))],
  [0, ask('distributor', '7.7', esme, readSwitchData())],
  [0, ask('distributor', '6.14.1', esme, setDescriptions({ 2: 'EV charger' }))],
  [1, ({ network }) => network.power(hcalcs, false)],
  [200, ask('distributor', '7.6', esme, deactivateSwitch(2, 2))],
  [20, ({ network }) => network.power(hcalcs, true)],
  [400, ask('supplier', '7.9', esme, associateBoost([1]))],
  [60, (home) => home.useBoostButton('press')],
  [3, ({ network }) => network.power(esme, false)],
  [2, ask('supplier', '7.7', esme, readSwitchData())],
  [60, ({ network }) => network.power(esme, true)],
  [100, ask('supplier', '8.9', hub, readDeviceLogs())],
  [200, ask('supplier', '6.14.2', esme, LONG_CALENDAR)],
  [200, ask('supplier', '7.7', esme, readSwitchData())],
  [200, ask('supplier', '6.17', esme, issueCredentials('digitalSignature'))],
  [1900, ({ network }) => network.power(hub, false)],
];

interface Course {
  readonly happened: string[];
  readonly ends: unknown;
}

/**
 * Takes a home through the course, event by event.
 * @param reborn called before every event and every action; gives the home that goes on
 */
function takeCourse(reborn: (home: Installation, make: () => Installation) => Installation): Course {
  const happened: string[] = [];
  const configuration: InstallationConfiguration = {
    profile: profileById('secmp0046-core'),
    provider: portableProvider,
    identities,
    start: START,
    links: { seed: 'a home' },
    observer: {
      frame: (frame, at, delivered) => happened.push(`${at} ${delivered} ${savedText(frame)}`),
      note: (device, note, at) => happened.push(`${at} ${device} ${savedText(note)}`),
      message: (from, to, message, at) => happened.push(`${at} ${from} ${to} ${toHex(message)}`),
    },
  };
  const make = () => new Installation(configuration);
  let home = make();
  const advance = (until: number) => {
    for (home = reborn(home, make); home.clock.step(until); ) home = reborn(home, make);
    home.clock.advanceTo(until);
  };
  let at = START;
  for (const [seconds, act] of COURSE) {
    at += seconds * 1000;
    advance(at);
    act(home);
  }
  advance(at + 3_600_000);
  const { supplier, distributor } = PARTIES;
  const alerts = [supplier, distributor].map(({ eui }) => home.parties.get(eui)?.alerts);
  return {
    happened,
    ends: [savedText(home.save()), ...home.devices.map((device) => savedText(device.snapshot())), savedText(alerts)],
  };
}

describe('a home', () => {
  it('goes on as if nothing had been when it is saved and restored before every event', function () {
    this.timeout(60_000);
    const uninterrupted = takeCourse((home) => home);
    let births = 0;
    const reborn = takeCourse((home, make) => {
      const next = make();
      next.restore(structuredClone(home.save()));
      births++;
      return next;
    });
    expect(births).to.be.greaterThan(150);
    // A new home opens the tunnel of its ESME before it takes up the state of the old one: that is not of the course.
    const ofCourse = ({ happened }: Course) => happened.filter((line) => Number(line.split(' ')[0]) > START);
    expect(ofCourse(reborn)).to.deep.equal(ofCourse(uninterrupted));
    expect(reborn.ends).to.deep.equal(uninterrupted.ends);
  });

  it('has of all that in its course what it is to be tried with', () => {
    const { happened } = takeCourse((home) => home);
    for (const sign of ['executed', 'switched', 'dropped', ' false ', 'keyEstablishment', 'boost', 'CS02c']) {
      expect(
        happened.some((line) => line.includes(sign)),
        sign,
      ).to.equal(true);
    }
    // Blocks of at most 1,200 octets, so a longer message has passed as several.
    for (const [from, to] of [
      [PARTIES.broker.eui, hub],
      [hub, PARTIES.broker.eui],
    ]) {
      const messages = happened.map((line) => line.split(' ')).filter(([, one, other]) => one === from && other === to);
      expect(Math.max(...messages.map(([, , , message = '']) => message.length / 2)), `${from}`).to.be.above(1500);
    }
  });
});

describe('a device in the place of an emulated one', () => {
  const common = { profile: profileById('secmp0046-core'), provider: portableProvider, identities, start: START };

  /** One that does nothing but write down what it is told. */
  function idle(emulated: Device, told: string[]): Device {
    const { eui, kind } = emulated;
    const tell = (what: string) => (): readonly never[] => {
      told.push(what);
      return [];
    };
    return {
      eui,
      kind,
      handle: tell('frame'),
      tick: tell('tick'),
      nextDue: () => undefined,
      powerDown: tell('powerDown'),
      powerUp: tell('powerUp'),
      snapshot: () => ({}),
      save: () => undefined,
      restore: () => {},
    };
  }

  it('gets its frames and is told of its power, once each time', () => {
    for (const name of ['esme', 'hcalcs'] as const) {
      const told: string[] = [];
      const home = new Installation({ ...common, standIns: { [name]: (emulated: Device) => idle(emulated, told) } });
      expect(home.devices.map(({ eui }) => eui)).to.include(DEVICES[name]);
      told.length = 0;
      const frame = {
        source: hub,
        destination: DEVICES[name],
        content: { kind: 'permitJoining', members: [] },
      } as const;
      for (const on of [true, false, false, true]) {
        home.network.power(DEVICES[name], on);
        home.network.send(frame);
        home.clock.advanceTo(home.clock.now);
      }
      expect(told).to.deep.equal(['frame', 'powerDown', 'powerUp', 'frame']);
    }
  });

  it('carries no loads', () => {
    const standIns = { hcalcs: (emulated: Device) => idle(emulated, []) };
    const electricity = readHomeDescription({ seed: 'home', dailyKilowattHours: 0, hcalcs: 1 });
    expect(() => new Installation({ ...common, standIns, electricity })).to.throw('only switches of emulated devices');
  });
});
