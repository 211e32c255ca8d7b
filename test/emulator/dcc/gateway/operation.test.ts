import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { expect } from 'chai';
import { readThresholds } from '../../../../emulator/dcc/anomaly-detection.js';
import { SERVICE_PATHS } from '../../../../emulator/dcc/duis/paths.js';
import { keyFilesOf } from '../../../../emulator/dcc/gateway/key-files.js';
import { loadSchemas, type SchemaSet } from '../../../../emulator/dcc/xml/schema.js';
import { element } from '../../../../emulator/dcc/xml/write.js';
import { DEVICES, PARTIES } from '../../../../emulator/index.js';
import { formatEui64, UsageError } from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';
import { readSwitches } from './bodies.js';
import { GatewayWorld, identities, until } from './gateway-world.js';

const { esme } = DEVICES;

describe('the gateway at work', () => {
  let schemas: SchemaSet;
  let world: GatewayWorld | undefined;

  before(function () {
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });
  afterEach(async () => {
    await world?.stop();
    world = undefined;
  });

  it('puts off a User for whom too much waits, and nobody else', async () => {
    world = await GatewayWorld.start(schemas, 'secmp0046-core', {
      receiving: ['distributor'],
      away: ['supplier'],
      gateway: { mostWaiting: 2 },
    });
    const { home } = world;
    const [supplier, distributor] = [world.user('supplier'), world.user('distributor')];
    const ask = (user: typeof supplier) => {
      const document = user.document(user.nextId(esme), '7.7', 1, readSwitches);
      return (world as GatewayWorld).post(SERVICE_PATHS.send, document);
    };
    for (const _ of [1, 2]) expect((await ask(supplier)).status).to.equal(200);
    await until('both wait', () => home.waitingAfter(0).length === 2);
    const refused = await ask(supplier);
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).to.deep.equal([503, true]);
    expect(((await refused.json()) as { code: string }).code).to.equal('DUIS_E_BUSY');
    expect(await world.metric('hanlab_dcc_requests_total{service="send",code="DUIS_E_BUSY"}')).to.equal(1);
    expect(home.waitingAfter(0).length, 'nothing was done').to.equal(2);
    expect((await distributor.request('7.7', esme, readSwitches)).kind).to.equal('done');
    // A stranger cannot find out who is put off.
    const unsigned = Buffer.from(supplier.document(supplier.nextId(esme), '7.7', 1, readSwitches)).toString();
    const stranger = unsigned.replace(/<ds:Signature.*<\/ds:Signature>/s, '');
    expect((await world.post(SERVICE_PATHS.send, stranger)).status).to.equal(200);
  });

  it('drops the oldest of too many for a User without an address, and all for a party that is no User', async () => {
    world = await GatewayWorld.start(schemas, 'secmp0046-core', { receiving: [], gateway: { mostWaiting: 2 } });
    const { home } = world;
    const user = world.user('supplier');
    for (const _ of [1, 2, 3, 4]) {
      const document = user.document(user.nextId(esme), '7.7', 1, readSwitches);
      expect((await world.post(SERVICE_PATHS.send, document)).status).to.equal(200);
    }
    const sequences = () => home.waitingAfter(0).map(({ sequence }) => sequence);
    await until('two are dropped', () => sequences().length === 2);
    expect(sequences(), 'the newest are kept').to.deep.equal([3, 4]);
    expect(await world.metric('hanlab_dcc_documents_dropped_total{reason="no address"}')).to.equal(2);
    expect(await world.metric('hanlab_dcc_documents_dropped_total{reason="no User"}')).to.equal(0);
    expect(world.lines.filter((line) => line.endsWith('dropped, no address')).length).to.equal(2);
    // Which waits, and is for nobody who could ever take it.
    const [waiting, ...rest] = home.waitingAfter(0);
    if (waiting === undefined) throw new Error('nothing waits');
    const forNobody = { ...waiting, sequence: 5, to: PARTIES.recovery.eui };
    home.waitingAfter = (after) => [waiting, ...rest, forNobody].filter(({ sequence }) => sequence > after);
    const another = user.document(user.nextId(PARTIES.broker.eui), '7.7', 1, readSwitches);
    expect((await world.post(SERVICE_PATHS.nonDevice, another)).status).to.equal(200);
    const noUser = 'hanlab_dcc_documents_dropped_total{reason="no User"}';
    await until('it is dropped', async () => (await world?.metric(noUser)) === 1);
  });

  it('hands on what has come of time that went by with a request that it cannot answer', async () => {
    world = await GatewayWorld.start(schemas, 'secmp0046-core');
    const { home } = world;
    const user = world.user('supplier');
    // A Response that has come and that nobody has been told of yet.
    home.take('send', home.read(user.document(user.nextId(esme), '7.7', 1, readSwitches)));
    const matrix = element('RequestWANMatrix', [element('UPRN', '1')]);
    const refused = user.document(user.nextId(PARTIES.broker.eui), '12.1', 8, matrix);
    expect((await world.post(SERVICE_PATHS.nonDevice, refused)).status).to.equal(501);
    await until('heard', () => world?.heardBy('supplier').length === 1);
  });

  it('answers what is under way when it is told to stop, and keeps what is not delivered', async () => {
    world = await GatewayWorld.start(schemas, 'secmp0046-core', { receiving: [] });
    const user = world.user('supplier');
    const document = Buffer.from(user.document(user.nextId(esme), '7.7', 1, readSwitches));
    const { address } = world;
    const request = httpRequest(address + SERVICE_PATHS.send, {
      method: 'POST',
      headers: { 'content-type': 'application/xml', 'content-length': document.length },
    });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      request.on('error', reject).on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });
    // Half of it is there when it is told to stop, and the rest comes later.
    await new Promise((resolve) => request.write(document.subarray(0, document.length >> 1), resolve));
    await until('it is connected', async () => (await fetch(`${address}/health`)).ok);
    const stopped = world.stop();
    await until('it takes no more', () =>
      fetch(`${address}/health`).then(
        ({ status }) => status === 503,
        () => true,
      ),
    );
    expect(world.lines, 'not answered yet').to.deep.equal([]);
    request.end(document.subarray(document.length >> 1));
    expect(await answered).to.equal(200);
    expect(await stopped).to.equal(1);
    world = undefined;
    const after = await fetch(`${address}/health`).catch((error: unknown) => error);
    expect(after).to.be.instanceOf(TypeError);
  });

  it('holds what goes beyond a threshold until it is released on this machine', async () => {
    const thresholds = readThresholds({
      thresholds: [{ variants: ['7.7'], seconds: 3600, quarantineAbove: 1, setBy: 'dcc' }],
    });
    world = await GatewayWorld.start(schemas, 'secmp0046-core', { installation: { thresholds } });
    const user = world.user('supplier');
    expect((await user.request('7.7', esme, readSwitches)).kind).to.equal('done');
    const held = user.request('7.7', esme, readSwitches);
    await until('held', async () => (await world?.metric('hanlab_dcc_quarantined_requests')) === 1);
    const page = await fetch(`${world.address}/quarantine/release`, {
      method: 'POST',
      headers: { origin: 'http://evil.example' },
    });
    expect(page.status).to.equal(403);
    const released = await fetch(`${world.address}/quarantine/release`, { method: 'POST' });
    expect(await released.json()).to.deep.equal({ requests: 1 });
    expect((await held).kind).to.equal('done');
    expect(JSON.stringify(user.alerts.map(({ content }) => content))).to.include('QuarantinedRequest');
  });

  it('says and counts where a User is to be warned, which hears nothing of it', async () => {
    const thresholds = readThresholds({
      thresholds: [{ variants: ['7.7'], seconds: 3600, warnAbove: 1, quarantineAbove: 3, setBy: 'user' }],
    });
    world = await GatewayWorld.start(schemas, 'secmp0046-core', { installation: { thresholds } });
    const user = world.user('supplier');
    const warnings = `hanlab_dcc_anomaly_warnings_total{party="${formatEui64(PARTIES.supplier.eui)}"}`;
    for (const expected of [0, 1, 2]) {
      expect((await user.request('7.7', esme, readSwitches)).kind).to.equal('done');
      expect(await world.metric(warnings)).to.equal(expected);
    }
    const lines = world.lines.filter((line) => line.startsWith('anomaly detection: '));
    expect(lines).to.have.length(2);
    expect(lines[0]).to.match(/:5002 7\.7 is beyond 1 requests in 3600 s, and is sent$/);
    expect(user.alerts).to.deep.equal([]);
  });

  it('sends in real time what it was to hold until then', async () => {
    world = await GatewayWorld.start(schemas, 'secmp0046-core', {
      home: { time: 'real' },
      installation: { start: Date.now() },
      gateway: { time: 'real' },
    });
    const user = world.user('supplier');
    const body = element('ReadALCSData', [element('ExecutionDateTime', new Date(Date.now() + 3000).toISOString())]);
    const answer = await world.post(SERVICE_PATHS.send, user.document(user.nextId(esme), '7.7', 1, body));
    expect(answer.status).to.equal(200);
    expect(await world.metric('hanlab_dcc_future_dated_requests')).to.equal(1);
    expect(world.heardBy('supplier')).to.deep.equal([]);
    await until('answered', () => world?.heardBy('supplier').length === 1);
    expect(world.heardBy('supplier')[0]).to.include({ code: 'I0' });
    expect(await world.metric('hanlab_dcc_future_dated_requests')).to.equal(0);
  });

  it('by TLS lets in whoever has a certificate of its authority, and nobody else', async () => {
    const files = new Map(keyFilesOf(identities).map(({ name, text }) => [name, Buffer.from(text)]));
    const own = PARTIES.supplier.eui;
    const file = (name: string) => files.get(name) ?? Buffer.alloc(0);
    const pem = ({ certificate }: { certificate: { der: Uint8Array } }) =>
      `-----BEGIN CERTIFICATE-----\n${Buffer.from(certificate.der).toString('base64')}\n-----END CERTIFICATE-----\n`;
    const { root, issuingAuthority } = identities.pki;
    const ca = Buffer.from(pem(root) + pem(issuingAuthority));
    const tls = { key: file(`xml/${own}-ds.key`), cert: file(`xml/${own}-ds.pem`), ca };
    world = await GatewayWorld.start(schemas, 'secmp0046-core', { gateway: { tls, handshakeMs: 100 } });
    const { address } = world;
    expect(address).to.match(/^https:/);
    const health = (client: object) =>
      new Promise<number | string | undefined>((resolve) => {
        const options = { ...client, rejectUnauthorized: false, agent: false as const };
        httpsRequest(`${address}/health`, options, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', () => resolve('refused'))
          .end();
      });
    expect(await health({ key: tls.key, cert: tls.cert })).to.equal(200);
    expect(await health({})).to.equal('refused');
    // Who says nothing at all is not waited for.
    const { hostname, port } = new URL(address);
    const silent = connect(Number(port), hostname).on('error', () => {});
    await until('cut', () => silent.destroyed);
  });

  describe('thresholds', () => {
    const good = { variants: ['7.6'], seconds: 60, quarantineAbove: 250, setBy: 'user' };

    it('are read', () => {
      const all = { ...good, party: '0A-00-00-00-00-02-00-00', warnAbove: 200 };
      expect(readThresholds({ thresholds: [good, all] })).to.deep.equal([
        good,
        { ...all, party: PARTIES.distributor.eui },
      ]);
    });

    const wrong: readonly (readonly [unknown, string])[] = [
      [{}, 'thresholds'],
      [{ thresholds: [], more: 1 }, 'thresholds'],
      [{ thresholds: [1] }, 'thresholds[0]'],
      [{ thresholds: [{ ...good, limit: 1 }] }, 'thresholds[0].limit'],
      [{ thresholds: [{ ...good, variants: [] }] }, 'thresholds[0].variants'],
      [{ thresholds: [{ ...good, variants: ['7.6', '7.66'] }] }, 'thresholds[0].variants[1]'],
      [{ thresholds: [{ ...good, seconds: 0 }] }, 'thresholds[0].seconds'],
      [{ thresholds: [{ ...good, quarantineAbove: 1.5 }] }, 'thresholds[0].quarantineAbove'],
      [{ thresholds: [good, { ...good, warnAbove: '1' }] }, 'thresholds[1].warnAbove'],
      [{ thresholds: [{ ...good, setBy: 'me' }] }, 'thresholds[0].setBy'],
      [{ thresholds: [{ ...good, party: 'nobody' }] }, 'thresholds[0].party'],
    ];
    for (const [json, path] of wrong) {
      it(`are refused by ${path} of ${JSON.stringify(json)}`, () => {
        expect(() => readThresholds(json))
          .to.throw(UsageError)
          .with.property('path', path);
      });
    }
  });
});
