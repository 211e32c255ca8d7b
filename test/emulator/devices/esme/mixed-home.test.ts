import { expect } from 'chai';
import { DEVICES } from '../../../../emulator/index.js';
import { profileById, setControllerState } from '../../../../gbcs/index.js';
import { Home, results, START } from '../home.js';

describe('a home of devices of different versions of GBCS', () => {
  it('has each device by its own rules: an ESME of 4.x switches an HCALCS of 3.1', () => {
    const home = new Home({
      profile: profileById('gbcs4-current'),
      deviceProfiles: { hcalcs: profileById('gbcs3-baseline') },
    }).join();
    expect(home.switch(2).hcalcs).equal(DEVICES.hcalcs);
    const command = setControllerState({ controller: 2, level: 100 }, START, START + 3_600_000);
    expect(results(home.ask(home.supplier, '7.13', DEVICES.esme, command))).eql([0, 0, 0]);
    expect(home.position).equal('closed');
    home.go(3700);
    expect(home.position).equal('open');
  });

  it('has an ESME of 3.1 that does not know the Commands of 4.x', () => {
    const home = new Home({
      profile: profileById('gbcs4-current'),
      deviceProfiles: { esme: profileById('gbcs3-baseline') },
    });
    const command = setControllerState({ controller: 1, level: 100 }, START, START + 3_600_000);
    const exchange = home.ask(home.supplier, '7.13', DEVICES.esme, command);
    expect(exchange.response).equal(undefined);
    expect(home.switch(1).position).equal('open');
  });
});
