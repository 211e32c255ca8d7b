import { useCaseByName } from '../catalogue/lookup.js';
import { GBCS_3_1_USE_CASES } from '../catalogue/tables.js';
import type { UseCase } from '../catalogue/use-case.js';
import { array, type Data, longUnsigned, NULL_DATA, octetString, structure } from '../dlms/data.js';
import { CodecError } from '../errors.js';
import { type Eui64, eui64Bytes } from '../identifiers.js';
import { type Command, requestFromRows } from './command.js';

/** Commands that keep and read the logs of a Communications Hub (GBCS: CCS01, CCS02, CCS03, CCS06, CCS07). */

/** Device types of the hub's log (GBCS 3.1 CCS01). */
export const HAN_DEVICE_TYPES = { esme: 0, gsme: 1, hcalcs: 13, ihd: 128, cad: 130, ppmid: 132, gpf: 254 } as const;
export type HanDeviceType = keyof typeof HAN_DEVICE_TYPES;

/** The only kind of key that CCS01 carries: an install code. */
const INSTALL_CODE_KEY = 1;
const INSTALL_CODE_OCTETS = 16;

/**
 * CCS01: let a device onto the HAN (SRV 8.11, Add).
 * @param installCode 16 octets, without CRC
 * @param joinSeconds how long joining is open, 0 to 65,535 (DUIS: 1 to 3,600)
 */
export function addDevice(device: Eui64, type: HanDeviceType, installCode: Uint8Array, joinSeconds: number): Command {
  if (installCode.length !== INSTALL_CODE_OCTETS) {
    throw new CodecError('GBCS_E_VALUE', `an install code has 16 octets here, not ${installCode.length}`);
  }
  return command('CCS01', {
    'DeviceLog(CHF).addEntry': structure(
      octetString(eui64Bytes(device)),
      { type: 'enum', value: INSTALL_CODE_KEY },
      octetString(installCode),
      { type: 'enum', value: HAN_DEVICE_TYPES[type] },
    ),
    'DeviceLog(CHF).joiningTimePeriod': longUnsigned(joinSeconds),
  });
}

/** CCS02: take a device off the HAN (SRV 8.11, Remove). */
export function removeDevice(device: Eui64): Command {
  return command('CCS02', { 'DeviceLog(CHF).removeEntry': octetString(eui64Bytes(device)) });
}

/** A device as a log of the hub has it. */
export interface LoggedDevice {
  readonly device: Eui64;
  /** 16 octets. */
  readonly linkKeyHash: Uint8Array;
}

/**
 * CCS03: give a hub the log of the one that it replaces (SRV 8.12.1).
 * @param extendedPanIdentifier 8 octets, of the network that it goes on with
 * @param devices 1 to 16
 */
export function restoreDeviceLog(extendedPanIdentifier: Uint8Array, devices: readonly LoggedDevice[]): Command {
  if (devices.length < 1 || devices.length > 16) {
    throw new CodecError('GBCS_E_VALUE', `a log to restore has 1 to 16 devices, not ${devices.length}`);
  }
  const entries = devices.map(({ device, linkKeyHash }) =>
    structure(octetString(eui64Bytes(device)), octetString(linkKeyHash)),
  );
  const log = structure(octetString(extendedPanIdentifier), array(...entries));
  return command('CCS03', { 'DeviceLog(CHF).restoreCHFDeviceLog': log });
}

/** CCS06: read the whitelist, and how communication with each device goes (SRV 8.9). */
export function readHanCommunications(): Command {
  return command('CCS06', {});
}

/**
 * CCS07: read the whitelist and the log of former devices (SRV 8.9).
 * @param useCases of the edition: the form of the Command differs
 */
export function readDeviceLogs(useCases: readonly UseCase[] = GBCS_3_1_USE_CASES): Command {
  const useCase = useCaseByName(useCases, 'CCS07');
  if (useCase === undefined) throw new CodecError('GBCS_E_UNKNOWN_USE_CASE', 'this edition has no CCS07');
  const rows = useCase.payload.family === 'dlms' ? useCase.payload.rows : [];
  const inputs = rows.filter((row) => row.constant === undefined).map((row) => [row.name, NULL_DATA] as const);
  return { useCase: useCase.name, payload: requestFromRows(useCase, Object.fromEntries(inputs)) };
}

function command(name: string, values: Readonly<Record<string, Data>>): Command {
  return { useCase: name, payload: requestFromRows(useCaseByName(GBCS_3_1_USE_CASES, name) as UseCase, values) };
}
