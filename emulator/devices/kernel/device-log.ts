import type { Eui64 } from '../../../gbcs/index.js';

/** The devices that a device has been joined with: its partners, by type (GBCS 13.7). */
export class DeviceLog {
  readonly #entries = new Map<Eui64, number>();
  readonly capacity: number;

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

  add(partner: Eui64, type: number): void {
    this.#entries.set(partner, type);
  }

  /** @returns whether the partner was there */
  remove(partner: Eui64): boolean {
    return this.#entries.delete(partner);
  }

  entries(): readonly { readonly entityIdentifier: Eui64; readonly deviceType: number }[] {
    return Array.from(this.#entries, ([entityIdentifier, deviceType]) => ({ entityIdentifier, deviceType }));
  }
}
