import { spawn } from 'node:child_process';
import { appendFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { constants } from 'node:os';
import { workerData } from 'node:worker_threads';
import type { ChannelData, ChannelEvent, ChannelRequest } from './channel-messages.js';

/**
 * The thread that has the connection to a device under test, so that another can wait for it without giving way. It
 * carries octets and knows nothing of what they say.
 */

/** How long a command may take to end once its input has, and to be gone when it is ended, in milliseconds. */
const GENTLE_MS = 1000;
/** How long after its command a pipe may stay open, in milliseconds: something else may have it. */
const DRAIN_MS = 200;
/** Octets of standard error that are kept of a run. */
const MOST_ERROR_OCTETS = 1 << 20;
/** Characters of the last line on standard error. */
const MOST_LAST_WORDS = 300;

const { place, port, signal, mostOctets, errorFile } = workerData as ChannelData;

/** What there is to be written to, and ended. */
interface Connection {
  write(line: string): void;
  /** @param done when it is gone */
  end(how: 'gently' | 'now', done: () => void): void;
}

let said = 0;
let isOver = false;
let complaint = '';

function tell(event: ChannelEvent): void {
  port.postMessage(event);
  const counter = new Int32Array(signal);
  Atomics.add(counter, 0, 1);
  Atomics.notify(counter, 0);
}

/** Tells the end, once. */
function ended(how: string): void {
  if (isOver) return;
  isOver = true;
  tell({ event: 'ended', how });
}

function heard(octets: Uint8Array): void {
  if (isOver) return;
  said += octets.length;
  if (said <= mostOctets) tell({ event: 'octets', octets });
  else {
    isOver = true;
    tell({ event: 'flood' });
    connection.end('now', () => {});
  }
}

/** Keeps what a command says beside the protocol: the beginning in the file, the end as its last words. */
function complained(octets: Buffer): void {
  complaint = `${complaint}${octets.toString('utf8')}`.slice(-MOST_LAST_WORDS);
  if (errorFile === undefined) return;
  try {
    const size = statSync(errorFile, { throwIfNoEntry: false })?.size ?? 0;
    if (size < MOST_ERROR_OCTETS) appendFileSync(errorFile, octets.subarray(0, MOST_ERROR_OCTETS - size));
  } catch {
    // The device is judged without it.
  }
}

/** The path of a program and arguments, without anything that a shell makes more of. */
const IS_ONE_PROGRAM = /^[\w.-]*\/[\w./-]*( [^;&|<>()$`\n#]*)?$/;

function execute(command: string): Connection {
  // A shell that stays has words of its own when what it runs is killed.
  const child = spawn(IS_ONE_PROGRAM.test(command) ? `exec ${command}` : command, {
    shell: true,
    detached: true,
    stdio: 'pipe',
  });
  let isGone = false;
  let gone: () => void = () => {};
  const leave = (): void => {
    isGone = true;
    gone();
  };
  const killGroup = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // There is nobody left in it.
    }
  };
  child.on('spawn', () => tell({ event: 'ready', ...(child.pid === undefined ? {} : { process: child.pid }) }));
  child.on('error', ({ message }) => {
    ended(`could not be started (${message})`);
    leave();
  });
  child.on('exit', (code, killedBy) => {
    const finish = (): void => {
      ended(howEnded(code, killedBy));
      leave();
    };
    const timer = setTimeout(finish, DRAIN_MS);
    child.on('close', () => {
      clearTimeout(timer);
      finish();
    });
  });
  child.stdin.on('error', () => {});
  child.stdout.on('data', heard).on('error', () => {});
  child.stdout.on('end', () => setTimeout(() => ended('closed its output'), DRAIN_MS));
  child.stderr.on('data', complained).on('error', () => {});
  return {
    write: (line) => child.stdin.write(line),
    end(how, done) {
      const finish = (): void => {
        clearTimeout(timer);
        killGroup();
        done();
      };
      const timer = setTimeout(finish, GENTLE_MS);
      gone = finish;
      if (how === 'now') killGroup();
      else child.stdin.end();
      if (isGone) finish();
    },
  };
}

function howEnded(code: number | null, killedBy: NodeJS.Signals | null): string {
  if (killedBy !== null) return `ended by ${killedBy}`;
  // A shell says so of what it ran.
  const [name] = Object.entries(constants.signals).find(([, number]) => code === 128 + number) ?? [];
  return `ended with exit code ${code}${name === undefined ? '' : `, as by ${name}`}`;
}

function reach(host: string, at: number): Connection {
  const socket = connect({ host, port: at });
  socket.setNoDelay(true);
  socket.on('connect', () => tell({ event: 'ready' }));
  socket.on('data', heard);
  socket.on('error', (error: NodeJS.ErrnoException) => ended(`broke (${error.code})`));
  socket.on('end', () => ended('was closed by the other side'));
  return {
    write: (line) => socket.write(line),
    end(_how, done) {
      socket.on('close', done);
      if (socket.destroyed) done();
      socket.destroy();
    },
  };
}

const connection = place.kind === 'exec' ? execute(place.command) : reach(place.host, place.port);

port.on('message', (request: ChannelRequest) => {
  if (request.do === 'say') {
    said = 0;
    connection.write(`${request.line}\n`);
    return;
  }
  isOver = true;
  connection.end(request.how, () => {
    tell({ event: 'closed', lastWords: complaint.trimEnd().split('\n').at(-1) ?? '' });
    port.close();
  });
});
