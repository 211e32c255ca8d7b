import type { Eui64 } from '../../../gbcs/index.js';
import type { WaitingDocument } from './dcc-home.js';
import type { Receivers } from './users.js';

/**
 * Brings documents to Users: each User's in their order, one at a time, again and again until it has taken them. One User
 * that does not answer holds up nobody else.
 */

export interface DeliveryConfiguration {
  readonly receivers: Receivers;
  /** Milliseconds before the first repetition; each waits twice as long as the one before. */
  readonly firstRetryMs?: number;
  /** Milliseconds that a repetition waits at most. */
  readonly longestRetryMs?: number;
  /** Milliseconds that a User has for its answer. */
  readonly answerMs?: number;
  /** Hears of what became of a try; a document that is `delivered` or `invalid` is not sent again. */
  readonly onTried: (document: WaitingDocument, outcome: DeliveryOutcome, failure?: DeliveryFailure) => void;
}

/** A User takes a document, says that it is invalid (400), or does neither. */
export type DeliveryOutcome = 'delivered' | 'invalid' | 'failed';

/** Of a document that is `failed`. */
export interface DeliveryFailure {
  readonly address: string;
  /** Such as `ECONNREFUSED`, or the status of HTTP. */
  readonly reason: string;
  /** Milliseconds until it is tried again. */
  readonly retryMs: number;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 60_000;
const ANSWER_MS = 10_000;

interface Queue {
  readonly documents: WaitingDocument[];
  /** Tries that have failed since the last that has not. */
  failures: number;
  busy: boolean;
}

export class Delivery {
  readonly #configuration: DeliveryConfiguration;
  readonly #queues = new Map<Eui64, Queue>();
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(configuration: DeliveryConfiguration) {
    this.#configuration = configuration;
  }

  /** Takes documents in the order in which they were made. */
  add(documents: readonly WaitingDocument[]): void {
    for (const document of documents) {
      const queue = this.#queues.get(document.to) ?? { documents: [], failures: 0, busy: false };
      this.#queues.set(document.to, queue);
      queue.documents.push(document);
    }
    for (const [user, queue] of this.#queues) this.#start(user, queue);
  }

  /** Lets go the oldest documents of a User of whom there is no address. @returns those that wait no more */
  keepNewest(user: Eui64, most: number): readonly WaitingDocument[] {
    const documents = this.#queues.get(user)?.documents ?? [];
    return documents.splice(0, Math.max(0, documents.length - most));
  }

  /** How many documents wait for a User. */
  waitingFor(user: Eui64): number {
    return this.#queues.get(user)?.documents.length ?? 0;
  }

  /** How many documents wait, by User. */
  get waiting(): ReadonlyMap<Eui64, number> {
    return new Map([...this.#queues].map(([user, { documents }]) => [user, documents.length]));
  }

  /** Begins no more tries. @returns when those that were under way have ended */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
  }

  #start(user: Eui64, queue: Queue): void {
    const receiver = this.#configuration.receivers.get(user);
    if (receiver === undefined || queue.busy || this.#stop.signal.aborted) return;
    queue.busy = true;
    const running = this.#empty(receiver, queue).finally(() => {
      queue.busy = false;
      this.#running.delete(running);
      if (queue.documents.length > 0) this.#start(user, queue);
    });
    this.#running.add(running);
  }

  async #empty(receiver: URL, queue: Queue): Promise<void> {
    const { onTried, firstRetryMs = FIRST_RETRY_MS, longestRetryMs = LONGEST_RETRY_MS } = this.#configuration;
    while (!this.#stop.signal.aborted) {
      const [document] = queue.documents;
      if (document === undefined) return;
      const { outcome, reason } = await this.#try(receiver, document);
      if (outcome === 'failed') {
        const retryMs = Math.min(longestRetryMs, firstRetryMs * 2 ** queue.failures);
        queue.failures += 1;
        onTried(document, outcome, { address: receiver.href, reason, retryMs });
        await pause(retryMs, this.#stop.signal);
      } else {
        onTried(document, outcome);
        queue.failures = 0;
        queue.documents.shift();
      }
    }
  }

  async #try(
    receiver: URL,
    { message }: WaitingDocument,
  ): Promise<{ readonly outcome: DeliveryOutcome; readonly reason: string }> {
    const { answerMs = ANSWER_MS } = this.#configuration;
    try {
      const response = await fetch(receiver, {
        method: 'POST',
        headers: { 'content-type': 'application/xml' },
        body: new Uint8Array(message),
        redirect: 'manual',
        signal: AbortSignal.timeout(answerMs),
      });
      await response.body?.cancel();
      const reason = `HTTP ${response.status}`;
      if (response.ok) return { outcome: 'delivered', reason };
      // Any other refusal may be one of the address, not of the document.
      return { outcome: response.status === 400 ? 'invalid' : 'failed', reason };
    } catch (error) {
      return { outcome: 'failed', reason: reasonOf(error, answerMs) };
    }
  }
}

/** Why there was no answer. */
function reasonOf(error: unknown, answerMs: number): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return `no answer within ${answerMs} ms`;
  // What the system says of the connection is the cause of what `fetch` says.
  const { code } = (error.cause ?? error) as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : error.message;
}

/** Waits, or until it is told to stop. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}
