import { expect } from 'chai';
import { DEVICES, INSTALL_CODES } from '../../../emulator/index.js';
import { addDevice, eui64, joinEsmeAtHcalcs, joinHcalcsAtEsme } from '../../../gbcs/index.js';
import { Home, joinCode } from './home.js';

const { hub, esme, hcalcs, secondHcalcs } = DEVICES;

/** A home whose HCALCS both wait for their ESME to join them. */
function withBothHcalcs(): Home {
  const home = new Home();
  for (const [device, code] of [
    [hcalcs, INSTALL_CODES.hcalcs],
    [secondHcalcs, INSTALL_CODES.secondHcalcs],
  ] as const) {
    home.ask(home.supplier, '8.11', hub, addDevice(device, 'hcalcs', code, 600));
    expect(joinCode(home.ask(home.supplier, '8.7.1', device, joinEsmeAtHcalcs(esme)))).to.equal(0);
  }
  return home;
}

describe('joining', () => {
  it('gives the last place of a log to one of two joins that both wait for their keys', () => {
    const home = withBothHcalcs();
    const { deviceLog } = home.installation.esme;
    for (let i = 1; i < deviceLog.capacity; i++) deviceLog.add(eui64(`0a0000000001${String(i).padStart(4, '0')}`), 4);
    const joins = [hcalcs, secondHcalcs].map((one) => home.supplier.request('8.7.1', esme, joinHcalcsAtEsme(one)));
    home.go(30);
    expect(joins.map(joinCode)).to.deep.equal([0, 4]);
    expect(deviceLog.entries()).to.have.length(deviceLog.capacity);
    expect([deviceLog.typeOf(hcalcs), deviceLog.typeOf(secondHcalcs)]).to.deep.equal([4, undefined]);
  });
});
