import type { Eui64 } from '../../../gbcs/index.js';
import type { Part } from '../kernel/ability.js';

/** A device that was on the HAN, with the hash that stands for the trust-centre link key that it had. */
export interface HistoricEntry {
  readonly device: Eui64;
  /** 16 octets. */
  readonly linkKeyHash: Uint8Array;
}

/**
 * The CHF Historic Device Log: link keys of devices that were removed, so that they can come back without their install
 * code (GBCS 3.1 CCS02; CHTS 4.6.3.15). Oldest entry first; it is the first to go.
 */
export class HistoricDeviceLog implements Part {
  readonly name = 'historicDeviceLog';
  readonly #entries = new Map<Eui64, HistoricEntry>();
  readonly #capacity: number;
  readonly #losesNewest: boolean;

  /** @param losesNewest a defect: a full log gives up its newest entry, not its oldest */
  constructor(capacity: number, losesNewest = false) {
    this.#capacity = capacity;
    this.#losesNewest = losesNewest;
  }

  /** Keeps the key of a device that is removed; one that is known gets the new key and is the newest. */
  record(device: Eui64, linkKeyHash: Uint8Array): void {
    this.#entries.delete(device);
    if (this.#entries.size >= this.#capacity) {
      const lost = this.#losesNewest ? [...this.#entries.keys()].at(-1) : this.#entries.keys().next().value;
      if (lost !== undefined) this.#entries.delete(lost);
    }
    this.#entries.set(device, { device, linkKeyHash });
  }

  /** Hash of the key that a device had, if it is known. */
  linkKeyHash(device: Eui64): Uint8Array | undefined {
    return this.#entries.get(device)?.linkKeyHash;
  }

  entries(): readonly HistoricEntry[] {
    return [...this.#entries.values()];
  }

  save(): readonly HistoricEntry[] {
    return this.entries();
  }

  restore(saved: readonly HistoricEntry[]): void {
    this.#entries.clear();
    for (const entry of saved) this.#entries.set(entry.device, entry);
  }
}
