import { expect } from 'chai';
import {
  captureInMemory,
  DEVICES,
  type Device,
  FAULTS,
  type HanFrame,
  INSTALL_CODES,
  Installation,
  makeIdentities,
  PARTIES,
} from '../../../emulator/index.js';
import {
  activateSwitch,
  addDevice,
  buildMessage,
  eui64,
  joinDevice,
  joinHcalcsAtEsme,
  opensslProvider,
  profileById,
  readSwitchData,
} from '../../../gbcs/index.js';
import { Home, joinCode } from '../devices/home.js';

const { esme, hcalcs, secondHcalcs, hub } = DEVICES;
const METHOD_A_INITIATOR = 0;
const TYPE_PPMID = 5;

describe('HAN of a home', () => {
  it('tells when a frame was sent and when it arrived; a capture has the first of them', () => {
    const seen: { readonly frame: HanFrame; readonly took: number; readonly delivered: boolean }[] = [];
    const told = captureInMemory(hub);
    const bySending = captureInMemory(hub);
    const home = new Installation({
      profile: profileById('secmp0046-core'),
      provider: opensslProvider,
      identities: makeIdentities(opensslProvider, 'devices'),
      start: Date.UTC(2026, 0, 5, 18),
      links: { seed: 'sent', quality: { latencyMs: 300, loss: 0.3 } },
      observer: {
        frame: (frame, at, delivered, sent) => {
          seen.push({ frame, took: at - sent, delivered });
          told.capture.frame(frame, at, delivered, sent);
          bySending.capture.frame(frame, sent, delivered);
        },
        note: () => {},
        message: () => {},
      },
    });
    home.clock.advanceTo(home.clock.now + 60_000);
    expect(seen.some(({ delivered }) => !delivered)).to.equal(true);
    for (const { took, delivered } of seen) expect(took).to.equal(delivered ? 300 : 0);
    expect(told.octets()).to.deep.equal(bySending.octets());
  });

  it('ends with an error, and not never, where a device is due again and again at one instant', () => {
    const home = new Home();
    const restless: Device = {
      eui: eui64('0a000000000000ee'),
      kind: 'hcalcs',
      handle: () => [],
      tick: () => [],
      nextDue: () => home.now,
      powerUp: () => [],
      snapshot: () => ({}),
      save: () => undefined,
      restore: () => {},
    };
    home.installation.network.add(restless);
    home.installation.network.power(restless.eui, false);
    expect(() => {
      home.installation.network.power(restless.eui, true);
      home.go(1);
    }).throw(/again and again/);
  });

  it('answers two joins that wait for keys at the same time, each with its own Response', () => {
    const home = new Home();
    for (const device of ['hcalcs', 'secondHcalcs'] as const) {
      const add = addDevice(DEVICES[device], 'hcalcs', INSTALL_CODES[device], 600);
      home.ask(home.supplier, '8.11', hub, add);
    }
    const first = home.ask(home.supplier, '8.7.1', esme, joinHcalcsAtEsme(hcalcs));
    const second = home.ask(home.supplier, '8.7.1', esme, joinHcalcsAtEsme(secondHcalcs));
    const again = home.ask(home.supplier, '8.7.1', esme, joinDevice('CS03A1', METHOD_A_INITIATOR, hcalcs, TYPE_PPMID));
    expect(joinCode(again), 'a second join with the partner of the first').equal(6);
    expect([first.response, second.response]).eql([undefined, undefined]);
    home.go(60);
    expect([joinCode(first), joinCode(second)]).eql([13, 13]);
  });

  it('keeps going where a device answers with what is no message: the party has a result that is not authentic', () => {
    const home = new Home();
    const exchange = home.distributor.request('7.5', esme, activateSwitch(1, 30));
    home.distributor.receive({ header: exchange.header, code: 'I0', message: Uint8Array.of(0xdf, 0x09, 0x02) });
    expect(exchange.response).eql({ code: 'I0', authentic: false });
    expect(() => home.distributor.receiveAlert(Uint8Array.of(0xdf))).not.throw();
    expect(home.distributor.alerts).eql([]);
  });

  it('lets a device with a defect owe a Response that it has no key for, and be silent', () => {
    const home = new Home({ faults: FAULTS.filter(({ name }) => name === 'esme.skip-originator') });
    const originator = PARTIES.transitionalCoS.eui;
    const frame = buildMessage({
      cra: 1,
      originatorCounter: 1n,
      originator,
      recipient: esme,
      otherInformation: { messageCode: 0x00bb },
      payload: readSwitchData().payload,
    });
    home.inject(esme, home.protect(frame));
    expect(home.notes.map(({ note }) => note.note)).eql(['executed', 'dropped']);
  });
});
