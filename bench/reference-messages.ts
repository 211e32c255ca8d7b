import {
  type CryptoProvider,
  computeMac,
  decodeMessage,
  deriveMessageKey,
  type Eui64,
  encodeGeneralSigning,
  encodeToBeSigned,
  type KeyStore,
  verifyFrame,
} from '../gbcs/index.js';
import { readRtds } from '../vectors/index.js';
import { type Comparison, compare } from './measure.js';

/**
 * Full decode and verify of all messages of a Reference Test Data Set, against the signatures and MACs alone.
 * @param directory with `RTDS-*` and `keystore`
 */
export function measureReferenceMessages(directory: string, provider: CryptoProvider): Comparison {
  const { messages, context: options } = readRtds(directory, provider);
  const { keys, accessControlBroker } = options;
  const verifyAll = (): void => {
    for (const { octets } of messages) verifyFrame(decodeMessage(octets).frame, options);
  };
  const floor = messages.flatMap(({ octets }) => floorOperations(octets, provider, keys, accessControlBroker));
  return compare({
    name: `decode and verify, reference messages, ${provider.name}`,
    unit: 'messages',
    units: messages.length,
    whole: verifyAll,
    floor: () => {
      for (const operation of floor) operation();
    },
  });
}

/** The cryptographic operations that checking one message takes, with everything they need at hand. */
function floorOperations(octets: Uint8Array, provider: CryptoProvider, keys: KeyStore, broker: Eui64): (() => void)[] {
  const { frame } = decodeMessage(octets);
  const { originator, recipient, cra, originatorCounter } = frame.header;
  const operations: (() => void)[] = [];
  const { signature } = frame;
  const signer = keys.publicKey({ entity: originator, usage: 'digitalSignature' });
  if (signature !== undefined && signature.length > 0 && signer !== undefined) {
    const signed = encodeToBeSigned(frame);
    operations.push(() => provider.verify(signer, signed, signature));
  }
  const one = cra === 1 ? broker : originator;
  const secret = secretOf(provider, keys, one, recipient) ?? secretOf(provider, keys, recipient, one);
  if (frame.mac !== undefined && secret !== undefined) {
    const protectedOctets = encodeGeneralSigning(frame);
    const context = { originator, recipient, cra: cra as 1 | 2 | 3, counter: originatorCounter };
    operations.push(() =>
      computeMac(provider, deriveMessageKey(provider, secret, context), originator, protectedOctets),
    );
  }
  return operations;
}

function secretOf(provider: CryptoProvider, keys: KeyStore, own: Eui64, peer: Eui64): Uint8Array | undefined {
  const privateKey = keys.privateKey({ entity: own, usage: 'keyAgreement' });
  const publicKey = keys.publicKey({ entity: peer, usage: 'keyAgreement' });
  return privateKey && publicKey && provider.sharedSecret(privateKey, publicKey);
}
