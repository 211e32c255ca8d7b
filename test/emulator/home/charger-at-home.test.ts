import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import {
  DEVICES,
  HCALCS_NAMES,
  type HomeDescription,
  type HomeElectricity,
  type InstallationConfiguration,
  makeIdentities,
  PARTIES,
  readHomeDescription,
} from '../../../emulator/index.js';
import {
  activateSwitch,
  buildMessage,
  type Command,
  type ControllerLevel,
  deactivateSwitch,
  HanlabError,
  limitController,
  opensslProvider,
  overlay,
  profileById,
  type SwitchNumber,
  setControllerState,
  signFrame,
  UsageError,
  useCaseByName,
} from '../../../gbcs/index.js';
import { Home, PROFILE, results, START } from '../devices/home.js';
import { savedText } from '../saved-text.js';

const { esme } = DEVICES;
const MINUTE = 60_000;
const DESCRIPTION: HomeDescription = {
  seed: 'home',
  dailyKilowattHours: 0,
  hcalcs: 2,
  charger: { behind: ['hcalcs1', 'hcalcs2'], amperes: [0, 10, 16, 32] },
  loads: [{ label: 'immersion', behind: 'alcs1', watts: 2800 }],
};

type WithElectricity = Home & { readonly electricity: HomeElectricity; readonly gbcsVersion: string };

/** A home whose switches, from a number on, are its HCALCS in their order: joined, and bound by what their version has. */
function withHcalcs(from: number, options: Partial<InstallationConfiguration>): WithElectricity {
  const home = new Home(options);
  const { gbcsVersion } = options.profile ?? PROFILE;
  const names = HCALCS_NAMES.slice(0, home.installation.hcalcs.length);
  for (const name of names) home.join(name);
  if (gbcsVersion === '3.1') {
    const switches = Object.fromEntries(names.map((name, i) => [from + i, DEVICES[name]]));
    expect(new Set(results(home.configure({ switches })))).to.deep.equal(new Set([0]));
  }
  for (const [i, name] of names.entries()) expect(home.switch(from + i).hcalcs).to.equal(DEVICES[name]);
  const { electricity } = home.installation;
  if (electricity === undefined) throw new Error('no electricity');
  return Object.assign(home, { electricity, gbcsVersion });
}

/** A home whose switches 2 and 3 are its two HCALCS, with a charger behind them. */
function withCharger(): WithElectricity {
  return withHcalcs(2, { electricity: readHomeDescription(DESCRIPTION) });
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

  it('is refused in a home that has another number of HCALCS', () => {
    const electricity = readHomeDescription(DESCRIPTION);
    expect(() => new Home({ electricity, hcalcs: 3 })).to.throw('the home is described with 2 HCALCS, not 3');
  });
});

const WHAT_IF = profileById('gbcs4-ed-whatif');
/** An ESME of GBCS 4.x whose five numbers are free for HCALCS. */
const FREE_NUMBERS = { controllers: ['none', 'none', 'none', 'none', 'none'] } as const;

describe('a charger behind several HCALCS', function () {
  this.timeout(30_000);

  /** Has a party close or open a switch for an hour. */
  function command(home: WithElectricity, party: 'supplier' | 'distributor', number: number, closes: boolean): void {
    const controller = number as SwitchNumber;
    const [variant, one] =
      home.gbcsVersion !== '3.1'
        ? ['7.13', setControllerState({ controller, level: closes ? 100 : 0 }, home.now, home.now + 60 * MINUTE)]
        : closes
          ? ['7.5', activateSwitch(controller, 60)]
          : ['7.6', deactivateSwitch(controller, 60)];
    const said = results(home.ask(home[party], variant as string, esme, one as Command));
    expect(new Set(said), `${party}: ${number}`).to.deep.equal(new Set([0]));
  }

  for (const [profile, count] of [PROFILE, WHAT_IF].flatMap((one) => [3, 4, 5].map((n) => [one, n] as const))) {
    it(`goes through all ${2 ** count} states of ${count} under ${profile.id}`, () => {
      const amperes = Array.from({ length: 2 ** count }, (_, state) => (state === 0 ? 0 : 5 + state));
      const behind = Array.from({ length: count }, (_, i) => `hcalcs${i + 1}`);
      const electricity = readHomeDescription({
        ...DESCRIPTION,
        hcalcs: count,
        ...(profile === WHAT_IF ? FREE_NUMBERS : {}),
        charger: { behind, amperes },
        loads: [],
      });
      const home = withHcalcs(1, { profile, electricity });
      home.electricity.carArrives(home.now, 1000, 50_000);
      const seen = new Set<number>();
      for (let i = 1; i <= amperes.length; i++) {
        // In this order one switch moves at a time, and after the last state the first comes again.
        const before = (i - 1) ^ ((i - 1) >> 1);
        const state = i === amperes.length ? 0 : i ^ (i >> 1);
        const at = Math.log2(before ^ state);
        command(home, i % 2 === 0 ? 'supplier' : 'distributor', at + 1, (state & (1 << at)) !== 0);
        home.go(1);
        const positions = home.installation.hcalcs.map((one) => one.snapshot()['position']);
        expect(positions).to.deep.equal(behind.map((_, j) => ((state & (1 << j)) === 0 ? 'open' : 'closed')));
        expect(home.electricity.powerAt(home.now), `state ${state}`).to.equal((amperes[state] as number) * 230);
        seen.add(state);
      }
      expect(seen.size).to.equal(2 ** count);
    });
  }

  it('leaves a load of the ESME alone whose number an HCALCS has taken', () => {
    const loads = [{ label: 'immersion', behind: 'alcs1', watts: 2800 }];
    const home = withHcalcs(1, { electricity: readHomeDescription({ ...DESCRIPTION, loads }) });
    command(home, 'distributor', 1, true);
    home.go(1);
    expect(home.installation.hcalcs[0]?.snapshot()['position']).to.equal('closed');
    expect(home.electricity.powerAt(home.now)).to.equal(0);
  });

  it('is in a home that a restored one follows, and that a home with fewer cannot be', () => {
    const charger = { behind: ['hcalcs5', 'hcalcs1'], amperes: [0, 6, 16, 32] };
    const electricity = readHomeDescription({ ...DESCRIPTION, hcalcs: 5, charger, loads: [] });
    const home = withHcalcs(1, { electricity });
    home.electricity.carArrives(home.now, 100, 7400);
    command(home, 'distributor', 5, true);
    home.go(60);
    const saved = structuredClone(home.installation.save());
    const twin = Object.assign(new Home({ electricity }), { electricity: home.electricity, gbcsVersion: '3.1' });
    twin.installation.restore(saved);
    for (const one of [home, twin]) {
      command(one, 'distributor', 1, true);
      one.go(60);
    }
    expect(twin.installation.electricity?.powerAt(twin.now)).to.equal(32 * 230);
    expect(savedText(twin.installation.hcalcs[4]?.save())).to.equal(savedText(home.installation.hcalcs[4]?.save()));
    const fewer = new Home();
    const before = savedText(fewer.installation.save());
    expect(() => fewer.installation.restore(saved))
      .to.throw(HanlabError, 'the state is of a home of')
      .with.property('code', 'HANLAB_E_STATE');
    expect(savedText(fewer.installation.save())).to.equal(before);
  });
});

describe('a charger behind a proportional controller', () => {
  const charger = { behind: ['apc5'], maximumAmperes: 32 };
  const description = { seed: 'home', dailyKilowattHours: 0, hcalcs: 1, charger };
  const HOUR = 60 * MINUTE;

  function withApc(profile = profileById('gbcs4-current'), changes: object = {}): WithElectricity {
    const home = new Home({ profile, electricity: readHomeDescription({ ...description, ...changes }) });
    const { electricity } = home.installation;
    if (electricity === undefined) throw new Error('no electricity');
    electricity.carArrives(home.now, 1000, 50_000);
    return Object.assign(home, { electricity, gbcsVersion: '4.0' });
  }

  function set(home: Home, party: 'supplier' | 'distributor', level: ControllerLevel, hours = 1): void {
    const command = setControllerState(level, home.now, home.now + hours * HOUR);
    expect(results(home.ask(home[party], '7.13', esme, command))).to.deep.equal([0, 0, 0]);
  }

  /** ECS47e of the Load Controller, from now on. */
  function limit(home: Home, level: number, hours: number, counter: bigint): void {
    const { eui } = PARTIES.loadController;
    const keys = makeIdentities(opensslProvider, 'devices').keysOf(eui);
    const key = keys.privateKey({ entity: eui, usage: 'digitalSignature' });
    if (key === undefined) throw new Error('no key');
    const command = limitController({ controller: 5, level }, home.now, home.now + hours * HOUR);
    const messageCode = useCaseByName(profileById('gbcs4-current').useCases, command.useCase)?.messageCode ?? -1;
    const frame = buildMessage({
      cra: 1,
      originatorCounter: counter,
      originator: eui,
      recipient: esme,
      otherInformation: { messageCode },
      payload: command.payload,
    });
    const before = home.notes.length;
    expect(home.inject(esme, home.protect(signFrame(opensslProvider, frame, key)))).to.equal(undefined);
    expect(home.notes.slice(before).map(({ note }) => note.note)).to.include('executed');
  }

  for (const [id, party] of [
    ['gbcs4-current', 'supplier'],
    ['gbcs4-ed-whatif', 'distributor'],
  ] as const) {
    it(`has the share of the current that a level of the ${party} says under ${id}, and none below 6 A`, () => {
      const home = withApc(profileById(id));
      for (const [level, amperes] of [
        [0, 0],
        [50, 16],
        [100, 32],
        [19, 6.08],
        [18, 0],
        [1, 0],
        [100, 32],
      ] as const) {
        set(home, party, { controller: 5, level });
        expect(home.electricity.charger?.limitAmperes, `${level} %`).to.equal(amperes);
        expect(home.electricity.powerAt(home.now)).to.equal(Math.floor(amperes * 230));
      }
    });
  }

  it('follows a limit while that lasts, to the millisecond', () => {
    const home = withApc();
    set(home, 'supplier', { controller: 5, level: 100 }, 4);
    limit(home, 50, 1, 5000n);
    expect(home.electricity.charger?.limitAmperes).to.equal(16);
    set(home, 'supplier', { controller: 5, level: 25 }, 4);
    expect(home.electricity.charger?.limitAmperes).to.equal(8);
    set(home, 'supplier', { controller: 5, level: 100 }, 4);
    home.goTo(START + 5 * HOUR);
    expect(home.electricity.energyAt(home.now)).to.equal(BigInt(HOUR * 16 * 230 + 3 * HOUR * 32 * 230));
  });

  it('is not moved by a level of input, or by another controller', () => {
    const home = withApc(undefined, { controllers: ['alcs', 'none', 'none', 'apc', 'apc'] });
    set(home, 'supplier', { controller: 5, level: 100, direction: 'input' });
    set(home, 'supplier', { controller: 4, level: 100 });
    set(home, 'supplier', { controller: 1, level: 100 });
    expect(home.notes.flatMap(({ note }) => (note.note === 'levelSet' ? [note] : []))).to.deep.equal([
      { note: 'levelSet', controller: 5, direction: 'input', level: 100, cause: 'command' },
      { note: 'levelSet', controller: 4, direction: 'output', level: 100, cause: 'command' },
    ]);
    expect(home.electricity.powerAt(home.now)).to.equal(0);
  });

  it('is behind the number at which the ESME was made with one, and goes on in a restored home', () => {
    const changes = { controllers: ['none', 'apc', 'none', 'none', 'none'], charger: { ...charger, behind: ['apc2'] } };
    const home = withApc(undefined, changes);
    set(home, 'supplier', { controller: 2, level: 75 });
    home.join();
    expect(home.switch(1).hcalcs).to.equal(DEVICES.hcalcs);
    const twin = withApc(undefined, changes);
    twin.installation.restore(structuredClone(home.installation.save()));
    for (const one of [home, twin]) {
      expect(one.electricity.powerAt(one.now)).to.equal(24 * 230);
      one.goTo(START + 2 * HOUR);
      expect(one.electricity.energyAt(one.now)).to.equal(BigInt(HOUR * 24 * 230));
    }
  });

  it('is refused where the ESME has none', () => {
    for (const [profile, changes, message] of [
      ['gbcs3-baseline', {}, 'charger.behind[0]: controller 5 of the ESME is alcs under gbcs3-baseline, not apc'],
      [
        'gbcs4-current',
        { charger: { ...charger, behind: ['apc1'] } },
        'charger.behind[0]: controller 1 of the ESME is alcs',
      ],
      ['gbcs3-baseline', { controllers: ['apc', 'none', 'none', 'none', 'none'] }, 'controllers[0]: controller 1'],
      [
        'gbcs4-current',
        { loads: [{ label: 'heater', behind: 'alcs2', watts: 3000 }] },
        'loads[0].behind: controller 2 of the ESME is none under gbcs4-current, not alcs',
      ],
    ] as const) {
      expect(() => withApc(profileById(profile), changes), message).to.throw(UsageError, message);
    }
  });
});

describe('loads behind switches that are closed by default', () => {
  const closed = { 'esme-default-switch-state': 'closed', 'hcalcs-default-state': 'closed' } as const;
  const profile = overlay(profileById('gbcs4-current'), {
    id: 'closed',
    title: 'closed',
    status: 'test',
    assumptions: closed,
  });

  for (const [behind, reading] of [
    [['alcs1', 'hcalcs1'], { amperes: [0, 6, 10, 32] }],
    [['apc5'], { maximumAmperes: 32 }],
  ] as const) {
    it(`take power from the beginning: ${behind}`, () => {
      const electricity = readHomeDescription({ ...DESCRIPTION, loads: [], charger: { behind, ...reading } });
      const home = new Home({ profile, electricity });
      home.installation.electricity?.carArrives(home.now, 10, 50_000);
      expect(home.installation.electricity?.powerAt(home.now)).to.equal(32 * 230);
    });
  }
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
