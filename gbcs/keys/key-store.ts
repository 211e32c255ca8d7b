import type { PrivateKey, PublicKey } from '../crypto/provider.js';
import type { Eui64 } from '../identifiers.js';
import type { Certificate, KeyUsage } from './certificate.js';

/** Which of an entity's keys: `pp` is the prepayment pair of a supplier (cellUsage prePaymentTopUp, GBCS 4.3.2.6). */
export interface KeyQuery {
  readonly entity: Eui64;
  readonly usage: KeyUsage;
  /** Absent means management. */
  readonly prepayment?: boolean;
}

/** Finds keys by entity and usage. A private key is there only where the user of the store is that entity. */
export interface KeyStore {
  certificate(query: KeyQuery): Certificate | undefined;
  publicKey(query: KeyQuery): PublicKey | undefined;
  privateKey(query: KeyQuery): PrivateKey | undefined;
  /** Every entity that has at least one entry, in ascending order. */
  entities(): readonly Eui64[];
}
