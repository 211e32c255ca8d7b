import { concatBytes, equalBytes } from '../bytes/hex.js';
import { CodecError } from '../errors.js';
import { MAX_MESSAGE_OCTETS } from './frame.js';
import {
  type Block,
  type BlockTransferOptions,
  checkOptions,
  type RoutingHeader,
  routingHeaderOf,
  swapParties,
  transferName,
} from './general-block-transfer.js';

/** What came of a block or of the passing of time. */
export interface BlockReceiverOutcome {
  /** To be sent to the other side. */
  readonly acknowledgements: readonly Block[];
  /** Messages that are whole now, each once. */
  readonly messages: readonly Uint8Array[];
  /** Why a block was dropped, or why a transfer was given up. */
  readonly refusals: readonly CodecError[];
}

/**
 * Puts messages together from blocks that may be lost, doubled or out of order. It has no clock: the caller says what
 * time it is, in milliseconds from any origin but never less than before.
 *
 * It holds at most `maxTransfers` transfers of `maxBlocks` blocks and 131,072 octets each, and none for longer than its
 * lifetime, however long a stream goes on.
 */
export interface BlockReceiver {
  /** Takes a block with data; an acknowledgement is not for a receiver and is passed over. */
  readonly received: (block: Block, now: number) => BlockReceiverOutcome;
  /** Asks again for blocks that do not come, and gives up transfers that have been there for too long. */
  readonly tick: (now: number) => BlockReceiverOutcome;
  /** When {@link BlockReceiver.tick} has something to do if nothing comes before. */
  readonly nextDue: () => number | undefined;
  /** Transfers that it holds, those included that are whole and kept to answer repetitions. */
  readonly transfers: () => readonly RoutingHeader[];
  /** All that it holds, as plain data of its own: what comes later does not change it. */
  readonly save: () => readonly SavedBlockTransfer[];
}

/** A transfer that a {@link BlockReceiver} holds. */
export type SavedBlockTransfer = Readonly<Omit<Transfer, 'blocks'>> & {
  readonly blocks: ReadonlyMap<number, Uint8Array>;
};

interface Transfer {
  readonly routing: RoutingHeader;
  readonly expires: number;
  /** By block number. Empty once the message is whole. */
  readonly blocks: Map<number, Uint8Array>;
  octets: number;
  last: number | undefined;
  /** Blocks from the first without a gap. */
  held: number;
  isWhole: boolean;
  acknowledgements: number;
  /** What was acknowledged last, and when. */
  acknowledged: { readonly upTo: number; readonly at: number } | undefined;
  /** When to ask again; nothing after asking `retries` times in vain. */
  due: number | undefined;
  asked: number;
}

const CLAUSE = 'GBCS 7.2.11';
const NOTHING: BlockReceiverOutcome = { acknowledgements: [], messages: [], refusals: [] };

function refused(
  code: 'GBCS_E_VALUE' | 'GBCS_E_TOO_LARGE' | 'GBCS_E_TRUNCATED',
  message: string,
): BlockReceiverOutcome {
  return { ...NOTHING, refusals: [new CodecError(code, message, { clause: CLAUSE })] };
}

/**
 * Makes a receiver.
 * @param saved what one with the same options held; nothing where left out
 * @throws CodecError `GBCS_E_VALUE` as {@link checkOptions}
 */
export function createBlockReceiver(
  options: BlockTransferOptions,
  saved: readonly SavedBlockTransfer[] = [],
): BlockReceiver {
  checkOptions(options);
  const transfers = new Map<string, Transfer>(saved.map((one) => [transferName(one.routing), copyOf(one)]));
  return Object.freeze({
    received(block: Block, now: number): BlockReceiverOutcome {
      if (block.data.length === 0) return NOTHING;
      const { refusals } = dropExpired(transfers, now);
      const outcome = take(transfers, block, now, options);
      return refusals.length === 0 ? outcome : { ...outcome, refusals: [...refusals, ...outcome.refusals] };
    },
    tick(now: number): BlockReceiverOutcome {
      const { refusals } = dropExpired(transfers, now);
      const waiting = [...transfers.values()].filter(({ due }) => due !== undefined && now >= due);
      return { ...NOTHING, refusals, acknowledgements: waiting.map((transfer) => askAgain(transfer, now, options)) };
    },
    nextDue(): number | undefined {
      const times = [...transfers.values()].map(({ due, expires }) => Math.min(due ?? expires, expires));
      return times.length === 0 ? undefined : Math.min(...times);
    },
    transfers: () => [...transfers.values()].map(({ routing }) => routing),
    save: () => [...transfers.values()].map(copyOf),
  });
}

/** Octets of blocks are never changed, so they need no copies. */
function copyOf(transfer: SavedBlockTransfer): Transfer {
  return { ...transfer, blocks: new Map(transfer.blocks) };
}

function dropExpired(transfers: Map<string, Transfer>, now: number): BlockReceiverOutcome {
  const refusals: CodecError[] = [];
  for (const [name, { expires, isWhole, held }] of transfers) {
    if (now < expires) continue;
    transfers.delete(name);
    if (isWhole) continue;
    const message = `the transfer ${name} was given up after its first ${held} blocks`;
    refusals.push(new CodecError('GBCS_E_TRUNCATED', message, { clause: CLAUSE }));
  }
  return { ...NOTHING, refusals };
}

function take(
  transfers: Map<string, Transfer>,
  block: Block,
  now: number,
  options: BlockTransferOptions,
): BlockReceiverOutcome {
  const { blockNumber, data, lastBlock, routing } = block;
  if (blockNumber < 1 || blockNumber > options.maxBlocks) {
    return refused('GBCS_E_VALUE', `block ${blockNumber} is not one of 1 to ${options.maxBlocks}`);
  }
  if (data.length > options.largestBlockOctets) {
    return refused('GBCS_E_TOO_LARGE', `a block of ${data.length} octets, at most ${options.largestBlockOctets}`);
  }
  const name = transferName(routing);
  const transfer = transfers.get(name) ?? begin(transfers, routing, now, options);
  if (transfer === undefined) return refused('GBCS_E_TOO_LARGE', `more than ${options.maxTransfers} transfers at once`);
  const known = transfer.blocks.get(blockNumber);
  if (transfer.isWhole || known !== undefined) return takeAgain(transfer, block, now, options);
  const isBeyond = transfer.last !== undefined && blockNumber > transfer.last;
  const isContradicted = lastBlock && [...transfer.blocks.keys()].some((number) => number > blockNumber);
  if (isBeyond || isContradicted) {
    return refused('GBCS_E_VALUE', `block ${blockNumber} contradicts another one about which is the last`);
  }
  if (transfer.octets + data.length > MAX_MESSAGE_OCTETS) {
    transfers.delete(name);
    return refused('GBCS_E_TOO_LARGE', `a transfer of more than ${MAX_MESSAGE_OCTETS} octets`);
  }
  // A copy: the caller's buffer may be that of the next frame.
  transfer.blocks.set(blockNumber, data.slice());
  transfer.octets += data.length;
  if (lastBlock) transfer.last = blockNumber;
  while (transfer.blocks.has(transfer.held + 1)) transfer.held++;
  transfer.asked = 0;
  transfer.due = options.retries === 0 ? undefined : now + options.timeout;
  if (transfer.held === transfer.last) return finish(transfer, now, options);
  return block.streaming ? NOTHING : { ...NOTHING, acknowledgements: [acknowledgementOf(transfer, now, options)] };
}

/** A new transfer. Whole ones that are only kept for repetitions make room for it, the oldest first. */
function begin(
  transfers: Map<string, Transfer>,
  routing: RoutingHeader,
  now: number,
  options: BlockTransferOptions,
): Transfer | undefined {
  if (transfers.size >= options.maxTransfers) {
    const whole = [...transfers].find(([, { isWhole }]) => isWhole);
    if (whole === undefined) return undefined;
    transfers.delete(whole[0]);
  }
  const transfer: Transfer = {
    routing,
    expires: now + options.lifetime,
    blocks: new Map(),
    octets: 0,
    last: undefined,
    held: 0,
    isWhole: false,
    acknowledgements: 0,
    acknowledged: undefined,
    due: undefined,
    asked: 0,
  };
  transfers.set(transferName(routing), transfer);
  return transfer;
}

/** A block that is there already: perhaps our acknowledgement was lost. The octets that came first are kept. */
function takeAgain(transfer: Transfer, block: Block, now: number, options: BlockTransferOptions): BlockReceiverOutcome {
  const known = transfer.blocks.get(block.blockNumber);
  if (known !== undefined && !equalBytes(known, block.data)) {
    return refused('GBCS_E_VALUE', `block ${block.blockNumber} came again with other octets`);
  }
  // The same again so soon is an echo of the link; answering each would let echoes multiply.
  const { acknowledged } = transfer;
  const isEcho = acknowledged?.upTo === transfer.held && now < acknowledged.at + options.timeout / 2;
  if (block.streaming || isEcho) return NOTHING;
  return { ...NOTHING, acknowledgements: [acknowledgementOf(transfer, now, options)] };
}

function finish(transfer: Transfer, now: number, options: BlockTransferOptions): BlockReceiverOutcome {
  const message = concatBytes(
    ...Array.from({ length: transfer.held }, (_, i) => transfer.blocks.get(i + 1) ?? NO_OCTETS),
  );
  transfer.isWhole = true;
  transfer.due = undefined;
  transfer.blocks.clear();
  const acknowledgements = [acknowledgementOf(transfer, now, options)];
  try {
    const found = transferName(routingHeaderOf(message));
    if (found === transferName(transfer.routing)) return { ...NOTHING, acknowledgements, messages: [message] };
    const text = `the message ${found} came under the routing header ${transferName(transfer.routing)}`;
    return { ...NOTHING, acknowledgements, refusals: [new CodecError('GBCS_E_VALUE', text, { clause: CLAUSE })] };
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    return { ...NOTHING, acknowledgements, refusals: [error] };
  }
}

const NO_OCTETS = new Uint8Array(0);

function askAgain(transfer: Transfer, now: number, options: BlockTransferOptions): Block {
  transfer.asked++;
  transfer.due = transfer.asked < options.retries ? now + options.timeout : undefined;
  return acknowledgementOf(transfer, now, options);
}

/** Names the last block before the first gap; its window is as long as the gap, so that only that is sent again. */
function acknowledgementOf(transfer: Transfer, now: number, options: BlockTransferOptions): Block {
  const { routing, held, blocks } = transfer;
  transfer.acknowledged = { upTo: held, at: now };
  transfer.acknowledgements = Math.min(transfer.acknowledgements + 1, 0xffff);
  const later = transfer.isWhole ? [] : [...blocks.keys()].filter((number) => number > held);
  const gap = later.length === 0 ? options.window : Math.min(...later) - held - 1;
  return {
    routing: options.acknowledgementSwapsParties ? swapParties(routing) : routing,
    securityControl: options.securityControl,
    invocationCounter: 0,
    lastBlock: false,
    streaming: false,
    window: Math.min(gap, options.window),
    blockNumber: transfer.acknowledgements,
    blockNumberAcknowledged: held,
    data: NO_OCTETS,
  };
}
