import { deriveMessageKey } from '../crypto/key-derivation.js';
import type { CryptoProvider, PublicKey } from '../crypto/provider.js';
import { CodecError } from '../errors.js';
import type { GroupingHeader } from '../frame/frame.js';
import type { Eui64 } from '../identifiers.js';
import type { KeyStore } from '../keys/key-store.js';

/** Who encrypts for whom, and under which counter (GBCS 8.4). */
export interface SealingContext {
  /** Originator of the Response or Alert. */
  readonly device: Eui64;
  /** The Unknown Remote Party on whose behalf the Access Control Broker asked; else the recipient of the message. */
  readonly reader: Eui64;
  /** The device's own counter in Other Information; where it is absent, the Originator Counter of the message. */
  readonly counter: bigint;
}

/** Keys for opening and sealing. One of the two parties' private keys is enough, whichever it is. */
export interface SealingOptions {
  readonly provider: CryptoProvider;
  readonly keys: KeyStore;
  /** Key agreement key of a reader who is not in the store, such as a device takes from a Command's certificate. */
  readonly readerKey?: PublicKey | undefined;
}

/**
 * The context of every encrypted value of a message.
 * @throws CodecError `GBCS_E_PAYLOAD` for anything but a Response or Alert: only devices encrypt
 */
export function sealingContextOf(header: GroupingHeader): SealingContext {
  const { cra, originator, recipient, originatorCounter, otherInformation } = header;
  if (cra !== 2 && cra !== 3) {
    const message = 'only Responses and Alerts have encrypted values';
    throw new CodecError('GBCS_E_PAYLOAD', message, { path: 'groupingHeader.cra', clause: 'GBCS 8.4' });
  }
  return {
    device: originator,
    reader: otherInformation.supplementaryRemotePartyId ?? recipient,
    counter: otherInformation.supplementaryOriginatorCounter ?? originatorCounter,
  };
}

/** CRA flag in the derivation of keys for encryption, so that no MAC ever has the same key. */
const ENCRYPTION = 4;

/**
 * The key of a message's encrypted values: one for all of them.
 * @returns 16 octets, or `undefined` where the store has neither party's private key with the other's public key
 * @throws KeyError `GBCS_E_KEY` where a key in the store is not one of P-256
 */
export function sealingKeyOf(context: SealingContext, options: SealingOptions): Uint8Array | undefined {
  const { device, reader } = context;
  const { provider, keys } = options;
  const readerKey = options.readerKey ?? keys.publicKey({ entity: reader, usage: 'keyAgreement' });
  const deviceKey = keys.publicKey({ entity: device, usage: 'keyAgreement' });
  const secret = sharedSecretOf(options, reader, deviceKey) ?? sharedSecretOf(options, device, readerKey);
  return secret && keyOfSecret(provider, context, secret);
}

/** The key of a message's encrypted values from Z of device and reader. @throws KeyError `GBCS_E_CRYPTO` if Z has another size */
export function keyOfSecret(
  provider: Pick<CryptoProvider, 'sha256'>,
  { device, reader, counter }: SealingContext,
  secret: Uint8Array,
): Uint8Array {
  return deriveMessageKey(provider, secret, { originator: device, recipient: reader, cra: ENCRYPTION, counter });
}

function sharedSecretOf({ provider, keys }: SealingOptions, own: Eui64, peer: PublicKey | undefined) {
  const privateKey = keys.privateKey({ entity: own, usage: 'keyAgreement' });
  return privateKey && peer && provider.sharedSecret(privateKey, peer);
}
