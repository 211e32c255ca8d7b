import {
  assumptionValue,
  type Frame,
  type RemotePartyRole,
  responseProtections,
  useCaseByCode,
  type Verification,
  verifyFrame,
} from '../../gbcs/index.js';
import type { BrokerConfiguration } from './access-control-broker.js';

/** Whether what a hub passes on is of the device that it says to be of, as far as the DCC can tell. */

type Verifier = Pick<BrokerConfiguration, 'provider' | 'keys' | 'eui'>;

function verified({ provider, keys, eui }: Verifier, frame: Frame): Verification {
  return verifyFrame(frame, { provider, keys, accessControlBroker: eui });
}

/** Whether a protection holds and none does not. What the DCC asked in its own name nobody else can verify. */
export function isProven(verifier: Verifier, frame: Frame): boolean {
  const { signature, mac } = verified(verifier, frame);
  return [signature, mac].includes('valid') && ![signature, mac].includes('invalid');
}

/**
 * Whether the DCC takes a Response for the device's: by the signature, or by the MAC where that is for the DCC. A MAC for a
 * User it cannot verify, and believes where the use case has no signature, if the profile assumes so
 * (`dcc-believes-mac-for-user`).
 * @param roles in which the device knows the recipient
 */
export function isOfDevice(
  configuration: Verifier & Pick<BrokerConfiguration, 'profile' | 'profileOf' | 'inventory'>,
  frame: Frame,
  roles: readonly RemotePartyRole[],
): boolean {
  if (isProven(configuration, frame)) return true;
  const { profile, profileOf, inventory } = configuration;
  const { originator, otherInformation } = frame.header;
  const useCase = useCaseByCode(profileOf(originator).useCases, otherInformation.messageCode);
  const kind = inventory.get(originator)?.kind;
  const isUnsigned = useCase !== undefined && roles.some((role) => !responseProtections(useCase, role, kind).signature);
  const { signature, mac } = verified(configuration, frame);
  const isForUser = signature === 'absent' && mac === 'unverifiable';
  return isForUser && isUnsigned && assumptionValue(profile, 'dcc-believes-mac-for-user');
}
