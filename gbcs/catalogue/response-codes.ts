import { DEVICE_TIME_STATUS } from '../asn1/clock.js';
import {
  ISSUE_CREDENTIALS_RESPONSE_CODE,
  PROVIDE_CERTIFICATE_RESPONSE_CODE,
  UPDATE_CERTIFICATE_RESPONSE_CODE,
} from '../asn1/device-certificates.js';
import { ACTIVATION_RESPONSE_CODE, FIRMWARE_TRANSFER_CODE, FIRMWARE_VERSION_CODE } from '../asn1/firmware.js';
import { JOIN_RESPONSE_CODE, READ_RESPONSE_CODE, UNJOIN_RESPONSE_CODE } from '../asn1/join.js';
import type { Asn1Type } from '../asn1/messages.js';
import { CREDENTIAL_STATUS } from '../asn1/trust-anchor-cells.js';
import { ACTION_RESULT, DATA_ACCESS_RESULT } from '../dlms/access-results.js';
import { ZCL_STATUS } from '../gbz/zcl-status.js';

/** Every list of codes by which a device says how a Command came out, of all three families of payloads. */

export interface ResponseCodeList {
  /** Unique among the lists. */
  readonly name: string;
  /** What the field is called in a payload, where it has a name there. */
  readonly field?: string;
  /** ASN.1 types of Annex 3 that have the field; none of a list of DLMS or ZCL. */
  readonly types: readonly Asn1Type[];
  /** What carries it, in a few words. */
  readonly carriedIn: string;
  /** How its numbers are written. */
  readonly notation: 'decimal' | 'hexadecimal';
  readonly names: Readonly<Record<number, string>>;
  /** Where it is defined. */
  readonly clause: string;
  /** Something worth knowing of the whole list. */
  readonly note?: string;
}

/** A list of an ASN.1 field; arrays have their names in the order of the numbers. */
function ofField(
  name: string,
  path: string,
  types: readonly Asn1Type[],
  names: Readonly<Record<number, string>> | readonly string[],
  clause: string,
): ResponseCodeList {
  const field = path.slice(path.lastIndexOf('.') + 1);
  return {
    name,
    field,
    types,
    carriedIn: `${path} of ${types.join(', ')}`,
    notation: 'decimal',
    names: Object.fromEntries(Object.entries(names)),
    clause,
  };
}

const FIRST_FAILURE =
  'the first instruction that fails reports its own code, and every later one of the Command other-reason';

export const RESPONSE_CODES: readonly ResponseCodeList[] = [
  ofField(
    'joinResponseCode',
    'joinResponseCode',
    ['JoinDeviceResponse', 'RestoreDeviceLogResponse'],
    JOIN_RESPONSE_CODE,
    'GBCS 13.7.4',
  ),
  ofField('unjoinResponseCode', 'unjoinResponseCode', ['UnjoinDeviceResponse'], UNJOIN_RESPONSE_CODE, 'GBCS 13.7.4'),
  ofField('readResponseCode', 'readResponseCode', ['ReadDeviceJoinDetailsResponse'], READ_RESPONSE_CODE, 'GBCS 13.7.4'),
  ofField(
    'credentialStatus',
    'status',
    ['ProvideSecurityCredentialDetailsResponse', 'UpdateSecurityCredentialsResponse', 'UpdateSecurityCredentialsAlert'],
    CREDENTIAL_STATUS,
    'GBCS 13.2, 13.3; RFC 5934',
  ),
  ofField(
    'issueCredentialsResponseCode',
    'responseCode',
    ['IssueSecurityCredentialsResponse'],
    ISSUE_CREDENTIALS_RESPONSE_CODE,
    'GBCS 13.4',
  ),
  ofField(
    'updateCertificateResponseCode',
    'responseCode',
    ['UpdateDeviceCertificateResponse'],
    UPDATE_CERTIFICATE_RESPONSE_CODE,
    'GBCS 13.5',
  ),
  ofField(
    'provideCertificateResponseCode',
    'responseCode',
    ['ProvideDeviceCertificateResponse'],
    PROVIDE_CERTIFICATE_RESPONSE_CODE,
    'GBCS 13.6',
  ),
  ofField(
    'activationResponseCode',
    'outcome.responseCode',
    ['ActivateFirmwareResponse', 'ActivateFirmwareAlert'],
    ACTIVATION_RESPONSE_CODE,
    'GBCS 11.3',
  ),
  ofField(
    'firmwareVersionCode',
    'code',
    ['ReadFirmwareVersionResponse', 'FirmwareVersionAlert'],
    FIRMWARE_VERSION_CODE,
    'GBCS 11',
  ),
  ofField('firmwareTransferCode', 'code', ['FirmwareTransferAlert'], FIRMWARE_TRANSFER_CODE, 'GBCS 11'),
  ofField('deviceTimeStatus', 'deviceTimeStatus', ['SetTimeResponse'], DEVICE_TIME_STATUS, 'GBCS Annex 3'),
  {
    name: 'data-access-result',
    types: [],
    carriedIn: 'the outcome of each get and set in a DLMS access response',
    notation: 'decimal',
    names: DATA_ACCESS_RESULT,
    clause: 'Green Book 9.5',
    note: FIRST_FAILURE,
  },
  {
    name: 'action-result',
    types: [],
    carriedIn: 'the outcome of each action in a DLMS access response',
    notation: 'decimal',
    names: ACTION_RESULT,
    clause: 'Green Book 9.5',
    note: FIRST_FAILURE,
  },
  {
    name: 'zcl-status',
    types: [],
    carriedIn: 'the ZCL Default Response (command 0B) and other answers in a GBZ payload',
    notation: 'hexadecimal',
    names: ZCL_STATUS,
    clause: 'ZigBee Cluster Library, revision 6, 2.6.3',
    note: 'a command without an answer of its own gets a Default Response; NOT_FOUND there says that there was nothing, and is no failure',
  },
];
