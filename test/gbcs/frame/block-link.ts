import {
  type Block,
  type BlockReceiver,
  type BlockSender,
  type CodecError,
  decodeBlocks,
  encodeBlock,
} from '../../../gbcs/index.js';

/** What a link does to a frame: 0 to 1 each. */
export interface LinkFaults {
  readonly loss: number;
  readonly duplication: number;
  /** How long a frame takes, at most, in milliseconds; they overtake each other. */
  readonly delay: number;
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface LinkRun {
  readonly messages: readonly Uint8Array[];
  readonly refusals: readonly CodecError[];
  /** Frames that either side sent. */
  readonly sent: number;
  /** Virtual time at the end, in milliseconds. */
  readonly time: number;
}

/** Blocks as octets on their way, until nothing is under way and nobody has anything to do. */
export function runLink(
  senders: readonly BlockSender[],
  receiver: BlockReceiver,
  faults: LinkFaults,
  seed: number,
  maxSteps = 200_000,
): LinkRun {
  const random = randomOf(seed);
  const underWay: { readonly at: number; readonly octets: Uint8Array; readonly toReceiver: boolean }[] = [];
  const messages: Uint8Array[] = [];
  const refusals: CodecError[] = [];
  let now = 0;
  let sent = 0;

  const send = (blocks: readonly Block[], toReceiver: boolean) => {
    for (const block of blocks) {
      sent++;
      const copies = random() < faults.duplication ? 2 : 1;
      for (let i = 0; i < copies; i++) {
        if (random() < faults.loss) continue;
        underWay.push({ at: now + 1 + random() * faults.delay, octets: encodeBlock(block), toReceiver });
      }
    }
  };
  const deliver = (octets: Uint8Array, toReceiver: boolean) => {
    for (const block of decodeBlocks(octets)) {
      if (!toReceiver) {
        for (const sender of senders) send(sender.acknowledged(block, now), true);
        continue;
      }
      const outcome = receiver.received(block, now);
      messages.push(...outcome.messages);
      refusals.push(...outcome.refusals);
      send(outcome.acknowledgements, false);
    }
  };

  for (let step = 0; ; step++) {
    if (step > maxSteps) throw new Error(`not at rest after ${maxSteps} steps`);
    const next = Math.min(
      ...underWay.map(({ at }) => at),
      ...senders.map((sender) => sender.nextDue() ?? Infinity),
      receiver.nextDue() ?? Infinity,
    );
    if (next === Infinity) return { messages, refusals, sent, time: now };
    now = Math.max(now, next);
    const index = underWay.findIndex(({ at }) => at <= now);
    const [frame] = index < 0 ? [] : underWay.splice(index, 1);
    if (frame !== undefined) deliver(frame.octets, frame.toReceiver);
    for (const sender of senders) send(sender.tick(now), true);
    const outcome = receiver.tick(now);
    refusals.push(...outcome.refusals);
    send(outcome.acknowledgements, false);
  }
}
