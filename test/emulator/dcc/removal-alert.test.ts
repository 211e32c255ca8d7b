import { expect } from 'chai';
import { Registrations } from '../../../emulator/dcc/inventory/registrations.js';
import type { RemovalAlert } from '../../../emulator/dcc/removal-alert.js';
import { loadSchemas } from '../../../emulator/dcc/xml/schema.js';
import { element } from '../../../emulator/dcc/xml/write.js';
import { DEVICES, makeIdentities, PARTIES } from '../../../emulator/index.js';
import { Installation, inventoryOfHome, SUPPLY_POINT } from '../../../emulator/installation.js';
import {
  type Command,
  type Eui64,
  formatEui64,
  opensslProvider,
  overlay,
  type Profile,
  profileById,
  readSwitchData,
  removeDevice,
  unjoinDevice,
} from '../../../gbcs/index.js';
import { requireShared } from '../../shared.js';
import { DccWorld } from './dcc-world.js';

const { esme, hub, hcalcs, secondHcalcs } = DEVICES;
const { supplier, otherSupplier, distributor, otherDistributor } = PARTIES;
const FULL = profileById('secmp0046-full');
const WHEN_REFUSED = overlay(FULL, {
  id: 'told-when-refused',
  title: 'told when refused',
  status: 'for a test',
  assumptions: { 'hcalcs-removal-alert-when-refused': true },
});
const identities = makeIdentities(opensslProvider, 'removal');

/** Two distributors are registered for the home, and a third was until the day before. */
const REGISTRATIONS = new Registrations([
  { mpxn: SUPPLY_POINT, party: supplier.eui, role: 'importSupplier', from: 0 },
  { mpxn: SUPPLY_POINT, party: distributor.eui, role: 'electricityDistributor', from: 0 },
  { mpxn: SUPPLY_POINT, party: otherDistributor.eui, role: 'electricityDistributor', from: 0 },
  {
    mpxn: SUPPLY_POINT,
    party: PARTIES.loadController.eui,
    role: 'electricityDistributor',
    from: 0,
    to: Date.UTC(2026, 0, 4),
  },
]);

class World {
  readonly told: RemovalAlert[] = [];
  readonly installation: Installation;

  constructor(profile: Profile = FULL) {
    const devices = [
      { eui: hub, kind: 'communicationsHub' },
      { eui: esme, kind: 'esme' },
      { eui: hcalcs, kind: 'hcalcs' },
      { eui: secondHcalcs, kind: 'hcalcs' },
    ] as const;
    this.installation = new Installation({
      profile,
      provider: opensslProvider,
      identities,
      start: Date.UTC(2026, 0, 5, 18),
      inventory: inventoryOfHome({ profile }, devices, REGISTRATIONS),
      observer: { frame: () => {}, note: () => {}, message: () => {}, removal: (alert) => this.told.push(alert) },
    });
  }

  /** @returns what the DCC says at once */
  ask(party: { readonly eui: Eui64 }, variant: string, device: Eui64, command: Command): string {
    return this.party(party).request(variant, device, command).acknowledgement.code;
  }

  party({ eui }: { readonly eui: Eui64 }) {
    const party = this.installation.parties.get(eui);
    if (party === undefined) throw new Error(`no party ${eui}`);
    return party;
  }

  get recipients(): readonly (readonly [recipient: Eui64, hcalcs: Eui64])[] {
    return this.told.map((alert) => [alert.recipient, alert.hcalcs] as const);
  }
}

describe('the alert on removal', () => {
  const both = [
    [distributor.eui, hcalcs],
    [otherDistributor.eui, hcalcs],
  ];
  const requests: readonly (readonly [what: string, ask: (world: World, party: { readonly eui: Eui64 }) => string])[] =
    [
      ['an unjoin at the meter', (world, party) => world.ask(party, '8.8.1', esme, unjoinDevice(hcalcs))],
      ['an unjoin at the HCALCS', (world, party) => world.ask(party, '8.8.1', hcalcs, unjoinDevice(esme))],
      ['a removal from the HAN', (world, party) => world.ask(party, '8.11', hub, removeDevice(hcalcs))],
      ['a decommissioning', (world, party) => world.party(party).decommission(hcalcs).acknowledgement.code],
    ];

  for (const [what, ask] of requests) {
    it(`goes once to each distributor registered for the premises, as ${what} is accepted`, () => {
      const world = new World();
      expect(ask(world, supplier)).to.equal('I99');
      expect(world.recipients).to.deep.equal(both);
      const [alert] = world.told;
      expect(alert).to.deep.include({ esme, hub });
      expect(alert?.request.originator).to.equal(supplier.eui);
      world.installation.advanceTo(world.installation.clock.now + 3_600_000);
      expect(world.told.length, 'an hour later').to.equal(2);
    });

    it(`goes to nobody on ${what} by rules that do not have it`, () => {
      const world = new World(profileById('secmp0046-core'));
      expect(ask(world, supplier)).to.equal('I99');
      expect(world.told).to.deep.equal([]);
    });
  }

  it('names the request and the other HCALCS, if that is it', () => {
    const world = new World();
    const { header } = world.party(supplier).request('8.8.1', esme, unjoinDevice(secondHcalcs));
    const { originator, target, counter } = header;
    expect(world.told.map((alert) => [alert.hcalcs, alert.request])).to.deep.equal([
      [secondHcalcs, { originator, target, counter }],
      [secondHcalcs, { originator, target, counter }],
    ]);
  });

  it('goes to the other distributor alone where a distributor asks', () => {
    const world = new World();
    expect(world.ask(distributor, '8.8.1', esme, unjoinDevice(hcalcs))).to.equal('I99');
    expect(world.recipients).to.deep.equal([[otherDistributor.eui, hcalcs]]);
  });

  it('is not about other devices, other requests, or a Pre-Command', () => {
    const world = new World();
    expect(world.ask(supplier, '8.8.1', esme, unjoinDevice(PARTIES.recovery.eui))).to.equal('I99');
    expect(world.ask(supplier, '7.7', esme, readSwitchData())).to.equal('I99');
    const header = { variant: '8.8.1', originator: supplier.eui, target: esme, counter: 9000n };
    expect(world.installation.broker.transform(header, unjoinDevice(hcalcs)).code).to.equal('I0');
    expect(world.ask(supplier, '8.11', hub, removeDevice(esme))).to.equal('I99');
    expect(world.party(supplier).decommission(esme).acknowledgement.code).to.equal('I99');
    expect(world.told).to.deep.equal([]);
  });

  it('is not on a request that the DCC refuses, unless it is assumed to be', () => {
    for (const [profile, recipients] of [
      [FULL, []],
      [WHEN_REFUSED, both],
    ] as const) {
      for (const ask of requests.slice(0, 3).map(([, one]) => one)) {
        const world = new World(profile);
        expect(ask(world, otherSupplier)).to.equal('E4');
        expect(world.recipients).to.deep.equal(recipients);
      }
    }
  });

  it('is not on a request that may not be from whom it says, whatever is assumed', () => {
    const world = new World(WHEN_REFUSED);
    const { broker } = world.installation;
    const header = { variant: '8.11', originator: otherSupplier.eui, target: hub, counter: 9000n };
    const document = { signer: supplier.eui, serviceReference: '8.8', service: 'send' } as const;
    expect(broker.send(header, removeDevice(hcalcs), document).refusedBy).to.equal('signer');
    expect(world.told).to.deep.equal([]);
  });

  it('is not on such a request either where another check comes first', () => {
    const order = String(WHEN_REFUSED.assumptions['broker-check-order']?.value);
    const reversed = overlay(WHEN_REFUSED, {
      id: 'reversed',
      title: 'checks in the other order',
      status: 'for a test',
      assumptions: { 'broker-check-order': order.split(' ').reverse().join(' ') },
    });
    const world = new World(reversed);
    const { broker } = world.installation;
    const header = { variant: '8.11', originator: otherSupplier.eui, target: hub, counter: 9000n };
    const document = { signer: supplier.eui, serviceReference: '8.11', service: 'send' } as const;
    expect(broker.send(header, removeDevice(hcalcs), document).refusedBy).to.equal('registration');
    expect(world.told).to.deep.equal([]);
    // The same of whom it says to be: the distributors hear of it, as is assumed.
    broker.send({ ...header, counter: 9001n }, removeDevice(hcalcs), { ...document, signer: otherSupplier.eui });
    expect(world.told).to.have.length(2);
  });

  for (const status of ['Pending', 'InstalledNotCommissioned']) {
    it(`is on 8.4 that makes a commissioned HCALCS ${status}, and on no other 8.4`, function () {
      const world = new DccWorld(loadSchemas(requireShared.call(this, 'schemas')), FULL);
      const own = (change: ReturnType<typeof element>) =>
        world.ask(
          'supplier',
          'nonDevice',
          world.broker,
          '8.4',
          8,
          element('UpdateInventory', [element('DeviceID', formatEui64(hcalcs)), change]),
        ).code;
      expect(own(element('UpdateDeviceDetails', [element('DeviceManufacturer', 'AB02')]))).to.equal('I99');
      expect(world.heard('distributor')).to.have.length(0);
      expect(own(element('UpdateDeviceStatusExceptCH', status))).to.equal('I99');
      expect(world.heard('distributor')).to.have.length(1);
      // It is so already: nothing is taken away.
      expect(own(element('UpdateDeviceStatusExceptCH', status))).to.equal('I99');
      expect(own(element('UpdateDeviceStatusExceptCH', 'InstalledNotCommissioned'))).to.equal('I99');
      expect(world.heard('distributor')).to.have.length(1);
    });
  }

  it('is written as the proposed body, of requests in XML, and read by the distributor alone', function () {
    const world = new DccWorld(loadSchemas(requireShared.call(this, 'schemas')), FULL);
    const device = element('DeviceID', formatEui64(hcalcs));
    const remove = element('UpdateHANDeviceLog', [device, element('RequestType', 'Remove')]);
    expect(world.ask('supplier', 'send', hub, '8.11', 1, remove).code).to.equal('I99');
    const out = element('DecommissionDevice', [device]);
    expect(world.ask('supplier', 'nonDevice', world.broker, '8.3', 8, out).code).to.equal('I99');
    const said = world.heard('distributor').map(({ content }) => JSON.stringify(content));
    expect(said.length).to.equal(2);
    for (const text of said) {
      for (const part of ['HCALCSRemoval', formatEui64(hcalcs), formatEui64(esme), formatEui64(hub)]) {
        expect(text).to.include(part);
      }
    }
    expect(world.heard('supplier').map(({ content }) => content?.name)).to.not.include('DCCAlertMessage');
    expect(world.heard('otherDistributor')).to.deep.equal([]);
  });
});
