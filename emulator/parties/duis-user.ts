import {
  type CryptoProvider,
  DuisError,
  decodeFrame,
  type Eui64,
  encodeFrame,
  eui64,
  HanlabError,
  KeyError,
  type KeyStore,
  type Profile,
  signFrame,
  UsageError,
} from '../../gbcs/index.js';
import type { ServiceName } from '../dcc/dcc-service.js';
import { formatRequestId, type RequestId, readRequest, writeRequest } from '../dcc/duis/request.js';
import { type ReadDccMessage, readDccMessage } from '../dcc/duis/response.js';
import { correlate } from '../dcc/mmc/correlate.js';
import type { TargetDevice } from '../dcc/transform/context.js';
import { parseXml } from '../dcc/xml/document.js';
import { signXml, verifyXml, type XmlSigner } from '../dcc/xml/signature.js';
import type { XmlCertificates } from '../dcc/xml/signing-keys.js';
import { element, type WrittenElement } from '../dcc/xml/write.js';
import { ALERTS_KEPT } from './party.js';

/**
 * A DCC User that speaks DUIS over HTTP, to this DCC or any other that has its paths: writes and signs requests, checks a
 * Pre-Command against its own request before it signs it, and correlates what comes later with what it has asked.
 */

export interface DuisUserConfiguration {
  /** The User's own, as {@link eui64} reads it: with or without dashes. */
  readonly eui: string;
  /** Where the services are: the paths stand below it. */
  readonly endpoint: string;
  readonly provider: CryptoProvider;
  /** Says which services are critical, and which are the DCC's own. */
  readonly profile: Profile;
  /** With the User's own digital signature key, and certificates of devices for the joins that carry them. */
  readonly keys: KeyStore;
  /** The User's key for documents. */
  readonly signer: XmlSigner;
  /** Certificates that the DCC signs documents with. */
  readonly certificates: XmlCertificates;
  /** What the User knows of a device by its identifier; whatever a request may be for where it knows nothing of it. */
  deviceOf(eui: Eui64): TargetDevice | undefined;
  /** Counter before the first request; such as the time, where earlier ones are not known. */
  readonly counter: bigint;
  /** Milliseconds that the DCC has to answer at once. */
  readonly answerMs?: number;
  /** Milliseconds until a Response is missed. */
  readonly responseMs?: number;
  /** How often a request is made at most, each time with a new counter, when the device or the DCC cannot be reached; 3. */
  readonly attempts?: number;
  /**
   * How often the same document is put again, with its counter and within one attempt, where the DCC is busy: 503 with a
   * Retry-After of at most 60 seconds, which are waited for. 5 where left out; 0 for never.
   */
  readonly busyRetries?: number;
}

/** What became of a request. */
export type ServiceOutcome =
  /** The device has answered, or the DCC where it is asked itself; what it says is in `message`. */
  | ({ readonly kind: 'done'; readonly message: ReadDccMessage } & Attempted)
  /** The DCC has refused it. */
  | ({ readonly kind: 'refused'; readonly code: string; readonly service: ServiceName } & Attempted)
  /** The DCC has answered by HTTP, and with no document. */
  | ({ readonly kind: 'rejected'; readonly status: number; readonly body: string } & Attempted)
  /** The Pre-Command is not what was asked for, and the error says how: nothing was signed. */
  | ({ readonly kind: 'differs'; readonly error: DuisError } & Attempted)
  /** The device cannot be reached: E20 or E21. */
  | ({ readonly kind: 'unreachable'; readonly code: string } & Attempted)
  /** No answer, or no Response, in time. */
  | ({ readonly kind: 'timeout'; readonly waitedFor: 'answer' | 'response' } & Attempted);

interface Attempted {
  /** Of the last attempt. */
  readonly request: RequestId;
  readonly attempts: number;
}

type AttemptOutcome = ServiceOutcome extends infer One
  ? One extends Attempted
    ? Omit<One, keyof Attempted>
    : never
  : never;

/** What the DCC says at once: a document, or a status of HTTP; nothing where it does not answer. */
type Answer =
  | { readonly kind: 'document'; readonly message: ReadDccMessage }
  | { readonly kind: 'rejected'; readonly status: number; readonly body: string }
  | { readonly kind: 'timeout'; readonly waitedFor: 'answer' };

const PATHS: Readonly<Record<ServiceName, string>> = {
  transform: '/api/v1/serviceT',
  send: '/api/v1/serviceS',
  nonDevice: '/api/v1/serviceD',
};
const ANSWER_MS = 10_000;
const RESPONSE_MS = 60_000;
const ATTEMPTS = 3;
const BUSY_RETRIES = 5;
/** A DCC that is busy for longer is not waited for. */
const MOST_BUSY_SECONDS = 60;
const UNREACHABLE: ReadonlySet<string> = new Set(['E20', 'E21']);

export class DuisUser {
  /** As the library writes it, whichever way it was given. */
  readonly eui: Eui64;
  readonly #configuration: DuisUserConfiguration;
  /** Who waits for a Response, by RequestID. */
  readonly #awaited = new Map<string, (message: ReadDccMessage) => void>();
  readonly #alerts: ReadDccMessage[] = [];
  #counter: bigint;

  /** @throws UsageError `HANLAB_E_USAGE` where the User's identifier is none */
  constructor(configuration: DuisUserConfiguration) {
    this.eui = identifierOf(configuration.eui, 'the User');
    this.#configuration = configuration;
    this.#counter = configuration.counter;
  }

  /** The newest alerts, each with its `alertCode`, and whatever else answers no open request; oldest first. */
  get alerts(): readonly ReadDccMessage[] {
    return this.#alerts;
  }

  /** Takes what the DCC says later: a receiver of documents calls it. */
  hear(message: ReadDccMessage): void {
    const key = message.request && formatRequestId(message.request);
    const resolve = key === undefined ? undefined : this.#awaited.get(key);
    if (resolve !== undefined) {
      resolve(message);
      return;
    }
    this.#alerts.push(message);
    if (this.#alerts.length > ALERTS_KEPT) this.#alerts.shift();
  }

  /**
   * Asks for a service, and waits for what becomes of it. It asks again, with a new counter, where that is `unreachable` or
   * a `timeout`, up to `attempts`; a DCC that is busy gets the same document again, up to `busyRetries`, and is `rejected`
   * after that.
   * @param variant Service Reference Variant
   * @param target with or without dashes; of a service of the DCC's own the DCC
   * @throws UsageError `HANLAB_E_USAGE` for a variant that the profile does not have, or a target that is no identifier;
   *   KeyError `GBCS_E_KEY_MISSING`
   */
  async request(variant: string, target: string, body: WrittenElement): Promise<ServiceOutcome> {
    const { attempts = ATTEMPTS } = this.#configuration;
    for (let attempt = 1; ; attempt++) {
      const id = this.nextId(target);
      const outcome = await this.#attempt(id, variant, body);
      const mayRepeat = outcome.kind === 'unreachable' || outcome.kind === 'timeout';
      if (!mayRepeat || attempt >= attempts) return { ...outcome, request: id, attempts: attempt } as ServiceOutcome;
    }
  }

  /** The next RequestID; no counter comes twice. @throws UsageError `HANLAB_E_USAGE` where the target is no identifier */
  nextId(target: string): RequestId {
    const of = identifierOf(target, 'the target');
    this.#counter += 1n;
    return { originator: this.eui, target: of, counter: this.#counter };
  }

  /** A request as a signed document. */
  document(id: RequestId, variant: string, commandVariant: number, body: WrittenElement): Uint8Array {
    return signXml(writeRequest({ id, variant, commandVariant, body }), this.#configuration.signer);
  }

  /** The body of the second half of a critical request. @throws KeyError `GBCS_E_KEY_MISSING` */
  signed(preCommand: Uint8Array): WrittenElement {
    const { eui } = this;
    const { provider, keys } = this.#configuration;
    const key = keys.privateKey({ entity: eui, usage: 'digitalSignature' });
    if (key === undefined) throw new KeyError('GBCS_E_KEY_MISSING', `${eui} has no digital signature key`);
    const octets = encodeFrame(signFrame(provider, decodeFrame(preCommand), key));
    return element('SignedPreCommand', [element('GBCSPayload', Buffer.from(octets).toString('base64'))]);
  }

  async #attempt(id: RequestId, variant: string, body: WrittenElement): Promise<AttemptOutcome> {
    const row = this.#configuration.profile.serviceRequests.find((one) => one.variant === variant);
    if (row === undefined) throw new UsageError('HANLAB_E_USAGE', `the profile has no service ${variant}`);
    if (row.nonDevice) return this.#ownService(id, variant, body);
    if (!row.critical) return this.#send(id, this.document(id, variant, 1, body));
    const request = this.document(id, variant, 4, body);
    const answer = await this.#ask('transform', id, request);
    if (answer.kind !== 'document') return answer;
    const { code, payload } = answer.message;
    if (payload === undefined) return { kind: 'refused', code, service: 'transform' };
    const preCommand = this.#own(request, payload);
    if (preCommand instanceof DuisError) return { kind: 'differs', error: preCommand };
    return this.#send(id, this.document(id, variant, 5, this.signed(preCommand)));
  }

  async #ownService(id: RequestId, variant: string, body: WrittenElement): Promise<AttemptOutcome> {
    const answer = await this.#ask('nonDevice', id, this.document(id, variant, 8, body));
    if (answer.kind !== 'document') return answer;
    const { message } = answer;
    if (message.code.startsWith('E')) return { kind: 'refused', code: message.code, service: 'nonDevice' };
    return { kind: 'done', message };
  }

  /** Puts a request to Send Command, and waits for the device. */
  async #send(id: RequestId, document: Uint8Array): Promise<AttemptOutcome> {
    const { responseMs = RESPONSE_MS } = this.#configuration;
    const key = formatRequestId(id);
    // The Response may be here before the answer.
    const response = new Promise<ReadDccMessage>((resolve) => this.#awaited.set(key, resolve));
    let timer: NodeJS.Timeout | undefined;
    try {
      const answer = await this.#ask('send', id, document);
      if (answer.kind !== 'document') return answer;
      const { code } = answer.message;
      if (UNREACHABLE.has(code)) return { kind: 'unreachable', code };
      if (code.startsWith('E')) return { kind: 'refused', code, service: 'send' };
      const late = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), responseMs);
      });
      const message = await Promise.race([response, late]);
      if (message === undefined) return { kind: 'timeout', waitedFor: 'response' };
      if (UNREACHABLE.has(message.code)) return { kind: 'unreachable', code: message.code };
      return { kind: 'done', message };
    } finally {
      clearTimeout(timer);
      this.#awaited.delete(key);
    }
  }

  /** A Pre-Command as the User itself makes it of its request, if the DCC's is the same; else how it is another. */
  #own(document: Uint8Array, preCommand: Uint8Array): Uint8Array | DuisError {
    const request = readRequest(parseXml(document));
    const { deviceOf, keys } = this.#configuration;
    const device = deviceOf(request.id.target);
    try {
      return correlate(request, preCommand, {
        ...(device === undefined ? {} : { device }),
        kindOf: (eui) => deviceOf(eui)?.kind,
        certificateOf: (eui) => keys.certificate({ entity: eui, usage: 'keyAgreement' })?.der,
      }).preCommand;
    } catch (error) {
      if (error instanceof DuisError) return error;
      throw error;
    }
  }

  async #ask(service: ServiceName, id: RequestId, document: Uint8Array): Promise<Answer> {
    const { endpoint, answerMs = ANSWER_MS, busyRetries = BUSY_RETRIES } = this.#configuration;
    for (let retries = 0; ; retries++) {
      try {
        const response = await fetch(endpoint + PATHS[service], {
          method: 'POST',
          headers: { 'content-type': 'application/xml' },
          body: new Uint8Array(document),
          signal: AbortSignal.timeout(answerMs),
        });
        const body = new Uint8Array(await response.arrayBuffer());
        if (response.ok) return this.#read(response.status, id, body);
        const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
        const isBusy = response.status === 503 && seconds >= 0 && seconds <= MOST_BUSY_SECONDS;
        if (!isBusy || retries >= busyRetries) return rejected(response.status, body);
        // It was not taken: the same document may be put again.
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      } catch (error) {
        if (error instanceof TypeError || (error as Error).name === 'TimeoutError') {
          return { kind: 'timeout', waitedFor: 'answer' };
        }
        throw error;
      }
    }
  }

  /** What is not signed by the DCC is no answer of it, and what is about another request, such as an old one, none to this. */
  #read(status: number, id: RequestId, body: Uint8Array): Answer {
    try {
      const { root } = verifyXml(body, this.#configuration.certificates.find);
      const message = readDccMessage(root);
      const about = message.request && formatRequestId(message.request);
      return about === formatRequestId(id) ? { kind: 'document', message } : rejected(status, body);
    } catch (error) {
      if (error instanceof HanlabError) return rejected(status, body);
      throw error;
    }
  }
}

function rejected(status: number, body: Uint8Array): Answer {
  return { kind: 'rejected', status, body: Buffer.from(body).toString('utf8').slice(0, 1000) };
}

function identifierOf(text: string, whose: string): Eui64 {
  try {
    return eui64(text);
  } catch (cause) {
    throw new UsageError('HANLAB_E_USAGE', `${whose} has no identifier of 16 hexadecimal digits`, { cause });
  }
}
