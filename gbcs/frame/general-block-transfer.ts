import { readLength, writeLength } from '../bytes/length.js';
import { Reader } from '../bytes/reader.js';
import { Writer } from '../bytes/writer.js';
import { CodecError } from '../errors.js';
import { type Eui64, eui64, eui64Bytes } from '../identifiers.js';
import { decodeFrame, MAX_MESSAGE_OCTETS } from './frame.js';

/**
 * General block transfer: a message that is too long for one frame of the HAN travels as numbered blocks, each with a
 * Message Routing Header that says whose message it is, so that it can be routed without being put together (GBCS 7.2.11).
 */
const CLAUSE = 'GBCS 7.2.11';

const GENERAL_CIPHERING = 0xdd;
const GENERAL_BLOCK_TRANSFER = 0xe0;
const CONTROL = { lastBlock: 0x80, streaming: 0x40, window: 0x3f } as const;

/** What a Message Routing Header copies from the message: the names of a transfer. */
export interface RoutingHeader {
  readonly cra: number;
  readonly originatorCounter: bigint;
  readonly originator: Eui64;
  readonly recipient: Eui64;
  readonly messageCode: number;
}

export interface Block {
  readonly routing: RoutingHeader;
  readonly securityControl: number;
  /** 32 bits; 0 in what we send. */
  readonly invocationCounter: number;
  /** No block with a higher number follows. */
  readonly lastBlock: boolean;
  /** More blocks follow before an acknowledgement is awaited. */
  readonly streaming: boolean;
  /** How many blocks the sender of this one can take before it acknowledges, 0 to 63. */
  readonly window: number;
  /** From 1; acknowledgements are numbered by whoever sends them, likewise. */
  readonly blockNumber: number;
  /** All blocks of the other side up to this one are there; 0 means none. */
  readonly blockNumberAcknowledged: number;
  /** A part of the message; empty in an acknowledgement. */
  readonly data: Uint8Array;
}

/** What the text of GBCS 7.2.11 would say, were it available: {@link blockTransferOptions} has our assumptions. */
export interface BlockTransferOptions {
  /** Octets of the message in each block sent but the last, 1 or more. */
  readonly blockOctets: number;
  /** Octets of the message in a block received, at most. */
  readonly largestBlockOctets: number;
  /** Blocks of a message, 1 to 65,535 at most. */
  readonly maxBlocks: number;
  /** Blocks sent before an acknowledgement is awaited, 1 to 63. */
  readonly window: number;
  /** First octet of the routing header's security header. */
  readonly securityControl: number;
  /** Whether an acknowledgement names its receiver as recipient; else its routing header is that of the blocks. */
  readonly acknowledgementSwapsParties: boolean;
  /** How long to wait for an acknowledgement or the next block, in milliseconds. */
  readonly timeout: number;
  /** How often in a row the same is tried again in vain. */
  readonly retries: number;
  /** How long a receiver keeps a transfer after its first block, in milliseconds, complete or not. */
  readonly lifetime: number;
  /** Transfers that a receiver keeps at once. */
  readonly maxTransfers: number;
}

/**
 * Refuses options that no transfer could keep.
 * @throws CodecError `GBCS_E_VALUE`
 */
export function checkOptions(options: BlockTransferOptions): void {
  const within = (name: keyof BlockTransferOptions, least: number, most: number) => {
    const value = options[name];
    if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return;
    throw new CodecError('GBCS_E_VALUE', `${name} is ${value}, not ${least} to ${most}`, {
      path: name,
      clause: CLAUSE,
    });
  };
  within('blockOctets', 1, MAX_MESSAGE_OCTETS);
  within('largestBlockOctets', 1, MAX_MESSAGE_OCTETS);
  within('maxBlocks', 1, 0xffff);
  within('window', 1, CONTROL.window);
  within('securityControl', 0, 0xff);
  within('timeout', 1, Number.MAX_SAFE_INTEGER);
  within('retries', 0, 0xffff);
  within('lifetime', 1, Number.MAX_SAFE_INTEGER);
  within('maxTransfers', 1, 0xffff);
}

/** Whether octets begin like a block; a message's MAC Header has no transaction identifier. */
export function isBlock(octets: Uint8Array): boolean {
  return octets[0] === GENERAL_CIPHERING && octets[1] === 0x09;
}

/**
 * The routing header of a whole message.
 * @throws CodecError as {@link decodeFrame}
 */
export function routingHeaderOf(message: Uint8Array): RoutingHeader {
  const { cra, originatorCounter, originator, recipient, otherInformation } = decodeFrame(message).header;
  return { cra, originatorCounter, originator, recipient, messageCode: otherInformation.messageCode };
}

/**
 * The blocks of a message, in order; every one at the end of a window ends the stream and so asks for acknowledgement.
 * @param message 1 to 131,072 octets
 * @throws CodecError `GBCS_E_TOO_LARGE` where it needs more blocks than the options allow; as {@link decodeFrame} on what
 *   is no message, and as {@link checkOptions}
 */
export function splitMessage(message: Uint8Array, options: BlockTransferOptions): readonly Block[] {
  checkOptions(options);
  const { blockOctets, maxBlocks, window, securityControl } = options;
  const routing = routingHeaderOf(message);
  const count = Math.ceil(message.length / blockOctets);
  if (count > maxBlocks) {
    const text = `the message needs ${count} blocks of ${blockOctets} octets, at most ${maxBlocks} are allowed`;
    throw new CodecError('GBCS_E_TOO_LARGE', text, { clause: CLAUSE });
  }
  return Array.from({ length: count }, (_, i) => ({
    routing,
    securityControl,
    invocationCounter: 0,
    lastBlock: i === count - 1,
    streaming: i !== count - 1 && (i + 1) % window !== 0,
    window,
    blockNumber: i + 1,
    blockNumberAcknowledged: 0,
    data: message.subarray(i * blockOctets, (i + 1) * blockOctets),
  }));
}

/** The octets of a block. @throws CodecError `GBCS_E_VALUE` on numbers that do not fit their fields */
export function encodeBlock(block: Block): Uint8Array {
  const { routing, data, window } = block;
  if (window > CONTROL.window) throw new CodecError('GBCS_E_VALUE', `a window of ${window} does not fit 6 bits`);
  const control = (block.lastBlock ? CONTROL.lastBlock : 0) | (block.streaming ? CONTROL.streaming : 0) | window;
  const body = new Writer(data.length + 16);
  body.u8(block.securityControl).u32(block.invocationCounter).u8(GENERAL_BLOCK_TRANSFER).u8(control);
  body.u16(block.blockNumber).u16(block.blockNumberAcknowledged);
  writeLength(body, data.length);
  body.put(data);
  const writer = new Writer(body.length + 48);
  writer.u8(GENERAL_CIPHERING).u8(9).u8(routing.cra).u64(routing.originatorCounter);
  writer.u8(8).put(eui64Bytes(routing.originator)).u8(8).put(eui64Bytes(routing.recipient));
  writer.u8(0).u8(2).u16(routing.messageCode).u8(0);
  writeLength(writer, body.length);
  return writer.put(body.finish()).finish();
}

/**
 * Reads the blocks that one frame of the tunnel carries, one or several. Their data are views of the octets.
 * @throws CodecError `GBCS_E_EMPTY`, `GBCS_E_TOO_LARGE` (131,072 octets), `GBCS_E_TRUNCATED`, `GBCS_E_TAG`,
 *   `GBCS_E_LENGTH`, `GBCS_E_TRAILING`, with the offset
 */
export function decodeBlocks(octets: Uint8Array): readonly Block[] {
  if (octets.length === 0) throw new CodecError('GBCS_E_EMPTY', 'there is no block', { offset: 0, clause: CLAUSE });
  if (octets.length > MAX_MESSAGE_OCTETS) {
    const detail = { offset: MAX_MESSAGE_OCTETS, clause: CLAUSE };
    throw new CodecError('GBCS_E_TOO_LARGE', `blocks of ${octets.length} octets in one frame`, detail);
  }
  const reader = new Reader(octets);
  const blocks: Block[] = [];
  while (!reader.atEnd) blocks.push(readBlock(reader));
  return blocks;
}

function readBlock(reader: Reader): Block {
  reader.expect(GENERAL_CIPHERING, 'general-ciphering', CLAUSE);
  reader.expect(9, 'routingHeader.transactionId length', CLAUSE);
  const cra = reader.u8('routingHeader.cra');
  const originatorCounter = reader.u64('routingHeader.originatorCounter');
  reader.expect(8, 'routingHeader.originator length', CLAUSE);
  const originator = eui64(reader.take(8, 'routingHeader.originator'));
  reader.expect(8, 'routingHeader.recipient length', CLAUSE);
  const recipient = eui64(reader.take(8, 'routingHeader.recipient'));
  reader.expect(0, 'routingHeader.dateTime length', CLAUSE);
  reader.expect(2, 'routingHeader.otherInformation length', CLAUSE);
  const messageCode = reader.u16('routingHeader.messageCode');
  reader.expect(0, 'routingHeader.keyInformation', CLAUSE);
  const body = reader.sub(readLength(reader, 'routingHeader.cipheredService').value, 'routingHeader.cipheredService');
  const securityControl = body.u8('routingHeader.securityControl');
  const invocationCounter = body.u32('routingHeader.invocationCounter');
  body.expect(GENERAL_BLOCK_TRANSFER, 'general-block-transfer', CLAUSE);
  const control = body.u8('block.control');
  const blockNumber = body.u16('block.number');
  const blockNumberAcknowledged = body.u16('block.numberAcknowledged');
  const data = body.take(readLength(body, 'block.data').value, 'block.data');
  body.end('the block');
  return {
    routing: { cra, originatorCounter, originator, recipient, messageCode },
    securityControl,
    invocationCounter,
    lastBlock: (control & CONTROL.lastBlock) !== 0,
    streaming: (control & CONTROL.streaming) !== 0,
    window: control & CONTROL.window,
    blockNumber,
    blockNumberAcknowledged,
    data,
  };
}

/** The routing header of the other direction. */
export function swapParties(routing: RoutingHeader): RoutingHeader {
  return { ...routing, originator: routing.recipient, recipient: routing.originator };
}

/** One text for each transfer, to tell it from others. */
export function transferName({ cra, originatorCounter, originator, recipient, messageCode }: RoutingHeader): string {
  return `${cra} ${originatorCounter} ${originator} ${recipient} ${messageCode}`;
}
