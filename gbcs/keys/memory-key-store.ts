import type { CryptoProvider, PrivateKey, PublicKey } from '../crypto/provider.js';
import type { Eui64 } from '../identifiers.js';
import type { Certificate, KeyUsage } from './certificate.js';
import type { KeyQuery, KeyStore } from './key-store.js';

/**
 * What is known of one key. Each property is read when it is first asked for and then no more, so it may be a getter
 * that reads a file or makes a certificate.
 */
export interface KeyEntry extends KeyQuery {
  readonly certificate?: Certificate | undefined;
  /** Uncompressed point, 65 octets; where it is absent the certificate's or the private key's is used. */
  readonly publicPoint?: Uint8Array | undefined;
  /** 32 octets, big-endian, 1..n-1. Never shown by the store. */
  readonly privateScalar?: Uint8Array | undefined;
}

export interface MemoryKeyStore extends KeyStore {
  /** Adds an entry, which replaces any earlier one of the same entity, usage and prepayment. */
  add(entry: KeyEntry): void;
}

/** The value of `make`, made on the first call. An error is not kept: the next call tries again. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

interface Slot {
  readonly entity: Eui64;
  readonly certificate: () => Certificate | undefined;
  readonly publicKey: () => PublicKey | undefined;
  readonly privateKey: () => PrivateKey | undefined;
}

function slotOf(provider: CryptoProvider, entry: KeyEntry): Slot {
  const certificate = once(() => entry.certificate);
  const privateKey = once(() => {
    const scalar = entry.privateScalar;
    return scalar && provider.privateKey(scalar);
  });
  const publicKey = once(() => {
    const point = entry.publicPoint ?? certificate()?.publicPoint;
    return point ? provider.publicKey(point) : privateKey()?.publicKey;
  });
  return { entity: entry.entity, certificate, publicKey, privateKey };
}

/**
 * A key store in memory, empty at first. Keys are parsed when they are first asked for, and once.
 * Its look-ups throw KeyError `GBCS_E_KEY` where the entry's point or scalar is not one of P-256.
 */
export function createKeyStore(provider: CryptoProvider): MemoryKeyStore {
  // By usage first, so that a look-up makes no text: several stand behind every message that is checked.
  const ordinary = new Map<KeyUsage, Map<Eui64, Slot>>();
  const prepayment = new Map<KeyUsage, Map<Eui64, Slot>>();
  const byUsageOf = (query: KeyQuery) => (query.prepayment === true ? prepayment : ordinary);
  const slotFor = (query: KeyQuery) => byUsageOf(query).get(query.usage)?.get(query.entity);
  const slots = () => [...ordinary.values(), ...prepayment.values()].flatMap((byEntity) => [...byEntity.values()]);
  return Object.freeze({
    add(entry: KeyEntry): void {
      const byUsage = byUsageOf(entry);
      const byEntity = byUsage.get(entry.usage) ?? new Map<Eui64, Slot>();
      byUsage.set(entry.usage, byEntity.set(entry.entity, slotOf(provider, entry)));
    },
    certificate: (query: KeyQuery) => slotFor(query)?.certificate(),
    publicKey: (query: KeyQuery) => slotFor(query)?.publicKey(),
    privateKey: (query: KeyQuery) => slotFor(query)?.privateKey(),
    entities: () => [...new Set(slots().map(({ entity }) => entity))].sort(),
  });
}
