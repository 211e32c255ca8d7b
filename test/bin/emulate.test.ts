import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { DEVICES, INSTALL_CODES, Installation, makeIdentities, PARTIES } from '../../emulator/index.js';
import {
  activateSwitch,
  addDevice,
  type Command,
  type Eui64,
  opensslProvider,
  profileById,
  toHex,
} from '../../gbcs/index.js';
import { dissectCapture, requireTshark } from '../vectors/tshark.js';
import { HANLAB, hanlab, refused } from './hanlab.js';
import { scratchDirectory } from './scratch.js';

const { hub, hcalcs, esme } = DEVICES;
const request = (id: number, method: string, params: object = {}): string =>
  `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;
const OFFER = { level: 'joining', source: hub, destination: 'broadcast', step: 'permitJoining', members: [] };

const STRAY = { level: 'aps', source: esme, destination: hcalcs, clusterId: 0x0701, zcl: '0907027f' };

/** The message by which the DCC has the hub of a home whitelist its HCALCS. */
function whitelisting(): string {
  return sent('supplier', '8.11', hub, addDevice(hcalcs, 'hcalcs', INSTALL_CODES.hcalcs, 600));
}

/** The message by which the distributor has the ESME of a home close its switch 1 for an hour. */
function activation(): string {
  return sent('distributor', '7.5', DEVICES.esme, activateSwitch(1, 60));
}

/** What the DCC sends to a home when a party asks for something. */
function sent(party: 'supplier' | 'distributor', variant: string, device: Eui64, command: Command): string {
  const provider = opensslProvider;
  const identities = makeIdentities(provider, 'hanlab');
  const home = new Installation({ profile: profileById('secmp0046-core'), provider, identities, start: 0 });
  const messages: Uint8Array[] = [];
  home.network.fromWan = (message) => messages.push(message);
  home.parties.get(PARTIES[party].eui)?.request(variant, device, command);
  return toHex(messages[0] ?? new Uint8Array(0));
}

/** Lines of a stream, one after the other. */
function linesOf(stream: NodeJS.ReadableStream): () => Promise<string> {
  const lines = createInterface({ input: stream })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the stream has ended');
    return value as string;
  };
}

/** Lines up to the answer to a request. */
async function answerTo(id: number, line: () => Promise<string>): Promise<Record<string, unknown>> {
  for (;;) {
    const said = JSON.parse(await line()) as Record<string, unknown>;
    if (said['id'] === id) return said;
  }
}

describe('hanlab emulate', function () {
  this.timeout(60_000);

  const scratch = scratchDirectory();
  const running: ChildProcessWithoutNullStreams[] = [];
  const start = (...args: string[]): ChildProcessWithoutNullStreams => {
    const child = spawn(process.execPath, [HANLAB, 'emulate', ...args]);
    running.push(child);
    return child;
  };
  const ended = async (child: ChildProcessWithoutNullStreams): Promise<unknown> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    return (await once(child, 'exit'))[0];
  };
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });

  /** A file that describes a home of three HCALCS with a charger at switch 1 of the ESME. */
  const home = (changes: object, name = 'home.json') =>
    scratch.file(
      name,
      JSON.stringify({
        seed: 'home',
        dailyKilowattHours: 0,
        hcalcs: 3,
        charger: { behind: ['alcs1'], amperes: [0, 16] },
        ...changes,
      }),
    );

  /** An emulation on a port. */
  async function listening(...args: string[]): Promise<{ child: ChildProcessWithoutNullStreams; port: number }> {
    const child = start('--tcp', '0', ...args);
    const line = await linesOf(child.stderr)();
    const [, host, port] = /^listening on (.*):(\d+)$/.exec(line) ?? [];
    expect(host, line).to.equal('127.0.0.1');
    return { child, port: Number(port) };
  }

  async function connected(port: number): Promise<{ socket: Socket; line: () => Promise<string> }> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return { socket, line: linesOf(socket) };
  }

  it('has help', () => {
    const { code, out } = hanlab(['emulate', '--help']);
    expect(code).to.equal(0);
    for (const option of [
      'device',
      'stdio',
      'tcp',
      'host',
      'profile',
      'time',
      'start',
      'fault',
      'home',
      'state',
      'capture',
      'latency',
      'jitter',
      'loss',
      'duplication',
      'reordering',
      'seed',
    ])
      expect(out).to.include(`--${option}`);
  });

  it('refuses what it cannot do, before it does anything', () => {
    const bad: [string[], RegExp][] = [
      [[], /HANLAB_E_USAGE: name one of --stdio and --tcp/],
      [['--stdio', '--tcp', '0'], /name one of --stdio and --tcp/],
      [['--tcp', '65536'], /is no port/],
      [['--tcp', 'x'], /is no port/],
      [['--stdio', '--device', 'gsme'], /HANLAB_E_USAGE/],
      [['--stdio', '--profile', 'gbcs5'], /HANLAB_E_USAGE|GBCS_E/],
      [['--stdio', '--fault', 'hcalcs.asks-twice'], /there is no fault/],
      [['--stdio', '--fault', 'dcc.no-alert-on-unjoin'], /dcc.no-alert-on-unjoin is a fault of the DCC/],
      [['--stdio', '--device', 'hcalcs', '--fault', 'esme.skip-replay'], /esme.skip-replay is no fault of the device/],
      [['--stdio', '--host', '127.0.0.1'], /--host is of --tcp/],
      [['--stdio', '--time', 'real', '--start', '2026-01-05T18:00:00Z'], /--start is of virtual time/],
      [['--stdio', '--state', ''], /--state names no directory/],
      [['--stdio', '--start', '2026-02-30T00:00:00Z'], /is no time/],
      [['--stdio', '--start', 'today'], /is no time/],
      [['--stdio', '--device', 'hcalcs', '--state', scratch.path], /keeps a whole home/],
      [['--stdio', '--device', 'hcalcs', '--home', home({})], /HANLAB_E_USAGE: --home describes a whole home/],
      [
        ['--stdio', '--home', home({ hcalcs: 6 }, 'six.json')],
        /HANLAB_E_USAGE: hcalcs: not a whole number from 0 to 5/,
      ],
      [['--stdio', '--device', 'esme', '--loss', '0.1'], /HANLAB_E_USAGE: --loss is of the HAN of a whole home/],
      [['--stdio', '--latency=-1'], /HANLAB_E_USAGE: --latency: '-1' is not whole milliseconds/],
      [['--stdio', '--capture', join(scratch.path, 'no', 'where')], /cannot be written \(ENOENT\)/],
      [['--stdio', '--state', scratch.file('a-file', 'text')], /HANLAB_E_STATE|HANLAB_E_INPUT/],
      [['--tcp', '0', '--host', '192.0.2.1'], /cannot be listened on/],
      [['--stdio', '--devise', 'hcalcs'], /did you mean --device\?/],
    ];
    for (const [args, message] of bad) expect(refused(['emulate', ...args]), args.join(' ')).to.match(message);
  });

  it('speaks on standard input and output alone, and prints what happens beside it', () => {
    const input =
      request(1, 'frame', { level: 'gbcs', device: hcalcs, message: 'df09' }) + request(2, 'clock', { by: 5 });
    const { code, out, err } = hanlab(['emulate', '--device', 'hcalcs', '--stdio', '--start', '2026-03-29T00:59:58Z'], {
      input,
    });
    expect(code).to.equal(0);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ method, id }) => method ?? id)).to.deep.equal(['note', 1, 2]);
    expect(lines[2]).to.have.nested.property('result.now', '2026-03-29T01:00:03.000Z');
    expect(err).to.match(/^2026-03-29T00:59:58.000Z 0a000000000000a5 refused, check parse[^\n]*\n$/);
  });

  it('gives the same keys for the same seed, and others for another', () => {
    const input = request(1, 'frame', { level: 'gbcs', device: hub, message: whitelisting() });
    const said = (...args: string[]) => hanlab(['emulate', '--stdio', ...args], { input }).err;
    expect(said()).to.match(/executed/);
    expect(said('--seed', 'hanlab')).to.match(/executed/);
    expect(said('--seed', 'other')).to.match(/refused, check (signature|mac)/);
    expect(said('--seed', 'other', '--fault', 'comms-hub.skip-mac', '--fault', 'comms-hub.skip-signature')).to.match(
      /executed/,
    );
  });

  it('writes a capture that tshark reads', function () {
    requireTshark.call(this);
    const file = join(scratch.path, 'han.pcapng');
    const input =
      request(1, 'frame', { level: 'gbcs', device: hub, message: whitelisting() }) + request(2, 'clock', { by: 60 });
    const { code, out } = hanlab(['emulate', '--stdio', '--capture', file], { input });
    expect(code).to.equal(0);
    const frames = out.split('\n').filter((line) => line.includes('"level":"aps"'));
    // The ESME has had its tunnel, by a request and its answer, before anybody listened.
    expect(frames.length).to.be.above(0);
    expect(dissectCapture(readFileSync(file), ['zbee_aps.cluster'], 'zbee_aps.cluster == 0x0704')).to.have.length(
      frames.length + 2,
    );
  });

  it('writes a capture of all that a single device sends and gets', function () {
    requireTshark.call(this);
    const file = join(scratch.path, 'single.pcapng');
    const input =
      request(1, 'frame', STRAY) +
      request(2, 'frame', { level: 'gbcs', device: hcalcs, message: whitelisting() }) +
      request(3, 'power', { device: hcalcs, on: false }) +
      request(4, 'frame', STRAY);
    expect(hanlab(['emulate', '--device', 'hcalcs', '--stdio', '--capture', file], { input }).code).to.equal(0);
    const fields = ['zbee_nwk.src64', 'zbee_aps.cluster', 'frame.comment'] as const;
    const seen = dissectCapture(readFileSync(file), fields, 'zbee_aps').map((row) => fields.map((field) => row[field]));
    const bytes = (eui: string) => eui.replaceAll(/(..)(?!$)/g, '$1:');
    const row = (source: string, cluster: string, comment = '') => [bytes(source), `0x${cluster}`, comment];
    // The request for a tunnel, its answer and the message with its Default Response, all of the tunnel played here.
    expect(seen).to.deep.equal([
      row(esme, '0701'),
      row(hub, '0704'),
      row(hcalcs, '0704'),
      row(hub, '0704'),
      row(hcalcs, '0704'),
      row(esme, '0701', 'not delivered'),
    ]);
  });

  it('goes on with the capture of a home that it keeps, and begins any other anew', function () {
    requireTshark.call(this);
    const file = join(scratch.path, 'kept.pcapng');
    const input = request(1, 'frame', STRAY);
    const run = (...args: string[]) =>
      expect(hanlab(['emulate', '--stdio', '--capture', file, ...args], { input }).code).to.equal(0);
    const stray = () => dissectCapture(readFileSync(file), ['frame.number'], 'zbee_aps.cluster == 0x0701').length;
    const state = ['--state', join(scratch.path, 'of-the-capture')];
    run(...state);
    expect(stray()).to.equal(1);
    run(...state);
    expect(stray()).to.equal(2);
    const before = readFileSync(file);
    refused(['emulate', '--stdio', '--capture', file, ...state, '--profile', 'gbcs4-current']);
    expect(readFileSync(file).equals(before)).to.equal(true);
    run();
    expect(stray()).to.equal(1);
    const text = scratch.file('no-capture', 'text');
    expect(refused(['emulate', '--stdio', '--capture', text, ...state])).to.match(/is there and is no capture/);
    expect(readFileSync(text, 'utf8')).to.equal('text');
  });

  it('speaks on a port to one connection at a time, until a signal comes', async () => {
    const { child, port } = await listening('--device', 'hcalcs');
    const one = await connected(port);
    one.socket.write(request(1, 'clock', { by: 60 }));
    expect(await answerTo(1, one.line)).to.have.nested.property('result.now', '2026-01-05T18:01:00.000Z');
    const two = await connected(port);
    expect(JSON.parse(await two.line()))
      .to.deep.include({ id: null })
      .and.have.nested.property('error.code', -32000);
    await once(two.socket, 'close');
    one.socket.write(Buffer.alloc((1 << 20) + 1, 0x20));
    expect(JSON.parse(await one.line())).to.have.nested.property('error.code', -32600);
    one.socket.write(`\n${request(2, 'frame', OFFER)}`);
    expect(await answerTo(2, one.line)).to.have.property('result');
    one.socket.destroy();
    // The next finds the device as it was left.
    let three = await connected(port);
    three.socket.write(request(3, 'clock'));
    const first = JSON.parse(await three.line()) as Record<string, unknown>;
    if (first['error'] !== undefined) {
      three = await connected(port);
      three.socket.write(request(3, 'clock'));
      expect(await answerTo(3, three.line)).to.have.nested.property('result.now', '2026-01-05T18:01:00.000Z');
    } else expect(first).to.have.nested.property('result.now', '2026-01-05T18:01:00.000Z');
    const taken = hanlab(['emulate', '--tcp', String(port)]);
    expect(taken).to.include({ code: 2, out: '' });
    expect(taken.err).to.match(/HANLAB_E_INPUT: port \d+ of '?127\.0\.0\.1'? cannot be listened on \(EADDRINUSE\)/);
    child.kill('SIGTERM');
    expect(await ended(child)).to.equal(0);
  });

  it('ends at a signal though a refused connection stays open and another never reads', async () => {
    const { child, port } = await listening();
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    silent.on('error', () => {});
    const refused = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(refused, 'connect');
    expect(JSON.parse(await linesOf(refused)())).to.have.nested.property('error.code', -32000);
    // Answers that nobody reads: more than the system takes.
    silent.pause();
    for (let i = 0; i < 2000; i++) silent.write(request(i, 'probe', { device: esme }));
    await setTimeout(1000);
    const asked = Date.now();
    child.kill('SIGINT');
    expect(await ended(child)).to.equal(0);
    expect(Date.now() - asked).to.be.below(10_000);
  });

  it('takes no more requests than its answers are read, and answers all in the end', async () => {
    const { port } = await listening();
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    silent.pause();
    const most = 10_000;
    const padding = ' '.repeat(2400);
    let asked = 0;
    let isTaken = true;
    while (isTaken && asked < most) {
      const goesOn = silent.write(request(asked++, 'probe', { device: esme }).replace('\n', `${padding}\n`));
      if (!goesOn) isTaken = await Promise.race([once(silent, 'drain').then(() => true), setTimeout(3000, false)]);
    }
    // Some megabytes are with the systems on both sides; nobody takes all 25.
    expect(asked).to.be.below(most);
    silent.resume();
    const line = linesOf(silent);
    for (let i = 0; i < asked; i++) expect(JSON.parse(await line())).to.have.property('id', i);
  });

  it('cuts a refused connection that does not end by itself', async () => {
    const { port } = await listening('--device', 'hcalcs');
    await connected(port);
    const refused = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const line = linesOf(refused);
    expect(JSON.parse(await line())).to.have.nested.property('error.code', -32000);
    refused.on('error', () => {});
    while (!refused.destroyed) {
      refused.write('more\n');
      await setTimeout(50);
    }
  });

  it('lets real time go by', async () => {
    const { port } = await listening('--device', 'hcalcs', '--time', 'real');
    const { socket, line } = await connected(port);
    const before = Date.now();
    socket.write(request(1, 'clock'));
    const { result } = (await answerTo(1, line)) as { result: { now: string } };
    expect(Date.parse(result.now)).to.be.within(before - 2000, Date.now());
    socket.write(request(2, 'clock', { by: 1 }));
    expect(await answerTo(2, line)).to.have.nested.property('error.code', -32001);
    // An HCALCS that has been let onto the HAN asks for its key again after five seconds, and nobody has to say so.
    socket.write(
      request(3, 'frame', { level: 'joining', source: hub, destination: hcalcs, step: 'joinOutcome', accepted: true }),
    );
    await answerTo(3, line);
    const again = JSON.parse(await line()) as { params: { step: string; at: string } };
    expect(again.params.step).to.equal('keyEstablishment');
    expect(Date.parse(again.params.at)).to.be.within(before + 4000, Date.now() + 100);
  });

  it('runs a home of a description, shows what its charger does, and keeps to it', () => {
    const directory = join(scratch.path, 'described');
    const input =
      request(1, 'frame', { level: 'gbcs', device: hub, message: activation() }) +
      request(2, 'prompt', { action: 'car-arrives', needKilowattHours: 1.84, rateWatts: 3680 }) +
      request(3, 'clock', { by: 7200 }) +
      request(4, 'probe', { of: 'electricity' }) +
      request(5, 'hello', { protocol: 1 });
    const { code, out, err } = hanlab(['emulate', '--stdio', '--home', home({}), '--state', directory], { input });
    expect(code).to.equal(0);
    const answers = new Map(
      out.split('\n').flatMap((line) => {
        const said = line === '' ? {} : (JSON.parse(line) as { id?: number; result?: unknown });
        return said.id === undefined ? [] : [[said.id, said.result] as const];
      }),
    );
    expect(answers.get(4)).to.have.nested.property('state.kilowattHours', 1.84);
    expect(answers.get(5)).to.have.property('devices').with.length(5);
    expect(err.split('\n').filter((line) => line.includes('charger'))).to.deep.equal([
      '2026-01-05T18:00:00.000Z charger offers 16 A, no car',
      '2026-01-05T18:00:00.000Z charger offers 16 A, the car takes 3680 W',
      '2026-01-05T18:30:00.000Z charger offers 16 A, the car takes 0 W',
      '2026-01-05T19:00:00.000Z charger offers 0 A, the car takes 0 W',
    ]);
    const again = hanlab(['emulate', '--stdio', '--home', home({}), '--state', directory], {
      input: request(4, 'probe', { of: 'electricity' }),
    });
    expect(JSON.parse(again.out)).to.deep.include({ id: 4, result: answers.get(4) });
    for (const other of [['--home', home({ hcalcs: 2 }, 'other.json')], []]) {
      expect(refused(['emulate', '--stdio', '--state', directory, ...other])).to.match(
        /HANLAB_E_STATE: .* was begun with home description [0-9a-f]{16}, not /,
      );
    }
  });

  describe('with links that are less than ideal', () => {
    const QUALITY = [
      '--latency',
      '80',
      '--jitter',
      '600',
      '--loss',
      '.1',
      '--duplication',
      '0.2',
      '--reordering',
      '0.3',
    ];
    const inputs = [
      request(1, 'frame', { level: 'gbcs', device: hub, message: whitelisting() }) + request(2, 'clock', { by: 90 }),
      request(3, 'frame', { level: 'gbcs', device: hub, message: activation() }) + request(4, 'clock', { by: 90 }),
    ] as const;

    /** Frames of applications: when, from whom, and whether they arrived. Their octets have signatures made anew. */
    function framesOf(input: string, ...args: string[]): string[] {
      const { code, out } = hanlab(['emulate', '--stdio', ...args], { input });
      expect(code).to.equal(0);
      return out.split('\n').flatMap((line) => {
        const { at, source, clusterId, zcl, delivered } = (
          line === '' ? {} : (JSON.parse(line).params ?? {})
        ) as Record<string, unknown>;
        return clusterId === undefined ? [] : [`${at} ${source} ${clusterId} ${String(zcl).length} ${delivered}`];
      });
    }
    const delays = (frames: string[]) => new Set(frames.map((frame) => frame.slice(17, 23)));

    it('has the same fates for the same seed, and others for another', () => {
      const frames = framesOf(inputs.join(''), ...QUALITY);
      expect(frames.length).to.be.above(5);
      expect(delays(frames).size).to.be.above(3);
      expect(frames.some((frame) => frame.endsWith('false'))).to.equal(true);
      expect(framesOf(inputs.join(''), ...QUALITY)).to.deep.equal(frames);
      const other = framesOf(request(1, 'clock', { by: 60 }), ...QUALITY, '--seed', 'other');
      expect(other[0]).not.to.equal(frames[0]);
    });

    it('takes the command of the documentation', () => {
      const [, command = ''] = /^```console\n\$ hanlab (.*)$/m.exec(readFileSync('docs/han.md', 'utf8')) ?? [];
      expect(command).to.match(/^emulate --stdio --latency 80 /);
      expect(hanlab(command.split(' '))).to.include({ code: 0 });
    });

    it('takes each option for what it is', () => {
      const [input] = inputs;
      expect([...delays(framesOf(input, '--latency', '250'))].filter((one) => !one.endsWith('.000'))).to.include(
        '00.250',
      );
      expect(framesOf(input, '--loss', '1').every((frame) => frame.endsWith('false'))).to.equal(true);
      const ideal = framesOf(input);
      expect(delays(ideal)).to.deep.equal(new Set(['00.000']));
      expect(framesOf(input, '--loss', '0', '--latency', '0')).to.deep.equal(ideal);
      expect(framesOf(input, '--duplication', '1').length).to.be.above(ideal.length);
      expect(delays(framesOf(input, '--jitter', '900')).size).to.be.above(1);
      expect(delays(framesOf(input, '--reordering', '1')).size).to.be.above(1);
    });

    it('keeps them in a directory over a restart, and refuses others', () => {
      const [whole, parts] = ['links-whole', 'links-parts'].map((name) => [
        '--state',
        join(scratch.path, name),
        ...QUALITY,
      ]);
      const frames = framesOf(inputs.join(''), ...(whole as string[]));
      const [first, second] = inputs.map((input) => framesOf(input, ...(parts as string[])));
      expect([...(first as string[]), ...(second as string[])]).to.deep.equal(frames);
      for (const other of [['--latency', '80'], []]) {
        expect(refused(['emulate', '--stdio', '--state', join(scratch.path, 'links-parts'), ...other])).to.match(
          /HANLAB_E_STATE: .* was begun with links \{"latencyMs":80,"jitterMs":600,"loss":0.1,/,
        );
      }
    });
  });

  it('says so where a home that it keeps is ahead of real time', () => {
    const state = ['--state', join(scratch.path, 'ahead')];
    const ahead = request(1, 'clock', { by: 366 * 86_400 });
    expect(hanlab(['emulate', '--stdio', '--start', '2040-01-01T00:00:00Z', ...state], { input: ahead }).code).to.equal(
      0,
    );
    const started = hanlab(['emulate', '--stdio', '--start', '2040-01-01T00:00:00Z', ...state]);
    expect(started.err).to.include('the home goes on at 2041-01-01T00:00:00.000Z; --start is for one that begins');
    const { out, err } = hanlab(['emulate', '--stdio', '--time', 'real', ...state], { input: request(1, 'clock') });
    expect(err).to.include('the home is at 2041-01-01T00:00:00.000Z, ahead of this machine');
    expect(out).to.include('"now":"2041-01-01T00:00:00.000Z"');
  });

  it('goes on where it was after kill -9', async () => {
    const directory = join(scratch.path, 'kept');
    const first = start('--stdio', '--state', directory);
    const line = linesOf(first.stdout);
    first.stdin.write(request(1, 'frame', { level: 'gbcs', device: hub, message: whitelisting() }));
    await answerTo(1, line);
    first.stdin.write(
      request(2, 'clock', { by: 30 }) + request(3, 'probe', { device: hcalcs }) + request(4, 'probe', { device: hub }),
    );
    await answerTo(2, line);
    const [atDevice, atHub] = [await answerTo(3, line), await answerTo(4, line)];
    first.kill('SIGKILL');
    await ended(first);
    const probes =
      request(0, 'hello', { protocol: 1 }) +
      request(3, 'probe', { device: hcalcs }) +
      request(4, 'probe', { device: hub });
    const { code, out } = hanlab(['emulate', '--stdio', '--state', directory], { input: probes });
    expect(code).to.equal(0);
    const said = out
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(said.filter(({ id }) => id === 3 || id === 4)).to.deep.equal([atDevice, atHub]);
    expect(JSON.stringify(atDevice)).to.include('"believesOnHan":true');
    // The Response to the whitelisting, and the Alert of the join: nobody has confirmed them.
    const messages = said.filter(
      ({ method, params }) => method === 'frame' && (params as { level: string }).level === 'gbcs',
    );
    expect(messages.length).to.be.at.least(1);
    const other = refused(['emulate', '--stdio', '--state', directory, '--profile', 'gbcs4-current']);
    expect(other).to.match(/HANLAB_E_STATE/);
    const seed = refused(['emulate', '--stdio', '--state', directory, '--seed', 'of these']);
    expect(seed).to.match(/HANLAB_E_STATE: .* was begun with another seed$/);
  });
});
