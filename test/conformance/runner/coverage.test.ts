import { expect } from 'chai';
import { REQUIREMENTS, type Requirement, scenariosOf, type Verdict } from '../../../conformance/index.js';
import {
  assumptionsUsed,
  type DistributorAccess,
  distributorAccess,
  requirementCoverage,
} from '../../../conformance/runner/coverage.js';
import { PROFILE_IDS, profileById } from '../../../gbcs/index.js';

const requirement = (classes: Requirement['classes'], remarks: Partial<Requirement> = {}): Requirement => ({
  id: 'REQ-01',
  text: 'It holds.',
  classes,
  source: 'here',
  lines: [],
  responsible: ['esmeMaker'],
  ...remarks,
});

/** @param verdicts of scenarios that name the requirement; undefined for one that was not run */
function coverageOf(
  one: Requirement,
  verdicts: readonly (Verdict | undefined)[],
  {
    distributor = 'granted',
    hcalcsRemovalAlert = true,
    leftOut = [],
  }: { distributor?: DistributorAccess; hcalcsRemovalAlert?: boolean; leftOut?: readonly string[][] } = {},
) {
  const planned = verdicts.map((_verdict, index) => ({ id: `s${index}`, covers: ['REQ-00', 'REQ-01'] }));
  const results = verdicts.flatMap((verdict, index) => (verdict === undefined ? [] : [{ id: `s${index}`, verdict }]));
  const other = { id: 'other', covers: ['REQ-02'] };
  const [coverage] = requirementCoverage([one], {
    planned: [other, ...planned],
    available: [...leftOut.map((covers, index) => ({ id: `out${index}`, covers })), other, ...planned],
    results: [{ id: 'other', verdict: 'fail' }, ...results],
    distributor,
    hcalcsRemovalAlert,
  });
  expect(coverage?.scenarios).to.deep.equal(planned.map(({ id }) => id));
  return coverage;
}

function statusOf(...args: Parameters<typeof coverageOf>) {
  return coverageOf(...args)?.status;
}

describe('requirement coverage', () => {
  for (const [verdicts, status] of [
    [[], 'uncovered'],
    [['pass'], 'covered'],
    [['pass', 'pass'], 'covered'],
    [['pass', 'warn'], 'covered'],
    [['pass', 'skip'], 'covered'],
    [['warn'], 'partial'],
    [['pass', 'fail'], 'partial'],
    [['pass', 'error'], 'partial'],
    [['pass', 'inconclusive'], 'partial'],
    [['pass', undefined], 'partial'],
    [['fail'], 'partial'],
    [['fail', 'skip'], 'partial'],
    [['skip'], 'uncovered'],
    [['error'], 'uncovered'],
    [['inconclusive'], 'uncovered'],
    [[undefined], 'uncovered'],
  ] as const) {
    it(`${verdicts.map((verdict) => verdict ?? 'not run').join(', ') || 'no scenario'}: ${status}`, () => {
      expect(statusOf(requirement(['protocol']), verdicts)).to.equal(status);
    });
  }

  it('is partial at most where messages alone do not decide', () => {
    for (const other of ['system', 'governance', 'document', 'out-of-scope'] as const) {
      expect(statusOf(requirement(['protocol', other]), ['pass'])).to.equal('partial');
      expect(statusOf(requirement(['protocol', other]), [])).to.equal('uncovered');
    }
    expect(statusOf(requirement(['system']), ['pass'])).to.equal('partial');
  });

  it('is out of scope only where there is nothing else, and a gap whatever passes', () => {
    expect(statusOf(requirement(['out-of-scope']), [])).to.equal('out-of-scope');
    expect(statusOf(requirement(['out-of-scope', 'governance']), [])).to.equal('uncovered');
    expect(statusOf(requirement(['protocol'], { gap: true }), ['pass'])).to.equal('gap');
    expect(statusOf(requirement(['out-of-scope'], { gap: true }), [])).to.equal('out-of-scope');
  });

  it('is covered only if every scenario of the suite that names it was in the run', () => {
    const one = requirement(['protocol']);
    expect(statusOf(one, ['pass'], { leftOut: [['REQ-01']] })).to.equal('partial');
    expect(statusOf(one, ['pass'], { leftOut: [['REQ-02'], []] })).to.equal('covered');
    expect(statusOf(one, [], { leftOut: [['REQ-01']] })).to.equal('uncovered');
  });

  it('is partial at most where scenarios do not try all of it', () => {
    const one = requirement(['protocol'], { untried: 'the rest' });
    expect(statusOf(one, ['pass'])).to.equal('partial');
    expect(statusOf(one, [])).to.equal('uncovered');
  });

  it('says that it is violated wherever a scenario that names it failed', () => {
    const one = requirement(['protocol']);
    expect(coverageOf(one, ['pass', 'fail'])).to.include({ status: 'partial', violated: true });
    expect(coverageOf(requirement(['protocol'], { gap: true }), ['fail'])).to.include({
      status: 'gap',
      violated: true,
    });
    for (const verdict of ['pass', 'warn', 'skip', 'error', 'inconclusive', undefined] as const) {
      expect(coverageOf(one, [verdict])?.violated).to.equal(false);
    }
  });

  it('is uncovered where it needs rights that the profile refuses', () => {
    const one = requirement(['protocol'], { needsDistributorRights: true });
    expect(statusOf(one, ['pass'], { distributor: 'granted' })).to.equal('covered');
    expect(statusOf(one, ['pass'], { distributor: 'refused' })).to.equal('uncovered');
    expect(statusOf({ ...one, gap: true }, ['pass'], { distributor: 'refused' })).to.equal('uncovered');
    expect(statusOf(requirement(['protocol']), ['pass'], { distributor: 'refused' })).to.equal('covered');
    expect(coverageOf(one, ['fail'], { distributor: 'refused' })?.violated).to.equal(true);
  });

  it('is uncovered where it needs an alert that the profile does not have', () => {
    const one = requirement(['protocol'], { needsRemovalAlert: true });
    expect(statusOf(one, ['pass'])).to.equal('covered');
    expect(statusOf(one, ['pass'], { hcalcsRemovalAlert: false })).to.equal('uncovered');
    expect(statusOf(requirement(['protocol']), ['pass'], { hcalcsRemovalAlert: false })).to.equal('covered');
    expect(coverageOf(one, ['fail'], { hcalcsRemovalAlert: false })?.violated).to.equal(true);
  });

  it('reads otherwise under each profile, though all scenarios pass', () => {
    const statuses = PROFILE_IDS.map((id) => {
      const distributor = distributorAccess(profileById(id));
      const scenarios = scenariosOf(profileById(id));
      const results = scenarios.map((scenario) => ({ id: scenario.id, verdict: 'pass' as const }));
      const coverage = requirementCoverage(REQUIREMENTS, {
        planned: scenarios,
        available: scenarios,
        results,
        distributor,
        hcalcsRemovalAlert: profileById(id).hcalcsRemovalAlert,
      });
      return [distributor, ...coverage.filter((one) => one.status === 'covered').map((one) => one.requirement.id)];
    });
    expect(statuses).to.deep.equal([
      ['refused', 'REQ-22', 'REQ-32', 'REQ-46'],
      ['granted', 'REQ-06', 'REQ-22', 'REQ-32', 'REQ-46'],
      ['granted', 'REQ-06', 'REQ-22', 'REQ-32', 'REQ-46'],
      ['refused', 'REQ-22', 'REQ-32', 'REQ-46'],
      ['granted', 'REQ-06', 'REQ-22', 'REQ-32', 'REQ-46'],
    ]);
  });

  it('has every requirement of SECMP0046 in order', () => {
    const coverage = requirementCoverage(REQUIREMENTS, {
      planned: [],
      available: [],
      results: [],
      distributor: 'granted',
      hcalcsRemovalAlert: true,
    });
    expect(coverage.map((one) => one.requirement.id)).to.deep.equal(REQUIREMENTS.map(({ id }) => id));
    expect(new Set(coverage.map(({ status }) => status))).to.deep.equal(new Set(['uncovered', 'gap', 'out-of-scope']));
  });
});

describe('assumptions used', () => {
  it('are those of scenarios with a verdict, by name, with who rests on them', () => {
    const profile = profileById('secmp0046-core');
    const used = assumptionsUsed(profile, [
      { id: 'b', verdict: 'pass', assumptions: ['receive-check-order', 'duration-in-minutes', 'duration-in-minutes'] },
      { id: 'a', verdict: 'fail', assumptions: ['duration-in-minutes'] },
      { id: 'c', verdict: 'skip', assumptions: ['newest-command-wins'] },
      { id: 'd', verdict: 'pass', assumptions: ['toString'] },
    ]);
    expect(used.map(({ name, scenarios }) => [name, scenarios])).to.deep.equal([
      ['duration-in-minutes', ['b', 'a']],
      ['receive-check-order', ['b']],
      ['toString', ['d']],
    ]);
    expect(used[0]?.assumption?.value).to.equal(60);
    expect(used[2]?.assumption).to.equal(undefined);
  });
});
