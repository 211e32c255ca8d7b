import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeFrame, type Eui64, eui64, HanlabError } from '../../gbcs/index.js';
import { RECEIVE_PATH } from '../dcc/duis/paths.js';
import { type ReadDccMessage, readDccMessage } from '../dcc/duis/response.js';
import { XML_LIMITS } from '../dcc/xml/limits.js';
import type { XmlSchema } from '../dcc/xml/schema.js';
import { verifyXml } from '../dcc/xml/signature.js';
import type { XmlCertificates } from '../dcc/xml/signing-keys.js';

const REMEMBERED = 10_000;

export interface DuisReceiverOptions {
  /** Whose receive service it is: what names another User is invalid. With or without dashes; documents for any User are taken where left out. */
  readonly user?: string;
  /** The DUIS schema that documents have to be valid by; not asked where left out. */
  readonly schema?: XmlSchema;
  /** How many documents are remembered, so that one which comes again is not heard again; 10,000 where left out. */
  readonly remembered?: number;
}

/**
 * The receive service of a DCC User: takes documents over HTTP, says 204 to those that the DCC has signed and 400 to all
 * else, and passes each on once, however often it comes. Where whoever hears it throws, it says 500, so that the DCC brings
 * the document again.
 */
export class DuisReceiver {
  readonly #server: Server;
  readonly #certificates: XmlCertificates;
  readonly #hear: (message: ReadDccMessage, document: Uint8Array) => void;
  readonly #options: DuisReceiverOptions;
  readonly #user: Eui64 | undefined;
  /** Digests of documents, oldest first. */
  readonly #seen = new Set<string>();

  /** @param certificates of the DCC. @throws CodecError `GBCS_E_VALUE` where the User of the options is no identifier */
  constructor(
    certificates: XmlCertificates,
    hear: (message: ReadDccMessage, document: Uint8Array) => void,
    options: DuisReceiverOptions = {},
  ) {
    this.#certificates = certificates;
    this.#hear = hear;
    this.#options = options;
    this.#user = options.user === undefined ? undefined : eui64(options.user);
    this.#server = createServer((request, response) => this.#take(request, response));
  }

  /** @param port any where 0. @returns where documents are to be put */
  async listen(port = 0, host = '127.0.0.1'): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, resolve);
    });
    return `http://${host}:${(this.#server.address() as AddressInfo).port}${RECEIVE_PATH}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= XML_LIMITS.octets) chunks.push(chunk);
      // No more of it is read.
      else if (!response.headersSent) response.writeHead(400, { connection: 'close' }).end(() => request.destroy());
    });
    request.on('end', () => {
      if (response.headersSent) return;
      const isHere = request.method === 'POST' && request.url === RECEIVE_PATH;
      response.writeHead(isHere ? this.#statusOf(Buffer.concat(chunks)) : 404).end();
    });
    request.on('error', () => response.destroy());
  }

  #statusOf(document: Uint8Array): number {
    const message = this.#read(document);
    if (message === undefined) return 400;
    // Signatures are random: the same octets are the same document.
    const digest = createHash('sha256').update(document).digest('base64');
    if (this.#seen.has(digest)) return 204;
    try {
      this.#hear(message, document);
    } catch {
      return 500;
    }
    this.#seen.add(digest);
    const { remembered = REMEMBERED } = this.#options;
    if (this.#seen.size > remembered) {
      const [oldest = ''] = this.#seen;
      this.#seen.delete(oldest);
    }
    return 204;
  }

  /** @returns undefined for what is no document of the DCC for this User */
  #read(document: Uint8Array): ReadDccMessage | undefined {
    const user = this.#user;
    try {
      const message = readDccMessage(verifyXml(document, this.#certificates.find, this.#options.schema).root);
      return user === undefined || (recipientOf(message) ?? user) === user ? message : undefined;
    } catch (error) {
      if (error instanceof HanlabError) return undefined;
      throw error;
    }
  }
}

/** Whom a document is for: whose request it answers, or whom a device tells. An alert of the DCC itself does not say. */
function recipientOf({ request, payload }: ReadDccMessage): Eui64 | undefined {
  if (request !== undefined) return request.originator;
  return payload && decodeFrame(payload).header.recipient;
}
