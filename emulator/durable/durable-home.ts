import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { type Eui64, HanlabError, type Instant } from '../../gbcs/index.js';
import { Installation, type InstallationConfiguration, type SavedInstallation } from '../installation.js';
import type { Stored } from '../kernel/stored.js';
import { isRunning, type Owner, thisProcess } from './directory-owner.js';
import { packedOctets, serialized, stateOctets, stateOf } from './state-octets.js';
import { type Piece, piecesOf, stateOfPieces } from './state-pieces.js';

/**
 * A home that survives its process: `kill -9` at any moment loses nothing that anybody outside has been told of. Who runs
 * a home for long calls it: `hanlab emulate --state`.
 *
 * Everything that happens to the home is a transaction: inputs have numbers, and the home's new state, the number of the
 * input and what the home says to the outside are on disk together, or none of them is. Only then is the outside told.
 * Whoever gives inputs gives those again, with the same numbers, of which it has not been told that they are done; whoever
 * takes what the home says may get it again until it has confirmed it. So every input counts once, and everything that the
 * home says arrives at least once.
 */

/** What the home says to the DCC, or the DCC to the home; or what is kept beside the home says. */
export interface Said {
  readonly from: Eui64;
  readonly to: Eui64;
  readonly message: Uint8Array;
  readonly at: Instant;
}

export interface OutboxEntry extends Said {
  /** Counts from 1 without gaps. */
  readonly sequence: number;
}

export interface DurableHomeConfiguration {
  /** Made where there is none, for its owner only: saved state has the private keys of devices. */
  readonly directory: string;
  /** What makes the home, apart from what has happened to it. */
  readonly installation: InstallationConfiguration;
  /**
   * The same in words, such as the profile and the seed of the keys: a directory that was begun with others is refused,
   * since its state would not fit.
   */
  readonly identity: Readonly<Record<string, string>>;
  /** What of the identity no error may show, such as a seed that makes private keys. */
  readonly secrets?: readonly string[];
  /**
   * Makes what is kept beside the home, in the same transactions. Where there is something, the outbox has what it says,
   * and not what passes between home and DCC.
   */
  readonly beside?: (home: Installation, say: (said: Said) => void) => Stored;
}

/** Devices are taken apart as far as their parts. */
const DEPTH = 5;
/** Room in the address space, not on the disk. */
const MAP_OCTETS = 1024 * 1024 * 1024;
/** What every file of LMDB has in its first page. */
const LMDB_MAGIC = 0xbeefc0de;
const LMDB_MAGIC_OFFSET = 24;
const OWNER = 'owner';
const IDENTITY = 'identity';
const SHAPE = 'shape';
/**
 * Form of the saved state: raised whenever something saves or restores itself in another form than before, since state of
 * another form would be taken up half or wrong. 1 had no name.
 */
const STATE_SHAPE = 4;
const PROGRESS = 'progress';
const STATE = 'state';
const BESIDE = 'beside';
const OUTBOX = 'outbox ';

interface Progress {
  /** Number of the last input that is done. */
  readonly input: number;
  /** Sequence of the last thing said. */
  readonly said: number;
}

export class DurableHome {
  readonly #installation: Installation;
  readonly #beside: Stored | undefined;
  readonly #database: RootDatabase<Uint8Array, string>;
  /** Pieces as they are on disk, by their keys, before they were packed. */
  readonly #written = new Map<string, Uint8Array>();
  #progress: Progress;
  #said: Said[] = [];
  #broken = false;

  private constructor(
    database: RootDatabase<Uint8Array, string>,
    { directory, installation, identity, beside, secrets = [] }: DurableHomeConfiguration,
  ) {
    this.#database = database;
    this.#take(directory);
    try {
      this.#checkIdentity(directory, identity, secrets);
      const say = (said: Said): void => {
        this.#said.push(said);
      };
      this.#installation = this.#install(installation, beside === undefined ? say : undefined);
      this.#beside = beside?.(this.#installation, say);
      this.#progress = (this.#read(PROGRESS) ?? { input: 0, said: 0 }) as Progress;
      if (this.#read(STATE) === undefined) this.#write(this.#progress.input);
      else this.#restore();
    } catch (error) {
      this.#database.removeSync(OWNER);
      throw error;
    }
  }

  /**
   * Opens the home in a directory, or begins one there.
   * @throws HanlabError `HANLAB_E_STATE` if another process has the directory open, if it was begun as another home, and if
   *   what it holds is damaged; `HANLAB_E_INPUT` if it cannot be made or read
   */
  static async open(configuration: DurableHomeConfiguration): Promise<DurableHome> {
    const database = await openDatabase(configuration.directory);
    try {
      return new DurableHome(database, configuration);
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /** The home, to look at. What happens to it goes through {@link take}: anything else would not be kept. */
  get installation(): Installation {
    return this.#installation;
  }

  /** Number of the last input that is done; 0 before the first. */
  get lastInput(): number {
    return this.#progress.input;
  }

  /**
   * Does an input to the home, unless it has been done. When this returns, everything that came of it is on disk.
   * @param number follows {@link lastInput}; one that is not above it is not done again
   * @param act what happens, all of it within this call
   * @returns whether it was done now
   * @throws HanlabError `HANLAB_E_USAGE` if numbers are left out. What `act` throws is thrown on, and what the disk says:
   *   then the home is as it was on disk once it is opened again, and takes no more inputs until then
   */
  take(number: number, act: (home: Installation) => void): boolean {
    if (this.#broken) throw new HanlabError('HANLAB_E_STATE', 'the home has to be opened again after a failed input');
    if (number <= this.#progress.input) return false;
    if (number !== this.#progress.input + 1) {
      throw new HanlabError('HANLAB_E_USAGE', `input ${number} does not follow ${this.#progress.input}`);
    }
    this.#broken = true;
    act(this.#installation);
    this.#write(number);
    this.#broken = false;
    return true;
  }

  /**
   * What has been said and is not confirmed, oldest first.
   * @param after sequence after which to begin; reading costs nothing of what comes before
   */
  outbox(after = 0): OutboxEntry[] {
    if (after >= this.#progress.said) return [];
    const range = this.#database.getRange({ start: outboxKey(after + 1), end: `${OUTBOX}~` });
    return Array.from(range, ({ key, value }) => stateOf(value, key) as OutboxEntry);
  }

  /** Drops what has been said up to a sequence from the outbox: it has arrived. */
  confirm(sequence: number): void {
    this.#database.transactionSync(() => {
      const keys = [...this.#database.getKeys({ start: OUTBOX, end: outboxKey(sequence + 1) })];
      for (const key of keys) this.#database.removeSync(key);
    });
  }

  /** Drops one thing that has been said from the outbox: it has arrived, those before it may not have. */
  drop(sequence: number): void {
    this.#database.removeSync(outboxKey(sequence));
  }

  /** Gives the directory back. */
  async close(): Promise<void> {
    this.#database.removeSync(OWNER);
    await this.#database.close();
  }

  /** LMDB lets one process write at a time: of two that find the directory free, one comes first. */
  #take(directory: string): void {
    this.#database.transactionSync(() => {
      const owner = this.#read(OWNER) as Owner | undefined;
      if (owner !== undefined && isRunning(owner)) {
        throw new HanlabError('HANLAB_E_STATE', `process ${owner.pid} has the state in ${directory} open`);
      }
      this.#database.putSync(OWNER, stateOctets(thisProcess()));
    });
  }

  #checkIdentity(directory: string, identity: Readonly<Record<string, string>>, secrets: readonly string[]): void {
    const begun = this.#read(IDENTITY) as Readonly<Record<string, string>> | undefined;
    if (begun === undefined) {
      this.#database.transactionSync(() => {
        this.#database.putSync(IDENTITY, stateOctets(identity));
        this.#database.putSync(SHAPE, stateOctets(STATE_SHAPE));
      });
      return;
    }
    const shape = this.#read(SHAPE) ?? 1;
    if (shape !== STATE_SHAPE) {
      const text = `the state in ${directory} has form ${shape}, of another version of hanlab; this one has ${STATE_SHAPE}`;
      throw new HanlabError('HANLAB_E_STATE', `${text}: begin anew in another directory`);
    }
    for (const name of new Set([...Object.keys(begun), ...Object.keys(identity)])) {
      if (begun[name] === identity[name]) continue;
      if (secrets.includes(name)) {
        throw new HanlabError('HANLAB_E_STATE', `the home in ${directory} was begun with another ${name}`);
      }
      const [was, is] = [begun[name] ?? 'not given', identity[name] ?? 'not given'];
      throw new HanlabError('HANLAB_E_STATE', `the home in ${directory} was begun with ${name} ${was}, not ${is}`);
    }
  }

  #install(configuration: InstallationConfiguration, say: ((said: Said) => void) | undefined): Installation {
    const { observer } = configuration;
    return new Installation({
      ...configuration,
      observer: {
        frame: (...seen) => observer?.frame(...seen),
        note: (device, note, at) => observer?.note(device, note, at),
        charge: (charge, at) => observer?.charge?.(charge, at),
        message: (from, to, message, at) => {
          observer?.message(from, to, message, at);
          say?.({ from, to, message, at });
        },
      },
    });
  }

  #restore(): void {
    this.#installation.restore(this.#stateUnder(STATE) as SavedInstallation);
    this.#beside?.restore(this.#stateUnder(BESIDE));
    this.#said = [];
  }

  #stateUnder(prefix: string): unknown {
    return stateOfPieces((path) => {
      const key = prefix + path;
      const octets = this.#database.get(key);
      if (octets === undefined) throw new HanlabError('HANLAB_E_STATE', 'a piece of the saved state is missing');
      const piece = stateOf(octets, key) as Piece;
      this.#written.set(key, serialized(piece));
      return piece;
    });
  }

  /** The pieces of all that is kept, by their keys. */
  #pieces(): ReadonlyMap<string, Piece> {
    const pieces = new Map<string, Piece>();
    const add = (prefix: string, state: unknown): void => {
      for (const [path, piece] of piecesOf(state, DEPTH)) pieces.set(prefix + path, piece);
    };
    add(STATE, this.#installation.save());
    if (this.#beside !== undefined) add(BESIDE, this.#beside.save());
    return pieces;
  }

  /** Writes what has changed, in one transaction. */
  #write(input: number): void {
    const pieces = this.#pieces();
    const changed = new Map<string, Uint8Array>();
    for (const [key, piece] of pieces) {
      const octets = serialized(piece);
      const written = this.#written.get(key);
      if (written === undefined || Buffer.compare(written, octets) !== 0) changed.set(key, octets);
    }
    const gone = [...this.#written.keys()].filter((key) => !pieces.has(key));
    const first = this.#progress.said + 1;
    const said = this.#said.map((one, i): OutboxEntry => ({ sequence: first + i, ...one }));
    const progress = { input, said: this.#progress.said + said.length };
    this.#database.transactionSync(() => {
      for (const [key, octets] of changed) this.#database.putSync(key, packedOctets(octets));
      for (const key of gone) this.#database.removeSync(key);
      for (const one of said) this.#database.putSync(outboxKey(one.sequence), stateOctets(one));
      this.#database.putSync(PROGRESS, stateOctets(progress));
    });
    for (const [key, octets] of changed) this.#written.set(key, octets);
    for (const key of gone) this.#written.delete(key);
    this.#progress = progress;
    this.#said = [];
  }

  #read(key: string): unknown {
    const octets = this.#database.get(key);
    return octets === undefined ? undefined : stateOf(octets, key);
  }
}

/** Keys in the order of the sequence. */
function outboxKey(sequence: number): string {
  return OUTBOX + String(sequence).padStart(16, '0');
}

async function openDatabase(directory: string): Promise<RootDatabase<Uint8Array, string>> {
  const path = join(directory, 'home.mdb');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    checkHeader(path);
    // A transaction is on the disk when it is done, so that a power cut loses no more than a kill.
    const options = { path, noSubdir: true, mapSize: MAP_OCTETS, overlappingSync: false, permissionsMode: 0o600 };
    // Loaded here, since few who use the emulator keep anything.
    const { open } = await import('lmdb');
    return open<Uint8Array, string>({ ...options, encoding: 'binary' });
  } catch (cause) {
    if (cause instanceof HanlabError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
    throw new HanlabError('HANLAB_E_INPUT', `the state in ${directory} cannot be opened (${reason})`, { cause });
  }
}

/** LMDB trusts its files, and a process that opens another one may crash: what is none is found here. */
function checkHeader(path: string): void {
  // An empty file is one whose process was killed before it began.
  if (!existsSync(path) || statSync(path).size === 0) return;
  const header = new Uint8Array(LMDB_MAGIC_OFFSET + 4);
  const file = openSync(path, 'r');
  try {
    const read = readSync(file, header);
    const magic = new DataView(header.buffer).getUint32(LMDB_MAGIC_OFFSET, endianness() === 'LE');
    if (read === header.length && magic === LMDB_MAGIC) return;
  } finally {
    closeSync(file);
  }
  throw new HanlabError('HANLAB_E_STATE', `${path} is not a file of saved state`);
}
