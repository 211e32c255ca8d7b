import {
  ALERT_CODE,
  CERTIFICATE,
  COUNTER,
  context,
  EUI64,
  integer,
  NULL,
  octets,
  only,
  optional,
  sequence,
  sequenceOf,
  TIME,
} from './schema.js';
import {
  CELL_USAGE_OR_MANAGEMENT,
  KEY_USAGE,
  REMOTE_PARTY_ROLE,
  SEQ_NUMBER_CHANGES,
  SPECIALIST_FLOORS,
  STATUS,
  TRUST_ANCHOR_CELL_ID,
} from './trust-anchor-cells.js';

/**
 * Payloads that read and replace the credentials of remote parties in a device's trust anchor cells (GBCS 13.2 CS02a,
 * 13.3 CS02b, 13.9 CS02f, 13.10 CS02g). Names of fields and numbers are read off the reference messages and public lists.
 */

/** Names of `replacementMode` by number. */
export const REPLACEMENT_MODE = [
  'rootBySupplier',
  'rootByWanProvider',
  'supplierBySupplier',
  'networkOperatorByNetworkOperator',
  'accessControlBrokerByACB',
  'wanProviderByWanProvider',
  'transCoSByTransCoS',
  'supplierByTransCoS',
  'anyExceptAbnormalRootByRecovery',
  'anyByContingency',
  'loadControllerByLoadController',
  'loadControllerBySupplier',
] as const;

/** Names of `applyTimeBasedCPVChecks` by number. */
export const TIME_BASED_CPV_CHECKS = ['apply', 'disapply'] as const;

/** Subject key identifiers of the certificate profile have 8 octets. */
const KEY_IDENTIFIER = octets(8);

/**
 * ```asn1
 * ProvideSecurityCredentialDetailsCommand ::= SEQUENCE {
 *   authorisingCell  TrustAnchorCellId,
 *   rolesRequested   SEQUENCE OF RemotePartyRole }
 * ```
 */
export const PROVIDE_SECURITY_CREDENTIAL_DETAILS_COMMAND = sequence({
  authorisingCell: TRUST_ANCHOR_CELL_ID,
  rolesRequested: sequenceOf('RemotePartyRole', REMOTE_PARTY_ROLE),
});

/**
 * ```asn1
 * ProvideSecurityCredentialDetailsResponse ::= SEQUENCE OF RemotePartyDetails
 * RemotePartyDetails ::= SEQUENCE {
 *   role              RemotePartyRole,
 *   status            StatusCode,
 *   currentSeqNumber  INTEGER OPTIONAL,           -- both where the status is success
 *   cells             SEQUENCE OF TrustAnchorCellContents OPTIONAL }
 * TrustAnchorCellContents ::= SEQUENCE {
 *   keyUsage              KeyUsage,
 *   cellUsage             CellUsage DEFAULT management,
 *   subjectUniqueID       OCTET STRING (SIZE(8)),
 *   subjectKeyIdentifier  OCTET STRING (SIZE(8)) }
 * ```
 */
export const PROVIDE_SECURITY_CREDENTIAL_DETAILS_RESPONSE = only(
  'remotePartyDetails',
  sequenceOf(
    'RemotePartyDetails',
    sequence({
      role: REMOTE_PARTY_ROLE,
      status: STATUS,
      currentSeqNumber: optional(COUNTER),
      cells: optional(
        sequenceOf(
          'TrustAnchorCellContents',
          sequence({
            keyUsage: KEY_USAGE,
            cellUsage: CELL_USAGE_OR_MANAGEMENT,
            subjectUniqueID: EUI64,
            subjectKeyIdentifier: KEY_IDENTIFIER,
          }),
        ),
      ),
    }),
  ),
);

/**
 * ```asn1
 * Control ::= SEQUENCE {
 *   replacementMode                       INTEGER,                    -- REPLACEMENT_MODE
 *   plaintextSymmetricKey             [0] OCTET STRING OPTIONAL,      -- anyByContingency only
 *   applyTimeBasedCPVChecks           [1] INTEGER { apply(0), disapply(1) } OPTIONAL,
 *   authorisingTrustAnchorCell        [2] TrustAnchorCellId OPTIONAL,
 *   authorisingRemotePartySeqNumber   [3] INTEGER,
 *   newRemotePartyFloorSeqNumber      [4] INTEGER OPTIONAL,
 *   newRemotePartySpecialistFloors    [5] SEQUENCE OF SpecialistFloor OPTIONAL,
 *   otherRemotePartySeqNumberChanges  [6] SEQUENCE OF RemotePartySeqNumberChange OPTIONAL }
 * ```
 * Tags are IMPLICIT. No message at hand has `[0]`: its form is that of TAMP's PlaintextSymmetricKey (RFC 5934), of any
 * size.
 */
const CONTROL = sequence({
  replacementMode: integer(REPLACEMENT_MODE),
  plaintextSymmetricKey: optional(context(0, octets())),
  applyTimeBasedCPVChecks: optional(context(1, integer(TIME_BASED_CPV_CHECKS))),
  authorisingTrustAnchorCell: optional(context(2, TRUST_ANCHOR_CELL_ID)),
  authorisingRemotePartySeqNumber: context(3, COUNTER),
  newRemotePartyFloorSeqNumber: optional(context(4, COUNTER)),
  newRemotePartySpecialistFloors: optional(context(5, SPECIALIST_FLOORS)),
  otherRemotePartySeqNumberChanges: optional(context(6, SEQ_NUMBER_CHANGES)),
});

/**
 * ```asn1
 * UpdateSecurityCredentialsCommand ::= SEQUENCE {
 *   control                        Control,
 *   replacements                   SEQUENCE OF Replacement,
 *   certificationPathCertificates  SEQUENCE OF Certificate,
 *   executionDateTime              GeneralizedTime OPTIONAL }         -- 9999-12-31T23:59:59Z cancels
 * Replacement ::= SEQUENCE {
 *   certificate  Certificate,
 *   targetCell   TrustAnchorCellId }
 * ```
 */
export const UPDATE_SECURITY_CREDENTIALS_COMMAND = sequence({
  control: CONTROL,
  replacements: sequenceOf('Replacement', sequence({ certificate: CERTIFICATE, targetCell: TRUST_ANCHOR_CELL_ID })),
  certificationPathCertificates: sequenceOf('Certificate', CERTIFICATE),
  executionDateTime: optional(TIME),
});

/**
 * ```asn1
 * Outcome ::= SEQUENCE {
 *   authorisingRemotePartySeqNumber  INTEGER,
 *   replacementMode                  INTEGER,
 *   remotePartySeqNumberChanges      SEQUENCE OF RemotePartySeqNumberChange,
 *   replacementOutcomes              SEQUENCE OF ReplacementOutcome }
 * ReplacementOutcome ::= SEQUENCE {
 *   cell                      TrustAnchorCellId,
 *   status                    StatusCode,
 *   existingSubjectUniqueID   OCTET STRING (SIZE(8)),
 *   existingSubjectKeyId      OCTET STRING (SIZE(8)),
 *   replacingSubjectUniqueID  OCTET STRING (SIZE(8)),                 -- of a cell that failed: the existing ones again
 *   replacingSubjectKeyId     OCTET STRING (SIZE(8)) }
 * ```
 */
const OUTCOME = sequence({
  authorisingRemotePartySeqNumber: COUNTER,
  replacementMode: integer(REPLACEMENT_MODE),
  remotePartySeqNumberChanges: SEQ_NUMBER_CHANGES,
  replacementOutcomes: sequenceOf(
    'ReplacementOutcome',
    sequence({
      cell: TRUST_ANCHOR_CELL_ID,
      status: STATUS,
      existingSubjectUniqueID: EUI64,
      existingSubjectKeyId: KEY_IDENTIFIER,
      replacingSubjectUniqueID: EUI64,
      replacingSubjectKeyId: KEY_IDENTIFIER,
    }),
  ),
});

/**
 * ```asn1
 * UpdateSecurityCredentialsResponse ::= SEQUENCE {
 *   commandAccepted  NULL,
 *   outcome          Outcome OPTIONAL }           -- not to a future-dated Command
 * ```
 */
export const UPDATE_SECURITY_CREDENTIALS_RESPONSE = sequence({ commandAccepted: NULL, outcome: optional(OUTCOME) });

/**
 * ```asn1
 * UpdateSecurityCredentialsAlert ::= SEQUENCE {
 *   alertCode          INTEGER,                   -- 8F66 done, 8F67 not done
 *   executionDateTime  GeneralizedTime,
 *   outcome            Outcome }
 * ```
 */
export const UPDATE_SECURITY_CREDENTIALS_ALERT = sequence({
  alertCode: ALERT_CODE,
  executionDateTime: TIME,
  outcome: OUTCOME,
});
