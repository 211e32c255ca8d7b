import { toNumber } from '../crypto/curve.js';
import { publicPointOf, scalarFromSeed } from '../crypto/deterministic.js';
import { sha256Of } from '../crypto/digest.js';
import type { CryptoProvider } from '../crypto/provider.js';
import type { Eui64 } from '../identifiers.js';
import type { Certificate, KeyUsage } from './certificate.js';
import {
  type AuthorityName,
  type CertificateIssuer,
  type CertificateSubject,
  keyIdentifierOf,
  makeCertificate,
} from './certificate-maker.js';
import type { KeyQuery } from './key-store.js';
import { createKeyStore, type KeyEntry, type MemoryKeyStore } from './memory-key-store.js';

/** A key of the test PKI. Certificate and point are made when they are first looked at. */
export interface TestKey extends KeyEntry {
  readonly certificate: Certificate;
  /** Uncompressed point, 65 octets. */
  readonly publicPoint: Uint8Array;
  /** 32 octets. No secret: whoever knows the seed has it. */
  readonly privateScalar: Uint8Array;
}

/** A certificate authority of the test PKI. */
export type TestAuthority = Pick<TestKey, 'certificate' | 'publicPoint' | 'privateScalar'>;

/** Which keys of an organisation: `prepayment` is a supplier's second key agreement pair. */
export type OrganisationKey = 'digitalSignature' | 'keyAgreement' | 'prepayment';

export interface TestPki {
  /** OU=00 CN=ZA, issuer of the two below and of itself. */
  readonly root: TestAuthority;
  /** OU=07 CN=Z1, issuer of organisations. */
  readonly issuingAuthority: TestAuthority;
  /** CN=E357, issuer of devices. */
  readonly deviceIssuer: TestAuthority;
  /** Keys of an organisation in a remote party role of 0..255, in the order of `keys`. */
  organisation(entity: Eui64, remotePartyRole: number, keys: readonly OrganisationKey[]): readonly TestKey[];
  /** Both keys of a device: digital signature, key agreement. */
  device(entity: Eui64): readonly [TestKey, TestKey];
  /** Adds keys to a store: `own` with their private halves, `others` without, as one party would hold them. */
  addTo(store: MemoryKeyStore, own: Iterable<TestKey>, others?: Iterable<TestKey>): void;
  /** A new store with keys, likewise. */
  store(provider: CryptoProvider, own: Iterable<TestKey>, others?: Iterable<TestKey>): MemoryKeyStore;
}

/** Fixed dates: a device certificate has no end, an organisation's has ten years, an authority's twenty-five. */
const NOT_BEFORE = '2020-01-01T00:00:00Z';
const ORGANISATION_NOT_AFTER = '2029-12-31T23:59:59Z';
const AUTHORITY_NOT_AFTER = '2044-12-31T23:59:59Z';
const DEVICE_NOT_AFTER = '9999-12-31T23:59:59Z';

const ROOT_NAME = { organisationalUnit: '00', commonName: 'ZA' };
const ISSUING_NAME = { organisationalUnit: '07', commonName: 'Z1' };
const DEVICE_ISSUER_NAME = { commonName: 'E357' };

interface Profile {
  readonly subject: CertificateSubject;
  readonly keyUsage: KeyUsage;
  readonly notAfter: string;
  readonly issuer: () => CertificateIssuer;
}

/** Octets that depend on seed and label only, each label its own. */
function seedOf(seed: string, label: string): Uint8Array {
  // With its length before it, no seed can run into a label.
  return new TextEncoder().encode(`${seed.length}:${seed}:${label}`);
}

/** A serial number of 16 octets whose first bits are 01, so that it is positive and never shorter. */
function serialNumberOf(seed: string, label: string): bigint {
  const octets = sha256Of(seedOf(seed, `${label} serial`)).slice(0, 16);
  octets[0] = 0x40 | ((octets[0] as number) & 0x3f);
  return toNumber(octets);
}

/** A key that is what `query` says (nothing, of an authority) and whose parts are made on demand. */
function makeKey<Query extends object>(
  query: Query,
  seed: string,
  label: string,
  profile: Profile,
): Query & TestAuthority {
  let privateScalar: Uint8Array | undefined;
  let publicPoint: Uint8Array | undefined;
  let certificate: Certificate | undefined;
  const scalar = () => {
    privateScalar ??= scalarFromSeed(seedOf(seed, `${label} key`));
    return privateScalar;
  };
  const point = () => {
    publicPoint ??= publicPointOf(scalar());
    return publicPoint;
  };
  const key = {
    ...query,
    get publicPoint() {
      return point();
    },
    get certificate() {
      certificate ??= makeCertificate({
        subject: profile.subject,
        publicPoint: point(),
        keyUsage: profile.keyUsage,
        serialNumber: serialNumberOf(seed, label),
        notBefore: NOT_BEFORE,
        notAfter: profile.notAfter,
        issuer: profile.issuer(),
      });
      return certificate;
    },
  };
  return withScalar(key, scalar);
}

/** Adds the private scalar as a property that is not enumerable, so that it shows in no log, report or copy. */
function withScalar<Key extends object>(
  key: Key,
  scalar: () => Uint8Array,
): Key & { readonly privateScalar: Uint8Array } {
  return Object.defineProperty(key, 'privateScalar', { get: scalar }) as Key & { readonly privateScalar: Uint8Array };
}

function issuerOf(name: AuthorityName, authority: () => TestAuthority): () => CertificateIssuer {
  return () => ({
    name,
    subjectKeyIdentifier: keyIdentifierOf(authority().publicPoint),
    privateScalar: authority().privateScalar,
  });
}

const ORGANISATION_KEYS: Readonly<Record<OrganisationKey, Omit<KeyQuery, 'entity'>>> = {
  digitalSignature: { usage: 'digitalSignature' },
  keyAgreement: { usage: 'keyAgreement' },
  prepayment: { usage: 'keyAgreement', prepayment: true },
};

/** A store entry with the public half alone. */
function publicHalf(key: TestKey): KeyEntry {
  const { entity, usage, prepayment } = key;
  return {
    entity,
    usage,
    ...(prepayment === undefined ? {} : { prepayment }),
    get publicPoint() {
      return key.publicPoint;
    },
    get certificate() {
      return key.certificate;
    },
  };
}

/**
 * A PKI for tests and emulation out of a seed: every scalar, serial number, date and signature follows from it, so the
 * same seed gives the same octets everywhere. Keys are made as they are asked for, each once. Nothing of it is secret.
 */
export function makeTestPki(seed: string): TestPki {
  const made = new Map<string, TestKey>();
  const authority = (name: AuthorityName, pathLength: number, issuer: () => CertificateIssuer, forDevices = false) =>
    makeKey({}, seed, `authority ${name.commonName}`, {
      subject: { kind: 'authority', name, pathLength, forDevices },
      keyUsage: 'keyCertSign',
      notAfter: AUTHORITY_NOT_AFTER,
      issuer,
    });
  const root: TestAuthority = authority(ROOT_NAME, 1, () => ({ name: ROOT_NAME, privateScalar: root.privateScalar }));
  const issuingAuthority = authority(
    ISSUING_NAME,
    0,
    issuerOf(ROOT_NAME, () => root),
  );
  const deviceIssuer = authority(
    DEVICE_ISSUER_NAME,
    0,
    issuerOf(ROOT_NAME, () => root),
    true,
  );
  const once = (label: string, query: KeyQuery, profile: Omit<Profile, 'keyUsage'>): TestKey => {
    const known = made.get(label);
    if (known !== undefined) return known;
    const key = makeKey(query, seed, label, { ...profile, keyUsage: query.usage });
    made.set(label, key);
    return key;
  };
  const deviceKey = (entity: Eui64, usage: KeyUsage) =>
    once(
      `device ${entity} ${usage}`,
      { entity, usage },
      {
        subject: { kind: 'device', entity },
        notAfter: DEVICE_NOT_AFTER,
        issuer: issuerOf(DEVICE_ISSUER_NAME, () => deviceIssuer),
      },
    );
  const addTo = (store: MemoryKeyStore, own: Iterable<TestKey>, others: Iterable<TestKey> = []) => {
    for (const key of others) store.add(publicHalf(key));
    for (const key of own) store.add(key);
  };
  return Object.freeze({
    root,
    issuingAuthority,
    deviceIssuer,
    organisation: (entity: Eui64, remotePartyRole: number, keys: readonly OrganisationKey[]) =>
      keys.map((key) =>
        once(
          `organisation ${entity} ${remotePartyRole} ${key}`,
          { entity, ...ORGANISATION_KEYS[key] },
          {
            subject: { kind: 'organisation', entity, remotePartyRole },
            notAfter: ORGANISATION_NOT_AFTER,
            issuer: issuerOf(ISSUING_NAME, () => issuingAuthority),
          },
        ),
      ),
    device: (entity: Eui64) =>
      [deviceKey(entity, 'digitalSignature'), deviceKey(entity, 'keyAgreement')] as readonly [TestKey, TestKey],
    addTo,
    store: (provider: CryptoProvider, own: Iterable<TestKey>, others?: Iterable<TestKey>) => {
      const store = createKeyStore(provider);
      addTo(store, own, others);
      return store;
    },
  });
}
