import {
  type CryptoProvider,
  type Eui64,
  KeyError,
  type KeyStore,
  type KeyUsage,
  type PublicKey,
} from '../../../../gbcs/index.js';

/** The private keys of a device, as what they are used for, and the certificates that it holds for them. */
export interface DeviceCredentials {
  /** ECDSA with the device's digital signature key; 64 octets. */
  sign(octets: Uint8Array): Uint8Array;
  /** Z of the device's key agreement key and a remote party's; 32 octets. */
  sharedSecret(party: Eui64, publicKey: PublicKey): Uint8Array;
  /** DER of the device's own certificate for a usage, if it holds one. */
  certificate?(usage: KeyUsage): Uint8Array | undefined;
}

/** Credentials from a key store that holds the device's own private keys. */
export function deviceCredentials(provider: CryptoProvider, keys: KeyStore, device: Eui64): DeviceCredentials {
  const signing = keys.privateKey({ entity: device, usage: 'digitalSignature' });
  const agreement = keys.privateKey({ entity: device, usage: 'keyAgreement' });
  if (signing === undefined || agreement === undefined) {
    throw new KeyError('GBCS_E_KEY_MISSING', `the key store lacks a private key of device ${device}`);
  }
  return {
    sign: (octets) => provider.sign(signing, octets),
    sharedSecret: (_party, publicKey) => provider.sharedSecret(agreement, publicKey),
    certificate: (usage) => keys.certificate({ entity: device, usage })?.der,
  };
}
