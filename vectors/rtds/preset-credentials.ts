import { CommunicationsHub, type FilledCell, NO_PARTY, roleOfNumber } from '../../emulator/index.js';
import {
  type Asn1Payload,
  type Asn1Values,
  type Eui64,
  HanlabError,
  type KeyUsage,
  parseCertificate,
} from '../../gbcs/index.js';
import type { EmulatedDevice } from './fresh-device.js';
import type { RtdsContext } from './message.js';

/**
 * The rule of `preset-state.ts` for credentials, firmware and device logs: what a Response, or the Alert of a future-dated
 * Command, says of cells, counters, versions and entries becomes the device's state; a code of failing hardware becomes a
 * fault. What follows from the state alone, such as a cell that is not there, is never set.
 */

type Outcome = NonNullable<Asn1Values['UpdateSecurityCredentialsResponse']['outcome']>;
type Activation = Asn1Values['ActivateFirmwareAlert']['outcome'];

const SUCCESS = 0;
const TRUST_ANCHOR_NOT_FOUND = 25;
/** Codes that nothing but broken hardware brings about, from this one on. */
const FIRST_HARDWARE_CODE = { CS02c: 2, CS02d: 6, CS02e: 3 } as const;
const UPDATE_WRONG_KEY = 5;
const ACTIVATION = { success: 0, hashMismatch: 2, activationFailure: 3 } as const;

export function presetCredentials(
  device: EmulatedDevice,
  command: Asn1Payload,
  answer: Asn1Payload,
  context: RtdsContext,
): void {
  const { security } = device;
  switch (answer.type) {
    case 'ProvideSecurityCredentialDetailsResponse':
      presetDetails(device, answer.value, context);
      break;
    case 'UpdateSecurityCredentialsResponse':
    case 'UpdateSecurityCredentialsAlert':
      if (answer.value.outcome !== undefined) presetCells(device, answer.value.outcome, context);
      break;
    case 'IssueSecurityCredentialsResponse':
      presetFailure(device, 'CS02c', answer.value);
      break;
    case 'ProvideDeviceCertificateResponse':
      presetFailure(device, 'CS02e', answer.value);
      break;
    case 'UpdateDeviceCertificateResponse':
      if (command.type === 'UpdateDeviceCertificateCommand') {
        presetGenerated(device, command.value.certificate, answer.value.responseCode);
      }
      presetFailure(device, 'CS02d', answer.value);
      break;
    case 'ActivateFirmwareResponse':
    case 'ActivateFirmwareAlert':
      if (command.type === 'ActivateFirmwareCommand' && 'outcome' in answer.value) {
        presetFirmware(device, command.value.manufacturerImageHash, answer.value.outcome);
      }
      break;
    case 'ReadFirmwareVersionResponse':
      if (answer.value.code === SUCCESS) security.firmware.presetVersion(answer.value.version);
      else security.firmware.breakMemory();
      break;
    case 'ReadDeviceJoinDetailsResponse':
      presetDeviceLog(device, answer.value);
      break;
    default:
  }
}

function presetDetails(
  { security }: EmulatedDevice,
  { remotePartyDetails }: Asn1Values['ProvideSecurityCredentialDetailsResponse'],
  context: RtdsContext,
): void {
  for (const { role: number, status, currentSeqNumber, cells = [] } of remotePartyDetails) {
    const role = roleOfNumber(number);
    if (status !== SUCCESS && status !== TRUST_ANCHOR_NOT_FOUND) security.details.injectFailure(number, status);
    if (role === undefined) continue;
    if (currentSeqNumber !== undefined) security.counters.setFloor(role, currentSeqNumber);
    for (const { keyUsage, cellUsage, subjectUniqueID, subjectKeyIdentifier } of cells) {
      const filled = cellFrom(context, { role: number, keyUsage, cellUsage }, subjectUniqueID, subjectKeyIdentifier);
      if (filled !== undefined) security.trustAnchors.replace(filled);
    }
  }
}

/** What was in the cells before. */
function presetCells({ security }: EmulatedDevice, { replacementOutcomes }: Outcome, context: RtdsContext): void {
  for (const { cell, existingSubjectUniqueID, existingSubjectKeyId } of replacementOutcomes) {
    const filled = cellFrom(context, cell, existingSubjectUniqueID, existingSubjectKeyId);
    if (filled !== undefined) security.trustAnchors.replace(filled);
  }
}

/** A cell with what a message names, under the key that the store has for it; nothing where the store has none. */
function cellFrom(
  { keys }: RtdsContext,
  cell: { readonly role: number; readonly keyUsage: readonly string[]; readonly cellUsage: number },
  party: Eui64,
  subjectKeyIdentifier: Uint8Array,
): FilledCell | undefined {
  const role = roleOfNumber(cell.role);
  const usage = cell.keyUsage[0] as KeyUsage | undefined;
  if (role === undefined || usage === undefined || party === NO_PARTY) return undefined;
  const prepayment = cell.cellUsage === 1;
  const publicKey = keys.publicKey({ entity: party, usage, prepayment });
  if (publicKey === undefined) return undefined;
  return { role, usage, ...(prepayment ? { prepayment } : {}), party, publicKey, subjectKeyIdentifier };
}

function presetFailure({ security }: EmulatedDevice, useCase: 'CS02c' | 'CS02d' | 'CS02e', value: object): void {
  if (!('responseCode' in value)) return;
  const code = Number(value.responseCode);
  if (code >= FIRST_HARDWARE_CODE[useCase]) security.certificates.injectFailure(useCase, code);
}

/** A certificate that is taken, or fails only in being stored, is for the key pair that the device had made. */
function presetGenerated({ security }: EmulatedDevice, der: Uint8Array, code: number): void {
  try {
    const { keyUsage, publicPoint } = parseCertificate(der);
    if (keyUsage !== 'digitalSignature' && keyUsage !== 'keyAgreement') return;
    if (code === UPDATE_WRONG_KEY) security.keys.generate(keyUsage);
    if (code === SUCCESS || code >= FIRST_HARDWARE_CODE.CS02d) security.keys.assumeGenerated(keyUsage, publicPoint);
  } catch (error) {
    if (!(error instanceof HanlabError)) throw error;
  }
}

function presetFirmware({ security }: EmulatedDevice, hash: Uint8Array, outcome: Activation): void {
  const { responseCode, firmwareVersion: version } = outcome;
  const other = hash.map((octet) => octet ^ 0xff);
  if (responseCode === ACTIVATION.success) {
    security.firmware.hold({ hash, version });
    return;
  }
  security.firmware.presetVersion(version);
  if (responseCode === ACTIVATION.hashMismatch) security.firmware.hold({ hash: other, version });
  if (responseCode === ACTIVATION.activationFailure) security.firmware.hold({ hash, version, isDefective: true });
}

function presetDeviceLog(device: EmulatedDevice, value: Asn1Values['ReadDeviceJoinDetailsResponse']): void {
  if (device instanceof CommunicationsHub) return;
  if (value.readResponseCode !== SUCCESS) device.joinDetails.breakMemory();
  for (const { entityIdentifier, deviceType } of value.deviceLogEntries ?? []) {
    device.deviceLog.add(entityIdentifier, deviceType);
  }
}
