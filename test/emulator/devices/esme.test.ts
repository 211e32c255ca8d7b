import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type FilledCell, TrustAnchors } from '../../../emulator/devices/kernel/credentials/trust-anchors.js';
import { DEVICES, DirectTunnel, Esme, FAULTS, PARTIES, type TunnelledReaction } from '../../../emulator/index.js';
import {
  ACTIVATE_NEVER,
  ACTIVATE_NOW,
  activateSwitch,
  buildMessage,
  type Command,
  type Data,
  deactivateSwitch,
  decodeMessage,
  encodeDateTime,
  encodeToBeSigned,
  eui64,
  eui64Bytes,
  fromHex,
  joinDevice,
  joinHcalcsAtEsme,
  longUnsigned,
  type Message,
  profileById,
  opensslProvider as provider,
  readSwitchData,
  resetSwitch,
  setDescriptions,
  setSupply,
  toHex,
  unjoinDevice,
  verifyFrame,
} from '../../../gbcs/index.js';
import { loadKeyFiles } from '../../../gbcs/keys/key-files.js';
import { requireShared } from '../../shared.js';
import { ADD_HCALCS, Home, joinCode, PROFILE, responsePayload, results, START, SUPPLIER_KEYS } from './home.js';

const { esme, hcalcs, hub, secondHcalcs } = DEVICES;
const MINUTE = 60_000;
const DAILY = { weekdays: '1111111', specialDays: '' } as const;

/** The Command with other data for one instruction. */
function withData({ useCase, payload }: Command, at: number, value: Data): Command {
  if (payload.kind !== 'access-request') throw new Error(payload.kind);
  return { useCase, payload: { ...payload, data: payload.data.map((one, i) => (i === at ? value : one)) } };
}

/** The data of one instruction of a Response. */
function dataOf(home: Home, at: number): Data {
  const payload = responsePayload(home.ask(home.distributor, '7.7', esme, readSwitchData()));
  if (payload.kind !== 'access-response') throw new Error(payload.kind);
  return payload.data[at] as Data;
}

function bodyOf({ payload }: Message): readonly Data[] {
  if (payload.kind !== 'data-notification' || !('items' in payload.body)) throw new Error(payload.kind);
  return payload.body.items;
}

/** Types and sizes, without values. */
function shapeOf(data: Data): unknown {
  if ('items' in data) return [data.type, ...data.items.map(shapeOf)];
  return 'octets' in data ? `${data.type} of ${data.octets.length}` : data.type;
}

describe('ESME: commanded periods', () => {
  let home: Home;
  beforeEach(() => {
    home = new Home();
  });

  it('ends a period at its very end, to where the calendar has the switch', () => {
    home.configure({ entries: [{ switch: 1, action: 'close', hour: 17, minute: 0, ...DAILY }] });
    expect(home.switch(1).position).to.equal('closed');
    expect(results(home.ask(home.distributor, '7.6', esme, deactivateSwitch(1, 60)))).to.deep.equal([0, 0]);
    expect(home.switch(1)).to.include({ position: 'open', commanded: 'open', commandedUntil: START + 60 * MINUTE });
    home.goTo(START + 60 * MINUTE - 1);
    expect(home.switch(1).position).to.equal('open');
    home.go(0.001);
    expect(home.switch(1)).to.include({ position: 'closed', commanded: undefined });
    expect(home.log()).to.deep.equal(['1 on success', '1 off success', '1 revert success']);
  });

  it('ends a period to the default position where no calendar entry has acted', () => {
    home.ask(home.supplier, '7.5', esme, activateSwitch(3, 1));
    expect(home.switch(3).position).to.equal('closed');
    home.go(60);
    expect(home.switch(3).position).to.equal('open');
  });

  it('keeps a period through changes of the calendar, and then is where the calendar has got to', () => {
    home.configure({
      entries: [
        { switch: 1, action: 'close', hour: 18, minute: 10, ...DAILY },
        { switch: 1, action: 'open', hour: 18, minute: 20, ...DAILY },
        { switch: 1, action: 'close', hour: 18, minute: 30, ...DAILY },
      ],
    });
    home.ask(home.distributor, '7.6', esme, deactivateSwitch(1, 35));
    const moves = ['1 closed calendar', '1 open command'];
    home.goTo(START + 35 * MINUTE - 1);
    expect(home.switched()).to.deep.equal(moves);
    home.go(0.001);
    expect(home.switched()).to.deep.equal([...moves, '1 closed expiry']);
  });

  it('obeys the newest Command, whoever sent it and whoever sent the one before', () => {
    home.ask(home.supplier, '7.5', esme, activateSwitch(1, 600));
    home.go(60);
    home.ask(home.distributor, '7.6', esme, deactivateSwitch(1, 10));
    expect(home.switch(1)).to.include({ position: 'open', commandedUntil: START + 11 * MINUTE });
    home.go(60);
    home.ask(home.supplier, '7.5', esme, activateSwitch(1, 5));
    expect(home.switch(1)).to.include({ position: 'closed', commandedUntil: START + 7 * MINUTE });
    // The period before does not come back, and its end means nothing any more.
    home.goTo(START + 7 * MINUTE);
    expect(home.switch(1)).to.include({ position: 'open', commanded: undefined });
    home.goTo(START + 700 * MINUTE);
    expect(home.switched()).to.have.length(4);
  });

  it('ends a period early by a reset', () => {
    home.ask(home.supplier, '7.5', esme, activateSwitch(1, 600));
    expect(results(home.ask(home.distributor, '7.8', esme, resetSwitch(1)))).to.deep.equal([0]);
    expect(home.switch(1)).to.include({ position: 'open', commanded: undefined });
    home.go(601 * 60);
    expect(home.log()).to.deep.equal(['1 on success', '1 revert success']);
  });

  it('takes a duration of 0 as a period that is over at once', () => {
    home.configure({
      entries: [
        { switch: 1, action: 'close', hour: 17, minute: 0, ...DAILY },
        { switch: 1, action: 'open', hour: 19, minute: 0, ...DAILY },
      ],
    });
    expect(results(home.ask(home.distributor, '7.6', esme, deactivateSwitch(1, 0)))).to.deep.equal([0, 0]);
    expect(home.switch(1)).to.include({ position: 'closed', commanded: undefined });
    home.goTo(START + 60 * MINUTE);
    // What then happens is the calendar's doing, not the end of a period.
    expect(home.switched().at(-1)).to.equal('1 open calendar');
    expect(home.log(1)).to.deep.equal(['1 off success']);
  });

  it('keeps every switch to itself', () => {
    home.ask(home.supplier, '7.5', esme, activateSwitch(2, 30));
    home.ask(home.supplier, '7.5', esme, activateSwitch(5, 10));
    const positions = () => [1, 2, 3, 4, 5].map((number) => home.switch(number).position);
    expect(positions()).to.deep.equal(['open', 'closed', 'open', 'open', 'closed']);
    home.go(10 * 60);
    expect(positions()).to.deep.equal(['open', 'closed', 'open', 'open', 'open']);
  });

  it('keeps the longest period, of 65,535 minutes', () => {
    home.ask(home.supplier, '7.5', esme, activateSwitch(1, 65535));
    home.goTo(START + 65535 * MINUTE - 1);
    expect(home.switch(1).position).to.equal('closed');
    home.go(1);
    expect(home.switch(1).position).to.equal('open');
  });

  it('comes back from a loss of power with what fell due done', () => {
    home.ask(home.supplier, '7.5', esme, activateSwitch(1, 10));
    home.ask(home.supplier, '7.5', esme, activateSwitch(2, 60));
    home.installation.network.power(esme, false);
    home.go(30 * 60);
    expect(home.switch(1).position).to.equal('closed');
    home.installation.network.power(esme, true);
    home.go(0);
    expect([home.switch(1).position, home.switch(2).position]).to.deep.equal(['open', 'closed']);
    home.go(30 * 60);
    expect(home.switch(2).position).to.equal('open');
  });

  it('does not end a period with the defect skip-expiry', () => {
    const faulty = new Home({ faults: FAULTS.filter(({ name }) => name === 'esme.skip-expiry') });
    faulty.ask(faulty.supplier, '7.5', esme, activateSwitch(1, 1));
    faulty.go(86400);
    expect(faulty.switch(1).position).to.equal('closed');
  });

  for (const selector of [0x0611, 0x0011, 0xff12, 0x0113, 0x0100, 0x0101, 0x0564]) {
    it(`answers 250 to script ${selector.toString(16).padStart(4, '0')}, and nothing moves`, () => {
      // The DCC would not let these pass, so they are handed to the ESME.
      const command = withData(resetSwitch(1), 0, longUnsigned(selector));
      const before = home.wan.length;
      expect(home.inject(esme, home.command(home.supplier, esme, command, 2000n))).to.equal(undefined);
      const { payload } = decodeMessage(home.wan.slice(before)[0]?.message ?? new Uint8Array(0));
      expect(payload.kind === 'access-response' && payload.results.map(({ code }) => code)).to.deep.equal([250]);
      expect([home.switched(), home.log()]).to.deep.equal([[], []]);
    });
  }

  it('tells what it has by ECS61a, in the order of the use case', () => {
    home.ask(home.distributor, '6.14.1', esme, setDescriptions({ 2: 'EV charger', 5: '' }));
    home.bound();
    home.ask(home.supplier, '7.5', esme, activateSwitch(4, 10));
    const payload = responsePayload(home.ask(home.distributor, '7.7', esme, readSwitchData()));
    if (payload.kind !== 'access-response') throw new Error(payload.kind);
    expect(payload.results.every(({ access, code }) => access === 'get' && code === 0)).to.equal(true);
    expect(payload.data).to.have.length(17);
    expect(payload.data[1]).to.deep.include({ type: 'visible-string', octets: new TextEncoder().encode('EV charger') });
    expect(payload.data[5]).to.deep.include({ type: 'octet-string', octets: new Uint8Array(8) });
    expect(payload.data[6]).to.deep.include({ type: 'octet-string', octets: eui64Bytes(hcalcs) });
    const states = payload.data.slice(12).map((data) => 'value' in data && data.value);
    expect(states).to.deep.equal([false, false, false, true, false]);
  });

  it('logs the report on an event although a newer one has been sent meanwhile', () => {
    const home = new Home().bound();
    home.installation.network.links.set({ latencyMs: 2000 }, [esme, hcalcs]);
    const known = home.log().length;
    home.distributor.request('7.6', esme, deactivateSwitch(2, 60));
    home.distributor.request('7.8', esme, resetSwitch(2));
    home.go(60);
    expect(home.log().slice(known)).to.deep.equal([
      '2 off unknown',
      '2 revert unknown',
      '2 message success',
      '2 message success',
    ]);
  });

  it('holds the newest 100 entries in its log', () => {
    for (let i = 0; i < 51; i++) {
      home.ask(home.supplier, '7.5', esme, activateSwitch(1, 1));
      home.go(60);
    }
    expect(home.log()).to.have.length(100);
    expect(home.log()[0]).to.equal('1 on success');
    expect(home.log(1)).to.deep.equal(['1 revert success']);
  });

  it('moves the switch of the supply', () => {
    expect(home.installation.esme.snapshot()['supply']).to.equal('enabled');
    for (const [variant, action, state] of [
      ['7.2', 'disable', 'disabled'],
      ['7.3', 'arm', 'armed'],
      ['7.1', 'enable', 'enabled'],
    ] as const) {
      expect(results(home.ask(home.supplier, variant, esme, setSupply(action)))).to.deep.equal([0]);
      expect(home.installation.esme.snapshot()['supply']).to.equal(state);
    }
  });
});

describe('ESME: calendar', () => {
  let home: Home;
  beforeEach(() => {
    home = new Home();
  });

  it('switches day after day', () => {
    home.configure({
      entries: [
        { switch: 1, action: 'close', hour: 0, minute: 30, ...DAILY },
        { switch: 1, action: 'open', hour: 7, minute: 30, ...DAILY },
      ],
    });
    home.go(2 * 86400);
    const times = home.notes.flatMap(({ note, at }) =>
      note.note === 'switched' ? [`${new Date(at).toISOString().slice(8, 16)} ${note.position} ${note.cause}`] : [],
    );
    expect(times).to.deep.equal([
      '06T00:30 closed calendar',
      '06T07:30 open calendar',
      '07T00:30 closed calendar',
      '07T07:30 open calendar',
    ]);
  });

  it('does nothing at the times of a calendar that has been replaced', () => {
    home.configure({ entries: [{ switch: 1, action: 'close', hour: 19, minute: 0, ...DAILY }] });
    home.ask(home.supplier, '7.5', esme, activateSwitch(1, 5));
    home.go(5 * 60);
    const before = home.log().length;
    home.configure({ entries: [{ switch: 1, action: 'close', hour: 21, minute: 0, ...DAILY }] });
    home.goTo(START + 150 * MINUTE);
    expect(home.log().slice(before)).to.deep.equal([]);
  });

  it('puts a switch at once where a new calendar has it', () => {
    home.configure({ entries: [{ switch: 1, action: 'close', hour: 17, minute: 59, ...DAILY }] });
    expect(home.switched()).to.deep.equal(['1 closed calendar']);
    // The same calendar again moves nothing.
    home.configure({ entries: [{ switch: 1, action: 'close', hour: 17, minute: 59, ...DAILY }] });
    expect(home.switched()).to.deep.equal(['1 closed calendar']);
  });

  it('brings a future-dated calendar into force at its time, and tells its originator by two Alerts', () => {
    const activation = START + 90 * MINUTE;
    const entries = [{ switch: 1, action: 'close', hour: 12, minute: 0, ...DAILY }] as const;
    const exchange = home.configure({ entries, activation: encodeDateTime(activation) });
    expect(results(exchange)).to.deep.equal([0, 0, 0, 0]);
    expect(exchange.response?.message?.frame.header.dateTime).to.deep.equal(encodeDateTime(START));
    home.goTo(activation - 1);
    expect([home.switch(1).position, home.supplier.alerts.length]).to.deep.equal(['open', 0]);
    home.go(0.001);
    expect(home.switch(1).position).to.equal('closed');
    expect(home.supplier.alerts).to.have.length(2);
    expect(home.distributor.alerts).to.have.length(0);
    const objects = home.supplier.alerts.map((alert) => {
      const { cra, originator, recipient, otherInformation } = alert.frame.header;
      expect({ cra, originator, recipient, otherInformation }).to.deep.equal({
        cra: 3,
        originator: esme,
        recipient: PARTIES.supplier.eui,
        otherInformation: { messageCode: 0x00cc },
      });
      const [code, time, instruction] = bodyOf(alert);
      expect(code).to.deep.include({ type: 'long-unsigned', value: 0x8f66 });
      expect(time).to.deep.include({ type: 'octet-string', octets: encodeDateTime(activation) });
      return instruction !== undefined && 'octets' in instruction ? toHex(instruction.octets) : '';
    });
    const counter = exchange.header.counter.toString(16).padStart(16, '0');
    // Class 9000 is 2328, and its attribute 6.
    expect(objects).to.deep.equal([`0054${counter}232800005e2c801a06`, `0054${counter}232800005e2c802306`]);
    home.go(86400);
    expect(home.supplier.alerts).to.have.length(2);
  });

  it('numbers its Alerts upwards, and signs them', () => {
    home.configure({ activation: encodeDateTime(START + MINUTE) });
    home.go(60);
    const keys = { provider, keys: SUPPLIER_KEYS, accessControlBroker: PARTIES.broker.eui };
    const [first, second] = home.supplier.alerts;
    if (first === undefined || second === undefined) throw new Error('no alerts');
    expect(second.frame.header.originatorCounter).to.equal(first.frame.header.originatorCounter + 1n);
    for (const { frame } of [first, second]) {
      expect(verifyFrame(frame, keys)).to.deep.equal({ signature: 'valid', mac: 'absent' });
    }
  });

  it('forgets a planned calendar when a newer one is planned, or comes at once', () => {
    const close = [{ switch: 1, action: 'close', hour: 12, minute: 0, ...DAILY }] as const;
    home.configure({ entries: close, activation: encodeDateTime(START + 10 * MINUTE) });
    home.configure({ activation: encodeDateTime(START + 20 * MINUTE) });
    home.go(15 * 60);
    expect([home.switch(1).position, home.supplier.alerts.length]).to.deep.equal(['open', 0]);
    home.configure({ activation: ACTIVATE_NOW });
    home.go(3600);
    expect([home.switch(1).position, home.supplier.alerts.length]).to.deep.equal(['open', 0]);
  });

  it('cancels a planned calendar by one that never comes, without Alert', () => {
    const close = [{ switch: 1, action: 'close', hour: 12, minute: 0, ...DAILY }] as const;
    home.configure({ entries: close, activation: encodeDateTime(START + 10 * MINUTE) });
    expect(results(home.configure({ entries: close, activation: ACTIVATE_NEVER }))).to.deep.equal([0, 0, 0, 0]);
    home.go(86400);
    expect([home.switch(1).position, home.supplier.alerts.length]).to.deep.equal(['open', 0]);
  });

  it('brings a calendar of the past into force at once, without Alert', () => {
    const close = [{ switch: 1, action: 'close', hour: 12, minute: 0, ...DAILY }] as const;
    home.configure({ entries: close, activation: encodeDateTime(START - 1000) });
    expect(home.switch(1).position).to.equal('closed');
    home.go(3600);
    expect(home.supplier.alerts).to.have.length(0);
  });

  it('does what fell due without power when it comes back, and then says so', () => {
    const close = [{ switch: 1, action: 'close', hour: 12, minute: 0, ...DAILY }] as const;
    home.configure({ entries: close, activation: encodeDateTime(START + 10 * MINUTE) });
    home.installation.network.power(esme, false);
    home.go(3600);
    expect([home.switch(1).position, home.supplier.alerts.length]).to.deep.equal(['open', 0]);
    home.installation.network.power(esme, true);
    home.go(0);
    expect([home.switch(1).position, home.supplier.alerts.length]).to.deep.equal(['closed', 2]);
  });

  it('refuses entries whose bits are not as many as the special days, and everything after them', () => {
    const before = dataOf(home, 11);
    const entry = { switch: 1, action: 'close', hour: 12, minute: 0, weekdays: '1111111' } as const;
    const christmas = { year: 'every', month: 12, day: 25 } as const;
    for (const [specialDays, bits] of [
      [[], '1'],
      [[christmas], ''],
      [[christmas], '11'],
    ] as const) {
      const exchange = home.configure({ specialDays, entries: [{ ...entry, specialDays: bits }] });
      expect(results(exchange), `${specialDays.length} ${bits}`).to.deep.equal([0, 250, 250, 250]);
    }
    const two = [
      { ...entry, specialDays: '1' },
      { ...entry, specialDays: '' },
    ];
    expect(results(home.configure({ specialDays: [christmas], entries: two }))).to.deep.equal([0, 250, 250, 250]);
    expect(home.switch(1).position).to.equal('open');
    expect(dataOf(home, 11)).to.deep.equal(before);
  });

  it('refuses an activation time with wildcards', () => {
    const exchange = home.configure({ activation: fromHex('ffff0105ff121e0f008000ff') });
    expect(results(exchange)).to.deep.equal([0, 0, 250, 250]);
  });

  it('runs instructions up to the first that fails, whose result is its own', () => {
    const objects = home.installation.esme.objects;
    objects.injectFailure({ access: 'set', classId: 1, obis: '0-0:94.44.0.22', member: 2 }, 1);
    const exchange = home.configure({ switches: { 1: 'alcs', 2: hcalcs, 3: 'alcs' } });
    expect(results(exchange)).to.deep.equal([0, 1, 250, 250, 250, 250, 250]);
    expect(home.switch(2).hcalcs).to.equal(undefined);
  });

  it('reads back the calendar that is in force, not the one to come', () => {
    home.configure({ entries: [{ switch: 1, action: 'close', hour: 1, minute: 0, ...DAILY }] });
    const inForce = dataOf(home, 11);
    home.configure({
      entries: [{ switch: 1, action: 'close', hour: 2, minute: 0, ...DAILY }],
      activation: encodeDateTime(START + MINUTE),
    });
    expect(dataOf(home, 11)).to.deep.equal(inForce);
    home.go(60);
    expect(dataOf(home, 11)).to.not.deep.equal(inForce);
    expect(shapeOf(dataOf(home, 11))).to.deep.equal(shapeOf(inForce));
  });
});

describe('ESME: replay and authority', () => {
  let home: Home;
  beforeEach(() => {
    home = new Home();
  });

  it('takes each counter of a role once, and none below', () => {
    const open = (counter: bigint) =>
      home.inject(esme, home.command(home.supplier, esme, deactivateSwitch(1, 1), counter));
    expect(open(5000n)).to.equal(undefined);
    expect(open(5000n)).to.equal('replay');
    expect(open(4999n)).to.equal('replay');
    expect(open(5001n)).to.equal(undefined);
    expect(open(2n ** 64n - 1n)).to.equal(undefined);
    expect(open(0n)).to.equal('replay');
  });

  it('counts for each role by itself', () => {
    const close = (party: typeof home.supplier, counter: bigint) =>
      home.inject(esme, home.command(party, esme, activateSwitch(1, 1), counter));
    expect(close(home.supplier, 9000n)).to.equal(undefined);
    expect(close(home.distributor, 10n)).to.equal(undefined);
    expect(close(home.supplier, 11n)).to.equal('replay');
    expect(close(home.distributor, 10n)).to.equal('replay');
    expect(close(home.distributor, 11n)).to.equal(undefined);
  });

  it('counts across use cases, but not what is not protected against replay', () => {
    const send = (command: Command, counter: bigint) =>
      home.inject(esme, home.command(home.supplier, esme, command, counter));
    expect(send(resetSwitch(1), 100n)).to.equal(undefined);
    expect(send(setSupply('disable'), 100n)).to.equal('replay');
    // ECS46a is critical and yet not protected: it may come again, and does not move the counter.
    expect(send(setDescriptions({ 1: 'again' }), 100n)).to.equal(undefined);
    expect(send(setDescriptions({ 1: 'again' }), 100n)).to.equal(undefined);
    expect(send(setDescriptions({ 1: 'again' }), 9000n)).to.equal(undefined);
    expect(send(resetSwitch(1), 101n)).to.equal(undefined);
  });

  it('does not move the counter for what it refuses', () => {
    const tooLong = withData(deactivateSwitch(1, 1), 1, longUnsigned(0x0111));
    expect(home.inject(esme, home.command(home.supplier, esme, tooLong, 500n))).to.equal('payload');
    const message = home.command(home.supplier, esme, resetSwitch(1), 400n);
    const last = message.length - 1;
    message[last] = (message[last] ?? 0) ^ 1;
    expect(home.inject(esme, message)).to.equal('mac');
    expect(home.inject(esme, home.command(home.supplier, esme, resetSwitch(1), 300n))).to.equal(undefined);
  });

  it('changes nothing and answers nothing where it refuses', () => {
    const message = home.command(home.supplier, esme, activateSwitch(1, 10), 100n);
    expect(home.inject(esme, message)).to.equal(undefined);
    const sent = home.wan.length;
    home.ask(home.supplier, '7.8', esme, resetSwitch(1));
    const after = home.wan.length;
    expect(home.inject(esme, message)).to.equal('replay');
    expect(home.switch(1).position).to.equal('open');
    expect(home.wan.length).to.equal(after);
    expect(after).to.be.greaterThan(sent);
    const security = home.installation.esme.snapshot()['securityLog'] as { check: string; event: number }[];
    expect(security.map(({ check, event }) => [check, event])).to.deep.equal([['replay', 0x8f60]]);
  });

  it('obeys neither a supplier that is not its own nor a distributor under the rules of today', () => {
    const other = home.party(PARTIES.otherSupplier.eui);
    expect(home.inject(esme, home.command(other, esme, activateSwitch(1, 1), 9n))).to.equal('originator');
    const today = new Home({ profile: profileById('gbcs3-baseline') });
    const command = today.command(today.distributor, esme, activateSwitch(1, 1), 9n);
    expect(today.inject(esme, command)).to.equal('originator');
    expect(today.inject(esme, today.command(today.supplier, esme, activateSwitch(1, 1), 9n))).to.equal(undefined);
  });

  it('takes only what is addressed to it', () => {
    home.join();
    const message = home.command(home.supplier, hcalcs, unjoinDevice(esme), 9000n);
    expect(home.inject(esme, message)).to.equal('recipient');
  });
});

describe('ESME: Commands that it does not support', () => {
  /** For a GSME; what it carries is not looked at. */
  const unsupported: Command = { useCase: 'GCS28', payload: resetSwitch(1).payload };

  it('says so by ECS100 to the originator, with code and counter of the Command', () => {
    const home = new Home();
    const message = home.command(home.supplier, esme, unsupported, 100000n);
    expect(home.inject(esme, message)).to.equal('supported');
    expect(home.supplier.alerts).to.have.length(1);
    const [alert] = home.supplier.alerts as [Message];
    expect(alert.frame.header.otherInformation).to.deep.equal({ messageCode: 0x0120 });
    const [code, time, refused] = bodyOf(alert);
    expect(code).to.deep.include({ type: 'long-unsigned', value: 0x8f85 });
    expect(time).to.deep.include({ type: 'octet-string', octets: encodeDateTime(START) });
    expect(refused).to.deep.include({ type: 'octet-string', octets: fromHex('007f00000000000186a0') });
    // The counter of a Command that was not carried out is free.
    expect(home.inject(esme, home.command(home.supplier, esme, resetSwitch(1), 1n))).to.equal(undefined);
  });

  it('says so to the broker where that asked for another, and names that party and its counter', function () {
    const home = new Home();
    const frame = buildMessage({
      cra: 1,
      originatorCounter: 100000n,
      originator: PARTIES.broker.eui,
      recipient: esme,
      otherInformation: {
        messageCode: 0x000e,
        supplementaryRemotePartyId: PARTIES.supplier.eui,
        supplementaryRemotePartyCounter: 200000n,
      },
      payload: { kind: 'raw', family: 'asn1', octets: fromHex('04080102030405060708') },
    });
    expect(home.inject(esme, home.protect(frame))).to.equal('supported');
    const alert = decodeMessage(home.wan.at(-1)?.message ?? new Uint8Array(0));
    expect(alert.frame.header).to.deep.include({ cra: 3, recipient: PARTIES.broker.eui });
    expect(alert.frame.header.otherInformation).to.deep.equal({
      messageCode: 0x0120,
      supplementaryRemotePartyId: PARTIES.supplier.eui,
      supplementaryRemotePartyCounter: 200000n,
    });
    const name = 'ECS100_NA_8F85_SUPPLEMENTARY_REMOTE_PARTY_ALERT_GBCS.HEX';
    const path = requireShared.call(this, 'rtds', 'RTDS-4.5.0', 'NA_ECS100', name);
    const reference = decodeMessage(fromHex(readFileSync(path, 'latin1').trim()));
    expect(bodyOf(alert).map(shapeOf)).to.deep.equal(bodyOf(reference).map(shapeOf));
    expect(Object.keys(alert.frame.header.otherInformation)).to.deep.equal(
      Object.keys(reference.frame.header.otherInformation),
    );
  });

  it('has the form of the reference Alert', function () {
    const home = new Home();
    home.inject(esme, home.command(home.supplier, esme, unsupported, 100000n));
    const reference = decodeMessage(
      fromHex(
        readFileSync(
          requireShared.call(this, 'rtds', 'RTDS-4.5.0', 'NA_ECS100', 'ECS100_NA_8F85_ALERT_GBCS.HEX'),
          'latin1',
        ).trim(),
      ),
    );
    const [alert] = home.supplier.alerts as [Message];
    expect(bodyOf(alert).map(shapeOf)).to.deep.equal(bodyOf(reference).map(shapeOf));
    expect(alert.frame.header.otherInformation).to.deep.equal(reference.frame.header.otherInformation);
    expect([alert.frame.signature?.length, alert.frame.mac]).to.deep.equal([
      reference.frame.signature?.length,
      reference.frame.mac,
    ]);
  });
});

describe('ESME: joining', () => {
  it('needs the responder first: without its entry there it waits 20 seconds and answers 13', () => {
    const home = new Home();
    home.ask(home.supplier, '8.11', hub, ADD_HCALCS);
    const exchange = home.supplier.request('8.7.1', esme, joinHcalcsAtEsme(hcalcs));
    home.go(19.999);
    expect(exchange.response).to.equal(undefined);
    home.go(0.001);
    expect(joinCode(exchange)).to.equal(13);
    expect(home.installation.esme.deviceLog.entries()).to.deep.equal([]);
    // Later, in the right order, it works.
    home.join();
    expect(home.installation.esme.deviceLog.entries()).to.deep.equal([{ entityIdentifier: hcalcs, deviceType: 4 }]);
  });

  it('answers 12 at once where the partner is not on the HAN', () => {
    const home = new Home();
    expect(joinCode(home.ask(home.supplier, '8.7.1', esme, joinHcalcsAtEsme(hcalcs)))).to.equal(12);
    expect(home.installation.esme.deviceLog.entries()).to.deep.equal([]);
  });

  it('answers 13 where the partner is off', () => {
    const home = new Home();
    home.ask(home.supplier, '8.11', hub, ADD_HCALCS);
    home.installation.network.power(hcalcs, false);
    const exchange = home.supplier.request('8.7.1', esme, joinHcalcsAtEsme(hcalcs));
    home.go(20);
    expect(joinCode(exchange)).to.equal(13);
  });

  // Method and role: 0 initiator, 1 responder, 2 method B, 3 method C. Types: 0 GSME, 1 ESME, 2 CHF, 4 HCALCS, 5 PPMID.
  const refusals: [string, number, number, number][] = [
    ['a responder', 1, 4, 1],
    ['method B', 2, 4, 1],
    ['method C', 3, 4, 1],
    ['a wrong method and a wrong type: the method is looked at first', 1, 0, 1],
    ['a GSME', 0, 0, 2],
    ['another ESME', 0, 1, 2],
    ['a hub', 0, 2, 2],
    ['a type 2 device', 0, 6, 2],
  ];
  for (const [what, method, type, code] of refusals) {
    it(`answers ${code} to a join as or with ${what}`, () => {
      const home = new Home();
      const exchange = home.ask(home.supplier, '8.7.1', esme, joinDevice('CS03A1', method, hcalcs, type));
      expect(joinCode(exchange)).to.equal(code);
      expect(home.installation.esme.deviceLog.entries()).to.deep.equal([]);
    });
  }

  it('answers 3 where the partner is there already as another type, and 0 where it is the same', () => {
    const home = new Home().join();
    const again = (type: number) =>
      joinCode(home.ask(home.supplier, '8.7.1', esme, joinDevice('CS03A1', 0, hcalcs, type)));
    expect(again(5)).to.equal(3);
    expect(again(4)).to.equal(0);
    expect(home.installation.esme.deviceLog.entries()).to.deep.equal([{ entityIdentifier: hcalcs, deviceType: 4 }]);
  });

  it('answers 4 where its log is full, but 0 for what is in it', () => {
    const home = new Home().join();
    const { deviceLog } = home.installation.esme;
    for (let i = 1; i < deviceLog.capacity; i++) deviceLog.add(eui64(`0a0000000001${String(i).padStart(4, '0')}`), 4);
    expect(joinCode(home.ask(home.supplier, '8.7.1', esme, joinHcalcsAtEsme(secondHcalcs)))).to.equal(4);
    expect(joinCode(home.ask(home.supplier, '8.7.1', esme, joinHcalcsAtEsme(hcalcs)))).to.equal(0);
  });

  it('answers 1 to an unjoin of a device that it does not have, and 0 of one that it has', () => {
    const home = new Home().join();
    expect(joinCode(home.ask(home.supplier, '8.8.1', esme, unjoinDevice(secondHcalcs)))).to.equal(1);
    expect(joinCode(home.ask(home.distributor, '8.8.1', esme, unjoinDevice(hcalcs)))).to.equal(0);
    expect(home.installation.esme.deviceLog.entries()).to.deep.equal([]);
    expect(joinCode(home.ask(home.distributor, '8.8.1', esme, unjoinDevice(hcalcs)))).to.equal(1);
  });
});

describe('ESME against the reference messages', () => {
  const ESME = eui64('00db1234567890a0');
  const HUB = eui64('00db1234567890a2');
  const SUPPLIER = eui64('90b3d51f30010000');
  const BROKER = eui64('90b3d51f30000002');

  /** An ESME of the data set. It has no private keys there: Z comes from the other side, signatures are not made. */
  function referenceEsme(context: Mocha.Context, alertCounter: bigint): Esme {
    const directory = requireShared.call(context, 'rtds', 'keystore');
    const files = readdirSync(directory).map((name) => ({ name, read: () => readFileSync(join(directory, name)) }));
    const { store } = loadKeyFiles(provider, files);
    const own = store.publicKey({ entity: ESME, usage: 'keyAgreement' });
    const cells = [
      ['supplier', SUPPLIER],
      ['accessControlBroker', BROKER],
    ] as const;
    const filled = cells.flatMap(([role, party]): FilledCell[] =>
      (['digitalSignature', 'keyAgreement'] as const).map((usage) => {
        const publicKey = store.publicKey({ entity: party, usage });
        if (publicKey === undefined) throw new Error(`no key of ${party}`);
        return { role, usage, party, publicKey };
      }),
    );
    return new Esme({
      eui: ESME,
      kind: 'esme',
      profile: PROFILE,
      provider,
      credentials: {
        sign: () => new Uint8Array(64),
        sharedSecret: (party) => {
          const key = store.privateKey({ entity: party, usage: 'keyAgreement' });
          if (key === undefined || own === undefined) throw new Error(`no keys with ${party}`);
          return provider.sharedSecret(key, own);
        },
      },
      trustAnchors: new TrustAnchors(filled),
      alertCounter,
      hub: HUB,
    });
  }

  function reference(context: Mocha.Context, name: string): Uint8Array {
    const path = requireShared.call(context, 'rtds', 'RTDS-4.5.0', '6.14.2_ECS46c', `ECS46c_6.14.2_${name}_GBCS.HEX`);
    return fromHex(readFileSync(path, 'latin1').trim());
  }

  /** What the ESME sends, as what it signs. */
  function signed({ messages }: TunnelledReaction): string[] {
    return messages.map((message) => toHex(encodeToBeSigned(decodeMessage(message).frame)));
  }

  const DAY_MS = 86_400_000;
  const toBeSigned = (message: Uint8Array) => toHex(encodeToBeSigned(decodeMessage(message).frame));
  const ALL = 'FUTURE_DATED_ALL_OPTIONALS_SUCCESS';

  it('answers a future-dated ECS46c, and reports both activations, as in the data set', function () {
    const device = referenceEsme(this, 2003n);
    const message = reference(this, `${ALL}_COMMAND`);
    const now = Date.UTC(2015, 0, 1);
    const tunnel = new DirectTunnel(device, HUB, PROFILE);
    const answer = tunnel.send(message, now);
    expect(signed(answer)).to.deep.equal([toBeSigned(reference(this, `${ALL}_RESPONSE`))]);
    const due = Date.UTC(2030, 0, 15, 9);
    expect(signed(tunnel.carryOut(device.tick(due - 1), due - 1))).to.deep.equal([]);
    expect(device.nextDue()).to.equal(due);
    expect(signed(tunnel.carryOut(device.tick(due), due))).to.deep.equal([
      toBeSigned(reference(this, `8F66_${ALL}_ALERT_CALENDAR`)),
      toBeSigned(reference(this, `8F66_${ALL}_ALERT_SPECIAL_DAYS`)),
    ]);
  });

  it('answers a cancellation as in the data set, after which nothing is due for it', function () {
    const device = referenceEsme(this, 0n);
    const now = Date.UTC(2015, 0, 1);
    const tunnel = new DirectTunnel(device, HUB, PROFILE);
    const handle = (name: string) => tunnel.send(reference(this, name), now);
    handle(`${ALL}_COMMAND`);
    // Nobody uses its tunnel any more: once that is closed, the activation is what is due.
    const twin = referenceEsme(this, 0n);
    twin.restore(device.save());
    twin.tick(now + DAY_MS);
    expect(twin.nextDue()).to.equal(Date.UTC(2030, 0, 15, 9));
    const answer = handle('CANCELLATION_ALL_OPTIONALS_SUCCESS_COMMAND');
    expect(signed(answer)).to.deep.equal([toBeSigned(reference(this, 'CANCELLATION_ALL_OPTIONALS_SUCCESS_RESPONSE'))]);
    device.tick(now + DAY_MS);
    expect(device.nextDue()).to.equal(undefined);
  });
});
