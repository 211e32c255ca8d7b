import { connect } from 'node:net';
import { expect } from 'chai';
import { SERVICE_PATHS } from '../../../../emulator/dcc/duis/paths.js';
import { readDccMessage } from '../../../../emulator/dcc/duis/response.js';
import { parseXml } from '../../../../emulator/dcc/xml/document.js';
import { loadSchemas, type SchemaSet } from '../../../../emulator/dcc/xml/schema.js';
import { signXml } from '../../../../emulator/dcc/xml/signature.js';
import { testXmlSigner } from '../../../../emulator/dcc/xml/signing-keys.js';
import { element } from '../../../../emulator/dcc/xml/write.js';
import { DEVICES, makeIdentities, PARTIES } from '../../../../emulator/index.js';
import { formatEui64, opensslProvider } from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';
import { deactivate, readSwitches } from './bodies.js';
import { GatewayWorld, identities, until, userOf } from './gateway-world.js';

const { esme } = DEVICES;
const { transform, send, nonDevice } = SERVICE_PATHS;

const codeIn = async (response: Response): Promise<string> =>
  readDccMessage(parseXml(new Uint8Array(await response.arrayBuffer()))).code;
const refusalIn = async (response: Response): Promise<readonly [number, string]> => [
  response.status,
  ((await response.json()) as { code: string }).code,
];

describe('the gateway', () => {
  let schemas: SchemaSet;
  let world: GatewayWorld;
  let untouched: unknown;

  before(function () {
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });
  beforeEach(async () => {
    world = await GatewayWorld.start(schemas, 'secmp0046-full');
    untouched = stateOf();
  });
  afterEach(async () => {
    await world.stop();
  });

  const stateOf = (): unknown => world.home.devices.map((device) => device.snapshot());
  const request = (name: 'supplier' | 'distributor' = 'supplier', target = esme) => {
    const user = world.user(name);
    return Buffer.from(user.document(user.nextId(target), '7.6', 4, deactivate(1, 60))).toString();
  };

  describe('takes nothing hostile', () => {
    afterEach(async () => {
      expect(stateOf(), 'nothing was forwarded').to.deep.equal(untouched);
      expect(world.heardBy('supplier')).to.deep.equal([]);
      // And it is alive.
      expect((await fetch(`${world.address}/health`)).status).to.equal(200);
      expect(await codeIn(await world.post(transform, request()))).to.equal('I0');
    });

    const start = (): string => request().replace(/^<\?xml.*?\?>\s*/s, '');

    it('an entity expansion', async () => {
      const levels = Array.from({ length: 12 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('');
      const bomb = `<!DOCTYPE r [<!ENTITY e0 "lol">${levels}]>${start().replace('>60<', '>&e12;<')}`;
      const began = Date.now();
      expect(await refusalIn(await world.post(transform, bomb))).to.deep.equal([400, 'DUIS_E_XML']);
      expect(Date.now() - began).to.be.below(2000);
    });

    it('an external entity', async () => {
      const external = `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${start().replace('>60<', '>&x;<')}`;
      const response = await world.post(transform, external);
      const body = await response.text();
      expect([response.status, JSON.parse(body).code]).to.deep.equal([400, 'DUIS_E_XML']);
      expect(body)
        .to.not.include('root:')
        .and.not.match(/\bat .*\.[jt]s:/);
      expect(body.length).to.be.below(500);
    });

    it('a body of 100 MB, of which it reads no more than the limit', async () => {
      const { status, sent } = await pour(world.address, 100_000_000, true);
      expect(status).to.equal(413);
      expect(sent).to.be.below(50_000_000);
    });

    it('a body of 100 MB that does not say how long it is', async () => {
      const { status, sent } = await pour(world.address, 100_000_000, false);
      expect(status).to.equal(413);
      expect(sent).to.be.below(50_000_000);
    });

    it('a wrong key, of a certificate that it knows', async () => {
      const { eui } = PARTIES.supplier;
      const other = testXmlSigner(makeIdentities(opensslProvider, 'another').pki, eui).signer;
      const { signer } = testXmlSigner(identities.pki, eui);
      const unsigned = request().replace(/<ds:Signature.*<\/ds:Signature>/s, '');
      const document = signXml(Buffer.from(unsigned), { ...signer, privateKey: other.privateKey });
      expect(await codeIn(await world.post(transform, document))).to.equal('E100');
    });

    it('no signature', async () => {
      const unsigned = request().replace(/<ds:Signature.*<\/ds:Signature>/s, '');
      expect(await codeIn(await world.post(transform, unsigned))).to.equal('E100');
    });

    it('a counter that was there, and a lower one', async () => {
      const [lower, document] = [request(), request()];
      expect(await codeIn(await world.post(transform, document))).to.equal('I0');
      expect(await codeIn(await world.post(transform, document))).to.equal('E100');
      expect(await codeIn(await world.post(transform, lower))).to.equal('E100');
    });

    it('the identifier of another party, signed with its own key', async () => {
      const own = userOf('otherSupplier', world.address, 'secmp0046-full');
      const id = { originator: PARTIES.supplier.eui, target: esme, counter: 9000n };
      const document = own.document(id, '7.6', 4, deactivate(1, 60));
      expect(await codeIn(await world.post(transform, document))).to.equal('E100');
    });

    it('a Signed Pre-Command that another party has signed', async () => {
      const user = world.user('supplier');
      const id = user.nextId(esme);
      const answer = await world.post(transform, user.document(id, '7.6', 4, deactivate(1, 60)));
      const { payload } = readDccMessage(parseXml(new Uint8Array(await answer.arrayBuffer())));
      const signed = world.user('otherSupplier').signed(payload ?? new Uint8Array(0));
      expect(await codeIn(await world.post(send, user.document(id, '7.6', 5, signed)))).to.match(/^E/);
    });

    it('another type of content, and none', async () => {
      expect(await refusalIn(await world.post(transform, request(), 'application/json'))).to.deep.equal([
        415,
        'HANLAB_E_HTTP',
      ]);
      expect(await refusalIn(await world.post(transform, ''))).to.deep.equal([400, 'DUIS_E_XML']);
    });

    it('what the schema does not have, and what is no request', async () => {
      const wrong = request().replace('index="1"', 'index="6"');
      expect(await refusalIn(await world.post(transform, wrong))).to.deep.equal([400, 'DUIS_E_SCHEMA']);
      const answer = await (await world.post(transform, request())).text();
      expect(await refusalIn(await world.post(transform, answer))).to.deep.equal([400, 'DUIS_E_SCHEMA']);
    });

    it('a request at the wrong path, and paths that are not there', async () => {
      expect(await codeIn(await world.post(send, request()))).to.equal('E13');
      expect(await codeIn(await world.post(nonDevice, request()))).to.equal('E13');
      const nowhere = await world.post('/api/v1/serviceX', request());
      expect(await refusalIn(nowhere)).to.deep.equal([404, 'HANLAB_E_HTTP']);
      expect((await fetch(world.address + transform)).status).to.equal(404);
    });
  });

  it('counts requests by service and code, and what is delivered', async () => {
    expect((await world.user('supplier').request('7.7', esme, readSwitches)).kind).to.equal('done');
    await world.post(transform, 'nonsense');
    await world.post(transform, request(), 'text/plain');
    const party = formatEui64(PARTIES.supplier.eui);
    expect(await world.metric('hanlab_dcc_requests_total{service="send",code="I99"}')).to.equal(1);
    expect(await world.metric('hanlab_dcc_requests_total{service="transform",code="DUIS_E_XML"}')).to.equal(1);
    expect(await world.metric('hanlab_dcc_requests_total{service="transform",code="HANLAB_E_HTTP"}')).to.equal(1);
    const delivered = `hanlab_dcc_documents_delivered_total{party="${party}",outcome="delivered"}`;
    await until('delivered', async () => (await world.metric(delivered)) === 1);
    expect(await world.metric(`hanlab_dcc_documents_waiting{party="${party}"}`)).to.equal(0);
    expect(await world.metric('hanlab_dcc_uptime_seconds')).to.be.greaterThan(0);
  });

  it('answers services that it does not have with 501', async () => {
    const user = world.user('supplier');
    const body = element('RequestWANMatrix', [element('UPRN', '1')]);
    const document = user.document(user.nextId(PARTIES.broker.eui), '12.1', 8, body);
    expect(await refusalIn(await world.post(nonDevice, document))).to.deep.equal([501, 'DUIS_E_NOT_EMULATED']);
  });
});

/** Posts many octets by hand. @returns the status, and how many octets the server took before it gave up */
function pour(address: string, octets: number, says: boolean): Promise<{ status: number; sent: number }> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve) => {
    let sent = 0;
    let said = '';
    const socket = connect(Number(port), hostname);
    const chunk = Buffer.alloc(65_536, 0x20);
    const length = says ? `Content-Length: ${octets}` : 'Transfer-Encoding: chunked';
    socket.write(`POST ${transform} HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\n${length}\r\n\r\n`);
    const more = (): void => {
      while (sent < octets && !socket.destroyed) {
        sent += chunk.length;
        if (!says) socket.write(`${chunk.length.toString(16)}\r\n`);
        const goesOn = socket.write(chunk);
        if (!says) socket.write('\r\n');
        if (!goesOn) return;
      }
    };
    const end = (): void => {
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(said)?.[1]), sent });
      socket.destroy();
    };
    socket.on('drain', more);
    socket.on('data', (data) => {
      said += data.toString();
    });
    socket.on('error', () => {});
    socket.on('close', end);
    socket.on('end', end);
    more();
  });
}
