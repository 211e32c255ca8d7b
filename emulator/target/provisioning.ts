import {
  type CryptoProvider,
  KeyError,
  type KeyStore,
  loadKeyFiles,
  type PublicKey,
  parseCertificate,
  REMOTE_PARTY_ROLES,
  type RemotePartyRole,
  UsageError,
} from '../../gbcs/index.js';
import { type DeviceMaking, deviceConfiguration, type Holders } from '../device-configuration.js';
import type { DeviceConfiguration } from '../devices/kernel/gbcs-endpoint.js';
import type { Provision } from './emulated-target.js';

/** A key or certificate, named as in a key directory: `<eui>-ds|ka|pp-ka.pem|key`. */
export interface KeyFile {
  readonly name: string;
  /** PEM text, or DER octets. */
  readonly contents: string | Uint8Array;
}

/**
 * Configuration of a device with other keys and trust anchors than it was made with.
 * @param made what it was made with
 * @throws HanlabError on files that hold no keys, roles that there are not, and keys that lack; never with key material
 */
export function provisioned(
  made: Omit<DeviceMaking, 'keys' | 'holders' | 'root' | 'eui'>,
  { device, files, holders, root }: Provision,
): DeviceConfiguration {
  const { store, warnings } = loadKeyFiles(
    made.provider,
    files.map(({ name, contents }) => ({ name, read: () => contents })),
  );
  const [odd] = warnings;
  if (odd !== undefined) throw new UsageError('HANLAB_E_INPUT', `the key file ${odd.file} ${odd.message}`);
  const parties = holdersOf(holders);
  const lacking = lackingFiles(made, store, device, parties);
  if (lacking.length > 0) throw new KeyError('GBCS_E_KEY_MISSING', `files lacks ${lacking.join(', ')}`);
  return deviceConfiguration({
    ...made,
    eui: device,
    keys: store,
    holders: parties,
    root: root && rootKey(made.provider, root),
  });
}

/** Names of the files without which the device would be without a key of its own, or without one of a holder. */
function lackingFiles(
  { kind, profile }: Pick<DeviceMaking, 'kind' | 'profile'>,
  keys: KeyStore,
  device: Provision['device'],
  holders: Holders,
): string[] {
  const own = (['digitalSignature', 'keyAgreement'] as const).flatMap((usage) =>
    keys.privateKey({ entity: device, usage }) === undefined ? [`${device}-${SHORT_USAGES[usage]}.key`] : [],
  );
  const others = (profile.trustAnchorCells[kind] ?? []).flatMap(({ role, usage, prepayment = false }) => {
    const entity = holders[role];
    if (entity === undefined || usage === 'keyCertSign') return [];
    if (keys.publicKey({ entity, usage, prepayment }) !== undefined) return [];
    return [`${entity}-${prepayment ? 'pp-' : ''}${SHORT_USAGES[usage]}.pem`];
  });
  return [...own, ...others];
}

const SHORT_USAGES = { digitalSignature: 'ds', keyAgreement: 'ka' } as const;

function holdersOf(given: Provision['holders']): Holders {
  for (const role of Object.keys(given)) {
    if (!Object.hasOwn(REMOTE_PARTY_ROLES, role)) {
      const roles = Object.keys(REMOTE_PARTY_ROLES).join(', ');
      throw new UsageError('HANLAB_E_USAGE', `holders has a role that there is not; there are ${roles}`);
    }
  }
  return given as Readonly<Partial<Record<RemotePartyRole, Provision['device']>>>;
}

function rootKey(provider: CryptoProvider, der: Uint8Array): PublicKey {
  return provider.publicKey(parseCertificate(der).publicPoint);
}
