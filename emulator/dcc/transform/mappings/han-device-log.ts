import { type DeviceKind, DuisError, formatEui64, type NamedFields, type NamedValue } from '../../../../gbcs/index.js';
import { childOf, needChild, textOf, type XmlElement } from '../../xml/element.js';
import type { InventoryKind } from '../context.js';
import type { BodyMapping, Situation } from '../mapping.js';
import { chosenChild, euiOf, numberOf } from '../values.js';

/** Logs of devices on the HAN: that of the hub (SRV 8.11, 8.12.1), of the Gas Proxy Function (8.12.2), and all read (8.9). */

/**
 * Types of CCS01 for what the inventory has (GBCS 3.1, CCS01). A stand-alone controller is an ESME to the inventory; a hub
 * is in no log of its own.
 */
const LOG_TYPES: Readonly<Partial<Record<InventoryKind, number>>> = {
  esme: 0,
  sapc: 0,
  gsme: 1,
  hcalcs: 13,
  ihd: 128,
  cad: 130,
  ppmid: 132,
  gasProxyFunction: 254,
};

/** Octets of an install code in CCS01; the DUIS also allows the shorter ones of ZigBee. */
const INSTALL_CODE_DIGITS = 32;

const HUB = { targets: ['communicationsHub'] } as const;
const WITH_DEVICE_LOG: readonly DeviceKind[] = ['esme', 'gsme', 'gasProxyFunction', 'hcalcs', 'ppmid'];

function entry(body: XmlElement, { context }: Situation): NamedFields {
  const device = euiOf(needChild(body, 'DeviceID'));
  const kind = context.kindOf(device);
  const deviceType = kind === undefined ? undefined : LOG_TYPES[kind];
  if (deviceType === undefined) {
    const why = kind === undefined ? 'is not in the inventory' : 'is of a kind that has no place in the log of a hub';
    throw new DuisError('DUIS_E_REQUEST', `${formatEui64(device)} ${why}`, { path: 'DeviceID' });
  }
  const code = textOf(needChild(chosenChild(body, 'AddDeviceToCHFWhitelist'), 'InstallCode')).toLowerCase();
  if (code.length !== INSTALL_CODE_DIGITS) {
    throw new DuisError('DUIS_E_REQUEST', 'an install code that a hub can take has 16 octets', { path: 'InstallCode' });
  }
  return { entityIdentifier: device, installationCredentials: code, deviceType };
}

/** The log of the device that is replaced, as the DCC has kept it. */
function keptLog(body: XmlElement, old: string, { context }: Situation): NamedValue {
  const device = euiOf(needChild(body, old));
  const log = context.keptDeviceLog?.(device);
  if (log !== undefined) return log;
  throw new DuisError('DUIS_E_REQUEST', `no device log of ${formatEui64(device)} has been kept`, { path: old });
}

function wants(type: 'Add' | 'Remove') {
  return (body: XmlElement): boolean => textOf(needChild(body, 'RequestType')) === type;
}

function readsSecurityDetails(body: XmlElement): boolean {
  return childOf(body, 'ReadSecurityDetails') !== undefined;
}

function readsLogAlone(body: XmlElement): boolean {
  return !readsSecurityDetails(body);
}

const READ = { body: 'ReadDeviceLog', variants: ['8.9'], payload: () => ({}) } as const;

export const HAN_DEVICE_LOG_MAPPINGS: readonly BodyMapping[] = [
  {
    ...HUB,
    body: 'UpdateHANDeviceLog',
    variants: ['8.11'],
    when: wants('Add'),
    useCase: 'CCS01',
    payload: (body, situation) => ({
      'DeviceLog(CHF).addEntry': entry(body, situation),
      'DeviceLog(CHF).joiningTimePeriod': numberOf(
        needChild(chosenChild(body, 'AddDeviceToCHFWhitelist'), 'JoinTimePeriod'),
      ),
    }),
  },
  {
    ...HUB,
    body: 'UpdateHANDeviceLog',
    variants: ['8.11'],
    when: wants('Remove'),
    useCase: 'CCS02',
    payload: (body) => ({ 'DeviceLog(CHF).removeEntry': euiOf(needChild(body, 'DeviceID')) }),
  },
  {
    ...HUB,
    body: 'RestoreHANDeviceLog',
    variants: ['8.12.1'],
    useCase: 'CCS03',
    payload: (body, situation) => ({
      'DeviceLog(CHF).restoreCHFDeviceLog': keptLog(body, 'OldCHFID', situation),
    }),
  },
  {
    body: 'RestoreGPFDeviceLog',
    variants: ['8.12.2'],
    targets: ['gasProxyFunction'],
    useCase: 'GCS59',
    payload: (body, situation) => ({ deviceLogEntries: keptLog(body, 'OldGPFID', situation) }),
  },
  { ...READ, ...HUB, versions: ['2.0'], when: readsLogAlone, useCase: 'CCS05CCS04' },
  { ...READ, ...HUB, versions: ['3.1', '4.0'], when: readsLogAlone, useCase: 'CCS06' },
  { ...READ, ...HUB, versions: ['3.1', '4.0'], when: readsSecurityDetails, useCase: 'CCS07' },
  { ...READ, targets: WITH_DEVICE_LOG, when: readsLogAlone, useCase: 'CS07' },
];
