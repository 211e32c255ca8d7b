import type { Eui64 } from '../../../gbcs/index.js';
import type { Part } from './ability.js';

/** The devices that a device has been joined with: its partners, by type (GBCS 13.7). */
export class DeviceLog implements Part {
  readonly name = 'deviceLog';
  readonly #entries = new Map<Eui64, number>();
  readonly capacity: number;
  #broken = false;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** The partner's type (JOIN_DEVICE_TYPE), or nothing. */
  typeOf(partner: Eui64): number | undefined {
    return this.#entries.get(partner);
  }

  get full(): boolean {
    return this.#entries.size >= this.capacity;
  }

  /** Makes every later change fail, as a worn-out memory would. */
  breakMemory(): void {
    this.#broken = true;
  }

  /** @returns whether it could be written */
  add(partner: Eui64, type: number): boolean {
    if (this.#broken) return false;
    this.#entries.set(partner, type);
    return true;
  }

  /** @returns whether it could be written */
  remove(partner: Eui64): boolean {
    if (this.#broken) return false;
    this.#entries.delete(partner);
    return true;
  }

  save(): ReadonlyMap<Eui64, number> {
    return new Map(this.#entries);
  }

  restore(saved: ReadonlyMap<Eui64, number>): void {
    this.#entries.clear();
    for (const [partner, type] of saved) this.#entries.set(partner, type);
  }

  entries(): readonly { readonly entityIdentifier: Eui64; readonly deviceType: number }[] {
    return Array.from(this.#entries, ([entityIdentifier, deviceType]) => ({ entityIdentifier, deviceType }));
  }
}
