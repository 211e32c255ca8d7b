import { expect } from 'chai';
import { readDccMessage } from '../../../../emulator/dcc/duis/response.js';
import { DccHome, type DccHomeConfiguration } from '../../../../emulator/dcc/gateway/dcc-home.js';
import { parseXml } from '../../../../emulator/dcc/xml/document.js';
import { loadSchemas, type SchemaSet } from '../../../../emulator/dcc/xml/schema.js';
import { element } from '../../../../emulator/dcc/xml/write.js';
import { DEVICES, INSTALL_CODES, PARTIES } from '../../../../emulator/index.js';
import type { DuisUser } from '../../../../emulator/parties/duis-user.js';
import { HanlabError, opensslProvider, profileById, toHex } from '../../../../gbcs/index.js';
import { scratchDirectory } from '../../../bin/scratch.js';
import { requireShared } from '../../../shared.js';
import { preNotify, readSwitches, whitelist } from './bodies.js';
import { identities, userOf } from './gateway-world.js';

const { esme, hub, hcalcs } = DEVICES;
const dcc = PARTIES.broker.eui;

describe('a home behind a DCC, on disk', () => {
  const scratch = scratchDirectory();
  let schemas: SchemaSet;

  before(function () {
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });

  const open = (name: string, options: Partial<DccHomeConfiguration['installation']> = {}): Promise<DccHome> =>
    DccHome.open({
      schemas,
      time: 'virtual',
      state: { directory: `${scratch.path}/${name}`, identity: { profile: 'secmp0046-core' } },
      installation: {
        profile: profileById('secmp0046-core'),
        provider: opensslProvider,
        identities,
        start: Date.UTC(2026, 0, 5, 18),
        ...options,
      },
    });
  const user = () => userOf('distributor', '', 'secmp0046-core');
  const codeOf = (document: Uint8Array) => readDccMessage(parseXml(document)).code;
  const own = (home: DccHome, one: DuisUser) =>
    codeOf(home.take('nonDevice', home.read(one.document(one.nextId(dcc), '12.2', 8, preNotify(hcalcs, 'HCALCS')))));
  const asks = (home: DccHome, document: Uint8Array) => codeOf(home.take('send', home.read(document)));

  it('has inventory, counters and what waits for Users again when it is opened again', async () => {
    const distributor = user();
    const first = await open('again');
    expect(own(first, distributor)).to.equal('I99');
    const document = distributor.document(distributor.nextId(hub), '8.11', 1, whitelist(hcalcs, INSTALL_CODES.hcalcs));
    expect(asks(first, document)).to.equal('I99');
    const waiting = first.waitingAfter(0).map(({ sequence, to, message }) => [sequence, to, toHex(message)]);
    expect(waiting.length).to.be.greaterThan(0);
    await first.close();

    const second = await open('again');
    expect(second.waitingAfter(0).map(({ sequence, to, message }) => [sequence, to, toHex(message)])).to.deep.equal(
      waiting,
    );
    expect(asks(second, document), 'the same request').to.equal('E100');
    expect(own(second, distributor), 'the same device').to.equal('E120201');
    second.arrived(1);
    await second.close();

    const third = await open('again');
    expect(third.waitingAfter(0).map(({ sequence }) => sequence)).to.not.include(1);
    expect(third.waitingAfter(0).length).to.equal(waiting.length - 1);
    const reading = distributor.document(distributor.nextId(esme), '7.7', 1, readSwitches);
    expect(asks(third, reading)).to.equal('I99');
    expect(third.waitingAfter(waiting.length).map(({ sequence }) => sequence)).to.deep.equal([waiting.length + 1]);
    await third.close();
  });

  it('goes on holding what anomaly detection holds', async () => {
    const thresholds = [{ variants: ['7.7'], seconds: 3600, quarantineAbove: 1, setBy: 'dcc' }] as const;
    const distributor = user();
    const reading = () => distributor.document(distributor.nextId(esme), '7.7', 1, readSwitches);
    const first = await open('held', { thresholds });
    for (const _ of [1, 2, 3]) expect(asks(first, reading())).to.equal('I99');
    expect(first.held).to.equal(2);
    const before = first.waitingAfter(0).length;
    await first.close();
    const second = await open('held', { thresholds });
    expect(second.held).to.equal(2);
    expect(second.endQuarantine('release')).to.equal(2);
    expect(second.held).to.equal(0);
    expect(second.waitingAfter(before).length, 'the Responses').to.equal(2);
    expect(asks(second, reading()), 'the next is held as well').to.equal('I99');
    expect(second.endQuarantine('drop')).to.equal(1);
    expect(second.waitingAfter(before).length, 'no Response, but an alert').to.equal(3);
    await second.close();
  });

  it('goes on holding what it was to send later, and sends it at its time', async () => {
    const distributor = user();
    const first = await open('dated');
    const readingAt = (minutes: number) => {
      const at = new Date(first.now + minutes * 60_000).toISOString();
      const body = element('ReadALCSData', [element('ExecutionDateTime', at)]);
      return distributor.document(distributor.nextId(esme), '7.7', 1, body);
    };
    for (const minutes of [10, 20]) expect(asks(first, readingAt(minutes))).to.equal('I99');
    const start = Date.UTC(2026, 0, 5, 18);
    first.advanceTo(start + 15 * 60_000);
    expect([first.futureDated, first.waitingAfter(0).length]).to.deep.equal([1, 1]);
    await first.close();

    const second = await open('dated');
    expect([second.futureDated, second.nextDue]).to.deep.equal([1, start + 21 * 60_000]);
    second.advanceTo(start + 21 * 60_000);
    expect(second.futureDated).to.equal(0);
    const [, response] = second.waitingAfter(0);
    expect(response && codeOf(response.message)).to.equal('I0');
    await second.close();
    const third = await open('dated');
    third.advanceTo(start + 60 * 60_000);
    expect(third.waitingAfter(0), 'once').to.have.length(2);
    await third.close();
  });

  it('takes requests after one that it does not have', async () => {
    const distributor = user();
    const home = await open('not emulated');
    const body = { name: 'RequestWANMatrix', content: [{ name: 'UPRN', content: '1' }] };
    const document = distributor.document(distributor.nextId(dcc), '12.1', 8, body);
    expect(() => home.take('nonDevice', home.read(document)))
      .to.throw(HanlabError)
      .with.property('code', 'DUIS_E_NOT_EMULATED');
    expect(own(home, distributor)).to.equal('I99');
    await home.close();
  });
});
