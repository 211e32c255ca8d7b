import { join } from 'node:path';
import {
  type CryptoProvider,
  decodeMessage,
  type Eui64,
  HanlabError,
  KeyError,
  type KeyFileWarning,
  type KeyStore,
  octetsOfText,
  payloadFinding,
} from '../../gbcs/index.js';
import { accessControlBrokerOf, openKeyDirectory } from '../key-directory.js';
import { readWholeFile } from '../whole-file.js';
import { locateRtds } from './locate.js';
import type { RtdsContext, RtdsFailure, RtdsMessage, RtdsStage } from './message.js';

/** Hexadecimal text of the longest message, and then some. */
const MAX_FILE_OCTETS = 524_288;

/** A Reference Test Data Set as it was read: what could be decoded, what could not, and the keys. */
export interface Rtds {
  /** Files of messages, also those that could not be read. */
  readonly total: number;
  readonly messages: readonly RtdsMessage[];
  /** Paths of the service requests, within the directory. */
  readonly requests: readonly string[];
  readonly failures: readonly RtdsFailure[];
  readonly context: RtdsContext;
  /** What is odd about files in the key store. */
  readonly warnings: readonly KeyFileWarning[];
}

/**
 * Reads and decodes every message of a data set. One that cannot be is a failure and never stops the rest.
 * @param directory holds `RTDS-*`, `keystore` and, where there are service requests, `duis`
 * @throws UsageError if the directory is not one; KeyError `GBCS_E_KEY_MISSING` if the key store has no broker
 */
export function readRtds(directory: string, provider: CryptoProvider): Rtds {
  const located = locateRtds(directory);
  const keyDirectory = openKeyDirectory(provider, located.keystore);
  const keys = keyDirectory.store;
  const failures: RtdsFailure[] = [];
  const messages = located.messages.flatMap((file) => {
    const octets = attempt(failures, file, 'read', () =>
      octetsOfText(new TextDecoder().decode(readWholeFile(join(directory, file), MAX_FILE_OCTETS))),
    );
    if (octets === undefined) return [];
    const message = attempt(failures, file, 'decode', () => decodeMessage(octets));
    if (message === undefined) return [];
    // What else can be said of a message whose payload is malformed is still worth saying.
    const malformed = payloadFinding(message.payload);
    if (malformed !== undefined) failures.push(failureOf(file, 'decode', malformed));
    return [{ file, octets, message }];
  });
  return {
    total: located.messages.length,
    messages,
    requests: located.requests,
    failures,
    context: { provider, keys, accessControlBroker: requiredBroker(keys) },
    get warnings() {
      return keyDirectory.warnings;
    },
  };
}

function requiredBroker(keys: KeyStore): Eui64 {
  const broker = accessControlBrokerOf(keys);
  if (broker === undefined) {
    throw new KeyError(
      'GBCS_E_KEY_MISSING',
      'the key store has no key agreement certificate with remote party role 4, Access Control Broker',
    );
  }
  return broker;
}

/** The result, or `undefined` and a failure. */
export function attempt<T>(failures: RtdsFailure[], file: string, stage: RtdsStage, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    failures.push(failureOf(file, stage, error));
    return undefined;
  }
}

/** An error as a failure of a stage. */
export function failureOf(file: string, stage: RtdsStage, error: unknown): RtdsFailure {
  if (!(error instanceof HanlabError)) return { file, stage, code: 'HANLAB_E_HARNESS', message: String(error) };
  // Text that is not octets yet has only characters to count.
  const unit = error.code === 'GBCS_E_TEXT' ? 'character' : 'octet';
  const place = error.offset === undefined ? '' : ` at ${unit} ${error.offset}`;
  return { file, stage, code: error.code, message: `${error.message}${place}` };
}
