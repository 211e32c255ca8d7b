import {
  type CryptoProvider,
  computeMac,
  decodeMessage,
  deriveMessageKey,
  type Eui64,
  encodeGeneralSigning,
  encodeMessage,
  encodeToBeSigned,
  type KeyStore,
  opensslProvider,
  portableProvider,
  type VerifyOptions,
  verifyFrame,
} from '../gbcs/index.js';
import { readRtds } from '../vectors/index.js';
import { type Comparison, compare } from './measure.js';

/**
 * Full decode and verify of all messages of a Reference Test Data Set, with each provider against its own signatures and
 * MACs alone; and with OpenSSL as what other work is held against: only decoding, only encoding, and eight times as many
 * messages.
 * @param directory with `RTDS-*` and `keystore`
 */
export function measureReferenceMessages(directory: string): Comparison[] {
  return [
    measureVerification(directory, opensslProvider),
    measureVerification(directory, portableProvider),
    ...measureParts(directory),
  ];
}

function measureVerification(directory: string, provider: CryptoProvider): Comparison {
  const { messages, context: options } = readRtds(directory, provider);
  const { keys, accessControlBroker } = options;
  const floor = messages.flatMap(({ octets }) => floorOperations(octets, provider, keys, accessControlBroker));
  return compare({
    name: `decode and verify, reference messages, ${provider.name}`,
    unit: 'messages',
    units: messages.length,
    // All messages once take the portable provider two seconds.
    ...(provider === portableProvider ? { rounds: 5, warmUpRounds: 1 } : {}),
    whole: () => verifyAll(messages, options),
    floor: () => {
      for (const operation of floor) operation();
    },
  });
}

const TIMES_AS_MANY = 8;

function measureParts(directory: string): Comparison[] {
  const { messages, context: options } = readRtds(directory, opensslProvider);
  const decoded = messages.map(({ octets }) => decodeMessage(octets));
  // Copies: octets that were read a moment ago would be nearer to the processor than those of so many messages are.
  const many = Array.from({ length: TIMES_AS_MANY }, () => messages.map(({ octets }) => ({ octets: octets.slice() })));
  const all = many.flat();
  const against = {
    unit: 'messages',
    units: messages.length,
    floor: () => verifyAll(messages, options),
    against: 'decode and verify',
  };
  return [
    compare({
      ...against,
      name: 'decode only, reference messages',
      whole: () => {
        for (const { octets } of messages) decodeMessage(octets);
      },
    }),
    compare({
      ...against,
      name: 'encode only, reference messages',
      whole: () => {
        for (const message of decoded) encodeMessage(message);
      },
    }),
    compare({
      ...against,
      name: `decode and verify, ${TIMES_AS_MANY * messages.length} messages`,
      units: TIMES_AS_MANY * messages.length,
      whole: () => verifyAll(all, options),
      floorUnits: messages.length,
      against: `${messages.length} messages`,
    }),
  ];
}

function verifyAll(messages: readonly { readonly octets: Uint8Array }[], options: VerifyOptions): void {
  for (const { octets } of messages) verifyFrame(decodeMessage(octets).frame, options);
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
