import type { CryptoProvider, ErrorCode, Eui64, KeyStore, Message } from '../../gbcs/index.js';

/** One reference message that could be decoded. */
export interface RtdsMessage {
  /** Path within the data set's directory, with `/` on every system. */
  readonly file: string;
  readonly octets: Uint8Array;
  readonly message: Message;
}

/** What checking the messages of a data set needs beside them. */
export interface RtdsContext {
  readonly provider: CryptoProvider;
  readonly keys: KeyStore;
  readonly accessControlBroker: Eui64;
}

/** What a message is put through, in this order. */
export type RtdsStage =
  | 'read'
  | 'decode'
  | 'roundTrip'
  | 'keys'
  | 'signature'
  | 'mac'
  | 'encrypted'
  | 'named'
  | 'exchange'
  | 'alert'
  | 'transform';

export interface RtdsFailure {
  readonly file: string;
  readonly stage: RtdsStage;
  readonly code: ErrorCode;
  readonly message: string;
}
