import {
  ALERT_CODE,
  CERTIFICATE,
  EUI64,
  integer,
  type LengthForms,
  nothing,
  only,
  optional,
  sequence,
  sequenceOf,
  TIME,
  type ValueOf,
} from './schema.js';

/**
 * Payloads that join two devices, separate them, and read a device's log of its partners (GBCS 13.7.4: CS03A1, CS03A2,
 * CS03B, CS03C, CS04AC, CS04B, CS07), and that restore and back up the log of a Gas Proxy Function (13.8: GCS59, GCS62).
 * Integers outside the named numbers decode: a device answers them with a response code, it does not call them malformed.
 */

/** Names of `joinMethodAndRole` by number. */
export const JOIN_METHOD_AND_ROLE = ['methodAInitiator', 'methodAResponder', 'methodB', 'methodC'] as const;

/** Names of `otherDeviceType` and `deviceType` by number. */
export const JOIN_DEVICE_TYPE = [
  'gSME',
  'eSME',
  'communicationsHubCHF',
  'communicationsHubGPF',
  'hCALCS',
  'pPMID',
  'type2',
] as const;

/** Names of `joinResponseCode` by number. */
export const JOIN_RESPONSE_CODE = [
  'success',
  'invalidMessageCodeForJoinMethodAndRole',
  'invalidJoinMethodAndRole',
  'incompatibleWithExistingEntry',
  'deviceLogFull',
  'writeFailure',
  'keyAgreementNoResources',
  'keyAgreementUnknownIssuer',
  'keyAgreementUnsupportedSuite',
  'keyAgreementBadMessage',
  'keyAgreementBadKeyConfirm',
  'invalidOrMissingCertificate',
  'noPartnerLinkKeyReceived',
  'noCBKEResponse',
] as const;

/** Names of `unjoinResponseCode` by number. */
export const UNJOIN_RESPONSE_CODE = ['success', 'otherDeviceNotInDeviceLog', 'otherFailure'] as const;

/** Names of `readResponseCode` by number. */
export const READ_RESPONSE_CODE = ['success', 'readFailure'] as const;

/**
 * ```asn1
 * JoinDeviceCommand ::= SEQUENCE {
 *   joinMethodAndRole            INTEGER,                  -- JOIN_METHOD_AND_ROLE
 *   otherDeviceEntityIdentifier  OCTET STRING (SIZE(8)),
 *   otherDeviceType              INTEGER,                  -- JOIN_DEVICE_TYPE
 *   otherDeviceCertificate       Certificate OPTIONAL }    -- key agreement; only where a GSME and a PPMID are joined
 * ```
 */
export const JOIN_DEVICE_COMMAND = sequence({
  joinMethodAndRole: integer(JOIN_METHOD_AND_ROLE),
  otherDeviceEntityIdentifier: EUI64,
  otherDeviceType: integer(JOIN_DEVICE_TYPE),
  otherDeviceCertificate: optional(CERTIFICATE),
});
export type JoinDeviceCommand = ValueOf<typeof JOIN_DEVICE_COMMAND> & LengthForms;

/** `JoinDeviceResponse ::= INTEGER`, one of `JOIN_RESPONSE_CODE`. */
export const JOIN_DEVICE_RESPONSE = only('joinResponseCode', integer(JOIN_RESPONSE_CODE));
export type JoinDeviceResponse = ValueOf<typeof JOIN_DEVICE_RESPONSE>;

/** `UnjoinDeviceCommand ::= OCTET STRING (SIZE(8))`. */
export const UNJOIN_DEVICE_COMMAND = only('otherDeviceEntityIdentifier', EUI64);
export type UnjoinDeviceCommand = ValueOf<typeof UNJOIN_DEVICE_COMMAND>;

/** `UnjoinDeviceResponse ::= INTEGER`, one of `UNJOIN_RESPONSE_CODE`. */
export const UNJOIN_DEVICE_RESPONSE = only('unjoinResponseCode', integer(UNJOIN_RESPONSE_CODE));
export type UnjoinDeviceResponse = ValueOf<typeof UNJOIN_DEVICE_RESPONSE>;

/** `ReadDeviceJoinDetailsCommand ::= NULL`. */
export const READ_DEVICE_JOIN_DETAILS_COMMAND = nothing('readDeviceJoinDetails');
export type ReadDeviceJoinDetailsCommand = ValueOf<typeof READ_DEVICE_JOIN_DETAILS_COMMAND>;

/** `DeviceLogEntry ::= SEQUENCE { entityIdentifier OCTET STRING (SIZE(8)), deviceType INTEGER }`. */
const DEVICE_LOG_ENTRY = sequence({ entityIdentifier: EUI64, deviceType: integer(JOIN_DEVICE_TYPE) });
export type DeviceLogEntry = ValueOf<typeof DEVICE_LOG_ENTRY>;

const DEVICE_LOG_ENTRIES = sequenceOf('DeviceLogEntry', DEVICE_LOG_ENTRY);

/**
 * ```asn1
 * ReadDeviceJoinDetailsResponse ::= SEQUENCE {
 *   readResponseCode  INTEGER,                             -- READ_RESPONSE_CODE
 *   deviceLogEntries  SEQUENCE OF DeviceLogEntry OPTIONAL }
 * ```
 */
export const READ_DEVICE_JOIN_DETAILS_RESPONSE = sequence({
  readResponseCode: integer(READ_RESPONSE_CODE),
  deviceLogEntries: optional(DEVICE_LOG_ENTRIES),
});
export type ReadDeviceJoinDetailsResponse = ValueOf<typeof READ_DEVICE_JOIN_DETAILS_RESPONSE> & LengthForms;

/** `RestoreDeviceLogCommand ::= SEQUENCE { deviceLogEntries SEQUENCE OF DeviceLogEntry }` (GCS59). */
export const RESTORE_DEVICE_LOG_COMMAND = sequence({ deviceLogEntries: DEVICE_LOG_ENTRIES });

/**
 * ```asn1
 * RestoreDeviceLogResponse ::= SEQUENCE { restoreOutcomes SEQUENCE OF RestoreOutcome }
 * RestoreOutcome ::= SEQUENCE {
 *   deviceLogEntry    DeviceLogEntry,
 *   joinResponseCode  INTEGER }                            -- JOIN_RESPONSE_CODE
 * ```
 */
export const RESTORE_DEVICE_LOG_RESPONSE = sequence({
  restoreOutcomes: sequenceOf(
    'RestoreOutcome',
    sequence({ deviceLogEntry: DEVICE_LOG_ENTRY, joinResponseCode: integer(JOIN_RESPONSE_CODE) }),
  ),
});

/**
 * ```asn1
 * BackupDeviceLogAlert ::= SEQUENCE {                      -- GCS62
 *   alertCode         INTEGER,                             -- 8071
 *   timestamp         GeneralizedTime,
 *   deviceLogEntries  SEQUENCE OF DeviceLogEntry }
 * ```
 */
export const BACKUP_DEVICE_LOG_ALERT = sequence({
  alertCode: ALERT_CODE,
  timestamp: TIME,
  deviceLogEntries: DEVICE_LOG_ENTRIES,
});
