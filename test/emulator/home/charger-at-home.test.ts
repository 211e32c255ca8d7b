import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import {
  DEVICES,
  type HomeDescription,
  type HomeElectricity,
  INSTALL_CODES,
  readHomeDescription,
} from '../../../emulator/index.js';
import {
  activateSwitch,
  addDevice,
  deactivateSwitch,
  joinEsmeAtHcalcs,
  joinHcalcsAtEsme,
} from '../../../gbcs/index.js';
import { Home, joinCode, results, START } from '../devices/home.js';

const { esme, hcalcs, hub, secondHcalcs } = DEVICES;
const MINUTE = 60_000;
const DESCRIPTION: HomeDescription = {
  seed: 'home',
  dailyKilowattHours: 0,
  hcalcs: 2,
  charger: { behind: ['hcalcs1', 'hcalcs2'], amperes: [0, 10, 16, 32] },
  loads: [{ label: 'immersion', behind: 'alcs1', watts: 2800 }],
};

/** A home whose switches 2 and 3 are its two HCALCS, with a charger behind them. */
function withCharger(): Home & { readonly electricity: HomeElectricity } {
  const home = new Home({ electricity: readHomeDescription(DESCRIPTION) }).join();
  const add = addDevice(secondHcalcs, 'hcalcs', INSTALL_CODES.secondHcalcs, 600);
  expect(results(home.ask(home.supplier, '8.11', hub, add))).to.deep.equal([0, 0, 0]);
  expect(joinCode(home.ask(home.supplier, '8.7.1', secondHcalcs, joinEsmeAtHcalcs(esme)))).to.equal(0);
  expect(joinCode(home.ask(home.supplier, '8.7.1', esme, joinHcalcsAtEsme(secondHcalcs)))).to.equal(0);
  expect(results(home.configure({ switches: { 2: hcalcs, 3: secondHcalcs } }))).to.deep.equal([0, 0, 0, 0, 0, 0]);
  const { electricity } = home.installation;
  if (electricity === undefined) throw new Error('no electricity');
  return Object.assign(home, { electricity });
}

describe('a charger behind two HCALCS', () => {
  it('goes through all four currents as the distributor switches', () => {
    const home = withCharger();
    home.electricity.carArrives(home.now, 100, 7400);
    const watts = (['00', '10', '01', '11', '00'] as const).map((state) => {
      for (const [i, closed] of [...state].entries()) {
        const number = i === 0 ? 2 : 3;
        const command = closed === '1' ? activateSwitch(number, 60) : deactivateSwitch(number, 60);
        expect(results(home.ask(home.distributor, closed === '1' ? '7.5' : '7.6', esme, command))).to.deep.equal([
          0, 0,
        ]);
      }
      home.go(1);
      return home.electricity.powerAt(home.now);
    });
    expect(watts).to.deep.equal([0, 2300, 3680, 7360, 0]);
  });

  it('draws until the period of its switch ends, to the millisecond', () => {
    const home = withCharger();
    home.electricity.carArrives(home.now, 100, 7400);
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 30));
    home.ask(home.distributor, '7.5', esme, activateSwitch(3, 10));
    expect(home.now).to.equal(START);
    home.goTo(START + 24 * 60 * MINUTE);
    expect(home.electricity.energyAt(home.now)).to.equal(BigInt(10 * MINUTE * 7360 + 20 * MINUTE * 2300));
  });

  it('leaves other loads to the switches of the ESME', () => {
    const home = withCharger();
    home.electricity.carArrives(home.now, 100, 7400);
    home.ask(home.distributor, '7.5', esme, activateSwitch(1, 15));
    expect([...home.electricity.powersAt(home.now)]).to.deep.equal([
      ['base', 0],
      ['charger', 0],
      ['immersion', 2800],
    ]);
    home.goTo(START + 60 * MINUTE);
    expect(home.electricity.energyAt(home.now)).to.equal(BigInt(15 * MINUTE * 2800));
  });

  it('goes on in a restored home as in the first', () => {
    const home = withCharger();
    home.electricity.carArrives(home.now, 5, 7400);
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 90));
    home.go(600);
    const twin = new Home({ electricity: readHomeDescription(DESCRIPTION) });
    twin.installation.restore(structuredClone(home.installation.save()));
    for (const one of [home, twin]) one.goTo(START + 5 * 60 * MINUTE);
    expect(twin.installation.electricity?.energyAt(twin.now)).to.equal(home.electricity.energyAt(home.now));
    expect(home.electricity.energyAt(home.now)).to.equal(BigInt(90 * MINUTE * 2300));
  });

  it('is refused behind an HCALCS that there is not', () => {
    const electricity = readHomeDescription({ ...DESCRIPTION, hcalcs: 3 });
    expect(() => new Home({ electricity })).to.throw('an installation has 2 HCALCS, not 3');
  });
});

describe('docs/home.md', () => {
  const page = readFileSync('docs/home.md', 'utf8');

  it('has an example of a home', () => {
    const [, block = ''] = /^```json\n(.*?)^```$/ms.exec(page) ?? [];
    const electricity = readHomeDescription(JSON.parse(block));
    expect(electricity.charger?.behind).to.deep.equal(['hcalcs1', 'hcalcs2']);
    const { installation } = new Home({ electricity });
    expect(installation.electricity?.powerAt(installation.clock.now)).to.be.within(50, 3000);
  });
});
