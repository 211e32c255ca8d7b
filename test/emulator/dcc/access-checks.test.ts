import { expect } from 'chai';
import { ACCESS_CHECKS } from '../../../emulator/dcc/access-control.js';
import type { ServiceName } from '../../../emulator/dcc/dcc-service.js';
import { loadSchemas, type SchemaSet } from '../../../emulator/dcc/xml/schema.js';
import { element, type WrittenElement } from '../../../emulator/dcc/xml/write.js';
import { DEVICES, PARTIES } from '../../../emulator/index.js';
import { eui64, formatEui64, overlay, type Profile, profileById, readSwitchData } from '../../../gbcs/index.js';
import { requireShared } from '../../shared.js';
import { DccWorld, type STRANGER, suspend, type UserName } from './dcc-world.js';

const { esme, hcalcs } = DEVICES;

const DEACTIVATE = element('DeactivateAuxiliaryLoad', [
  element('DeactivateALCSHCALCS', [element('Duration', 60)], { index: '1' }),
]);

/** A request that passes, by what may be changed of it. */
interface Sent {
  readonly user: UserName | typeof STRANGER;
  readonly signer?: UserName;
  readonly service: ServiceName;
  readonly target: typeof esme | typeof hcalcs;
  readonly variant: string;
  readonly commandVariant: number;
  readonly body: WrittenElement;
  readonly counter: bigint;
}

const RIGHT: Sent = {
  user: 'supplier',
  service: 'transform',
  target: esme,
  variant: '7.6',
  commandVariant: 4,
  body: DEACTIVATE,
  counter: 9001n,
};

const WITHOUT_CERTIFICATE = eui64('00db1234567890ff') as unknown as typeof esme;

/** What makes a request one that is not critical. */
const READ: Partial<Sent> = {
  service: 'send',
  variant: '7.7',
  commandVariant: 1,
  body: element('ReadALCSData', ''),
};

/** What is wrong, for one check each: of the request, or of what the DCC knows. */
const BROKEN: Readonly<
  Record<string, readonly [code: string, change: Partial<Sent>, before?: (world: DccWorld) => void]>
> = {
  service: ['E13', { service: 'send' }],
  signer: ['E1000', { signer: 'otherSupplier' }],
  counter: ['E1001', {}, (world) => put(world, { ...RIGHT, counter: 9001n })],
  user: ['E1', { user: 'loadController' }],
  eligibility: ['E2', { user: 'distributor', variant: '7.1', body: element('EnableSupply', '') }],
  userStatus: [
    'E3',
    {},
    ({ installation }) =>
      installation.broker.putUser(PARTIES.supplier.eui, { roles: ['importSupplier'], suspended: true }),
  ],
  device: ['E19', { target: PARTIES.recovery.eui as unknown as typeof esme }],
  registration: ['E4', { user: 'otherSupplier' }],
  deviceStatus: ['E5', {}, ({ installation }) => suspend(installation.broker.inventory, esme)],
  deviceType: ['E11', { target: hcalcs }],
  commandVariant: ['E12', { service: 'send', commandVariant: 1 }],
  content: ['E1003', { variant: '7.5' }],
  certificate: [
    'E1004',
    { ...READ, target: WITHOUT_CERTIFICATE },
    ({ installation: { broker } }) => {
      const known = broker.inventory.get(esme);
      if (known !== undefined) broker.inventory.put({ ...known, eui: WITHOUT_CERTIFICATE });
    },
  ],
};

/** Codes that checks share by assumption are told apart, so that none stands in for another. */
const CODES = {
  'dcc-authentication-failure-code': 'E1000',
  'dcc-stale-counter-code': 'E1001',
  'broker-content-mismatch-code': 'E1003',
  'dcc-no-device-certificate-code': 'E1004',
} as const;

const ORDER = ACCESS_CHECKS.map(({ name }) => name);

function profileWith(order: readonly string[]): Profile {
  const assumptions = { ...CODES, 'broker-check-order': order.join(' ') } as Parameters<
    typeof overlay
  >[1]['assumptions'];
  return overlay(profileById('secmp0046-core'), {
    id: 'checks',
    title: 'checks',
    status: 'test',
    ...(assumptions === undefined ? {} : { assumptions }),
  });
}

function put(world: DccWorld, { user, signer, service, target, variant, commandVariant, body, counter }: Sent): string {
  const by = { counter, ...(signer === undefined ? {} : { signer }) };
  const document = world.document(user, target, variant, commandVariant, body, by);
  return world.read(world.service.request(service, document)).code;
}

describe('each access check alone', () => {
  let schemas: SchemaSet;

  before(function () {
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });

  it('is tried', () => {
    expect(Object.keys(BROKEN)).have.members(ORDER);
  });

  for (const [how, order] of [
    ['in their order', ORDER],
    ['the other way round', ORDER.toReversed()],
  ] as const) {
    describe(how, () => {
      it('all let pass what is right', () => {
        expect(put(new DccWorld(schemas, profileWith(order)), RIGHT)).equal('I0');
      });

      for (const [check, [code, change, before]] of Object.entries(BROKEN)) {
        it(`${check} refuses what is its own with ${code}, and nothing comes of it`, () => {
          const world = new DccWorld(schemas, profileWith(order));
          before?.(world);
          const inventory = structuredClone(world.installation.broker.inventory.save());
          const devices = world.installation.devices.map((device) => device.save());
          expect(put(world, { ...RIGHT, ...change })).equal(code);
          world.go(60);
          expect(world.installation.broker.inventory.save()).eql(inventory);
          expect(world.installation.devices.map((device) => device.save())).eql(devices);
          expect(world.told.size).equal(0);
        });
      }

      it('content refuses a Signed Pre-Command whose signature is another’s', () => {
        const world = new DccWorld(schemas, profileWith(order));
        expect(world.critical('supplier', esme, '7.6', DEACTIVATE, 'otherSupplier').code).equal('E1003');
        expect(world.critical('supplier', esme, '7.6', DEACTIVATE).code).equal('I0');
      });
    });
  }

  it('leave a counter to its originator, whoever else uses it, and in whatever order', () => {
    for (const order of [ORDER, ORDER.toReversed()]) {
      const world = new DccWorld(schemas, profileWith(order));
      expect(put(world, { ...RIGHT, variant: '7.5', signer: 'otherSupplier' })).match(/^E/);
      expect(put(world, RIGHT)).equal('I0');
    }
  });

  it('remember no counters of devices that are not there', () => {
    const world = new DccWorld(schemas, profileWith(ORDER));
    expect(put(world, { ...RIGHT, target: WITHOUT_CERTIFICATE })).equal('E19');
    expect(world.installation.broker.save().counters.size).equal(0);
    expect(put(world, RIGHT)).equal('I0');
    expect(world.installation.broker.save().counters.size).equal(1);
  });

  it('hold the parts of a header, and its body, against each other', () => {
    const world = new DccWorld(schemas, profileWith(ORDER));
    const own = { ...RIGHT, service: 'nonDevice', commandVariant: 8 } as const;
    const named = element('ReadInventory', [element('DeviceID', formatEui64(esme))]);
    const dcc = world.broker as unknown as typeof esme;
    expect(put(world, { ...own, variant: '8.2', body: named, target: dcc, counter: 1n })).equal('I0');
    expect(put(world, { ...own, variant: '8.2', body: named })).equal('E12');
    expect(put(world, { ...own, variant: '8.3', body: named, target: dcc, counter: 2n })).equal('E1003');
    const header = { variant: '7.7', originator: PARTIES.supplier.eui, target: esme, counter: 9100n };
    const document = { signer: PARTIES.supplier.eui, service: 'send' } as const;
    const ask = (serviceReference: string, counter: bigint) =>
      world.installation.broker.send({ ...header, counter }, readSwitchData(), { ...document, serviceReference });
    expect(ask('8.7', 9101n)).include({ code: 'E12', refusedBy: 'commandVariant' });
    expect(ask('7.7', 9102n).code).equal('I99');
  });

  it('let no Command be delivered locally whose variant has none for that: E17', () => {
    const world = new DccWorld(schemas, profileWith(ORDER));
    const signed = element('SignedPreCommand', [element('GBCSPayload', 'eHg=')]);
    const commission = { ...RIGHT, service: 'send', variant: '8.1.1', body: signed } as const;
    expect(put(world, { ...commission, commandVariant: 6, counter: 9201n })).equal('E17');
    expect(put(world, { ...commission, commandVariant: 7, counter: 9202n })).equal('E17');
    expect(put(world, { ...commission, commandVariant: 1, counter: 9203n })).equal('E12');
    expect(put(world, { ...commission, commandVariant: 5, counter: 9204n })).equal('E1003');
  });

  it('decides by the order where two things are wrong', () => {
    const wrong: Sent = { ...RIGHT, user: 'otherDistributor', variant: '7.1', body: element('EnableSupply', '') };
    expect(put(new DccWorld(schemas, profileWith(ORDER)), wrong)).equal('E2');
    expect(put(new DccWorld(schemas, profileWith(ORDER.toReversed())), wrong)).equal('E4');
  });
});
