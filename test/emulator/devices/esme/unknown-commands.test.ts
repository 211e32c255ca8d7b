import { expect } from 'chai';
import { DEVICES, PARTIES } from '../../../../emulator/index.js';
import {
  activateSwitch,
  buildMessage,
  encodeFrame,
  joinEsmeAtHcalcs,
  overlay,
  profileById,
  setControllerState,
} from '../../../../gbcs/index.js';
import { Home, PROFILE, START } from '../home.js';

const { esme } = DEVICES;
const OF_4 = profileById('gbcs4-current');

/** Codes of the Alerts of the ESME, after the first so many messages, and its last event. */
function reaction(home: Home, before: number) {
  const codes = home.supplier.alerts.slice(before).map(({ frame }) => frame.header.otherInformation.messageCode);
  const { securityLog } = home.installation.esme.snapshot() as { securityLog: readonly { event: number }[] };
  return { codes, event: securityLog.at(-1)?.event };
}

describe('a Command that an ESME does not support, replayed', () => {
  /** How many Alerts the same join of an HCALCS gives when it comes three times. */
  function alertsOf(moves: boolean): number {
    const assumptions = { 'unsupported-command-moves-counter': moves };
    const profile = overlay(PROFILE, { id: 'replay', title: 'replay', status: 'test', assumptions });
    const home = new Home({ profile });
    const message = home.command(home.supplier, esme, joinEsmeAtHcalcs(esme), 77n);
    const checks = [1, 2, 3].map(() => home.inject(esme, message));
    expect(checks).to.deep.equal(['supported', ...Array(2).fill(moves ? 'replay' : 'supported')]);
    return reaction(home, 0).codes.length;
  }

  it('gives an Alert each time, or once, as the profile has it', () => {
    expect(alertsOf(false)).to.equal(3);
    expect(alertsOf(true)).to.equal(1);
  });
});

describe('Commands of a message code that an ESME does not know', () => {
  it('are answered by ECS100 where they are authentic: ECS47 at an ESME of 4.x', () => {
    const home = new Home({ profile: OF_4 });
    const message = home.command(home.supplier, esme, activateSwitch(1, 30), 5000n);
    expect(home.inject(esme, message)).to.equal('supported');
    expect(reaction(home, 0)).to.deep.equal({ codes: [0x0120], event: 0x8f85 });
    expect(home.switch(1).position).to.equal('open');
  });

  it('are answered by ECS100 likewise at an ESME of 3.1: ECS47a', () => {
    const home = new Home();
    const { payload } = setControllerState({ controller: 1, level: 100 }, START, START + 3_600_000);
    const frame = buildMessage({
      cra: 1,
      originatorCounter: 5000n,
      originator: home.supplier.eui,
      recipient: esme,
      otherInformation: { messageCode: 0x011e },
      payload,
    });
    expect(home.inject(esme, home.protect(frame))).to.equal('supported');
    expect(reaction(home, 0)).to.deep.equal({ codes: [0x0120], event: 0x8f85 });
  });

  it('are answered by nothing where their originator is in no trust anchor cell, or where nothing protects them', () => {
    const home = new Home({ profile: OF_4 });
    const stranger = home.party(PARTIES.otherSupplier.eui);
    expect(home.inject(esme, home.command(stranger, esme, activateSwitch(1, 30), 5000n))).to.equal('originator');
    const frame = buildMessage({
      cra: 1,
      originatorCounter: 5001n,
      originator: home.supplier.eui,
      recipient: esme,
      otherInformation: { messageCode: 0x7fff },
      payload: activateSwitch(1, 30).payload,
    });
    expect(home.inject(esme, encodeFrame(frame))).to.equal('protections');
    const changed = home.command(home.supplier, esme, activateSwitch(1, 30), 5002n);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(home.inject(esme, changed)).to.equal('mac');
    expect(reaction(home, 0).codes).to.deep.equal([]);
    expect(stranger.alerts).to.deep.equal([]);
  });
});
