import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Block,
  type BlockTransferOptions,
  blockTransferOptions,
  buildMessage,
  CodecError,
  concatBytes,
  createBlockReceiver,
  createBlockSender,
  decodeBlocks,
  decodeFrame,
  encodeBlock,
  encodeFrame,
  eui64,
  fromHex,
  isBlock,
  opensslProvider,
  splitMessage,
  toHex,
} from '../../../gbcs/index.js';
import { readRtds } from '../../../vectors/index.js';
import { requireShared } from '../../shared.js';
import { codecError } from '../asn1/payloads.js';
import { runLink } from './block-link.js';

const OPTIONS = blockTransferOptions();
const SMALL: BlockTransferOptions = { ...OPTIONS, blockOctets: 50, window: 5, retries: 20, lifetime: 10_000_000 };

/** A message whose payload has this many octets, none of them like its neighbours. */
function messageOf(size: number, originatorCounter = 1001n): Uint8Array {
  const octets = Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
  return encodeFrame(
    buildMessage({
      cra: 2,
      originatorCounter,
      originator: eui64('00db1234567890a0'),
      recipient: eui64('90b3d51f30010000'),
      otherInformation: { messageCode: 0x002f },
      payload: { kind: 'raw', family: 'unknown', octets },
    }),
  );
}

const joined = (blocks: readonly Block[]) => toHex(concatBytes(...blocks.map(({ data }) => data)));

describe('blocks of general block transfer', () => {
  it('have the octets that the layout says', () => {
    const [first, second] = splitMessage(messageOf(60), { ...OPTIONS, blockOctets: 60 });
    const routing = 'dd090200000000000003e90800db1234567890a00890b3d51f300100000002002f00';
    const data = toHex(messageOf(60));
    const numbers = (block: string, rest: string) => `0100000000e0${block}0000${rest}`;
    const head = numbers('7f0001', `3c${data.slice(0, 120)}`);
    expect(toHex(encodeBlock(first as Block))).to.equal(`${routing}${(head.length / 2).toString(16)}${head}`);
    const tail = numbers('bf0002', `${((data.length - 120) / 2).toString(16)}${data.slice(120)}`);
    expect(toHex(encodeBlock(second as Block))).to.equal(`${routing}${(tail.length / 2).toString(16)}${tail}`);
  });

  it('fill 1,200 octets by what is assumed, and a message of 63 of them is the longest', () => {
    const blocks = splitMessage(messageOf(63 * 1149 - 43), OPTIONS);
    expect(blocks).to.have.length(63);
    expect(encodeBlock(blocks[0] as Block)).to.have.length(1200);
    expect(blocks.map(({ streaming }) => streaming).indexOf(false)).to.equal(62);
    const error = codecError(() => splitMessage(messageOf(63 * 1149 - 30), OPTIONS));
    expect(error.code).to.equal('GBCS_E_TOO_LARGE');
  });

  it('are read as they were written, several from one frame', () => {
    const blocks = splitMessage(messageOf(333), { ...OPTIONS, blockOctets: 100, window: 2 });
    expect(decodeBlocks(concatBytes(...blocks.map(encodeBlock)))).to.eql(blocks);
    expect(blocks.map(({ streaming, lastBlock }) => [streaming, lastBlock])).to.eql([
      [true, false],
      [false, false],
      [true, false],
      [false, true],
    ]);
    expect(isBlock(encodeBlock(blocks[0] as Block))).to.equal(true);
  });

  it('that are cut or changed are read or are an error with an offset', () => {
    const octets = concatBytes(...splitMessage(messageOf(150), { ...OPTIONS, blockOctets: 100 }).map(encodeBlock));
    expect(() => decodeBlocks(new Uint8Array(0))).to.throw(CodecError);
    expect(codecError(() => decodeBlocks(new Uint8Array(131_073).fill(0xdd))).code).to.equal('GBCS_E_TOO_LARGE');
    const second = octets.length - encodeBlock(decodeBlocks(octets)[1] as Block).length;
    for (let length = 1; length < octets.length; length++) {
      if (length === second) continue;
      const error = codecError(() => decodeBlocks(octets.subarray(0, length)));
      expect(error.code, `${length}`).to.equal('GBCS_E_TRUNCATED');
      expect(error.offset).to.be.within(0, length);
    }
    fc.assert(
      fc.property(fc.nat(octets.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = octets.slice();
        changed[at] = (changed[at] as number) ^ change;
        try {
          const again = concatBytes(...decodeBlocks(changed).map(encodeBlock));
          // Reserved bits do not exist, so what can be read is written again, but for a longer length field.
          if (again.length === changed.length) expect(toHex(again)).to.equal(toHex(changed));
        } catch (error) {
          if (!(error instanceof CodecError)) throw error;
          expect(error.offset).to.be.within(0, octets.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('have one length that says where they end, and one that says how much of the message they carry', () => {
    const [block] = splitMessage(messageOf(10), OPTIONS) as [Block];
    const octets = encodeBlock({ ...block, data: fromHex('a1a2a3') });
    const dataLength = octets.length - 4;
    const serviceLength = toHex(octets).indexOf('0100000000e0') / 2 - 1;
    expect([octets[dataLength], octets[serviceLength]]).to.eql([3, octets.length - serviceLength - 1]);
    const changed = (at: number, by: number) => {
      const copy = octets.slice();
      copy[at] = (copy[at] as number) + by;
      return codecError(() => decodeBlocks(copy)).code;
    };
    expect([changed(dataLength, -1), changed(dataLength, 1)]).to.eql(['GBCS_E_TRAILING', 'GBCS_E_TRUNCATED']);
    expect([changed(serviceLength, -1), changed(serviceLength, 1)]).to.eql(['GBCS_E_TRUNCATED', 'GBCS_E_TRUNCATED']);
    const [service, rest] = [octets.slice(0, serviceLength + 1), octets.slice(serviceLength + 1)];
    service[serviceLength] = 0;
    expect(codecError(() => decodeBlocks(service)).code).to.equal('GBCS_E_TRUNCATED');
    expect(codecError(() => decodeBlocks(concatBytes(service, rest))).code).to.equal('GBCS_E_TRUNCATED');
  });

  it('refuse options that no transfer could keep', () => {
    const bad: readonly Partial<BlockTransferOptions>[] = [
      { blockOctets: 0 },
      { blockOctets: 1.5 },
      { window: 0 },
      { window: 64 },
      { maxBlocks: 65_536 },
      { timeout: 0 },
      { maxTransfers: 0 },
      { retries: -1 },
      { lifetime: Number.NaN },
      { securityControl: 256 },
      { largestBlockOctets: 0 },
    ];
    for (const changes of bad) {
      const options = { ...OPTIONS, ...changes };
      const [name] = Object.keys(changes);
      expect(codecError(() => splitMessage(messageOf(10), options)).path).to.equal(name);
      expect(codecError(() => createBlockReceiver(options)).path).to.equal(name);
    }
    expect(codecError(() => splitMessage(fromHex('00'), OPTIONS)).code).to.equal('GBCS_E_TAG');
    const [block] = splitMessage(messageOf(10), OPTIONS);
    expect(codecError(() => encodeBlock({ ...(block as Block), window: 64 })).code).to.equal('GBCS_E_VALUE');
  });

  it('carry every message of the reference data', function () {
    const { messages } = readRtds(requireShared.call(this, 'rtds'), opensslProvider);
    const options = { ...OPTIONS, blockOctets: 97 };
    for (const { file, octets } of messages) {
      const blocks = splitMessage(octets, options);
      expect(joined(blocks), file).to.equal(toHex(octets));
      const receiver = createBlockReceiver(options);
      const whole = blocks.flatMap((block) => receiver.received(block, 0).messages);
      expect(whole.map(toHex), file).to.eql([toHex(octets)]);
      expect(isBlock(octets), file).to.equal(false);
    }
  });
});

describe('a transfer of blocks', () => {
  it('over a perfect link sends each block once, and one acknowledgement for each window', () => {
    const message = messageOf(1000);
    const sender = createBlockSender(message, SMALL);
    const receiver = createBlockReceiver(SMALL);
    const run = runLink([sender], receiver, { loss: 0, duplication: 0, delay: 0 }, 1);
    expect(run.messages.map(toHex)).to.eql([toHex(message)]);
    const blocks = Math.ceil(message.length / 50);
    expect([sender.state(), run.sent, run.refusals]).to.eql(['done', blocks + Math.ceil(blocks / 5), []]);
    expect(receiver.transfers()).to.eql([]);
  });

  it('that loses one block sends that one again and no other', () => {
    for (let lost = 1; lost <= 5; lost++) {
      const sender = createBlockSender(messageOf(200), { ...SMALL, window: 63 });
      const receiver = createBlockReceiver({ ...SMALL, window: 63 });
      const window = sender.tick(0);
      expect(window).to.have.length(5);
      const outcomes = window
        .filter(({ blockNumber }) => blockNumber !== lost)
        .map((block) => receiver.received(block, 1));
      const [negative] = outcomes.flatMap(({ acknowledgements }) => acknowledgements);
      const asked = negative ?? receiver.tick(1 + SMALL.timeout).acknowledgements[0];
      if (asked === undefined) throw new Error('nothing asked for');
      expect(asked.blockNumberAcknowledged).to.equal(lost - 1);
      const again = sender.acknowledged(asked, 2 + SMALL.timeout);
      expect(again.map(({ blockNumber, streaming }) => [blockNumber, streaming])).to.eql([[lost, false]]);
      const last = receiver.received(again[0] as Block, 3 + SMALL.timeout);
      expect(last.messages).to.have.length(1);
      expect(sender.acknowledged(last.acknowledgements[0] as Block, 4 + SMALL.timeout)).to.eql([]);
      expect(sender.state()).to.equal('done');
    }
  });

  it('over a link that loses, doubles and reorders gives the message, once', () => {
    const faults = fc.record({
      loss: fc.double({ min: 0, max: 0.3, noNaN: true }),
      duplication: fc.double({ min: 0, max: 0.5, noNaN: true }),
      delay: fc.integer({ min: 0, max: 20_000 }),
    });
    const sizes = fc.integer({ min: 1, max: 2500 });
    const windows = fc.integer({ min: 1, max: 63 });
    fc.assert(
      fc.property(faults, sizes, windows, fc.boolean(), fc.nat(), (link, size, window, swaps, seed) => {
        const options = { ...SMALL, window, acknowledgementSwapsParties: swaps };
        const message = messageOf(size);
        const sender = createBlockSender(message, options);
        const run = runLink([sender], createBlockReceiver(options), link, seed);
        expect(run.messages.map(toHex)).to.eql([toHex(message)]);
        expect(run.refusals).to.eql([]);
        expect(sender.state()).to.equal('done');
      }),
      { numRuns: 150, seed: 20261123 },
    );
  });

  it('over a link however bad ends, never gives a wrong message, and never floods the link', () => {
    const faults = fc.record({
      loss: fc.double({ min: 0.3, max: 1, noNaN: true }),
      duplication: fc.double({ min: 0, max: 1, noNaN: true }),
      delay: fc.integer({ min: 0, max: 100_000 }),
    });
    fc.assert(
      fc.property(faults, fc.integer({ min: 1, max: 2000 }), fc.nat(), (link, size, seed) => {
        const options = { ...OPTIONS, blockOctets: 50, window: 7 };
        const message = messageOf(size);
        const sender = createBlockSender(message, options);
        const run = runLink([sender], createBlockReceiver(options), link, seed);
        const blocks = Math.ceil(message.length / 50);
        for (const one of run.messages) expect(toHex(one)).to.equal(toHex(message));
        expect(sender.state()).to.not.equal('sending');
        if (sender.state() === 'done') expect(run.messages).to.not.eql([]);
        expect(run.sent).to.be.most(3 * blocks * options.window * (options.retries + 1));
      }),
      { numRuns: 150, seed: 20261124 },
    );
  });

  it('shares the link with others, whose blocks mix with its own', () => {
    const messages = [700, 30, 1500, 900].map((size, i) => messageOf(size, BigInt(i + 1)));
    const senders = messages.map((message) => createBlockSender(message, SMALL));
    const run = runLink(senders, createBlockReceiver(SMALL), { loss: 0.2, duplication: 0.2, delay: 5000 }, 4);
    expect(run.messages.map(toHex).sort()).to.eql(messages.map(toHex).sort());
    expect(senders.map((sender) => sender.state())).to.eql(['done', 'done', 'done', 'done']);
  });

  it('fails after as many windows in vain as the options say', () => {
    const options = { ...SMALL, retries: 3 };
    const sender = createBlockSender(messageOf(200), options);
    const windows = [0, 1, 2, 3, 4].map((i) => sender.tick(i * options.timeout).length);
    expect(windows).to.eql([5, 5, 5, 5, 0]);
    expect([sender.state(), sender.nextDue()]).to.eql(['failed', undefined]);
    expect(createBlockSender(messageOf(1), SMALL).tick(-1e15)).to.have.length(1);
  });

  it('fails as soon when every acknowledgement says that nothing came', () => {
    const options = { ...SMALL, retries: 3 };
    const sender = createBlockSender(messageOf(200), options);
    const [block] = sender.tick(0) as [Block];
    const windows = [1, 2, 3, 4, 5].map((blockNumber) => {
      const nothing = { ...block, blockNumber, blockNumberAcknowledged: 0, data: new Uint8Array(0) };
      return sender.acknowledged(nothing, blockNumber).length;
    });
    expect(windows).to.eql([5, 5, 5, 0, 0]);
    expect(sender.state()).to.equal('failed');
  });

  it('passes over acknowledgements that are old, impossible or not its own', () => {
    const options = { ...SMALL, window: 2 };
    const sender = createBlockSender(messageOf(400), options);
    const receiver = createBlockReceiver(options);
    const [first] = sender.tick(0).flatMap((block) => receiver.received(block, 0).acknowledgements);
    const ack = first as Block;
    const passed = (changes: Partial<Block>) => expect(sender.acknowledged({ ...ack, ...changes }, 1)).to.eql([]);
    passed({ data: fromHex('00') });
    passed({ blockNumberAcknowledged: 3 });
    passed({ blockNumberAcknowledged: 0xffff });
    passed({ routing: { ...ack.routing, originatorCounter: 1n } });
    passed({ blockNumber: 0 });
    expect(sender.acknowledged(ack, 1).map(({ blockNumber }) => blockNumber)).to.eql([3, 4]);
    passed({});
    passed({ blockNumber: 9, blockNumberAcknowledged: 1 });
  });
});

describe('a receiver of blocks', () => {
  const blocksOf = (size: number, counter = 1001n) => splitMessage(messageOf(size, counter), SMALL);

  it('drops blocks that contradict others or the limits, and says so', () => {
    const receiver = createBlockReceiver({ ...SMALL, largestBlockOctets: 60, maxBlocks: 20 });
    const [first, second, third] = blocksOf(400) as [Block, Block, Block];
    const codes = (block: Block) => receiver.received(block, 0).refusals.map(({ code }) => code);
    expect(codes(first)).to.eql([]);
    expect(codes({ ...first, data: fromHex('ff') })).to.eql(['GBCS_E_VALUE']);
    expect(codes({ ...second, blockNumber: 0 })).to.eql(['GBCS_E_VALUE']);
    expect(codes({ ...second, blockNumber: 21 })).to.eql(['GBCS_E_VALUE']);
    expect(codes({ ...second, data: new Uint8Array(61) })).to.eql(['GBCS_E_TOO_LARGE']);
    expect(codes(third)).to.eql([]);
    expect(codes({ ...second, lastBlock: true })).to.eql(['GBCS_E_VALUE']);
    expect(codes({ ...third, blockNumber: 4, lastBlock: true })).to.eql([]);
    expect(codes({ ...third, blockNumber: 5 })).to.eql(['GBCS_E_VALUE']);
    expect(codes({ ...third, blockNumber: 2, lastBlock: true })).to.eql(['GBCS_E_VALUE']);
    expect(receiver.received({ ...first, data: new Uint8Array(0) }, 0)).to.eql({
      acknowledgements: [],
      messages: [],
      refusals: [],
    });
  });

  it('refuses a whole that is no message, or another than its routing header says', () => {
    const receiver = createBlockReceiver(SMALL);
    const [only] = splitMessage(messageOf(10), { ...SMALL, blockOctets: 1000 }) as [Block];
    const routed = receiver.received({ ...only, routing: { ...only.routing, messageCode: 1 } }, 0);
    expect(routed.messages).to.eql([]);
    expect(routed.refusals.map(({ code }) => code)).to.eql(['GBCS_E_VALUE']);
    expect(routed.acknowledgements).to.have.length(1);
    const none = receiver.received({ ...only, data: fromHex('0102') }, 0);
    expect([none.messages, none.refusals.map(({ code }) => code)]).to.eql([[], ['GBCS_E_TAG']]);
  });

  it('does not follow later changes of the octets it was given', () => {
    const receiver = createBlockReceiver(SMALL);
    const messages = blocksOf(200).flatMap((block) => {
      const octets = encodeBlock(block);
      const [read] = decodeBlocks(octets);
      const outcome = receiver.received(read as Block, 0);
      octets.fill(0);
      return outcome.messages;
    });
    expect(messages.map(toHex)).to.eql([toHex(messageOf(200))]);
  });

  it('holds as many transfers as it may, and whole ones make room for new ones', () => {
    const receiver = createBlockReceiver({ ...SMALL, maxTransfers: 2 });
    const begin = (counter: bigint) => receiver.received(blocksOf(200, counter)[0] as Block, 0);
    expect(begin(1n).refusals).to.eql([]);
    expect(begin(2n).refusals).to.eql([]);
    expect(begin(3n).refusals.map(({ code }) => code)).to.eql(['GBCS_E_TOO_LARGE']);
    expect(receiver.transfers().map(({ originatorCounter }) => originatorCounter)).to.eql([1n, 2n]);
    for (const block of blocksOf(200, 1n)) receiver.received(block, 0);
    expect(begin(3n).refusals).to.eql([]);
    expect(receiver.transfers().map(({ originatorCounter }) => originatorCounter)).to.eql([2n, 3n]);
  });

  it('gives up a transfer when its lifetime is over, however long its stream goes on', () => {
    const options = { ...SMALL, lifetime: 1000, timeout: 100, retries: 2 };
    const receiver = createBlockReceiver(options);
    const blocks = blocksOf(400);
    let refusals = 0;
    let acknowledgements = 0;
    // The last block never comes; all others come over and over.
    for (let now = 0; now < 10_000; now += 10) {
      const block = blocks[(now / 10) % (blocks.length - 1)] as Block;
      const outcome = receiver.received(block, now);
      refusals += outcome.refusals.filter(({ code }) => code === 'GBCS_E_TRUNCATED').length;
      acknowledgements += outcome.acknowledgements.length + receiver.tick(now).acknowledgements.length;
      expect(receiver.transfers()).to.have.length(1);
    }
    expect(refusals).to.equal(9);
    expect(acknowledgements).to.be.most(10 * 25);
    expect(receiver.tick(20_000).refusals).to.have.length(1);
    expect([receiver.transfers(), receiver.nextDue()]).to.eql([[], undefined]);
  });

  it('does not hold more octets of a transfer than a message may have', () => {
    const options = { ...SMALL, largestBlockOctets: 1200, maxBlocks: 65_535 };
    const receiver = createBlockReceiver(options);
    const [block] = blocksOf(200) as [Block];
    const data = new Uint8Array(1200);
    const codes: string[] = [];
    for (let blockNumber = 1; blockNumber <= 110; blockNumber++) {
      codes.push(...receiver.received({ ...block, blockNumber, data }, 0).refusals.map(({ code }) => code));
    }
    expect(codes).to.eql(['GBCS_E_TOO_LARGE']);
    const held = receiver.transfers();
    expect(held).to.have.length(0);
  });

  it('asks again as often as the options say, and no more', () => {
    const options = { ...SMALL, timeout: 100, retries: 2, lifetime: 10_000 };
    for (const [retries, asked] of [
      [2, 2],
      [0, 0],
    ]) {
      const receiver = createBlockReceiver({ ...options, retries: retries as number });
      receiver.received(blocksOf(400)[0] as Block, 0);
      let count = 0;
      for (let now = 0; now < 5000; now += 50) count += receiver.tick(now).acknowledgements.length;
      expect(count).to.equal(asked);
    }
  });

  it('sends acknowledgements to where the blocks come from, or by their own header', () => {
    const [block] = splitMessage(messageOf(10), SMALL) as [Block];
    const [swapped, same] = [true, false].map((acknowledgementSwapsParties) => {
      const receiver = createBlockReceiver({ ...OPTIONS, acknowledgementSwapsParties });
      const [acknowledgement] = receiver.received({ ...block, streaming: false }, 0).acknowledgements;
      return acknowledgement?.routing;
    });
    const { originator, recipient } = block.routing;
    expect(same).to.eql(block.routing);
    expect(swapped).to.eql({ ...block.routing, originator: recipient, recipient: originator });
  });

  it('asks as often again once another block has come', () => {
    const options = { ...SMALL, timeout: 100, retries: 2, lifetime: 10_000 };
    const receiver = createBlockReceiver(options);
    const [first, second] = blocksOf(400) as [Block, Block];
    const ask = (from: number) =>
      Array.from({ length: 20 }, (_, i) => receiver.tick(from + 50 * i).acknowledgements.length).reduce(
        (a, b) => a + b,
      );
    receiver.received(first, 0);
    expect(ask(0)).to.equal(2);
    receiver.received(first, 1000);
    expect(ask(1000)).to.equal(0);
    receiver.received(second, 2000);
    expect(ask(2000)).to.equal(2);
  });

  it('answers repetitions of a whole transfer without its octets, and echoes not at all', () => {
    const receiver = createBlockReceiver(SMALL);
    const blocks = blocksOf(200);
    for (const block of blocks) receiver.received(block, 0);
    const last = blocks.at(-1) as Block;
    const again = (now: number, changes: Partial<Block> = {}) => receiver.received({ ...last, ...changes }, now);
    expect(again(SMALL.timeout / 2 - 1)).to.eql({ acknowledgements: [], messages: [], refusals: [] });
    const { acknowledgements, messages, refusals } = again(SMALL.timeout, { data: fromHex('ff') });
    const acknowledged = acknowledgements.map((one) => [one.blockNumber, one.blockNumberAcknowledged]);
    expect([acknowledged, messages, refusals]).to.eql([[[2, blocks.length]], [], []]);
    expect(again(3 * SMALL.timeout, { streaming: true }).acknowledgements).to.eql([]);
  });

  it('takes anything for a block without a crash or more memory than it may have', () => {
    const routing = decodeBlocks(encodeBlock(blocksOf(10)[0] as Block))[0]?.routing ?? expect.fail();
    const arbitraryBlock = fc.record({
      routing: fc.nat(20).map((counter) => ({ ...routing, originatorCounter: BigInt(counter) })),
      securityControl: fc.nat(255),
      invocationCounter: fc.nat(),
      lastBlock: fc.boolean(),
      streaming: fc.boolean(),
      window: fc.nat(63),
      blockNumber: fc.nat(70),
      blockNumberAcknowledged: fc.nat(70),
      data: fc.uint8Array({ maxLength: 20 }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(arbitraryBlock, fc.nat(5000)), { maxLength: 300 }), (steps) => {
        const receiver = createBlockReceiver(OPTIONS);
        let now = 0;
        for (const [block, after] of steps) {
          now += after;
          const { acknowledgements, messages } = receiver.received(block, now);
          receiver.tick(now);
          expect(acknowledgements.length).to.be.most(1);
          for (const message of messages) decodeFrame(message);
          expect(receiver.transfers().length).to.be.most(OPTIONS.maxTransfers);
        }
      }),
      { numRuns: 100 },
    );
  });
});
