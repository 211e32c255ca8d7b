import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  DEVICES,
  encodeLoadControlFrame,
  INSTALL_CODES,
  Installation,
  type InstallationConfiguration,
  LOAD_CONTROL_CLUSTER,
  makeIdentities,
  PARTIES,
  readHomeDescription,
  WholeHome,
} from '../../../emulator/index.js';
import {
  activateSwitch,
  addDevice,
  type Command,
  decodeMessage,
  type Eui64,
  fromHex,
  nameMessage,
  portableProvider,
  profileById,
  readSwitchData,
  setDescriptions,
  toHex,
} from '../../../gbcs/index.js';
import { type Line, Played, START } from './played.js';

const { hub, esme, hcalcs, secondHcalcs } = DEVICES;
const provider = portableProvider;
const identities = makeIdentities(provider, 'devices');
const configuration: InstallationConfiguration = {
  profile: profileById('secmp0046-core'),
  provider,
  identities,
  start: START,
};
/** A home with a charger behind switch 1 of its ESME, and nothing else that takes power. */
const CHARGER_AT_HOME = {
  seed: 'home',
  dailyKilowattHours: 0,
  hcalcs: 0,
  charger: { behind: ['alcs1'], amperes: [0, 32] },
} as const;

/** The parties and the DCC, without the home: the messages that they would send to it. */
function dcc(): (party: 'supplier' | 'distributor', variant: string, target: Eui64, command: Command) => string {
  const home = new Installation(configuration);
  const sent: Uint8Array[] = [];
  home.network.fromWan = (message) => sent.push(message);
  return (party, variant, target, command) => {
    home.parties.get(PARTIES[party].eui)?.request(variant, target, command);
    const [message] = sent.splice(0);
    if (message === undefined) throw new Error('the DCC sent nothing');
    return toHex(message);
  };
}

/** What messages say, as `use case, message`. */
function messages(lines: readonly Line[]): string[] {
  return lines.flatMap(({ params = {} }) => {
    if (params['level'] !== 'gbcs') return [];
    const { useCase, message } = nameMessage(decodeMessage(fromHex(String(params['message']))));
    return [`${useCase} ${message}`];
  });
}

describe('a whole home as a target', () => {
  const directory = mkdtempSync(join(tmpdir(), 'hanlab-target-'));
  const opened: WholeHome[] = [];
  after(async () => {
    for (const home of opened) await home.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const inMemory = (made = configuration) => new Played((listener) => WholeHome.inMemory(made, listener));
  const onDisk = async (name: string, made = configuration): Promise<Played<WholeHome>> => {
    const told: ((listener: Parameters<typeof WholeHome.inMemory>[1]) => void)[] = [];
    let to: Parameters<typeof WholeHome.inMemory>[1] | undefined;
    const tell = (one: (typeof told)[number]) => (to === undefined ? told.push(one) : one(to));
    const home = await WholeHome.onDisk(
      made,
      {
        frame: (...it) => tell((one) => one.frame(...it)),
        message: (...it) => tell((one) => one.message(...it)),
        note: (...it) => tell((one) => one.note(...it)),
      },
      { directory: join(directory, name), identity: { keys: 'devices' } },
    );
    opened.push(home);
    return new Played((listener) => {
      to = listener;
      for (const one of told) one(listener);
      return home;
    });
  };
  const close = async ({ target }: Played<WholeHome>) => {
    opened.splice(opened.indexOf(target), 1);
    await target.close();
  };
  const gbcs = (message: string) => ({ level: 'gbcs', device: hub, message });

  it('takes messages at its hub, tells the frames that they cause, and gives the Responses', () => {
    const played = inMemory();
    const told = played.do('frame', gbcs(dcc()('distributor', '7.7', esme, readSwitchData())));
    expect(messages(told)).to.deep.equal(['ECS61a Response']);
    const frames = told.filter(({ method, params }) => method === 'frame' && params?.['level'] === 'aps');
    expect(frames.map(({ params }) => params?.['source'])).to.include.members([hub, esme]);
    for (const { params } of frames) expect(params).to.include({ delivered: true });
    expect(messages(played.do('frame', gbcs('00')))).to.deep.equal([]);
  });

  it('has devices that join as time goes by, buttons and power', () => {
    const played = inMemory();
    const send = dcc();
    played.do('frame', gbcs(send('supplier', '8.11', hub, addDevice(hcalcs, 'hcalcs', INSTALL_CODES.hcalcs, 600))));
    const steps = played.hear(() => {}).map(({ params }) => params?.['step']);
    expect(steps).to.deep.equal([]);
    const told = played.do('power', { device: hcalcs, on: false });
    expect(told).to.deep.equal([]);
    const offered = played.do('power', { device: hcalcs, on: true });
    expect(offered.map(({ params }) => params?.['step'])).to.include.members(['joinRequest', 'joinOutcome']);
    const before = played.state(esme);
    for (const action of ['press-boost', 'cancel-boost']) {
      expect(played.ask('prompt', { action }).answer.result).to.have.keys('nextDue');
    }
    expect(played.state(esme)).to.have.keys(Object.keys(before as object));
    expect(played.ask('power', { device: '0a000000000000ff', on: true }).answer.error?.code).to.equal(-32602);
    expect(played.ask('provision', { device: hcalcs, holders: {}, files: [] }).answer.error?.code).to.equal(-32001);
    played.do('clock', { by: 7 * 86_400 });
    expect(played.target.now).to.equal(START + 7 * 86_400_000);
    played.do('reset');
    expect(played.target.now).to.equal(START);
  });

  it('loses a frame of a stranger, and says so', () => {
    const event = encodeLoadControlFrame({ command: 'getScheduledEvents', startTime: 0, numberOfEvents: 1 }, 1);
    const params = {
      level: 'aps',
      source: secondHcalcs,
      destination: esme,
      clusterId: LOAD_CONTROL_CLUSTER,
      zcl: toHex(event),
    };
    const told = inMemory().do('frame', params);
    expect(told.at(-1)?.params).to.include({ source: secondHcalcs, delivered: false });
  });

  describe('that describes what takes power in it', () => {
    const withCharger = { ...configuration, electricity: readHomeDescription(CHARGER_AT_HOME) };
    const electricity = (played: Played<WholeHome>) =>
      (played.ask('probe', { of: 'electricity' }).answer.result as { state: Record<string, unknown> }).state;
    const activate = (minutes: number) => gbcs(dcc()('distributor', '7.5', esme, activateSwitch(1, minutes)));

    it('is asked for power, energy and charger, and told of cars', () => {
      const played = inMemory(withCharger);
      const { result } = played.ask('hello', { protocol: 1 }).answer;
      expect(result?.['capabilities']).to.deep.equal(['reset', 'clock', 'power', 'probe', 'prompt', 'electricity']);
      expect(result?.['prompts']).to.deep.equal(['press-boost', 'cancel-boost', 'car-arrives', 'car-departs']);
      expect(result?.['devices']).to.have.length(2);
      played.do('frame', activate(120));
      played.do('prompt', { action: 'car-arrives', needKilowattHours: 10.5, rateWatts: 7000 });
      played.do('clock', { by: 3600 });
      expect(electricity(played)).to.deep.equal({
        watts: 7000,
        kilowattHours: 7,
        loads: [
          { label: 'base', watts: 0 },
          { label: 'charger', watts: 7000 },
        ],
        charger: { amperes: 32, watts: 7000, plugged: true, missingKilowattHours: 3.5 },
      });
      // The car is full after half an hour more, and nobody has to ask for that to be due.
      expect(played.ask('clock', {}).answer.result?.['nextDue']).to.equal('2026-01-05T19:30:00.000Z');
      played.do('clock', { by: 3600 });
      expect(electricity(played)).to.deep.include({ watts: 0, kilowattHours: 10.5 });
      played.do('prompt', { action: 'car-departs' });
      played.do('prompt', { action: 'car-departs' });
      expect(electricity(played)['charger']).to.include({ plugged: false, missingKilowattHours: 0 });
      played.do('reset');
      expect(electricity(played)).to.deep.include({ watts: 0, kilowattHours: 0 });
    });

    it('refuses a car that is none, and loads where none are described', () => {
      const played = inMemory(withCharger);
      const car = { action: 'car-arrives', needKilowattHours: 10, rateWatts: 7000 };
      for (const [wrong, message] of [
        [{ needKilowattHours: -1 }, /needKilowattHours is not a number from 0 to 1000/],
        [{ needKilowattHours: '9' }, /needKilowattHours/],
        [{ rateWatts: 7000.5 }, /rateWatts is not a whole number/],
        [{ rateWatts: undefined }, /rateWatts/],
        [{ colour: 'red' }, /colour/],
      ] as const) {
        const { error } = played.ask('prompt', { ...car, ...wrong }).answer;
        expect(error?.code, JSON.stringify(wrong)).to.equal(-32602);
        expect(error?.message).to.match(message);
      }
      expect(electricity(played)['charger']).to.include({ plugged: false });
      for (const params of [{ of: 'gas' }, { of: 'electricity', device: esme }, {}]) {
        expect(played.ask('probe', params).answer.error?.code, JSON.stringify(params)).to.equal(-32602);
      }
      const without = inMemory();
      expect(without.ask('probe', { of: 'electricity' }).answer.error?.code).to.equal(-32001);
      expect(without.ask('prompt', car).answer.error?.code).to.equal(-32001);
    });

    it('tells what happens at the charger when it happens, between what its devices do', () => {
      const routine = { arrives: '18:30', departs: '19:10', needKilowattHours: 100, rateWatts: 7000 };
      const description = { ...CHARGER_AT_HOME, charger: { ...CHARGER_AT_HOME.charger, routine } };
      const told: string[] = [];
      const tell = (at: number, what: string) => told.push(`${new Date(at).toISOString().slice(11, 16)} ${what}`);
      const home = WholeHome.inMemory(
        { ...configuration, electricity: readHomeDescription(description) },
        {
          frame: () => {},
          message: () => {},
          note: (_, note, at) => note.note === 'switched' && tell(at, note.position),
          charge: ({ amperes, watts, plugged }, at) => tell(at, `${amperes} A, ${watts} W${plugged ? ', a car' : ''}`),
        },
      );
      expect(Object.keys(home.prompts)).to.deep.equal(['press-boost', 'cancel-boost']);
      home.sendMessage(fromHex(activate(60).message));
      home.advanceTo(START + 2 * 3_600_000);
      expect(told).to.deep.equal([
        '18:00 32 A, 0 W',
        '18:00 closed',
        '18:30 32 A, 7000 W, a car',
        '19:00 0 A, 0 W, a car',
        '19:00 open',
        '19:10 0 A, 0 W',
      ]);
    });

    it('is kept on disk with its car, and bears a car that cannot come', async () => {
      const first = await onDisk('charging', withCharger);
      const car = { action: 'car-arrives', needKilowattHours: 10, rateWatts: 7000 };
      first.do('prompt', car);
      expect(first.ask('prompt', car).answer.error).to.deep.include({
        code: -32000,
        message: 'there is a car at the charger',
      });
      first.do('frame', activate(60));
      first.do('clock', { by: 1800 });
      const state = electricity(first);
      expect(state).to.deep.include({ watts: 7000, kilowattHours: 3.5 });
      await close(first);
      const second = await onDisk('charging', withCharger);
      expect(electricity(second)).to.deep.equal(state);
      second.do('clock', { by: 3600 });
      expect(electricity(second)).to.deep.include({ watts: 0, kilowattHours: 7 });
      await close(second);
    });
  });

  it('keeps no real time in which nothing happens, and has lost none when something does', async () => {
    const played = await onDisk('real');
    played.hear(() => {});
    const { target } = played;
    const path = join(directory, 'real', 'home.mdb');
    const due = target.nextDue ?? Number.NaN;
    const octets = readFileSync(path);
    target.letPass(due - 1);
    expect(target.now).to.equal(due - 1);
    expect(readFileSync(path).equals(octets), 'the disk is as it was').to.equal(true);
    expect(played.do('power', { device: hcalcs, on: false })).to.deep.equal([]);
    expect(readFileSync(path).equals(octets)).to.equal(false);
    await close(played);
    const again = await onDisk('real');
    expect(again.target.now).to.equal(due - 1);
    again.target.letPass(due);
    expect(again.target.now).to.equal(due);
    expect(again.target.nextDue ?? Number.POSITIVE_INFINITY).to.be.above(due);
    await close(again);
  });

  it('says again what nobody has confirmed when it is opened again, and goes on where it was', async () => {
    const send = dcc();
    const first = await onDisk('again');
    const told = [
      ...first.do('frame', gbcs(send('distributor', '6.14.1', esme, setDescriptions({ 2: 'EV charger' })))),
      ...first.do('clock', { by: 60 }),
      ...first.do('frame', gbcs(send('distributor', '7.7', esme, readSwitchData()))),
    ];
    expect(messages(told)).to.deep.equal(['ECS46a Response', 'ECS61a Response']);
    const numbered = told.flatMap(({ params }) => (params?.['level'] === 'gbcs' ? [params] : []));
    const [one, two] = numbered.map((params) => Number(params['sequence'])) as [number, number];
    expect(two).to.be.above(one);
    expect(first.ask('confirm', { sequence: one }).answer.result).to.deep.equal({});
    const state = first.state(esme);
    expect(first.ask('reset').answer.error).to.include({ code: -32001 });
    expect(first.ask('hello', { protocol: 1 }).answer.result?.['capabilities']).not.to.include('reset');
    expect(inMemory().ask('hello', { protocol: 1 }).answer.result?.['capabilities']).to.include('reset');
    await close(first);

    const second = await onDisk('again');
    const gbcsOf = (lines: readonly Line[]) =>
      lines.flatMap(({ params }) => (params?.['level'] === 'gbcs' ? [params] : []));
    second.hear(() => {});
    const { answer, told: again } = second.ask('hello', { protocol: 1 });
    expect(answer.result?.['capabilities']).to.include('confirm');
    expect(gbcsOf(again)).to.deep.equal([numbered[1]]);
    // Whoever says hello has perhaps heard nothing yet.
    expect(gbcsOf(second.do('hello', { protocol: 1 }))).to.deep.equal([numbered[1]]);
    expect(second.state(esme)).to.deep.equal(state);
    expect(second.target.now).to.equal(START + 60_000);
    second.do('confirm', { sequence: two });
    await close(second);
    const third = await onDisk('again');
    third.hear(() => {});
    expect(gbcsOf(third.do('hello', { protocol: 1 }))).to.deep.equal([]);
    await close(third);
  });
});
