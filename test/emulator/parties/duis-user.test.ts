import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { readRequest } from '../../../emulator/dcc/duis/request.js';
import { type DccMessage, readDccMessage, writeDccMessage } from '../../../emulator/dcc/duis/response.js';
import type { TransformContext } from '../../../emulator/dcc/transform/context.js';
import { transformRequest } from '../../../emulator/dcc/transform/transform.js';
import { parseXml } from '../../../emulator/dcc/xml/document.js';
import { loadSchemas, type SchemaSet } from '../../../emulator/dcc/xml/schema.js';
import { signXml } from '../../../emulator/dcc/xml/signature.js';
import { DCC_XML_SIGN_ROLE, testXmlSigner, XmlCertificates } from '../../../emulator/dcc/xml/signing-keys.js';
import { element } from '../../../emulator/dcc/xml/write.js';
import { DEVICES, PARTIES } from '../../../emulator/index.js';
import { DuisReceiver } from '../../../emulator/parties/duis-receiver.js';
import {
  type DeviceKind,
  decodeFrame,
  type Eui64,
  encodeMessage,
  eui64,
  formatEui64,
  HanlabError,
  makeTestPki,
  opensslProvider,
  type TestKey,
} from '../../../gbcs/index.js';
import { requireShared } from '../../shared.js';
import { deactivate, readSwitches } from '../dcc/gateway/bodies.js';
import { certificatesOfDcc, GatewayWorld, identities, until, userOf } from '../dcc/gateway/gateway-world.js';

const { esme } = DEVICES;
const dccSigner = testXmlSigner(identities.pki, PARTIES.broker.eui, DCC_XML_SIGN_ROLE).signer;

/** What a DCC that is not ours does with a request: answers with a document, with a status, or not at all. */
type Behaviour = (path: string, document: Uint8Array, at: number) => DccMessage | number | undefined;

async function dccThat(
  behave: Behaviour,
  retryAfter = '0',
): Promise<{ endpoint: string; close(): void; readonly asked: Uint8Array[] }> {
  const asked: Uint8Array[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const document = Buffer.concat(chunks);
      asked.push(document);
      const answer = behave(request.url ?? '', document, asked.length);
      if (typeof answer === 'number') response.writeHead(answer, { 'retry-after': retryAfter }).end('no');
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
    const outcome = await user({ answerMs: 250, attempts: 2 }).request('7.7', esme, readSwitches);
    expect(outcome).to.include({ kind: 'timeout', waitedFor: 'answer', attempts: 2 });
    expect(countersOf(dcc.asked)).to.deep.equal([5001, 5002]);
  });

  it('puts the same document again where the DCC is busy', async () => {
    dcc = await dccThat((_path, document, at) => (at < 3 ? 503 : answerTo(document, 'E2')));
    const outcome = await user().request('7.7', esme, readSwitches);
    expect(outcome).to.include({ kind: 'refused', code: 'E2', attempts: 1 });
    expect(countersOf(dcc.asked)).to.deep.equal([5001, 5001, 5001]);
  });

  it('puts it again no more often than it may, and no attempt counts for that', async () => {
    for (const [busyRetries, asked] of [
      [undefined, 6],
      [2, 3],
      [0, 1],
    ] as const) {
      dcc = await dccThat(() => 503);
      const own = busyRetries === undefined ? {} : { busyRetries };
      const outcome = await user({ attempts: 1, ...own }).request('7.7', esme, readSwitches);
      expect(outcome).to.include({ kind: 'rejected', status: 503, attempts: 1 });
      expect(countersOf(dcc.asked)).to.deep.equal(Array(asked).fill(5001));
      dcc.close();
    }
  });

  it('does not wait for a DCC that is busy for more than a minute', async () => {
    dcc = await dccThat(() => 503, '61');
    expect(await user().request('7.7', esme, readSwitches)).to.include({ kind: 'rejected', status: 503 });
    expect(dcc.asked).lengthOf(1);
  });

  it('takes identifiers with dashes, and refuses what is none before it counts or sends', async () => {
    dcc = await dccThat((_path, document) => answerTo(document, 'E2'));
    const { eui } = PARTIES.supplier;
    const dashed = user({ eui: formatEui64(eui) });
    expect(dashed.eui).to.equal(eui);
    await dashed.request('7.7', formatEui64(esme), readSwitches);
    expect(readRequest(parseXml(dcc.asked[0] as Uint8Array)).id).to.deep.equal({
      originator: eui,
      target: esme,
      counter: 5001n,
    });
    const usage = { code: 'HANLAB_E_USAGE' };
    expect(() => user({ eui: 'supplier' }))
      .to.throw(HanlabError, 'the User')
      .that.includes(usage);
    const refused = await dashed.request('7.7', 'esme', readSwitches).catch((error) => error);
    expect(refused).to.be.instanceOf(HanlabError).that.includes(usage);
    expect([dcc.asked.length, dashed.nextId(esme).counter]).to.deep.equal([1, 5002n]);
  });

  it('has the code of each alert', () => {
    const own = user();
    const payload = new Uint8Array(3);
    const messages: readonly DccMessage[] = [
      { kind: 'dccAlert', alertCode: 'N999', body: element('X', '') },
      { kind: 'deviceAlert', alertCode: 0x81c4, payload },
      {
        kind: 'response',
        request: own.nextId(esme),
        variant: '1.1.1',
        code: 'I0',
        content: { kind: 'futureDatedAlert', alertCode: 0x8f66, payload, instruction: 1, instructions: 1 },
      },
      {
        kind: 'response',
        request: own.nextId(esme),
        variant: '7.7',
        code: 'I0',
        content: { kind: 'gbcsPayload', payload },
      },
    ];
    for (const message of messages) own.hear(readDccMessage(parseXml(writeDccMessage(message, Date.now()))));
    expect(own.alerts.map(({ alertCode }) => alertCode)).to.deep.equal(['N999', '81C4', '8F66', undefined]);
    expect(own.alerts[3]).to.not.have.property('alertCode');
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

  it('takes no answer of the DCC that is to another request, for all three services', async () => {
    const answers: DccMessage[] = [];
    // An answer that was heard on its way before.
    dcc = await dccThat((_path, document) => {
      answers.push(answerTo(document, 'I99'));
      return answers[0];
    });
    const asker = user({ attempts: 1, responseMs: 50 });
    expect((await asker.request('7.7', esme, readSwitches)).kind).to.equal('timeout');
    for (const [variant, target, body] of [
      ['7.7', esme, readSwitches],
      ['7.6', esme, deactivate(2, 60)],
      ['8.2', PARTIES.broker.eui, element('ReadInventory', [element('DeviceID', formatEui64(esme))])],
    ] as const) {
      const outcome = await asker.request(variant, target, body);
      expect(outcome, variant).to.include({ kind: 'rejected', status: 200 });
    }
  });

  describe('compares a Pre-Command with its own request', () => {
    const other = eui64('00-DB-12-34-56-78-90-9A');
    const joinOther = element('JoinServiceCritical', [element('OtherDeviceID', formatEui64(other))]);

    /** A DCC that answers a critical request with these octets, and refuses whatever is signed. */
    async function dccThatMakes(preCommandOf: (document: Uint8Array, at: number) => Uint8Array): Promise<void> {
      dcc = await dccThat((path, document, at) => {
        if (path !== '/api/v1/serviceT') return answerTo(document, 'E5');
        const content = { kind: 'preCommand', gbcsVersion: '3.1', payload: preCommandOf(document, at) } as const;
        return { ...answerTo(document, 'I0'), content };
      });
    }

    /** What a DCC makes of a request to a device of this kind, by what it knows of the other. */
    function madeOf(document: Uint8Array, kind: DeviceKind, known: Partial<TransformContext> = {}): Uint8Array {
      const request = readRequest(parseXml(document));
      const { originator, target, counter } = request.id;
      const { message } = transformRequest(request, {
        device: { eui: target, kind, gbcsVersion: '3.1' },
        originator: { party: originator, counter },
        now: Date.UTC(2026, 0, 5, 18),
        kindOf: () => undefined,
        made: {},
        ...known,
      });
      return encodeMessage(message);
    }

    /** The outcome where it was signed: this DCC refuses that then. */
    const SIGNED = { kind: 'refused', code: 'E5', service: 'send' } as const;

    it('signs one that is the same, also with an octet for no signature at its end', async () => {
      for (const end of [[], [0]]) {
        await dccThatMakes((document) => Buffer.concat([madeOf(document, 'esme'), Buffer.from(end)]));
        expect(await user().request('7.6', esme, deactivate(1, 60))).to.include(SIGNED);
        expect(dcc?.asked).lengthOf(2);
        const signed = new TextDecoder().decode(dcc?.asked[1]);
        const [, payload = ''] = /GBCSPayload>(.*?)</.exec(signed) ?? [];
        const { signature, payload: own } = decodeFrame(Buffer.from(payload, 'base64'));
        expect(signature).lengthOf(64);
        expect(own).to.deep.equal(decodeFrame(madeOf(dcc?.asked[0] ?? new Uint8Array(), 'esme')).payload);
        dcc?.close();
      }
    });

    it('signs that of the DCC before our home', async () => {
      const world = await GatewayWorld.start(schemas, 'secmp0046-core');
      try {
        const outcome = await world.user('supplier').request('7.6', esme, deactivate(1, 60));
        expect(outcome).to.include({ kind: 'done', attempts: 1 });
      } finally {
        await world.stop();
      }
    });

    it('signs none with any octet changed, or with more at its end', async function () {
      this.timeout(30_000);
      const length = 68;
      const changes = [...Array(length).keys(), [1], [0, 0], [0x40, 0]];
      await dccThatMakes((document, at) => {
        const own = madeOf(document, 'esme');
        expect(own).lengthOf(length);
        const change = changes[at - 1] as number | readonly number[];
        if (typeof change !== 'number') return Buffer.concat([own, Buffer.from(change)]);
        own[change] = (own[change] as number) ^ (1 << (change % 8));
        return own;
      });
      const supplier = user();
      for (const change of changes) {
        const outcome = await supplier.request('7.6', esme, deactivate(1, 60));
        expect(outcome, String(change)).to.include({ kind: 'differs', attempts: 1 });
        expect(outcome).nested.property('error.code', 'DUIS_E_CORRELATION');
      }
      expect(dcc?.asked, 'nothing was sent').lengthOf(changes.length);
    });

    it('says what is another in one that it does not sign', async () => {
      await dccThatMakes((document) => {
        const changed = madeOf(document, 'esme');
        // The switch: the last octet but one.
        changed[changed.length - 2] = 2;
        return changed;
      });
      const outcome = await user().request('7.6', esme, deactivate(1, 60));
      expect(outcome)
        .nested.property('error.path')
        .match(/AuxiliaryLoadControlSwitch/);
    });

    it('signs one for gas, which has the clock of the DCC', async () => {
      const deviceOf = (eui: Eui64) => ({ eui, kind: 'gsme', gbcsVersion: '3.1' }) as const;
      await dccThatMakes((document) => madeOf(document, 'gsme'));
      expect(await user({ deviceOf }).request('7.2', other, element('DisableSupply', ''))).to.include(SIGNED);
    });

    it('tries what a device may be of which it knows nothing, and holds it to what it knows', async () => {
      const join = { kindOf: (): DeviceKind => 'hcalcs' };
      await dccThatMakes((document) => madeOf(document, 'esme', join));
      expect(await user({ deviceOf: () => undefined }).request('8.7.1', esme, joinOther)).to.include(SIGNED);
      const deviceOf = (eui: Eui64) => ({ eui, kind: eui === other ? 'ppmid' : 'esme', gbcsVersion: '3.1' }) as const;
      const outcome = await user({ deviceOf }).request('8.7.1', esme, joinOther);
      expect(outcome).nested.property('error.path', 'payload.otherDeviceType');
    });

    it('holds a certificate that a join carries to that of the device in its own keys', async () => {
      const { pki } = identities;
      const [certified, forged] = [pki.device(other), makeTestPki('another').device(other)];
      const [, { certificate }] = certified;
      const join = { kindOf: (): DeviceKind => 'ppmid', certificateOf: () => certificate.der };
      await dccThatMakes((document) => madeOf(document, 'gsme', join));
      const own = identities.allKeys().filter(({ entity }) => entity === PARTIES.supplier.eui);
      const deviceOf = (eui: Eui64) => ({ eui, kind: eui === other ? 'ppmid' : 'gsme', gbcsVersion: '3.1' }) as const;
      const asked = (others: readonly TestKey[]) =>
        user({ deviceOf, keys: pki.store(opensslProvider, own, others) }).request('8.7.1', esme, joinOther);
      expect(await asked(certified)).to.include(SIGNED);
      expect(await asked(forged))
        .nested.property('error.path')
        .match(/^payload\.otherDeviceCertificate/);
      expect(await asked([]))
        .nested.property('error.message')
        .match(/no key agreement certificate/);
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
