import { request } from 'node:http';
import { expect } from 'chai';
import { writeRequest } from '../../../emulator/dcc/duis/request.js';
import { type DccMessage, writeDccMessage } from '../../../emulator/dcc/duis/response.js';
import { loadSchemas } from '../../../emulator/dcc/xml/schema.js';
import { signXml } from '../../../emulator/dcc/xml/signature.js';
import { DCC_XML_SIGN_ROLE, testXmlSigner } from '../../../emulator/dcc/xml/signing-keys.js';
import { DEVICES, PARTIES } from '../../../emulator/index.js';
import { DuisReceiver, type DuisReceiverOptions } from '../../../emulator/parties/duis-receiver.js';
import { formatEui64 } from '../../../gbcs/index.js';
import { requireShared } from '../../shared.js';
import { readSwitches } from '../dcc/gateway/bodies.js';
import { certificatesOfDcc, identities } from '../dcc/gateway/gateway-world.js';

const { signer } = testXmlSigner(identities.pki, PARTIES.broker.eui, DCC_XML_SIGN_ROLE);
const { supplier, distributor } = PARTIES;

const signed = (message: DccMessage): Uint8Array => signXml(writeDccMessage(message, 0), signer);
const responseTo = (originator: typeof supplier.eui, counter = 1n): DccMessage => ({
  kind: 'response',
  request: { originator, target: DEVICES.esme, counter },
  variant: '7.7',
  code: 'I0',
});
/** A GBCS Alert as far as its Grouping Header. */
const alertTo = (recipient: string): DccMessage => ({
  kind: 'deviceAlert',
  alertCode: 0x8f66,
  payload: Buffer.from(`df0903000000000000000108${DEVICES.esme}08${recipient}0002001800`, 'hex'),
});

describe('a receiver of documents', () => {
  let receiver: DuisReceiver | undefined;
  let url: string;
  const heard: string[] = [];
  /** Whether whoever hears it throws. */
  let fails = false;

  async function listen(options: DuisReceiverOptions = {}): Promise<void> {
    receiver = new DuisReceiver(
      certificatesOfDcc(),
      ({ request: id, code }) => {
        if (fails) throw new Error('the listener has failed');
        heard.push(`${id?.counter ?? 'alert'} ${code}`);
      },
      options,
    );
    url = await receiver.listen();
  }

  const post = async (document: Uint8Array): Promise<number> =>
    (await fetch(url, { method: 'POST', body: new Uint8Array(document) })).status;

  afterEach(async () => {
    await receiver?.close();
    heard.length = 0;
    fails = false;
  });

  it('lives on where its listener throws, says 500, and passes the document on when it comes again', async () => {
    await listen();
    const document = signed(responseTo(supplier.eui));
    fails = true;
    expect(await post(document)).to.equal(500);
    expect(await post(document)).to.equal(500);
    fails = false;
    expect([await post(document), await post(document)]).to.deep.equal([204, 204]);
    expect(heard).to.deep.equal(['1 I0']);
  });

  it('takes no document that is for another User, where it is told whose it is', async () => {
    await listen({ user: formatEui64(supplier.eui) });
    expect(await post(signed(responseTo(distributor.eui)))).to.equal(400);
    expect(await post(signed(alertTo(distributor.eui)))).to.equal(400);
    expect(heard).to.deep.equal([]);
    expect(await post(signed(responseTo(supplier.eui)))).to.equal(204);
    expect(await post(signed(alertTo(supplier.eui)))).to.equal(204);
    // The DCC's own alerts do not say whom they are for.
    const own = { kind: 'dccAlert', alertCode: 'N1', body: { name: 'X', content: '' } } as const;
    expect(await post(signed(own))).to.equal(204);
    expect(heard).to.deep.equal(['1 I0', 'alert I0', 'alert I0']);
  });

  it('takes no document that is not valid by a schema, where it has one', async function () {
    const { duis } = loadSchemas(requireShared.call(this, 'schemas'));
    await listen({ schema: duis });
    const invalid = { ...responseTo(supplier.eui), content: { kind: 'element', element: { name: 'X', content: '' } } };
    expect(await post(signed(invalid as DccMessage))).to.equal(400);
    expect(await post(signed(responseTo(supplier.eui, 2n)))).to.equal(204);
    expect(heard).to.deep.equal(['2 I0']);
  });

  it('is not kept busy by a forged document of many attributes or elements', async function () {
    this.timeout(60_000);
    await listen();
    const id = { originator: supplier.eui, target: DEVICES.esme, counter: 1n };
    const request = writeRequest({ id, variant: '7.7', commandVariant: 1, body: readSwitches });
    const right = Buffer.from(signXml(request, signer)).toString();
    const attributes = Array.from({ length: 400_000 }, (_, i) => ` a${i.toString(36)}=""`).join('');
    const forged = [
      right.replace('<sr:Body', `<sr:Body${attributes}`),
      right.replace('<sr:Body>', `<sr:Body>${'<a/>'.repeat(150_000)}`),
    ];
    for (const text of forged) {
      const started = process.cpuUsage();
      expect(await post(Buffer.from(text))).to.equal(400);
      const { user, system } = process.cpuUsage(started);
      expect((user + system) / 1000, 'milliseconds of this process').to.be.below(5000);
    }
  });

  it('reads no more of a document than the limit', async () => {
    await listen();
    const octets = 100_000_000;
    const sent = await new Promise<number>((resolve) => {
      const chunk = Buffer.alloc(65_536, 0x20);
      let count = 0;
      const posted = request(url, { method: 'POST' }, (response) => response.resume());
      posted.on('error', () => {}).on('close', () => resolve(count));
      const more = (): void => {
        while (count < octets && !posted.destroyed) {
          count += chunk.length;
          if (!posted.write(chunk)) return;
        }
        posted.end();
      };
      posted.on('drain', more);
      more();
    });
    expect(sent).to.be.below(octets / 2);
  });

  it('forgets the oldest of what it remembers, one at a time', async function () {
    this.timeout(120_000);
    const many = 3;
    await listen({ remembered: many });
    const documents = Array.from({ length: many + 1 }, (_, i) => signed(responseTo(supplier.eui, BigInt(i))));
    for (const document of documents) expect(await post(document)).to.equal(204);
    heard.length = 0;
    for (const document of documents.slice(1)) expect(await post(document)).to.equal(204);
    expect(heard, 'what is remembered').to.deep.equal([]);
    expect(await post(documents[0] as Uint8Array)).to.equal(204);
    expect(heard, 'what is forgotten').to.deep.equal(['0 I0']);
  });
});
