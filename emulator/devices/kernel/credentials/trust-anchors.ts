import {
  type CryptoProvider,
  type Eui64,
  eui64,
  type KeyStore,
  keyIdentifierOf,
  type PublicKey,
  REMOTE_PARTY_ROLES,
  type RemotePartyRole,
  type TrustAnchorCell,
} from '../../../../gbcs/index.js';

/** The trust anchor cells of a device: whom it knows, in which role, by which keys (GBCS 4.3.2.4). */

/** Dates between which a certificate holds, as it says them: ISO 8601, UTC. */
interface Validity {
  readonly notBefore: string;
  readonly notAfter: string;
}

/** A trust anchor cell with the party whose credentials fill it. */
export interface FilledCell extends TrustAnchorCell {
  /** {@link NO_PARTY} in the cell of the root. */
  readonly party: Eui64;
  readonly publicKey: PublicKey;
  /** Absent where it is the one that follows from the key, as the certificate profile has it. */
  readonly subjectKeyIdentifier?: Uint8Array;
  /** Of the certificate, where it is known. */
  readonly validity?: Validity;
}

/** Stands for a root, whose certificates name no entity, and for nobody. */
export const NO_PARTY = eui64('0000000000000000');

/** A cell whose contents are not those that the device was made with, as it is saved. */
export interface SavedCell {
  readonly cell: TrustAnchorCell;
  readonly party: Eui64;
  readonly publicPoint: Uint8Array;
  readonly subjectKeyIdentifier: Uint8Array;
  readonly validity: Validity | undefined;
}

function isSameCell(a: TrustAnchorCell, b: TrustAnchorCell): boolean {
  return a.role === b.role && a.usage === b.usage && (a.prepayment ?? false) === (b.prepayment ?? false);
}

/**
 * The cells of one device. Those that it was made with are shared with the configuration; what replaces them is its own,
 * and alone is saved.
 */
export class TrustAnchors {
  readonly #factory: readonly FilledCell[];
  #replaced: readonly FilledCell[] = [];

  constructor(cells: readonly FilledCell[]) {
    this.#factory = cells;
  }

  /** The same cells as they were made, for one more device. */
  copy(): TrustAnchors {
    return new TrustAnchors(this.#factory);
  }

  /** All cells that are filled, those replaced in the place that they always had. */
  cells(): readonly FilledCell[] {
    if (this.#replaced.length === 0) return this.#factory;
    const replaced = (cell: FilledCell) => this.#replaced.find((one) => isSameCell(one, cell));
    const added = this.#replaced.filter((cell) => !this.#factory.some((one) => isSameCell(one, cell)));
    return [...this.#factory.map((cell) => replaced(cell) ?? cell), ...added];
  }

  /** Roles in which a party is known; more than one while the broker holds the place of others. */
  rolesOf(party: Eui64): readonly RemotePartyRole[] {
    const own = this.cells().filter((cell) => cell.party === party && cell.role !== 'root');
    return [...new Set(own.map(({ role }) => role))];
  }

  /** The first role in which a party is known; `undefined` for an Unknown Remote Party. */
  roleOf(party: Eui64): RemotePartyRole | undefined {
    return this.rolesOf(party)[0];
  }

  /** @param prepayment the cell for top-ups, not for management */
  cell(role: RemotePartyRole, usage: TrustAnchorCell['usage'], prepayment = false): FilledCell | undefined {
    const sought = { role, usage, ...(prepayment ? { prepayment } : {}) };
    const isIt = (cell: FilledCell) => isSameCell(cell, sought);
    return this.#replaced.find(isIt) ?? this.#factory.find(isIt);
  }

  /** Fills a cell, whatever it held before. */
  replace(cell: FilledCell): void {
    this.#replaced = [...this.#replaced.filter((one) => !isSameCell(one, cell)), cell];
  }

  save(): readonly SavedCell[] {
    return this.#replaced.map(({ role, usage, prepayment, party, publicKey, validity, ...rest }) => ({
      cell: { role, usage, ...(prepayment === undefined ? {} : { prepayment }) },
      party,
      publicPoint: publicKey.point,
      subjectKeyIdentifier: keyIdentifierIn({ publicKey, ...rest }),
      validity,
    }));
  }

  /** Takes up cells that were saved; each key is parsed once. */
  restore(saved: readonly SavedCell[], provider: CryptoProvider): void {
    this.#replaced = saved.map(({ cell, party, publicPoint, subjectKeyIdentifier, validity }) => ({
      ...cell,
      party,
      publicKey: provider.publicKey(publicPoint),
      subjectKeyIdentifier,
      ...(validity === undefined ? {} : { validity }),
    }));
  }

  /** Who fills which cell, without the keys. */
  snapshot(): readonly Readonly<Record<string, unknown>>[] {
    return this.cells().map(({ role, usage, prepayment, party }) => ({
      role,
      usage,
      cellUsage: prepayment ? 'prePaymentTopUp' : 'management',
      party,
    }));
  }
}

/** The subject key identifier of what fills a cell: 8 octets. */
export function keyIdentifierIn({
  publicKey,
  subjectKeyIdentifier,
}: Pick<FilledCell, 'publicKey' | 'subjectKeyIdentifier'>): Uint8Array {
  return subjectKeyIdentifier ?? keyIdentifierOf(publicKey.point);
}

/**
 * Fills the cells that a kind of device has from a key store.
 * @param cells from the profile
 * @param parties who fills the cells of each role; cells of roles that nobody fills, or that a party has no key for,
 *   stay empty
 * @param root the key of the root that all certificates go back to
 */
export function trustAnchorsOf(
  keys: KeyStore,
  cells: readonly TrustAnchorCell[],
  parties: Readonly<Partial<Record<RemotePartyRole, Eui64>>>,
  root?: PublicKey,
): TrustAnchors {
  const filled: FilledCell[] = [];
  for (const cell of cells) {
    if (cell.role === 'root') {
      if (root !== undefined) filled.push({ ...cell, party: NO_PARTY, publicKey: root });
      continue;
    }
    const { role, usage, prepayment = false } = cell;
    const party = parties[role];
    const publicKey = party && keys.publicKey({ entity: party, usage, prepayment });
    if (party && publicKey) filled.push({ ...cell, party, publicKey });
  }
  return new TrustAnchors(filled);
}

/** The role whose number stands in the OU of an organisation certificate. */
export function roleOfNumber(value: number): RemotePartyRole | undefined {
  return (Object.keys(REMOTE_PARTY_ROLES) as RemotePartyRole[]).find((role) => REMOTE_PARTY_ROLES[role] === value);
}
