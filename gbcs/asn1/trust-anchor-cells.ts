import {
  COUNTER,
  enumerated,
  integer,
  namedBits,
  optional,
  sequence,
  sequenceOf,
  type ValueOf,
  withDefault,
} from './schema.js';

/** What the payloads about trust anchor cells have in common (GBCS 13.2, 13.3). */

/** Names of a remote party role by number (GBCS 4.3.2.4). */
export const REMOTE_PARTY_ROLE_NAMES = {
  0: 'root',
  1: 'recovery',
  2: 'supplier',
  3: 'networkOperator',
  4: 'accessControlBroker',
  5: 'transitionalCoS',
  6: 'wanProvider',
  7: 'issuingAuthority',
  8: 'loadController',
  127: 'other',
} as const;

/** Names of the bits of KeyUsage (RFC 5280 4.2.1.3). GBCS has use for the first, the fifth and the sixth. */
export const KEY_USAGE_NAMES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

/** Names of `cellUsage` by number. */
export const CELL_USAGE = ['management', 'prePaymentTopUp'] as const;

/** Names of the `usage` of a specialist counter by number. */
export const SPECIALIST_USAGE = ['prepaymentTopUp'] as const;

/** Names of `status` by number, those of TAMP (RFC 5934) that GBCS uses. */
export const CREDENTIAL_STATUS = {
  0: 'success',
  5: 'badCertificate',
  10: 'noTrustAnchor',
  17: 'insufficientMemory',
  25: 'trustAnchorNotFound',
  30: 'resourcesBusy',
  127: 'other',
} as const;

/** `RemotePartyRole ::= INTEGER`, one of `REMOTE_PARTY_ROLE_NAMES`. */
export const REMOTE_PARTY_ROLE = integer(REMOTE_PARTY_ROLE_NAMES);

/** `KeyUsage ::= BIT STRING`: a list of `KEY_USAGE_NAMES`, of one in all reference messages. */
export const KEY_USAGE = namedBits(KEY_USAGE_NAMES);

/** `CellUsage ::= INTEGER { management(0), prePaymentTopUp(1) } DEFAULT management`. */
export const CELL_USAGE_OR_MANAGEMENT = withDefault(integer(CELL_USAGE), 0);

/** `StatusCode ::= ENUMERATED`, one of `CREDENTIAL_STATUS`. */
export const STATUS = enumerated(CREDENTIAL_STATUS);

/**
 * ```asn1
 * TrustAnchorCellId ::= SEQUENCE {
 *   role       RemotePartyRole,
 *   keyUsage   KeyUsage,
 *   cellUsage  CellUsage DEFAULT management }
 * ```
 */
export const TRUST_ANCHOR_CELL_ID = sequence({
  role: REMOTE_PARTY_ROLE,
  keyUsage: KEY_USAGE,
  cellUsage: CELL_USAGE_OR_MANAGEMENT,
});
export type TrustAnchorCellId = ValueOf<typeof TRUST_ANCHOR_CELL_ID>;

/**
 * ```asn1
 * SpecialistFloor ::= SEQUENCE {
 *   usage  INTEGER { prepaymentTopUp(0) },
 *   floor  INTEGER }
 * ```
 */
export const SPECIALIST_FLOORS = sequenceOf(
  'SpecialistFloor',
  sequence({ usage: integer(SPECIALIST_USAGE), floor: COUNTER }),
);

/**
 * ```asn1
 * RemotePartySeqNumberChange ::= SEQUENCE {
 *   role        RemotePartyRole,
 *   floor       INTEGER,
 *   specialist  SEQUENCE OF SpecialistFloor OPTIONAL }
 * ```
 */
export const SEQ_NUMBER_CHANGES = sequenceOf(
  'RemotePartySeqNumberChange',
  sequence({ role: REMOTE_PARTY_ROLE, floor: COUNTER, specialist: optional(SPECIALIST_FLOORS) }),
);
