import { expect } from 'chai';
import { DEVICES } from '../../../../emulator/index.js';
import { associateBoost, booleanData, overlay } from '../../../../gbcs/index.js';
import { Home, PROFILE, START } from '../home.js';
import { loadControl } from './load-control-home.js';

/** A load control of GBCS 3.1 whose one boosted switch is an HCALCS. */
function withBoostedHcalcs(drivesHcalcs: boolean) {
  const assumptions = { 'boost-drives-hcalcs': drivesHcalcs };
  const profile = overlay(PROFILE, { id: 'boost', title: 'boost', status: 'test', assumptions });
  const { loadControl: one } = loadControl({}, profile);
  one.controller(2).kind = 'hcalcs';
  one.controller(2).hcalcs = DEVICES.hcalcs;
  one.setBoosted(2, true, START);
  return one;
}

describe('the boost button', () => {
  it('does nothing where a boost would drive nothing: an HCALCS, as the profile has it', () => {
    const one = withBoostedHcalcs(false);
    expect(one.pressBoost(START)).to.equal(false);
    one.cancelBoost(START + 1);
    expect([one.boost.until, one.boost.log]).to.deep.equal([undefined, []]);
    expect(withBoostedHcalcs(true).pressBoost(START)).to.equal(true);
  });

  it('does nothing where there is no Boost Function, which a restart does not change', () => {
    const availability = { classId: 1, obis: '0-0:94.44.7.255', member: 2 } as const;
    const { esme } = new Home().installation;
    esme.objects.preset({ ...availability, access: 'get' }, booleanData(false), START);
    const restored = new Home();
    restored.installation.esme.restore(structuredClone(esme.save()));
    expect(restored.installation.esme.objects.value(availability)).to.deep.equal(booleanData(false));
    restored.ask(restored.supplier, '7.9', DEVICES.esme, associateBoost([1]));
    restored.installation.useBoostButton('press');
    expect(restored.switch(1).position).to.equal('open');
  });
});
