import { expect } from 'chai';
import { captureHeader, capturePacket, encodeRadioFrame, encodeTunnelFrame } from '../../../emulator/index.js';
import { eui64, fromHex, toHex } from '../../../gbcs/index.js';

const HUB = { network: 0x0000, eui: eui64('00db1234567890a2') };
const DEVICE = { network: 0x0102, eui: eui64('00db1234567890a5') };

/** The blocks of a pcapng file: type, and contents between the two lengths. */
function blocksOf(file: Uint8Array): { type: number; contents: Uint8Array }[] {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const blocks: { type: number; contents: Uint8Array }[] = [];
  for (let at = 0; at < file.length; ) {
    const length = view.getUint32(at + 4, true);
    expect([length % 4, view.getUint32(at + length - 4, true)]).to.eql([0, length]);
    blocks.push({ type: view.getUint32(at, true), contents: file.subarray(at + 8, at + length - 4) });
    at += length;
  }
  return blocks;
}

describe('a capture of the HAN', () => {
  it('begins with a section and an interface of IEEE 802.15.4 without check sequence, in nanoseconds', () => {
    const [section, radio] = blocksOf(captureHeader());
    expect([section?.type, toHex(section?.contents ?? expect.fail())]).to.eql([
      0x0a0d0d0a,
      '4d3c2b1a01000000ffffffffffffffff',
    ]);
    expect([radio?.type, toHex(radio?.contents ?? expect.fail())]).to.eql([
      1,
      'e6000000000000000200030048414e00090001000900000000000000',
    ]);
  });

  it('has a block for each frame, with its time and comment', () => {
    for (const size of [0, 1, 3, 4, 57]) {
      const frame = Uint8Array.from({ length: size }, (_, i) => i + 1);
      const time = Date.UTC(2026, 0, 2) + 0.25;
      const [packet, ...others] = blocksOf(capturePacket(frame, time, 'naïve'));
      const contents = packet?.contents ?? expect.fail();
      const view = new DataView(contents.buffer, contents.byteOffset, contents.length);
      expect([packet?.type, others]).to.eql([6, []]);
      const nanoseconds = (BigInt(view.getUint32(4, true)) << 32n) | BigInt(view.getUint32(8, true));
      expect(nanoseconds).to.equal(BigInt(Date.UTC(2026, 0, 2)) * 1_000_000n + 250_000n);
      expect([view.getUint32(0, true), view.getUint32(12, true), view.getUint32(16, true)]).to.eql([0, size, size]);
      expect(toHex(contents.subarray(20, 20 + size))).to.equal(toHex(frame));
      const options = contents.subarray(20 + size + (-size & 3));
      expect(toHex(options)).to.equal(`01000600${toHex(new TextEncoder().encode('naïve'))}000000000000`);
      expect(blocksOf(capturePacket(frame, time))[0]?.contents).to.have.length(20 + size + (-size & 3));
    }
  });

  it('has ZigBee frames with both addresses of both ends', () => {
    const zcl = fromHex('010203');
    const frame = encodeRadioFrame({ source: HUB, destination: DEVICE, sequence: 7, clusterId: 0x0704, zcl });
    expect(toHex(frame)).to.equal(
      [
        '418807621a02010000',
        '0818020100001e07',
        'a590785634 12db00'.replace(' ', ''),
        'a29078563412db00',
        '0001040709010107',
        '010203',
      ].join(''),
    );
    const transfer = { command: 'transferData', tunnelId: 0x0201, data: zcl } as const;
    expect(toHex(encodeTunnelFrame(transfer, 'toServer', 9))).to.equal('0109020102010203');
    expect(toHex(encodeTunnelFrame(transfer, 'toClient', 9))).to.equal('0909010102010203');
  });
});
