import { expect } from 'chai';
import fc from 'fast-check';
import { encodeTunnelFrame, readTunnelFrame, type TunnelFrame } from '../../../emulator/index.js';
import { fromHex, toHex } from '../../../gbcs/index.js';

type Direction = Parameters<typeof encodeTunnelFrame>[1];

/** Octets that tshark dissects so (toolchain.md 13), and layouts of ZigBee Smart Energy. */
const ORACLES: readonly [TunnelFrame, Direction, string][] = [
  [
    {
      command: 'requestTunnel',
      protocolId: 6,
      manufacturerCode: 0xffff,
      flowControl: false,
      maximumIncomingTransferSize: 1500,
    },
    'toServer',
    '11 07 00 06 ffff 00 dc05',
  ],
  [
    { command: 'requestTunnelResponse', tunnelId: 1, status: 0, maximumIncomingTransferSize: 1500 },
    'toClient',
    '19 07 00 0100 00 dc05',
  ],
  [{ command: 'closeTunnel', tunnelId: 0x0201 }, 'toServer', '01 07 01 0102'],
  [{ command: 'transferData', tunnelId: 1, data: Uint8Array.of(0xdf, 9) }, 'toServer', '01 07 02 0100 df09'],
  [{ command: 'transferData', tunnelId: 1, data: Uint8Array.of(0xdf, 9) }, 'toClient', '09 07 01 0100 df09'],
  [{ command: 'transferDataError', tunnelId: 1, status: 2 }, 'toServer', '11 07 03 0100 02'],
  [{ command: 'transferDataError', tunnelId: 1, status: 0 }, 'toClient', '19 07 02 0100 00'],
  [{ command: 'tunnelClosureNotification', tunnelId: 0xfffe }, 'toClient', '19 07 06 feff'],
];

describe('frames of the Tunnelling cluster', () => {
  for (const [frame, direction, hex] of ORACLES) {
    const octets = fromHex(hex.replaceAll(' ', ''));
    it(`are octet for octet: ${frame.command} ${direction}`, () => {
      expect(toHex(encodeTunnelFrame(frame, direction, 7))).to.equal(toHex(octets));
      expect(readTunnelFrame(octets)?.frame).to.deep.equal(frame);
      expect(readTunnelFrame(octets)?.header).to.deep.include({ direction, sequence: 7, scope: 'cluster' });
    });

    it(`must be whole: ${frame.command} ${direction}`, () => {
      const least = frame.command === 'transferData' ? 5 : octets.length;
      for (let length = 0; length < least; length++) {
        expect(readTunnelFrame(octets.subarray(0, length)), String(length)).to.equal(undefined);
      }
      if (frame.command === 'transferData') return;
      expect(readTunnelFrame(Uint8Array.of(...octets, 0))).to.equal(undefined);
    });
  }

  it('are read as they were written, or not at all, whatever the octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12, size: 'max' }), (octets) => {
        const read = readTunnelFrame(octets);
        if (read === undefined) return;
        const { header, frame } = read;
        const again = encodeTunnelFrame(frame, header.direction, header.sequence, header.disableDefaultResponse);
        expect(readTunnelFrame(again)?.frame).to.deep.equal(frame);
      }),
      { numRuns: 2000 },
    );
    for (const hex of ['110763', '09070500', '000700', '05ffff0700', '01']) {
      expect(readTunnelFrame(fromHex(hex.length % 2 ? `${hex}0` : hex)), hex).to.equal(undefined);
    }
  });

  it('are not encoded against their direction', () => {
    expect(() => encodeTunnelFrame({ command: 'closeTunnel', tunnelId: 1 }, 'toClient', 1)).to.throw(RangeError);
  });
});
