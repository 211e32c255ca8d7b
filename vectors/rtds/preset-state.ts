import {
  CommunicationsHub,
  Esme,
  KEY_ESTABLISHMENT_OUTCOMES,
  type KeyEstablishmentOutcome,
} from '../../emulator/index.js';
import {
  type AccessRequest,
  type AccessResponse,
  type Asn1Payload,
  eui64,
  type Instant,
  JOIN_DEVICE_TYPE,
  JOIN_RESPONSE_CODE,
  type JoinDeviceCommand,
  type Payload,
  UNJOIN_RESPONSE_CODE,
} from '../../gbcs/index.js';
import type { EmulatedDevice } from './fresh-device.js';

/**
 * The state that a device must have been in to answer a Command as a reference Response does, set through named
 * attributes by one rule for all: values that were read become the attributes; what an action that succeeded takes is
 * there; the first instruction that failed, with its code, becomes a fault. The device then answers by itself, from the
 * Command alone.
 */
export function presetState(device: EmulatedDevice, command: Payload, response: Payload, now: Instant): void {
  if (command.kind === 'access-request' && response.kind === 'access-response') {
    presetAttributes(device, command, response, now);
  } else if (command.kind === 'asn1' && response.kind === 'asn1') {
    presetDeviceLog(device, command, response);
  }
}

function presetAttributes(
  device: EmulatedDevice,
  request: AccessRequest,
  response: AccessResponse,
  now: Instant,
): void {
  if (!('objects' in device)) return;
  const failed = response.results.findIndex((result) => result.code !== 0);
  for (const [i, specification] of request.specifications.entries()) {
    if (i === failed) device.objects.injectFailure(specification, response.results[i]?.code ?? 0);
    if (failed >= 0 && i >= failed) return;
    const value = specification.access === 'get' ? response.data[i] : request.data[i];
    if (specification.access !== 'set' && value !== undefined) device.objects.preset(specification, value, now);
  }
}

const OUTCOMES = Object.entries(KEY_ESTABLISHMENT_OUTCOMES) as [KeyEstablishmentOutcome, number][];

function presetDeviceLog(device: EmulatedDevice, command: Asn1Payload, response: Asn1Payload): void {
  if (device instanceof CommunicationsHub) return;
  if (command.type === 'JoinDeviceCommand' && response.type === 'JoinDeviceResponse') {
    presetJoin(device, command.value, response.value.joinResponseCode);
  }
  if (command.type === 'UnjoinDeviceCommand' && response.type === 'UnjoinDeviceResponse') {
    const name = UNJOIN_RESPONSE_CODE[response.value.unjoinResponseCode];
    const partner = device instanceof Esme ? 'hCALCS' : 'eSME';
    if (name !== 'otherDeviceNotInDeviceLog') {
      device.deviceLog.add(command.value.otherDeviceEntityIdentifier, JOIN_DEVICE_TYPE.indexOf(partner));
    }
    if (name === 'otherFailure') device.deviceLog.breakMemory();
  }
}

function presetJoin(device: Exclude<EmulatedDevice, CommunicationsHub>, join: JoinDeviceCommand, code: number): void {
  const outcome = OUTCOMES.find(([, number]) => number === code)?.[0];
  device.joining.assumeKeyEstablishment(outcome ?? 'success');
  const name = JOIN_RESPONSE_CODE[code];
  if (name === 'incompatibleWithExistingEntry') {
    device.deviceLog.add(join.otherDeviceEntityIdentifier, (join.otherDeviceType + 1) % JOIN_DEVICE_TYPE.length);
  }
  if (name === 'deviceLogFull') {
    for (let i = 0; !device.deviceLog.full; i++) device.deviceLog.add(eui64(i.toString(16).padStart(16, '0')), 0);
  }
  if (name === 'writeFailure') device.deviceLog.breakMemory();
}
