import { expect } from 'chai';
import { ACCESS_CHECKS } from '../../../emulator/dcc/access-control.js';
import type { ServiceName } from '../../../emulator/dcc/dcc-service.js';
import { loadSchemas, type SchemaSet } from '../../../emulator/dcc/xml/schema.js';
import { element, type WrittenElement } from '../../../emulator/dcc/xml/write.js';
import { DEVICES, PARTIES } from '../../../emulator/index.js';
import { overlay, type Profile, profileById } from '../../../gbcs/index.js';
import { requireShared } from '../../shared.js';
import { DccWorld, type STRANGER, type UserName } from './dcc-world.js';

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
  deviceStatus: [
    'E5',
    {},
    ({ installation }) => installation.broker.inventory.happened(esme, 'suspended', installation.clock.now),
  ],
  deviceType: ['E11', { target: hcalcs }],
  commandVariant: ['E12', { service: 'send', commandVariant: 1 }],
  content: ['E1003', { variant: '7.5' }],
};

/** Codes that checks share by assumption are told apart, so that none stands in for another. */
const CODES = {
  'dcc-authentication-failure-code': 'E1000',
  'dcc-stale-counter-code': 'E1001',
  'broker-content-mismatch-code': 'E1003',
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

  it('decides by the order where two things are wrong', () => {
    const wrong: Sent = { ...RIGHT, user: 'otherDistributor', variant: '7.1', body: element('EnableSupply', '') };
    expect(put(new DccWorld(schemas, profileWith(ORDER)), wrong)).equal('E2');
    expect(put(new DccWorld(schemas, profileWith(ORDER.toReversed())), wrong)).equal('E4');
  });
});
