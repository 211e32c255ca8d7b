import {
  type DeviceKind,
  DuisError,
  type NamedFields,
  type NamedValue,
  type RemotePartyRole,
  toHex,
} from '../../../../gbcs/index.js';
import { childOf, childrenOf, needChild, textOf, type XmlElement } from '../../xml/element.js';
import type { BodyMapping, Situation } from '../mapping.js';
import { booleanOf, counterOf, octetsOf } from '../values.js';
import { asn1Time } from './asn1-time.js';

/** Security credentials: of remote parties (SRV 6.15.1, 6.21, 6.23, 6.24.1, 8.5) and of the device (6.15.2, 6.17, 6.24.2). */

/** Roles of trust anchor cells by their names in the DUIS. */
const ROLES: ReadonlyMap<string, RemotePartyRole> = new Map(
  Object.entries({
    ACB: 'accessControlBroker',
    NetworkOperator: 'networkOperator',
    Recovery: 'recovery',
    Root: 'root',
    Supplier: 'supplier',
    TransCoS: 'transitionalCoS',
    LoadController: 'loadController',
  } as const),
);

const KEY_USAGES: ReadonlyMap<string, string> = new Map([
  ['Digital Signature', 'digitalSignature'],
  ['Key Agreement', 'keyAgreement'],
]);

/** Devices that know load controllers, from GBCS 4.0 on. */
const WITH_LOAD_CONTROLLER: readonly DeviceKind[] = ['esme', 'sapc'];

function refused(message: string, { name, line }: XmlElement): DuisError {
  return new DuisError('DUIS_E_REQUEST', `${name} in line ${line} ${message}`, { path: name });
}

function roleOf(element: XmlElement): RemotePartyRole {
  const role = ROLES.get(textOf(element));
  if (role === undefined) throw refused('is no remote party role', element);
  return role;
}

function certificateOf(element: XmlElement): string {
  return toHex(octetsOf(element));
}

function cell(role: RemotePartyRole, keyUsage: string, cellUsage = 'management'): NamedFields {
  return { role, keyUsage: [keyUsage], cellUsage };
}

/** A replacement of credentials (GBCS 13.3, 13.10): whose, on whose authority, and where the request has the new ones. */
interface Replacement {
  readonly mode: string;
  /** Role of the cells that change. */
  readonly role: RemotePartyRole;
  /** Role of the cell whose key authorises it by a signature; none where a MAC does. */
  readonly authority?: RemotePartyRole;
  readonly certificates: readonly string[];
  readonly floor: string;
  readonly topUpFloor?: string;
  /** The DCC itself waits for the time of execution; else the device does. */
  readonly datedByDcc?: true;
}

/** The cells that a certificate is for, by its element. */
const CELLS: ReadonlyMap<string, readonly [keyUsage: string, cellUsage: string]> = new Map([
  ['DigitalSigningCertificate', ['digitalSignature', 'management']],
  ['KeyAgreementCertificate', ['keyAgreement', 'management']],
  ['KeyAgreementTopUpCertificate', ['keyAgreement', 'prePaymentTopUp']],
]);

function replacementPayload(replacement: Replacement) {
  return (body: XmlElement, { context }: Situation): NamedFields => {
    const { mode, authority, datedByDcc } = replacement;
    return {
      control: {
        replacementMode: mode,
        // DER leaves out what is so by default.
        ...(booleanOf(needChild(body, 'ApplyTimeBasedCPVChecks')) ? {} : { applyTimeBasedCPVChecks: 'disapply' }),
        ...(authority === undefined ? {} : { authorisingTrustAnchorCell: cell(authority, 'digitalSignature') }),
        authorisingRemotePartySeqNumber: String(context.originator.counter),
        ...floors(body, replacement),
      },
      replacements: replacements(body, replacement),
      certificationPathCertificates: childrenOf(needChild(body, 'CertificationPathCertificates'), 'Certificate').map(
        certificateOf,
      ),
      ...(datedByDcc ? {} : asn1Time(body)),
    };
  };
}

/** Floors of the counters of the new party: under its own name where it replaces itself, else among other parties'. */
function floors(body: XmlElement, { role, authority, floor, topUpFloor }: Replacement): NamedFields {
  const given = childOf(body, floor);
  const topUp = topUpFloor === undefined ? undefined : childOf(body, topUpFloor);
  if (topUp !== undefined && role !== 'supplier') throw refused('is for suppliers only', topUp);
  const specialist = topUp === undefined ? undefined : [{ usage: 'prepaymentTopUp', floor: counterOf(topUp) }];
  if (authority === undefined || authority === role) {
    return {
      ...(given === undefined ? {} : { newRemotePartyFloorSeqNumber: counterOf(given) }),
      ...(specialist === undefined ? {} : { newRemotePartySpecialistFloors: specialist }),
    };
  }
  if (given === undefined) {
    if (topUp !== undefined) throw refused('needs a floor of the party itself beside it', topUp);
    return {};
  }
  const change = { role, floor: counterOf(given), ...(specialist === undefined ? {} : { specialist }) };
  return { otherRemotePartySeqNumberChanges: [change] };
}

function replacements(body: XmlElement, { role, certificates: path }: Replacement): NamedValue {
  const certificates = needChild(body, ...path);
  if (certificates.children.length === 0) throw refused('has no certificate', certificates);
  return certificates.children.map((element) => {
    const [keyUsage, cellUsage] = CELLS.get(element.name) ?? [];
    if (keyUsage === undefined) throw refused('is no certificate of a remote party', element);
    if (cellUsage === 'prePaymentTopUp' && role !== 'supplier') throw refused('is for suppliers only', element);
    return { certificate: certificateOf(element), targetCell: cell(role, keyUsage, cellUsage) };
  });
}

/** The role whose credentials the request is about, and that in which the device knows the requester. */
function asks(role: RemotePartyRole, requester?: RemotePartyRole) {
  return (body: XmlElement, { context }: Situation): boolean =>
    roleOf(needChild(body, 'RemotePartyRole')) === role &&
    (requester === undefined || requester === (context.role ?? 'supplier'));
}

const OF_PARTY = {
  certificates: ['ReplacementCertificates', 'SupplierOrNetworkOperatorCertificates'],
  floor: 'RemotePartyFloorSeqNumber',
  topUpFloor: 'RemotePartyPrepaymentTopUpFloorSeqNumber',
} as const;
const UPDATE = { body: 'UpdateSecurityCredentialsKRP', variants: ['6.15.1'] } as const;
/** Until the handover the cells of the party have the broker's own credentials, whose signature thus authorises it. */
const HANDOVER = { body: 'RequestHandoverOfDCCControlledDevice', variants: ['6.21'] } as const;
const HANDED_OVER = { ...OF_PARTY, certificates: ['ReplacementCertificates'], datedByDcc: true } as const;

const SUPPLIER = { mode: 'supplierBySupplier', role: 'supplier', authority: 'supplier' } as const;
const NETWORK_OPERATOR = {
  mode: 'networkOperatorByNetworkOperator',
  role: 'networkOperator',
  authority: 'networkOperator',
} as const;

function keyUsagePayload(body: XmlElement): NamedFields {
  const type = needChild(body, 'CredentialType');
  const keyUsage = KEY_USAGES.get(textOf(type));
  if (keyUsage === undefined) throw refused('is no type of credential', type);
  return { keyUsage: [keyUsage] };
}

/** The broker reads, on the authority of its MAC, whoever asks (GBCS 13.2). */
const READ_DETAILS = {
  body: 'RetrieveDeviceSecurityCredentialsKRP',
  variants: ['6.24.1'],
  payload: (body: XmlElement): NamedFields => ({
    authorisingCell: cell('accessControlBroker', 'keyAgreement'),
    rolesRequested: childrenOf(body, 'RemotePartyRole').map(roleOf),
  }),
} as const;

function knowsLoadController({ context }: Situation): boolean {
  const { kind, gbcsVersion } = context.device;
  return WITH_LOAD_CONTROLLER.includes(kind) && gbcsVersion === '4.0';
}

function asksForLoadController(body: XmlElement): boolean {
  return childrenOf(body, 'RemotePartyRole').some((role) => roleOf(role) === 'loadController');
}

export const CREDENTIAL_MAPPINGS: readonly BodyMapping[] = [
  {
    ...UPDATE,
    when: asks('supplier'),
    useCase: 'CS02bSupplierBySupplier',
    payload: replacementPayload({ ...OF_PARTY, ...SUPPLIER }),
  },
  {
    ...UPDATE,
    when: asks('networkOperator'),
    useCase: 'CS02bNOByNO',
    payload: replacementPayload({ ...OF_PARTY, ...NETWORK_OPERATOR }),
  },
  {
    ...UPDATE,
    targets: WITH_LOAD_CONTROLLER,
    versions: ['4.0'],
    when: asks('loadController', 'supplier'),
    useCase: 'CS02gLoadControllerBySupplier',
    payload: replacementPayload({
      ...OF_PARTY,
      mode: 'loadControllerBySupplier',
      role: 'loadController',
      authority: 'supplier',
    }),
  },
  {
    ...UPDATE,
    targets: WITH_LOAD_CONTROLLER,
    versions: ['4.0'],
    when: asks('loadController', 'loadController'),
    useCase: 'CS02gLoadControllerByLoadController',
    payload: replacementPayload({
      ...OF_PARTY,
      mode: 'loadControllerByLoadController',
      role: 'loadController',
      authority: 'loadController',
    }),
  },
  {
    ...HANDOVER,
    when: asks('supplier'),
    useCase: 'CS02bSupplierBySupplier',
    payload: replacementPayload({ ...HANDED_OVER, ...SUPPLIER }),
  },
  {
    ...HANDOVER,
    when: asks('networkOperator'),
    useCase: 'CS02bNOByNO',
    payload: replacementPayload({ ...HANDED_OVER, ...NETWORK_OPERATOR }),
  },
  {
    body: 'UpdateSecurityCredentialsCoS',
    variants: ['6.23'],
    useCase: 'CS02bSupplierByTransCoS',
    payload: replacementPayload({
      mode: 'supplierByTransCoS',
      role: 'supplier',
      authority: 'transitionalCoS',
      certificates: ['SupplierReplacementCertificates'],
      floor: 'SupplierFloorSeqNumber',
      topUpFloor: 'SupplierPrepaymentTopUpFloorSeqNumber',
    }),
  },
  {
    body: 'ServiceOptOut',
    variants: ['8.5'],
    useCase: 'CS02bACBByACB',
    payload: replacementPayload({
      mode: 'accessControlBrokerByACB',
      role: 'accessControlBroker',
      certificates: ['ReplacementCertificates'],
      floor: 'ACBFloorSeqNumber',
      datedByDcc: true,
    }),
  },
  { ...READ_DETAILS, when: (_, situation) => knowsLoadController(situation), useCase: 'CS02f' },
  {
    ...READ_DETAILS,
    when: (body, situation) => !(knowsLoadController(situation) || asksForLoadController(body)),
    useCase: 'CS02a',
  },
  {
    body: 'UpdateSecurityCredentialsDevice',
    variants: ['6.15.2'],
    useCase: 'CS02d',
    payload: (body) => ({ certificate: certificateOf(needChild(body, 'DeviceCertificate')) }),
  },
  { body: 'IssueSecurityCredentials', variants: ['6.17'], useCase: 'CS02c', payload: keyUsagePayload },
  { body: 'RetrieveDeviceSecurityCredentialsDevice', variants: ['6.24.2'], useCase: 'CS02e', payload: keyUsagePayload },
];
