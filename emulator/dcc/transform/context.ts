import type { DeviceKind, Eui64, GbcsVersion, Instant, NamedValue, RemotePartyRole } from '../../../gbcs/index.js';

/**
 * The versions of GBCS of a device by which the rows of the transform differ: those of the catalogue, and one for what is
 * older than they are, to which use cases of older editions go.
 */
export const DEVICE_VERSIONS = ['2.0', '3.1', '4.0'] as const satisfies readonly ('2.0' | GbcsVersion)[];
export type DeviceVersion = (typeof DEVICE_VERSIONS)[number];

/** What an inventory knows a device as: what Commands go to, and an IHD or a CAD, to which none do. */
export type InventoryKind = DeviceKind | 'ihd' | 'cad';

/**
 * What the DCC knows beside a request as it makes a Command of it: the XML does not say all that stands in the Command
 * (its inventory, the route, its clock, and what it makes itself do).
 */
export interface TransformContext {
  readonly device: TargetDevice;
  /** In whose name the Command goes to the device, and with which counter: of a critical one the requester's own. */
  readonly originator: Numbered;
  /** The role in which the device knows the requester; a supplier where left out. */
  readonly role?: RemotePartyRole;
  /** For whom the broker or the TransCoS asks, where it is they that ask. Not all use cases name it. */
  readonly supplementary?: Numbered;
  /** The clock of the DCC. */
  readonly now: Instant;
  /** What kind of device another one is by the inventory, for joins; undefined where it is not there. */
  kindOf(device: Eui64): InventoryKind | undefined;
  /** DER of the key agreement certificate of another device, for joins that carry it; undefined where there is none. */
  certificateOf?(device: Eui64): Uint8Array | undefined;
  /**
   * The log of a hub (CS14) or of a Gas Proxy Function (GCS62) as the DCC last had it, by the names of what restores it:
   * `devicesToRestore` and `extendedPanId` of CCS03, the entries of GCS59. Undefined where it has none.
   */
  keptDeviceLog?(device: Eui64): NamedValue | undefined;
  /** Values that the DCC makes, by name, such as a verification code. */
  readonly made: Readonly<Record<string, string>>;
}

/** A party and the counter of its message. */
export interface Numbered {
  readonly party: Eui64;
  readonly counter: bigint;
}

/** The target of a request by the inventory. */
export interface TargetDevice {
  readonly eui: Eui64;
  readonly kind: DeviceKind;
  readonly gbcsVersion: DeviceVersion;
  /** Of an ESME: A, B, C and what follows them (DUIS ESMEVariant). */
  readonly esmeVariant?: string;
}
