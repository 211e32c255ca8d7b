import { expect } from 'chai';
import {
  type DeviceKind,
  DuisError,
  eui64,
  makeTestPki,
  type NamedFields,
  type NamedValue,
  type RemotePartyRole,
  toHex,
} from '../../../../gbcs/index.js';
import { becomes, named, SUPPLIER } from './own-requests.js';

const PKI = makeTestPki('credentials');
const [SIGNING, AGREEMENT] = PKI.organisation(SUPPLIER, 2, ['digitalSignature', 'keyAgreement']).map(
  ({ certificate }) => certificate.der,
);
const AUTHORITY = PKI.issuingAuthority.certificate.der;

function element(name: string, der: Uint8Array | undefined): string {
  return der === undefined ? '' : `<${name}>${Buffer.from(der).toString('base64')}</${name}>`;
}

const CERTIFICATES = `${element('DigitalSigningCertificate', SIGNING)}${element('KeyAgreementCertificate', AGREEMENT)}`;
const TOP_UP = element('KeyAgreementTopUpCertificate', AGREEMENT);
const PATH = `<CertificationPathCertificates>${element('Certificate', AUTHORITY)}</CertificationPathCertificates>`;

interface Parts {
  readonly role: string;
  readonly date?: string;
  readonly floors?: string;
  readonly certificates?: string;
  readonly checks?: boolean;
}

function update({ role, date, floors = '', certificates = CERTIFICATES, checks = true }: Parts): string {
  const time = date === undefined ? '' : `<ExecutionDateTime>${date}</ExecutionDateTime>`;
  return `<UpdateSecurityCredentialsKRP>${time}<RemotePartyRole>${role}</RemotePartyRole>${floors}<ReplacementCertificates>
    <SupplierOrNetworkOperatorCertificates>${certificates}</SupplierOrNetworkOperatorCertificates></ReplacementCertificates>
    ${PATH}<ApplyTimeBasedCPVChecks>${checks}</ApplyTimeBasedCPVChecks></UpdateSecurityCredentialsKRP>`;
}

const FLOOR = '<RemotePartyFloorSeqNumber>7</RemotePartyFloorSeqNumber>';
const TOP_UP_FLOOR = '<RemotePartyPrepaymentTopUpFloorSeqNumber>8</RemotePartyPrepaymentTopUpFloorSeqNumber>';

function cell(role: string, keyUsage: string, cellUsage = 'management'): NamedFields {
  return { role, keyUsage: [keyUsage], cellUsage };
}

function replacement(der: Uint8Array | undefined, targetCell: NamedFields): NamedFields {
  return { certificate: toHex(der ?? new Uint8Array()), targetCell };
}

function bothCells(role: string): NamedValue[] {
  return [replacement(SIGNING, cell(role, 'digitalSignature')), replacement(AGREEMENT, cell(role, 'keyAgreement'))];
}

describe('the transform of credentials of remote parties', () => {
  it('replaces those of the supplier, with floors, top-up and checks as asked for', () => {
    const body = update({
      role: 'Supplier',
      floors: FLOOR + TOP_UP_FLOOR,
      certificates: CERTIFICATES + TOP_UP,
      checks: false,
    });
    expect(becomes('6.15.1', body, { kind: 'gsme' })).eql([
      'CS02bSupplierBySupplier',
      {
        control: {
          replacementMode: 'supplierBySupplier',
          applyTimeBasedCPVChecks: 'disapply',
          authorisingTrustAnchorCell: cell('supplier', 'digitalSignature'),
          authorisingRemotePartySeqNumber: '1000',
          newRemotePartyFloorSeqNumber: '7',
          newRemotePartySpecialistFloors: [{ usage: 'prepaymentTopUp', floor: '8' }],
        },
        replacements: [
          ...bothCells('supplier'),
          replacement(AGREEMENT, cell('supplier', 'keyAgreement', 'prePaymentTopUp')),
        ],
        certificationPathCertificates: [toHex(AUTHORITY)],
      },
    ]);
  });

  it('leaves out what is not asked for', () => {
    const [, payload] = becomes('6.15.1', update({ role: 'Supplier', certificates: TOP_UP }));
    expect(payload['control']).have.keys(
      'replacementMode',
      'authorisingTrustAnchorCell',
      'authorisingRemotePartySeqNumber',
    );
    expect(payload['replacements']).lengthOf(1);
    expect(payload).not.property('executionDateTime');
  });

  it('has the device wait, and cancels', () => {
    const timeOf = (date: string) => becomes('6.15.1', update({ role: 'Supplier', date }))[1]['executionDateTime'];
    expect(timeOf('2030-01-15T09:00:00.00Z')).equal('2030-01-15T09:00:00Z');
    expect(timeOf('2030-01-15T10:00:00+01:00')).equal('2030-01-15T09:00:00Z');
    expect(timeOf('2030-01-15T09:00:00')).equal('2030-01-15T09:00:00Z');
    expect(timeOf('3000-12-31T00:00:00.00Z')).equal('9999-12-31T23:59:59Z');
    expect(() => timeOf('2030-01-15T09:00:00.5Z')).throw(DuisError, /no time to the second/);
  });

  for (const [role, kind, requester, mode, cells] of [
    ['NetworkOperator', 'gsme', 'networkOperator', 'CS02bNOByNO', 'networkOperator'],
    ['LoadController', 'sapc', 'loadController', 'CS02gLoadControllerByLoadController', 'loadController'],
  ] as const) {
    it(`replaces those of a party that is ${role}, which asks itself, under its own floor`, () => {
      const [useCase, payload] = becomes('6.15.1', update({ role, floors: FLOOR }), { kind, role: requester });
      expect(useCase).equal(mode);
      expect(payload['control']).include({ newRemotePartyFloorSeqNumber: '7' });
      expect((payload['control'] as NamedFields)['authorisingTrustAnchorCell']).eql(cell(cells, 'digitalSignature'));
      expect(payload['replacements']).eql(bothCells(cells));
    });
  }

  it('replaces those of the load controller for the supplier, with its floor among those of others', () => {
    const body = update({ role: 'LoadController', floors: FLOOR });
    const [useCase, payload] = becomes('6.15.1', body, { role: 'supplier' });
    expect(useCase).equal('CS02gLoadControllerBySupplier');
    expect(payload['control']).eql({
      replacementMode: 'loadControllerBySupplier',
      authorisingTrustAnchorCell: cell('supplier', 'digitalSignature'),
      authorisingRemotePartySeqNumber: '1000',
      otherRemotePartySeqNumberChanges: [{ role: 'loadController', floor: '7' }],
    });
    expect(payload['replacements']).eql(bothCells('loadController'));
    expect(becomes('6.15.1', body)[0]).equal('CS02gLoadControllerBySupplier');
  });

  const refusals: [string, RegExp, Parts, { kind?: DeviceKind; gbcsVersion?: '3.1'; role?: RemotePartyRole }?][] = [
    ['a party without cells of its own', /no use case is for/, { role: 'Root' }],
    [
      'a load controller at a device that knows none',
      /no use case is for/,
      { role: 'LoadController' },
      { kind: 'gsme' },
    ],
    ['a load controller before GBCS 4.0', /no use case is for/, { role: 'LoadController' }, { gbcsVersion: '3.1' }],
    ['no certificate at all', /has no certificate/, { role: 'Supplier', certificates: '' }],
    ['a top-up key of another than a supplier', /suppliers only/, { role: 'NetworkOperator', certificates: TOP_UP }],
    ['a top-up floor of another than a supplier', /suppliers only/, { role: 'NetworkOperator', floors: TOP_UP_FLOOR }],
  ];
  for (const [what, why, parts, changes] of refusals) {
    it(`refuses ${what}`, () => {
      expect(() => becomes('6.15.1', update(parts), changes)).throw(DuisError, why);
    });
  }

  for (const [role, useCase, cells] of [
    ['Supplier', 'CS02bSupplierBySupplier', 'supplier'],
    ['NetworkOperator', 'CS02bNOByNO', 'networkOperator'],
  ] as const) {
    it(`hands over a device to a party that is ${role} on the broker's counter, at the DCC's time`, () => {
      const body = `<RequestHandoverOfDCCControlledDevice><ExecutionDateTime>2030-01-15T09:00:00Z</ExecutionDateTime>
        <RemotePartyRole>${role}</RemotePartyRole>${FLOOR}<ReplacementCertificates>${CERTIFICATES}</ReplacementCertificates>
        ${PATH}<ApplyTimeBasedCPVChecks>1</ApplyTimeBasedCPVChecks></RequestHandoverOfDCCControlledDevice>`;
      const originator = { party: eui64('90b3d51f30000002'), counter: 1300n };
      const message = named('6.21', body, { kind: 'gasProxyFunction', originator });
      expect(message).include({ useCase, originator: '90-B3-D5-1F-30-00-00-02', originatorCounter: '1300' });
      const { control, executionDateTime } = message.payload as { control: NamedFields; executionDateTime?: string };
      expect(control).include({ authorisingRemotePartySeqNumber: '1300', newRemotePartyFloorSeqNumber: '7' });
      expect(control['authorisingTrustAnchorCell']).eql(cell(cells, 'digitalSignature'));
      expect(executionDateTime).equal(undefined);
    });
  }

  it('changes the supplier on the authority of the transitional CoS, at a time that the device waits for', () => {
    const body = (
      floors: string,
    ) => `<UpdateSecurityCredentialsCoS><ExecutionDateTime>2030-01-02T00:00:00.00Z</ExecutionDateTime>
      ${floors}<SupplierReplacementCertificates>${CERTIFICATES}${TOP_UP}</SupplierReplacementCertificates>${PATH}
      <ApplyTimeBasedCPVChecks>true</ApplyTimeBasedCPVChecks><ImportMPxN>1312345678333</ImportMPxN></UpdateSecurityCredentialsCoS>`;
    const floor = '<SupplierFloorSeqNumber>18446744073709551615</SupplierFloorSeqNumber>';
    const topUp = '<SupplierPrepaymentTopUpFloorSeqNumber>0</SupplierPrepaymentTopUpFloorSeqNumber>';
    const [useCase, payload] = becomes('6.23', body(floor + topUp));
    expect(useCase).equal('CS02bSupplierByTransCoS');
    expect(payload['executionDateTime']).equal('2030-01-02T00:00:00Z');
    expect(payload['control']).eql({
      replacementMode: 'supplierByTransCoS',
      authorisingTrustAnchorCell: cell('transitionalCoS', 'digitalSignature'),
      authorisingRemotePartySeqNumber: '1000',
      otherRemotePartySeqNumberChanges: [
        { role: 'supplier', floor: '18446744073709551615', specialist: [{ usage: 'prepaymentTopUp', floor: '0' }] },
      ],
    });
    expect(() => becomes('6.23', body(topUp))).throw(DuisError, /needs a floor/);
  });

  it("replaces the broker's own on the authority of its MAC, at the DCC's time", () => {
    const body = `<ServiceOptOut><ExecutionDateTime>2015-01-15T00:00:00.00Z</ExecutionDateTime><ACBFloorSeqNumber>0</ACBFloorSeqNumber>
      <ReplacementCertificates>${element('KeyAgreementCertificate', AGREEMENT)}</ReplacementCertificates>${PATH}
      <ApplyTimeBasedCPVChecks>true</ApplyTimeBasedCPVChecks></ServiceOptOut>`;
    expect(becomes('8.5', body)).eql([
      'CS02bACBByACB',
      {
        control: {
          replacementMode: 'accessControlBrokerByACB',
          authorisingRemotePartySeqNumber: '1000',
          newRemotePartyFloorSeqNumber: '0',
        },
        replacements: [replacement(AGREEMENT, cell('accessControlBroker', 'keyAgreement'))],
        certificationPathCertificates: [toHex(AUTHORITY)],
      },
    ]);
  });

  it('reads them for all roles asked for, with the load controller where the device knows one', () => {
    const body = (...roles: string[]) =>
      `<RetrieveDeviceSecurityCredentialsKRP>${roles.map((role) => `<RemotePartyRole>${role}</RemotePartyRole>`).join('')}
        </RetrieveDeviceSecurityCredentialsKRP>`;
    const authorisingCell = cell('accessControlBroker', 'keyAgreement');
    const all = body('ACB', 'NetworkOperator', 'Recovery', 'Root', 'Supplier', 'TransCoS');
    const rolesRequested = [
      'accessControlBroker',
      'networkOperator',
      'recovery',
      'root',
      'supplier',
      'transitionalCoS',
    ];
    expect(becomes('6.24.1', all, { kind: 'gsme' })).eql(['CS02a', { authorisingCell, rolesRequested }]);
    expect(becomes('6.24.1', all, { gbcsVersion: '3.1' })[0]).equal('CS02a');
    expect(becomes('6.24.1', body('Supplier', 'LoadController'))).eql([
      'CS02f',
      { authorisingCell, rolesRequested: ['supplier', 'loadController'] },
    ]);
    expect(() => becomes('6.24.1', body('LoadController'), { kind: 'gsme' })).throw(DuisError, /no use case is for/);
  });
});

describe("the transform of a device's own credentials", () => {
  for (const [type, keyUsage] of [
    ['Digital Signature', 'digitalSignature'],
    ['Key Agreement', 'keyAgreement'],
  ] as const) {
    it(`has a request for a certificate made, and one read, of type ${type}`, () => {
      const body = (name: string) => `<${name}><CredentialType>${type}</CredentialType></${name}>`;
      expect(becomes('6.17', body('IssueSecurityCredentials'))).eql(['CS02c', { keyUsage: [keyUsage] }]);
      const read = becomes('6.24.2', body('RetrieveDeviceSecurityCredentialsDevice'));
      expect(read).eql(['CS02e', { keyUsage: [keyUsage] }]);
    });
  }

  it('stores a certificate, however its base64 is broken into lines', () => {
    const [der] = PKI.device(eui64('00db1234567890a0')).map(({ certificate }) => certificate.der);
    const text = Buffer.from(der ?? [])
      .toString('base64')
      .replaceAll(/.{64}/g, '$&\n      ');
    const body = `<UpdateSecurityCredentialsDevice><DeviceCertificate>${text}</DeviceCertificate></UpdateSecurityCredentialsDevice>`;
    expect(becomes('6.15.2', body)).eql(['CS02d', { certificate: toHex(der ?? new Uint8Array()) }]);
    expect(() => becomes('6.15.2', body.replace('MII', 'M?I'))).throw(DuisError, /no octets in base64/);
  });
});
