import { expect } from 'chai';
import { DEVICES } from '../../../../emulator/index.js';
import { joinEsmeAtHcalcs, joinHcalcsAtEsme, unjoinDevice } from '../../../../gbcs/index.js';
import { Home, joinCode } from '../home.js';

const { esme, hcalcs } = DEVICES;
const CLOSED_TODAY = [
  { switch: 2, action: 'close', hour: 0, minute: 0, weekdays: '1000000', specialDays: '' },
] as const;

describe('an HCALCS that is a switch before it is joined', () => {
  it('is told where to be as it is joined', () => {
    const home = new Home();
    home.configure({ switches: { 2: hcalcs }, entries: CLOSED_TODAY });
    expect(home.switch(2)).to.include({ hcalcs, position: 'closed' });
    home.join().go(1);
    expect(home.position).to.equal('closed');
    expect(home.log(2)).to.deep.equal(['2 on unknown', '2 message success']);
  });

  it('is told again as it comes back to the switch that has kept its identifier', () => {
    const home = new Home().bound({ entries: CLOSED_TODAY });
    home.ask(home.supplier, '8.8.1', esme, unjoinDevice(hcalcs));
    home.ask(home.supplier, '8.8.1', hcalcs, unjoinDevice(esme));
    expect(home.position).to.equal('open');
    expect(joinCode(home.ask(home.supplier, '8.7.1', hcalcs, joinEsmeAtHcalcs(esme)))).to.equal(0);
    expect(joinCode(home.ask(home.supplier, '8.7.1', esme, joinHcalcsAtEsme(hcalcs)))).to.equal(0);
    home.go(1);
    expect(home.position).to.equal('closed');
  });
});
