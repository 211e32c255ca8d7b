import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import {
  DccHome,
  type DccHomeConfiguration,
  Gateway,
  keyFilesOf,
  type Receivers,
  readReceivers,
  readRegistrations,
  readThresholds,
  USERS,
} from '../emulator/dcc/gateway/index.js';
import { loadSchemas } from '../emulator/dcc/index.js';
import {
  DEFAULT_SEED,
  DEVICES,
  type Identities,
  INSTALL_CODES,
  makeIdentities,
  PARTIES,
  SUPPLY_POINT,
} from '../emulator/index.js';
import { formatEui64, opensslProvider, profileById, toHex, UsageError } from '../gbcs/index.js';
import { faultsByName } from './fault-names.js';
import { readHome } from './home-file.js';
import { noteHomeTime, startOf, type TimeOptions } from './home-time.js';
import { readJson } from './json-file.js';
import { EXIT, plainText, printLines, printNote } from './output.js';
import { portOf } from './port.js';
import { shownName, shownPath } from './shown.js';
import { digestOf, homeIdentity } from './state-identity.js';
import { type TlsOptions, tlsOf } from './tls-files.js';

/** Options of `hanlab serve`. */
export interface ServeOptions extends TlsOptions, TimeOptions {
  readonly schemas: string;
  readonly profile: string;
  readonly host: string;
  readonly port: string;
  readonly users?: string | undefined;
  readonly registrations?: string | undefined;
  readonly thresholds?: string | undefined;
  readonly state?: string | undefined;
  readonly seed?: string | undefined;
  readonly home?: string | undefined;
  readonly fault?: readonly string[] | undefined;
  readonly 'most-waiting': string;
  readonly 'write-keys'?: string | undefined;
}

const INSTALL_CODES_OF: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries(INSTALL_CODES).map(([name, code]) => [DEVICES[name as keyof typeof INSTALL_CODES], code]),
);
/** A file of this many registrations is that of a whole region. */
const MAX_OCTETS = 16 * 1024 * 1024;

/**
 * Serves the DCC before an emulated home by HTTP, until a signal comes.
 * @returns the exit code
 * @throws UsageError `HANLAB_E_USAGE`, `HANLAB_E_INPUT`; HanlabError `HANLAB_E_STATE`
 */
export async function serve(options: ServeOptions): Promise<number> {
  const { seed = DEFAULT_SEED, users } = options;
  const port = portOf(options.port);
  const mostWaiting = waitingOf(options['most-waiting']);
  const tls = tlsOf(options);
  const receivers = users === undefined ? new Map() : fromFile(users, 'the file of users', readReceivers);
  refuseFile('--state', options.state);
  refuseFile('--write-keys', options['write-keys']);
  const identities = makeIdentities(opensslProvider, seed);
  const configuration = configurationOf(options, seed, identities);
  // What is made on disk from here on would stay behind.
  await tryPort(options.host, port);
  const home = await DccHome.open(configuration);
  const { time } = options;
  const onTold = ({ at, text }: { at: number; text: string }) => log(at, text);
  let gateway: Gateway | undefined;
  try {
    // Not before: keys that are in use are not replaced by a start that is refused.
    if (options['write-keys'] !== undefined) writeKeys(options['write-keys'], identities);
    noteHomeTime(options, home.now);
    gateway = new Gateway({ home, time, receivers, mostWaiting, onTold, ...(tls === undefined ? {} : { tls }) });
    const stop = new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
    const address = await listen(gateway, options.host, port);
    printLines([`listening on ${address}`, ...identityLines(home, receivers)]);
    await Promise.race([stop, gateway.failed]);
    const waiting = await gateway.stop();
    if (waiting > 0) printNote(`${waiting} documents wait${options.state === undefined ? ', and are lost' : ''}`);
  } finally {
    await gateway?.stop();
    await home.close();
  }
  return EXIT.asExpected;
}

function log(at: number, text: string): void {
  printNote(plainText(`${new Date(at).toISOString()} ${text}`));
}

function waitingOf(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError('HANLAB_E_USAGE', `${shownName(text)} is no number of documents; 1 to 999999 may wait`);
}

function configurationOf(options: ServeOptions, seed: string, identities: Identities): DccHomeConfiguration {
  const { state, time, registrations, thresholds } = options;
  const profile = profileById(options.profile);
  const faults = faultsByName(options.fault ?? []);
  const electricity = options.home === undefined ? undefined : readHome(options.home);
  const limits = thresholds && fromFile(thresholds, 'the file of thresholds', readThresholds);
  const registered = registrations && fromFile(registrations, 'the file of registrations', readRegistrations);
  const identity = {
    serves: 'DCC',
    ...homeIdentity(profile, faults, electricity),
    seed: digestOf(seed),
  };
  return {
    schemas: naming(options.schemas, 'the directory of schemas', () => loadSchemas(options.schemas)),
    time,
    installation: {
      profile,
      provider: opensslProvider,
      identities,
      faults,
      start: startOf(options),
      ...(limits && { thresholds: limits }),
      ...(electricity && { electricity }),
    },
    ...(registered && { registrations: registered }),
    ...(state === undefined ? {} : { state: { directory: state, identity } }),
  };
}

/** What the JSON of a file says. @throws UsageError naming the file */
function fromFile<T>(path: string, what: string, read: (json: unknown) => T): T {
  const json = readJson(path, what, MAX_OCTETS);
  return naming(path, what, () => read(json));
}

/** What `read` returns; an error of it names what it is of. */
function naming<T>(path: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { code, message, path: at } = error;
    const named = shownPath(path, what);
    // The directory or file may be named already, where it could not be read.
    if (message.startsWith(named)) throw error;
    throw new UsageError(code, `${named}: ${message}`, { cause: error, ...(at === undefined ? {} : { path: at }) });
  }
}

function refuseFile(option: string, path: string | undefined): void {
  if (path === undefined || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return;
  throw new UsageError('HANLAB_E_INPUT', `${shownPath(path, option)} is a file, not a directory`);
}

function writeKeys(directory: string, identities: Identities): void {
  try {
    for (const { name, text, isPrivate } of keyFilesOf(identities)) {
      const path = join(directory, name);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      // A file that is there already would keep the mode that it has; a directory may have been made for more than keys.
      const mode = isPrivate ? 0o600 : 0o644;
      if (existsSync(path)) chmodSync(path, mode);
      writeFileSync(path, text, { mode });
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const name = shownPath(directory, 'the directory of keys');
    throw new UsageError('HANLAB_E_INPUT', `${name} cannot be written (${code})`, { cause });
  }
}

async function listen(gateway: Gateway, host: string, port: number): Promise<string> {
  try {
    return await gateway.listen(host, port);
  } catch (cause) {
    throw notListening(host, port, cause);
  }
}

/** @throws UsageError `HANLAB_E_INPUT` where the port cannot be had */
async function tryPort(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (cause) {
    throw notListening(host, port, cause);
  }
  server.close();
  await once(server, 'close');
}

function notListening(host: string, port: number, cause: unknown): UsageError {
  const what = `port ${port} of ${shownName(host)} cannot be listened on (${(cause as NodeJS.ErrnoException).code})`;
  return new UsageError('HANLAB_E_INPUT', what, { cause });
}

/** Who there is, in columns. */
function identityLines(home: DccHome, receivers: Receivers): readonly string[] {
  const users = USERS.map((name) => {
    const { eui } = PARTIES[name];
    return [name, formatEui64(eui), receivers.get(eui)?.href ?? 'no address: its newest documents wait'];
  });
  const devices = home.devices.map(({ eui, kind }) => {
    const code = INSTALL_CODES_OF.get(eui);
    return [kind, formatEui64(eui), code === undefined ? '' : `install code ${toHex(code)}`];
  });
  const rows = [['DCC', formatEui64(PARTIES.broker.eui), ''], ...users, ...devices, ['supply point', SUPPLY_POINT, '']];
  return rows.map(([what = '', id = '', more = '']) => `${what.padEnd(18)}${id.padEnd(25)}${more}`.trimEnd());
}
