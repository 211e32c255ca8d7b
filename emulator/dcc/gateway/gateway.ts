import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { DuisError, type Eui64, formatEui64, HanlabError, type Instant } from '../../../gbcs/index.js';
import { PARTIES } from '../../identities.js';
import type { RequestHeader } from '../access-control.js';
import type { AnomalyThreshold } from '../anomaly-detection.js';
import type { ReceivedDocument, ServiceName } from '../dcc-service.js';
import { SERVICE_PATHS } from '../duis/paths.js';
import { formatRequestId } from '../duis/request.js';
import { readDccMessage } from '../duis/response.js';
import { parseXml } from '../xml/document.js';
import { XML_LIMITS } from '../xml/limits.js';
import type { DccHome, WaitingDocument } from './dcc-home.js';
import { Delivery, type DeliveryConfiguration, type DeliveryFailure, type DeliveryOutcome } from './delivery.js';
import { Counter, METRICS_TYPE, prometheusText } from './metrics.js';
import { USERS } from './users.js';

/**
 * The DCC over HTTP, as clients of its boxed appliance drive it: documents are put to one of three paths and answered at
 * once; what comes later is put to the Users (docs/gateway.md).
 */

/** Media types of documents. */
const XML_TYPES = ['application/xml', 'text/xml'];
/** Documents of one User that may wait; from then on its requests are put off, or the oldest dropped if it has no address. */
export const MOST_WAITING = 1000;
/** Seconds after which a User that was put off may ask again. */
const RETRY_AFTER_SECONDS = 5;
/** Milliseconds that a client has to say all of its request. */
const REQUEST_MS = 30_000;
const HANDSHAKE_MS = 10_000;
const MOST_CONNECTIONS = 256;
/** In real time the home is looked at this often at least, in milliseconds: the machine may have slept. */
const LONGEST_WAIT_MS = 1000;
/** Characters of a message to a client: those of the XML parser quote the document. */
const MOST_MESSAGE = 300;

export interface TlsFiles {
  readonly key: Uint8Array;
  readonly cert: Uint8Array;
  /** Whose certificates clients must have; any client may come where left out. */
  readonly ca?: Uint8Array;
}

export interface GatewayConfiguration extends Omit<DeliveryConfiguration, 'onTried'> {
  readonly home: DccHome;
  readonly time: 'real' | 'virtual';
  readonly mostWaiting?: number;
  readonly tls?: TlsFiles;
  /** Milliseconds that a client has for the handshake of TLS. */
  readonly handshakeMs?: number;
  /** Hears of each request that was answered, and of each document that a User got. */
  readonly onTold?: (told: Told) => void;
}

/** One line of what happens. */
interface Told {
  readonly at: Instant;
  readonly text: string;
}

/** A request to the gateway while it is answered. */
interface Served {
  received?: ReceivedDocument;
  code?: string;
}

export class Gateway {
  readonly #configuration: GatewayConfiguration;
  readonly #app: FastifyInstance;
  readonly #delivery: Delivery;
  readonly #requests = new Counter();
  readonly #delivered = new Counter();
  readonly #retries = new Counter();
  readonly #warnings = new Counter();
  readonly #dropped = new Counter();
  readonly #served = new WeakMap<FastifyRequest, Served>();
  readonly #started = Date.now();
  /** Sequence of the last document that was handed to be delivered. */
  #last = 0;
  #clock: NodeJS.Timeout | undefined;
  #fail: (error: unknown) => void = () => {};
  /** Rejects with what the gateway cannot go on after: the home on disk is as it was before. */
  readonly failed: Promise<never>;

  constructor(configuration: GatewayConfiguration) {
    this.#configuration = configuration;
    this.failed = new Promise((_resolve, reject) => {
      this.#fail = reject;
    });
    // Whoever waits for it gets it; if nobody does, requests say so.
    this.failed.catch(() => {});
    this.#delivery = new Delivery({
      ...configuration,
      onTried: (...tried) => this.#tried(...tried),
    });
    this.#app = this.#application();
    configuration.home.onWarning((header, threshold) => this.#warn(header, threshold));
  }

  /**
   * Takes requests from now on, and goes on to deliver what waits.
   * @returns the address
   * @throws what the system throws where the port cannot be had
   */
  async listen(host: string, port: number): Promise<string> {
    await this.#app.listen({ host, port });
    const { address, family, port: own } = this.#app.server.address() as AddressInfo;
    this.#deliver();
    if (this.#configuration.time === 'real') this.#letTimeGo();
    const scheme = this.#configuration.tls === undefined ? 'http' : 'https';
    return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${own}`;
  }

  /**
   * Takes no more requests, answers those that are under way, and ends the deliveries that are.
   * @returns how many documents still wait
   */
  async stop(): Promise<number> {
    clearTimeout(this.#clock);
    this.#clock = undefined;
    await this.#app.close();
    await this.#delivery.stop();
    return [...this.#delivery.waiting.values()].reduce((sum, one) => sum + one, 0);
  }

  #application(): FastifyInstance {
    const app = Fastify({
      bodyLimit: XML_LIMITS.octets,
      requestTimeout: REQUEST_MS,
      forceCloseConnections: 'idle',
      return503OnClosing: true,
      serverFactory: (handler) => serverOf(this.#configuration, handler),
    });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(XML_TYPES, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    app.setErrorHandler<FastifyError>((error, request, reply) => this.#refuse(error, request, reply));
    app.setNotFoundHandler((_request, reply) =>
      reply.code(404).send(refusal('HANLAB_E_HTTP', 'there is nothing at this path')),
    );
    for (const [service, path] of Object.entries(SERVICE_PATHS) as [ServiceName, string][]) {
      app.post(path, (request, reply) => this.#serve(service, request, reply));
    }
    app.addHook('onResponse', async (request, reply) => this.#count(request, reply));
    app.get('/health', () => ({ status: 'ok', time: new Date(this.#configuration.home.now).toISOString() }));
    app.get('/metrics', (_request, reply) => reply.type(METRICS_TYPE).send(this.#metrics()));
    for (const how of ['release', 'drop'] as const) {
      app.post(`/quarantine/${how}`, (request, reply) => this.#endQuarantine(how, request, reply));
    }
    return app;
  }

  #serve(service: ServiceName, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { home, mostWaiting = MOST_WAITING } = this.#configuration;
    const served: Served = {};
    this.#served.set(request, served);
    const octets = request.body instanceof Uint8Array ? request.body : new Uint8Array(0);
    const received = home.read(octets);
    served.received = received;
    if (received.signer !== undefined && this.#isPutOff(received.signer)) {
      const message = `${mostWaiting} documents wait for the User; it has to take them first`;
      served.code = 'DUIS_E_BUSY';
      return reply.code(503).header('retry-after', RETRY_AFTER_SECONDS).send(refusal('DUIS_E_BUSY', message));
    }
    // Not before its answer is out: a User should know of a request when it hears of the Response. And also where there is
    // no answer, since time has gone on.
    reply.raw.once('close', () => this.#deliver());
    const answer = home.take(service, received);
    served.code = readDccMessage(parseXml(answer)).code;
    return reply.type('application/xml').send(Buffer.from(answer));
  }

  /** A User without an address could never get at what waits for it: of that the oldest is dropped instead. */
  #isPutOff(user: Eui64): boolean {
    const { receivers, mostWaiting = MOST_WAITING } = this.#configuration;
    return receivers.has(user) && this.#delivery.waitingFor(user) >= mostWaiting;
  }

  #refuse(error: FastifyError | HanlabError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { status, code, message } = refusalOf(error);
    const served = this.#served.get(request) ?? {};
    this.#served.set(request, served);
    served.code = code;
    // A home that could not be kept takes nothing any more.
    if (error.code === 'HANLAB_E_STATE') this.#fail(error);
    return reply.code(status).send(refusal(code, message));
  }

  /** Only for whoever sits at this machine, and no page of a browser that does. */
  #endQuarantine(how: 'release' | 'drop', request: FastifyRequest, reply: FastifyReply): FastifyReply {
    if (!isLoopback(request.socket.remoteAddress) || request.headers.origin !== undefined) {
      return reply.code(403).send(refusal('HANLAB_E_HTTP', 'the quarantine is ended from this machine only'));
    }
    const requests = this.#configuration.home.endQuarantine(how);
    reply.raw.once('close', () => this.#deliver());
    return reply.send({ requests });
  }

  #count(request: FastifyRequest, reply: FastifyReply): void {
    const service = SERVICE_OF_PATH.get(request.routeOptions.url ?? '');
    if (service === undefined || request.method !== 'POST') return;
    const { code = `HTTP_${reply.statusCode}`, received } = this.#served.get(request) ?? {};
    this.#requests.add({ service, code });
    const { id, variant, commandVariant } = received?.request ?? {};
    const what = id === undefined ? 'no request' : `${formatRequestId(id)} ${variant} CV${commandVariant}`;
    this.#tell(`${service} ${what}: ${code}, ${Math.round(reply.elapsedTime)} ms`);
  }

  #metrics(): string {
    const { home } = this.#configuration;
    const waiting = Array.from(
      this.#delivery.waiting,
      ([user, count]) => [{ party: formatEui64(user) }, count] as const,
    );
    return prometheusText([
      {
        name: 'hanlab_dcc_requests_total',
        help: 'Requests by service and response code, or error code where the document could not be read.',
        type: 'counter',
        values: this.#requests.values(),
      },
      {
        name: 'hanlab_dcc_documents_waiting',
        help: 'Documents that Users have not taken yet.',
        type: 'gauge',
        values: waiting,
      },
      {
        name: 'hanlab_dcc_documents_delivered_total',
        help: 'Documents that Users have taken, or said to be invalid.',
        type: 'counter',
        values: this.#delivered.values(),
      },
      {
        name: 'hanlab_dcc_delivery_failures_total',
        help: 'Tries to deliver that will be repeated.',
        type: 'counter',
        values: this.#retries.values(),
      },
      {
        name: 'hanlab_dcc_documents_dropped_total',
        help: 'Documents that nobody would ever have taken: for no User, or the oldest of too many for one without an address.',
        type: 'counter',
        values: this.#dropped.values(DROP_REASONS.map((reason) => ({ reason }))),
      },
      {
        name: 'hanlab_dcc_quarantined_requests',
        help: 'Requests that anomaly detection holds.',
        type: 'gauge',
        values: [[{}, home.held]],
      },
      {
        name: 'hanlab_dcc_anomaly_warnings_total',
        help: 'Requests beyond the number from which on their Users are to be warned.',
        type: 'counter',
        values: this.#warnings.values(),
      },
      {
        name: 'hanlab_dcc_future_dated_requests',
        help: 'Requests that the DCC holds until their time.',
        type: 'gauge',
        values: [[{}, home.futureDated]],
      },
      {
        name: 'hanlab_dcc_uptime_seconds',
        help: 'Seconds since the gateway was started.',
        type: 'gauge',
        values: [[{}, (Date.now() - this.#started) / 1000]],
      },
    ]);
  }

  #warn(header: RequestHeader, { warnAbove, seconds }: AnomalyThreshold): void {
    this.#warnings.add({ party: formatEui64(header.originator) });
    const request = `${formatRequestId(header)} ${header.variant}`;
    this.#tell(`anomaly detection: ${request} is beyond ${warnAbove} requests in ${seconds} s, and is sent`);
  }

  #tried({ sequence, to }: WaitingDocument, outcome: DeliveryOutcome, failure?: DeliveryFailure): void {
    const party = formatEui64(to);
    if (outcome === 'failed') this.#retries.add({ party });
    else {
      this.#delivered.add({ party, outcome });
      this.#forget(sequence);
    }
    const why =
      failure && ` at ${failure.address} (${failure.reason}), tried again in ${(failure.retryMs / 1000).toFixed(1)} s`;
    this.#tell(`document ${sequence} to ${party}: ${outcome}${why ?? ''}`);
  }

  /** Hands on what has been made since, and drops what nobody will ever take. */
  #deliver(): void {
    const { home, receivers, mostWaiting = MOST_WAITING } = this.#configuration;
    const documents = home.waitingAfter(this.#last);
    this.#last = documents.at(-1)?.sequence ?? this.#last;
    const [forUsers, others] = [documents.filter(isForUser), documents.filter((one) => !isForUser(one))];
    this.#delivery.add(forUsers);
    this.#drop(others, 'no User');
    for (const user of this.#delivery.waiting.keys()) {
      if (!receivers.has(user)) this.#drop(this.#delivery.keepNewest(user, mostWaiting), 'no address');
    }
  }

  #drop(documents: readonly WaitingDocument[], reason: DropReason): void {
    for (const { sequence, to } of documents) {
      this.#forget(sequence);
      this.#dropped.add({ reason });
      this.#tell(`document ${sequence} to ${formatEui64(to)}: dropped, ${reason}`);
    }
  }

  #forget(sequence: number): void {
    try {
      this.#configuration.home.arrived(sequence);
    } catch (error) {
      // It is there again after a start.
      this.#fail(error);
    }
  }

  #letTimeGo(): void {
    const { home } = this.#configuration;
    const goOn = (): void => {
      try {
        if (home.nextDue !== undefined && home.nextDue <= Date.now()) {
          home.advanceTo(Date.now());
          this.#deliver();
        }
      } catch (error) {
        this.#fail(error);
        return;
      }
      const wait = Math.min(LONGEST_WAIT_MS, Math.max(1, (home.nextDue ?? Number.POSITIVE_INFINITY) - Date.now()));
      this.#clock = setTimeout(goOn, wait);
    };
    goOn();
  }

  #tell(text: string): void {
    this.#configuration.onTold?.({ at: this.#configuration.home.now, text });
  }
}

const DROP_REASONS = ['no User', 'no address'] as const;
type DropReason = (typeof DROP_REASONS)[number];

const USERS_OF_DCC: ReadonlySet<Eui64> = new Set(USERS.map((name) => PARTIES[name].eui));

function isForUser({ to }: WaitingDocument): boolean {
  return USERS_OF_DCC.has(to);
}

const SERVICE_OF_PATH: ReadonlyMap<string, string> = new Map(
  Object.entries(SERVICE_PATHS).map(([service, path]) => [path, service]),
);

function serverOf(
  { tls, handshakeMs = HANDSHAKE_MS }: GatewayConfiguration,
  handler: Parameters<typeof createHttpServer>[1],
): Server {
  const server =
    tls === undefined
      ? createHttpServer(handler)
      : createHttpsServer(
          {
            key: Buffer.from(tls.key),
            cert: Buffer.from(tls.cert),
            minVersion: 'TLSv1.2',
            handshakeTimeout: handshakeMs,
            ...(tls.ca === undefined ? {} : { ca: Buffer.from(tls.ca), requestCert: true, rejectUnauthorized: true }),
          },
          handler,
        );
  server.requestTimeout = REQUEST_MS;
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}

function isLoopback(address: Eui64 | string | undefined): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address ?? '');
}

function refusal(code: string, message: string): { code: string; message: string } {
  return { code, message };
}

/** What a client is told of an error: its code, and what is wrong with the document, but nothing of what is within. */
function refusalOf(error: FastifyError | HanlabError): { status: number; code: string; message: string } {
  if (error instanceof DuisError) {
    const status = { DUIS_E_TOO_LARGE: 413, DUIS_E_NOT_EMULATED: 501 }[error.code as string] ?? 400;
    return { status, code: error.code, message: error.message.slice(0, MOST_MESSAGE) };
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { status: 413, code: 'DUIS_E_TOO_LARGE', message: `the limit is ${XML_LIMITS.octets} octets` };
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { status: 415, code: 'HANLAB_E_HTTP', message: `documents are ${XML_TYPES.join(' or ')}` };
    default: {
      const status = error instanceof HanlabError ? 500 : (error.statusCode ?? 500);
      if (status < 500) return { status, code: 'HANLAB_E_HTTP', message: 'the request is not as HTTP has it' };
      return { status: 500, code: 'HANLAB_E_HARNESS', message: 'the gateway has failed' };
    }
  }
}
