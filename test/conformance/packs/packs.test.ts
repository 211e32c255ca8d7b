import { expect } from 'chai';
import { everyScenario, inPacks, PACK_NAMES, PACKS, SCENARIOS, scenariosOf } from '../../../conformance/index.js';
import { PROFILE_IDS, profileById } from '../../../gbcs/index.js';

describe('packs', () => {
  for (const id of PROFILE_IDS) {
    const profile = profileById(id);
    const scenarios = scenariosOf(profile);

    it(`have each scenario in exactly one of them under ${id}`, () => {
      expect(new Set(scenarios.map((one) => one.id)).size).equal(scenarios.length);
      expect(PACKS.map(({ name }) => name)).eql(PACK_NAMES);
      for (const { name, scenarios: of } of PACKS) expect(of(profile).length, name).greaterThan(0);
    });

    it(`have whatever names a requirement in secmp0046 under ${id}, and nothing else`, () => {
      const misplaced = scenarios.filter(
        ({ pack, covers }) => (pack === 'secmp0046') !== covers.some((name) => name.startsWith('REQ-')),
      );
      expect(misplaced.map((one) => one.id)).eql([]);
    });

    it(`have at least 600 scenarios under ${id}, each with a sentence and a clause`, () => {
      expect(scenarios.length).least(600);
      for (const { id: name, title, clauses } of scenarios) {
        expect(title, name).match(/^[A-Z“].*\.$/su);
        expect(clauses.length, name).greaterThan(0);
      }
    });
  }

  it('leave out none of the scenarios that were written by hand', () => {
    const ids = new Set(everyScenario().map(({ id }) => id));
    expect(SCENARIOS.filter(({ id }) => !ids.has(id))).eql([]);
  });

  it('are asked for by name', () => {
    const scenarios = scenariosOf(profileById('secmp0046-core'));
    expect(inPacks(scenarios, [])).equal(scenarios);
    const some = inPacks(scenarios, ['han', 'secmp0046', 'han']);
    expect(new Set(some.map(({ pack }) => pack))).eql(new Set(['secmp0046', 'han']));
    expect(some.length).equal(scenarios.filter(({ pack }) => pack !== 'gbcs').length);
  });

  it('that are not there are refused by name, and a long name is cut', () => {
    const scenarios = scenariosOf(profileById('secmp0046-core'));
    expect(() => inPacks(scenarios, ['hna'], () => '; did you mean han?'))
      .throw("no pack is named 'hna'; did you mean han?")
      .with.property('code', 'HANLAB_E_NOTHING_SELECTED');
    expect(() => inPacks(scenarios, ['x'.repeat(1000)])).throw(/^no pack is named 'x{60}\.\.\.'; there are secmp0046/);
  });
});
