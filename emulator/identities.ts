import {
  type Certificate,
  type CryptoProvider,
  type Eui64,
  eui64,
  fromHex,
  type KeyStore,
  type MemoryKeyStore,
  makeTestPki,
  type OrganisationKey,
  type PublicKey,
  REMOTE_PARTY_ROLES,
  type RemotePartyRole,
  type TestKey,
  type TestPki,
} from '../gbcs/index.js';

/**
 * Who there is in the emulated world, and the keys of each, made from a seed: the same seed gives the same keys. The
 * identifiers are locally administered, so that they are nobody's.
 */
export const PARTIES = {
  recovery: { eui: eui64('0a00000000000001'), role: 'recovery' },
  broker: { eui: eui64('0a00000000000002'), role: 'accessControlBroker' },
  transitionalCoS: { eui: eui64('0a00000000000004'), role: 'transitionalCoS' },
  wanProvider: { eui: eui64('0a00000000000007'), role: 'wanProvider' },
  supplier: { eui: eui64('0a00000000010000'), role: 'supplier' },
  /** A supplier that is not that of the home. */
  otherSupplier: { eui: eui64('0a00000000030000'), role: 'supplier' },
  distributor: { eui: eui64('0a00000000020000'), role: 'networkOperator' },
  /** A distributor that is not that of the home. */
  otherDistributor: { eui: eui64('0a00000000040000'), role: 'networkOperator' },
  /** Limits proportional controllers of the home (GBCS 4.x). */
  loadController: { eui: eui64('0a00000000010008'), role: 'loadController' },
} as const satisfies Record<string, { readonly eui: Eui64; readonly role: RemotePartyRole }>;
export type PartyName = keyof typeof PARTIES;

export const DEVICES = {
  esme: eui64('0a000000000000a0'),
  hub: eui64('0a000000000000a2'),
  hcalcs: eui64('0a000000000000a5'),
  secondHcalcs: eui64('0a000000000000b5'),
  thirdHcalcs: eui64('0a000000000000c5'),
  fourthHcalcs: eui64('0a000000000000d5'),
  fifthHcalcs: eui64('0a000000000000e5'),
} as const satisfies Record<string, Eui64>;
export type DeviceName = keyof typeof DEVICES;

/** HCALCS in their order: a home with fewer has the first of them. As many as an ESME has controllers. */
export const HCALCS_NAMES = [
  'hcalcs',
  'secondHcalcs',
  'thirdHcalcs',
  'fourthHcalcs',
  'fifthHcalcs',
] as const satisfies readonly DeviceName[];
export type HcalcsName = (typeof HCALCS_NAMES)[number];

/** Install codes as they stand on the devices' labels. */
export const INSTALL_CODES = {
  esme: fromHex('00112233445566778899aabbccddeeff'),
  hcalcs: fromHex('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf'),
  secondHcalcs: fromHex('b0b1b2b3b4b5b6b7b8b9babbbcbdbebf'),
  thirdHcalcs: fromHex('c0c1c2c3c4c5c6c7c8c9cacbcccdcecf'),
  fourthHcalcs: fromHex('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf'),
  fifthHcalcs: fromHex('e0e1e2e3e4e5e6e7e8e9eaebecedeeef'),
} as const satisfies Partial<Record<DeviceName, Uint8Array>>;

/** Keys of an organisation by its role: only a supplier takes top-ups. */
function keysOfRole(role: RemotePartyRole): readonly OrganisationKey[] {
  return role === 'supplier'
    ? ['digitalSignature', 'keyAgreement', 'prepayment']
    : ['digitalSignature', 'keyAgreement'];
}

/** A key store for each actor: its own private keys, everybody's certificates; and the authorities that issued those. */
export interface Identities {
  keysOf(owner: Eui64): KeyStore;
  /** The keys of everybody, with their private halves. */
  allKeys(): readonly TestKey[];
  /** The key that all certificates of organisations go back to. */
  root(provider: CryptoProvider): PublicKey;
  /** Certificates below the root, of the authority that issues organisations' certificates. */
  readonly issuing: Certificate;
  /** The PKI behind it all, to issue more certificates. */
  readonly pki: TestPki;
}

/** Makes the keys of emulations that do not ask for others. */
export const DEFAULT_SEED = 'hanlab';

/**
 * Makes the keys of everybody. Certificates are made when they are first needed.
 * @param seed any text
 */
export function makeIdentities(provider: CryptoProvider, seed: string): Identities {
  const pki = makeTestPki(seed);
  const byOwner = new Map<Eui64, readonly TestKey[]>();
  for (const { eui, role } of Object.values(PARTIES)) {
    byOwner.set(eui, pki.organisation(eui, REMOTE_PARTY_ROLES[role], keysOfRole(role)));
  }
  for (const eui of Object.values(DEVICES)) byOwner.set(eui, pki.device(eui));
  const stores = new Map<Eui64, MemoryKeyStore>();
  let root: PublicKey | undefined;
  return {
    pki,
    allKeys: () => [...byOwner.values()].flat(),
    get issuing() {
      return pki.issuingAuthority.certificate;
    },
    root(provider) {
      root ??= provider.publicKey(pki.root.publicPoint);
      return root;
    },
    keysOf(owner) {
      const known = stores.get(owner);
      if (known !== undefined) return known;
      const others = Array.from(byOwner).flatMap(([eui, keys]) => (eui === owner ? [] : keys));
      const store = pki.store(provider, byOwner.get(owner) ?? [], others);
      stores.set(owner, store);
      return store;
    },
  };
}
