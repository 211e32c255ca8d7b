import { expect } from 'chai';
import { REQUIREMENTS, RULES, SCENARIOS } from '../../conformance/index.js';
import { FAULTS } from '../../emulator/index.js';

const KNOWN = new Set([...REQUIREMENTS, ...RULES].map(({ id }) => id));

describe('rules', () => {
  it('have ids of lower-case words of their own, a sentence and a clause', () => {
    expect(new Set(RULES.map(({ id }) => id)).size).equal(RULES.length);
    for (const { id, text, clause } of RULES) {
      expect(id).match(/^[a-z0-9]+(-[a-z0-9]+)+$/);
      expect(text, id).match(/^[A-Z].*\.$/);
      expect(clause, id).match(/^(GBCS|DUIS|SMETS2|ZigBee) /);
    }
  });

  it('are each named by a scenario and by a fault', () => {
    const covered = new Set(SCENARIOS.flatMap(({ covers }) => covers));
    const broken = new Set(FAULTS.flatMap(({ requirements }) => requirements));
    for (const { id } of RULES) {
      expect(covered.has(id), `a scenario names ${id}`).equal(true);
      expect(broken.has(id), `a fault names ${id}`).equal(true);
    }
  });

  it('and requirements are all that scenarios and faults name, and each names one at least', () => {
    for (const { id, covers } of SCENARIOS) {
      expect(
        covers.filter((one) => !KNOWN.has(one)),
        id,
      ).eql([]);
      expect(new Set(covers).size, id).equal(covers.length);
    }
    for (const { name, requirements } of FAULTS) {
      expect(
        requirements.filter((one) => !KNOWN.has(one)),
        name,
      ).eql([]);
      expect(requirements, name).not.eql([]);
    }
  });

  it('of checks are those of the faults that leave the check out', () => {
    for (const device of ['esme', 'hcalcs', 'comms-hub']) {
      expect(FAULTS.find(({ name }) => name === `${device}.skip-mac`)?.requirements).include('gbcs-mac');
    }
    expect(FAULTS.find(({ name }) => name === 'dcc.skip-deviceType')?.requirements).include('dcc-device-type');
  });
});
