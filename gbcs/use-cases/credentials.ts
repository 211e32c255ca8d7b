import { REPLACEMENT_MODE } from '../asn1/credentials.js';
import type { Asn1Values } from '../asn1/messages.js';
import { REMOTE_PARTY_ROLES, type RemotePartyRole } from '../catalogue/use-case.js';
import type { Command } from './command.js';

/** Commands about credentials and firmware (GBCS 13.2 to 13.6, 13.9, 13.10, 11.3). */

/** A trust anchor cell: `prepayment` for top-ups, else for management. */
export interface CellName {
  readonly role: RemotePartyRole;
  readonly usage: 'digitalSignature' | 'keyAgreement' | 'keyCertSign';
  readonly prepayment?: boolean;
}

type CellId = Asn1Values['UpdateSecurityCredentialsCommand']['replacements'][number]['targetCell'];

function cellId({ role, usage, prepayment }: CellName): CellId {
  return { role: REMOTE_PARTY_ROLES[role], keyUsage: [usage], cellUsage: prepayment ? 1 : 0 };
}

/**
 * CS02a: whose credentials a device holds (SRV 6.24.1).
 * @param asker the cell that authorises: of the broker its key agreement, of others their digital signature
 */
export function readCredentialDetails(asker: CellName, roles: readonly RemotePartyRole[]): Command {
  const value = { authorisingCell: cellId(asker), rolesRequested: roles.map((role) => REMOTE_PARTY_ROLES[role]) };
  return { useCase: 'CS02a', payload: { kind: 'asn1', type: 'ProvideSecurityCredentialDetailsCommand', value } };
}

/** What CS02b and CS02g are made of. */
export interface CredentialUpdate {
  readonly mode: (typeof REPLACEMENT_MODE)[number];
  /** Absent only where the broker replaces its own. */
  readonly authorisedBy?: CellName;
  /** The counter that the Command itself will have. */
  readonly counter: bigint;
  /** DER of certificates, and where each belongs. */
  readonly replacements: readonly { readonly certificate: Uint8Array; readonly cell: CellName }[];
  /** DER of the certificates of authorities between those and the root. */
  readonly path: readonly Uint8Array[];
  /** Where the counter of the party that authorises its own replacement starts. */
  readonly floor?: bigint;
  /** Where the counters of other roles start; `topUp` that of their top-ups. */
  readonly otherFloors?: readonly { readonly role: RemotePartyRole; readonly floor: bigint; readonly topUp?: bigint }[];
  /** ISO 8601, UTC, whole seconds; at once if left out, `9999-12-31T23:59:59Z` to cancel. */
  readonly executionDateTime?: string;
}

/** CS02b and CS02g: replace credentials (SRV 6.15.1, 6.21, 6.23, 8.5). @param useCase such as `CS02bSupplierByTransCoS` */
export function updateCredentials(useCase: string, update: CredentialUpdate): Command {
  const { authorisedBy, floor, otherFloors, executionDateTime } = update;
  return {
    useCase,
    payload: {
      kind: 'asn1',
      type: 'UpdateSecurityCredentialsCommand',
      value: {
        control: {
          replacementMode: REPLACEMENT_MODE.indexOf(update.mode),
          ...(authorisedBy === undefined ? {} : { authorisingTrustAnchorCell: cellId(authorisedBy) }),
          authorisingRemotePartySeqNumber: update.counter,
          ...(floor === undefined ? {} : { newRemotePartyFloorSeqNumber: floor }),
          ...(otherFloors === undefined
            ? {}
            : {
                otherRemotePartySeqNumberChanges: otherFloors.map(({ role, floor: other, topUp }) => ({
                  role: REMOTE_PARTY_ROLES[role],
                  floor: other,
                  ...(topUp === undefined ? {} : { specialist: [{ usage: 0, floor: topUp }] }),
                })),
              }),
        },
        replacements: update.replacements.map(({ certificate, cell }) => ({ certificate, targetCell: cellId(cell) })),
        certificationPathCertificates: update.path,
        ...(executionDateTime === undefined ? {} : { executionDateTime }),
      },
    },
  };
}

/** CS02c: make a new key pair and ask for its certificate (SRV 6.17). */
export function issueCredentials(usage: CellName['usage']): Command {
  const value = { keyUsage: [usage] };
  return { useCase: 'CS02c', payload: { kind: 'asn1', type: 'IssueSecurityCredentialsCommand', value } };
}

/** CS02d: the certificate for it, DER (SRV 6.15.2). */
export function updateDeviceCertificate(certificate: Uint8Array): Command {
  return {
    useCase: 'CS02d',
    payload: { kind: 'asn1', type: 'UpdateDeviceCertificateCommand', value: { certificate } },
  };
}

/** CS02e: the certificate that the device holds (SRV 6.24.2). */
export function provideDeviceCertificate(usage: CellName['usage']): Command {
  const value = { keyUsage: [usage] };
  return { useCase: 'CS02e', payload: { kind: 'asn1', type: 'ProvideDeviceCertificateCommand', value } };
}

/**
 * CS06: run the firmware image with this hash (SRV 11.3).
 * @param hash 32 octets
 * @param counter that the Command itself will have
 * @param executionDateTime ISO 8601, UTC; at once if left out, `9999-12-31T23:59:59Z` to cancel
 */
export function activateFirmware(hash: Uint8Array, counter: bigint, executionDateTime?: string): Command {
  const value = {
    manufacturerImageHash: hash,
    originatorCounter: counter,
    ...(executionDateTime === undefined ? {} : { executionDateTime }),
  };
  return { useCase: 'CS06', payload: { kind: 'asn1', type: 'ActivateFirmwareCommand', value } };
}
