import type { Block, BlockTransferOptions } from './general-block-transfer.js';
import { splitMessage, swapParties, transferName } from './general-block-transfer.js';

/** `failed`: the other side did not acknowledge in time, however often it was tried. */
export type BlockSenderState = 'sending' | 'done' | 'failed';

/**
 * Sends one message in blocks. It has no clock: the caller says what time it is, in milliseconds from any origin but
 * never less than before, and sends what is returned.
 */
export interface BlockSender {
  readonly state: () => BlockSenderState;
  /** When {@link BlockSender.tick} has something to do if nothing comes before: at first in the past, in the end never. */
  readonly nextDue: () => number | undefined;
  /** Blocks to be sent at the beginning, and again when no acknowledgement came in time. */
  readonly tick: (now: number) => readonly Block[];
  /** Blocks to be sent on an acknowledgement; none for one of another transfer, an old one, or one of blocks never sent. */
  readonly acknowledged: (acknowledgement: Block, now: number) => readonly Block[];
  /** How far it is, as plain data; message and options are not in it. */
  readonly save: () => SavedBlockSender;
}

/** How far a {@link BlockSender} is. */
export interface SavedBlockSender {
  readonly state: BlockSenderState;
  readonly due: number | undefined;
  /** Blocks that the other side has, from the first without a gap. */
  readonly held: number;
  readonly highestSent: number;
  readonly lastAcknowledgement: number;
  readonly peerWindow: number;
  /** Windows sent since the other side last got further. */
  readonly vainWindows: number;
}

/**
 * Makes the sender of one message. It sends a window of blocks, waits for the acknowledgement, and goes on after the last
 * block that it names. In all it sends at most `retries + 1` windows for each block of the message.
 * @param saved how far a sender of the same message with the same options was; it goes on there
 * @throws CodecError as {@link splitMessage}
 */
export function createBlockSender(
  message: Uint8Array,
  options: BlockTransferOptions,
  saved?: SavedBlockSender,
): BlockSender {
  const blocks = splitMessage(message, options);
  const [first] = blocks;
  const names = new Set(first && [transferName(first.routing), transferName(swapParties(first.routing))]);
  const begun: SavedBlockSender = {
    state: 'sending',
    due: Number.NEGATIVE_INFINITY,
    held: 0,
    highestSent: 0,
    lastAcknowledgement: 0,
    peerWindow: options.window,
    vainWindows: 0,
  };
  let { state, due, held, highestSent, lastAcknowledgement, peerWindow, vainWindows } = saved ?? begun;

  const end = (as: BlockSenderState): readonly Block[] => {
    state = as;
    due = undefined;
    return [];
  };

  const sendWindow = (now: number): readonly Block[] => {
    if (vainWindows > options.retries) return end('failed');
    vainWindows++;
    due = now + options.timeout;
    const size = Math.max(1, Math.min(options.window, peerWindow));
    const window = blocks.slice(held, held + size);
    highestSent = Math.max(highestSent, held + window.length);
    return window.map((block, i) => ({ ...block, streaming: i < window.length - 1 }));
  };

  return Object.freeze({
    state: () => state,
    nextDue: () => due,
    tick: (now: number) => (due === undefined || now < due ? [] : sendWindow(now)),
    acknowledged(acknowledgement: Block, now: number): readonly Block[] {
      const { routing, data, blockNumber, blockNumberAcknowledged: upTo, window } = acknowledgement;
      if (state !== 'sending' || data.length > 0 || !names.has(transferName(routing))) return [];
      if (blockNumber <= lastAcknowledgement || upTo < held || upTo > highestSent) return [];
      lastAcknowledgement = blockNumber;
      peerWindow = window;
      if (upTo > held) vainWindows = 0;
      held = upTo;
      return held === blocks.length ? end('done') : sendWindow(now);
    },
    save: () => ({ state, due, held, highestSent, lastAcknowledgement, peerWindow, vainWindows }),
  });
}
