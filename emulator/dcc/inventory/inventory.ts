import type { DeviceKind, Eui64, GbcsVersion, Instant, UserRole } from '../../../gbcs/index.js';
import type { Stored } from '../../kernel/stored.js';
import { type DeviceStatus, type InventoryEvent, statusAfter } from './device-status.js';
import type { Registrations } from './registrations.js';

/**
 * The Smart Metering Inventory of the DCC: which devices there are, in which state, of which version, at whose supply
 * points, and behind which hub.
 */

/** Supply points of a meter (DUIS MPxN). */
export interface SupplyPoints {
  readonly import?: string;
  readonly secondaryImport?: string;
  readonly export?: string;
}

/** What is told of a device beside what it is. */
export interface DeviceDetails {
  readonly manufacturer: string;
  readonly model: string;
  /** Such as `SMETS V1.58`. */
  readonly smetsVersion?: string;
  /** Eight hexadecimal digits. */
  readonly firmwareVersion?: string;
  /** Of an ESME, such as `AD`. */
  readonly esmeVariant?: string;
}

export interface InventoryDevice {
  readonly eui: Eui64;
  readonly kind: DeviceKind;
  readonly gbcsVersion: GbcsVersion;
  readonly status: DeviceStatus;
  readonly details: DeviceDetails;
  readonly supplyPoints: SupplyPoints;
  /** The hub of its home, once it is known: itself for a hub. */
  readonly hub?: Eui64;
  /** Who has told the DCC of it (12.2): whose it is until it is at some premises. */
  readonly preNotifiedBy?: Eui64;
  /** When it was commissioned. */
  readonly commissioned?: Instant;
}

/** Devices by something that several share. */
class Index<Key> {
  readonly #devices = new Map<Key, Set<Eui64>>();

  add(key: Key, eui: Eui64): void {
    const known = this.#devices.get(key);
    if (known === undefined) this.#devices.set(key, new Set([eui]));
    else known.add(eui);
  }

  remove(key: Key, eui: Eui64): void {
    const known = this.#devices.get(key);
    known?.delete(eui);
    if (known?.size === 0) this.#devices.delete(key);
  }

  get(key: Key): readonly Eui64[] {
    return [...(this.#devices.get(key) ?? [])];
  }
}

export class Inventory implements Stored<readonly InventoryDevice[]> {
  readonly #devices = new Map<Eui64, InventoryDevice>();
  readonly #byHub = new Index<Eui64>();
  readonly #bySupplyPoint = new Index<string>();
  readonly #registrations: Registrations;

  constructor(registrations: Registrations) {
    this.#registrations = registrations;
  }

  get(eui: Eui64): InventoryDevice | undefined {
    return this.#devices.get(eui);
  }

  /** Enters a device, or what has become of it. */
  put(device: InventoryDevice): void {
    const { eui, hub, supplyPoints } = device;
    this.delete(eui);
    this.#devices.set(eui, device);
    if (hub !== undefined) this.#byHub.add(hub, eui);
    for (const point of Object.values(supplyPoints)) this.#bySupplyPoint.add(point, eui);
  }

  delete(eui: Eui64): void {
    const device = this.#devices.get(eui);
    if (device === undefined) return;
    this.#devices.delete(eui);
    if (device.hub !== undefined) this.#byHub.remove(device.hub, eui);
    for (const point of Object.values(device.supplyPoints)) this.#bySupplyPoint.remove(point, eui);
  }

  /** Something has happened to a device. One that is not in the inventory stays out of it. */
  happened(eui: Eui64, event: InventoryEvent, at: Instant): void {
    const device = this.#devices.get(eui);
    if (device === undefined) return;
    const status = statusAfter(device.status, event);
    if (status === device.status) return;
    this.put({ ...device, status, ...(status === 'Commissioned' ? { commissioned: at } : {}) });
  }

  /** The devices of the same home, itself among them: those behind the same hub. */
  home(eui: Eui64): readonly InventoryDevice[] {
    const device = this.#devices.get(eui);
    if (device === undefined) return [];
    return device.hub === undefined ? [device] : this.#all(this.#byHub.get(device.hub));
  }

  #all(euis: readonly Eui64[]): readonly InventoryDevice[] {
    return euis.flatMap((eui) => this.#devices.get(eui) ?? []);
  }

  /** The supply points of the premises where a device is: its own, or those of its home. */
  supplyPointsOf(eui: Eui64): readonly string[] {
    const own = Object.values(this.#devices.get(eui)?.supplyPoints ?? {});
    const points = own.length > 0 ? own : this.home(eui).flatMap(({ supplyPoints }) => Object.values(supplyPoints));
    return [...new Set(points)];
  }

  /** Whether a party is registered, in a role and at an instant, for the premises where a device is. */
  isRegistered(party: Eui64, eui: Eui64, role: UserRole, at: Instant): boolean {
    return this.#registrations.isRegistered(party, this.supplyPointsOf(eui), role, at);
  }

  /** Whether a party is registered, in a role and at an instant, for a supply point. */
  isRegisteredAt(party: Eui64, mpxn: string, role: UserRole, at: Instant): boolean {
    return this.#registrations.isRegistered(party, [mpxn], role, at);
  }

  /** The parties registered, in a role and at an instant, for the premises where a device is. */
  partiesOf(eui: Eui64, role: UserRole, at: Instant): readonly Eui64[] {
    return this.#registrations.partiesOf(this.supplyPointsOf(eui), role, at);
  }

  /** The devices at a supply point, with the rest of their homes. */
  at(supplyPoint: string): readonly InventoryDevice[] {
    const [meter] = this.#bySupplyPoint.get(supplyPoint);
    return meter === undefined ? [] : this.home(meter);
  }

  save(): readonly InventoryDevice[] {
    return [...this.#devices.values()];
  }

  restore(devices: readonly InventoryDevice[]): void {
    for (const eui of [...this.#devices.keys()]) this.delete(eui);
    for (const device of devices) this.put(device);
  }
}
