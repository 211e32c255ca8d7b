import { type Identities, PARTIES, type PartyName } from '../../emulator/index.js';
import {
  type Eui64,
  type KeyUsage,
  keyIdentifierOf,
  makeCertificate,
  makeTestPki,
  type OrganisationKey,
  REMOTE_PARTY_ROLES,
  type RemotePartyRole,
  type TestKey,
} from '../../gbcs/index.js';

/** How a party's certificate differs from the one that it has. */
interface CertificateDifferences {
  readonly role?: RemotePartyRole;
  /** ISO 8601, UTC. */
  readonly notAfter?: string;
  /** `stranger`: of an authority that no device knows; `forged`: in the name of the right one, by another key. */
  readonly issuer?: 'stranger' | 'forged';
}

/** Certificates for Commands that replace credentials: DER. */
export interface LaboratoryCertificates {
  /** Of a party; with the key that it has. */
  of(party: PartyName, key: OrganisationKey, differences?: CertificateDifferences): Uint8Array;
  /** Of the authority that issues them. */
  readonly issuing: Uint8Array;
  /** Of the authority that all go back to, with the key that it has, issued by itself. */
  readonly root: Uint8Array;
  /** The public point of a party's key: 65 octets. */
  publicPointOf(party: PartyName, key: OrganisationKey): Uint8Array;
  /** Of a device, for a new key of its own. */
  ofDevice(device: Eui64, usage: 'digitalSignature' | 'keyAgreement', publicPoint: Uint8Array): Uint8Array;
}

const SERIAL_NUMBER = 0x4000_0000_0000_0001n;
const NOT_BEFORE = '2020-01-01T00:00:00Z';
const NOT_AFTER = '2029-12-31T23:59:59Z';
const FOR_EVER = '9999-12-31T23:59:59Z';
const ROOT = { organisationalUnit: '00', commonName: 'ZA' };
const ISSUING = { organisationalUnit: '07', commonName: 'Z1' };
const DEVICES_ISSUER = { commonName: 'E357' };

const USAGES: Readonly<Record<OrganisationKey, KeyUsage>> = {
  digitalSignature: 'digitalSignature',
  keyAgreement: 'keyAgreement',
  prepayment: 'keyAgreement',
};

/** Certificates from the PKI that the parties and devices of a laboratory have theirs of. */
export function laboratoryCertificates({ pki, issuing }: Identities): LaboratoryCertificates {
  const stranger = makeTestPki('a stranger');
  let root: Uint8Array | undefined;
  const keyOf = (party: PartyName, key: OrganisationKey): TestKey => {
    const { eui, role } = PARTIES[party];
    const [own] = pki.organisation(eui, REMOTE_PARTY_ROLES[role], [key]);
    if (own === undefined) throw new TypeError(`${party} has no such key`);
    return own;
  };
  return {
    publicPointOf: (party, key) => keyOf(party, key).publicPoint,
    get issuing() {
      return issuing.der;
    },
    get root() {
      root ??= makeCertificate({
        subject: { kind: 'authority', name: ROOT, pathLength: 1 },
        publicPoint: pki.root.publicPoint,
        keyUsage: 'keyCertSign',
        serialNumber: SERIAL_NUMBER,
        notBefore: NOT_BEFORE,
        notAfter: FOR_EVER,
        issuer: {
          name: ROOT,
          subjectKeyIdentifier: keyIdentifierOf(pki.root.publicPoint),
          privateScalar: pki.root.privateScalar,
        },
      }).der;
      return root;
    },
    of(party, key, differences) {
      const { eui, role } = PARTIES[party];
      const own = keyOf(party, key);
      if (differences === undefined) return own.certificate.der;
      const authority = differences.issuer === undefined ? pki.issuingAuthority : stranger.issuingAuthority;
      const named = differences.issuer === 'stranger' ? stranger.issuingAuthority : pki.issuingAuthority;
      return makeCertificate({
        subject: {
          kind: 'organisation',
          entity: eui,
          remotePartyRole: REMOTE_PARTY_ROLES[differences.role ?? role],
        },
        publicPoint: own.publicPoint,
        keyUsage: USAGES[key],
        serialNumber: SERIAL_NUMBER,
        notBefore: NOT_BEFORE,
        notAfter: differences.notAfter ?? NOT_AFTER,
        issuer: {
          name: ISSUING,
          subjectKeyIdentifier: keyIdentifierOf(named.publicPoint),
          privateScalar: authority.privateScalar,
        },
      }).der;
    },
    ofDevice: (device, usage, publicPoint) =>
      makeCertificate({
        subject: { kind: 'device', entity: device },
        publicPoint,
        keyUsage: usage,
        serialNumber: SERIAL_NUMBER,
        notBefore: NOT_BEFORE,
        notAfter: FOR_EVER,
        issuer: {
          name: DEVICES_ISSUER,
          subjectKeyIdentifier: keyIdentifierOf(pki.deviceIssuer.publicPoint),
          privateScalar: pki.deviceIssuer.privateScalar,
        },
      }).der,
  };
}
