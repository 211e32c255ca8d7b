import { expect } from 'chai';
import type { RequestHeader } from '../../../emulator/dcc/access-control.js';
import type { ServiceResponse } from '../../../emulator/dcc/access-control-broker.js';
import { loadSchemas, type SchemaSet } from '../../../emulator/dcc/xml/schema.js';
import { element } from '../../../emulator/dcc/xml/write.js';
import { DEVICES, INSTALL_CODES, type InstallationConfiguration, PARTIES } from '../../../emulator/index.js';
import {
  addDevice,
  associateBoost,
  type Command,
  decodeFrame,
  decodeMessage,
  eui64,
  formatEui64,
  readSwitchData,
} from '../../../gbcs/index.js';
import { requireShared } from '../../shared.js';
import { assuming, Home, PROFILE, START } from '../devices/home.js';
import { savedText } from '../saved-text.js';
import { DccWorld, suspend } from './dcc-world.js';

const { esme, hub, hcalcs } = DEVICES;
const HOUR = 3_600_000;
const DUE = START + HOUR;

/** A home, and what its DCC tells Users later. */
class DatedHome extends Home {
  readonly answers: ServiceResponse[];
  readonly quarantined: RequestHeader[];
  #counter = 100n;

  constructor(options: Partial<InstallationConfiguration> = {}) {
    const answers: ServiceResponse[] = [];
    const quarantined: RequestHeader[] = [];
    const dcc: InstallationConfiguration['dcc'] = {
      onResponse: (response) => answers.push(response),
      onAlert: () => undefined,
      onSent: () => undefined,
      onRemoval: () => undefined,
      onAnomaly: (header) => quarantined.push(header),
      serviceOf: () => {
        throw new Error('there are no documents');
      },
    };
    super({ ...options, dcc });
    this.answers = answers;
    this.quarantined = quarantined;
  }

  /** A request of the supplier for a time. */
  send(
    executionTime: number | 'never' | undefined,
    command: Command = readSwitchData(),
    header: Partial<RequestHeader> = {},
  ) {
    this.#counter += 1n;
    const full = {
      variant: '7.7',
      originator: PARTIES.supplier.eui,
      target: esme,
      counter: this.#counter,
      ...header,
    };
    const asked = executionTime === undefined ? command : { ...command, executionTime };
    return this.installation.broker.send(full, asked);
  }

  /** Commands that have gone to the home. */
  get commands() {
    return this.wan.filter(({ to }) => to === hub).map(({ message }) => decodeFrame(message).header);
  }

  get codes(): readonly string[] {
    return this.answers.map(({ code }) => code);
  }

  get held(): number {
    return this.installation.broker.futureDated;
  }
}

describe('requests that the DCC holds until their time', () => {
  it('are acknowledged, sent at their time and not before, and answered', () => {
    const home = new DatedHome();
    expect(home.send(DUE)).eql({ code: 'I99' });
    expect(home.send(DUE + HOUR)).eql({ code: 'I99' });
    home.goTo(DUE - 1);
    expect([home.commands.length, home.held]).eql([0, 2]);
    home.goTo(DUE);
    expect([home.commands.length, home.held]).eql([1, 1]);
    home.go(30);
    expect(home.answers.map(({ header, code, message }) => [header.counter, code, message !== undefined])).eql([
      [101n, 'I0', true],
    ]);
    home.go(3600);
    expect([home.codes, home.held]).eql([['I0', 'I0'], 0]);
  });

  it('go at once where the time is past, where there is none, and where nobody or the device holds them', () => {
    const home = new DatedHome();
    home.send(undefined);
    home.send(START - 1);
    home.send(START);
    expect([home.commands.length, home.held]).eql([3, 0]);
    for (const futureDatedBy of ['device', 'dccAndDevice', undefined] as const) {
      const serviceRequests = PROFILE.serviceRequests.map(({ futureDatedBy: _, ...row }) =>
        futureDatedBy === undefined ? row : { ...row, futureDatedBy },
      );
      const other = new DatedHome({ profile: { ...PROFILE, serviceRequests } });
      other.send(DUE);
      expect([other.commands.length, other.held], futureDatedBy).eql([1, 0]);
    }
  });

  it('are refused at once by what they fail already, and not held', () => {
    const home = new DatedHome();
    expect(home.send(DUE, readSwitchData(), { originator: PARTIES.otherSupplier.eui }).code).equal('E4');
    expect(home.send(DUE, addDevice(hcalcs, 'hcalcs', INSTALL_CODES.hcalcs, 600)).code).equal('E11');
    for (const commandVariant of [2, 3]) {
      const refused = { code: 'E12', refusedBy: 'commandVariant' };
      expect(home.send(DUE, readSwitchData(), { commandVariant })).eql(refused);
    }
    expect(home.send(DUE, readSwitchData(), { commandVariant: 1 }).code).equal('I99');
    expect(home.held).equal(1);
  });

  it('use up their counters when they come, and none when they go', () => {
    const home = new DatedHome();
    home.send(DUE, readSwitchData(), { counter: 500n });
    expect(home.send(DUE, readSwitchData(), { counter: 500n })).include({ code: 'E100', refusedBy: 'counter' });
    home.send(undefined, readSwitchData(), { counter: 600n });
    home.goTo(DUE + 30_000);
    expect(home.codes).eql(['I0', 'I0']);
    // The highest is still that of the one that was sent between.
    expect(home.send(undefined, readSwitchData(), { counter: 550n }).code).equal('E100');
  });

  describe('get a Response with the code of the check that they fail by then, and are not sent', () => {
    type Broker = Home['installation']['broker'];
    const CHANGES: Readonly<Record<string, (broker: Broker) => void>> = {
      E2: (broker) => broker.putUser(PARTIES.supplier.eui, { roles: ['exportSupplier'] }),
      E3: (broker) => broker.putUser(PARTIES.supplier.eui, { roles: ['importSupplier'], suspended: true }),
      E4: ({ inventory }) => moved(inventory),
      E5: ({ inventory }) => suspend(inventory, esme),
      E19: ({ inventory }) => inventory.delete(esme),
    };
    function moved(inventory: Broker['inventory']): void {
      const device = inventory.get(esme);
      if (device !== undefined) inventory.put({ ...device, supplyPoints: { import: '9900000000000' } });
    }

    for (const [code, change] of Object.entries(CHANGES)) {
      it(`${code} in time`, () => {
        const home = new DatedHome();
        expect(home.send(DUE).code).equal('I99');
        change(home.installation.broker);
        home.goTo(DUE - 1);
        expect(home.codes).eql([]);
        home.goTo(DUE);
        expect(home.codes).eql([code]);
        expect(home.answers[0]).not.property('message');
        home.go(1200);
        expect([home.commands.length, home.codes.length, home.held]).eql([0, 1, 0]);
      });
    }

    it('unless the profile assumes another code', () => {
      const home = new DatedHome({ profile: assuming({ 'dcc-held-refusal-code': 'E30' }) });
      home.send(DUE);
      suspend(home.installation.broker.inventory, esme);
      home.goTo(DUE);
      expect(home.codes).eql(['E30']);
    });
  });

  it('and all others to a device that the DCC has no certificate of are refused at once', () => {
    const home = new DatedHome();
    const { inventory } = home.installation.broker;
    const known = inventory.get(esme);
    const stranger = eui64('00db0000000000ff');
    if (known !== undefined) inventory.put({ ...known, eui: stranger });
    for (const at of [DUE, undefined]) {
      expect(home.send(at, readSwitchData(), { target: stranger })).include({ code: 'E5', refusedBy: 'certificate' });
    }
    expect(home.installation.broker.futureDated).equal(0);
  });

  it('and were held by anomaly detection get an answer each when they are released, sent or not', () => {
    const thresholds = [{ variants: ['7.7'], seconds: 60, quarantineAbove: 1, setBy: 'dcc' }] as const;
    const home = new DatedHome({ thresholds });
    const { quarantine } = home.installation.broker;
    const header = { variant: '7.7', originator: PARTIES.supplier.eui, target: eui64('00db0000000000ff'), counter: 1n };
    // Its certificate was there when it was held.
    quarantine.hold('of a device whose key has gone', header, {
      header: {
        cra: 1,
        originatorCounter: 1n,
        originator: header.originator,
        recipient: header.target,
        dateTime: new Uint8Array(0),
        otherInformation: { messageCode: 1 },
      },
      payload: Uint8Array.of(1),
    });
    for (const _ of [1, 2]) home.send(undefined);
    expect(quarantine.end('release')).equal(2);
    home.go(60);
    expect(home.codes.toSorted()).eql(['E5', 'I0', 'I0']);
    expect(quarantine.held).eql([]);
  });

  it('give up a device that does not answer as all others', () => {
    const home = new DatedHome();
    home.send(DUE);
    home.installation.network.power(esme, false);
    home.goTo(DUE + 600_000);
    expect(home.codes).eql(['E21']);
  });

  it('become Commands when they are due: the counter of the broker is above those that it has used since', () => {
    const home = new DatedHome();
    const whitelist = (at: number | undefined, device: typeof hcalcs, code: Uint8Array) =>
      home.send(at, addDevice(device, 'hcalcs', code, 600), { variant: '8.11', target: hub }).code;
    expect(whitelist(DUE, hcalcs, INSTALL_CODES.hcalcs)).equal('I99');
    expect(whitelist(undefined, DEVICES.secondHcalcs, INSTALL_CODES.secondHcalcs)).equal('I99');
    home.goTo(DUE + 30_000);
    // CCS01 is protected against replay: with a counter from before the other it would not be carried out.
    expect(home.codes).eql(['I0', 'I0']);
    const [first, second] = home.commands.map(({ originatorCounter }) => originatorCounter);
    expect(second).equal((first ?? 0n) + 1n);
  });

  it('have in the name of their User the counter of their RequestID, which a device may have passed by then', () => {
    const home = new DatedHome();
    const boost = (at: number | undefined) => home.send(at, associateBoost([1]), { variant: '7.9' }).code;
    expect(boost(DUE)).equal('I99');
    expect(boost(undefined)).equal('I99');
    expect(boost(DUE)).equal('I99');
    home.goTo(DUE + 600_000);
    expect(home.answers.map(({ header, code }) => [header.counter, code])).have.deep.members([
      [102n, 'I0'],
      [103n, 'I0'],
      [101n, 'E21'],
    ]);
  });

  it('are counted by anomaly detection when they are due', () => {
    const thresholds = [{ variants: ['7.7'], seconds: 60, quarantineAbove: 1, setBy: 'dcc' }] as const;
    const home = new DatedHome({ thresholds });
    for (const at of [DUE, DUE, DUE + HOUR]) expect(home.send(at).code).equal('I99');
    expect(home.quarantined).eql([]);
    home.goTo(DUE + 30_000);
    expect(home.codes).eql(['I0']);
    expect(home.quarantined.map(({ counter }) => counter)).eql([102n]);
    expect(home.installation.broker.quarantine.held).length(1);
    home.go(3600);
    expect(home.codes).eql(['I0', 'I0']);
  });

  it('are taken back by a time that never comes: those of the User, device and variant, and no others', () => {
    const home = new DatedHome();
    home.send(DUE);
    home.send(DUE + 1);
    home.send(DUE, readSwitchData(), { originator: PARTIES.distributor.eui });
    home.send(DUE, addDevice(hcalcs, 'hcalcs', INSTALL_CODES.hcalcs, 600), { variant: '8.11', target: hub });
    home.send(DUE, associateBoost([1]), { variant: '7.9' });
    expect(home.send('never')).eql({ code: 'I99', cancelled: 2 });
    expect(home.installation.save().clock.events.filter(({ event }) => event.kind === 'requestDue')).length(3);
    expect(home.send('never')).eql({ code: 'I99', cancelled: 0 });
    home.goTo(DUE + 30_000);
    expect(home.answers.map(({ header: { originator, variant } }) => [originator, variant])).have.deep.members([
      [PARTIES.distributor.eui, '7.7'],
      [PARTIES.supplier.eui, '8.11'],
      [PARTIES.supplier.eui, '7.9'],
    ]);
    expect(home.send('never', readSwitchData(), { originator: PARTIES.otherSupplier.eui }).code).equal('E4');
  });

  it('are saved and restored with their home, which goes on as one that was not', () => {
    const first = new DatedHome();
    const second = new DatedHome();
    for (const at of [DUE, DUE, DUE + HOUR]) first.send(at);
    first.send('never', readSwitchData(), { originator: PARTIES.distributor.eui });
    first.goTo(DUE - 1);
    second.installation.restore(structuredClone(first.installation.save()));
    expect(second.held).equal(3);
    for (const home of [first, second]) home.goTo(DUE + 2 * HOUR);
    expect(second.answers).eql(first.answers);
    expect(second.codes).eql(['I0', 'I0', 'I0']);
    expect(savedText(second.installation.save()) === savedText(first.installation.save())).equal(true);
  });

  it('of a state before that it has been sent are not sent by a home that is restored to another', () => {
    const home = new DatedHome();
    const before = structuredClone(home.installation.save());
    home.send(DUE);
    home.installation.restore(before);
    home.goTo(DUE + 30_000);
    expect([home.held, home.codes]).eql([0, []]);
  });
});

describe('documents that the DCC holds until their time', () => {
  const time = (instant: number | string) =>
    element('ExecutionDateTime', typeof instant === 'string' ? instant : new Date(instant).toISOString());
  const readAt = (instant: number | string) => element('ReadALCSData', [time(instant)]);
  const NEVER = '3000-12-31T00:00:00.00Z';
  let schemas: SchemaSet;
  let world: DccWorld;

  before(function () {
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });
  beforeEach(() => {
    world = new DccWorld(schemas, 'secmp0046-full');
  });

  const read = (at: number | string, commandVariant = 1) =>
    world.ask('supplier', 'send', esme, '7.7', commandVariant, readAt(at)).code;
  const codes = () => world.heard('supplier').map(({ code }) => code);

  it('are acknowledged, and answered once their time has come', () => {
    expect(read(DUE)).equal('I99');
    world.go(3500);
    expect(codes()).eql([]);
    world.go(100);
    const [response] = world.heard('supplier');
    expect(response?.code).equal('I0');
    expect(response?.request?.counter).equal(5001n);
    expect(decodeMessage(response?.payload ?? new Uint8Array(0)).payload.kind).equal('access-response');
  });

  it('may name their time in another zone', () => {
    expect(read('2026-01-05T20:00:00+01:00')).equal('I99');
    world.go(3500);
    expect(codes()).eql([]);
    world.go(100);
    expect(codes()).eql(['I0']);
  });

  it('get a Response with the code of what they fail by then, valid by the schema', () => {
    read(DUE);
    suspend(world.installation.broker.inventory, esme);
    world.go(3600);
    const [response] = world.heard('supplier');
    expect([response?.code, response?.variant, response?.payload]).eql(['E5', '7.7', undefined]);
  });

  it('are taken back', () => {
    read(DUE);
    expect(read(NEVER)).equal('I99');
    world.go(4000);
    expect(codes()).eql([]);
  });

  it('are refused where their time is none, or where the Command is for local delivery', () => {
    expect(read('12026-01-05T19:00:00Z')).equal('E12');
    for (const commandVariant of [2, 3]) expect(read(DUE, commandVariant)).equal('E12');
    world.go(4000);
    expect(codes()).eql([]);
  });

  it('change the inventory when they are done, not when they come', () => {
    const notice = element('DevicePrenotification', [
      element('DeviceID', formatEui64(hcalcs)),
      element('DeviceManufacturer', 'AB01'),
      element('DeviceModel', '010A030B'),
      element('DeviceType', 'HCALCS'),
    ]);
    const { inventory } = world.installation.broker;
    inventory.delete(hcalcs);
    expect(world.ask('supplier', 'nonDevice', world.broker, '12.2', 8, notice).code).equal('I99');
    const added = element('UpdateHANDeviceLog', [
      time(DUE),
      element('DeviceID', formatEui64(hcalcs)),
      element('RequestType', 'Add'),
      element('AddDeviceToCHFWhitelist', [
        element('JoinTimePeriod', 600),
        element('InstallCode', Buffer.from(INSTALL_CODES.hcalcs).toString('hex').toUpperCase()),
        element('ImportMPxN', '1200012345678'),
      ]),
    ]);
    expect(world.ask('supplier', 'send', hub, '8.11', 1, added).code).equal('I99');
    expect(inventory.get(hcalcs)).deep.include({ status: 'Pending', supplyPoints: {} });
    world.go(3600);
    expect(codes()).eql(['I0']);
    // With that it has come onto the HAN.
    const { status, supplyPoints } = inventory.get(hcalcs) ?? {};
    expect([status, supplyPoints]).eql(['InstalledNotCommissioned', { import: '1200012345678' }]);
  });

  it('alert the distributor of a removal when they come, and not when they are taken back', () => {
    const removed = (at: number | string) =>
      element('UpdateHANDeviceLog', [
        time(at),
        element('DeviceID', formatEui64(hcalcs)),
        element('RequestType', 'Remove'),
      ]);
    expect(world.ask('supplier', 'send', hub, '8.11', 1, removed(DUE)).code).equal('I99');
    expect(world.heard('distributor')).length(1);
    expect(world.ask('supplier', 'send', hub, '8.11', 1, removed(NEVER)).code).equal('I99');
    world.go(4000);
    expect(world.heard('distributor')).length(1);
  });
});
