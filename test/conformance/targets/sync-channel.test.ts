import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { SyncChannel } from '../../../conformance/targets/remote/sync-channel.js';
import { HanlabError } from '../../../gbcs/index.js';
import { HANLAB } from '../../bin/hanlab.js';

/** Long enough for a shell to start on a machine that has much to do. */
const PATIENT_MS = 20_000;

describe('a channel to a device under test', () => {
  const channels: SyncChannel[] = [];
  let directory: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'hanlab-channel-'));
  });

  after(() => {
    for (const channel of channels) channel.close();
    rmSync(directory, { recursive: true });
  });

  function executing(command: string, timeoutMs = PATIENT_MS, errorFile?: string): SyncChannel {
    const channel = new SyncChannel({ place: { kind: 'exec', command }, timeoutMs, errorFile });
    channels.push(channel);
    return channel;
  }

  const first = (line: string): string => line;

  it('brings the lines of a command one by one, until one is the answer', () => {
    const channel = executing('while read line; do echo "1 $line"; echo "2 $line"; done');
    const seen: string[] = [];
    const answer = channel.exchange('a', 'a', (line) => {
      seen.push(line);
      return line.startsWith('2') ? line : undefined;
    });
    expect([answer, seen]).to.deep.equal(['2 a', ['1 a', '2 a']]);
    // What nobody took is there for the next request.
    expect(channel.exchange('b', 'b', first)).to.equal('1 b');
    expect(channel.exchange('c', 'c', first)).to.equal('2 b');
  });

  /** What is wrong, the command, and the code and the beginning of the message after one good exchange. */
  const TROUBLES: readonly (readonly [string, string, string, RegExp])[] = [
    ['hangs', 'sleep 1000', 'HANLAB_E_TARGET_TIME', /^no answer to clock within 1 s$/],
    ['trickles', 'while :; do printf x; sleep 0.05; done', 'HANLAB_E_TARGET_TIME', /^no answer to clock within 1 s$/],
    ['ends', 'echo why >&2; exit 3', 'HANLAB_E_TARGET_ENDED', /exit code 3, and no answer to clock; .*: why$/],
    ['is killed', 'kill -9 $$', 'HANLAB_E_TARGET_ENDED', /ended by SIGKILL, and/],
    [
      'lets its child be killed',
      "sh -c 'kill -11 $$'; exit $?",
      'HANLAB_E_TARGET_ENDED',
      /exit code 139, as by SIGSEGV/,
    ],
    ['closes its output', 'exec >&-; sleep 1000', 'HANLAB_E_TARGET_ENDED', /closed its output/],
    ['floods with lines', 'yes', 'HANLAB_E_TARGET_FLOOD', /lines|octets/],
    [
      'floods with one line',
      'exec cat /dev/zero',
      'HANLAB_E_TARGET_FLOOD',
      /a line of more than 1048576 octets|octets/,
    ],
  ];

  for (const [what, command, code, message] of TROUBLES) {
    it(`is over when a device ${what}, and says so from then on`, () => {
      const channel = executing(`read line; echo first; read line; ${command}`, PATIENT_MS);
      channel.exchange('1', 'hello', first);
      const hasty = what === 'hangs' || what === 'trickles';
      const channelOf = hasty ? executing(`read line; ${command}`, 1000) : channel;
      const started = performance.now();
      const error = caught(() => channelOf.exchange('2', 'clock', () => undefined));
      expect(error.message).to.match(message);
      expect(error.code).to.equal(code);
      if (hasty) expect(performance.now() - started).to.be.within(900, 8000);
      expect(channelOf.trouble).to.equal(error);
      expect(caught(() => channelOf.exchange('3', 'clock', first))).to.equal(error);
    });
  }

  it('tells a command that never answered from one that ended later', () => {
    const error = caught(() => executing('no-such-command-at-all').exchange('1', 'hello', first));
    expect(error.code).to.equal('HANLAB_E_TARGET_START');
    expect(error.message).to.match(
      /^the device ended with exit code 127, and no answer to hello; on standard error: .*not found/,
    );
  });

  it('leaves no process behind, not even a child of the command', async () => {
    for (const end of ['close', 'trouble'] as const) {
      const channel = executing('sleep 1000 & echo $!; read line; read line', PATIENT_MS);
      const child = Number(channel.exchange('1', 'hello', first));
      expect(isAlive(child)).to.equal(true);
      if (end === 'close') channel.close();
      else {
        const refuse = (): never => {
          throw new HanlabError('HANLAB_E_TARGET_GARBAGE', 'no');
        };
        caught(() => channel.fail(caught(refuse)));
      }
      // It has been killed, and may be yet to notice.
      for (let i = 0; i < 100 && isAlive(child); i++) await setTimeout(50);
      expect(isAlive(child), end).to.equal(false);
    }
  });

  it('keeps what a command writes to standard error, up to a megabyte', () => {
    const file = join(directory, 'stderr.txt');
    const channel = executing('read line; yes error | head -n 400000 >&2; echo done; read line', PATIENT_MS, file);
    channel.exchange('1', 'hello', first);
    channel.close();
    expect(readFileSync(file, 'utf8')).to.match(/^error\nerror\n/);
    expect(statSync(file).size).to.equal(1 << 20);
  });

  it('reaches a port, and says why it cannot', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    const place = { kind: 'tcp', host: '127.0.0.1', port } as const;
    const error = caught(() => new SyncChannel({ place, timeoutMs: PATIENT_MS }));
    expect([error.code, error.message]).to.deep.equal([
      'HANLAB_E_TARGET_START',
      'the connection broke (ECONNREFUSED), and it could not be reached',
    ]);
    const emulation = spawn(process.execPath, [HANLAB, 'emulate', '--device', 'hcalcs', '--tcp', '0']);
    try {
      const [said] = (await once(emulation.stderr, 'data')) as [Buffer];
      const open = Number(/:(\d+)/.exec(said.toString())?.[1]);
      const channel = new SyncChannel({ place: { ...place, port: open }, timeoutMs: PATIENT_MS });
      channels.push(channel);
      const line = '{"jsonrpc":"2.0","id":1,"method":"clock"}';
      expect(channel.exchange(line, 'clock', first)).to.include('"now":"2026-01-05T18:00:00.000Z"');
      emulation.kill('SIGKILL');
      await once(emulation, 'exit');
      const broken = caught(() => channel.exchange(line, 'clock', first));
      expect(broken.code).to.equal('HANLAB_E_TARGET_ENDED');
    } finally {
      emulation.kill('SIGKILL');
    }
  });
});

/** Whether a process runs: one that has been killed may stand there until somebody asks how it ended. */
function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
  } catch {
    return false;
  }
  const status = `/proc/${id}/stat`;
  return !existsSync(status) || !/\) [ZX] /.test(readFileSync(status, 'utf8'));
}

function caught(act: () => unknown): HanlabError {
  try {
    act();
  } catch (error) {
    if (error instanceof HanlabError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
