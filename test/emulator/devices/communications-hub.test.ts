import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type FilledCell, TrustAnchors } from '../../../emulator/devices/kernel/credentials/trust-anchors.js';
import {
  apsFrame,
  CommunicationsHub,
  DEVICES,
  encodeTunnelFrame,
  type HanContent,
  INSTALL_CODES,
  PARTIES,
  TUNNELLING_CLUSTER,
  transferredData,
} from '../../../emulator/index.js';
import {
  addDevice,
  buildMessage,
  type Command,
  type Data,
  decodeFrame,
  decodeMessage,
  encodeFrame,
  eui64,
  fromHex,
  joinEsmeAtHcalcs,
  type Message,
  macFrame,
  opensslProvider as provider,
  removeDevice,
  shapeProblem,
  toHex,
  useCaseByName,
  verifyFrame,
} from '../../../gbcs/index.js';
import { loadKeyFiles } from '../../../gbcs/keys/key-files.js';
import { requireShared } from '../../shared.js';
import { ADD_HCALCS, BROKER_KEYS, Home, PROFILE, results, START } from './home.js';

const { esme, hcalcs, hub, secondHcalcs } = DEVICES;
const BROKER = PARTIES.broker.eui;
const NETWORK_CONTROL = { classId: 104, obis: '0-0:30.3.0.255' } as const;

/** Alerts CS14 that the hub has sent, oldest first. */
function logAlerts(home: Home): Message[] {
  return home.wan
    .filter(({ from }) => from === hub)
    .map(({ message }) => decodeMessage(message))
    .filter(({ frame }) => frame.header.cra === 3);
}

/** The log that a CS14 carries: devices, with the octets of their hash. */
function devicesOf({ payload }: Message): [string, number][] {
  const backup = payload.kind === 'data-notification' && 'items' in payload.body ? payload.body.items[2] : undefined;
  const devices = backup !== undefined && 'items' in backup ? backup.items[2] : undefined;
  if (devices === undefined || !('items' in devices)) throw new Error('no devices');
  return devices.items.map((item) => {
    const [id, hash] = 'items' in item ? item.items : [];
    if (id === undefined || hash === undefined || !('octets' in id && 'octets' in hash)) throw new Error('no entry');
    return [toHex(id.octets), hash.octets.length];
  });
}

function shapeOf(data: Data): unknown {
  if ('items' in data) return [data.type, ...data.items.map(shapeOf)];
  return 'octets' in data ? `${data.type} of ${data.octets.length}` : data.type;
}

function whitelist(home: Home): Record<string, boolean> {
  const { whitelist } = home.installation.hub.snapshot() as { whitelist: { device: string; joined: boolean }[] };
  return Object.fromEntries(whitelist.map(({ device, joined }) => [device, joined]));
}

const add = (home: Home, command: Command = ADD_HCALCS) => home.ask(home.supplier, '8.11', hub, command);

/** Whether it carries a message, or a block of one. */
const isTransfer = (content: HanContent) => content.kind === 'aps' && transferredData(content.zcl) !== undefined;

/** How often the hub has let devices join. */
const openings = (home: Home) =>
  new Set(home.carried.filter(({ content }) => content.kind === 'permitJoining').map(({ at }) => at)).size;

describe('Communications Hub: whitelist', () => {
  let home: Home;
  beforeEach(() => {
    home = new Home();
  });

  it('adds a device, lets it join, and reports both to the broker', () => {
    expect(results(add(home))).to.deep.equal([0, 0, 0]);
    expect(whitelist(home)).to.deep.equal({ [esme]: true, [hcalcs]: true });
    expect(home.hcalcs.snapshot()['believesOnHan']).to.equal(true);
    const alerts = logAlerts(home);
    expect(alerts.map(devicesOf)).to.deep.equal([
      [
        [esme, 16],
        [hcalcs, 0],
      ],
      [
        [esme, 16],
        [hcalcs, 16],
      ],
    ]);
    expect(alerts.map(({ frame }) => frame.header.originatorCounter)).to.deep.equal([1n, 2n]);
    for (const { frame } of alerts) {
      expect(frame.header).to.deep.include({
        originator: hub,
        recipient: BROKER,
        otherInformation: { messageCode: 0x18 },
      });
      const options = { provider, keys: BROKER_KEYS, accessControlBroker: BROKER };
      expect(verifyFrame(frame, options)).to.deep.equal({ signature: 'absent', mac: 'valid' });
    }
  });

  it('reports in the form of the use case, and of the reference Alert', function () {
    add(home);
    const alert = logAlerts(home)[1] as Message;
    const useCase = useCaseByName(PROFILE.useCases, 'CS14');
    if (useCase?.payload.family !== 'dlms-alert' || alert.payload.kind !== 'data-notification') throw new Error();
    const body = 'items' in alert.payload.body ? alert.payload.body.items : [];
    expect(body[0]).to.deep.include({ type: 'long-unsigned', value: useCase.payload.alertCodes[0] });
    expect(shapeProblem(body[2] as Data, useCase.payload.extras[0]?.shape ?? { type: 'null-data' })).to.equal(
      undefined,
    );
    const path = requireShared.call(this, 'rtds', 'RTDS-4.5.0', 'NA_CS14', 'CS14_NA_8F12_ALERT_GBCS.HEX');
    const reference = decodeMessage(fromHex(readFileSync(path, 'latin1').trim()));
    if (reference.payload.kind !== 'data-notification') throw new Error(reference.payload.kind);
    // Both have two devices with a hash.
    expect(shapeOf(alert.payload.body)).to.deep.equal(shapeOf(reference.payload.body));
    expect([alert.frame.signature, alert.frame.mac?.length]).to.deep.equal([
      reference.frame.signature,
      reference.frame.mac?.length,
    ]);
  });

  it('keeps a device that is there as it is, whatever the key, without another report', () => {
    add(home);
    const before = home.installation.hub.whitelist.entry(hcalcs);
    expect(results(add(home, addDevice(hcalcs, 'ihd', INSTALL_CODES.secondHcalcs, 60)))).to.deep.equal([0, 0, 0]);
    expect(home.installation.hub.whitelist.entry(hcalcs)).to.deep.equal(before);
    expect(logAlerts(home)).to.have.length(2);
  });

  it('does not let a device join with another install code, not even when the right one comes second', () => {
    expect(results(add(home, addDevice(hcalcs, 'hcalcs', INSTALL_CODES.secondHcalcs, 600)))).to.deep.equal([0, 0, 0]);
    home.go(1);
    expect(results(add(home))).to.deep.equal([0, 0, 0]);
    expect(openings(home)).to.equal(2);
    expect(whitelist(home)).to.deep.equal({ [esme]: true, [hcalcs]: false });
    expect(home.hcalcs.snapshot()['believesOnHan']).to.equal(false);
    expect(logAlerts(home).map(devicesOf)).to.deep.equal([
      [
        [esme, 16],
        [hcalcs, 0],
      ],
    ]);
  });

  it('lets only the listed device join while joining is open', () => {
    add(home);
    expect(home.installation.hcalcs[1]?.snapshot()['believesOnHan']).to.equal(false);
    expect(home.installation.hub.whitelist.mayCommunicate(secondHcalcs)).to.equal(false);
  });

  it('lets a device join up to the end of the time, and not after it', () => {
    home.installation.network.power(hcalcs, false);
    add(home, addDevice(hcalcs, 'hcalcs', INSTALL_CODES.hcalcs, 90));
    const request = { kind: 'joinRequest', installCode: INSTALL_CODES.hcalcs } as const;
    const ask = (now: number) =>
      home.installation.hub
        .handle({ source: hcalcs, destination: hub, content: request }, now)
        .flatMap((effect) => (effect.kind === 'send' ? [effect.frame.content] : []))
        .filter(({ kind }) => kind !== 'aps')
        .map((content) =>
          content.kind === 'joinOutcome' ? { kind: content.kind, accepted: content.accepted } : content,
        );
    const outcome = (accepted: boolean) => [{ kind: 'joinOutcome', accepted }];
    expect(ask(START + 90_001)).to.deep.equal(outcome(false));
    expect(whitelist(home)[hcalcs]).to.equal(false);
    expect(ask(START + 90_000)).to.deep.equal(outcome(true));
    expect(whitelist(home)[hcalcs]).to.equal(true);
  });

  it('has joining closed before anything opens it', () => {
    home.installation.hub.whitelist.add(hcalcs, 13, INSTALL_CODES.hcalcs);
    const request = { kind: 'joinRequest', installCode: INSTALL_CODES.hcalcs } as const;
    home.installation.hub.handle({ source: hcalcs, destination: hub, content: request }, START);
    expect(whitelist(home)[hcalcs]).to.equal(false);
  });

  it('holds 16 devices; the 17th is refused, and joining is not opened for it', () => {
    for (let i = 1; i < 16; i++) {
      const device = eui64(`0a000000000010${String(i).padStart(2, '0')}`);
      expect(results(add(home, addDevice(device, 'ppmid', new Uint8Array(16), 1)))).to.deep.equal([0, 0, 0]);
      home.go(2);
    }
    const before = openings(home);
    expect(before).to.equal(15);
    expect(results(add(home))).to.deep.equal([250, 250, 250]);
    expect(openings(home)).to.equal(before);
    expect(Object.keys(whitelist(home))).to.have.length(16);
    // One that is there is no 17th.
    expect(results(add(home, addDevice(esme, 'esme', INSTALL_CODES.esme, 1)))).to.deep.equal([0, 0, 0]);
    const first = eui64('0a00000000001001');
    expect(results(add(home, removeDevice(first)))).to.deep.equal([0]);
    expect(results(add(home))).to.deep.equal([0, 0, 0]);
  });

  it('keeps a device that it has added where a later instruction fails, and does not open joining', () => {
    home.installation.hub.objects.injectFailure({ access: 'set', ...NETWORK_CONTROL, member: 3 }, 1);
    expect(results(add(home))).to.deep.equal([0, 1, 250]);
    expect(whitelist(home)).to.deep.equal({ [esme]: true, [hcalcs]: false });
    expect(openings(home)).to.equal(0);
  });

  it('refuses a type of device that it does not know', () => {
    const { useCase, payload } = ADD_HCALCS;
    if (payload.kind !== 'access-request') throw new Error(payload.kind);
    const [entry, ...rest] = payload.data;
    if (entry === undefined || !('items' in entry)) throw new Error('no entry');
    const data: Data[] = [{ ...entry, items: [...entry.items.slice(0, 3), { type: 'enum', value: 2 }] }, ...rest];
    expect(results(add(home, { useCase, payload: { ...payload, data } }))).to.deep.equal([250, 250, 250]);
    expect(Object.keys(whitelist(home))).to.deep.equal([esme]);
  });

  it('removes a device, reports it, and cuts it off', () => {
    home.join();
    const alerts = logAlerts(home).length;
    expect(results(add(home, removeDevice(hcalcs)))).to.deep.equal([0]);
    expect(logAlerts(home).slice(alerts).map(devicesOf)).to.deep.equal([[[esme, 16]]]);
    const exchange = home.ask(home.supplier, '8.7.1', hcalcs, joinEsmeAtHcalcs(esme));
    home.go(599.999);
    expect(exchange.response).to.equal(undefined);
    home.go(0.001);
    expect(exchange.response).to.deep.equal({ code: 'E21', authentic: true });
    const drop = home.notes.findLast(({ device }) => device === hub)?.note;
    expect(drop).to.deep.equal({ note: 'dropped', reason: `${hcalcs} is not on the HAN` });
    // Nobody tells it, until it asks; the ESME keeps it in its own log.
    expect(home.hcalcs.snapshot()['believesOnHan']).to.equal(true);
    home.installation.network.power(hcalcs, false);
    home.installation.network.power(hcalcs, true);
    home.go(0);
    expect(home.hcalcs.snapshot()['believesOnHan']).to.equal(false);
    expect(home.installation.esme.deviceLog.entries()).to.have.length(1);
  });

  it('refuses to remove a device that is not there, without report', () => {
    expect(results(add(home, removeDevice(hcalcs)))).to.deep.equal([250]);
    expect(logAlerts(home)).to.deep.equal([]);
  });

  it('takes Commands for its whitelist from the broker alone', () => {
    const message = home.command(home.supplier, hub, ADD_HCALCS, 1n);
    home.installation.network.fromWan(message);
    home.go(0);
    const refused = home.notes.findLast(({ note }) => note.note === 'refused')?.note;
    expect(refused).to.include({ check: 'originator', event: 0x8f30 });
    expect(Object.keys(whitelist(home))).to.deep.equal([esme]);
  });

  it('takes a counter of the broker once', () => {
    const frame = (originatorCounter: bigint) =>
      home.protect(
        buildMessage({
          cra: 1,
          originatorCounter,
          originator: BROKER,
          recipient: hub,
          otherInformation: { messageCode: 0x0002 },
          payload: removeDevice(hcalcs).payload,
        }),
      );
    const send = (counter: bigint) => {
      const before = home.notes.length;
      home.installation.network.fromWan(frame(counter));
      home.go(0);
      return home.notes.slice(before).map(({ note }) => (note.note === 'refused' ? note.check : note.note));
    };
    expect(send(50n)).to.deep.equal(['executed']);
    expect(send(50n)).to.deep.equal(['replay']);
    expect(send(49n)).to.deep.equal(['replay']);
    expect(send(51n)).to.deep.equal(['executed']);
  });
});

describe('Communications Hub: traffic', () => {
  it('passes on only what it can read, to devices that may communicate', () => {
    const home = new Home();
    const pass = (message: Uint8Array) => {
      const before = home.carried.length;
      home.installation.network.fromWan(message);
      home.go(0);
      return home.carried.slice(before).filter(({ from, content }) => from === hub && isTransfer(content)).length;
    };
    expect(pass(home.command(home.supplier, esme, removeDevice(hcalcs), 1n))).to.equal(1);
    expect(pass(home.command(home.supplier, hcalcs, joinEsmeAtHcalcs(esme), 1n))).to.equal(0);
    expect(pass(Uint8Array.of(0xdd, 0x00))).to.equal(0);
    expect(pass(new Uint8Array(0))).to.equal(0);
  });

  it('lets nothing pass from or to a device that is not on the HAN', () => {
    const home = new Home();
    home.go(0);
    const tunnelId = 1;
    const data = Uint8Array.of(1);
    const transfer = encodeTunnelFrame({ command: 'transferData', tunnelId, data }, 'toClient', 1, true);
    const content = apsFrame(TUNNELLING_CLUSTER, transfer);
    const effects = home.installation.hub.handle({ source: hcalcs, destination: hub, content }, START);
    expect(effects.map(({ kind }) => kind)).to.deep.equal(['note']);
    const passed = home.installation.hub.handle({ source: esme, destination: hub, content }, START);
    expect(passed).to.deep.equal([{ kind: 'sendToWan', message: data }]);
  });

  it('has a HAN on which only devices with a link key hear each other', () => {
    const home = new Home();
    const message = home.command(home.supplier, hcalcs, joinEsmeAtHcalcs(esme), 1n);
    home.go(0);
    home.carried.splice(0);
    const content = apsFrame(TUNNELLING_CLUSTER, new Uint8Array(3));
    home.installation.network.send({ source: hub, destination: hcalcs, content });
    expect(home.inject(hcalcs, message)).to.equal(undefined);
    expect(home.carried.map(({ to, delivered }) => [to, delivered])).to.deep.equal([[hcalcs, false]]);
    expect(home.notes.map(({ device, note }) => [device, note.note])).to.deep.equal([[hub, 'dropped']]);
    add(home);
    home.carried.splice(0);
    home.inject(hcalcs, message);
    expect(home.carried[0]).to.include({ to: hcalcs, delivered: true });
    expect(home.hcalcs.deviceLog.entries()).to.have.length(1);
  });

  it('has a HAN on which a frame is lost whose sender loses power first', () => {
    const home = new Home();
    home.go(0);
    home.carried.splice(0);
    home.installation.network.send({ source: hub, destination: esme, content: apsFrame(0x0704, new Uint8Array(3)) });
    home.installation.network.power(hub, false);
    home.go(0);
    expect(home.carried.map(({ delivered }) => delivered)).to.deep.equal([false]);
  });

  it('is not answered for by a Response that the broker cannot verify', () => {
    const home = new Home();
    const exchange = home.supplier.request('8.11', hub, ADD_HCALCS);
    const asked = decodeFrame(home.wan.at(-1)?.message ?? new Uint8Array(0));
    const { originatorCounter, otherInformation } = asked.header;
    const payload = { kind: 'raw', family: 'dlms', octets: fromHex('da20000514000000') } as const;
    const parts = { cra: 2, originatorCounter, originator: hub, recipient: BROKER, otherInformation, payload } as const;
    const forged = macFrame(provider, buildMessage(parts), new Uint8Array(32));
    home.installation.broker.fromWan(encodeFrame(forged));
    expect(exchange.response).to.equal(undefined);
    home.go(0);
    expect(results(exchange)).to.deep.equal([0, 0, 0]);
  });

  it('carries nothing while it is off', () => {
    const home = new Home();
    home.installation.network.power(hub, false);
    home.carried.splice(0);
    home.ask(home.supplier, '8.11', hub, ADD_HCALCS);
    expect(Object.keys(whitelist(home))).to.deep.equal([esme]);
    expect(home.carried).to.deep.equal([]);
  });
});

describe('Communications Hub against the reference messages', () => {
  const HUB = eui64('00db1234567890a2');
  const REFERENCE_BROKER = eui64('90b3d51f30000002');

  it('answers CCS01 octet for octet, MAC included', function () {
    const keystore = requireShared.call(this, 'rtds', 'keystore');
    const files = readdirSync(keystore).map((name) => ({ name, read: () => readFileSync(join(keystore, name)) }));
    const { store } = loadKeyFiles(provider, files);
    const broker = { entity: REFERENCE_BROKER, usage: 'keyAgreement' } as const;
    const [secretKey, publicKey] = [store.privateKey(broker), store.publicKey(broker)];
    const own = store.publicKey({ entity: HUB, usage: 'keyAgreement' });
    if (secretKey === undefined || publicKey === undefined || own === undefined) throw new Error('keys are missing');
    const cell: FilledCell = { role: 'accessControlBroker', usage: 'keyAgreement', party: REFERENCE_BROKER, publicKey };
    const device = new CommunicationsHub({
      eui: HUB,
      kind: 'communicationsHub',
      profile: PROFILE,
      provider,
      credentials: { sign: () => new Uint8Array(64), sharedSecret: () => provider.sharedSecret(secretKey, own) },
      trustAnchors: new TrustAnchors([cell]),
    });
    const reference = (name: string) => {
      const path = requireShared.call(this, 'rtds', 'RTDS-4.5.0', '8.11_CCS01', `CCS01_8.11_${name}_GBCS.HEX`);
      return fromHex(readFileSync(path, 'latin1').trim());
    };
    const answers = (name: string) =>
      device
        .fromWan(reference(name), Date.UTC(2015, 0, 1))
        .flatMap((effect) => (effect.kind === 'sendToWan' ? [effect.message] : []))
        .filter((message) => decodeMessage(message).frame.header.cra === 2)
        .map(toHex);
    expect(answers('SUCCESS_COMMAND')).to.deep.equal([toHex(reference('SUCCESS_RESPONSE'))]);
    device.objects.injectFailure({ access: 'set', ...NETWORK_CONTROL, member: 3 }, 1);
    expect(answers('ERROR_COMMAND')).to.deep.equal([toHex(reference('ERROR_RESPONSE'))]);
    expect(device.whitelist.snapshot().map(({ device: one }) => one)).to.have.length(1);
  });
});

describe('entries of the whitelist', () => {
  it('have the same hash in every run, and another for every key that is established', () => {
    const hashes = () => {
      const { whitelist: log } = new Home().installation.hub;
      return [hcalcs, hcalcs, secondHcalcs].map((device) => {
        log.add(device, 13, INSTALL_CODES.hcalcs);
        expect(log.admit(device, INSTALL_CODES.hcalcs)).to.equal(true);
        return toHex(log.entry(device)?.linkKeyHash ?? new Uint8Array(0));
      });
    };
    expect(new Set(hashes()).size).to.equal(3);
    expect(hashes()).to.deep.equal(hashes());
    expect(hashes()[0]).to.have.length(32);
    const { whitelist: log } = new Home().installation.hub;
    expect(log.admit(secondHcalcs, INSTALL_CODES.secondHcalcs)).to.equal(false);
  });
});
