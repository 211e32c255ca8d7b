import { type CryptoProvider, opensslProvider, portableProvider, scalarFromSeed } from '../gbcs/index.js';
import { type Comparison, compare } from './measure.js';

/** Octets of a usual message that signature and MAC go over. */
const MESSAGE_OCTETS = 132;

/** Handles of two keys and a signature, as every operation of a provider needs them. */
function operationsOf(provider: CryptoProvider): Readonly<Record<string, () => unknown>> {
  const [own, peer] = [1, 2].map((octet) => scalarFromSeed(Uint8Array.of(octet))) as [Uint8Array, Uint8Array];
  const key = provider.privateKey(own);
  const peerPoint = provider.privateKey(peer).publicKey.point;
  const message = new Uint8Array(MESSAGE_OCTETS);
  const signature = provider.sign(key, message);
  const [macKey, iv] = [new Uint8Array(16), new Uint8Array(12)];
  return {
    sign: () => provider.sign(key, message),
    verify: () => provider.verify(key.publicKey, message, signature),
    // A new handle each time, since the secret of a pair is computed once.
    'parse a public key and agree on a secret': () => provider.sharedSecret(key, provider.publicKey(peerPoint)),
    'sha256, 132 octets': () => provider.sha256(message),
    'gmac, 132 octets': () => provider.gmac(macKey, iv, message),
  };
}

/** Each operation of the portable provider against the same by OpenSSL. */
export function measureProviders(): Comparison[] {
  const openssl = operationsOf(opensslProvider);
  return Object.entries(operationsOf(portableProvider)).map(([name, whole]) =>
    compare({
      name: `portable ${name}`,
      unit: 'operations',
      units: 1,
      whole,
      floor: openssl[name] as () => unknown,
      against: 'openssl',
      roundMs: 100,
    }),
  );
}
