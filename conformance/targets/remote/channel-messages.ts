import type { MessagePort } from 'node:worker_threads';

/** Where a device under test is. */
export type TargetPlace =
  /** A command for the shell, which speaks the target protocol on its standard input and output. */
  | { readonly kind: 'exec'; readonly command: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** What the thread that has the connection is given. */
export interface ChannelData {
  readonly place: TargetPlace;
  readonly port: MessagePort;
  /** 32 bits, counted up with each message, for whoever waits for one. */
  readonly signal: SharedArrayBuffer;
  /** What the device may say at most between two lines that it is told, in octets. */
  readonly mostOctets: number;
  /** Takes what a command writes to standard error, up to a limit. */
  readonly errorFile?: string | undefined;
}

/** `gently` lets a command end by itself, for a moment. */
export type ChannelRequest =
  | { readonly do: 'say'; readonly line: string }
  | { readonly do: 'end'; readonly how: 'gently' | 'now' };

export type ChannelEvent =
  /** @param process leads the group of a command */
  | { readonly event: 'ready'; readonly process?: number }
  | { readonly event: 'octets'; readonly octets: Uint8Array }
  | { readonly event: 'flood' }
  /** @param how as the rest of a sentence that begins with what has ended */
  | { readonly event: 'ended'; readonly how: string }
  /** All is over. @param lastWords the last line on standard error */
  | { readonly event: 'closed'; readonly lastWords: string };
