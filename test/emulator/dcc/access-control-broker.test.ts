import { expect } from 'chai';
import { DEVICES, PARTIES } from '../../../emulator/index.js';
import {
  activateSwitch,
  type Command,
  readHanCommunications,
  readSwitchData,
  setDescriptions,
} from '../../../gbcs/index.js';
import { Home } from '../devices/home.js';

const { esme, hcalcs, hub } = DEVICES;

/** A request of the supplier that the broker has not seen yet. */
function header(variant: string, counter: bigint, target = esme) {
  return { variant, originator: PARTIES.supplier.eui, target, counter };
}

describe('Access Control Broker', () => {
  let home: Home;

  beforeEach(() => {
    home = new Home();
  });

  it('makes a Pre-Command of a critical request, and none of another', () => {
    const { broker } = home.installation;
    expect(broker.transform(header('7.5', 1n), activateSwitch(1, 30)).code).equal('I0');
    const ofAnother = { code: 'E12', refusedBy: 'commandVariant' };
    expect(broker.transform(header('7.7', 2n), readSwitchData())).eql(ofAnother);
    expect(broker.send(header('6.14.1', 3n), setDescriptions({ 1: 'x' }))).eql(ofAnother);
  });

  it('refuses a Signed Pre-Command that it has had', () => {
    const { broker } = home.installation;
    const { preCommand } = broker.transform(header('7.5', 5n), activateSwitch(1, 30));
    if (preCommand === undefined) throw new Error('no Pre-Command');
    const signed = home.supplier.sign(preCommand);
    expect(broker.sendSigned(header('7.5', 5n), signed).code).equal('I99');
    expect(broker.sendSigned(header('7.5', 5n), signed)).include({ code: 'E100', refusedBy: 'counter' });
  });

  it('refuses what a kind of device does not have, and a payload that is not of the use case', () => {
    const { broker } = home.installation;
    expect(broker.transform(header('7.5', 1n, hcalcs), activateSwitch(1, 30)).code).equal('E11');
    const { payload } = activateSwitch(1, 30);
    if (payload.kind !== 'access-request') throw new Error(payload.kind);
    const short: Command = {
      useCase: 'ECS47',
      payload: { ...payload, specifications: payload.specifications.slice(1), data: payload.data.slice(1) },
    };
    expect(broker.transform(header('7.5', 2n), short).code).equal('E12');
  });

  it('goes on with its own counter where it left off', () => {
    const next = (one: Home, counter: bigint): bigint | undefined => {
      const before = one.installation.broker.save().ownCounters.get(PARTIES.broker.eui);
      expect(one.installation.broker.send(header('8.9', counter, hub), readHanCommunications()).code).equal('I99');
      const after = one.installation.broker.save().ownCounters.get(PARTIES.broker.eui);
      expect(after).equal((before ?? 1300n) + 1n);
      return after;
    };
    expect([next(home, 1n), next(home, 2n)]).eql([1301n, 1302n]);
    const restored = new Home();
    restored.installation.restore(home.installation.save());
    expect(next(restored, 3n)).equal(1303n);
    expect([...restored.installation.broker.save().ownCounters.keys()]).eql([PARTIES.broker.eui]);
  });

  it('drops what a hub sends that is no message, and Responses that nobody waits for', () => {
    const { broker } = home.installation;
    for (const octets of [new Uint8Array(0), Uint8Array.of(0xdd, 0), Uint8Array.of(0xdf, 9, 2)]) {
      expect(() => broker.fromWan(octets)).not.throw();
    }
  });
});
