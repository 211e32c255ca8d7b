import { writeSync } from 'node:fs';
import {
  LineReader,
  makeIdentities,
  SingleDevice,
  type TargetListener,
  TargetSession,
} from '../../../emulator/index.js';
import { opensslProvider, profileById } from '../../../gbcs/index.js';

/**
 * A device for the tests that is attached by `exec:`, and wrong in one respect: `lying-device.js LIE`. Where nothing is
 * said of it here it does as `hanlab emulate --device hcalcs` does.
 */

type Message = Record<string, unknown> & { readonly method?: string; result?: Record<string, unknown> };

interface Lie {
  /** Takes a request in the place of the device, and says what it does to the result; undefined leaves it to the device. */
  readonly takes?: (request: Message) => Message | undefined;
  /** Changes what the device says. */
  readonly says?: (message: Message) => Message;
}

const without =
  (...capabilities: readonly string[]): NonNullable<Lie['says']> =>
  (message) =>
    hello(message, ({ capabilities: all, ...rest }) => ({
      ...rest,
      capabilities: (all as string[]).filter((one) => !capabilities.includes(one)),
    }));

function hello(message: Message, change: (result: Record<string, unknown>) => Record<string, unknown>): Message {
  return message.result?.['protocol'] === undefined ? message : { ...message, result: change(message.result) };
}

const ignores =
  (method: string, result: Record<string, unknown> = {}): NonNullable<Lie['takes']> =>
  (request) =>
    request.method === method ? { result } : undefined;

const refuses =
  (method: string): NonNullable<Lie['takes']> =>
  (request) =>
    request.method === method ? { error: { code: -32001, message: 'not today' } } : undefined;

let hellos = 0;

const LIES: Readonly<Record<string, Lie>> = {
  none: {},
  'no-reset': { says: without('reset') },
  'no-clock': { says: without('clock') },
  'no-probe': { says: without('probe') },
  'no-power': { says: without('power') },
  'no-provision': { says: without('provision') },
  'reset-ignored': { takes: ignores('reset') },
  'clock-refused': {
    takes: (request) => ((request['params'] as Message)['to'] === undefined ? undefined : refuses('clock')(request)),
  },
  'power-ignored': { takes: ignores('power', { nextDue: null }) },
  'probe-empty': { takes: ignores('probe', { state: {} }) },
  'provision-refused': {
    takes: (request) =>
      request.method === 'provision'
        ? { error: { code: -32000, message: JSON.stringify(request['params']) } }
        : undefined,
  },
  'provision-garbage': {
    takes: (request) => {
      if (request.method === 'provision') process.stdout.write(`${JSON.stringify(request['params']).slice(1)}\n`);
      return undefined;
    },
  },
  'dies-telling-its-keys': {
    takes: (request) => {
      if (request.method !== 'provision') return undefined;
      const files = (request['params'] as { files: { name: string; pem: string }[] }).files;
      writeSync(2, `got ${JSON.stringify(files.at(-1)).slice(60)}\n`);
      return process.exit(8);
    },
  },
  /** The protocol lets a target leave out when it is due. */
  'due-by-clock-alone': {
    says: (message) => {
      if (message.result === undefined || message.result['now'] !== undefined) return message;
      const { nextDue: _, ...result } = message.result;
      return { ...message, result };
    },
  },
  'due-for-ever': {
    says: (message) =>
      message.result?.['now'] === undefined
        ? message
        : { ...message, result: { ...message.result, nextDue: message.result['now'] } },
  },
  'hello-changes': {
    says: (message) => hello(message, (result) => ({ ...result, version: `${hellos++ < 3 ? 1 : 2}` })),
  },
  'speaks-for-others': {
    says: (message) =>
      message.method === 'frame'
        ? { ...message, params: { ...(message['params'] as object), source: '0a000000000000a0' } }
        : message,
  },
  'dies-at-once': { takes: () => process.exit(7) },
  'another-address': {
    says: (message) =>
      hello(message, (result) => ({
        ...result,
        capabilities: (result['capabilities'] as string[]).filter((one) => one !== 'provision'),
        devices: [{ device: '0a000000000000ff', kind: 'hcalcs' }],
      })),
  },
};

const { takes, says }: Lie =
  LIES[process.argv[2] ?? ''] ??
  (() => {
    throw new RangeError('there is no such lie');
  })();
const start = Date.UTC(2026, 0, 5, 18);
let session: TargetSession;
const listener: TargetListener = {
  frame: (frame, at, delivered) => session.frame(frame, at, delivered),
  message: (device, message, at) => session.message(device, message, at),
  note: (...it) => session.note(...it),
};
const target = new SingleDevice(
  {
    kind: 'hcalcs',
    profile: profileById('secmp0046-core'),
    provider: opensslProvider,
    identities: makeIdentities(opensslProvider, 'hanlab'),
    faults: [],
    start,
  },
  listener,
);
const write = (line: string): void => {
  const message = JSON.parse(line) as Message;
  process.stdout.write(`${JSON.stringify(says?.(message) ?? message)}\n`);
};
session = new TargetSession({ target, version: '1', time: 'virtual', start, write });
const reader = new LineReader(
  (line) => {
    const request = JSON.parse(line) as Message;
    const taken = takes?.(request);
    if (taken === undefined) session.take(line);
    else write(JSON.stringify({ jsonrpc: '2.0', id: request['id'], ...taken }));
  },
  () => {},
);
process.stdin.on('data', (octets: Buffer) => reader.take(octets));
