import { expect } from 'chai';
import fc from 'fast-check';
import {
  apsFrame,
  DEVICES,
  encodeTunnelFrame,
  type LinkQuality,
  PARTIES,
  readTunnelFrame,
  TUNNELLING_CLUSTER,
  type TunnelFrame,
} from '../../../emulator/index.js';
import {
  activateSwitch,
  type CalendarEntry,
  configureSwitches,
  deactivateSwitch,
  decodeMessage,
  findingsOf,
  isBlock,
  type Message,
  overlay,
  type Profile,
  readSwitchData,
  removeDevice,
  resetSwitch,
  restoreDeviceLog,
  toHex,
} from '../../../gbcs/index.js';
import { Home, PROFILE, responsePayload, results } from '../devices/home.js';

const { hub, esme, hcalcs } = DEVICES;

interface SeenTunnelFrame {
  readonly from: string;
  readonly frame: TunnelFrame;
  readonly delivered: boolean;
}

/** Frames of the Tunnelling cluster since the last call. */
function tunnelFrames(home: Home): SeenTunnelFrame[] {
  return home.carried.splice(0).flatMap(({ content, from, delivered }) => {
    const read = content.kind === 'aps' ? readTunnelFrame(content.zcl) : undefined;
    return read === undefined ? [] : [{ from, frame: read.frame, delivered }];
  });
}

const commandsOf = (frames: readonly SeenTunnelFrame[]) => frames.map(({ frame }) => frame.command);

/** Alerts of a code that the hub passed on or sent. */
function alertsOf(home: Home, code: number): Message[] {
  return home.wan
    .filter(({ from }) => from === hub)
    .map(({ message }) => decodeMessage(message))
    .filter(({ payload }) => {
      const first = payload.kind === 'data-notification' && 'items' in payload.body ? payload.body.items[0] : undefined;
      return first !== undefined && 'value' in first && first.value === code;
    });
}

/** An HCALCS in the log of a hub before this one. */
const HCALCS_ENTRY = { device: hcalcs, linkKeyHash: new Uint8Array(16) } as const;

/** A calendar that needs more than one transfer. */
const LONG: readonly CalendarEntry[] = Array.from({ length: 48 }, (_, i) => ({
  switch: 5 as const,
  action: i % 2 === 0 ? ('close' as const) : ('open' as const),
  hour: Math.floor(i / 2),
  minute: i % 2 === 0 ? 0 : 30,
  weekdays: '1111111',
  specialDays: '',
}));

describe('tunnels between hub and devices', () => {
  it('are asked for by the hub: GB-HRGP, no manufacturer, no flow control, 1,500 octets; confirmed by Default Responses', () => {
    const home = new Home();
    expect(tunnelFrames(home).map(({ from, frame }) => [from, frame])).to.deep.equal([
      [
        hub,
        {
          command: 'requestTunnel',
          protocolId: 6,
          manufacturerCode: 0xffff,
          flowControl: false,
          maximumIncomingTransferSize: 1500,
        },
      ],
      [esme, { command: 'requestTunnelResponse', tunnelId: 1, status: 0, maximumIncomingTransferSize: 1500 }],
    ]);
    home.ask(home.supplier, '7.7', esme, readSwitchData());
    const sent = tunnelFrames(home);
    expect(commandsOf(sent)).to.deep.equal(['transferData', 'transferData']);
    home.go(3600);
    expect(tunnelFrames(home), 'nothing is sent again').to.deep.equal([]);
  });

  it('carry what is longer than a transfer in blocks, both ways', () => {
    const home = new Home();
    home.carried.splice(0);
    expect(results(home.configure({ entries: LONG }))).to.deep.equal([0, 0, 0, 0]);
    const down = tunnelFrames(home);
    const response = responsePayload(home.ask(home.supplier, '7.7', esme, readSwitchData()));
    const up = tunnelFrames(home);
    expect(response.kind === 'access-response' && response.data.length).to.equal(17);
    for (const [frames, sender] of [
      [down, hub],
      [up, esme],
    ] as const) {
      const transfers = frames.flatMap(({ from, frame }) =>
        frame.command === 'transferData' && from === sender ? [frame.data] : [],
      );
      expect(transfers.filter(isBlock).length, sender).to.be.at.least(2);
      for (const data of transfers) expect(data.length).to.be.at.most(1500);
    }
  });

  it('deliver what waited while a device was off for a while, once', () => {
    const home = new Home();
    home.installation.network.power(esme, false);
    const exchange = home.distributor.request('7.5', esme, activateSwitch(1, 30));
    home.go(100);
    expect(exchange.response).to.equal(undefined);
    home.installation.network.power(esme, true);
    home.go(200);
    expect(results(exchange)).to.deep.equal([0, 0]);
    expect(home.notes.filter(({ note }) => note.note === 'executed')).to.have.length(1);
    expect(alertsOf(home, 0x8f84)).to.deep.equal([]);
  });

  it('make the hub give up a message in the end, and tell the broker (8F84) about an ESME only', () => {
    const home = new Home().join();
    const counter = 77_000n;
    const message = home.command(home.distributor, esme, activateSwitch(1, 30), counter);
    for (const device of [esme, hcalcs]) home.installation.network.power(device, false);
    home.inject(esme, message);
    home.inject(hcalcs, message);
    home.go(299);
    expect(alertsOf(home, 0x8f84)).to.deep.equal([]);
    home.go(2);
    const [alert, ...others] = alertsOf(home, 0x8f84);
    expect(others).to.deep.equal([]);
    if (alert === undefined) return;
    expect(findingsOf(alert)).to.deep.equal([]);
    const { header, signature } = alert.frame;
    expect([header.recipient, header.originator, header.otherInformation.messageCode, signature?.length]).to.deep.equal(
      [PARTIES.broker.eui, hub, 0x00d5, 64],
    );
    const body =
      alert.payload.kind === 'data-notification' && 'items' in alert.payload.body ? alert.payload.body : { items: [] };
    const reference = body.items[2];
    expect(reference !== undefined && 'octets' in reference && toHex(reference.octets)).to.equal(
      `${PARTIES.distributor.eui}${esme}01${counter.toString(16).padStart(16, '0')}`,
    );
    expect(home.installation.hub.snapshot()['tunnels']).to.deep.include({ device: esme, isOpen: true, queued: 0 });
  });

  it('make the hub tell the broker about an ESME of a restored log, whose kind it does not know', () => {
    const failures = (profile: Profile) => {
      const home = new Home({ profile });
      const { whitelist } = home.installation.hub;
      whitelist.replace(whitelist.entries());
      home.installation.network.power(esme, false);
      home.inject(esme, home.command(home.distributor, esme, activateSwitch(1, 30), 77_000n));
      home.go(301);
      return alertsOf(home, 0x8f84).length;
    };
    expect(failures(PROFILE)).to.equal(1);
    const assumptions = { 'delivery-failure-of-unknown-device': false } as const;
    const silent = overlay(PROFILE, { id: 'silent', title: 'silent', status: 'test', assumptions });
    expect(failures(silent)).to.equal(0);
  });

  it('are given up with what waits in them when the hub removes the device, or another log has it no more', () => {
    for (const [variant, leave] of [
      ['8.11', removeDevice(esme)],
      ['8.12.1', restoreDeviceLog(new Uint8Array(8), [HCALCS_ENTRY])],
    ] as const) {
      const home = new Home();
      home.installation.network.power(esme, false);
      for (const counter of [77_000n, 77_001n]) {
        home.inject(esme, home.command(home.distributor, esme, activateSwitch(1, 30), counter));
      }
      expect(alertsOf(home, 0x8f84)).to.deep.equal([]);
      expect(results(home.ask(home.supplier, variant, hub, leave))).to.deep.equal([0]);
      expect(alertsOf(home, 0x8f84), leave.useCase).to.have.length(2);
      expect(home.installation.hub.snapshot()['tunnels']).to.deep.equal([]);
      // Nothing is repeated to a device that is gone.
      home.carried.splice(0);
      home.go(900);
      expect(tunnelFrames(home).filter(({ frame }) => frame.command === 'transferData')).to.deep.equal([]);
      expect(alertsOf(home, 0x8f84)).to.have.length(2);
    }
  });

  it('refuse a message at once where too many wait already', () => {
    const home = new Home();
    home.installation.network.power(esme, false);
    for (let i = 0; i < 17; i++)
      home.inject(esme, home.command(home.supplier, esme, resetSwitch(1), BigInt(90_000 + i)));
    expect(alertsOf(home, 0x8f84)).to.have.length(1);
  });

  it('begin anew where a device loses power, or the hub', () => {
    const home = new Home();
    home.carried.splice(0);
    const { network } = home.installation;
    network.power(esme, false);
    network.power(esme, true);
    home.go(1);
    expect(commandsOf(tunnelFrames(home))).to.deep.equal([
      'tunnelClosureNotification',
      'requestTunnel',
      'requestTunnelResponse',
    ]);
    network.power(hub, false);
    network.power(hub, true);
    home.go(1);
    expect(commandsOf(tunnelFrames(home))).to.deep.equal(['requestTunnel', 'requestTunnelResponse']);
    expect(results(home.ask(home.distributor, '7.5', esme, activateSwitch(1, 30)))).to.deep.equal([0, 0]);
  });

  it('are asked for again where a device has forgotten its own and says so', () => {
    const home = new Home();
    const fresh = new Home();
    // An ESME whose memory is older than its tunnel.
    home.installation.esme.restore(fresh.installation.esme.save());
    const closed = encodeTunnelFrame({ command: 'closeTunnel', tunnelId: 1 }, 'toServer', 200);
    home.installation.esme.handle(
      { source: hub, destination: esme, content: apsFrame(TUNNELLING_CLUSTER, closed) },
      home.now,
    );
    home.carried.splice(0);
    expect(results(home.ask(home.distributor, '7.5', esme, activateSwitch(1, 30)))).to.deep.equal([0, 0]);
    const frames = tunnelFrames(home).map(({ frame }) => frame);
    expect(frames[1]).to.deep.equal({ command: 'transferDataError', tunnelId: 1, status: 0 });
    expect(frames.map(({ command }) => command)).to.deep.equal([
      'transferData',
      'transferDataError',
      'requestTunnel',
      'requestTunnelResponse',
      'transferData',
      'transferData',
    ]);
  });

  it('are closed by the device when nobody uses them, and asked for again', () => {
    const home = new Home();
    home.carried.splice(0);
    home.go(65_534);
    expect(tunnelFrames(home)).to.deep.equal([]);
    home.go(2);
    expect(commandsOf(tunnelFrames(home))).to.deep.equal([
      'tunnelClosureNotification',
      'requestTunnel',
      'requestTunnelResponse',
    ]);
  });
});

describe('a HAN on bad links', () => {
  const bad: fc.Arbitrary<LinkQuality> = fc.record({
    latencyMs: fc.nat(300),
    jitterMs: fc.nat(500),
    loss: fc.double({ min: 0, max: 0.15, noNaN: true }),
    duplication: fc.double({ min: 0, max: 0.5, noNaN: true }),
    reordering: fc.double({ min: 0, max: 0.5, noNaN: true }),
  });

  it('carries out every Command once, answers it once, and has the HCALCS where its ESME wants it', () => {
    fc.assert(
      fc.property(bad, fc.string({ minLength: 1 }), (quality, seed) => {
        const home = new Home({ links: { seed } }).bound();
        home.installation.network.links.set(quality);
        const before = home.notes.length;
        const exchanges = [
          home.distributor.request('7.5', esme, activateSwitch(2, 60)),
          home.distributor.request('7.7', esme, readSwitchData()),
        ];
        home.go(400);
        exchanges.push(home.distributor.request('7.6', esme, deactivateSwitch(2, 60)));
        exchanges.push(home.distributor.request('7.5', esme, activateSwitch(2, 120)));
        home.go(400);
        for (const exchange of exchanges) expect(exchange.response?.code, JSON.stringify(quality)).to.equal('I0');
        const executed = home.notes
          .slice(before)
          .filter(({ device, note }) => device === esme && note.note === 'executed');
        expect(executed.length).to.equal(exchanges.length);
        const answers = home.wan.filter(
          ({ from, message }) => from === hub && decodeMessage(message).frame.header.cra === 2,
        );
        const names = answers.map(({ message }) => {
          const { recipient, originatorCounter } = decodeMessage(message).frame.header;
          return `${recipient} ${originatorCounter}`;
        });
        expect(new Set(names).size, 'Responses of different Commands').to.equal(names.length);
        expect(home.position).to.equal('closed');
      }),
      { numRuns: 60 },
    );
  });

  it('carries long messages through loss, in blocks', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (seed) => {
        const home = new Home({ links: { seed, quality: { latencyMs: 50, loss: 0.15, duplication: 0.2 } } });
        const exchanges = [
          home.supplier.request('6.14.2', esme, configureSwitches({ entries: LONG })),
          home.supplier.request('7.7', esme, readSwitchData()),
        ];
        home.go(500);
        for (const { response } of exchanges) expect(response?.code).to.equal('I0');
      }),
      { numRuns: 20 },
    );
  });

  it('gives the same course for the same seed', () => {
    const course = (seed: string) => {
      const home = new Home({ links: { seed } }).bound();
      home.carried.splice(0);
      home.installation.network.links.set({
        latencyMs: 20,
        jitterMs: 100,
        loss: 0.2,
        duplication: 0.2,
        reordering: 0.2,
      });
      home.distributor.request('7.5', esme, activateSwitch(2, 60));
      home.go(300);
      return home.carried.map(({ at, from, to, delivered }) => ({ at, from, to, delivered }));
    };
    expect(course('one')).to.deep.equal(course('one'));
    expect(course('one')).not.to.deep.equal(course('another'));
  });

  it('leaves a HCALCS alone while it is parted, and reaches it when it is not', () => {
    const home = new Home().bound();
    const { links } = home.installation.network;
    links.set({ loss: 1 }, [esme, hcalcs]);
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 60));
    home.go(12);
    expect(home.position).to.equal('open');
    links.set({});
    home.go(5);
    expect(home.position, 'the event is repeated').to.equal('closed');
    expect(home.loadControl().filter(({ command }) => command === 'loadControlEvent').length).to.be.at.least(1);
  });
});
