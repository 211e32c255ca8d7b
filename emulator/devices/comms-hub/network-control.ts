import {
  array,
  type Data,
  decodeDateTime,
  type Eui64,
  encodeDateTime,
  eui64,
  eui64Bytes,
  type Instant,
  longUnsigned,
  octetString,
  structure,
} from '../../../gbcs/index.js';
import { type CosemObjects, type Outcome, RESULT } from '../kernel/cosem.js';
import type { Communications, LinkFigures } from './communications-store.js';

/**
 * The ZigBee network control objects of a hub (class 104; GBCS 3.1 CCS01-CCS03, CCS06, CCS07): what Commands say and
 * Responses give, as values of DLMS. What they do is the hub's, behind {@link NetworkControlPort}.
 */

const CLASS_ID = 104;
const DEVICE_LOG = '0-0:30.3.0.255';
const HISTORIC_LOG = '0-0:30.3.1.255';
const INSTALL_CODE_KEY = 1;
const EUI_OCTETS = 8;
const MOST_DEVICES = 16;
const WEEKDAY_OCTET = 4;
/** Date-time of a device that has never been heard (GBCS: all wildcards). */
const NEVER = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80, 0x00, 0xff);

/** A device of a log with the hash of its link key, which is empty where there is none. */
export interface LoggedDevice {
  readonly device: Eui64;
  readonly linkKeyHash: Uint8Array;
}

/** A listed device as CCS06 shows it. */
export interface ActiveDevice {
  readonly device: Eui64;
  readonly isAuthorised: boolean;
  readonly isReporting: boolean;
  readonly isAfterSwapOut: boolean;
  readonly communications: Communications;
  readonly link: LinkFigures;
}

export interface NetworkControlPort {
  /** @returns a result code */
  register(device: Eui64, deviceType: number, installCode: Uint8Array, now: Instant): number;
  unregister(device: Eui64, now: Instant): number;
  joinTimeout(): number;
  setJoinTimeout(seconds: number): void;
  allowJoining(allowed: boolean, now: Instant): void;
  isJoiningAllowed(): boolean;
  activeDevices(): readonly ActiveDevice[];
  extendedPanIdentifier(): Uint8Array;
  log(which: 'current' | 'historic'): readonly LoggedDevice[];
  /** @returns a result code */
  restoreLog(extendedPanIdentifier: Uint8Array, devices: readonly LoggedDevice[], now: Instant): number;
  /** Puts the hub in a state where it has these devices, without acting on it. */
  presetActive(devices: readonly ActiveDevice[]): void;
  presetLog(which: 'current' | 'historic', devices: readonly LoggedDevice[], extendedPanIdentifier: Uint8Array): void;
  presetListed(device: Eui64): void;
}

/** The log as `backup_PAN` returns it and CS14 carries it. @param extendedPanIdentifier 8 octets */
export function backupOf(now: Instant, extendedPanIdentifier: Uint8Array, devices: readonly LoggedDevice[]): Data {
  const entries = devices.map(({ device, linkKeyHash }) =>
    structure(octetString(eui64Bytes(device)), octetString(linkKeyHash)),
  );
  return structure(octetString(encodeDateTime(now)), octetString(extendedPanIdentifier), array(...entries));
}

/** Binds the objects of a hub. */
export function addNetworkControl(objects: CosemObjects, port: NetworkControlPort): void {
  objects.method(CLASS_ID, DEVICE_LOG, 1, { execute: (value, { now }) => register(port, value, now) });
  objects.method(CLASS_ID, DEVICE_LOG, 2, {
    execute: (value, { now }) => {
      const device = deviceOf(value);
      return { code: device === undefined ? RESULT.otherReason : port.unregister(device, now) };
    },
    preset: (value) => {
      const device = deviceOf(value);
      if (device !== undefined) port.presetListed(device);
    },
  });
  objects.attribute(CLASS_ID, DEVICE_LOG, 3, {
    get: () => longUnsigned(port.joinTimeout()),
    set: (value) => {
      port.setJoinTimeout(numberOf(value) ?? 0);
      return RESULT.success;
    },
  });
  objects.attribute(CLASS_ID, DEVICE_LOG, 2, {
    get: () => ({ type: 'boolean', value: port.isJoiningAllowed() }),
    set: (value, { now }) => {
      port.allowJoining('value' in value && value.value === true, now);
      return RESULT.success;
    },
  });
  objects.attribute(CLASS_ID, DEVICE_LOG, 4, {
    get: () => array(...port.activeDevices().map(activeDevice)),
    preset: (value) => port.presetActive(itemsOf(value).flatMap(readActiveDevice)),
  });
  for (const [which, obis] of [
    ['current', DEVICE_LOG],
    ['historic', HISTORIC_LOG],
  ] as const) {
    objects.method(CLASS_ID, obis, 4, {
      execute: (_value, { now }) => {
        return { code: RESULT.success, data: backupOf(now, port.extendedPanIdentifier(), port.log(which)) };
      },
      presetReturn: (data, now) => presetBackup(port, which, data, now),
    });
  }
  objects.method(CLASS_ID, DEVICE_LOG, 5, { execute: (value, { now }) => restoreLog(port, value, now) });
}

function register(port: NetworkControlPort, value: Data, now: Instant): Outcome {
  const [id, keyType, installCode, deviceType] = itemsOf(value);
  const device = deviceOf(id);
  const type = numberOf(deviceType);
  if (device === undefined || type === undefined || installCode === undefined || !('octets' in installCode)) {
    return { code: RESULT.otherReason };
  }
  if (numberOf(keyType) !== INSTALL_CODE_KEY) return { code: RESULT.otherReason };
  return { code: port.register(device, type, installCode.octets, now) };
}

function restoreLog(port: NetworkControlPort, value: Data, now: Instant): Outcome {
  const [extendedPan, list] = itemsOf(value);
  const items = itemsOf(list);
  const devices = items.flatMap(readLoggedDevice);
  const isWhole = devices.length === items.length && devices.length >= 1 && devices.length <= MOST_DEVICES;
  if (!isWhole || extendedPan === undefined || !('octets' in extendedPan) || extendedPan.octets.length !== EUI_OCTETS) {
    return { code: RESULT.otherReason };
  }
  return { code: port.restoreLog(extendedPan.octets, devices, now) };
}

/** A hub can only have returned a log of its own time. */
function presetBackup(port: NetworkControlPort, which: 'current' | 'historic', data: Data, now: Instant): void {
  const [time, extendedPan, list] = itemsOf(data);
  if (time === undefined || !('octets' in time) || timeOf(time.octets) !== now) return;
  if (extendedPan === undefined || !('octets' in extendedPan)) return;
  port.presetLog(which, itemsOf(list).flatMap(readLoggedDevice), extendedPan.octets);
}

function timeOf(octets: Uint8Array): Instant | undefined {
  return octets.length === NEVER.length && octets[0] !== 0xff ? decodeDateTime(octets) : undefined;
}

function activeDevice({ device, communications, link, ...is }: ActiveDevice): Data {
  const { last, failures, successes } = communications;
  // Authorised, reporting, unauthorised but reported, authorised after swap-out, transmitting; three are reserved.
  const flags = [is.isAuthorised, is.isReporting, false, is.isAfterSwapOut, is.isReporting, false, false, false];
  return structure(
    octetString(eui64Bytes(device)),
    { type: 'bit-string', bits: flags.map((flag) => (flag ? '1' : '0')).join('') },
    ...link.rssi.map((value): Data => ({ type: 'integer', value })),
    ...link.lqi.map(octet),
    octetString(last === undefined ? NEVER : withWeekday(last)),
    octet(link.hops),
    octet(failures),
    octet(successes),
    octet(link.applicationVersion),
    octet(link.stackVersion),
  );
}

/** A time with its day of the week, which the reference messages give here and nowhere else. Monday is 1. */
function withWeekday(instant: Instant): Uint8Array {
  const octets = encodeDateTime(instant);
  octets[WEEKDAY_OCTET] = new Date(instant).getUTCDay() || 7;
  return octets;
}

/** A count in the one octet that there is for it: it stops at 255. */
function octet(value: number): Data {
  return { type: 'unsigned', value: Math.min(value, 255) };
}

function readActiveDevice(data: Data): ActiveDevice[] {
  const [id, status, ...rest] = itemsOf(data);
  const device = deviceOf(id);
  const time = rest[6];
  if (device === undefined || status?.type !== 'bit-string' || time === undefined || !('octets' in time)) return [];
  const number = (at: number): number => numberOf(rest[at]) ?? 0;
  return [
    {
      device,
      isAuthorised: status.bits[0] === '1',
      isReporting: status.bits[1] === '1',
      isAfterSwapOut: status.bits[3] === '1',
      communications: { last: timeOf(time.octets), failures: number(8), successes: number(9) },
      link: {
        rssi: [number(0), number(1), number(2)],
        lqi: [number(3), number(4), number(5)],
        hops: number(7),
        applicationVersion: number(10),
        stackVersion: number(11),
      },
    },
  ];
}

function readLoggedDevice(data: Data): LoggedDevice[] {
  const [id, hash] = itemsOf(data);
  const device = deviceOf(id);
  return device === undefined || hash === undefined || !('octets' in hash)
    ? []
    : [{ device, linkKeyHash: hash.octets }];
}

function itemsOf(data: Data | undefined): readonly Data[] {
  return data !== undefined && 'items' in data ? data.items : [];
}

function numberOf(data: Data | undefined): number | undefined {
  return data !== undefined && 'value' in data && typeof data.value === 'number' ? data.value : undefined;
}

function deviceOf(data: Data | undefined): Eui64 | undefined {
  return data !== undefined && 'octets' in data && data.octets.length === EUI_OCTETS ? eui64(data.octets) : undefined;
}
