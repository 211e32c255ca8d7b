import {
  array,
  type Data,
  type Eui64,
  encodeDateTime,
  equalBytes,
  eui64Bytes,
  type Instant,
  octetString,
  structure,
} from '../../../gbcs/index.js';
import type { Part } from '../kernel/ability.js';

/**
 * The CHF Device Log, or whitelist: which devices may be on the HAN, and which have a trust-centre link key (GBCS 3.1
 * CCS01, CCS02, CS14; CHTS 4.5.1.2).
 */

export interface WhitelistEntry {
  readonly device: Eui64;
  readonly deviceType: number;
  readonly installCode: Uint8Array;
  /** Hash of the trust-centre link key, 16 octets; empty until the device has joined. */
  readonly linkKeyHash: Uint8Array;
}

const HASH_OCTETS = 16;

export class Whitelist implements Part {
  readonly name = 'whitelist';
  readonly #entries = new Map<Eui64, WhitelistEntry>();
  readonly #capacity: number;
  readonly #sha256: (octets: Uint8Array) => Uint8Array;

  constructor(capacity: number, sha256: (octets: Uint8Array) => Uint8Array) {
    this.#capacity = capacity;
    this.#sha256 = sha256;
  }

  entry(device: Eui64): WhitelistEntry | undefined {
    return this.#entries.get(device);
  }

  /**
   * Adds a device; one that is there already stays as it is, whatever its key.
   * @returns `full` if there is no room
   */
  add(device: Eui64, deviceType: number, installCode: Uint8Array): 'added' | 'kept' | 'full' {
    if (this.#entries.has(device)) return 'kept';
    if (this.#entries.size >= this.#capacity) return 'full';
    this.#entries.set(device, { device, deviceType, installCode, linkKeyHash: new Uint8Array(0) });
    return 'added';
  }

  /** @returns whether the device was there */
  remove(device: Eui64): boolean {
    return this.#entries.delete(device);
  }

  /**
   * A device that asks to join with its install code: if it is right, the device has a link key from now on.
   * The key is derived from the install code, so that the same join has the same hash.
   */
  admit(device: Eui64, installCode: Uint8Array): boolean {
    const entry = this.#entries.get(device);
    if (entry === undefined || !equalBytes(entry.installCode, installCode)) return false;
    const linkKey = this.#sha256(installCode).subarray(0, HASH_OCTETS);
    this.#entries.set(device, { ...entry, linkKeyHash: this.#sha256(linkKey).slice(0, HASH_OCTETS) });
    return true;
  }

  /** Whether a device may communicate: it is listed and has a link key. */
  mayCommunicate(device: Eui64): boolean {
    return (this.#entries.get(device)?.linkKeyHash.length ?? 0) > 0;
  }

  /** The devices that may communicate. */
  members(): readonly Eui64[] {
    return Array.from(this.#entries.keys()).filter((device) => this.mayCommunicate(device));
  }

  /** The log as `backup_PAN` returns it and CS14 carries it. @param extendedPanIdentifier 8 octets */
  backup(now: Instant, extendedPanIdentifier: Uint8Array): Data {
    const devices = Array.from(this.#entries.values(), (entry) =>
      structure(octetString(eui64Bytes(entry.device)), octetString(entry.linkKeyHash)),
    );
    return structure(octetString(encodeDateTime(now)), octetString(extendedPanIdentifier), array(...devices));
  }

  save(): readonly WhitelistEntry[] {
    return [...this.#entries.values()];
  }

  restore(saved: readonly WhitelistEntry[]): void {
    this.#entries.clear();
    for (const entry of saved) this.#entries.set(entry.device, entry);
  }

  snapshot(): readonly Readonly<Record<string, unknown>>[] {
    return Array.from(this.#entries.values(), ({ device, deviceType, linkKeyHash }) => ({
      device,
      deviceType,
      joined: linkKeyHash.length > 0,
    }));
  }
}
