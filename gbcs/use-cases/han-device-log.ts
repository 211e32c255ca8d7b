import { useCaseByName } from '../catalogue/lookup.js';
import { GBCS_3_1_USE_CASES } from '../catalogue/tables.js';
import type { UseCase } from '../catalogue/use-case.js';
import { type Data, longUnsigned, octetString, structure } from '../dlms/data.js';
import { CodecError } from '../errors.js';
import { type Eui64, eui64Bytes } from '../identifiers.js';
import { type Command, requestFromRows } from './command.js';

/** Commands that keep the whitelist of a Communications Hub (GBCS: CCS01, CCS02). */

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

function command(name: string, values: Readonly<Record<string, Data>>): Command {
  return { useCase: name, payload: requestFromRows(useCaseByName(GBCS_3_1_USE_CASES, name) as UseCase, values) };
}
