import { SET_TIME_COMMAND, SET_TIME_RESPONSE } from './clock.js';
import {
  PROVIDE_SECURITY_CREDENTIAL_DETAILS_COMMAND,
  PROVIDE_SECURITY_CREDENTIAL_DETAILS_RESPONSE,
  UPDATE_SECURITY_CREDENTIALS_ALERT,
  UPDATE_SECURITY_CREDENTIALS_COMMAND,
  UPDATE_SECURITY_CREDENTIALS_RESPONSE,
} from './credentials.js';
import { decodeShape } from './decode.js';
import { DER_LIMITS, type DerLimits } from './der.js';
import {
  ISSUE_SECURITY_CREDENTIALS_COMMAND,
  ISSUE_SECURITY_CREDENTIALS_RESPONSE,
  PROVIDE_DEVICE_CERTIFICATE_COMMAND,
  PROVIDE_DEVICE_CERTIFICATE_RESPONSE,
  UPDATE_DEVICE_CERTIFICATE_COMMAND,
  UPDATE_DEVICE_CERTIFICATE_RESPONSE,
} from './device-certificates.js';
import { encodeShape } from './encode.js';
import {
  ACTIVATE_FIRMWARE_ALERT,
  ACTIVATE_FIRMWARE_COMMAND,
  ACTIVATE_FIRMWARE_RESPONSE,
  FIRMWARE_TRANSFER_ALERT,
  FIRMWARE_VERSION_ALERT,
  READ_FIRMWARE_VERSION_COMMAND,
  READ_FIRMWARE_VERSION_RESPONSE,
} from './firmware.js';
import {
  BACKUP_DEVICE_LOG_ALERT,
  JOIN_DEVICE_COMMAND,
  JOIN_DEVICE_RESPONSE,
  READ_DEVICE_JOIN_DETAILS_COMMAND,
  READ_DEVICE_JOIN_DETAILS_RESPONSE,
  RESTORE_DEVICE_LOG_COMMAND,
  RESTORE_DEVICE_LOG_RESPONSE,
  UNJOIN_DEVICE_COMMAND,
  UNJOIN_DEVICE_RESPONSE,
} from './join.js';
import type { LengthForms, Shape, ValueOf } from './schema.js';

/** The ASN.1 modules of GBCS Annex 3: their types by name, and which message carries which. */

/** Every ASN.1 type that is a payload, declared. */
export const ASN1_SHAPES = {
  JoinDeviceCommand: JOIN_DEVICE_COMMAND,
  JoinDeviceResponse: JOIN_DEVICE_RESPONSE,
  UnjoinDeviceCommand: UNJOIN_DEVICE_COMMAND,
  UnjoinDeviceResponse: UNJOIN_DEVICE_RESPONSE,
  ReadDeviceJoinDetailsCommand: READ_DEVICE_JOIN_DETAILS_COMMAND,
  ReadDeviceJoinDetailsResponse: READ_DEVICE_JOIN_DETAILS_RESPONSE,
  RestoreDeviceLogCommand: RESTORE_DEVICE_LOG_COMMAND,
  RestoreDeviceLogResponse: RESTORE_DEVICE_LOG_RESPONSE,
  BackupDeviceLogAlert: BACKUP_DEVICE_LOG_ALERT,
  ProvideSecurityCredentialDetailsCommand: PROVIDE_SECURITY_CREDENTIAL_DETAILS_COMMAND,
  ProvideSecurityCredentialDetailsResponse: PROVIDE_SECURITY_CREDENTIAL_DETAILS_RESPONSE,
  UpdateSecurityCredentialsCommand: UPDATE_SECURITY_CREDENTIALS_COMMAND,
  UpdateSecurityCredentialsResponse: UPDATE_SECURITY_CREDENTIALS_RESPONSE,
  UpdateSecurityCredentialsAlert: UPDATE_SECURITY_CREDENTIALS_ALERT,
  IssueSecurityCredentialsCommand: ISSUE_SECURITY_CREDENTIALS_COMMAND,
  IssueSecurityCredentialsResponse: ISSUE_SECURITY_CREDENTIALS_RESPONSE,
  UpdateDeviceCertificateCommand: UPDATE_DEVICE_CERTIFICATE_COMMAND,
  UpdateDeviceCertificateResponse: UPDATE_DEVICE_CERTIFICATE_RESPONSE,
  ProvideDeviceCertificateCommand: PROVIDE_DEVICE_CERTIFICATE_COMMAND,
  ProvideDeviceCertificateResponse: PROVIDE_DEVICE_CERTIFICATE_RESPONSE,
  ActivateFirmwareCommand: ACTIVATE_FIRMWARE_COMMAND,
  ActivateFirmwareResponse: ACTIVATE_FIRMWARE_RESPONSE,
  ActivateFirmwareAlert: ACTIVATE_FIRMWARE_ALERT,
  ReadFirmwareVersionCommand: READ_FIRMWARE_VERSION_COMMAND,
  ReadFirmwareVersionResponse: READ_FIRMWARE_VERSION_RESPONSE,
  FirmwareVersionAlert: FIRMWARE_VERSION_ALERT,
  FirmwareTransferAlert: FIRMWARE_TRANSFER_ALERT,
  SetTimeCommand: SET_TIME_COMMAND,
  SetTimeResponse: SET_TIME_RESPONSE,
} as const;

export type Asn1Type = keyof typeof ASN1_SHAPES;

/** The value that each ASN.1 type decodes to. */
export type Asn1Values = {
  readonly [Type in Asn1Type]: ValueOf<(typeof ASN1_SHAPES)[Type]> & LengthForms;
};

export interface Asn1Codec<T> {
  /**
   * @param bytes the whole payload
   * @param base offset of the payload in the message, 0 if left out
   * @throws CodecError `GBCS_E_PAYLOAD` where an element is missing, surplus or of another type or size, or a number
   *   beyond what its type holds; `GBCS_E_DER` where octets are not canonical; `GBCS_E_EMPTY`, `GBCS_E_TRAILING` and what
   *   `readDer` throws
   */
  decode(bytes: Uint8Array, base?: number, limits?: DerLimits): T;
  /**
   * @throws CodecError `GBCS_E_VALUE` on values that the type cannot hold and fields that it does not have; what `readDer`
   *   throws if a certificate is not one element of DER; `GBCS_E_TOO_LARGE`
   */
  encode(value: T, limits?: DerLimits): Uint8Array;
}

function codecOf([type, shape]: [string, Shape]): [string, Asn1Codec<unknown>] {
  return [
    type,
    {
      decode: (bytes, base = 0, limits = DER_LIMITS) => decodeShape(shape, type, bytes, base, limits),
      encode: (value, limits = DER_LIMITS) => encodeShape(shape, type, value as object, limits),
    },
  ];
}

/** How to read and write each ASN.1 type. */
export const ASN1_CODECS = Object.fromEntries(Object.entries(ASN1_SHAPES).map(codecOf)) as {
  readonly [Type in Asn1Type]: Asn1Codec<Asn1Values[Type]>;
};

/** ASN.1 types of the messages with one Message Code. */
export interface Asn1Message {
  readonly command?: Asn1Type;
  readonly response?: Asn1Type;
  readonly alert?: Asn1Type;
}

const JOIN: Asn1Message = { command: 'JoinDeviceCommand', response: 'JoinDeviceResponse' };
const UNJOIN: Asn1Message = { command: 'UnjoinDeviceCommand', response: 'UnjoinDeviceResponse' };
const CREDENTIAL_DETAILS: Asn1Message = {
  command: 'ProvideSecurityCredentialDetailsCommand',
  response: 'ProvideSecurityCredentialDetailsResponse',
};
const UPDATE_CREDENTIALS: Asn1Message = {
  command: 'UpdateSecurityCredentialsCommand',
  response: 'UpdateSecurityCredentialsResponse',
};

/** ASN.1 types by Message Code (GBCS 15); a code that is not here has no ASN.1 payload. */
export const ASN1_TYPES_BY_MESSAGE: Readonly<Record<number, Asn1Message>> = {
  8: CREDENTIAL_DETAILS, // CS02a
  10: { command: 'IssueSecurityCredentialsCommand', response: 'IssueSecurityCredentialsResponse' }, // CS02c
  11: { command: 'UpdateDeviceCertificateCommand', response: 'UpdateDeviceCertificateResponse' }, // CS02d
  12: { command: 'ProvideDeviceCertificateCommand', response: 'ProvideDeviceCertificateResponse' }, // CS02e
  13: JOIN, // CS03A1
  14: JOIN, // CS03B
  15: UNJOIN, // CS04AC
  16: UNJOIN, // CS04B
  18: { command: 'ActivateFirmwareCommand', response: 'ActivateFirmwareResponse' }, // CS06
  19: { command: 'ReadDeviceJoinDetailsCommand', response: 'ReadDeviceJoinDetailsResponse' }, // CS07
  127: { command: 'SetTimeCommand', response: 'SetTimeResponse' }, // GCS28
  140: { command: 'RestoreDeviceLogCommand', response: 'RestoreDeviceLogResponse' }, // GCS59
  171: JOIN, // CS03A2
  175: JOIN, // CS03C
  178: { alert: 'BackupDeviceLogAlert' }, // GCS62
  202: { alert: 'ActivateFirmwareAlert' }, // CS06, future-dated
  203: { alert: 'UpdateSecurityCredentialsAlert' }, // CS02b, future-dated
  256: UPDATE_CREDENTIALS, // CS02b from here, by replacement mode
  257: UPDATE_CREDENTIALS,
  258: UPDATE_CREDENTIALS,
  259: UPDATE_CREDENTIALS,
  260: UPDATE_CREDENTIALS,
  261: UPDATE_CREDENTIALS,
  262: UPDATE_CREDENTIALS,
  263: UPDATE_CREDENTIALS,
  264: UPDATE_CREDENTIALS,
  265: UPDATE_CREDENTIALS,
  283: CREDENTIAL_DETAILS, // CS02f
  292: { alert: 'UpdateSecurityCredentialsAlert' }, // CS02g, future-dated
  293: UPDATE_CREDENTIALS, // CS02g
  294: UPDATE_CREDENTIALS, // CS02g
  296: { alert: 'FirmwareTransferAlert' }, // CCS08
  297: { command: 'ReadFirmwareVersionCommand', response: 'ReadFirmwareVersionResponse' }, // CS08
  299: { alert: 'FirmwareVersionAlert' }, // CS09
};

/**
 * The ASN.1 type of a payload, if it has one.
 * @param cra 1 Command, 2 Response, 3 Alert
 */
export function asn1TypeOf(messageCode: number, cra: number): Asn1Type | undefined {
  const message = ASN1_TYPES_BY_MESSAGE[messageCode];
  if (cra === 1) return message?.command;
  return cra === 2 ? message?.response : message?.alert;
}
