import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRequest } from '../../../emulator/dcc/duis/request.js';
import { madeValues } from '../../../emulator/dcc/made-values.js';
import { parseXml } from '../../../emulator/dcc/xml/document.js';
import { childOf, textOf } from '../../../emulator/dcc/xml/element.js';
import { loadSchemas, type SchemaSet } from '../../../emulator/dcc/xml/schema.js';
import { element } from '../../../emulator/dcc/xml/write.js';
import { DEVICES, makeIdentities, PARTIES } from '../../../emulator/index.js';
import {
  decodeMessage,
  type Eui64,
  eui64,
  nameMessage,
  opensslProvider,
  type Profile,
  profileById,
} from '../../../gbcs/index.js';
import { requireShared } from '../../shared.js';
import { DataSetWorld, keysOf } from './data-set-world.js';
import { GatewayWorld } from './gateway/gateway-world.js';

const NUMBER = /^\d{4}$/;

/** A profile in which a supplier may ask for 9.1, which otherwise an Other User alone may: a home has none of these. */
function open(id: string): Profile {
  const profile = profileById(id);
  const serviceRequests = profile.serviceRequests.map((row) =>
    row.variant === '9.1' ? { ...row, eligibleRoles: ['importSupplier' as const] } : row,
  );
  return { ...profile, serviceRequests };
}

describe('values that the DCC makes', () => {
  let directory: string;
  let schemas: SchemaSet;

  before(function () {
    directory = requireShared.call(this, 'rtds');
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });

  it('are the same for the same request and seed, and others for others', () => {
    const of = (seed: string, counter: bigint, target: Eui64 = DEVICES.esme) => {
      const identities = makeIdentities(opensslProvider, seed);
      const dcc = PARTIES.broker.eui;
      const id = { originator: PARTIES.supplier.eui, target, counter };
      return madeValues({ provider: opensslProvider, keys: identities.keysOf(dcc), dcc }, id);
    };
    expect(of('a', 1n)).eql(of('a', 1n));
    const numbers = Array.from({ length: 200 }, (_, i) => of('a', BigInt(i))['customerIdentificationNumber'] ?? '');
    for (const number of numbers) expect(number).match(NUMBER);
    expect(new Set(numbers).size).greaterThan(180);
    expect(new Set(['a', 'b', 'c'].map((seed) => of(seed, 1n)['customerIdentificationNumber'])).size).equal(3);
    expect(of('a', 1n, eui64('0a000000000000ff')), 'a device that it has no certificate of').eql({});
  });

  for (const kind of ['ECS50', 'GCS36']) {
    it(`are in the Command to the device and in the answer to who asked (${kind})`, () => {
      const told: Uint8Array[] = [];
      const keys = keysOf(directory);
      const world = new DataSetWorld(directory, schemas, profileById('gbcs4-current'), keys, undefined, {
        told: (_user, document) => told.push(document),
      });
      const file = `${kind}_9.1_SUCCESS_REQUEST_DUIS.XML`;
      const { code, sent } = world.play(file);
      expect(code).equal('I99');
      const [command] = sent;
      if (command === undefined) throw new Error('nothing was sent');
      const { id, variant, commandVariant } = readRequest(parseXml(readFileSync(join(directory, 'duis', file))));
      const answer = Buffer.from(
        readFileSync(join(directory, `RTDS-4.5.0/9.1_${kind}/${kind}_9.1_SUCCESS_RESPONSE_GBCS.HEX`), 'utf8').trim(),
        'hex',
      );
      world.service.answered({ header: { ...id, variant, commandVariant }, code: 'I0', message: answer });
      const [document] = told;
      if (document === undefined) throw new Error('nothing was told');
      const { content, payload } = world.read(document);
      expect(content?.name).equal('CINMessage');
      expect(Buffer.from(payload ?? [])).eql(Buffer.from(answer));
      const number = content && childOf(content, 'CustomerIdentificationNumber');
      expect(number && textOf(number)).match(NUMBER);
      expect(JSON.stringify(nameMessage(decodeMessage(command)).payload)).include(`"${number && textOf(number)}"`);
    });
  }

  it('are made by a home’s DCC, and its ESME takes them', async function () {
    this.timeout(30_000);
    const commands: Uint8Array[] = [];
    const observer = {
      frame: () => undefined,
      note: () => undefined,
      message: (from: Eui64, _to: Eui64, message: Uint8Array) => {
        if (from === PARTIES.broker.eui) commands.push(message);
      },
    };
    const world = await GatewayWorld.start(schemas, 'gbcs3-baseline', {
      installation: { profile: open('gbcs3-baseline'), observer },
      user: { profile: open('gbcs3-baseline') },
    });
    try {
      const body = element('RequestCustomerIdentificationNumber', '');
      const outcome = await world.user('supplier').request('9.1', DEVICES.esme, body);
      if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
      const { code, content } = outcome.message;
      expect([code, content?.name]).eql(['I0', 'CINMessage']);
      const number = content && childOf(content, 'CustomerIdentificationNumber');
      expect(number && textOf(number)).match(NUMBER);
      const told = commands.map((command) => nameMessage(decodeMessage(command)));
      expect(told.map(({ useCase, payload }) => [useCase, payload])).eql([
        ['ECS50', { 'CustomerIdentificationNumber.value': number && textOf(number) }],
      ]);
    } finally {
      await world.stop();
    }
  });
});
