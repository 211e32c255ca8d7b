import { expect } from 'chai';
import { DEVICES, type Installation, PARTIES } from '../../../emulator/index.js';
import {
  accessRequest,
  activateSwitch,
  array,
  associateBoost,
  buildMessage,
  type Data,
  decodeMessage,
  encodeDateTime,
  joinHcalcsAtEsme,
  longUnsigned,
  NULL_DATA,
  octetString,
  overlay,
  parseObis,
  readSwitchData,
  removeDevice,
  structure,
} from '../../../gbcs/index.js';
import { ADD_HCALCS, Home, PROFILE } from './home.js';

const { esme, hub, hcalcs } = DEVICES;

/** The Event Log of a device, as `<event> <other information>` in hexadecimal digits. */
function eventsOf(device: Installation['esme'] | Installation['hub']): string[] {
  const log = device.snapshot()['eventLog'] as Data;
  return ('items' in log ? log.items : []).map((entry) => {
    const [, code, about] = 'items' in entry ? entry.items : [];
    const event = code !== undefined && 'value' in code ? Number(code.value).toString(16) : '';
    const octets = about !== undefined && 'octets' in about ? Buffer.from(about.octets).toString('hex') : '';
    return `${event} ${octets}`.trim();
  });
}

describe('Event Log of an ESME', () => {
  it('has the Commands that it has carried out at once, and those that it could not, with their message codes', () => {
    const home = new Home();
    home.ask(home.supplier, '7.5', esme, activateSwitch(1, 30));
    // It has no HCALCS to be joined with.
    home.ask(home.supplier, '8.7.1', esme, joinHcalcsAtEsme(hcalcs));
    home.ask(home.supplier, '7.7', esme, readSwitchData());
    expect(eventsOf(home.installation.esme)).to.deep.equal(['8154 0055', '8155 000d']);
  });

  it('has a Command that is planned for later when its time comes only', () => {
    const home = new Home();
    const at = home.now + 3_600_000;
    home.configure({ activation: encodeDateTime(at) });
    expect(eventsOf(home.installation.esme)).to.deep.equal([]);
    home.goTo(at);
    expect(eventsOf(home.installation.esme)).to.deep.equal(['8f66 0054', '8f66 0054']);
  });

  it('has reads as well where the profile says so', () => {
    const assumptions = { 'event-log-has-reads': true } as const;
    const home = new Home({ profile: overlay(PROFILE, { id: 'reads', title: 'reads', status: 'test', assumptions }) });
    home.ask(home.supplier, '7.7', esme, readSwitchData());
    expect(eventsOf(home.installation.esme)).to.deep.equal(['8154 00bb']);
  });

  it('has what a consumer asks for, and whether there was anything to do', () => {
    const home = new Home();
    home.installation.useBoostButton('press');
    home.installation.useBoostButton('cancel');
    expect(eventsOf(home.installation.esme)).to.deep.equal(['8162 0001', '8162 0002']);
    home.ask(home.supplier, '7.9', esme, associateBoost([1]));
    home.installation.useBoostButton('press');
    home.installation.useBoostButton('cancel');
    expect(eventsOf(home.installation.esme).slice(2)).to.deep.equal(['8154 005f', '8161 0001', '8161 0002']);
  });

  it('has the requests of an HCALCS that it could answer, and those of one that is no switch of its own', () => {
    const asking = (home: Home) => {
      const before = eventsOf(home.installation.esme).length;
      home.installation.network.power(hcalcs, false);
      home.installation.network.power(hcalcs, true);
      home.go(1);
      return eventsOf(home.installation.esme).slice(before);
    };
    expect(asking(new Home().bound())).to.deep.equal(['8154 0119']);
    expect(asking(new Home().join())).to.deep.equal(['8155 0119']);
  });
});

describe('logs of a Communications Hub', () => {
  /** The events that the broker reads out of a log. */
  function read(home: Home, messageCode: number, obis: string, counter: bigint): number[] {
    const clock = structure(
      longUnsigned(1),
      octetString(parseObis('0-0:94.44.100.255')),
      { type: 'integer', value: 2 },
      longUnsigned(0),
    );
    const [from, to] = [0, 0xffff_ffff].map((value): Data => ({ type: 'double-long-unsigned', value }));
    const parameters = structure(clock, from as Data, to as Data, array());
    const specification = {
      access: 'get',
      classId: 7,
      obis,
      member: 2,
      selection: { selector: 1, parameters },
    } as const;
    const frame = buildMessage({
      cra: 1,
      originatorCounter: counter,
      originator: PARTIES.broker.eui,
      recipient: hub,
      otherInformation: { messageCode },
      payload: accessRequest([{ specification, data: NULL_DATA }]),
    });
    home.installation.network.fromWan(home.protect(frame));
    home.go(0);
    const { payload } = decodeMessage(home.wan.at(-1)?.message ?? new Uint8Array(0));
    if (payload.kind !== 'access-response') throw new Error(payload.kind);
    expect(payload.results.map(({ code }) => code)).to.deep.equal([0]);
    const [log] = payload.data;
    return (log !== undefined && 'items' in log ? log.items : []).map((entry) => {
      const code = 'items' in entry ? entry.items[1] : undefined;
      return code !== undefined && 'value' in code ? Number(code.value) : Number.NaN;
    });
  }

  it('have its Commands, and each change of its device log, and are read by the broker', () => {
    const home = new Home();
    home.ask(home.supplier, '8.11', hub, ADD_HCALCS);
    home.ask(home.supplier, '8.11', hub, removeDevice(DEVICES.secondHcalcs));
    expect(eventsOf(home.installation.hub)).to.deep.equal(['8154 0001', '8155 0002']);
    expect(read(home, 0x0093, '0-0:99.98.0.255', 90_000n)).to.deep.equal([0x8154, 0x8155]);
    // Once for the entry, once for the key.
    expect(read(home, 0x0094, '0-0:99.98.1.255', 90_001n)).to.deep.equal([0x8f12, 0x8f12]);
  });
});
