import { expect } from 'chai';
import { loadSchemas, type SchemaSet } from '../../../../emulator/dcc/xml/schema.js';
import type { WrittenElement } from '../../../../emulator/dcc/xml/write.js';
import { DEVICES, INSTALL_CODES, PARTIES } from '../../../../emulator/index.js';
import type { ServiceOutcome } from '../../../../emulator/parties/duis-user.js';
import { decodeMessage, type Eui64, formatEui64, nameMessage } from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';
import { bind, deactivate, join, label, preNotify, readSwitches, reset, unjoin, whitelist } from './bodies.js';
import { GatewayWorld, until } from './gateway-world.js';

const { esme, hub, hcalcs } = DEVICES;
const dcc = PARTIES.broker.eui;

/** What a distributor does to have a charger behind a switch that it can open, and what each step must come to. */
const STEPS: readonly (readonly [
  what: string,
  variant: string,
  target: Eui64,
  body: WrittenElement,
  baseline: string,
])[] = [
  ['pre-notify', '12.2', dcc, preNotify(hcalcs, 'HCALCS'), 'I99'],
  ['whitelist', '8.11', hub, whitelist(hcalcs, INSTALL_CODES.hcalcs), 'E2'],
  ['join the ESME at the HCALCS', '8.7.1', hcalcs, join(esme), 'E2'],
  ['join the HCALCS at the ESME', '8.7.1', esme, join(hcalcs), 'E2'],
  ['bind', '6.14.2', esme, bind(2, hcalcs), 'E2'],
  ['label', '6.14.1', esme, label(2, 'EV charger'), 'E2'],
  ['deactivate', '7.6', esme, deactivate(2, 60), 'E2'],
  ['read back', '7.7', esme, readSwitches, 'I0'],
  ['reset', '7.8', esme, reset(2), 'E2'],
];

function codeOf(outcome: ServiceOutcome): string {
  if (outcome.kind === 'refused') return outcome.code;
  return outcome.kind === 'done' ? outcome.message.code : outcome.kind;
}

describe('a distributor by HTTP', () => {
  let schemas: SchemaSet;
  let world: GatewayWorld | undefined;

  before(function () {
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });
  afterEach(async () => {
    await world?.stop();
    world = undefined;
  });

  const positionIn = ({ home }: GatewayWorld) => home.devices.find(({ eui }) => eui === hcalcs)?.snapshot()['position'];
  const alertsIn = (one: GatewayWorld) =>
    one.heardBy('distributor').filter(({ content }) => content?.name === 'DCCAlertMessage');

  it('installs an HCALCS and switches it; the Supplier unjoins it, and the distributor hears of that once', async function () {
    this.timeout(30_000);
    world = await GatewayWorld.start(schemas, 'secmp0046-full');
    const positions: unknown[] = [];
    for (const [what, variant, target, body] of STEPS) {
      const outcome = await world.user('distributor').request(variant, target, body);
      expect(codeOf(outcome), what).to.equal(variant === '12.2' ? 'I99' : 'I0');
      expect(outcome.attempts, what).to.equal(1);
      if (['6.14.2', '7.6', '7.8'].includes(variant)) positions.push(positionIn(world));
      if (variant === '7.7' && outcome.kind === 'done') expectLabelled(outcome.message.payload);
    }
    expect(positions, 'after binding, deactivation and reset').to.deep.equal(['closed', 'open', 'closed']);
    expect(alertsIn(world)).to.deep.equal([]);

    const supplier = world.user('supplier');
    expect(codeOf(await supplier.request('8.8.1', esme, unjoin(hcalcs)))).to.equal('I0');
    const one = world;
    await until('the alert', () => alertsIn(one).length > 0);
    const [alert] = alertsIn(world);
    const said = JSON.stringify(alert?.content);
    for (const text of ['HCALCSRemoval', formatEui64(hcalcs), formatEui64(esme)]) expect(said).to.include(text);
    // What came after it would have come after a second one.
    expect(codeOf(await supplier.request('7.7', esme, readSwitches))).to.equal('I0');
    expect(codeOf(await world.user('distributor').request('7.7', esme, readSwitches))).to.equal('I0');
    expect(alertsIn(world).length).to.equal(1);
    expect(world.heardBy('supplier').map(({ content }) => content?.name)).to.not.include('DCCAlertMessage');
  });

  function expectLabelled(payload: Uint8Array | undefined): void {
    const { payload: named } = nameMessage(decodeMessage(payload ?? new Uint8Array(0)));
    expect(named).to.include({
      'AuxiliaryLoadControlSwitch[2].description': 'EV charger',
      'AuxiliaryLoadControlSwitch[2].typeAndIdentifier': hcalcs,
    });
  }

  it('does not keep the Supplier from anything while its own receiver is away', async function () {
    this.timeout(30_000);
    world = await GatewayWorld.start(schemas, 'secmp0046-full', {
      receiving: ['supplier'],
      gateway: { mostWaiting: 2 },
    });
    const supplier = world.user('supplier');
    const installed = STEPS.slice(0, 4);
    for (const [what, variant, target, body] of installed) {
      const outcome = await supplier.request(variant, target, body);
      expect(codeOf(outcome), what).to.equal(variant === '12.2' ? 'I99' : 'I0');
    }
    for (const again of [1, 2]) {
      const code = codeOf(await supplier.request('8.8.1', esme, unjoin(hcalcs)));
      expect(code, `unjoin ${again}`).to.equal('I0');
    }
    const waiting = `hanlab_dcc_documents_waiting{party="${formatEui64(PARTIES.distributor.eui)}"}`;
    expect(await world.metric(waiting)).to.be.greaterThan(0);
  });

  it('gets no further than today under the rules of today', async function () {
    this.timeout(30_000);
    world = await GatewayWorld.start(schemas, 'gbcs3-baseline');
    const before = positionIn(world);
    for (const [what, variant, target, body, code] of STEPS) {
      expect(codeOf(await world.user('distributor').request(variant, target, body)), what).to.equal(code);
    }
    expect(positionIn(world)).to.equal(before);
    // Only the reading went to a device.
    expect(world.heardBy('distributor').length).to.equal(1);
  });
});
