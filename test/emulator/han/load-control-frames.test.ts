import { expect } from 'chai';
import fc from 'fast-check';
import {
  decodeLoadControlFrame,
  encodeLoadControlFrame,
  type LoadControlFrame,
  readLoadControlFrame,
} from '../../../emulator/han/load-control-frames.js';
import { CodecError, fromHex, toHex } from '../../../gbcs/index.js';
import { codecError } from '../../gbcs/asn1/payloads.js';

function hexOf(text: string): string {
  return text.replaceAll(' ', '').toLowerCase();
}

/** Frames that others have written down: field for field, octet for octet. */
const ORACLES: [string, LoadControlFrame, number, string][] = [
  [
    "a vendor's worked Load Control Event (hcalcs.md 3.3)",
    {
      command: 'loadControlEvent',
      issuerEventId: 0x12345678,
      deviceClass: 0x0014,
      utilityEnrolmentGroup: 0,
      startTime: 0,
      durationMinutes: 1,
      criticality: 4,
      dutyCycle: 0xff,
      eventControl: 0,
    },
    0x2a,
    '09 2a 00 78563412 1400 00 00000000 0100 04 FF FF 0080 0080 80 FF 00',
  ],
  [
    'the Load Control Event that tshark dissects (toolchain.md 13): electric vehicle, 30 minutes, duty cycle 0',
    {
      command: 'loadControlEvent',
      issuerEventId: 0x12345678,
      deviceClass: 1 << 10,
      utilityEnrolmentGroup: 0,
      startTime: 0,
      durationMinutes: 30,
      criticality: 1,
      dutyCycle: 0,
      eventControl: 0,
    },
    1,
    '09 01 00 78563412 0004 00 00000000 1e00 01 ff ff 0080 0080 80 00 00',
  ],
  [
    'Cancel Load Control Event (layout as tshark has it): identifier, class, group, control, time',
    {
      command: 'cancelLoadControlEvent',
      issuerEventId: 0x12345678,
      deviceClass: 0x80,
      utilityEnrolmentGroup: 0,
      cancelControl: 1,
      effectiveTime: 0,
    },
    3,
    '09 03 01 78563412 8000 00 01 00000000',
  ],
  [
    'Cancel All Load Control Events (layout as tshark has it): control',
    { command: 'cancelAllLoadControlEvents', cancelControl: 0 },
    4,
    '09 04 02 00',
  ],
  [
    'Get Scheduled Events (GBCS 18.1.1.3): default response disabled, start 0, one event',
    { command: 'getScheduledEvents', startTime: 0, numberOfEvents: 1 },
    7,
    '11 07 01 00000000 01',
  ],
  [
    'Report Event Status (GBCS 18.1.1): status time 1, criticality 1, set points 8000, the rest not used',
    { command: 'reportEventStatus', issuerEventId: 0x12345678, eventStatus: 2, eventStatusTime: 1, criticality: 1 },
    0xff,
    '01 ff 00 78563412 02 01000000 01 0080 0080 80 ff 00 00',
  ],
];

const u32 = fc.nat(0xffffffff);
const frames: fc.Arbitrary<LoadControlFrame> = fc.oneof(
  fc.record({
    command: fc.constant('loadControlEvent' as const),
    issuerEventId: u32,
    deviceClass: fc.nat(0xffff),
    utilityEnrolmentGroup: fc.nat(0xff),
    startTime: u32,
    durationMinutes: fc.nat(0xffff),
    criticality: fc.nat(0xff),
    dutyCycle: fc.nat(0xff),
    eventControl: fc.nat(0xff),
  }),
  fc.record({
    command: fc.constant('reportEventStatus' as const),
    issuerEventId: u32,
    eventStatus: fc.nat(0xff),
    eventStatusTime: u32,
    criticality: fc.nat(0xff),
  }),
  fc.record({
    command: fc.constant('cancelLoadControlEvent' as const),
    issuerEventId: u32,
    deviceClass: fc.nat(0xffff),
    utilityEnrolmentGroup: fc.nat(0xff),
    cancelControl: fc.nat(0xff),
    effectiveTime: u32,
  }),
  fc.record({ command: fc.constant('cancelAllLoadControlEvents' as const), cancelControl: fc.nat(0xff) }),
  fc.record({ command: fc.constant('getScheduledEvents' as const), startTime: u32, numberOfEvents: fc.nat(0xff) }),
);

describe('load control frames', () => {
  for (const [what, frame, sequence, octets] of ORACLES) {
    it(`are octet for octet ${what}`, () => {
      expect(toHex(encodeLoadControlFrame(frame, sequence))).to.equal(hexOf(octets));
      expect(decodeLoadControlFrame(fromHex(hexOf(octets)))).to.deep.equal({ frame, sequence });
    });

    it(`must be whole: ${what}`, () => {
      const whole = fromHex(hexOf(octets));
      for (let length = 0; length < whole.length; length++) {
        const error = codecError(() => decodeLoadControlFrame(whole.subarray(0, length)));
        expect([error.code, error.offset], String(length)).to.deep.equal(['GBCS_E_TRUNCATED', length]);
      }
      const error = codecError(() => decodeLoadControlFrame(Uint8Array.of(...whole, 0)));
      expect([error.code, error.offset]).to.deep.equal(['GBCS_E_TRAILING', whole.length]);
    });
  }

  it('are read as they were written, wherever they lie in a buffer', () => {
    fc.assert(
      fc.property(frames, fc.nat(0xff), fc.nat(5), (frame, sequence, before) => {
        const octets = encodeLoadControlFrame(frame, sequence);
        const buffer = new Uint8Array(before + octets.length + 2).fill(0xee);
        buffer.set(octets, before);
        const view = buffer.subarray(before, before + octets.length);
        expect(decodeLoadControlFrame(view)).to.deep.equal({ frame, sequence });
      }),
    );
  });

  it('may ask for a default response or not, whatever the command', () => {
    const event = fromHex(hexOf(ORACLES[1]?.[3] ?? ''));
    event[0] = 0x19;
    expect(decodeLoadControlFrame(event).frame.command).to.equal('loadControlEvent');
    expect(decodeLoadControlFrame(fromHex('0107010000000001')).frame.command).to.equal('getScheduledEvents');
  });

  const others: [string, string][] = [
    ['a command of the server to the server', '0801007856341204000000000000'],
    ['a profile-wide command', '08070100000000001'.slice(0, 16)],
    ['a manufacturer-specific command', '15070100000000001'.slice(0, 16)],
    ['Get Scheduled Events from the server', '0907050000000001'],
    ['an unknown command', '110702'],
  ];
  for (const [what, hex] of others) {
    it(`are not ${what}`, () => {
      expect(codecError(() => decodeLoadControlFrame(fromHex(hex))).code).to.equal('GBCS_E_TAG');
      expect(readLoadControlFrame(fromHex(hex))).to.equal(undefined);
    });
  }

  it('are frames, or a CodecError, whatever the octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30, size: 'max' }), (octets) => {
        const read = readLoadControlFrame(octets);
        try {
          expect(decodeLoadControlFrame(octets).frame).to.deep.equal(read);
        } catch (error) {
          expect(error).to.be.instanceOf(CodecError);
          expect(read).to.equal(undefined);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
