import { expect } from 'chai';
import type { InventoryDevice } from '../../../emulator/dcc/inventory/inventory.js';
import { loadSchemas, type SchemaSet } from '../../../emulator/dcc/xml/schema.js';
import { element } from '../../../emulator/dcc/xml/write.js';
import { DEVICES, PARTIES } from '../../../emulator/index.js';
import { type Eui64, encodeFrame, type Frame, formatEui64, opensslProvider, signFrame } from '../../../gbcs/index.js';
import { requireShared } from '../../shared.js';
import { DccWorld, keysOf } from './dcc-world.js';

const { esme, hub, hcalcs } = DEVICES;
const JOIN = 0x000d;
const UNJOIN = 0x000f;
const HUB_LOG_CHANGED = 0x0018;
const DONE = Uint8Array.of(2, 1, 0);
const REFUSED = Uint8Array.of(2, 1, 1);

type Message = Pick<Frame['header'], 'cra' | 'originator' | 'recipient' | 'originatorCounter'> & {
  readonly messageCode: number;
  readonly payload: Uint8Array;
};

/** A message with the signature of this device, or none. */
function message({ payload, messageCode, ...header }: Message, signer?: Eui64): Uint8Array {
  const frame: Frame = {
    header: { ...header, dateTime: new Uint8Array(0), otherInformation: { messageCode } },
    payload,
  };
  if (signer === undefined) return encodeFrame({ ...frame, signature: new Uint8Array(0) });
  const key = keysOf(signer).privateKey({ entity: signer, usage: 'digitalSignature' });
  if (key === undefined) throw new Error(`no key of ${signer}`);
  return encodeFrame(signFrame(opensslProvider, frame, key));
}

/** The payload of CS14 with one entry, which has the hash of a link key. */
function logWith(device: Eui64): Uint8Array {
  const octets = (value: Uint8Array) => [9, value.length, ...value];
  const entry = [2, 2, ...octets(Buffer.from(device, 'hex')), ...octets(new Uint8Array(16).fill(1))];
  const body = [2, 3, 0x12, 0x80, 0x71, ...octets(new Uint8Array(12)), 1, 1, ...entry];
  return Uint8Array.of(0x0f, 0, 0, 0, 1, 0, ...body);
}

describe('what the DCC keeps its inventory by', () => {
  let schemas: SchemaSet;
  let world: DccWorld;

  before(function () {
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });

  beforeEach(() => {
    world = new DccWorld(schemas, 'secmp0046-core');
  });

  function put(changes: Partial<InventoryDevice>): void {
    const { inventory } = world.installation.broker;
    const { hub: _, ...known } = inventory.get(hcalcs) as InventoryDevice;
    inventory.put({ ...known, ...changes });
  }

  const status = () => world.installation.broker.inventory.get(hcalcs)?.status;

  describe('of Responses', () => {
    const right = { cra: 2, originator: esme, recipient: PARTIES.supplier.eui, messageCode: JOIN } as const;
    const cases: readonly (readonly [what: string, change: Partial<Message>, signer: Eui64 | undefined])[] = [
      ['with nothing that could be read, unsigned', { payload: Uint8Array.of(0xff, 0xff) }, undefined],
      ['with nothing that could be read', { payload: Uint8Array.of(0xff, 0xff) }, esme],
      ['with octets after its end', { payload: Uint8Array.of(...DONE, 0) }, esme],
      ['to another use case', { messageCode: UNJOIN }, esme],
      ['without a signature', {}, undefined],
      ['with the signature of another device', {}, hub],
      ['that says that it is not done', { payload: REFUSED }, esme],
    ];

    function answer(change: Partial<Message>, signer: Eui64 | undefined): void {
      put({ status: 'InstalledNotCommissioned', hub });
      const body = element('JoinServiceCritical', [element('OtherDeviceID', formatEui64(hcalcs))]);
      const signed = world.signedRequest('supplier', esme, '8.7.1', body);
      if ('code' in signed) throw new Error(signed.code);
      expect(world.read(world.service.request('send', signed.document)).code).equal('I99');
      const { counter } = world.contentOf(signed.document).id;
      world.installation.broker.fromWan(
        message({ ...right, originatorCounter: counter, payload: DONE, ...change }, signer),
      );
    }

    it('is one that is right', () => {
      answer({}, esme);
      expect(status()).equal('Commissioned');
    });

    for (const [what, change, signer] of cases) {
      it(`is none ${what}, which its User gets all the same`, () => {
        answer(change, signer);
        expect(status()).equal('InstalledNotCommissioned');
        expect(world.heard('supplier').map(({ code }) => code)).eql(['I0']);
      });
    }
  });

  describe('of CS14', () => {
    const alert = (originator: Eui64, recipient: Eui64): Message => ({
      cra: 3,
      originator,
      recipient,
      originatorCounter: 1n,
      messageCode: HUB_LOG_CHANGED,
      payload: logWith(hcalcs),
    });
    const tell = (originator: Eui64, recipient: Eui64, signer: Eui64 | undefined = originator) =>
      world.installation.broker.fromWan(message(alert(originator, recipient), signer));

    beforeEach(() => put({ status: 'Pending' }));

    it('is what a hub tells the DCC', () => {
      tell(hub, PARTIES.broker.eui);
      expect(world.installation.broker.inventory.get(hcalcs)).include({ status: 'InstalledNotCommissioned', hub });
    });

    it('is nothing that is for somebody else, who gets it as any Alert', () => {
      world.installation.broker.fromWan(message(alert(hub, PARTIES.supplier.eui)));
      expect(status()).equal('Pending');
      expect(world.heard('supplier')).length(1);
    });

    it('is nothing of what is no hub, or not signed by it', () => {
      tell(esme, PARTIES.broker.eui);
      tell(hub, PARTIES.broker.eui, esme);
      expect(status()).equal('Pending');
      expect(world.told.size).equal(0);
    });

    it('is nothing about a device of another home', () => {
      put({ status: 'Pending', hub: PARTIES.recovery.eui });
      tell(hub, PARTIES.broker.eui);
      expect(world.installation.broker.inventory.get(hcalcs)).include({ status: 'Pending', hub: PARTIES.recovery.eui });
    });
  });
});
