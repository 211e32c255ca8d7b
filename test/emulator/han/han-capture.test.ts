import { expect } from 'chai';
import {
  apsFrame,
  captureInMemory,
  DEVICES,
  encodeLoadControlFrame,
  type HanCapture,
  type HanFrame,
  LOAD_CONTROL_CLUSTER,
  type LoadControlFrame,
  NOT_DELIVERED,
  readLoadControlFrame,
  readTunnelFrame,
  readZclFrame,
  TUNNELLING_CLUSTER,
} from '../../../emulator/index.js';
import {
  activateSwitch,
  deactivateSwitch,
  decodeBlocks,
  decodeFrame,
  isBlock,
  readSwitchData,
  resetSwitch,
  unjoinDevice,
} from '../../../gbcs/index.js';
import { dissectCapture, requireTshark } from '../../vectors/tshark.js';
import { Home } from '../devices/home.js';

const { hub, esme, hcalcs } = DEVICES;

interface Sent extends HanFrame {
  readonly at: number;
  readonly delivered: boolean;
}

/** An evening of load control with repetitions and losses: what was sent, and the capture of it. */
function evening(): { readonly sent: readonly Sent[]; readonly capture: Uint8Array } {
  const { capture, octets } = captureInMemory(hub);
  const sent: Sent[] = [];
  const home = new Home({ links: { seed: 'capture' } });
  const record = (recorder: HanCapture): void => {
    for (const { at, from, to, content, delivered } of home.carried) {
      const frame = { source: from, destination: to, content };
      recorder.frame(frame, at, delivered);
      sent.push({ ...frame, at, delivered });
    }
  };
  home.bound({
    entries: Array.from({ length: 48 }, (_, i) => ({
      switch: 5 as const,
      action: i % 2 === 0 ? ('close' as const) : ('open' as const),
      hour: Math.floor(i / 2),
      minute: 0,
      weekdays: '1111111',
      specialDays: '',
    })),
  });
  home.ask(home.distributor, '7.5', esme, activateSwitch(2, 45));
  home.ask(home.supplier, '7.7', esme, readSwitchData());
  home.go(46 * 60);
  home.installation.network.links.set({ latencyMs: 30, loss: 0.2, duplication: 0.2 });
  home.distributor.request('7.6', esme, deactivateSwitch(2, 30));
  home.go(300);
  home.distributor.request('7.8', esme, resetSwitch(2));
  home.go(300);
  for (const frame of [
    { command: 'cancelAllLoadControlEvents', cancelControl: 0 },
    {
      command: 'cancelLoadControlEvent',
      issuerEventId: 0xfedcba98,
      deviceClass: 0x80,
      utilityEnrolmentGroup: 0,
      cancelControl: 1,
      effectiveTime: 0,
    },
  ] as const) {
    const content = apsFrame(LOAD_CONTROL_CLUSTER, encodeLoadControlFrame(frame, 77));
    home.installation.network.send({ source: esme, destination: hcalcs, content });
  }
  home.installation.network.links.set({});
  home.go(60);
  home.ask(home.supplier, '8.8.1', hcalcs, unjoinDevice(esme));
  home.go(60);
  record(capture);
  return { sent, capture: octets() };
}

/** The ZCL frame, if it is one of the cluster. */
function zclOf({ content }: Sent, clusterId?: number): Uint8Array {
  const isMeant = content.kind === 'aps' && (clusterId === undefined || content.clusterId === clusterId);
  return isMeant ? content.zcl : new Uint8Array(0);
}
const wireshark = (eui: string) => (eui.match(/../g) ?? []).join(':');
/** The number that tshark writes: in digits, or as a time, which on the HAN counts seconds since 2000. */
function numberOf(text: string): number {
  const seconds = (Date.parse(text.replace(/\.\d+/, '')) - Date.UTC(2000, 0, 1)) / 1000;
  return text.includes(':') ? seconds : Number(text || Number.NaN);
}

describe('a run’s capture of the HAN, read back by tshark', function () {
  this.timeout(60_000);
  let sent: readonly Sent[];
  let capture: Uint8Array;
  before(function () {
    requireTshark.call(this);
    ({ sent, capture } = evening());
  });

  const ADDRESSES = ['zbee_nwk.src64', 'zbee_nwk.dst64', 'zbee_zcl.cmd.tsn', 'frame.comment'] as const;
  const addressesOf = (one: Sent) => ({
    'zbee_nwk.src64': wireshark(one.source),
    'zbee_nwk.dst64': wireshark(one.destination),
    'zbee_zcl.cmd.tsn': String(readZclFrame(zclOf(one))?.header.sequence),
    'frame.comment': one.delivered ? '' : NOT_DELIVERED,
  });

  it('has every frame of an application, none malformed, with its time', () => {
    const all = sent.filter(({ content }) => content.kind === 'aps');
    const rows = dissectCapture(
      capture,
      [...ADDRESSES, 'frame.time_epoch', 'zbee_aps.cluster', 'zbee_aps.profile', '_ws.malformed'],
      'frame',
    );
    expect(rows).to.have.length(all.length);
    expect(all.filter(({ delivered }) => !delivered).length, 'frames that got lost').to.be.greaterThan(0);
    for (const [i, row] of rows.entries()) {
      const one = all[i] as Sent;
      expect(row).to.include({ ...addressesOf(one), '_ws.malformed': '' });
      expect(Number(row['frame.time_epoch']) * 1000).to.be.closeTo(one.at, 1);
    }
  });

  /** Frames of load control of one command, as tshark reads them, against what was sent. */
  function expectFields<Command extends LoadControlFrame['command']>(
    command: Command,
    filter: string,
    fieldsOf: (frame: LoadControlFrame & { command: Command }) => Readonly<Record<string, number>>,
  ): void {
    const frames = sent.flatMap((one) => {
      const frame = readLoadControlFrame(zclOf(one, LOAD_CONTROL_CLUSTER));
      return frame?.command === command ? [{ one, frame: frame as LoadControlFrame & { command: Command } }] : [];
    });
    const names = frames[0] === undefined ? [] : Object.keys(fieldsOf(frames[0].frame));
    expect(names.length, `frames of ${command}`).to.be.greaterThan(0);
    const rows = dissectCapture(
      capture,
      [...ADDRESSES, ...names.map((name) => `zbee_zcl_se.drlc.${name}`)],
      `zbee_aps.cluster == 0x0701 && zbee_zcl.type == 1 && ${filter}`,
    );
    const found = rows.map((row) => [
      ...ADDRESSES.map((name) => row[name]),
      ...names.map((name) => numberOf(row[`zbee_zcl_se.drlc.${name}`] ?? '')),
    ]);
    const expected = frames.map(({ one, frame }) => [
      ...Object.values(addressesOf(one)),
      ...Object.values(fieldsOf(frame)),
    ]);
    expect(found, command).to.deep.equal(expected);
  }

  it('has every Load Control Event with the values that were sent', () => {
    expectFields('loadControlEvent', 'zbee_zcl_se.drlc.cmd.srv_tx.id == 0', (frame) => ({
      issuer_id: frame.issuerEventId,
      device_class: frame.deviceClass,
      utility_enrollment_group: frame.utilityEnrolmentGroup,
      start_time: frame.startTime,
      duration_in_minutes: frame.durationMinutes,
      criticality_level: frame.criticality,
      cooling_temperature_offset: 0xff,
      heating_temperature_offset: 0xff,
      cooling_temperature_set_point: -0x8000,
      heating_temperature_set_point: -0x8000,
      average_load_adjustment_percentage: -0x80,
      duty_cycle: frame.dutyCycle,
      event_control: frame.eventControl,
    }));
  });

  it('has every Report Event Status with the values that were sent', () => {
    expectFields('reportEventStatus', 'zbee_zcl_se.drlc.cmd.srv_rx.id == 0', (frame) => ({
      'report_event.issuer_id': frame.issuerEventId,
      'report_event.event_status': frame.eventStatus,
      'report_event.event_status_time': frame.eventStatusTime,
      'report_event.criticality_level_applied': frame.criticality,
      'report_event.cooling_temperature_set_point_applied': -0x8000,
      'report_event.heating_temperature_set_point_applied': -0x8000,
      'report_event.average_load_adjustment_percentage_applied': -0x80,
      'report_event.duty_cycle_applied': 0xff,
      'report_event.event_control': 0,
      'report_event.signature_type': 0,
    }));
  });

  it('has every request and every cancellation', () => {
    expectFields('getScheduledEvents', 'zbee_zcl_se.drlc.cmd.srv_rx.id == 1', (frame) => ({
      'get_scheduled_events.start_time': frame.startTime,
      'get_scheduled_events.numbers_of_events': frame.numberOfEvents,
    }));
    expectFields('cancelLoadControlEvent', 'zbee_zcl_se.drlc.cmd.srv_tx.id == 1', (frame) => ({
      issuer_id: frame.issuerEventId,
      device_class: frame.deviceClass,
      utility_enrollment_group: frame.utilityEnrolmentGroup,
      cancel_control: frame.cancelControl,
    }));
    expectFields('cancelAllLoadControlEvents', 'zbee_zcl_se.drlc.cmd.srv_tx.id == 2', (frame) => ({
      cancel_control: frame.cancelControl,
    }));
  });

  it('has every frame of the tunnels, the transfers with the header of the message that they carry, blocks included', () => {
    const T = 'zbee_zcl_se.tun.';
    const G = 'gbcs_message.grouping_header.';
    const fields = [
      ...ADDRESSES,
      `${T}tunnel_id`,
      `${T}transfer_data_status`,
      `${T}transfer_status`,
      `${T}max_in_transfer_size`,
      `${G}message_code`,
      `${G}originator_counter`,
      `${G}business_originator_id`,
      `${G}business_target_id`,
      'gbcs_message.gbt_header.block_number',
    ] as const;
    const rows = dissectCapture(capture, fields, 'zbee_aps.cluster == 0x0704 && zbee_zcl.type == 1');
    const frames = sent.flatMap((one) => {
      const read = readTunnelFrame(zclOf(one, TUNNELLING_CLUSTER));
      return read === undefined ? [] : [{ one, frame: read.frame }];
    });
    const blocks = frames.filter(({ frame }) => frame.command === 'transferData' && isBlock(frame.data));
    expect(blocks.length, 'blocks').to.be.greaterThan(4);
    expect(rows.length).to.equal(frames.length);
    for (const [i, { one, frame }] of frames.entries()) {
      const row = rows[i] ?? expect.fail();
      expect(row, frame.command).to.include(addressesOf(one));
      if ('tunnelId' in frame) expect(Number(row[`${T}tunnel_id`]), frame.command).to.equal(frame.tunnelId);
      if ('maximumIncomingTransferSize' in frame) expect(Number(row[`${T}max_in_transfer_size`])).to.equal(1500);
      if (frame.command === 'requestTunnelResponse') expect(Number(row[`${T}transfer_status`])).to.equal(frame.status);
      if (frame.command !== 'transferData') continue;
      if (isBlock(frame.data)) {
        const numbers = decodeBlocks(frame.data).map(({ blockNumber }) => String(blockNumber));
        expect(row['gbcs_message.gbt_header.block_number']).to.equal(numbers.join(','));
        continue;
      }
      const { originator, recipient, originatorCounter, otherInformation } = decodeFrame(frame.data).header;
      expect(Number(row[`${G}message_code`])).to.equal(otherInformation.messageCode);
      expect(BigInt(row[`${G}originator_counter`])).to.equal(originatorCounter);
      expect(row[`${G}business_originator_id`].replaceAll(/[^0-9a-f]/g, '')).to.equal(originator);
      expect(row[`${G}business_target_id`].replaceAll(/[^0-9a-f]/g, '')).to.equal(recipient);
    }
  });
});
