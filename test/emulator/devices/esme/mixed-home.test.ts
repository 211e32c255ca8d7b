import { expect } from 'chai';
import { DEVICES } from '../../../../emulator/index.js';
import { activateSwitch, profileById, readSwitchData, setControllerState } from '../../../../gbcs/index.js';
import { Home, results, START } from '../home.js';

const { esme, hcalcs } = DEVICES;
const OF_3_1 = profileById('gbcs3-baseline');
const OF_4 = profileById('gbcs4-current');
const HOUR_MS = 3_600_000;
const CLOSED_FOR_AN_HOUR = [START, START + HOUR_MS] as const;

describe('a home of devices of different versions of GBCS', () => {
  it('has each device by its own rules: an ESME of 4.x switches an HCALCS of 3.1', () => {
    const home = new Home({ profile: OF_4, deviceProfiles: { hcalcs: OF_3_1 } }).join();
    expect(home.switch(2).hcalcs).equal(hcalcs);
    const command = setControllerState({ controller: 2, level: 100 }, ...CLOSED_FOR_AN_HOUR);
    expect(results(home.ask(home.supplier, '7.13', esme, command))).eql([0, 0, 0]);
    expect(home.position).equal('closed');
    home.go(3700);
    expect(home.position).equal('open');
  });

  it('has an ESME of 3.1 in a home of 4.x, which is joined, tied, switched and read by the use cases of 3.1', () => {
    const home = new Home({ profile: OF_4, deviceProfiles: { esme: OF_3_1 } }).bound();
    expect(results(home.ask(home.supplier, '7.5', esme, activateSwitch(2, 60)))).eql([0, 0]);
    expect([home.switch(2).hcalcs, home.position]).eql([hcalcs, 'closed']);
    expect(results(home.ask(home.supplier, '7.7', esme, readSwitchData()))).have.length(17);
    home.go(3700);
    expect(home.position).equal('open');
  });

  it('has an ESME of 4.x in a home of 3.1, which is switched by the use cases of 4.x', () => {
    const home = new Home({ profile: OF_3_1, deviceProfiles: { esme: OF_4 } }).join();
    const command = setControllerState({ controller: 2, level: 100 }, ...CLOSED_FOR_AN_HOUR);
    expect(results(home.ask(home.supplier, '7.13', esme, command))).eql([0, 0, 0]);
    expect(home.position).equal('closed');
    home.go(3700);
    expect(home.position).equal('open');
  });

  it('gets no Command from the DCC that its device does not have, in either version', () => {
    const refused = { code: 'E12', refusedBy: 'content' };
    const older = new Home({ profile: OF_4, deviceProfiles: { esme: OF_3_1 } });
    const state = setControllerState({ controller: 1, level: 100 }, ...CLOSED_FOR_AN_HOUR);
    expect(older.supplier.request('7.13', esme, state).acknowledgement).eql(refused);
    const newer = new Home({ profile: OF_3_1, deviceProfiles: { esme: OF_4 } });
    expect(newer.supplier.request('7.5', esme, activateSwitch(1, 30)).acknowledgement).eql(refused);
    for (const home of [older, newer]) expect(home.switch(1).position).equal('open');
  });

  it('lets a party in by the rules of the home, and obeys it by those of the device', () => {
    const proposed = profileById('secmp0046-core');
    const granted = new Home({ profile: proposed, deviceProfiles: { esme: OF_3_1 } });
    const exchange = granted.ask(granted.distributor, '7.5', esme, activateSwitch(1, 30));
    expect(exchange.response).equal(undefined);
    expect(granted.switch(1).position).equal('open');

    const withheld = new Home({ profile: OF_3_1, deviceProfiles: { esme: proposed } });
    const { acknowledgement } = withheld.distributor.request('7.5', esme, activateSwitch(1, 30));
    expect(acknowledgement).eql({ code: 'E2', refusedBy: 'eligibility' });
  });
});
