import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import {
  DEVICES,
  HCALCS_NAMES,
  type HomeDescription,
  type HomeElectricity,
  Installation,
  type InstallationConfiguration,
  makeIdentities,
  readHomeDescription,
} from '../../../emulator/index.js';
import {
  activateSwitch,
  type Command,
  deactivateSwitch,
  HanlabError,
  opensslProvider,
  overlay,
  profileById,
  type SwitchNumber,
  setControllerState,
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

/** GBCS 4.x with an ESME whose five numbers are free for HCALCS, and whose distributor may send Commands to them. */
const FREE_NUMBERS = overlay(profileById('gbcs4-ed-whatif'), {
  id: 'free-numbers',
  title: 'an ESME without controllers of its own',
  status: 'test',
  assumptions: { 'esme-built-in-controllers': 'none none none none none' },
});

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

  for (const [profile, count] of [PROFILE, FREE_NUMBERS].flatMap((one) => [3, 4, 5].map((n) => [one, n] as const))) {
    it(`goes through all ${2 ** count} states of ${count} under ${profile.id}`, () => {
      const amperes = Array.from({ length: 2 ** count }, (_, state) => (state === 0 ? 0 : 5 + state));
      const behind = Array.from({ length: count }, (_, i) => `hcalcs${i + 1}`);
      const electricity = readHomeDescription({
        ...DESCRIPTION,
        hcalcs: count,
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

describe('docs/home.md', () => {
  const page = readFileSync('docs/home.md', 'utf8');
  const block = (language: string) => new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1] ?? '';

  it('has an example of a home, and how to ask it', () => {
    const description: unknown = JSON.parse(block('json'));
    expect(readHomeDescription(description).charger?.behind).to.deep.equal(['hcalcs1', 'hcalcs2']);
    const [imports = '', ...lines] = block('js').split('\n');
    expect(imports).to.equal("import { Installation, readHomeDescription } from 'hanlab/emulator';");
    const body = `${lines.join('\n')}\nreturn home;`;
    const example = new Function('Installation', 'readHomeDescription', 'configuration', 'description', body);
    const configuration = {
      profile: PROFILE,
      provider: opensslProvider,
      identities: makeIdentities(opensslProvider, 'devices'),
    };
    const home = example(
      Installation,
      readHomeDescription,
      { ...configuration, start: START },
      description,
    ) as Installation;
    expect(home.electricity?.powerAt(START)).to.be.within(50, 3000);
    expect(home.electricity?.energyAt(START)).to.equal(0n);
  });
});
