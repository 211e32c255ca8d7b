import {
  ALERT_CODE,
  COUNTER,
  choice,
  EUI64,
  integer,
  NULL,
  nothing,
  octets,
  optional,
  sequence,
  TIME,
} from './schema.js';

/**
 * Payloads about firmware: activation (CS06, GBCS 11.3), its version in a PPMID or HCALCS (CS08, CS09), and its transfer
 * over the HAN (CCS08). Names other than those of CS06 are read off the reference messages and public lists.
 */

/** Names of the `responseCode` of an activation by number. */
export const ACTIVATION_RESPONSE_CODE = ['success', 'noImageHeld', 'hashMismatch', 'activationFailure'] as const;

/** Names of the `code` of a version read (CS08, CS09) by number. */
export const FIRMWARE_VERSION_CODE = ['success', 'failure'] as const;

/** Names of the `code` of a transfer (CCS08) by number. */
export const FIRMWARE_TRANSFER_CODE = [
  'success',
  'imageDiscarded',
  'hardwareVersionMismatch',
  'fileTransferFailure',
] as const;

const FIRMWARE_VERSION = octets(4);

/**
 * ```asn1
 * ExecutionOutcome ::= SEQUENCE {
 *   responseCode     INTEGER { success(0), noImageHeld(1), hashMismatch(2), activationFailure(3) },
 *   firmwareVersion  OCTET STRING (SIZE(4)) }     -- the one in execution afterwards
 * ```
 */
const EXECUTION_OUTCOME = sequence({
  responseCode: integer(ACTIVATION_RESPONSE_CODE),
  firmwareVersion: FIRMWARE_VERSION,
});

/**
 * ```asn1
 * ActivateFirmwareCommand ::= SEQUENCE {
 *   manufacturerImageHash  OCTET STRING (SIZE(32)),
 *   originatorCounter      INTEGER,
 *   executionDateTime      GeneralizedTime OPTIONAL }     -- 9999-12-31T23:59:59Z cancels
 * ```
 */
export const ACTIVATE_FIRMWARE_COMMAND = sequence({
  manufacturerImageHash: octets(32),
  originatorCounter: COUNTER,
  executionDateTime: optional(TIME),
});

/**
 * ```asn1
 * ActivateFirmwareResponse ::= CHOICE {
 *   commandAccepted  NULL,                        -- to a future-dated Command
 *   outcome          ExecutionOutcome }
 * ```
 */
export const ACTIVATE_FIRMWARE_RESPONSE = choice({ commandAccepted: NULL, outcome: EXECUTION_OUTCOME });

/**
 * ```asn1
 * ActivateFirmwareAlert ::= SEQUENCE {
 *   alertCode          INTEGER,                   -- 8F66 done, 8F67 not done
 *   executionDateTime  GeneralizedTime,
 *   originatorCounter  INTEGER,                   -- of the Command
 *   outcome            ExecutionOutcome }
 * ```
 */
export const ACTIVATE_FIRMWARE_ALERT = sequence({
  alertCode: ALERT_CODE,
  executionDateTime: TIME,
  originatorCounter: COUNTER,
  outcome: EXECUTION_OUTCOME,
});

/** `ReadFirmwareVersionCommand ::= NULL` (CS08). */
export const READ_FIRMWARE_VERSION_COMMAND = nothing('readFirmwareVersion');

/**
 * ```asn1
 * ReadFirmwareVersionResponse ::= SEQUENCE {
 *   version  OCTET STRING (SIZE(4)),              -- 00000000 on failure
 *   code     INTEGER { success(0), failure(1) } }
 * ```
 */
export const READ_FIRMWARE_VERSION_RESPONSE = sequence({
  version: FIRMWARE_VERSION,
  code: integer(FIRMWARE_VERSION_CODE),
});

/**
 * ```asn1
 * FirmwareVersionAlert ::= SEQUENCE {             -- CS09
 *   alertCode  INTEGER,                           -- 8F8B
 *   time       GeneralizedTime,
 *   version    OCTET STRING (SIZE(4)),
 *   code       INTEGER { success(0), failure(1) } }
 * ```
 */
export const FIRMWARE_VERSION_ALERT = sequence({
  alertCode: ALERT_CODE,
  time: TIME,
  version: FIRMWARE_VERSION,
  code: integer(FIRMWARE_VERSION_CODE),
});

/**
 * ```asn1
 * FirmwareTransferAlert ::= SEQUENCE {            -- CCS08
 *   alertCode  INTEGER,                           -- 8F89 failure, 8F8A success
 *   time       GeneralizedTime,
 *   deviceId   OCTET STRING (SIZE(8)),
 *   version    OCTET STRING (SIZE(4)),
 *   code       INTEGER { success(0), imageDiscarded(1), hardwareVersionMismatch(2), fileTransferFailure(3) } }
 * ```
 */
export const FIRMWARE_TRANSFER_ALERT = sequence({
  alertCode: ALERT_CODE,
  time: TIME,
  deviceId: EUI64,
  version: FIRMWARE_VERSION,
  code: integer(FIRMWARE_TRANSFER_CODE),
});
