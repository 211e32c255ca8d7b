import { expect } from 'chai';
import { REQUIREMENTS, type Requirement, type Verdict } from '../../../conformance/index.js';
import { assumptionsUsed, requirementCoverage } from '../../../conformance/runner/coverage.js';
import { profileById } from '../../../gbcs/index.js';

const requirement = (classes: Requirement['classes'], gap = false): Requirement => ({
  id: 'REQ-01',
  text: 'It holds.',
  classes,
  source: 'here',
  lines: [],
  responsible: ['esmeMaker'],
  ...(gap ? { gap: true } : {}),
});

/** @param verdicts of scenarios that name the requirement; undefined for one that was not run */
function statusOf(one: Requirement, verdicts: readonly (Verdict | undefined)[]) {
  const planned = verdicts.map((_verdict, index) => ({ id: `s${index}`, covers: ['REQ-00', 'REQ-01'] }));
  const results = verdicts.flatMap((verdict, index) => (verdict === undefined ? [] : [{ id: `s${index}`, verdict }]));
  const other = { id: 'other', covers: ['REQ-02'] };
  const [coverage] = requirementCoverage([one], [other, ...planned], [{ id: 'other', verdict: 'fail' }, ...results]);
  expect(coverage?.scenarios).to.deep.equal(planned.map(({ id }) => id));
  return coverage?.status;
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
    expect(statusOf(requirement(['protocol'], true), ['pass'])).to.equal('gap');
    expect(statusOf(requirement(['out-of-scope'], true), [])).to.equal('out-of-scope');
  });

  it('has every requirement of SECMP0046 in order', () => {
    const coverage = requirementCoverage(REQUIREMENTS, [], []);
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
