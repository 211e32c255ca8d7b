import { expect } from 'chai';
import fc from 'fast-check';
import {
  type ApsFrame,
  apsFrame,
  DEVICES,
  type Device,
  encodeLoadControlFrame,
  encodeTunnelFrame,
  LOAD_CONTROL_CLUSTER,
  readDefaultResponse,
  readLoadControlFrame,
  readTunnelFrame,
  readZclFrame,
  TUNNELLING_CLUSTER,
} from '../../../emulator/index.js';
import { type Eui64, eui64, fromHex } from '../../../gbcs/index.js';
import { Home } from '../devices/home.js';

const { hub, esme, hcalcs, secondHcalcs } = DEVICES;
const STRANGER = eui64('0a000000000000ee');

const TUNNEL = TUNNELLING_CLUSTER;
const LOAD = LOAD_CONTROL_CLUSTER;

type Answer =
  | 'nothing'
  | { readonly status: number }
  | { readonly tunnelError: number }
  | { readonly tunnelStatus: number };

const transfer = (octets: number, tunnelId = 1) =>
  encodeTunnelFrame({ command: 'transferData', tunnelId, data: new Uint8Array(octets) }, 'toServer', 90);
const request = (protocolId: number, flowControl = false) =>
  encodeTunnelFrame(
    { command: 'requestTunnel', protocolId, manufacturerCode: 0xffff, flowControl, maximumIncomingTransferSize: 1500 },
    'toServer',
    90,
  );
const EVENT = encodeLoadControlFrame(
  {
    command: 'loadControlEvent',
    issuerEventId: 1_000_000,
    deviceClass: 0x80,
    utilityEnrolmentGroup: 0,
    startTime: 0,
    durationMinutes: 30,
    criticality: 1,
    dutyCycle: 100,
    eventControl: 0,
  },
  91,
);
const REPORT = encodeLoadControlFrame(
  { command: 'reportEventStatus', issuerEventId: 1, eventStatus: 2, eventStatusTime: 1, criticality: 1 },
  92,
);

const MALFORMED = { status: 0x80 };
const UNKNOWN_COMMAND = { status: 0x81 };
const NO_SUCH_TUNNEL = { tunnelError: 0 };

/** What is wrong, to whom and from whom, the frame, and what comes back. */
const BAD: readonly [string, 'esme' | 'hcalcs' | 'hub', Eui64, ApsFrame, Answer][] = [
  ['no octets at all', 'esme', hub, apsFrame(TUNNEL, new Uint8Array(0)), 'nothing'],
  ['less than a ZCL header', 'hcalcs', esme, apsFrame(LOAD, fromHex('0901')), 'nothing'],
  ['a reserved frame type', 'hcalcs', esme, apsFrame(LOAD, fromHex('0a0100')), 'nothing'],
  ['another profile', 'hcalcs', esme, { ...apsFrame(LOAD, EVENT), profileId: 0x0104 }, 'nothing'],
  ['another endpoint', 'hcalcs', esme, { ...apsFrame(LOAD, EVENT), destinationEndpoint: 2 }, 'nothing'],
  ['a device without a link key', 'hcalcs', secondHcalcs, apsFrame(LOAD, EVENT), 'nothing'],
  ['a device that there is not', 'esme', STRANGER, apsFrame(TUNNEL, transfer(10)), 'nothing'],
  ['an unknown cluster', 'esme', hub, apsFrame(0x0702, fromHex('010100')), { status: 0xc3 }],
  ['load control at a hub', 'hub', esme, apsFrame(LOAD, EVENT), { status: 0xc3 }],
  ['an unknown command', 'hcalcs', esme, apsFrame(LOAD, fromHex('090163')), UNKNOWN_COMMAND],
  ['an unknown command of the tunnel', 'esme', hub, apsFrame(TUNNEL, fromHex('010142')), UNKNOWN_COMMAND],
  ['a command of the whole profile', 'esme', hub, apsFrame(TUNNEL, fromHex('0001000000')), { status: 0x82 }],
  ['a command of a manufacturer', 'esme', hub, apsFrame(TUNNEL, fromHex('05ffff0700')), { status: 0x83 }],
  ['one of a manufacturer for the profile', 'esme', hub, apsFrame(TUNNEL, fromHex('04ffff0700')), { status: 0x84 }],
  ['a truncated event', 'hcalcs', esme, apsFrame(LOAD, EVENT.subarray(0, 20)), MALFORMED],
  ['an event too long', 'hcalcs', esme, apsFrame(LOAD, Uint8Array.of(...EVENT, 0)), MALFORMED],
  ['a truncated report', 'esme', hcalcs, apsFrame(LOAD, REPORT.subarray(0, 9)), MALFORMED],
  ['a truncated request for a tunnel', 'esme', hub, apsFrame(TUNNEL, request(6).subarray(0, 6)), MALFORMED],
  ['a transfer without its tunnel', 'esme', hub, apsFrame(TUNNEL, fromHex('01010201')), MALFORMED],
  ['a truncated response to a request', 'hub', esme, apsFrame(TUNNEL, fromHex('0901000100')), MALFORMED],
  [
    'an error although default responses are disabled',
    'hcalcs',
    esme,
    apsFrame(LOAD, Uint8Array.of(0x19, ...EVENT.subarray(1, 20))),
    MALFORMED,
  ],
  ['an event to an ESME', 'esme', hcalcs, apsFrame(LOAD, EVENT), UNKNOWN_COMMAND],
  ['a report to an HCALCS', 'hcalcs', esme, apsFrame(LOAD, REPORT), UNKNOWN_COMMAND],
  ['a request for a tunnel to the hub', 'hub', esme, apsFrame(TUNNEL, request(6)), UNKNOWN_COMMAND],
  ['a closure notification to a device', 'esme', hub, apsFrame(TUNNEL, fromHex('0901060100')), UNKNOWN_COMMAND],
  ['a request for a tunnel by another device', 'esme', hcalcs, apsFrame(TUNNEL, request(6)), { status: 0x7e }],
  ['a transfer by another device', 'esme', hcalcs, apsFrame(TUNNEL, transfer(10)), { tunnelError: 1 }],
  ['a transfer in no tunnel', 'esme', hub, apsFrame(TUNNEL, transfer(10, 77)), NO_SUCH_TUNNEL],
  ['a transfer too long', 'esme', hub, apsFrame(TUNNEL, transfer(1501)), { tunnelError: 2 }],
  ['another protocol', 'esme', hub, apsFrame(TUNNEL, request(5)), { tunnelStatus: 3 }],
  ['flow control', 'esme', hub, apsFrame(TUNNEL, request(6, true)), { tunnelStatus: 4 }],
  ['the closing of no tunnel', 'esme', hub, apsFrame(TUNNEL, fromHex('0101014d00')), { status: 0x8b }],
  ['a closure of no tunnel', 'hub', esme, apsFrame(TUNNEL, fromHex('1901064d00')), 'nothing'],
  [
    'a response that nobody asked for',
    'hub',
    esme,
    apsFrame(TUNNEL, fromHex('1901000900 00dc05'.replace(' ', ''))),
    'nothing',
  ],
  ['an error of no tunnel', 'hub', esme, apsFrame(TUNNEL, fromHex('1901024d0000')), 'nothing'],
  [
    'a Default Response to nothing',
    'esme',
    hub,
    apsFrame(TUNNEL, fromHex('1801 0b 0281'.replaceAll(' ', ''))),
    'nothing',
  ],
];

/**
 * All that a device is but what it notes about frames: the ZCL frames that it remembers, and its log of refusals.
 * @param but parts that may change
 */
function stateOf(device: Device, but: readonly string[] = ['zcl']): unknown {
  const saved = device.save() as { parts: Map<string, unknown>; endpoint: { counters: unknown } };
  const parts = [...saved.parts].filter(([name]) => !but.includes(name));
  return {
    ...saved,
    parts,
    endpoint: saved.endpoint.counters,
    ...{ snapshot: { ...device.snapshot(), securityLog: 0 } },
  };
}

describe('bad frames on the HAN', () => {
  for (const [what, name, source, content, expected] of BAD) {
    it(`${what}, at the ${name}: ${JSON.stringify(expected)}, and nothing changes`, () => {
      const home = new Home().bound();
      const device: Device = home.named[name];
      const before = stateOf(device);
      const effects = device.handle({ source, destination: device.eui, content }, home.now);
      const notes = effects.flatMap((effect) => (effect.kind === 'note' ? [effect.note.note] : []));
      const sent = effects.flatMap((effect) => (effect.kind === 'send' ? [effect.frame] : []));
      expect(stateOf(device)).to.deep.equal(before);
      if (expected === 'nothing') {
        expect(sent).to.deep.equal([]);
        if (what !== 'a Default Response to nothing') expect(notes).to.deep.equal(['dropped']);
        return;
      }
      expect(sent).to.have.length(1);
      const [answer] = sent;
      expect(answer).to.include({ source: device.eui, destination: source });
      const zcl = answer?.content.kind === 'aps' ? answer.content.zcl : new Uint8Array(0);
      const frame = readZclFrame(zcl) ?? expect.fail();
      const asked = readZclFrame(content.zcl) ?? expect.fail();
      expect(frame.header.direction).not.to.equal(asked.header.direction);
      if ('status' in expected) {
        expect(notes).to.deep.equal(['dropped']);
        expect(frame.header.sequence).to.equal(asked.header.sequence);
        expect(readDefaultResponse(frame)).to.deep.equal({
          commandId: asked.header.commandId,
          status: expected.status,
        });
      } else {
        const tunnel = readTunnelFrame(zcl)?.frame;
        const status = 'tunnelError' in expected ? expected.tunnelError : expected.tunnelStatus;
        const command = 'tunnelError' in expected ? 'transferDataError' : 'requestTunnelResponse';
        expect(tunnel).to.include({ command, status });
      }
    });
  }

  it('to nobody are lost, and said to be', () => {
    const home = new Home();
    home.carried.splice(0);
    home.installation.network.send({ source: hub, destination: STRANGER, content: apsFrame(TUNNEL, transfer(10)) });
    home.go(1);
    expect(home.carried.map(({ to, delivered }) => [to, delivered])).to.deep.equal([[STRANGER, false]]);
  });

  const octets = fc.uint8Array({ maxLength: 60, size: 'max' });
  const frames: fc.Arbitrary<ApsFrame> = fc
    .record({
      profileId: fc.constantFrom(0x0109, 0x0109, 0x0109, 0x0104),
      clusterId: fc.constantFrom(TUNNEL, LOAD, 0x0702, 0x0000),
      destinationEndpoint: fc.constantFrom(1, 1, 1, 2),
      control: fc.constantFrom(0x00, 0x01, 0x09, 0x11, 0x19, 0x05, 0x18, 0xff),
      command: fc.nat(8),
      rest: octets,
    })
    .map(({ control, command, rest, clusterId, ...frame }) => ({
      ...apsFrame(clusterId, Uint8Array.of(control, 0x55, command, ...rest)),
      ...frame,
    }));
  /** Effects by which a device would do more than answer a frame. */
  const isDeed = (kind: string) => kind === 'executed' || kind === 'switched';

  it('of any octets throw nothing, and carry out nothing of the DCC', () => {
    const home = new Home().bound();
    const devices: readonly Device[] = Object.values(home.named);
    const saved = devices.map((device) => device.save());
    fc.assert(
      fc.property(fc.nat(2), fc.constantFrom(hub, esme, hcalcs, secondHcalcs), frames, (at, source, content) => {
        const device = devices[at] as Device;
        device.restore(saved[at]);
        // A request for a tunnel, the closing of one and the like may be quite in order.
        const but = ['zcl', 'tunnel', 'tunnels'];
        const before = stateOf(device, but);
        const effects = device.handle({ source, destination: device.eui, content }, home.now);
        // A whole command of load control by the right partner is no bad frame.
        const isLoadControl = content.clusterId === LOAD && source !== hub && content.profileId === 0x0109;
        const isCommand = isLoadControl && readLoadControlFrame(content.zcl) !== undefined;
        if (isCommand) return;
        expect(stateOf(device, but)).to.deep.equal(before);
        for (const effect of effects) if (effect.kind === 'note') expect(isDeed(effect.note.note)).to.equal(false);
        const answers = effects.filter(({ kind }) => kind === 'send');
        expect(answers.length).to.be.at.most(2);
      }),
      { numRuns: 3000 },
    );
  });
});
