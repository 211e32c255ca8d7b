import { createHash } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import {
  DEVICES,
  type EmulatedTarget,
  HanCapture,
  type HomeDescription,
  type InstallationConfiguration,
  instantOf,
  LineReader,
  makeIdentities,
  SingleDevice,
  type SingleDeviceKind,
  type TargetListener,
  TargetSession,
  WholeHome,
} from '../emulator/index.js';
import { opensslProvider, profileById, toHex, UsageError } from '../gbcs/index.js';
import { faultsByName } from './fault-names.js';
import { readHome } from './home-file.js';
import { LINK_OPTION_NAMES, type LinkOptions, linksOf } from './link-options.js';
import { EXIT, plainText, printNote } from './output.js';
import { portOf } from './port.js';
import { shownName, shownPath } from './shown.js';

/** Options of `hanlab emulate`. */
export interface EmulateOptions extends LinkOptions {
  readonly device?: SingleDeviceKind | undefined;
  readonly stdio: boolean;
  readonly tcp?: string | undefined;
  readonly host: string;
  readonly profile: string;
  readonly time: 'virtual' | 'real';
  readonly start: string;
  readonly fault?: readonly string[] | undefined;
  readonly home?: string | undefined;
  readonly state?: string | undefined;
  readonly capture?: string | undefined;
  readonly seed?: string | undefined;
  /** Of hanlab, for `hello`. */
  readonly version: string;
}

/** The same keys in every emulation that does not ask for others. */
const DEFAULT_SEED = 'hanlab';
/** In real time the devices are looked at this often at least, in milliseconds: the machine may have slept. */
const LONGEST_WAIT_MS = 1000;

/** What is running: the devices, and where what they tell goes. */
interface Running {
  readonly target: EmulatedTarget;
  readonly audience: Audience;
  readonly options: EmulateOptions;
  readonly start: number;
}

/** Who is told what happens: the capture, the terminal, and whoever is connected. */
class Audience implements TargetListener {
  session: TargetSession | undefined;
  readonly #capture: HanCapture | undefined;

  constructor(capture: string | undefined) {
    if (capture === undefined) return;
    const name = shownPath(capture, 'the capture');
    this.#capture = new HanCapture(DEVICES.hub, startFile(capture, name));
  }

  frame(...told: Parameters<TargetListener['frame']>): void {
    const [frame, at, delivered = true] = told;
    this.#capture?.frame(frame, at, delivered);
    this.session?.frame(...told);
  }

  message(...told: Parameters<TargetListener['message']>): void {
    const [device, message, at] = told;
    log(at, device, `sends ${toHex(message)}`);
    this.session?.message(...told);
  }

  charge(...told: Parameters<NonNullable<TargetListener['charge']>>): void {
    const [{ amperes, watts, plugged }, at] = told;
    log(at, 'charger', `offers ${amperes} A, ${plugged ? `the car takes ${watts} W` : 'no car'}`);
  }

  note(...told: Parameters<TargetListener['note']>): void {
    const [device, { note, ...rest }, at] = told;
    const details = Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`);
    log(at, device, [note, ...details].join(', '));
    this.session?.note(...told);
  }
}

function log(at: number, who: string, what: string): void {
  printNote(plainText(`${new Date(at).toISOString()} ${who} ${what}`));
}

/** @returns what takes the pieces of the file */
function startFile(path: string, name: string): (octets: Uint8Array) => void {
  try {
    writeFileSync(path, '');
  } catch (cause) {
    throw new UsageError('HANLAB_E_INPUT', `${name} cannot be written (${(cause as NodeJS.ErrnoException).code})`, {
      cause,
    });
  }
  return (octets) => appendFileSync(path, octets);
}

/**
 * Emulates devices until standard input ends or a signal comes.
 * @returns the exit code
 * @throws UsageError `HANLAB_E_USAGE`, `HANLAB_E_INPUT`; HanlabError `HANLAB_E_STATE`
 */
export async function emulate(options: EmulateOptions): Promise<number> {
  const { stdio, tcp, device, time } = options;
  if (stdio === (tcp !== undefined)) throw new UsageError('HANLAB_E_USAGE', 'name one of --stdio and --tcp');
  if (device !== undefined) refuseOptionsOfHomes(options);
  const port = tcp === undefined ? undefined : portOf(tcp);
  const start = time === 'real' ? Date.now() : startOf(options.start);
  const audience = new Audience(options.capture);
  const { target, close } = await targetOf(options, start, audience);
  const running = { target, audience, options, start };
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const clock = time === 'real' ? letTimeGo(target, stop.signal) : undefined;
  try {
    if (port === undefined) await speakOnStandardStreams(running, stop.signal);
    else await listen(running, port, stop.signal);
  } finally {
    clearTimeout(clock?.timer);
    stop.abort();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await close();
  }
  return EXIT.asExpected;
}

function refuseOptionsOfHomes(options: EmulateOptions): void {
  const refuse = (what: string): never => {
    throw new UsageError('HANLAB_E_USAGE', what);
  };
  if (options.home !== undefined) refuse('--home describes a whole home, not one device');
  if (options.state !== undefined) refuse('--state keeps a whole home, not one device');
  const ofLinks = LINK_OPTION_NAMES.find((name) => options[name] !== undefined);
  if (ofLinks !== undefined) refuse(`--${ofLinks} is of the HAN of a whole home; one device has none`);
}

function startOf(text: string): number {
  const start = instantOf(text);
  if (start !== undefined) return start;
  throw new UsageError('HANLAB_E_USAGE', `${shownName(text)} is no time such as 2026-01-05T18:00:00Z`);
}

async function targetOf(
  options: EmulateOptions,
  start: number,
  listener: TargetListener,
): Promise<{ readonly target: EmulatedTarget; close(): Promise<void> }> {
  const { device, state, seed = DEFAULT_SEED } = options;
  const profile = profileById(options.profile);
  const faults = faultsByName(options.fault ?? []);
  const provider = opensslProvider;
  const identities = makeIdentities(provider, seed);
  if (device !== undefined) {
    const target = new SingleDevice({ kind: device, profile, provider, identities, faults, start }, listener);
    return { target, close: async () => {} };
  }
  const electricity = options.home === undefined ? undefined : readHome(options.home);
  const links = linksOf(options, seed);
  const configuration: InstallationConfiguration = {
    profile,
    provider,
    identities,
    faults,
    start,
    ...(electricity && { electricity }),
    ...(links && { links }),
  };
  if (state === undefined) return { target: WholeHome.inMemory(configuration, listener), close: async () => {} };
  const names = faults.map(({ name }) => name).sort();
  const identity = {
    profile: profile.id,
    seed,
    faults: names.join(' '),
    ...(electricity && { 'home description': digestOf(electricity) }),
    ...(links && { links: JSON.stringify(links.quality) }),
  };
  const home = await WholeHome.onDisk(configuration, listener, state, identity);
  return { target: home, close: () => home.close() };
}

/** Tells one description from another in a few characters. */
function digestOf(description: HomeDescription): string {
  return createHash('sha256').update(JSON.stringify(description)).digest('hex').slice(0, 16);
}

function letTimeGo(target: EmulatedTarget, signal: AbortSignal): { timer: NodeJS.Timeout | undefined } {
  const clock: { timer: NodeJS.Timeout | undefined } = { timer: undefined };
  const goOn = (): void => {
    if (signal.aborted) return;
    const now = Date.now();
    if (target.nextDue !== undefined && target.nextDue <= now) target.advanceTo(now);
    const wait = Math.min(LONGEST_WAIT_MS, Math.max(1, (target.nextDue ?? Number.POSITIVE_INFINITY) - Date.now()));
    clock.timer = setTimeout(goOn, wait);
  };
  goOn();
  return clock;
}

/** A conversation with whoever is at the other end of a stream. */
function conversation({ target, audience, options, start }: Running, write: (line: string) => void): LineReader {
  const { time, version } = options;
  const session = new TargetSession({ target, version, time, start, write });
  audience.session = session;
  const take = (line: string): void => {
    if (time === 'real') target.advanceTo(Math.max(target.now, Date.now()));
    session.take(line);
  };
  return new LineReader(take, (most) => session.tooLong(most));
}

async function speakOnStandardStreams(running: Running, signal: AbortSignal): Promise<void> {
  const reader = conversation(running, (line) => process.stdout.write(`${line}\n`));
  const { stdin } = process;
  await new Promise<void>((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    stdin.on('data', (octets: Buffer) => attempt(() => reader.take(octets), reject));
    stdin.on('end', () => {
      attempt(() => reader.end(), reject);
      resolve();
    });
    stdin.on('error', reject);
    // Nobody reads any more: there is nobody to emulate for.
    process.stdout.on('error', () => resolve());
  });
  stdin.pause();
}

function attempt(act: () => void, reject: (error: unknown) => void): void {
  try {
    act();
  } catch (error) {
    reject(error);
  }
}

async function listen(running: Running, port: number, signal: AbortSignal): Promise<void> {
  const { audience, options } = running;
  let connected: Socket | undefined;
  await new Promise<void>((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      if (connected !== undefined) {
        // What it says is let go: a socket that nobody reads would never close.
        socket
          .resume()
          .end('{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"another connection is open"}}\n');
        return;
      }
      connected = socket;
      const reader = conversation(running, (line) => socket.write(`${line}\n`));
      const fail = (error: unknown) => {
        server.close();
        reject(error);
      };
      socket.on('data', (octets) => attempt(() => reader.take(octets), fail));
      socket.on('end', () => attempt(() => reader.end(), fail));
      socket.on('close', () => {
        connected = undefined;
        audience.session = undefined;
      });
    });
    server.on('error', (cause: NodeJS.ErrnoException) => {
      const what = `port ${port} of ${shownName(options.host)} cannot be listened on (${cause.code})`;
      reject(new UsageError('HANLAB_E_INPUT', what, { cause }));
    });
    server.listen(port, options.host, () => {
      printNote(`listening on ${options.host}:${(server.address() as AddressInfo).port}`);
    });
    signal.addEventListener(
      'abort',
      () => {
        connected?.destroySoon();
        server.close(() => resolve());
      },
      { once: true },
    );
  });
}
