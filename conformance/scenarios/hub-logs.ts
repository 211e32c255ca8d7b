import { expect } from 'chai';
import { INSTALL_CODES } from '../../emulator/index.js';
import {
  addDevice,
  assumptionValue,
  type Data,
  type Eui64,
  eui64,
  fromHex,
  joinEsmeAtHcalcs,
  type Message,
  readDeviceLogs,
  readHanCommunications,
  removeDevice,
  restoreDeviceLog,
  toHex,
  unjoinDevice,
} from '../../gbcs/index.js';
import type { Laboratory } from '../targets/laboratory.js';
import type { Scenario } from './scenario.js';
import { responseData, succeed, whitelist } from './steps.js';

/** The logs of a Communications Hub, and what it does with link keys of former devices (CCS01-CCS03, CCS06, CCS07). */

const CS14_CODE = 0x0018;
const ADD = 'GBCS 3.1 CCS01';
const REMOVE = 'GBCS 3.1 CCS02';
const READ = 'GBCS 3.1 CCS07';

/** Identifiers of devices that are nowhere, with keys that they never had. */
function numbered(number: number): { readonly device: Eui64; readonly linkKeyHash: Uint8Array } {
  const device = eui64(`0a0000000002${number.toString(16).padStart(4, '0')}`);
  return { device, linkKeyHash: new Uint8Array(16).fill(number + 1) };
}

function itemsOf(data: Data | undefined): readonly Data[] {
  return data !== undefined && 'items' in data ? data.items : [];
}

function octetsOf(data: Data | undefined): string {
  return data !== undefined && 'octets' in data ? toHex(data.octets) : '';
}

/** Hash by device of a log as `backup_PAN` gives it, and the network's identifier. */
function backup(data: Data | undefined): { readonly network: string; readonly hashes: ReadonlyMap<string, string> } {
  const [, network, devices] = itemsOf(data);
  const entries = itemsOf(devices).map((entry) => itemsOf(entry).map(octetsOf));
  return { network: octetsOf(network), hashes: new Map(entries.map(([device = '', hash = '']) => [device, hash])) };
}

/** Both logs as CCS07 gives them. */
async function readLogs(lab: Laboratory): Promise<ReturnType<typeof backup>[]> {
  const response = await succeed(lab, 'supplier', '8.9', 'hub', readDeviceLogs(lab.profile.useCases));
  return responseData(response).map(backup);
}

/** Logs that the broker got by CS14, oldest first. */
async function alerts(lab: Laboratory): Promise<ReturnType<typeof backup>[]> {
  const isLog = ({ frame }: Message): boolean => frame.header.otherInformation.messageCode === CS14_CODE;
  return (await lab.alerts()).flatMap(({ message }) =>
    isLog(message) && message.payload.kind === 'data-notification' ? [backup(itemsOf(message.payload.body)[2])] : [],
  );
}

/** The numbers of a device in CCS06, by position in its structure. */
async function communications(lab: Laboratory, device: Eui64): Promise<readonly Data[]> {
  const response = await succeed(lab, 'supplier', '8.9', 'hub', readHanCommunications());
  const found = itemsOf(responseData(response)[0]).find((entry) => octetsOf(itemsOf(entry)[0]) === device);
  return itemsOf(found);
}

function valueAt(entry: readonly Data[], at: number): unknown {
  const data = entry[at];
  return data !== undefined && 'value' in data ? data.value : undefined;
}

const FAILURES = 10;
const SUCCESSES = 11;

export const HUB_LOG_SCENARIOS: readonly Scenario[] = [
  {
    id: 'removal-is-reported-and-remembered',
    title: 'CCS02 takes a device off the log, keeps its link key in the historic log, and reports the log by CS14.',
    covers: ['REQ-08', 'hub-removal', 'hub-historic-log'],
    clauses: [REMOVE, READ, 'GBCS 3.1 CS14'],
    async run(lab) {
      const device = lab.eui('hcalcs');
      await whitelist(lab);
      const [current, historic] = await readLogs(lab);
      const hash = current?.hashes.get(device);
      expect(hash, 'hash of the HCALCS').to.match(/^[0-9a-f]{32}$/);
      expect(historic?.hashes.size, 'former devices before').to.equal(0);
      const known = (await alerts(lab)).length;
      await succeed(lab, 'supplier', '8.11', 'hub', removeDevice(device));
      const told = (await alerts(lab)).slice(known);
      expect(told.length, 'CS14 after the removal').to.equal(1);
      expect(told[0]?.hashes.has(device), 'HCALCS in that CS14').to.equal(false);
      const [after, former] = await readLogs(lab);
      expect(after?.hashes.has(device), 'HCALCS in the log').to.equal(false);
      expect(former?.hashes.get(device), 'hash of the HCALCS in the historic log').to.equal(hash);
    },
  },
  {
    id: 'former-device-comes-back-with-its-key',
    title:
      'A device in the historic log gets onto the HAN by the link key that it had, whatever install code CCS01 names.',
    covers: ['REQ-08', 'hcalcs-rejoins', 'hub-historic-log'],
    clauses: [ADD, 'GBCS 3.1 CS14'],
    assumptions: ['hub-historic-join-window'],
    async run(lab) {
      const device = lab.eui('hcalcs');
      await whitelist(lab);
      const hash = (await readLogs(lab))[0]?.hashes.get(device);
      await succeed(lab, 'supplier', '8.11', 'hub', removeDevice(device));
      const known = (await alerts(lab)).length;
      await succeed(lab, 'supplier', '8.11', 'hub', addDevice(device, 'hcalcs', new Uint8Array(16), 600));
      expect((await lab.hcalcs('hcalcs')).believesOnHan, 'on the HAN').to.equal(true);
      const told = (await alerts(lab)).slice(known).map(({ hashes }) => hashes.get(device));
      expect(told, 'hash in the CS14 of the Command, and of the device').to.deep.equal(['', hash]);
    },
  },
  {
    id: 'former-device-comes-late-with-its-install-code',
    title: 'A device in the historic log that comes when the time of its former key is over joins by its install code.',
    covers: ['REQ-08', 'hub-whitelist', 'hub-historic-log'],
    clauses: [ADD],
    assumptions: ['hub-historic-join-window'],
    async run(lab) {
      const device = lab.eui('hcalcs');
      const halves = assumptionValue(lab.profile, 'hub-historic-join-window') === 'half half';
      await whitelist(lab);
      const hash = (await readLogs(lab))[0]?.hashes.get(device);
      await succeed(lab, 'supplier', '8.11', 'hub', removeDevice(device));
      await lab.power('hcalcs', false);
      await succeed(lab, 'supplier', '8.11', 'hub', addDevice(device, 'hcalcs', INSTALL_CODES.hcalcs, 600));
      await lab.advance(halves ? 310 : 610);
      await lab.power('hcalcs', true);
      await lab.advance(halves ? 300 : 600);
      const entry = (await lab.hub()).whitelist.find((one) => one.device === device);
      expect(entry?.joined, 'joined in the second window').to.equal(true);
      const [current, historic] = await readLogs(lab);
      expect(current?.hashes.get(device), 'hash of a new key').to.not.equal(hash);
      expect(historic?.hashes.get(device), 'hash in the historic log').to.equal(hash);
    },
  },
  {
    id: 'historic-log-loses-its-oldest',
    title: 'A historic log that is full loses its oldest entry when another device is removed.',
    covers: ['hub-historic-log'],
    clauses: [REMOVE],
    assumptions: ['hub-historic-log-size', 'hub-device-log-size'],
    async run(lab) {
      const size = assumptionValue(lab.profile, 'hub-historic-log-size');
      expect(size, 'entries that one restored log can fill').to.be.below(16);
      const devices = Array.from({ length: size + 1 }, (_, number) => numbered(number));
      await succeed(lab, 'supplier', '8.12.1', 'hub', restoreDeviceLog(fromHex('0011223344556677'), devices));
      for (const { device } of devices) await succeed(lab, 'supplier', '8.11', 'hub', removeDevice(device));
      const former = [...((await readLogs(lab))[1]?.hashes.keys() ?? [])];
      expect(former, 'devices in the historic log').to.have.members(devices.slice(1).map(({ device }) => device));
    },
  },
  {
    id: 'replacement-hub-takes-over-the-network',
    title:
      'CCS03 gives a hub the log of the one that it replaces, and the identifier of its network; CS14 reports both.',
    covers: ['hub-replacement'],
    clauses: ['GBCS 3.1 CCS03', READ],
    assumptions: ['hub-restore-replaces-log'],
    async run(lab) {
      const devices = [numbered(0), numbered(1)];
      const network = '0011223344556677';
      await succeed(lab, 'supplier', '8.12.1', 'hub', restoreDeviceLog(fromHex(network), devices));
      const wanted = new Map(devices.map(({ device, linkKeyHash }) => [device as string, toHex(linkKeyHash)]));
      const [current] = await readLogs(lab);
      expect(current, 'log').to.deep.equal({ network, hashes: wanted });
      expect((await alerts(lab)).at(-1), 'CS14').to.deep.equal({ network, hashes: wanted });
    },
  },
  {
    id: 'communications-are-counted',
    title: 'CCS06 counts the messages that a device got from its hub, and those that it did not.',
    covers: ['hub-communications-count'],
    clauses: ['GBCS 3.1 CCS06', 'CHTS 4.6.3.2'],
    async run(lab) {
      await whitelist(lab);
      const hcalcs = lab.eui('hcalcs');
      await lab.request('supplier', '8.7.1', 'hcalcs', joinEsmeAtHcalcs(lab.eui('esme')));
      const before = valueAt(await communications(lab, hcalcs), FAILURES);
      await lab.power('hcalcs', false);
      const outcome = await lab.request('supplier', '8.8.1', 'hcalcs', unjoinDevice(lab.eui('esme')));
      expect(outcome.result, 'result of a Command to a device without power').to.equal('E21');
      const after = await communications(lab, hcalcs);
      expect(valueAt(after, FAILURES), 'failures after a message to a device without power').to.be.greaterThan(
        Number(before),
      );
      expect(Number(valueAt(after, SUCCESSES)), 'messages that it got').to.be.greaterThan(0);
    },
  },
];
