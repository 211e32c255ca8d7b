import type {
  CryptoProvider,
  DeviceKind,
  Eui64,
  KeyStore,
  Profile,
  PublicKey,
  RemotePartyRole,
} from '../gbcs/index.js';
import { deviceCredentials } from './devices/kernel/credentials/device-credentials.js';
import { trustAnchorsOf } from './devices/kernel/credentials/trust-anchors.js';
import type { DeviceConfiguration } from './devices/kernel/gbcs-endpoint.js';
import { PARTIES, type PartyName } from './identities.js';

/** Who holds which role for a device. */
export type Holders = Readonly<Partial<Record<RemotePartyRole, Eui64>>>;

const HOLDING_PARTIES = [
  'recovery',
  'broker',
  'transitionalCoS',
  'wanProvider',
  'supplier',
  'distributor',
  'loadController',
] as const satisfies readonly PartyName[];

/** Who holds the role of each trust anchor cell in the emulated home. */
export const HOLDERS_IN_THE_HOME: Holders = Object.fromEntries(
  HOLDING_PARTIES.map((party) => [PARTIES[party].role, PARTIES[party].eui]),
);

/** What a device is made with. */
export interface DeviceMaking {
  readonly eui: Eui64;
  readonly kind: DeviceKind;
  readonly profile: Profile;
  readonly provider: CryptoProvider;
  /** The device's own private keys, and certificates of those who hold roles. */
  readonly keys: KeyStore;
  readonly holders: Holders;
  readonly root?: PublicKey | undefined;
  readonly defects: ReadonlySet<string>;
}

/**
 * Configuration of a device with its credentials, and the trust anchor cells that its profile gives its kind filled.
 * @throws KeyError `GBCS_E_KEY_MISSING` if the device has no private keys
 */
export function deviceConfiguration(making: DeviceMaking): DeviceConfiguration {
  const { eui, kind, profile, provider, keys, holders, root, defects } = making;
  const cells = profile.trustAnchorCells[kind] ?? [];
  return {
    eui,
    kind,
    profile,
    provider,
    credentials: deviceCredentials(provider, keys, eui),
    trustAnchors: trustAnchorsOf(keys, cells, holders, root),
    defects,
  };
}
