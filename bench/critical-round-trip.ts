import { DEVICES, Installation, makeIdentities, PARTIES } from '../emulator/index.js';
import { computeMac, deactivateSwitch, deriveMessageKey, opensslProvider, profileById } from '../gbcs/index.js';
import { type Comparison, compare } from './measure.js';

/** Octets of a critical Command (ECS47) that signature and MAC go over, and of its Response. */
const COMMAND_OCTETS = 132;
const RESPONSE_OCTETS = 50;

/**
 * One critical Command through the emulated world: the distributor has it transformed and signs it, the broker
 * verifies that and adds the MAC, the ESME checks both, switches and signs its Response, the distributor verifies that.
 * Against the same two signatures, three verifications and two MACs alone.
 */
export function measureCriticalRoundTrip(): Comparison {
  const provider = opensslProvider;
  const identities = makeIdentities(provider, 'bench');
  const profile = profileById('secmp0046-core');
  const installation = new Installation({ profile, provider, identities, start: Date.UTC(2026, 0, 5) });
  const distributor = installation.parties.get(PARTIES.distributor.eui);
  if (distributor === undefined) throw new Error('the installation has no distributor');
  const command = deactivateSwitch(1, 60);
  const whole = (): void => {
    const exchange = distributor.request('7.6', DEVICES.esme, command);
    installation.clock.advanceTo(installation.clock.now + 1000);
    if (exchange.response?.code !== 'I0' || !exchange.response.authentic) throw new Error('the round trip failed');
  };

  const keys = identities.keysOf(PARTIES.distributor.eui);
  const signing = keys.privateKey({ entity: PARTIES.distributor.eui, usage: 'digitalSignature' });
  const verifying = keys.publicKey({ entity: PARTIES.distributor.eui, usage: 'digitalSignature' });
  const own = keys.privateKey({ entity: PARTIES.distributor.eui, usage: 'keyAgreement' });
  const peer = keys.publicKey({ entity: DEVICES.esme, usage: 'keyAgreement' });
  if (!signing || !verifying || !own || !peer) throw new Error('the distributor lacks a key');
  const secret = provider.sharedSecret(own, peer);
  const [originator, recipient] = [PARTIES.distributor.eui, DEVICES.esme];
  const commandOctets = new Uint8Array(COMMAND_OCTETS);
  const responseOctets = new Uint8Array(RESPONSE_OCTETS);
  const mac = (): Uint8Array =>
    computeMac(
      provider,
      deriveMessageKey(provider, secret, { originator, recipient, cra: 1, counter: 1n }),
      originator,
      commandOctets,
    );
  const floor = (): void => {
    const signature = provider.sign(signing, commandOctets);
    provider.verify(verifying, commandOctets, signature);
    mac();
    mac();
    provider.verify(verifying, commandOctets, signature);
    provider.verify(verifying, responseOctets, provider.sign(signing, responseOctets));
  };
  return compare({ name: 'critical round trip, emulated', unit: 'round trips', units: 1, whole, floor });
}
