import { expect } from 'chai';
import { MessageReader } from '../../../conformance/targets/message-reader.js';
import { buildMessage, CodecError, encodeFrame, eui64, setSupply } from '../../../gbcs/index.js';

function message(counter: bigint): Uint8Array {
  const frame = buildMessage({
    cra: 1,
    originatorCounter: counter,
    originator: eui64('0a00000000010000'),
    recipient: eui64('0a000000000000a0'),
    otherInformation: { messageCode: 0x004e },
    payload: setSupply('enable').payload,
  });
  return encodeFrame(frame);
}

describe('the reader of messages for evidence', () => {
  it('says what a message is and all that it says, once for the same octets', () => {
    const reader = new MessageReader();
    const octets = message(7n);
    const read = reader.read(octets);
    expect(read.hex).equal(Buffer.from(octets).toString('hex'));
    expect(read.summary).match(/Pre-Command$/);
    expect(read.description).include({ label: 'Message', value: read.summary });
    expect(reader.read(Uint8Array.from(octets))).equal(read);
    expect(reader.read(message(8n))).not.equal(read);
  });

  it('says what is wrong with octets that are no message', () => {
    const read = new MessageReader().read(Uint8Array.of(0xdf, 0x01));
    expect(read.message).instanceOf(CodecError);
    expect(read.summary).include({ error: (read.message as CodecError).code });
    expect(read.description).equal(read.summary);
  });

  it('forgets, so that a long run does not fill the memory, and reads the same again', () => {
    const reader = new MessageReader();
    const first = reader.read(message(1n));
    for (let counter = 2n; counter < 100n; counter++) reader.read(message(counter));
    const again = reader.read(message(1n));
    expect(again).not.equal(first);
    expect(again.description).eql(first.description);
  });
});
