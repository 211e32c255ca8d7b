import {
  type CryptoProvider,
  type Eui64,
  KeyError,
  type KeyStore,
  type PublicKey,
  REMOTE_PARTY_ROLES,
  type RemotePartyRole,
  type TrustAnchorCell,
} from '../../../gbcs/index.js';

/** The private keys of a device, as what they are used for. */
export interface DeviceCredentials {
  /** ECDSA with the device's digital signature key; 64 octets. */
  sign(octets: Uint8Array): Uint8Array;
  /** Z of the device's key agreement key and a remote party's; 32 octets. */
  sharedSecret(party: Eui64, publicKey: PublicKey): Uint8Array;
}

/** A trust anchor cell with the party whose credentials fill it (GBCS 4.3.2.4). */
export interface FilledCell extends TrustAnchorCell {
  readonly party: Eui64;
  readonly publicKey: PublicKey;
}

/** The trust anchor cells of a device: whom it knows, in which role, by which keys. */
export class TrustAnchors {
  readonly #cells: readonly FilledCell[];

  constructor(cells: readonly FilledCell[]) {
    this.#cells = cells;
  }

  /** The role in which a party is known; `undefined` for an Unknown Remote Party. */
  roleOf(party: Eui64): RemotePartyRole | undefined {
    return this.#cells.find((cell) => cell.party === party)?.role;
  }

  cell(role: RemotePartyRole, usage: TrustAnchorCell['usage']): FilledCell | undefined {
    return this.#cells.find((cell) => cell.role === role && cell.usage === usage);
  }
}

/** Credentials from a key store that holds the device's own private keys. */
export function deviceCredentials(provider: CryptoProvider, keys: KeyStore, device: Eui64): DeviceCredentials {
  const signing = keys.privateKey({ entity: device, usage: 'digitalSignature' });
  const agreement = keys.privateKey({ entity: device, usage: 'keyAgreement' });
  if (signing === undefined || agreement === undefined) {
    throw new KeyError('GBCS_E_KEY_MISSING', `the key store lacks a private key of device ${device}`);
  }
  return {
    sign: (octets) => provider.sign(signing, octets),
    sharedSecret: (_party, publicKey) => provider.sharedSecret(agreement, publicKey),
  };
}

/**
 * Fills the cells that a kind of device has from a key store.
 * @param cells from the profile
 * @param parties who fills the cells of each role; cells of roles that nobody fills stay empty
 */
export function trustAnchorsOf(
  keys: KeyStore,
  cells: readonly TrustAnchorCell[],
  parties: Readonly<Partial<Record<RemotePartyRole, Eui64>>>,
): TrustAnchors {
  const filled: FilledCell[] = [];
  for (const cell of cells) {
    const party = parties[cell.role];
    const publicKey = party && keys.publicKey({ entity: party, usage: cell.usage });
    if (party && publicKey) filled.push({ ...cell, party, publicKey });
  }
  return new TrustAnchors(filled);
}

/** The role whose number stands in the OU of an organisation certificate. */
export function roleOfNumber(value: number): RemotePartyRole | undefined {
  return (Object.keys(REMOTE_PARTY_ROLES) as RemotePartyRole[]).find((role) => REMOTE_PARTY_ROLES[role] === value);
}
