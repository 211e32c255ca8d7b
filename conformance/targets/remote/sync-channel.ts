import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { LineReader } from '../../../emulator/index.js';
import { type ErrorCode, HanlabError } from '../../../gbcs/index.js';
import type { ChannelEvent, ChannelRequest, TargetPlace } from './channel-messages.js';

export interface ChannelConfiguration {
  readonly place: TargetPlace;
  /** How long an answer may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly errorFile?: string | undefined;
}

/** What a device may say at most until it has answered a request. */
const MOST_LINES = 1000;
const MOST_OCTETS = 4 * 1024 * 1024;
/** Longer than the other thread takes to end a command. */
const CLOSING_MS = 3000;

/** Groups of processes that run; none outlives this one. */
const groups = new Set<number>();
process.on('exit', () => {
  for (const group of groups) killGroup(group);
});

/**
 * Lines to and from a device under test, for a caller that cannot give way: the emulated home around the device is
 * synchronous. Another thread has the connection; this one waits for it, never longer than it may. With its first trouble a
 * channel is over: it kills what it has started, and says the same of every later request.
 */
export class SyncChannel {
  readonly #port: MessagePort;
  readonly #signal = new Int32Array(new SharedArrayBuffer(4));
  readonly #timeoutMs: number;
  readonly #reader: LineReader;
  readonly #what: string;
  readonly #lines: string[] = [];
  /** What errors do not repeat. */
  #secrets: readonly string[] = [];
  #process: number | undefined;
  #isOpen = false;
  #hasAnswered = false;
  #trouble: HanlabError | undefined;

  /** Starts or reaches a device. @throws HanlabError `HANLAB_E_TARGET_START`, `HANLAB_E_TARGET_TIME` */
  constructor({ place, timeoutMs, errorFile }: ChannelConfiguration) {
    this.#timeoutMs = timeoutMs;
    this.#what = place.kind === 'exec' ? 'the device' : 'the connection';
    this.#reader = new LineReader(
      (line) => this.#lines.push(line),
      (most) => this.#fail('HANLAB_E_TARGET_FLOOD', `the device said a line of more than ${most} octets`),
    );
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const worker = new Worker(new URL('./channel-worker.js', import.meta.url), {
      workerData: { place, port: port2, signal: this.#signal.buffer, mostOctets: MOST_OCTETS, errorFile },
      transferList: [port2],
    });
    // Whoever waits notices by the time that it takes.
    worker.on('error', () => {});
    // Neither keeps the process: who ends it has closed the channel, or has no use for it any more.
    worker.unref();
    port1.unref();
    const deadline = performance.now() + timeoutMs;
    while (!this.#isOpen) this.#await(deadline, 'it could not be reached');
  }

  /** What has gone wrong, if anything has. */
  get trouble(): HanlabError | undefined {
    return this.#trouble;
  }

  /**
   * Says a line and waits.
   * @param take is given each line until it returns something; what it throws is trouble
   * @param what is asked for, for errors
   * @throws HanlabError `HANLAB_E_TARGET_TIME`, `_ENDED`, `_FLOOD`, `_START` where the device has never answered, and what
   *   `take` throws
   */
  exchange<Answer>(line: string, what: string, take: (line: string) => Answer | undefined): Answer {
    if (this.#trouble !== undefined) throw this.#trouble;
    if (!this.#isOpen) throw new HanlabError('HANLAB_E_TARGET_ENDED', 'the channel is closed');
    this.#post({ do: 'say', line });
    const deadline = performance.now() + this.#timeoutMs;
    let count = 0;
    for (;;) {
      for (let next = this.#lines.shift(); next !== undefined; next = this.#lines.shift()) {
        if (++count > MOST_LINES) {
          this.#fail(
            'HANLAB_E_TARGET_FLOOD',
            `the device said more than ${MOST_LINES} lines, and no answer to ${what}`,
          );
        }
        const answer = this.#taken(next, take);
        if (answer === undefined) continue;
        this.#hasAnswered = true;
        return answer;
      }
      this.#await(deadline, `no answer to ${what}`);
    }
  }

  /** Keeps texts out of errors, though the device may say them again. @param secrets also parts of them */
  conceal(secrets: readonly string[]): void {
    this.#secrets = secrets;
  }

  /** Ends it all; a command has a moment to end by itself. */
  close(): void {
    if (this.#isOpen) this.#end('gently');
  }

  /** Ends it all because of what the device has done. @throws HanlabError with the last line on standard error */
  fail({ code, message }: HanlabError): never {
    const said = this.#end('now');
    const lastWords = hasPartOf(this.#secrets, said) ? '(withheld, since a private key stands in it)' : said;
    const words = lastWords === '' ? '' : `; on standard error: ${lastWords}`;
    this.#trouble = new HanlabError(code, `${message}${words}`);
    throw this.#trouble;
  }

  #taken<Answer>(line: string, take: (line: string) => Answer | undefined): Answer | undefined {
    try {
      return take(line);
    } catch (error) {
      if (error instanceof HanlabError) this.fail(error);
      throw error;
    }
  }

  #await(deadline: number, what: string): void {
    const event = this.#receive(deadline);
    switch (event?.event) {
      case undefined:
        this.#fail('HANLAB_E_TARGET_TIME', `${what} within ${this.#timeoutMs / 1000} s`);
        break;
      case 'ready':
        this.#isOpen = true;
        this.#process = event.process;
        if (event.process !== undefined) groups.add(event.process);
        break;
      case 'octets':
        this.#reader.take(event.octets);
        break;
      case 'flood':
        this.#fail('HANLAB_E_TARGET_FLOOD', `the device said more than ${MOST_OCTETS} octets, and ${what}`);
        break;
      case 'ended': {
        const code = this.#hasAnswered ? 'HANLAB_E_TARGET_ENDED' : 'HANLAB_E_TARGET_START';
        this.#fail(code, `${this.#what} ${event.how}, and ${what}`);
        break;
      }
      default:
    }
  }

  #receive(deadline: number): ChannelEvent | undefined {
    for (;;) {
      const seen = Atomics.load(this.#signal, 0);
      const received = receiveMessageOnPort(this.#port);
      if (received !== undefined) return received.message as ChannelEvent;
      const left = deadline - performance.now();
      if (left <= 0) return undefined;
      Atomics.wait(this.#signal, 0, seen, left);
    }
  }

  #fail(code: ErrorCode, message: string): never {
    this.fail(new HanlabError(code, message));
  }

  /** @returns the last line on standard error */
  #end(how: 'gently' | 'now'): string {
    this.#isOpen = false;
    this.#post({ do: 'end', how });
    const deadline = performance.now() + CLOSING_MS;
    let event = this.#receive(deadline);
    while (event !== undefined && event.event !== 'closed') event = this.#receive(deadline);
    if (this.#process !== undefined) {
      if (event === undefined) killGroup(this.#process);
      groups.delete(this.#process);
    }
    this.#port.close();
    return event?.lastWords ?? '';
  }

  #post(request: ChannelRequest): void {
    this.#port.postMessage(request);
  }
}

/** Characters by which a secret is known: of a key in base64 they are 12 octets. */
const TELLING_CHARACTERS = 16;

function hasPartOf(secrets: readonly string[], text: string): boolean {
  return secrets.some((secret) => {
    for (let i = 0; i + TELLING_CHARACTERS <= secret.length; i++) {
      if (text.includes(secret.slice(i, i + TELLING_CHARACTERS))) return true;
    }
    return false;
  });
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // There is nobody left in it.
  }
}
