import {
  type Eui64,
  eui64,
  formatEui64,
  type KeyFileWarning,
  type KeyQuery,
  type KeyStore,
  type Message,
  type OpenedValue,
  opensslProvider,
  openValues,
  type Verification,
  type VerifyOptions,
  verifyFrame,
} from '../gbcs/index.js';
import { accessControlBrokerOf, openKeyDirectory } from '../vectors/index.js';

/**
 * What a directory of keys says of messages: signature, MAC, encrypted values, and which keys it lacks. Loaded by whoever
 * was given keys only.
 */

/** A key that was looked for and is not in the directory. */
export interface MissingKey {
  /** The broker without its identifier where no certificate names one. */
  readonly entity: Eui64 | 'Access Control Broker';
  readonly usage: KeyQuery['usage'];
  readonly key: 'public' | 'private';
  /** `private keyAgreement key of 00-DB-12-34-56-78-90-A0`. */
  readonly text: string;
}

export interface Verified {
  readonly verification: Verification;
  /** Encrypted values of the message. */
  readonly opened: readonly OpenedValue[];
  /** Of what is unverifiable: for the signature, for the MAC, and to open encrypted values. */
  readonly missing: {
    readonly signature: readonly MissingKey[];
    readonly mac: readonly MissingKey[];
    readonly encrypted: readonly MissingKey[];
  };
}

/** Keys of a directory, opened once for any number of messages. */
export interface Verifier {
  readonly keys: KeyStore;
  /** What else takes the keys of the directory: naming messages, and making them. */
  readonly options: VerifyOptions;
  /** What is odd about the files; looking at it reads them all. */
  readonly keyWarnings: readonly KeyFileWarning[];
  /** The same, for standard error. */
  warningTexts(): string[];
  /** @throws KeyError `GBCS_E_KEY` where a key that is needed is none of P-256 */
  verify(message: Message): Verified;
}

/** Stands for the Access Control Broker where the keys have none; this identifier belongs to nobody. */
const NO_BROKER = eui64('0000000000000000');

/** @throws HanlabError `HANLAB_E_INPUT` if the directory cannot be listed */
export async function openVerifier(directory: string): Promise<Verifier> {
  const opened = openKeyDirectory(opensslProvider, directory);
  const { store } = opened;
  const accessControlBroker = accessControlBrokerOf(store) ?? NO_BROKER;
  return {
    keys: store,
    options: { provider: opensslProvider, keys: store, accessControlBroker },
    get keyWarnings() {
      return opened.warnings;
    },
    warningTexts: () => opened.warnings.map(({ file, message }) => `warning: ${file} ${message}`),
    verify(message) {
      const ofFrame = notingMissing(store);
      const verification = verifyFrame(message.frame, {
        provider: opensslProvider,
        keys: ofFrame.keys,
        accessControlBroker,
      });
      const ofValues = notingMissing(store);
      const values = openValues(message, { provider: opensslProvider, keys: ofValues.keys });
      const { signature, mac } = verification;
      return {
        verification,
        opened: values,
        missing: {
          signature: signature === 'unverifiable' ? ofFrame.missing('digitalSignature') : [],
          mac: mac === 'unverifiable' ? ofFrame.missing('keyAgreement') : [],
          encrypted: values.some(({ status }) => status === 'unopenable') ? ofValues.missing('keyAgreement') : [],
        },
      };
    },
  };
}

/** The same store, which knows every key that it was asked for and does not have. */
function notingMissing(store: KeyStore): {
  readonly keys: KeyStore;
  missing(usage: KeyQuery['usage']): MissingKey[];
} {
  const missing = new Map<string, MissingKey>();
  const noting = <Key>(found: Key | undefined, { entity, usage }: KeyQuery, key: MissingKey['key']) => {
    if (found === undefined) {
      const isBroker = entity === NO_BROKER;
      const whose = isBroker ? 'the Access Control Broker, whom no certificate names' : formatEui64(entity);
      const text = `${key} ${usage} key of ${whose}`;
      missing.set(text, { entity: isBroker ? 'Access Control Broker' : entity, usage, key, text });
    }
    return found;
  };
  return {
    keys: {
      certificate: (query) => store.certificate(query),
      entities: () => store.entities(),
      publicKey: (query) => noting(store.publicKey(query), query, 'public'),
      privateKey: (query) => noting(store.privateKey(query), query, 'private'),
    },
    missing: (usage) => [...missing.values()].filter((one) => one.usage === usage),
  };
}
