import { HanlabError } from '../../../gbcs/index.js';
import { type ChannelConfiguration, SyncChannel } from './sync-channel.js';

/** A conversation in the target protocol, as the one who asks (`docs/target-protocol.md`). */

/** Named values of a result, of a notification or of a request. */
export type Values = Readonly<Record<string, unknown>>;

interface Notification {
  readonly method: string;
  readonly params: Values;
}

export interface TargetAnswer {
  readonly result: Values;
  /** What the device told before it answered. */
  readonly told: readonly Notification[];
}

/** One scenario may wait for its device as long as this many answers may take. */
const SCENARIO_TIMEOUTS = 4;
/** Characters of what a device says that errors repeat. */
const MOST_SHOWN = 200;
const MOST_SHOWN_OF_GARBAGE = 60;

export class TargetClient {
  readonly #channel: SyncChannel;
  readonly #budgetMs: number;
  #spentMs = 0;
  #id = 0;

  /** Starts or reaches a device. @throws HanlabError `HANLAB_E_TARGET_START`, `HANLAB_E_TARGET_TIME` */
  constructor(configuration: ChannelConfiguration) {
    this.#channel = new SyncChannel(configuration);
    this.#budgetMs = SCENARIO_TIMEOUTS * configuration.timeoutMs;
  }

  /** What has ended the conversation, if anything has. */
  get trouble(): HanlabError | undefined {
    return this.#channel.trouble;
  }

  /** From now on the device has all of its time again. */
  beginScenario(): void {
    this.#spentMs = 0;
  }

  /**
   * Asks, and waits for the answer.
   * @param read makes something of the answer; garbage that it finds ends the conversation
   * @throws HanlabError as {@link SyncChannel.exchange}, `HANLAB_E_TARGET_GARBAGE`, and `HANLAB_E_TARGET_CLAIM` where the
   *   answer is an error, after which the conversation can go on
   */
  call<Value>(method: string, params: Values, read: (answer: TargetAnswer) => Value): Value {
    const started = performance.now();
    const id = ++this.#id;
    const told: Notification[] = [];
    const line = JSON.stringify({ jsonrpc: '2.0', id, method, params });
    // Keys are in what is told: nothing that comes of it is repeated.
    const isSecret = method === 'provision';
    const answer = this.#channel.exchange(line, method, (text) => {
      const message = messageOf(text, isSecret);
      if (!isNotification(message)) return answerOf(message, id);
      told.push({ method: message.method, params: recordOf(message['params'] ?? {}, 'params') });
      return undefined;
    });
    this.#spentMs += performance.now() - started;
    if (this.#spentMs > this.#budgetMs) {
      // Each answer came in time, and yet there is no end to it.
      const seconds = this.#budgetMs / 1000;
      const what = `the device took more than ${seconds} s of one scenario for its answers`;
      return this.#channel.fail(new HanlabError('HANLAB_E_TARGET_TIME', what));
    }
    if ('refusal' in answer) {
      const why = isSecret ? '' : `: ${shown(answer.refusal, MOST_SHOWN)}`;
      throw new HanlabError('HANLAB_E_TARGET_CLAIM', `the device refused ${method}${why}`);
    }
    try {
      return read({ result: answer.result, told });
    } catch (error) {
      if (error instanceof HanlabError) this.#channel.fail(error);
      throw error;
    }
  }

  /** Keeps texts out of errors. */
  conceal(secrets: readonly string[]): void {
    this.#channel.conceal(secrets);
  }

  close(): void {
    this.#channel.close();
  }
}

/** @throws HanlabError `HANLAB_E_TARGET_GARBAGE` */
export function garbage(what: string): HanlabError {
  return new HanlabError('HANLAB_E_TARGET_GARBAGE', what);
}

/** Text of a device as it can be shown: bounded. Reports take what controls a terminal out of it. */
export function shown(text: unknown, most = MOST_SHOWN): string {
  const plain = typeof text === 'string' ? text : (JSON.stringify(text) ?? 'nothing');
  return plain.length <= most ? plain : `${plain.slice(0, most)}...`;
}

/** @throws HanlabError `HANLAB_E_TARGET_GARBAGE` where a value is no object */
export function recordOf(value: unknown, what: string): Values {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Values;
  throw garbage(`the device said ${what} that are no object`);
}

function messageOf(line: string, isSecret: boolean): Values {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Values;
  } catch {
    // Said below.
  }
  const what = isSecret ? '' : `: ${shown(line, MOST_SHOWN_OF_GARBAGE)}`;
  throw garbage(`the device said a line that is no JSON object${what}`);
}

function isNotification(message: Values): message is Values & { readonly method: string } {
  return typeof message['method'] === 'string' && message['id'] === undefined;
}

function answerOf(message: Values, id: number): { readonly result: Values } | { readonly refusal: unknown } {
  const { id: answered, result, error } = message as { id?: unknown; result?: unknown; error?: unknown };
  if (answered !== id) throw garbage(`the device answered under id ${shown(answered, 20)}, where ${id} was asked`);
  if (error !== undefined) return { refusal: recordOf(error, 'error')['message'] };
  return { result: recordOf(result, 'result') };
}
