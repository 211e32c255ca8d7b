import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HanlabError } from '../../gbcs/index.js';
import { type ReadDccMessage, readDccMessage } from '../dcc/duis/response.js';
import { XML_LIMITS } from '../dcc/xml/limits.js';
import { verifyXml } from '../dcc/xml/signature.js';
import type { XmlCertificates } from '../dcc/xml/signing-keys.js';

/** Where a DCC puts what it has to say later, if the User says nothing else. */
const RECEIVE_PATH = '/smartdcc/duis';
/** Documents that are remembered, so that one which comes again is not heard again. */
const REMEMBERED = 10_000;

/**
 * The receive service of a DCC User: takes documents over HTTP, says 204 to those that the DCC has signed and 400 to all
 * else, and passes each on once, however often it comes.
 */
export class DuisReceiver {
  readonly #server: Server;
  readonly #certificates: XmlCertificates;
  readonly #hear: (message: ReadDccMessage, document: Uint8Array) => void;
  readonly #seen = new Set<string>();

  /** @param certificates of the DCC */
  constructor(certificates: XmlCertificates, hear: (message: ReadDccMessage, document: Uint8Array) => void) {
    this.#certificates = certificates;
    this.#hear = hear;
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
    });
    request.on('end', () => {
      const isHere = request.method === 'POST' && request.url === RECEIVE_PATH;
      const status = isHere ? this.#statusOf(Buffer.concat(chunks), length) : 404;
      response.writeHead(status).end();
    });
    request.on('error', () => response.destroy());
  }

  #statusOf(document: Uint8Array, length: number): number {
    if (length > XML_LIMITS.octets) return 400;
    try {
      const { root } = verifyXml(document, this.#certificates.find);
      const message = readDccMessage(root);
      // Signatures are random: the same octets are the same document.
      const text = Buffer.from(document).toString('latin1');
      if (this.#seen.has(text)) return 204;
      this.#seen.add(text);
      if (this.#seen.size > REMEMBERED) for (const oldest of [...this.#seen].slice(0, 1)) this.#seen.delete(oldest);
      this.#hear(message, document);
      return 204;
    } catch (error) {
      if (error instanceof HanlabError) return 400;
      throw error;
    }
  }
}
