import {
  CommunicationsHub,
  type CosemObjects,
  Esme,
  KEY_ESTABLISHMENT_OUTCOMES,
  type KeyEstablishmentOutcome,
} from '../../emulator/index.js';
import {
  type AccessRequest,
  type AccessResponse,
  type Asn1Payload,
  type Data,
  eui64,
  HanlabError,
  type Instant,
  JOIN_DEVICE_TYPE,
  JOIN_RESPONSE_CODE,
  type JoinDeviceCommand,
  type Message,
  type OpenedValue,
  openValues,
  readProtectedDataRequest,
  UNJOIN_RESPONSE_CODE,
} from '../../gbcs/index.js';
import type { EmulatedDevice } from './fresh-device.js';
import type { RtdsContext } from './message.js';
import { presetCredentials } from './preset-credentials.js';

/**
 * The state that a device must have been in to answer a Command as a reference Response does, set through named
 * attributes by one rule for all: values that were read, encrypted ones too, become the attributes; what an action that
 * succeeded takes is there, and what it gives back is what there is; the first instruction that failed, with its code,
 * becomes a fault; a counter of the device's own that the Response shows is the next one. The device then answers by
 * itself, from the Command alone.
 */
export function presetState(
  device: EmulatedDevice,
  command: Message,
  response: Message,
  now: Instant,
  context: RtdsContext,
): void {
  const [asked, answered] = [command.payload, response.payload];
  if (asked.kind === 'access-request' && answered.kind === 'access-response') {
    presetAttributes(device, asked, answered, openValues(response, context), now);
    const counter = response.frame.header.otherInformation.supplementaryOriginatorCounter;
    if (counter !== undefined && device instanceof Esme) device.presetOwnCounter(counter - 1n);
  } else if (asked.kind === 'asn1' && answered.kind === 'asn1') {
    presetDeviceLog(device, asked, answered);
    presetCredentials(device, asked, answered, context);
  }
}

function presetAttributes(
  device: EmulatedDevice,
  request: AccessRequest,
  response: AccessResponse,
  opened: readonly OpenedValue[],
  now: Instant,
): void {
  if (!('objects' in device)) return;
  const { objects } = device;
  const failed = response.results.findIndex((result) => result.code !== 0);
  for (const [i, specification] of request.specifications.entries()) {
    if (i === failed) objects.injectFailure(specification, response.results[i]?.code ?? 0);
    if (failed >= 0 && i >= failed) return;
    const [taken, given] = [request.data[i], response.data[i]];
    if (taken === undefined || given === undefined || specification.access === 'set') continue;
    if (specification.access === 'get') {
      if (!objects.preset(specification, given, now)) {
        const { classId, obis } = specification;
        throw new HanlabError('HANLAB_E_MISMATCH', `no device has what it is to read from class ${classId}, ${obis}`);
      }
      continue;
    }
    const value = opened.find(({ value: { path } }) => path === `data[${i}]`);
    if (value !== undefined) presetProtected(objects, taken, value, now);
    else if (given.type !== 'null-data') objects.presetReturn(specification, given, now);
    objects.preset(specification, taken, now);
  }
}

/** What a protected read gave becomes the attributes that it asked for, one after the other. */
function presetProtected(objects: CosemObjects, request: Data, opened: OpenedValue, now: Instant): void {
  const plaintext = opened.status === 'opened' && opened.plaintext.kind === 'dlms' ? opened.plaintext.data : undefined;
  const values = plaintext?.type === 'structure' ? plaintext.items : [];
  for (const [i, { classId, obis, attribute: member }] of (readProtectedDataRequest(request) ?? []).entries()) {
    const value = values[i];
    if (value !== undefined) objects.preset({ access: 'get', classId, obis, member }, value, now);
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
