import {
  assumptionValue,
  type Block,
  type BlockReceiver,
  type BlockReceiverOutcome,
  type BlockSender,
  blockTransferOptions,
  CodecError,
  createBlockReceiver,
  createBlockSender,
  decodeBlocks,
  encodeBlock,
  equalBytes,
  HanlabError,
  type Instant,
  isBlock,
  type Profile,
  type SavedBlockSender,
  type SavedBlockTransfer,
} from '../../../gbcs/index.js';
import {
  GBCS_TUNNEL,
  NO_TUNNEL,
  TRANSFER_DATA_STATUS,
  TUNNEL_STATUS,
  type TunnelFrame,
} from '../../han/tunnel-frames.js';
import { ZCL } from '../../han/zcl/zcl-frame.js';

/** What an end of a tunnel asks of the device around it. */
export interface TunnelPort {
  /**
   * Sends a frame of the cluster to the other end.
   * @param options.unconfirmed no Default Response is wanted
   * @param options.until how long it is repeated while it is not confirmed
   */
  send(frame: TunnelFrame, options?: SendOptions): void;
  /** Stops repeating what is not confirmed. */
  forget(): void;
  /** A GBCS message has come, whole. */
  received(message: Uint8Array, now: Instant): void;
  /** A GBCS message could not be delivered. */
  failed(message: Uint8Array, reason: string, now: Instant): void;
  dropped(reason: string): void;
}

export interface SendOptions {
  readonly unconfirmed?: boolean;
  readonly until?: Instant;
}

interface QueuedMessage {
  readonly octets: Uint8Array;
  /** When it is given up. */
  readonly expires: Instant;
}

/** What an end has to remember. */
export interface SavedTunnelEnd {
  readonly tunnelId: number | undefined;
  readonly lastTunnelId: number;
  readonly peerLimit: number;
  readonly queue: readonly QueuedMessage[];
  readonly sending: boolean;
  readonly retryAt: Instant | undefined;
  readonly requestAt: Instant | undefined;
  readonly requests: number;
  readonly usedAt: Instant;
  /** How far the blocks of the first message of the queue are, where it goes in blocks. */
  readonly blockSender: SavedBlockSender | undefined;
  /** Messages that come in blocks. */
  readonly blockReceiver: readonly SavedBlockTransfer[] | undefined;
}

/**
 * One end of the tunnel between a hub and a device (GBCS 10.2.2): the hub is its client, which asks for it, the device
 * its server. Messages wait in a queue, oldest first, until the one before has been confirmed; one that is longer than a
 * transfer may be goes in blocks (GBCS 7.2.11).
 */
export class TunnelEnd {
  readonly #role: 'client' | 'server';
  readonly #profile: Profile;
  readonly #port: TunnelPort;
  readonly #defects: ReadonlySet<string>;
  #tunnelId: number | undefined;
  #lastTunnelId = 0;
  #peerLimit: number = GBCS_TUNNEL.maximumIncomingTransferSize;
  #queue: QueuedMessage[] = [];
  /** Whether the first of the queue is under way. */
  #sending = false;
  #retryAt: Instant | undefined;
  /** When a client asks for a tunnel. */
  #requestAt: Instant | undefined;
  /** Requests in a row without a tunnel. */
  #requests = 0;
  #usedAt: Instant = 0;
  #blockSender: BlockSender | undefined;
  #blockReceiver: BlockReceiver | undefined;

  constructor(role: 'client' | 'server', profile: Profile, port: TunnelPort, defects: ReadonlySet<string> = new Set()) {
    this.#role = role;
    this.#profile = profile;
    this.#port = port;
    this.#defects = defects;
  }

  get isOpen(): boolean {
    return this.#tunnelId !== undefined;
  }

  /** Messages that wait to be delivered, the one under way included. */
  get queued(): number {
    return this.#queue.length;
  }

  /** A client: asks for a tunnel at the next tick, if there is none. */
  open(now: Instant): void {
    if (this.#role === 'client' && !this.isOpen) this.#requestAt ??= now;
  }

  /** Puts a GBCS message on its way. */
  deliver(octets: Uint8Array, now: Instant): void {
    const hold = this.#role === 'client' ? 'hub-message-hold-seconds' : 'device-message-hold-seconds';
    const expires = now + assumptionValue(this.#profile, hold) * 1000;
    if (this.#queue.length >= assumptionValue(this.#profile, 'tunnel-queue-size')) {
      this.#port.failed(octets, 'too many messages wait already', now);
      return;
    }
    this.#queue.push({ octets, expires });
    if (!this.isOpen && this.#role === 'client') this.#request(now);
    this.#sendNext(now);
  }

  /** Asks for a tunnel, unless the answer to the last request may be on its way still. */
  #request(now: Instant): void {
    const most = assumptionValue(this.#profile, 'zcl-send-attempts');
    if (this.#requestAt !== undefined && now < this.#requestAt && this.#requests < most) return;
    if (this.#requestAt === undefined || now < this.#requestAt) this.#requests = 0;
    this.#askForTunnel(now);
  }

  /** At first as often as any frame is repeated, then at long intervals. */
  #askForTunnel(now: Instant): void {
    this.#requests += 1;
    const isPatient = this.#requests >= assumptionValue(this.#profile, 'zcl-send-attempts');
    const wait = isPatient ? 'tunnel-retry-seconds' : 'zcl-confirmation-timeout-seconds';
    this.#requestAt = now + assumptionValue(this.#profile, wait) * 1000;
    this.#port.send({ command: 'requestTunnel', ...GBCS_TUNNEL });
  }

  #sendNext(now: Instant): void {
    const [first] = this.#queue;
    if (first === undefined || this.#sending || this.#tunnelId === undefined) return;
    this.#retryAt = undefined;
    if (first.octets.length <= this.#peerLimit) {
      this.#sending = true;
      this.#usedAt = now;
      this.#port.send(
        { command: 'transferData', tunnelId: this.#tunnelId, data: first.octets },
        { until: first.expires },
      );
      return;
    }
    try {
      this.#blockSender = createBlockSender(first.octets, this.#blockOptions());
    } catch (error) {
      if (!(error instanceof HanlabError)) throw error;
      this.#fail(error.message, now);
      return;
    }
    this.#sending = true;
    this.#sendBlocks(this.#blockSender.tick(now), now);
  }

  /** Blocks as the profile has them, but never longer than the other end takes. */
  #blockOptions(): ReturnType<typeof blockTransferOptions> {
    const options = blockTransferOptions(this.#profile);
    return { ...options, blockOctets: Math.max(1, Math.min(options.blockOctets, this.#peerLimit - BLOCK_HEADERS)) };
  }

  #sendBlocks(blocks: readonly Block[], now: Instant): void {
    if (this.#tunnelId === undefined) return;
    if (blocks.length > 0) this.#usedAt = now;
    // Acknowledgements of general block transfer say what has arrived; Default Responses would say it twice.
    for (const block of blocks) {
      this.#port.send(
        { command: 'transferData', tunnelId: this.#tunnelId, data: encodeBlock(block) },
        { unconfirmed: true },
      );
    }
  }

  /** Takes a command of the cluster from the other end. */
  handle(frame: TunnelFrame, now: Instant): number | 'answered' | { readonly dropped: string } {
    switch (frame.command) {
      case 'requestTunnel':
        this.#requested(frame, now);
        return 'answered';
      case 'requestTunnelResponse':
        return this.#opened(frame, now);
      case 'transferData':
        return this.#transferred(frame, now);
      case 'transferDataError':
        return this.#refused(frame.tunnelId, frame.status, now);
      case 'closeTunnel':
        if (frame.tunnelId !== this.#tunnelId) return ZCL.notFound;
        this.#lose();
        return ZCL.success;
      case 'tunnelClosureNotification':
        if (frame.tunnelId !== this.#tunnelId) return { dropped: `there is no tunnel ${frame.tunnelId} to be closed` };
        this.#lose();
        this.#request(now);
        return 'answered';
      default:
        return frame satisfies never;
    }
  }

  /** A server gives a tunnel; a new one takes the place of the one before, which its client has lost. */
  #requested(frame: TunnelFrame & { command: 'requestTunnel' }, now: Instant): void {
    const { protocolId, manufacturerCode, flowControl, maximumIncomingTransferSize } = frame;
    const isGbcs = protocolId === GBCS_TUNNEL.protocolId && manufacturerCode === GBCS_TUNNEL.manufacturerCode;
    const status =
      !isGbcs && !this.#defects.has('tunnel-of-any-protocol')
        ? TUNNEL_STATUS.protocolNotSupported
        : flowControl
          ? TUNNEL_STATUS.flowControlNotSupported
          : TUNNEL_STATUS.success;
    const isGiven = status === TUNNEL_STATUS.success;
    if (isGiven) {
      this.#lose();
      this.#lastTunnelId = (this.#lastTunnelId % (NO_TUNNEL - 1)) + 1;
      this.#tunnelId = this.#lastTunnelId;
      this.#peerLimit = maximumIncomingTransferSize;
      this.#usedAt = now;
    }
    const { maximumIncomingTransferSize: ownLimit } = GBCS_TUNNEL;
    const tunnelId = isGiven ? this.#lastTunnelId : NO_TUNNEL;
    this.#port.send({ command: 'requestTunnelResponse', tunnelId, status, maximumIncomingTransferSize: ownLimit });
    if (isGiven) this.#sendNext(now);
  }

  #opened(
    frame: TunnelFrame & { command: 'requestTunnelResponse' },
    now: Instant,
  ): 'answered' | { readonly dropped: string } {
    if (this.#requestAt === undefined) return { dropped: 'nobody asked for a tunnel' };
    if (frame.status !== TUNNEL_STATUS.success) {
      this.#requestAt = now + assumptionValue(this.#profile, 'tunnel-retry-seconds') * 1000;
      return { dropped: `no tunnel: status ${frame.status}` };
    }
    this.#requests = 0;
    this.#tunnelId = frame.tunnelId;
    this.#peerLimit = frame.maximumIncomingTransferSize;
    this.#requestAt = undefined;
    this.#usedAt = now;
    this.#sendNext(now);
    return 'answered';
  }

  #transferred({ tunnelId, data }: TunnelFrame & { command: 'transferData' }, now: Instant): number | 'answered' {
    if (tunnelId !== this.#tunnelId && !this.#defects.has('tunnel-of-any-number')) {
      this.#port.dropped(`there is no tunnel ${tunnelId}`);
      this.#port.send({ command: 'transferDataError', tunnelId, status: TRANSFER_DATA_STATUS.noSuchTunnel });
      return 'answered';
    }
    const { maximumIncomingTransferSize: limit } = GBCS_TUNNEL;
    if (data.length > limit && !this.#defects.has('tunnel-ignores-size-limit')) {
      this.#port.dropped(`a transfer of ${data.length} octets, at most ${limit}`);
      this.#port.send({ command: 'transferDataError', tunnelId, status: TRANSFER_DATA_STATUS.dataOverflow });
      return 'answered';
    }
    this.#usedAt = now;
    if (isBlock(data)) this.#takeBlocks(data, now);
    else this.#port.received(data, now);
    return ZCL.success;
  }

  #takeBlocks(data: Uint8Array, now: Instant): void {
    let blocks: ReturnType<typeof decodeBlocks>;
    try {
      blocks = decodeBlocks(data);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      // It only begins like a block: whoever checks messages says what is wrong with it.
      this.#port.received(data, now);
      return;
    }
    for (const block of blocks) {
      if (block.data.length === 0) {
        const more = this.#blockSender?.acknowledged(block, now) ?? [];
        this.#sendBlocks(more, now);
        this.#settleBlocks(now);
      } else {
        this.#blockReceiver ??= createBlockReceiver(blockTransferOptions(this.#profile));
        this.#takeOutcome(this.#blockReceiver.received(block, now), now);
      }
    }
  }

  #takeOutcome({ acknowledgements, messages, refusals }: BlockReceiverOutcome, now: Instant): void {
    this.#sendBlocks(acknowledgements, now);
    for (const refusal of refusals) this.#port.dropped(refusal.message);
    for (const message of messages) this.#port.received(message, now);
  }

  #settleBlocks(now: Instant): void {
    const state = this.#blockSender?.state();
    if (state === 'done') this.#delivered(now);
    else if (state === 'failed') this.#retryLater(now);
  }

  /** The other end says that it could not take a transfer. */
  #refused(tunnelId: number, status: number, now: Instant): 'answered' | { readonly dropped: string } {
    if (tunnelId !== this.#tunnelId) return { dropped: `an error of tunnel ${tunnelId}, which there is not` };
    if (status === TRANSFER_DATA_STATUS.dataOverflow) {
      if (this.#sending) this.#fail('the other end says that it is too long', now);
      return 'answered';
    }
    this.#lose();
    if (this.#role === 'client') this.#request(now);
    return 'answered';
  }

  /**
   * What became of a transfer that wanted a Default Response.
   * @param status undefined where none came
   */
  confirmed(data: Uint8Array, status: number | undefined, now: Instant): void {
    const [first] = this.#queue;
    // One that belongs to a message which has been dealt with in another way says nothing any more.
    if (!this.#sending || first === undefined || !equalBytes(first.octets, data)) return;
    if (status === ZCL.success) this.#delivered(now);
    else this.#retryLater(now);
  }

  #delivered(now: Instant): void {
    this.#queue.shift();
    this.#sending = false;
    this.#blockSender = undefined;
    this.#sendNext(now);
  }

  #retryLater(now: Instant): void {
    this.#sending = false;
    this.#blockSender = undefined;
    this.#retryAt = now + assumptionValue(this.#profile, 'tunnel-message-retry-seconds') * 1000;
    if (this.#defects.has('sends-once')) this.#queue.shift();
  }

  #fail(reason: string, now: Instant): void {
    const message = this.#queue.shift();
    this.#port.forget();
    this.#sending = false;
    this.#blockSender = undefined;
    if (message !== undefined) this.#port.failed(message.octets, reason, now);
    this.#sendNext(now);
  }

  /** The tunnel is gone; messages wait for the next. */
  #lose(): void {
    this.#port.forget();
    this.#tunnelId = undefined;
    this.#sending = false;
    this.#blockSender = undefined;
    this.#retryAt = undefined;
  }

  /** Nothing gets to the other end any more: whatever waits has failed. */
  abandon(reason: string, now: Instant): void {
    const waiting = this.#queue;
    this.#queue = [];
    this.#lose();
    for (const { octets } of waiting) this.#port.failed(octets, reason, now);
  }

  /** Starts up after a loss of power: tunnels are gone, which a server tells its client. */
  powerUp(now: Instant): void {
    const lost = this.#tunnelId;
    this.#lose();
    this.#blockReceiver = undefined;
    if (this.#role === 'client') {
      this.#requestAt = undefined;
      this.#request(now);
    } else if (lost !== undefined) {
      this.#port.send({ command: 'tunnelClosureNotification', tunnelId: lost });
    }
  }

  nextDue(): Instant | undefined {
    const [first] = this.#queue;
    let due: Instant | undefined;
    for (const one of [
      first?.expires,
      this.#retryAt,
      this.#requestAt,
      this.#inactiveAt(),
      this.#blockSender?.nextDue(),
      this.#blockReceiver?.nextDue(),
    ]) {
      if (one !== undefined && (due === undefined || one < due)) due = one;
    }
    return due;
  }

  /** When a server closes a tunnel that nobody uses. */
  #inactiveAt(): Instant | undefined {
    if (this.#role === 'client' || !this.isOpen) return undefined;
    return this.#usedAt + assumptionValue(this.#profile, 'tunnel-inactivity-timeout-seconds') * 1000;
  }

  tick(now: Instant): void {
    const inactiveAt = this.#inactiveAt();
    if (inactiveAt !== undefined && now >= inactiveAt && this.#tunnelId !== undefined) {
      const tunnelId = this.#tunnelId;
      this.#lose();
      this.#port.send({ command: 'tunnelClosureNotification', tunnelId });
    }
    if (this.#requestAt !== undefined && now >= this.#requestAt) {
      this.#askForTunnel(now);
    }
    if (this.#blockReceiver !== undefined) this.#takeOutcome(this.#blockReceiver.tick(now), now);
    if (this.#blockSender !== undefined) {
      this.#sendBlocks(this.#blockSender.tick(now), now);
      this.#settleBlocks(now);
    }
    const expired = this.#queue.filter(({ expires }) => now >= expires);
    if (expired.length > 0) {
      // Only the first can be under way, and it is the first to expire.
      this.#queue = this.#queue.filter(({ expires }) => now < expires);
      this.#port.forget();
      this.#sending = false;
      this.#blockSender = undefined;
      this.#retryAt = undefined;
      for (const { octets } of expired) this.#port.failed(octets, 'it was not confirmed in time', now);
      this.#sendNext(now);
    }
    if (this.#retryAt !== undefined && now >= this.#retryAt) {
      this.#retryAt = undefined;
      this.#sendNext(now);
    }
  }

  save(): SavedTunnelEnd {
    return {
      tunnelId: this.#tunnelId,
      lastTunnelId: this.#lastTunnelId,
      peerLimit: this.#peerLimit,
      queue: [...this.#queue],
      sending: this.#sending,
      retryAt: this.#retryAt,
      requestAt: this.#requestAt,
      requests: this.#requests,
      usedAt: this.#usedAt,
      blockSender: this.#blockSender?.save(),
      blockReceiver: this.#blockReceiver?.save(),
    };
  }

  restore(saved: SavedTunnelEnd): void {
    this.#tunnelId = saved.tunnelId;
    this.#lastTunnelId = saved.lastTunnelId;
    this.#peerLimit = saved.peerLimit;
    this.#queue = [...saved.queue];
    this.#sending = saved.sending;
    this.#retryAt = saved.retryAt;
    this.#requestAt = saved.requestAt;
    this.#requests = saved.requests;
    this.#usedAt = saved.usedAt;
    const [first] = saved.queue;
    this.#blockSender =
      saved.blockSender && first && createBlockSender(first.octets, this.#blockOptions(), saved.blockSender);
    this.#blockReceiver =
      saved.blockReceiver && createBlockReceiver(blockTransferOptions(this.#profile), saved.blockReceiver);
  }
}

/** Octets of a block beside its data, rounded up: Message Routing Header and lengths. */
const BLOCK_HEADERS = 64;
