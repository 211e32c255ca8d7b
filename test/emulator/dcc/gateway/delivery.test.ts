import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { WaitingDocument } from '../../../../emulator/dcc/gateway/dcc-home.js';
import { Delivery, type DeliveryFailure, type DeliveryOutcome } from '../../../../emulator/dcc/gateway/delivery.js';
import { readReceivers } from '../../../../emulator/dcc/gateway/users.js';
import { PARTIES } from '../../../../emulator/index.js';
import { type Eui64, formatEui64, UsageError } from '../../../../gbcs/index.js';
import { until } from './gateway-world.js';

const { supplier, distributor } = PARTIES;

/** A User's receive service that answers with these statuses, then 204; 0 never answers. */
class Receiver {
  readonly got: string[] = [];
  readonly at: number[] = [];
  readonly #server: Server;

  constructor(statuses: readonly number[]) {
    const left = [...statuses];
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        this.got.push(body);
        this.at.push(Date.now());
        const status = left.shift() ?? 204;
        if (status !== 0) response.writeHead(status, { location: '/elsewhere' }).end();
      });
    });
  }

  async url(): Promise<URL> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/smartdcc/duis`);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

const documents = (to: Eui64, ...sequences: number[]): WaitingDocument[] =>
  sequences.map((sequence) => ({ sequence, to, from: supplier.eui, at: 0, message: Buffer.from(String(sequence)) }));

describe('delivery of documents', () => {
  const receivers: Receiver[] = [];
  const tried: string[] = [];
  const reasons: string[] = [];
  let delivery: Delivery;

  async function deliver(
    statuses: Readonly<Partial<Record<'supplier' | 'distributor', readonly number[]>>>,
  ): Promise<void> {
    const urls = new Map<Eui64, URL>();
    for (const [name, list] of Object.entries(statuses)) {
      const receiver = new Receiver(list);
      receivers.push(receiver);
      urls.set(PARTIES[name as 'supplier'].eui, await receiver.url());
    }
    const onTried = ({ sequence }: WaitingDocument, outcome: DeliveryOutcome, failure?: DeliveryFailure) => {
      tried.push(`${sequence} ${outcome}`);
      if (failure !== undefined) reasons.push(`${failure.reason}, ${failure.retryMs}`);
    };
    delivery = new Delivery({ receivers: urls, firstRetryMs: 20, longestRetryMs: 100, answerMs: 200, onTried });
  }

  afterEach(async () => {
    await delivery.stop();
    for (const receiver of receivers.splice(0)) receiver.close();
    tried.length = 0;
    reasons.length = 0;
  });

  it('repeats a document, ever more slowly, before it goes on to the next', async () => {
    await deliver({ supplier: [500, 404, 302, 503] });
    delivery.add(documents(supplier.eui, 1, 2));
    await until('both', () => delivery.waitingFor(supplier.eui) === 0);
    expect(tried).to.deep.equal(['1 failed', '1 failed', '1 failed', '1 failed', '1 delivered', '2 delivered']);
    expect(receivers[0]?.got).to.deep.equal(['1', '1', '1', '1', '1', '2']);
    expect(reasons).to.deep.equal(['HTTP 500, 20', 'HTTP 404, 40', 'HTTP 302, 80', 'HTTP 503, 100']);
    const at = receivers[0]?.at ?? [];
    const waits = at.slice(1, 5).map((time, i) => time - (at[i] ?? 0));
    for (const [i, least] of [20, 40, 80, 100].entries()) expect(waits[i], `wait ${i}`).to.be.at.least(least - 2);
  });

  it('lets go what the User says is invalid', async () => {
    await deliver({ supplier: [400] });
    delivery.add(documents(supplier.eui, 1, 2));
    await until('both', () => delivery.waitingFor(supplier.eui) === 0);
    expect(tried).to.deep.equal(['1 invalid', '2 delivered']);
  });

  it('lets one User that does not answer hold up nobody else', async () => {
    await deliver({ supplier: [0, 0], distributor: [] });
    delivery.add([...documents(supplier.eui, 1), ...documents(distributor.eui, 2, 3)]);
    await until('the other', () => delivery.waitingFor(distributor.eui) === 0);
    expect(tried).to.deep.equal(['2 delivered', '3 delivered']);
    expect(delivery.waitingFor(supplier.eui)).to.equal(1);
    await until('the first', () => delivery.waitingFor(supplier.eui) === 0);
    expect(reasons).to.deep.equal(['no answer within 200 ms, 20', 'no answer within 200 ms, 40']);
    expect(tried.slice(2)).to.deep.equal(['1 failed', '1 failed', '1 delivered']);
  });

  it('keeps what is for a User of whom it has no address', async () => {
    await deliver({});
    delivery.add(documents(supplier.eui, 1));
    expect([...delivery.waiting]).to.deep.equal([[supplier.eui, 1]]);
  });

  it('ends the try that is under way, and begins no other', async () => {
    await deliver({ supplier: [500] });
    delivery.add(documents(supplier.eui, 1, 2));
    await delivery.stop();
    expect(tried).to.deep.equal(['1 failed']);
    delivery.add(documents(supplier.eui, 3));
    expect(delivery.waitingFor(supplier.eui)).to.equal(3);
    expect(tried.length).to.equal(1);
  });
});

describe('addresses of Users', () => {
  it('are by name or identifier, with the usual path where they have none', () => {
    const read = readReceivers({
      supplier: 'http://127.0.0.1:9000',
      [formatEui64(distributor.eui)]: 'https://localhost/own/path',
    });
    expect([...read].map(([eui, url]) => [eui, url.href])).to.deep.equal([
      [supplier.eui, 'http://127.0.0.1:9000/smartdcc/duis'],
      [distributor.eui, 'https://localhost/own/path'],
    ]);
  });

  const wrong: readonly unknown[] = [
    null,
    [],
    'http://127.0.0.1',
    { supplier: 9000 },
    { supplier: 'ftp://127.0.0.1' },
    { supplier: 'http://user:secret@127.0.0.1' },
    { supplier: 'not an address' },
    { nobody: 'http://127.0.0.1' },
    { [formatEui64(PARTIES.recovery.eui)]: 'http://127.0.0.1' },
    { supplier: 'http://127.0.0.1', [supplier.eui]: 'http://127.0.0.1' },
  ];
  for (const json of wrong) {
    it(`are not ${JSON.stringify(json)}`, () => {
      expect(() => readReceivers(json))
        .to.throw(UsageError)
        .that.satisfies(({ code, message }: UsageError) => code === 'HANLAB_E_INPUT' && !message.includes('secret'));
    });
  }
});
