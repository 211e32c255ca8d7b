import { expect } from 'chai';
import type { InventoryDevice } from '../../../emulator/dcc/inventory/inventory.js';
import { Registrations } from '../../../emulator/dcc/inventory/registrations.js';
import { loadSchemas, type SchemaSet } from '../../../emulator/dcc/xml/schema.js';
import { element } from '../../../emulator/dcc/xml/write.js';
import {
  DEVICES,
  INSTALL_CODES,
  type InstallationConfiguration,
  PARTIES,
  SUPPLY_POINT,
} from '../../../emulator/index.js';
import { inventoryOfHome } from '../../../emulator/installation.js';
import { type Eui64, formatEui64, profileById, toHex } from '../../../gbcs/index.js';
import { requireShared } from '../../shared.js';
import { DccWorld, type UserName } from './dcc-world.js';

const { esme, hub, hcalcs } = DEVICES;
const CORE = profileById('secmp0046-core');
const NEXT_DOOR = '1200012345999';

/** Supplier and distributor are registered for the home, the other two next door, where nobody has a meter yet. */
const REGISTRATIONS = new Registrations([
  { mpxn: SUPPLY_POINT, party: PARTIES.supplier.eui, role: 'importSupplier', from: 0 },
  { mpxn: SUPPLY_POINT, party: PARTIES.distributor.eui, role: 'electricityDistributor', from: 0 },
  { mpxn: NEXT_DOOR, party: PARTIES.otherSupplier.eui, role: 'importSupplier', from: 0 },
  { mpxn: NEXT_DOOR, party: PARTIES.otherDistributor.eui, role: 'electricityDistributor', from: 0 },
]);

const named = (eui: Eui64) => element('DeviceID', formatEui64(eui));
const movedTo = (mpxn: string) => element('UpdateMPxN', [element('ImportMPxN', mpxn)]);

describe('the premises of a device', () => {
  let schemas: SchemaSet;
  let world: DccWorld;

  before(function () {
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });

  beforeEach(() => {
    world = worldOf();
  });

  function worldOf(options: Partial<InstallationConfiguration> = {}): DccWorld {
    const known = [
      { eui: hub, kind: 'communicationsHub' },
      { eui: esme, kind: 'esme' },
    ] as const;
    const inventory = inventoryOfHome({ profile: CORE }, known, REGISTRATIONS);
    return new DccWorld(schemas, CORE, { inventory, ...options });
  }

  const device = (eui: Eui64): InventoryDevice | undefined => world.installation.broker.inventory.get(eui);
  const own = (user: UserName, variant: string, body: ReturnType<typeof element>): string =>
    world.ask(user, 'nonDevice', world.broker, variant, 8, body).code;
  const update = (user: UserName, eui: Eui64, change: ReturnType<typeof element>): string =>
    own(user, '8.4', element('UpdateInventory', [named(eui), change]));
  const preNotify = (user: UserName, eui: Eui64): string =>
    own(
      user,
      '12.2',
      element('DevicePrenotification', [
        named(eui),
        element('DeviceManufacturer', 'AB01'),
        element('DeviceModel', '010A030B'),
        element('DeviceType', 'HCALCS'),
      ]),
    );
  /** 8.11 Add. */
  const add = (user: UserName, eui: Eui64, mpxn?: string, installCode = INSTALL_CODES.hcalcs): string =>
    world.ask(
      user,
      'send',
      hub,
      '8.11',
      1,
      element('UpdateHANDeviceLog', [
        named(eui),
        element('RequestType', 'Add'),
        element('AddDeviceToCHFWhitelist', [
          element('JoinTimePeriod', 600),
          element('InstallCode', toHex(installCode).toUpperCase()),
          ...(mpxn === undefined ? [] : [element('ImportMPxN', mpxn)]),
        ]),
      ]),
    ).code;

  for (const user of ['otherSupplier', 'otherDistributor'] as const) {
    it(`are not changed by who is not registered there (${user})`, () => {
      const before = device(esme);
      for (const change of [
        movedTo(NEXT_DOOR),
        element('UpdateDeviceStatusExceptCH', 'Pending'),
        element('UpdateDeviceDetails', [element('DeviceManufacturer', 'AB02')]),
        element('DeleteDevice', ''),
      ]) {
        expect(update(user, esme, change)).equal('E4');
      }
      expect(device(esme)).eql(before);
    });
  }

  it('are not shut off by a supplier that is not registered there', () => {
    expect(own('otherSupplier', '8.3', element('DecommissionDevice', [named(esme)]))).equal('E4');
    expect(device(esme)?.status).equal('Commissioned');
    expect(own('supplier', '8.3', element('DecommissionDevice', [named(esme)]))).equal('I99');
    expect(device(esme)?.status).equal('Decommissioned');
  });

  it('are not changed to others that who asks is not registered for', () => {
    expect(update('supplier', esme, movedTo(NEXT_DOOR))).equal('E4');
    expect(update('supplier', esme, movedTo('5'))).equal('E4');
    expect(device(esme)?.supplyPoints).eql({ import: SUPPLY_POINT });
    expect(update('supplier', esme, movedTo(SUPPLY_POINT))).equal('I99');
  });

  it('have to be of a device that is there', () => {
    expect(update('supplier', hcalcs, movedTo(SUPPLY_POINT))).equal('E19');
    expect(own('supplier', '8.3', element('DecommissionDevice', [named(hcalcs)]))).equal('E19');
  });

  it('are none before installation: the device is whose that has pre-notified it', () => {
    expect(preNotify('otherDistributor', hcalcs)).equal('I99');
    expect(update('distributor', hcalcs, element('DeleteDevice', ''))).equal('E4');
    expect(update('distributor', hcalcs, movedTo(SUPPLY_POINT))).equal('E4');
    expect(update('otherDistributor', hcalcs, movedTo(SUPPLY_POINT))).equal('E4');
    expect(update('otherDistributor', hcalcs, movedTo(NEXT_DOOR))).equal('I99');
    expect(update('otherDistributor', hcalcs, element('DeleteDevice', ''))).equal('I99');
    expect(device(hcalcs)).equal(undefined);
  });

  it('may be read by anybody', () => {
    expect(own('otherSupplier', '8.2', element('ReadInventory', [named(esme)]))).equal('I0');
  });

  it('follow from 8.11 once the hub has done it', () => {
    expect(preNotify('distributor', hcalcs)).equal('I99');
    expect(add('distributor', hcalcs, SUPPLY_POINT)).equal('I99');
    expect(device(hcalcs)).deep.include({ supplyPoints: { import: SUPPLY_POINT }, hub });
  });

  it('do not follow from 8.11 where who asks is not registered for them', () => {
    expect(preNotify('distributor', hcalcs)).equal('I99');
    expect(add('distributor', hcalcs, NEXT_DOOR)).equal('E4');
    expect(device(hcalcs)).deep.include({ status: 'Pending', supplyPoints: {} });
  });

  it('do not follow from 8.11 of a device that is at work, here or in another home', () => {
    const { inventory } = world.installation.broker;
    const known = device(esme);
    if (known === undefined) throw new Error('no ESME');
    const elsewhere = {
      ...known,
      eui: DEVICES.secondHcalcs,
      hub: PARTIES.recovery.eui,
      supplyPoints: { import: '77' },
    };
    inventory.put(elsewhere);
    const { supplyPoints } = known;
    expect(add('supplier', esme, SUPPLY_POINT)).equal('I99');
    expect(add('supplier', elsewhere.eui, SUPPLY_POINT)).equal('I99');
    expect(device(esme)).deep.include({ supplyPoints, hub });
    expect(device(elsewhere.eui)).eql(elsewhere);
  });

  it('do not follow from 8.11 before the hub has done it', () => {
    const held = { variants: ['8.11'], seconds: 60, quarantineAbove: 0, setBy: 'dcc' } as const;
    world = worldOf({ thresholds: [held] });
    expect(preNotify('distributor', hcalcs)).equal('I99');
    expect(add('distributor', hcalcs, SUPPLY_POINT)).equal('I99');
    expect(device(hcalcs)).deep.include({ status: 'Pending', supplyPoints: {} });
    world.installation.broker.quarantine.end('release');
    expect(device(hcalcs)).deep.include({ status: 'Pending', supplyPoints: {} });
    world.go(30);
    expect(device(hcalcs)).deep.include({ supplyPoints: { import: SUPPLY_POINT }, hub });
  });
});
