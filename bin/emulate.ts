import {
  DEFAULT_SEED,
  DEVICES,
  type EmulatedTarget,
  HanCapture,
  type HanFrame,
  type InstallationConfiguration,
  LineReader,
  makeIdentities,
  SingleDevice,
  type SingleDeviceKind,
  type TargetListener,
  TargetSession,
  WholeHome,
} from '../emulator/index.js';
import { opensslProvider, profileById, toHex, UsageError } from '../gbcs/index.js';
import { captureFile } from './capture-file.js';
import { talkOnPort } from './emulate-port.js';
import { faultsByName } from './fault-names.js';
import { readHome } from './home-file.js';
import { noteHomeTime, startOf } from './home-time.js';
import { LINK_OPTION_NAMES, type LinkOptions, linksOf } from './link-options.js';
import { EXIT, holdBack, plainText, printNote } from './output.js';
import { portOf } from './port.js';
import { homeIdentity } from './state-identity.js';

/** Options of `hanlab emulate`. */
export interface EmulateOptions extends LinkOptions {
  readonly device?: SingleDeviceKind | undefined;
  readonly stdio: boolean;
  readonly tcp?: string | undefined;
  readonly host?: string | undefined;
  readonly profile: string;
  readonly time: 'virtual' | 'real';
  readonly start?: string | undefined;
  readonly fault?: readonly string[] | undefined;
  readonly home?: string | undefined;
  readonly state?: string | undefined;
  readonly capture?: string | undefined;
  readonly seed?: string | undefined;
  /** Of hanlab, for `hello`. */
  readonly version: string;
}

const DEFAULT_HOST = '127.0.0.1';
/** What faults call each kind of device. */
const FAULTY = { esme: 'esme', communicationsHub: 'comms-hub', hcalcs: 'hcalcs' } as const satisfies Record<
  SingleDeviceKind,
  string
>;
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
  readonly #file: ((octets: Uint8Array) => void) | undefined;
  #capture: HanCapture | undefined;

  /** @param file takes the pieces of a capture */
  constructor(file: ((octets: Uint8Array) => void) | undefined) {
    this.#file = file;
  }

  /** Begins the capture: only when the target is there, so that one that is refused leaves the file as it was. */
  record(): HanCapture | undefined {
    if (this.#file !== undefined) this.#capture ??= new HanCapture(DEVICES.hub, this.#file);
    return this.#capture;
  }

  frame(...told: Parameters<TargetListener['frame']>): void {
    const [frame, at, delivered, sent] = told;
    this.record()?.frame(frame, at, delivered ?? true, sent);
    this.session?.frame(frame, at, delivered);
  }

  carried(frame: HanFrame, at: number, delivered: boolean): void {
    this.record()?.frame(frame, at, delivered);
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
  printNote(plainText(`${timeText(at)} ${who} ${what}`));
}

function timeText(at: number): string {
  return new Date(at).toISOString();
}

/**
 * Emulates devices until standard input ends or a signal comes.
 * @returns the exit code
 * @throws UsageError `HANLAB_E_USAGE`, `HANLAB_E_INPUT`; HanlabError `HANLAB_E_STATE`
 */
export async function emulate(options: EmulateOptions): Promise<number> {
  const { stdio, tcp, device, state, time } = options;
  if (stdio === (tcp !== undefined)) throw new UsageError('HANLAB_E_USAGE', 'name one of --stdio and --tcp');
  if (device !== undefined) refuseOptionsOfHomes(options);
  refuseIdleOptions(options);
  const port = tcp === undefined ? undefined : portOf(tcp);
  const start = startOf(options);
  const { capture } = options;
  const audience = new Audience(capture === undefined ? undefined : captureFile(capture, state !== undefined));
  const { target, close } = await targetOf(options, start, audience);
  audience.record();
  noteHomeTime(options, target.now);
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

/** Refuses what would do nothing. */
function refuseIdleOptions({ stdio, host, state }: EmulateOptions): void {
  if (stdio && host !== undefined) throw new UsageError('HANLAB_E_USAGE', '--host is of --tcp');
  if (state === '') throw new UsageError('HANLAB_E_USAGE', '--state names no directory');
}

async function targetOf(
  options: EmulateOptions,
  start: number,
  listener: TargetListener,
): Promise<{ readonly target: EmulatedTarget; close(): Promise<void> }> {
  const { device, state, seed = DEFAULT_SEED } = options;
  const profile = profileById(options.profile);
  const faults = faultsByName(options.fault ?? []);
  const ofDcc = faults.find((fault) => fault.device === 'dcc');
  if (ofDcc !== undefined) {
    throw new UsageError(
      'HANLAB_E_USAGE',
      `${ofDcc.name} is a fault of the DCC, which run and serve have and emulate does not`,
    );
  }
  const provider = opensslProvider;
  const identities = makeIdentities(provider, seed);
  if (device !== undefined) {
    const idle = faults.find((fault) => fault.device !== FAULTY[device]);
    if (idle !== undefined) throw new UsageError('HANLAB_E_USAGE', `${idle.name} is no fault of the device that runs`);
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
  const identity = {
    ...homeIdentity(profile, faults, electricity),
    seed,
    ...(links && { links: JSON.stringify(links.quality) }),
  };
  const home = await WholeHome.onDisk(configuration, listener, { directory: state, identity, secrets: ['seed'] });
  return { target: home, close: () => home.close() };
}

function letTimeGo(target: EmulatedTarget, signal: AbortSignal): { timer: NodeJS.Timeout | undefined } {
  const clock: { timer: NodeJS.Timeout | undefined } = { timer: undefined };
  const goOn = (): void => {
    if (signal.aborted) return;
    const now = Date.now();
    if (target.nextDue !== undefined && target.nextDue <= now) letPass(target);
    const wait = Math.min(LONGEST_WAIT_MS, Math.max(1, (target.nextDue ?? Number.POSITIVE_INFINITY) - Date.now()));
    clock.timer = setTimeout(goOn, wait);
  };
  goOn();
  return clock;
}

/** Takes a target to now; one whose clock is ahead waits until the machine's gets there. */
function letPass(target: EmulatedTarget): void {
  const now = Math.max(target.now, Date.now());
  if (target.letPass === undefined) target.advanceTo(now);
  else target.letPass(now);
}

/** A conversation with whoever is at the other end of a stream. */
function conversation({ target, audience, options, start }: Running, write: (line: string) => void): LineReader {
  const { time, version } = options;
  const session = new TargetSession({ target, version, time, start, write });
  audience.session = session;
  const take = (line: string): void => {
    if (time === 'real') letPass(target);
    session.take(line);
  };
  return new LineReader(take, (most) => session.tooLong(most));
}

async function speakOnStandardStreams(running: Running, signal: AbortSignal): Promise<void> {
  const reader = conversation(running, (line) => process.stdout.write(`${line}\n`));
  const { stdin } = process;
  await new Promise<void>((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    stdin.on('data', (octets: Buffer) => {
      attempt(() => reader.take(octets), reject);
      holdBack(stdin, process.stdout);
    });
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
  await talkOnPort({
    host: options.host ?? DEFAULT_HOST,
    port,
    signal,
    begin: (write) => conversation(running, write),
    ended: () => {
      audience.session = undefined;
    },
  });
}
