import { request as httpsRequest } from 'node:https';
import { expect } from 'chai';
import { readThresholds } from '../../../../emulator/dcc/anomaly-detection.js';
import { SERVICE_PATHS } from '../../../../emulator/dcc/duis/paths.js';
import { keyFilesOf } from '../../../../emulator/dcc/gateway/key-files.js';
import { loadSchemas, type SchemaSet } from '../../../../emulator/dcc/xml/schema.js';
import { DEVICES, PARTIES } from '../../../../emulator/index.js';
import { UsageError } from '../../../../gbcs/index.js';
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
    expect(home.waitingAfter(0).length, 'nothing was done').to.equal(2);
    expect((await distributor.request('7.7', esme, readSwitches)).kind).to.equal('done');
    // A stranger cannot find out who is put off.
    const unsigned = Buffer.from(supplier.document(supplier.nextId(esme), '7.7', 1, readSwitches)).toString();
    const stranger = unsigned.replace(/<ds:Signature.*<\/ds:Signature>/s, '');
    expect((await world.post(SERVICE_PATHS.send, stranger)).status).to.equal(200);
  });

  it('answers what is under way when it is told to stop, and keeps what is not delivered', async () => {
    world = await GatewayWorld.start(schemas, 'secmp0046-core', { receiving: [] });
    const user = world.user('supplier');
    const document = user.document(user.nextId(esme), '7.7', 1, readSwitches);
    const answer = world.post(SERVICE_PATHS.send, document);
    await until('taken', () => (world as GatewayWorld).lines.length > 0);
    const { address } = world;
    expect(await world.stop()).to.equal(1);
    expect((await answer).status).to.equal(200);
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

  it('by TLS lets in whoever has a certificate of its authority, and nobody else', async () => {
    const files = new Map(keyFilesOf(identities).map(({ name, text }) => [name, Buffer.from(text)]));
    const own = PARTIES.supplier.eui;
    const file = (name: string) => files.get(name) ?? Buffer.alloc(0);
    const pem = ({ certificate }: { certificate: { der: Uint8Array } }) =>
      `-----BEGIN CERTIFICATE-----\n${Buffer.from(certificate.der).toString('base64')}\n-----END CERTIFICATE-----\n`;
    const { root, issuingAuthority } = identities.pki;
    const ca = Buffer.from(pem(root) + pem(issuingAuthority));
    const tls = { key: file(`xml/${own}-ds.key`), cert: file(`xml/${own}-ds.pem`), ca };
    world = await GatewayWorld.start(schemas, 'secmp0046-core', { gateway: { tls } });
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
