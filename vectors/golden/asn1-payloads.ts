import {
  type DeviceKind,
  PROVIDE_CERTIFICATE_RESPONSE_CODE,
  REMOTE_PARTY_ROLES,
  type RemotePartyRole,
  UPDATE_CERTIFICATE_RESPONSE_CODE,
  type UseCase,
} from '../../gbcs/index.js';
import { AUTHORITIES, actor, type IdentityName, type PartyName } from './cast.js';
import type { Sample } from './load-payloads.js';
import { asn1Payload } from './samples.js';

/** Payloads of the ASN.1 Commands and their Responses. */

/** What a payload depends on beside its use case. */
export interface Asn1Context {
  readonly device: IdentityName;
  readonly kind: DeviceKind;
  readonly role: RemotePartyRole;
  readonly counter: bigint;
}

const IMAGE_HASH = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i);
const DATED = '2026-02-01T00:00:00Z';
const MODES: Readonly<
  Record<string, { mode: number; role: RemotePartyRole; by: PartyName; usages?: readonly KeyUsageName[] }>
> = {
  CS02bRootBySupplier: { mode: 0, role: 'root', by: 'supplier' },
  CS02bRootByWanProvider: { mode: 1, role: 'root', by: 'wanProvider' },
  CS02bSupplierBySupplier: { mode: 2, role: 'supplier', by: 'otherSupplier' },
  CS02bNOByNO: { mode: 3, role: 'networkOperator', by: 'otherNetworkOperator' },
  CS02bACBByACB: { mode: 4, role: 'accessControlBroker', by: 'otherBroker', usages: ['keyAgreement'] },
  CS02bWPByWP: { mode: 5, role: 'wanProvider', by: 'otherWanProvider' },
  CS02bTransCoSByTransCoS: { mode: 6, role: 'transitionalCoS', by: 'otherTransitionalCoS' },
  CS02bSupplierByTransCoS: { mode: 7, role: 'supplier', by: 'otherSupplier' },
  CS02bAnyExceptAbnormalRootByRecovery: { mode: 8, role: 'supplier', by: 'otherSupplier' },
  CS02bAnyByContingency: { mode: 9, role: 'supplier', by: 'otherSupplier' },
  CS02gLoadControllerByLoadController: { mode: 10, role: 'loadController', by: 'otherLoadController' },
  CS02gLoadControllerBySupplier: { mode: 11, role: 'loadController', by: 'otherLoadController' },
};
type KeyUsageName = 'digitalSignature' | 'keyAgreement' | 'keyCertSign';

function cell(role: RemotePartyRole, keyUsage: KeyUsageName) {
  return { role: REMOTE_PARTY_ROLES[role], keyUsage: [keyUsage], cellUsage: 0 };
}

function certificateOf(name: IdentityName, usage: 'digitalSignature' | 'keyAgreement'): Uint8Array {
  return actor(name)[usage].certificate.der;
}

/** One Command that replaces credentials: of all modes the signing cell, of the broker's own its other cell. */
function replacement(useCase: UseCase, { role, counter }: Asn1Context, executionDateTime?: string) {
  const change = MODES[useCase.name];
  if (change === undefined) throw new RangeError(`no replacement of credentials by ${useCase.name}`);
  const isRoot = change.role === 'root';
  const usage = change.usages?.[0] ?? 'digitalSignature';
  const certificate = isRoot
    ? AUTHORITIES.root.certificate.der
    : certificateOf(change.by, usage as 'digitalSignature' | 'keyAgreement');
  return {
    control: {
      replacementMode: change.mode,
      authorisingTrustAnchorCell: cell(role, role === 'accessControlBroker' ? 'keyAgreement' : 'digitalSignature'),
      authorisingRemotePartySeqNumber: counter,
      ...(role === change.role
        ? { newRemotePartyFloorSeqNumber: counter }
        : { otherRemotePartySeqNumberChanges: [{ role: REMOTE_PARTY_ROLES[change.role], floor: 5000n }] }),
    },
    replacements: [{ certificate, targetCell: cell(change.role, isRoot ? 'keyCertSign' : usage) }],
    certificationPathCertificates: isRoot ? [] : [AUTHORITIES.issuingAuthority.certificate.der],
    ...(executionDateTime === undefined ? {} : { executionDateTime }),
  };
}

/** What came of a replacement of credentials. */
function replacementOutcome(mode: number, counter: bigint, status = 0) {
  const id = (name: IdentityName) => actor(name).entity;
  const key = (name: IdentityName) => actor(name).digitalSignature.certificate.subjectKeyIdentifier;
  const replacing: IdentityName = status === 0 ? 'otherSupplier' : 'supplier';
  return {
    authorisingRemotePartySeqNumber: counter,
    replacementMode: mode,
    remotePartySeqNumberChanges: [{ role: REMOTE_PARTY_ROLES.supplier, floor: counter }],
    replacementOutcomes: [
      {
        cell: cell('supplier', 'digitalSignature'),
        status,
        existingSubjectUniqueID: id('supplier'),
        existingSubjectKeyId: key('supplier'),
        replacingSubjectUniqueID: id(replacing),
        replacingSubjectKeyId: key(replacing),
      },
    ],
  };
}

interface Pairing {
  readonly method: number;
  readonly other: IdentityName;
  readonly type: number;
  readonly certificate?: true;
}

/** Whom a device is joined to, by use case and kind of device (GBCS 13.7.4). */
const PAIRINGS: Readonly<Record<string, Readonly<Partial<Record<DeviceKind, readonly Pairing[]>>>>> = {
  CS03A1: {
    esme: [
      { method: 0, other: 'hcalcs', type: 4 },
      { method: 0, other: 'ppmid', type: 5 },
    ],
  },
  CS03A2: {
    hcalcs: [{ method: 1, other: 'esme', type: 1 }],
    ppmid: [{ method: 1, other: 'esme', type: 1 }],
  },
  CS03B: {
    gsme: [{ method: 2, other: 'gasProxyFunction', type: 3 }],
    gasProxyFunction: [{ method: 2, other: 'gsme', type: 0 }],
  },
  CS03C: {
    gsme: [{ method: 3, other: 'ppmid', type: 5, certificate: true }],
    ppmid: [{ method: 3, other: 'gsme', type: 0, certificate: true }],
  },
};

const PARTNERS: Readonly<Record<DeviceKind, IdentityName>> = {
  esme: 'hcalcs',
  sapc: 'hcalcs',
  hcalcs: 'esme',
  ppmid: 'esme',
  gsme: 'ppmid',
  gasProxyFunction: 'gsme',
  communicationsHub: 'esme',
};

function joinValue({ method, other, type, certificate }: Pairing) {
  return {
    joinMethodAndRole: method,
    otherDeviceEntityIdentifier: actor(other).entity,
    otherDeviceType: type,
    ...(certificate === undefined ? {} : { otherDeviceCertificate: certificateOf(other, 'keyAgreement') }),
  };
}

/** A join that its use case does not fit: in form it is right, and the device answers with code 1. */
export function joinOfAnotherMethod(useCase: UseCase, context: Asn1Context): Sample | undefined {
  const [pairing] = PAIRINGS[useCase.name]?.[context.kind] ?? [];
  if (pairing === undefined) return undefined;
  const method = pairing.method === 0 ? 1 : 0;
  const value = joinValue({ ...pairing, method });
  return {
    name: 'another-method',
    comment: `joinMethodAndRole ${method}, which ${useCase.name} is not for`,
    payload: asn1Payload('JoinDeviceCommand', value),
  };
}

const LOG = [
  { entityIdentifier: actor('gsme').entity, deviceType: 0 },
  { entityIdentifier: actor('ppmid').entity, deviceType: 5 },
];

type Values = readonly (readonly [name: string, comment: string, value: object])[];

function keyUsages(): Values {
  return [
    ['digital-signature', 'the signing key', { keyUsage: ['digitalSignature'] }],
    ['key-agreement', 'the key agreement key', { keyUsage: ['keyAgreement'] }],
  ];
}

function details({ role }: Asn1Context): Values {
  const authorisingCell = cell(role, role === 'accessControlBroker' ? 'keyAgreement' : 'digitalSignature');
  return [['some-roles', 'three roles asked for', { authorisingCell, rolesRequested: [2, 3, 4] }]];
}

const COMMANDS: Readonly<Record<string, (useCase: UseCase, context: Asn1Context) => Values>> = {
  ProvideSecurityCredentialDetailsCommand: (_, context) => details(context),
  IssueSecurityCredentialsCommand: keyUsages,
  ProvideDeviceCertificateCommand: keyUsages,
  UpdateDeviceCertificateCommand: (_, { device }) => [
    ['certificate', 'its own certificate again', { certificate: certificateOf(device, 'digitalSignature') }],
  ],
  UpdateSecurityCredentialsCommand: (useCase, context) => [
    ['now', 'one cell, at once', replacement(useCase, context)],
    ['dated', 'one cell, at a later date', replacement(useCase, context, DATED)],
  ],
  JoinDeviceCommand: ({ name }, { kind }) =>
    (PAIRINGS[name]?.[kind] ?? []).map((pairing) => [
      `with-${pairing.other}`,
      `join with ${pairing.other}, method and role ${pairing.method}`,
      joinValue(pairing),
    ]),
  UnjoinDeviceCommand: (_, { kind }) => [
    ['partner', `unjoin ${PARTNERS[kind]}`, { otherDeviceEntityIdentifier: actor(PARTNERS[kind]).entity }],
  ],
  ReadDeviceJoinDetailsCommand: () => [['null', 'nothing but NULL', {}]],
  ReadFirmwareVersionCommand: () => [['null', 'nothing but NULL', {}]],
  RestoreDeviceLogCommand: () => [['two-entries', 'two entries', { deviceLogEntries: LOG }]],
  ActivateFirmwareCommand: (_, { counter }) => [
    ['now', 'at once', { manufacturerImageHash: IMAGE_HASH, originatorCounter: counter }],
    [
      'dated',
      'at a later date',
      { manufacturerImageHash: IMAGE_HASH, originatorCounter: counter, executionDateTime: DATED },
    ],
  ],
};

const OUTCOME = { responseCode: 0, firmwareVersion: Uint8Array.of(0, 1, 2, 3) };

const RESPONSES: Readonly<Record<string, (useCase: UseCase, context: Asn1Context) => Values>> = {
  ProvideSecurityCredentialDetailsResponse: () => [
    [
      'details',
      'of two roles, one of them without credentials',
      {
        remotePartyDetails: [
          {
            role: 2,
            status: 0,
            currentSeqNumber: 1000n,
            cells: [
              {
                keyUsage: ['digitalSignature'],
                cellUsage: 0,
                subjectUniqueID: actor('supplier').entity,
                subjectKeyIdentifier: actor('supplier').digitalSignature.certificate.subjectKeyIdentifier,
              },
            ],
          },
          { role: 3, status: 25 },
        ],
      },
    ],
  ],
  IssueSecurityCredentialsResponse: () => [['failed', 'no key pair could be made', { responseCode: 2 }]],
  UpdateDeviceCertificateResponse: () =>
    [0, 1].map((code) => [`code-${code}`, UPDATE_CERTIFICATE_RESPONSE_CODE[code] ?? '', { responseCode: code }]),
  ProvideDeviceCertificateResponse: (_, { device }) => [
    ['certificate', 'the certificate', { certificate: certificateOf(device, 'digitalSignature') }],
    ['none', PROVIDE_CERTIFICATE_RESPONSE_CODE[2], { responseCode: 2 }],
  ],
  UpdateSecurityCredentialsResponse: ({ name }, { counter }) => [
    [
      'outcome',
      'one cell replaced',
      { commandAccepted: null, outcome: replacementOutcome(MODES[name]?.mode ?? 2, counter) },
    ],
    ['accepted', 'taken for a later date', { commandAccepted: null }],
  ],
  JoinDeviceResponse: () => [0, 3].map((code) => [`code-${code}`, `code ${code}`, { joinResponseCode: code }]),
  UnjoinDeviceResponse: () => [0, 1].map((code) => [`code-${code}`, `code ${code}`, { unjoinResponseCode: code }]),
  ReadDeviceJoinDetailsResponse: () => [
    ['entries', 'two entries', { readResponseCode: 0, deviceLogEntries: LOG }],
    ['failed', 'the log cannot be read', { readResponseCode: 1 }],
  ],
  ReadFirmwareVersionResponse: () => [
    ['version', 'version 00010203', { version: Uint8Array.of(0, 1, 2, 3), code: 0 }],
    ['failed', 'no version', { version: new Uint8Array(4), code: 1 }],
  ],
  RestoreDeviceLogResponse: () => [
    [
      'restored',
      'two entries restored',
      { restoreOutcomes: LOG.map((deviceLogEntry) => ({ deviceLogEntry, joinResponseCode: 0 })) },
    ],
  ],
  ActivateFirmwareResponse: () => [
    ['outcome', 'activated', { outcome: OUTCOME }],
    ['accepted', 'taken for a later date', { commandAccepted: null }],
  ],
};

function samplesOf(
  type: string,
  table: Readonly<Record<string, (useCase: UseCase, context: Asn1Context) => Values>>,
  useCase: UseCase,
  context: Asn1Context,
): readonly Sample[] {
  const values = table[type]?.(useCase, context) ?? [];
  return values.map(([name, comment, value]) => ({ name, comment, payload: asn1Payload(type, value) }));
}

/** Payloads of a Command; the first is the one that faults are made from. */
export function asn1Commands(useCase: UseCase, context: Asn1Context): readonly Sample[] {
  const { payload } = useCase;
  return payload.family === 'asn1' ? samplesOf(payload.command, COMMANDS, useCase, context) : [];
}

/** Payloads of a Response. */
export function asn1Responses(useCase: UseCase, context: Asn1Context): readonly Sample[] {
  const { payload } = useCase;
  return payload.family === 'asn1' ? samplesOf(payload.response, RESPONSES, useCase, context) : [];
}

const TIME = '2026-01-15T12:00:00Z';
const VERSION = Uint8Array.of(0, 1, 2, 3);

/** Payload of an alert in ASN.1. */
export function asn1Alert(type: string, alertCode: number, counter: bigint): Sample {
  const values: Readonly<Record<string, object>> = {
    BackupDeviceLogAlert: { alertCode, timestamp: TIME, deviceLogEntries: LOG },
    ActivateFirmwareAlert: { alertCode, executionDateTime: DATED, originatorCounter: counter, outcome: OUTCOME },
    UpdateSecurityCredentialsAlert: {
      alertCode,
      executionDateTime: DATED,
      outcome: replacementOutcome(2, counter, alertCode === 0x8f66 ? 0 : 5),
    },
    FirmwareTransferAlert: {
      alertCode,
      time: TIME,
      deviceId: actor('ppmid').entity,
      version: VERSION,
      code: alertCode === 0x8f8a ? 0 : 3,
    },
    FirmwareVersionAlert: { alertCode, time: TIME, version: VERSION, code: 0 },
  };
  const code = alertCode.toString(16).toUpperCase();
  return { name: code, comment: `alert ${code}`, payload: asn1Payload(type, values[type] ?? {}) };
}
