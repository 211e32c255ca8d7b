import { expect } from 'chai';
import { DEVICES, INSTALL_CODES } from '../../../emulator/index.js';
import {
  addDevice,
  type Command,
  type Eui64,
  eui64,
  JOIN_DEVICE_TYPE,
  joinEsmeAtHcalcs,
  joinHcalcsAtEsme,
  PROFILE_IDS,
  profileById,
  unjoinDevice,
} from '../../../gbcs/index.js';
import { Home, joinCode } from './home.js';

const { hub, esme, hcalcs, secondHcalcs } = DEVICES;

/** An in-home display, say. */
const TYPE_2 = JOIN_DEVICE_TYPE.indexOf('type2');

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

  it('is undone by the use case of its own method only', () => {
    const home = new Home().join();
    const { deviceLog } = home.installation.esme;
    const display = eui64('0a00000000001006');
    deviceLog.add(display, TYPE_2);
    const byB = (other: Eui64) => ({ ...unjoinDevice(other), useCase: 'CS04B' });
    const ask = (variant: string, command: Command) => joinCode(home.ask(home.supplier, variant, esme, command));
    expect([ask('8.8.2', byB(hcalcs)), ask('8.8.1', unjoinDevice(display))]).to.deep.equal([1, 1]);
    expect(deviceLog.entries()).to.have.length(2);
    expect([ask('8.8.2', byB(display)), ask('8.8.2', byB(display))]).to.deep.equal([0, 1]);
    expect(ask('8.8.1', unjoinDevice(hcalcs))).to.equal(0);
    expect(deviceLog.entries()).to.deep.equal([]);
  });
});

describe('the catalogue', () => {
  for (const id of PROFILE_IDS) {
    it(`has nothing for ESME, hub or HCALCS under ${id} that they do not carry out`, () => {
      const profile = profileById(id);
      const { esme: meter, hub, hcalcs: load } = new Home({ profile }).named;
      const devices = [meter, hub, load];
      for (const { kind, supportedUseCases } of devices) {
        const wanted = profile.useCases
          .filter(({ authorisations }) => authorisations.some(({ targets }) => targets.includes(kind)))
          .map(({ name }) => name);
        expect(wanted.length, kind).to.be.above(10);
        expect(
          wanted.filter((name) => !supportedUseCases.has(name)),
          kind,
        ).to.deep.equal([]);
      }
    });
  }
});
