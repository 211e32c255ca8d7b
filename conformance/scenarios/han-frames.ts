import { expect } from 'chai';
import {
  type ApsFrame,
  apsFrame,
  type DeviceName,
  encodeLoadControlFrame,
  encodeTunnelFrame,
  LOAD_CONTROL_CLUSTER,
  readDefaultResponse,
  readTunnelFrame,
  readZclFrame,
  TRANSFER_DATA_STATUS,
  TUNNEL_STATUS,
  TUNNELLING_CLUSTER,
  type TunnelFrame,
  ZCL,
} from '../../emulator/index.js';
import { assumptionValue, fromHex, toHex } from '../../gbcs/index.js';
import type { ApsObservation, Laboratory } from '../targets/laboratory.js';
import { closing, labelling, opening } from './intentions.js';
import type { Scenario } from './scenario.js';
import { expectHcalcs, install, MINUTE, stateOf, succeed } from './steps.js';

/** What devices make of frames that are not as they should be, and of links that lose and double them. */

const DRLC = 'GBCS 18.1.1';
const TUNNELS = 'GBCS 10.2.2';
const CLUSTER_LIBRARY = 'ZigBee Cluster Library 2.5.12';
/** Above every identifier that an ESME gives. */
const NEWEST_EVENT = 0xf000_0001;

/** An event that would close a switch. */
function closingEvent(lab: Laboratory): Uint8Array {
  return encodeLoadControlFrame(
    {
      command: 'loadControlEvent',
      issuerEventId: NEWEST_EVENT,
      deviceClass: assumptionValue(lab.profile, 'drlc-device-class'),
      utilityEnrolmentGroup: 0,
      startTime: 0,
      durationMinutes: 30,
      criticality: assumptionValue(lab.profile, 'drlc-criticality'),
      dutyCycle: assumptionValue(lab.profile, 'drlc-duty-cycle-closed'),
      eventControl: 0,
    },
    201,
  );
}

/** Sends a frame, and again where it or the answer got lost. @returns what the device sent back within a second, each once */
async function answersOf(
  lab: Laboratory,
  from: DeviceName,
  to: DeviceName,
  frame: ApsFrame,
): Promise<readonly ApsObservation[]> {
  const [source, destination] = [lab.eui(to), lab.eui(from)];
  for (let attempt = 0; ; attempt++) {
    const before = (await lab.apsFrames()).length;
    await lab.sendAps(from, to, attempt === 0 ? frame : numbered(frame, attempt));
    const answers = (await lab.apsFrames())
      .slice(before)
      .filter((one) => one.source === source && one.destination === destination);
    const isWhole = answers.every(({ delivered }) => delivered);
    const once = new Map(answers.map((one) => [toHex(one.frame.zcl), one]));
    if (isWhole) return [...once.values()];
  }
}

/** The frame as a new one: with another ZCL sequence number, which is the second octet. */
function numbered(frame: ApsFrame, more: number): ApsFrame {
  const zcl = Uint8Array.from(frame.zcl);
  zcl[1] = ((zcl[1] ?? 0) + more) & 0xff;
  return { ...frame, zcl };
}

/** Statuses of the Default Responses among frames. */
function statuses(frames: readonly ApsObservation[]): readonly (number | undefined)[] {
  return frames.map(({ frame }) => {
    const zcl = readZclFrame(frame.zcl);
    return zcl && readDefaultResponse(zcl)?.status;
  });
}

function tunnelled(frame: TunnelFrame): ApsFrame {
  return apsFrame(TUNNELLING_CLUSTER, encodeTunnelFrame(frame, 'toServer', 202));
}

const REQUEST = {
  command: 'requestTunnel',
  protocolId: 6,
  manufacturerCode: 0xffff,
  flowControl: false,
  maximumIncomingTransferSize: 1500,
} as const;

export const HAN_FRAME_SCENARIOS: readonly Scenario[] = [
  {
    id: 'hcalcs-obeys-no-hub',
    title: 'An HCALCS obeys no Load Control Event of its hub, with which it has a key but no load control.',
    covers: ['REQ-06', 'hcalcs-obeys-its-esme'],
    clauses: [DRLC],
    async run(lab) {
      await install(lab);
      await lab.sendLoadControl('hub', 'hcalcs', closingEvent(lab));
      await expectHcalcs(lab, 'open', 'after an event of the hub');
    },
  },
  {
    id: 'bad-frames-get-their-status',
    title:
      'A frame that a device does not understand is answered with the status of the ZigBee Cluster Library, and changes nothing.',
    covers: ['han-default-response'],
    clauses: [CLUSTER_LIBRARY],
    async run(lab) {
      await install(lab);
      const event = closingEvent(lab);
      const cases: readonly (readonly [string, DeviceName, DeviceName, ApsFrame, number])[] = [
        [
          'a truncated event',
          'esme',
          'hcalcs',
          apsFrame(LOAD_CONTROL_CLUSTER, event.subarray(0, 20)),
          ZCL.malformedCommand,
        ],
        [
          'a report to an HCALCS',
          'esme',
          'hcalcs',
          apsFrame(LOAD_CONTROL_CLUSTER, fromHex('01ca00')),
          ZCL.unsupportedClusterCommand,
        ],
        ['an unknown cluster', 'hub', 'esme', apsFrame(0x0702, fromHex('01ca00')), ZCL.unsupportedCluster],
        [
          'an unknown command',
          'hub',
          'esme',
          apsFrame(TUNNELLING_CLUSTER, fromHex('01ca42')),
          ZCL.unsupportedClusterCommand,
        ],
        [
          'a request that is cut',
          'hub',
          'esme',
          apsFrame(TUNNELLING_CLUSTER, fromHex('01ca0006')),
          ZCL.malformedCommand,
        ],
        ['an event to a hub', 'esme', 'hub', apsFrame(LOAD_CONTROL_CLUSTER, event), ZCL.unsupportedCluster],
      ];
      for (const [what, from, to, frame, status] of cases) {
        const before = await stateOf(lab, to);
        expect(statuses(await answersOf(lab, from, to, frame)), `answer of ${to} to ${what}`).to.deep.equal([status]);
        expect(await stateOf(lab, to), `state of ${to} after ${what}`).to.deep.equal(before);
      }
    },
  },
  {
    id: 'frames-of-other-profiles-are-dropped',
    title: 'A frame of another profile or to another endpoint is dropped, and changes nothing.',
    covers: ['han-default-response'],
    clauses: [DRLC],
    async run(lab) {
      await install(lab);
      const frame = apsFrame(LOAD_CONTROL_CLUSTER, closingEvent(lab));
      for (const bad of [
        { ...frame, profileId: 0x0104 },
        { ...frame, destinationEndpoint: 2 },
      ]) {
        expect(await answersOf(lab, 'esme', 'hcalcs', bad), 'answers').to.deep.equal([]);
        await expectHcalcs(lab, 'open', 'after a frame that is not for it');
      }
    },
  },
  {
    id: 'tunnels-take-what-they-should',
    title:
      'A device gives no tunnel for another protocol or with flow control, and takes no transfer that is too long or in no tunnel.',
    covers: ['tunnel-form'],
    clauses: [TUNNELS],
    async run(lab) {
      await install(lab);
      for (const to of ['esme', 'hcalcs'] as const) {
        const told = async (frame: TunnelFrame) =>
          (await answersOf(lab, 'hub', to, tunnelled(frame))).flatMap((one) => {
            const answer = readTunnelFrame(one.frame.zcl)?.frame;
            return answer !== undefined && 'status' in answer ? [[answer.command, answer.status]] : [];
          });
        const refused = (status: number) => [['requestTunnelResponse', status]];
        expect(await told({ ...REQUEST, protocolId: 5 }), `${to}, another protocol`).to.deep.equal(
          refused(TUNNEL_STATUS.protocolNotSupported),
        );
        expect(await told({ ...REQUEST, flowControl: true }), `${to}, flow control`).to.deep.equal(
          refused(TUNNEL_STATUS.flowControlNotSupported),
        );
        const tunnelId = openTunnel(await lab.apsFrames(), lab.eui(to));
        const before = await stateOf(lab, to);
        const data = new Uint8Array(1501);
        expect(await told({ command: 'transferData', tunnelId, data }), `${to}, 1,501 octets`).to.deep.equal([
          ['transferDataError', TRANSFER_DATA_STATUS.dataOverflow],
        ]);
        const nowhere = { command: 'transferData', tunnelId: tunnelId + 1, data: data.subarray(0, 9) } as const;
        expect(await told(nowhere), `${to}, no such tunnel`).to.deep.equal([
          ['transferDataError', TRANSFER_DATA_STATUS.noSuchTunnel],
        ]);
        expect(await stateOf(lab, to), `state of ${to}`).to.deep.equal(before);
      }
    },
  },
  {
    id: 'doubled-frames-count-once',
    title: 'Where the link doubles every frame, a Command is carried out once and answered once.',
    covers: ['han-duplicates'],
    clauses: [TUNNELS],
    assumptions: ['zcl-duplicate-window-seconds'],
    async run(lab) {
      await install(lab);
      await lab.links({ latencyMs: 20, duplication: 1 });
      // Not protected against replay: nothing but the HAN keeps it from happening twice.
      const { responses } = await lab.deliver(
        'esme',
        await lab.craft('esme', labelling(lab, { 1: 'Immersion heater' })[2]),
      );
      expect(responses.length, 'number of Responses').to.equal(1);
    },
  },
  {
    id: 'messages-survive-a-short-silence',
    title: 'A Command that gets lost on the HAN is sent again until its device has it, and so is the Response.',
    covers: ['han-repetition'],
    clauses: [TUNNELS],
    assumptions: ['zcl-confirmation-timeout-seconds', 'zcl-send-attempts', 'tunnel-transfer-confirmation'],
    async run(lab) {
      await install(lab);
      const message = await lab.craft('esme', labelling(lab, { 2: 'Storage heater' })[2]);
      await lab.links({ loss: 1 });
      const before = (await lab.apsFrames()).length;
      const lost = await lab.deliver('esme', message);
      expect(lost.responses.length, 'Responses while nothing gets through').to.equal(0);
      const vain = (await lab.apsFrames()).slice(before).filter(({ destination }) => destination === lab.eui('esme'));
      expect(vain.length, 'frames that the hub has sent in vain').to.be.greaterThan(1);
      await lab.links({});
      await lab.advance(2 * MINUTE);
      expect((await lab.esme()).switches[1]?.description, 'label after that').to.equal('Storage heater');
    },
  },
  {
    id: 'response-survives-a-short-silence',
    title: 'A Response that gets lost on the HAN is sent again until the hub has it.',
    covers: ['han-repetition'],
    clauses: [TUNNELS],
    assumptions: ['zcl-confirmation-timeout-seconds', 'zcl-send-attempts', 'tunnel-transfer-confirmation'],
    async run(lab) {
      await install(lab);
      const message = await lab.craft('esme', labelling(lab, { 2: 'Storage heater' })[2]);
      // What the hub sends takes 3 seconds; by the time that the ESME answers, nothing gets through.
      await lab.links({ latencyMs: 3000, partitions: [{ from: lab.now() + 3000, until: lab.now() + 10_000 }] });
      const { responses } = await lab.deliver('esme', message);
      expect(responses.length, 'number of Responses').to.equal(1);
    },
  },
  {
    id: 'hub-reports-undelivered-message',
    title: 'A hub that cannot deliver a message to the ESME in time tells the DCC so by alert 8F84.',
    covers: ['hub-delivery-failure-alert'],
    clauses: ['GBCS 16.2', TUNNELS],
    assumptions: ['delivery-failure-alert', 'delivery-failure-devices', 'hub-message-hold-seconds'],
    async run(lab) {
      await install(lab);
      const message = await lab.craft('esme', labelling(lab, { 2: 'Storage heater' })[2]);
      await lab.power('esme', false);
      const before = (await lab.alerts()).length;
      await lab.deliver('esme', message);
      await lab.advance(assumptionValue(lab.profile, 'hub-message-hold-seconds') + MINUTE);
      const alerts = (await lab.alerts()).slice(before);
      const codes = alerts.map((alert) => alert.message.frame.header.otherInformation.messageCode);
      expect(codes, 'message codes of the alerts').to.deep.equal([0x00d5]);
      expect(alerts[0]?.authentic, 'protection of the alert').to.equal(true);
    },
  },
  {
    id: 'load-control-survives-lost-frames',
    title: 'A Load Control Event that gets lost is sent again, and so is the report on it.',
    covers: ['REQ-26', 'han-repetition'],
    clauses: [DRLC],
    assumptions: ['zcl-confirmation-timeout-seconds', 'zcl-send-attempts'],
    async run(lab) {
      await install(lab);
      const between = ['esme', 'hcalcs'] as const;
      await lab.links({ loss: 1 }, between);
      await succeed(lab, 'supplier', ...closing(lab, 2, 60));
      await expectHcalcs(lab, 'open', 'while nothing gets through');
      await lab.links({}, between);
      await lab.advance(30);
      await expectHcalcs(lab, 'closed', 'once something does');
      const outcome = async () => (await lab.esme()).auxiliaryEventLog.at(-1)?.outcome;
      expect(await outcome(), 'outcome that the ESME has logged').to.equal('success');
      // The event takes 3 seconds; by the time that the HCALCS reports on it, nothing gets through.
      const now = lab.now();
      await lab.links({ latencyMs: 3000, partitions: [{ from: now + 2500, until: now + 10_000 }] }, between);
      await succeed(lab, 'supplier', ...opening(lab, 2, 60));
      await lab.advance(40);
      await expectHcalcs(lab, 'open', 'after the second event');
      expect(await outcome(), 'outcome of the second, as the ESME has logged it').to.equal('success');
    },
  },
];

/** The tunnel that a device has given last. */
function openTunnel(frames: readonly ApsObservation[], device: string): number {
  const given = frames.flatMap(({ source, frame }) => {
    const answer = readTunnelFrame(frame.zcl)?.frame;
    const isGiven = source === device && answer?.command === 'requestTunnelResponse' && answer.status === 0;
    return isGiven ? [answer.tunnelId] : [];
  });
  return given.at(-1) ?? 0;
}
