import { type CryptoProvider, type Eui64, equalBytes, eui64Bytes, Writer } from '../../../gbcs/index.js';
import type { Part } from '../kernel/ability.js';

/**
 * The CHF Device Log, or whitelist: which devices may be on the HAN, and which have a trust-centre link key (GBCS 3.1
 * CCS01, CCS02, CS14; CHTS 4.5.1.2). A key is known by its hash alone, which stands for it wherever it is used: the
 * cryptography of the radio is out of scope.
 */

export interface WhitelistEntry {
  readonly device: Eui64;
  /** As in CCS01; unknown after a restore, which does not say it. */
  readonly deviceType: number | undefined;
  /** Empty after a restore, which does not say it. */
  readonly installCode: Uint8Array;
  /** Hash of the trust-centre link key, 16 octets; empty until the device has joined. */
  readonly linkKeyHash: Uint8Array;
  /** Whether the entry comes from the log of another hub (CCS03). */
  readonly restored?: true;
}

const HASH_OCTETS = 16;
const NO_OCTETS = new Uint8Array(0);

/** What the whitelist has to remember. */
interface SavedWhitelist {
  readonly entries: readonly WhitelistEntry[];
  readonly keysMade: number;
}

export class Whitelist implements Part {
  readonly name = 'whitelist';
  readonly #entries = new Map<Eui64, WhitelistEntry>();
  readonly #capacity: number;
  readonly #provider: CryptoProvider;
  /** How many link keys have been established: each is another one. */
  #keysMade = 0;

  constructor(capacity: number, provider: CryptoProvider) {
    this.#capacity = capacity;
    this.#provider = provider;
  }

  entry(device: Eui64): WhitelistEntry | undefined {
    return this.#entries.get(device);
  }

  entries(): readonly WhitelistEntry[] {
    return [...this.#entries.values()];
  }

  /**
   * Adds a device; one that is there already stays as it is, whatever its key.
   * @returns `full` if there is no room
   */
  add(device: Eui64, deviceType: number, installCode: Uint8Array): 'added' | 'kept' | 'full' {
    if (this.#entries.has(device)) return 'kept';
    if (this.#entries.size >= this.#capacity) return 'full';
    this.#entries.set(device, { device, deviceType, installCode, linkKeyHash: NO_OCTETS });
    return 'added';
  }

  remove(device: Eui64): void {
    this.#entries.delete(device);
  }

  /**
   * A device that asks to join with its install code: if it is right, both establish a new link key.
   * @returns whether it is right
   */
  admit(device: Eui64, installCode: Uint8Array): boolean {
    const entry = this.#entries.get(device);
    if (entry === undefined || entry.installCode.length === 0) return false;
    if (!equalBytes(entry.installCode, installCode)) return false;
    this.#keysMade++;
    const seed = new Writer().put(installCode).put(eui64Bytes(device)).u64(BigInt(this.#keysMade)).finish();
    const linkKey = this.#provider.sha256(seed).subarray(0, HASH_OCTETS);
    this.setLinkKeyHash(device, this.#provider.sha256(linkKey).slice(0, HASH_OCTETS));
    return true;
  }

  /** Records the link key that a listed device has. */
  setLinkKeyHash(device: Eui64, linkKeyHash: Uint8Array): void {
    const entry = this.#entries.get(device);
    if (entry !== undefined) this.#entries.set(device, { ...entry, linkKeyHash });
  }

  /** Takes the log of another hub in place of its own (CCS03). @param entries at most as many as there is room for */
  replace(entries: readonly Pick<WhitelistEntry, 'device' | 'linkKeyHash'>[]): void {
    this.#entries.clear();
    for (const { device, linkKeyHash } of entries) {
      const entry = { device, deviceType: undefined, installCode: NO_OCTETS, linkKeyHash, restored: true } as const;
      this.#entries.set(device, entry);
    }
  }

  /** Whether a device may communicate: it is listed and has a link key. */
  mayCommunicate(device: Eui64): boolean {
    return (this.#entries.get(device)?.linkKeyHash.length ?? 0) > 0;
  }

  /** The devices that may communicate. */
  members(): readonly Eui64[] {
    return Array.from(this.#entries.keys()).filter((device) => this.mayCommunicate(device));
  }

  save(): SavedWhitelist {
    return { entries: this.entries(), keysMade: this.#keysMade };
  }

  restore({ entries, keysMade }: SavedWhitelist): void {
    this.#entries.clear();
    for (const entry of entries) this.#entries.set(entry.device, entry);
    this.#keysMade = keysMade;
  }

  snapshot(): readonly Readonly<Record<string, unknown>>[] {
    return Array.from(this.#entries.values(), ({ device, deviceType, linkKeyHash }) => ({
      device,
      deviceType,
      joined: linkKeyHash.length > 0,
    }));
  }
}
