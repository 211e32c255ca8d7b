import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadSchemas, type SchemaSet } from '../../../../emulator/dcc/xml/schema.js';
import { element } from '../../../../emulator/dcc/xml/write.js';
import { DEVICES, INSTALL_CODES, PARTIES } from '../../../../emulator/index.js';
import type { ServiceOutcome } from '../../../../emulator/parties/duis-user.js';
import { decodeMessage, type Eui64, formatEui64, type NamedFields, nameMessage } from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';
import { join as joinAt, preNotify, whitelist } from './bodies.js';
import { GatewayWorld } from './gateway-world.js';

const { esme, hub, hcalcs } = DEVICES;

const readLog = element('ReadDeviceLog', '');
const readSecurity = element('ReadDeviceLog', [element('ReadSecurityDetails', '')]);
const restore = (old: Eui64) => element('RestoreHANDeviceLog', [element('OldCHFID', formatEui64(old))]);

function codeOf(outcome: ServiceOutcome): string {
  if (outcome.kind === 'refused') return outcome.code;
  return outcome.kind === 'done' ? outcome.message.code : outcome.kind;
}

/** What a Response says, by name. */
function saidBy(outcome: ServiceOutcome): NamedFields {
  const payload = outcome.kind === 'done' ? outcome.message.payload : undefined;
  if (payload === undefined) throw new Error(`no Response: ${JSON.stringify(outcome)}`);
  return nameMessage(decodeMessage(payload)).payload;
}

/** Keeps the Commands on the hub's log that the DCC sends. */
function restoring() {
  const commands: NamedFields[] = [];
  const observer = {
    frame: () => undefined,
    note: () => undefined,
    message: (from: Eui64, _to: Eui64, octets: Uint8Array) => {
      const { useCase, payload } = nameMessage(decodeMessage(octets));
      if (from === PARTIES.broker.eui && useCase === 'CCS03') commands.push(payload);
    },
  };
  return { commands, observer };
}

describe('the log of a hub as the DCC keeps it, by HTTP', function () {
  this.timeout(60_000);
  let schemas: SchemaSet;
  let world: GatewayWorld | undefined;
  let directory: string | undefined;

  before(function () {
    schemas = loadSchemas(requireShared.call(this, 'schemas'));
  });
  afterEach(async () => {
    await world?.stop();
    world = undefined;
    if (directory !== undefined) rmSync(directory, { recursive: true });
    directory = undefined;
  });

  it('restores a hub once it was read with its security details, and not before', async () => {
    const { commands, observer } = restoring();
    world = await GatewayWorld.start(schemas, 'gbcs3-baseline', { installation: { observer } });
    const supplier = world.user('supplier');
    expect(codeOf(await supplier.request('8.12.1', hub, restore(hub))), 'nothing is known').equal('E12');
    expect(codeOf(await supplier.request('8.9', hub, readLog))).equal('I0');
    expect(codeOf(await supplier.request('8.12.1', hub, restore(hub))), 'no keys were told').equal('E12');
    const read = saidBy(await supplier.request('8.9', hub, readSecurity))['DeviceLog(CHF).readCHFDeviceLog'];
    const { extendedPanId, devicesToBackup } = read as NamedFields;
    expect(codeOf(await supplier.request('8.12.1', hub, restore(esme))), 'of what is no hub').equal('E12');
    expect(codeOf(await supplier.request('8.12.1', hub, restore(hub)))).equal('I0');
    expect(commands).eql([
      { 'DeviceLog(CHF).restoreCHFDeviceLog': { extendedPanId, devicesToRestore: devicesToBackup } },
    ]);
    // The ESME is still, or again, one of the hub's.
    expect(codeOf(await supplier.request('7.7', esme, element('ReadALCSData', '')))).equal('I0');
  });

  it('is the last that the hub has told of itself, and is there after a restart', async () => {
    directory = mkdtempSync(join(tmpdir(), 'hanlab-kept-log-'));
    const state = { directory: join(directory, 'state'), identity: {} };
    const first = await GatewayWorld.start(schemas, 'secmp0046-full', { home: { state } });
    world = first;
    const steps = [
      ['12.2', PARTIES.broker.eui, preNotify(hcalcs, 'HCALCS')],
      ['8.11', hub, whitelist(hcalcs, INSTALL_CODES.hcalcs)],
      ['8.7.1', hcalcs, joinAt(esme)],
    ] as const;
    for (const [variant, target, body] of steps) {
      expect(codeOf(await first.user('supplier').request(variant, target, body)), variant).match(/^I(0|99)$/);
    }
    await first.stop();
    world = undefined;

    const { commands, observer } = restoring();
    world = await GatewayWorld.start(schemas, 'secmp0046-full', {
      home: { state },
      installation: { observer },
      user: { counter: 6000n },
    });
    expect(codeOf(await world.user('supplier').request('8.12.1', hub, restore(hub)))).equal('I0');
    const log = commands[0]?.['DeviceLog(CHF).restoreCHFDeviceLog'] as NamedFields;
    const devices = (log['devicesToRestore'] as unknown as readonly NamedFields[]).map((one) => one['macAddress']);
    expect(devices).have.members([esme, hcalcs]);
  });
});
