import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  DEVICES,
  encodeLoadControlFrame,
  INSTALL_CODES,
  Installation,
  LOAD_CONTROL_CLUSTER,
  makeIdentities,
  PARTIES,
  WholeHome,
} from '../../../emulator/index.js';
import {
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
const configuration = { profile: profileById('secmp0046-core'), provider, identities, start: START };

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
  const inMemory = () => new Played((listener) => WholeHome.inMemory(configuration, listener));
  const onDisk = async (name: string): Promise<Played<WholeHome>> => {
    const told: ((listener: Parameters<typeof WholeHome.inMemory>[1]) => void)[] = [];
    let to: Parameters<typeof WholeHome.inMemory>[1] | undefined;
    const tell = (one: (typeof told)[number]) => (to === undefined ? told.push(one) : one(to));
    const home = await WholeHome.onDisk(
      configuration,
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
    expect(played.ask('prompt', { action: 'press-boost' }).answer.result).to.deep.equal({});
    expect(played.ask('prompt', { action: 'cancel-boost' }).answer.result).to.deep.equal({});
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
