import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { readRequest } from '../../../emulator/dcc/duis/request.js';
import { type DccMessage, writeDccMessage } from '../../../emulator/dcc/duis/response.js';
import { parseXml } from '../../../emulator/dcc/xml/document.js';
import { loadSchemas, type SchemaSet } from '../../../emulator/dcc/xml/schema.js';
import { signXml } from '../../../emulator/dcc/xml/signature.js';
import { DCC_XML_SIGN_ROLE, testXmlSigner, XmlCertificates } from '../../../emulator/dcc/xml/signing-keys.js';
import { DEVICES, PARTIES } from '../../../emulator/index.js';
import { DuisReceiver } from '../../../emulator/parties/duis-receiver.js';
import { requireShared } from '../../shared.js';
import { deactivate, readSwitches } from '../dcc/gateway/bodies.js';
import { certificatesOfDcc, GatewayWorld, identities, until, userOf } from '../dcc/gateway/gateway-world.js';

const { esme } = DEVICES;
const dccSigner = testXmlSigner(identities.pki, PARTIES.broker.eui, DCC_XML_SIGN_ROLE).signer;

/** What a DCC that is not ours does with a request: answers with a document, with a status, or not at all. */
type Behaviour = (path: string, document: Uint8Array, at: number) => DccMessage | number | undefined;

async function dccThat(behave: Behaviour): Promise<{ endpoint: string; close(): void; readonly asked: Uint8Array[] }> {
  const asked: Uint8Array[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const document = Buffer.concat(chunks);
      asked.push(document);
      const answer = behave(request.url ?? '', document, asked.length);
      if (typeof answer === 'number') response.writeHead(answer, { 'retry-after': '0' }).end('no');
      else if (answer !== undefined) response.end(signXml(writeDccMessage(answer, Date.now()), dccSigner));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const answerTo = (document: Uint8Array, code: string): DccMessage => {
  const { id, variant } = readRequest(parseXml(document));
  return { kind: 'response', request: id, variant, code };
};
const countersOf = (documents: readonly Uint8Array[]) =>
  documents.map((document) => Number(readRequest(parseXml(document)).id.counter));

describe('a DCC User over HTTP', () => {
  let schemas: SchemaSet;
  let dcc: Awaited<ReturnType<typeof dccThat>> | undefined;

  before(function () {
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });
  afterEach(() => {
    dcc?.close();
    dcc = undefined;
  });

  const user = (options = {}) => userOf('supplier', dcc?.endpoint ?? '', 'secmp0046-core', options);

  it('asks again with a new counter where the device cannot be reached, and no more often than it may', async () => {
    dcc = await dccThat((_path, document) => answerTo(document, 'E20'));
    const outcome = await user({ attempts: 3 }).request('7.7', esme, readSwitches);
    expect(outcome).to.include({ kind: 'unreachable', code: 'E20', attempts: 3 });
    expect(countersOf(dcc.asked)).to.deep.equal([5001, 5002, 5003]);
  });

  it('asks again with a new counter where no Response comes, and takes the one to the new request', async () => {
    let asker: ReturnType<typeof user> | undefined;
    dcc = await dccThat((_path, document, at) => {
      const { id, variant } = readRequest(parseXml(document));
      // To the first the DCC says later that there was none; to the second it never says anything; the third is answered.
      if (at !== 2) setTimeout(() => asker?.hear({ code: at === 1 ? 'E21' : 'I0', request: id, variant }), 5);
      return answerTo(document, 'I99');
    });
    asker = user({ responseMs: 50 });
    const outcome = await asker.request('7.7', esme, readSwitches);
    expect(outcome).to.include({ kind: 'done', attempts: 3 });
    expect(outcome.request.counter).to.equal(5003n);
    expect(countersOf(dcc.asked)).to.deep.equal([5001, 5002, 5003]);
  });

  it('asks again where the DCC does not answer, and says so in the end', async () => {
    dcc = await dccThat(() => undefined);
    const outcome = await user({ answerMs: 50, attempts: 2 }).request('7.7', esme, readSwitches);
    expect(outcome).to.include({ kind: 'timeout', waitedFor: 'answer', attempts: 2 });
    expect(countersOf(dcc.asked)).to.deep.equal([5001, 5002]);
  });

  it('puts the same document again where the DCC is busy', async () => {
    dcc = await dccThat((_path, document, at) => (at < 3 ? 503 : answerTo(document, 'E2')));
    const outcome = await user().request('7.7', esme, readSwitches);
    expect(outcome).to.include({ kind: 'refused', code: 'E2', attempts: 1 });
    expect(countersOf(dcc.asked)).to.deep.equal([5001, 5001, 5001]);
  });

  it('does not repeat what is refused, and tells what is no document', async () => {
    dcc = await dccThat(() => 400);
    expect(await user().request('7.7', esme, readSwitches)).to.include({ kind: 'rejected', status: 400, attempts: 1 });
  });

  it('takes no answer that the DCC has not signed', async () => {
    dcc = await dccThat((_path, document) => answerTo(document, 'I99'));
    const outcome = await user({ certificates: new XmlCertificates() }).request('7.7', esme, readSwitches);
    expect(outcome).to.include({ kind: 'rejected', status: 200 });
  });

  describe('compares a Pre-Command with its own request', () => {
    /** Another DCC, that changes the Pre-Commands of ours. */
    async function through(change: (payload: Uint8Array) => Uint8Array) {
      const world = await GatewayWorld.start(schemas, 'secmp0046-core');
      dcc = await dccThat((path, document) => {
        if (path !== '/api/v1/serviceT') return answerTo(document, 'E5');
        const received = world.home.read(document);
        const answer = world.home.take('transform', received);
        const text = Buffer.from(answer).toString();
        const [, payload = ''] = /<sr:GBCSPayload>(.*?)</.exec(text) ?? [];
        const changed = change(new Uint8Array(Buffer.from(payload, 'base64')));
        const { id, variant } = received.request;
        const content = { kind: 'preCommand', gbcsVersion: '3.1', payload: changed } as const;
        return { kind: 'response', request: id, variant, code: 'I0', content };
      });
      const outcome = await user().request('7.6', esme, deactivate(1, 60));
      await world.stop();
      return { outcome, asked: dcc.asked.length };
    }

    it('signs one that is the same, also with an octet for no signature at its end', async () => {
      for (const change of [(same: Uint8Array) => same, (same: Uint8Array) => Buffer.concat([same, Buffer.of(0)])]) {
        const { outcome, asked } = await through(change);
        expect(outcome).to.include({ kind: 'refused', code: 'E5', service: 'send' });
        expect(asked).to.equal(2);
        dcc?.close();
      }
    });

    it('signs none with any octet changed', async function () {
      this.timeout(10_000);
      const { outcome, asked } = await through((payload) => {
        const changed = Buffer.from(payload);
        // The switch: the last octet but one.
        changed[changed.length - 2] = 2;
        return changed;
      });
      expect(outcome).to.include({ kind: 'differs', attempts: 1 });
      expect(asked, 'nothing was sent').to.equal(1);
    });
  });

  describe('receives', () => {
    it('what the DCC has signed, once, and nothing else', async () => {
      const heard: string[] = [];
      const receiver = new DuisReceiver(certificatesOfDcc(), ({ code }) => heard.push(code));
      const url = await receiver.listen();
      const body = { kind: 'dccAlert', alertCode: 'N1', body: { name: 'X', content: '' } } as const;
      const document = writeDccMessage(body, Date.now());
      const post = async (octets: Uint8Array, at = url) =>
        (await fetch(at, { method: 'POST', body: new Uint8Array(octets) })).status;
      const own = signXml(document, dccSigner);
      expect(await post(own)).to.equal(204);
      expect(await post(own), 'again').to.equal(204);
      expect(await post(document), 'unsigned').to.equal(400);
      expect(await post(signXml(document, testXmlSigner(identities.pki, PARTIES.supplier.eui).signer))).to.equal(400);
      expect(await post(Buffer.from('nonsense'))).to.equal(400);
      expect(await post(own, new URL('/other', url).href)).to.equal(404);
      await until('heard', () => heard.length > 0);
      expect(heard).to.deep.equal(['I0']);
      await receiver.close();
    });
  });
});
