import {
  CommunicationsHub,
  type DeviceConfiguration,
  type DeviceCredentials,
  Esme,
  Hcalcs,
  roleOfNumber,
  trustAnchorsOf,
} from '../../emulator/index.js';
import {
  type DeviceKind,
  type Eui64,
  eui64,
  KeyError,
  type Profile,
  type PublicKey,
  type RemotePartyRole,
  scalarFromSeed,
} from '../../gbcs/index.js';
import type { RtdsContext } from './message.js';

/** A device as it leaves the factory, with the identity of one in the data set and the credentials of its parties. */

/** Kinds of the devices of the data set that can be emulated, by Entity Identifier. */
const DEVICE_KINDS: ReadonlyMap<Eui64, DeviceKind> = new Map([
  [eui64('00db1234567890a0'), 'esme'],
  [eui64('00db1234567890a2'), 'communicationsHub'],
  [eui64('00db1234567890a5'), 'hcalcs'],
]);
/** The hub through which its devices are reached. */
export const RTDS_HUB = eui64('00db1234567890a2');

export type EmulatedDevice = Esme | Hcalcs | CommunicationsHub;

/**
 * @param recipient of the Command that the device is to answer
 * @param originator of that Command; fills the trust anchor cells of its role
 * @param root that certificates go back to, where the Command tells it
 * @returns nothing for a device that is not emulated
 */
export function freshDevice(
  recipient: Eui64,
  originator: Eui64,
  profile: Profile,
  context: RtdsContext,
  root?: PublicKey,
): EmulatedDevice | undefined {
  const kind = DEVICE_KINDS.get(recipient);
  if (kind === undefined) return undefined;
  const configuration: DeviceConfiguration = {
    eui: recipient,
    kind,
    profile,
    provider: context.provider,
    credentials: credentialsOf(recipient, context),
    trustAnchors: trustAnchorsOf(
      context.keys,
      profile.trustAnchorCells[kind] ?? [],
      holders(originator, context),
      root,
    ),
  };
  if (kind === 'communicationsHub') return new CommunicationsHub(configuration);
  if (kind === 'esme') return new Esme({ ...configuration, hub: RTDS_HUB });
  return new Hcalcs({ ...configuration, hub: RTDS_HUB, installCode: new Uint8Array(16) });
}

/** The broker of the data set, and the originator in the role that its certificate says. */
function holders(
  originator: Eui64,
  { keys, accessControlBroker }: RtdsContext,
): Partial<Record<RemotePartyRole, Eui64>> {
  const certificate = keys.certificate({ entity: originator, usage: 'digitalSignature' });
  const role = certificate?.remotePartyRole === undefined ? undefined : roleOfNumber(certificate.remotePartyRole);
  return { accessControlBroker, ...(role === undefined ? {} : { [role]: originator }) };
}

/**
 * The data set has no private keys of devices. A shared secret is the same from the other side's private key; a
 * signature is made with a key of our own, and not compared.
 */
function credentialsOf(device: Eui64, { provider, keys }: RtdsContext): DeviceCredentials {
  const own = provider.privateKey(scalarFromSeed(new TextEncoder().encode(`stand-in for ${device}`)));
  return {
    sign: (octets) => provider.sign(own, octets),
    certificate: (usage) => keys.certificate({ entity: device, usage })?.der,
    sharedSecret(party) {
      const theirs = keys.privateKey({ entity: party, usage: 'keyAgreement' });
      const ours = keys.publicKey({ entity: device, usage: 'keyAgreement' });
      if (theirs === undefined || ours === undefined) {
        throw new KeyError('GBCS_E_KEY_MISSING', `no key agreement keys of ${party} and ${device}`);
      }
      return provider.sharedSecret(theirs, ours);
    },
  };
}
