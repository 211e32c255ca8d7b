import type { NamedFields, NamedValue } from '../../../../gbcs/index.js';
import { element, type WrittenElement } from '../../xml/write.js';
import { type ResponseRow, type ResponseRows, rowsOf } from '../response-row.js';
import { asn1Status } from '../status.js';
import {
  base64,
  type Convert,
  entriesAt,
  eui,
  type FieldRow,
  fields,
  fieldsOf,
  integer,
  malformed,
  parent,
  valueAt,
} from '../values.js';

/** Security credentials (SRV 6.15.x, 6.17, 6.21, 6.23, 6.24.x, 8.5). */

/** Roles that MMC has a word for. */
const ROLES: Readonly<Record<string, string>> = {
  accessControlBroker: 'ACB',
  networkOperator: 'NetworkOperator',
  recovery: 'Recovery',
  root: 'Root',
  supplier: 'Supplier',
  transitionalCoS: 'TransCoS',
  loadController: 'LoadController',
};
const MODES: Readonly<Record<string, string>> = {
  accessControlBrokerByACB: 'ACBByACB',
  supplierBySupplier: 'SupplierBySupplier',
  networkOperatorByNetworkOperator: 'NetworkOperatorByNetworkOperator',
  loadControllerBySupplier: 'LoadControllerBySupplier',
  supplierByTransCoS: 'SupplierByTransCoS',
};

/** A word of MMC, where it has one. */
function wordOf(words: Readonly<Record<string, string>>): Convert {
  return (value) => (Object.hasOwn(words, String(value)) ? words[String(value)] : undefined);
}

const KEY_USAGES: Readonly<Record<string, string>> = {
  digitalSignature: 'DigitalSigning',
  keyAgreement: 'KeyAgreement',
  keyCertSign: 'KeyCertSign',
};

/** What a cell's certificate is for. */
function certificateUsage(cell: NamedFields, name: string): string {
  const { keyUsage, cellUsage } = cell;
  const [usage, ...others] = Array.isArray(keyUsage) ? (keyUsage as readonly NamedValue[]) : [];
  const word = KEY_USAGES[String(usage)];
  if (word === undefined || others.length > 0) throw malformed(name);
  return cellUsage === 'prePaymentTopUp' ? `${word}TopUp` : word;
}

const ROLE: FieldRow = ['RemotePartyRole', 'role', wordOf(ROLES)];

/** Outcomes that the schema takes: as many as one party has certificates. */
const MAX_OUTCOMES = 3;

function replacementOutcome(outcome: NamedFields, name: string): WrittenElement {
  const cell = fieldsOf(outcome['cell'], name);
  return element('ReplacementOutcome', [
    asn1Status('StatusCode', { list: 'credentialStatus', value: outcome['status'] }),
    element('CertificateType', certificateUsage(cell, name)),
    ...fields(cell, [ROLE]),
    ...fields(outcome, [
      ['ExistingRemotePartyID', 'existingSubjectUniqueID', eui],
      ['NewRemotePartyID', 'replacingSubjectUniqueID', eui],
      ['ExistingCertificateHash', 'existingSubjectKeyId', base64],
      ['NewCertificateHash', 'replacingSubjectKeyId', base64],
    ]),
  ]);
}

/** What came of each certificate that was to be replaced. @throws CodecError */
export function executionOutcome(outcome: NamedFields): readonly (WrittenElement | undefined)[] {
  const outcomes = entriesAt(outcome, 'replacementOutcomes');
  const [change, ...others] = entriesAt(outcome, 'remotePartySeqNumberChanges');
  if (outcomes.length > MAX_OUTCOMES || others.length > 0) throw malformed('outcome');
  const [topUp] = change === undefined || change['specialist'] === undefined ? [] : entriesAt(change, 'specialist');
  return [
    ...fields(outcome, [
      ['AuthorisingRemotePartyOriginatorCounter', 'authorisingRemotePartySeqNumber', integer],
      ['CredentialsReplacementMode', 'replacementMode', wordOf(MODES)],
    ]),
    change &&
      parent('RemotePartySeqNumberChange', [
        ...fields(change, [ROLE, ['RemotePartyFloorSeqNumber', 'floor', integer]]),
        ...(topUp === undefined ? [] : fields(topUp, [['RemotePartyPrepaymentTopUpFloorSeqNumber', 'floor', integer]])),
      ]),
    ...outcomes.map((one) => replacementOutcome(one, 'outcome.replacementOutcomes')),
  ];
}

/** One that is for later has no outcome yet. */
const UPDATE: ResponseRow = {
  content(values) {
    const outcome = valueAt(values, 'outcome');
    if (outcome === undefined) return [];
    return [element('ExecutionOutcome', executionOutcome(fieldsOf(outcome, 'outcome')))];
  },
};

/** Parties whose credentials a device holds: one element for each certificate. */
const REMOTE_PARTIES: ResponseRow = {
  content: (values) =>
    entriesAt(values, 'remotePartyDetails').flatMap((party) => {
      const head = [
        ...fields(party, [ROLE]),
        asn1Status('StatusCode', { list: 'credentialStatus', value: party['status'] }),
      ];
      const cells = party['cells'] === undefined ? [] : entriesAt(party, 'cells');
      if (cells.length === 0) return [element('RemotePartyDetails', head)];
      return cells.map((cell) =>
        element('RemotePartyDetails', [
          ...head,
          ...fields(party, [['RemotePartyFloorSeqNumber', 'currentSeqNumber', integer]]),
          element('CertificateUsage', certificateUsage(cell, 'remotePartyDetails.cells')),
          ...fields(cell, [
            ['ExistingRemotePartyID', 'subjectUniqueID', eui],
            ['ExistingCertificateHash', 'subjectKeyIdentifier', base64],
          ]),
        ]),
      );
    }),
};

/** An answer that is what was asked for, or else a code that says why not. */
function givenOrCode(status: string, list: string, name: string, value: string): ResponseRow {
  return {
    content: (values) =>
      values['responseCode'] === undefined
        ? fields(values, [[name, value, base64]])
        : [asn1Status(status, { list, value: values['responseCode'] })],
  };
}

export const CREDENTIAL_ROWS: ResponseRows = {
  ...rowsOf('CS02a CS02f', REMOTE_PARTIES),
  ...rowsOf(
    'CS02bACBByACB CS02bNOByNO CS02bSupplierBySupplier CS02bSupplierByTransCoS CS02gLoadControllerBySupplier CS02gLoadControllerByLoadController',
    UPDATE,
  ),
  CS02c: givenOrCode(
    'IssueCredentialsResponseCode',
    'issueCredentialsResponseCode',
    'CertificationRequest',
    'certificationRequest',
  ),
  CS02d: {
    content: ({ responseCode }) => [
      asn1Status('UpdateSecurityCredentialsResponseCode', {
        list: 'updateCertificateResponseCode',
        value: responseCode,
      }),
    ],
  },
  CS02e: givenOrCode(
    'RetrieveDeviceSecurityCredentialsStatusCode',
    'provideCertificateResponseCode',
    'Certificate',
    'certificate',
  ),
};
