import { expect } from 'chai';
import { jsonReport, REQUIREMENTS } from '../../../conformance/index.js';
import { EACH_VERDICT, reportWith, resultOf } from './reports.js';

describe('JSON report', () => {
  const report = jsonReport(reportWith(EACH_VERDICT, { faults: ['esme.skip-mac'] }));

  it('begins with the members of the contract, in their order', () => {
    expect(Object.keys(report).slice(0, 7)).to.deep.equal([
      'profile',
      'target',
      'verdict',
      'counts',
      'scenarios',
      'requirements',
      'assumptions',
    ]);
    expect(Object.keys(report.counts)).to.deep.equal(['pass', 'fail', 'warn', 'skip', 'inconclusive', 'error']);
    for (const scenario of report.scenarios) {
      expect(Object.keys(scenario).slice(0, 4)).to.deep.equal(['id', 'verdict', 'covers', 'ms']);
    }
    for (const requirement of report.requirements) {
      expect(Object.keys(requirement)).to.deep.equal(['id', 'status', 'scenarios']);
    }
  });

  it('says what came out', () => {
    expect(report).to.deep.include({
      profile: 'secmp0046-core',
      target: 'fake',
      verdict: 'deviates',
      counts: { pass: 1, fail: 1, warn: 1, skip: 1, inconclusive: 1, error: 1 },
    });
    expect(report.scenarios[0]).to.deep.equal({ id: 'passes', verdict: 'pass', covers: ['REQ-01', 'REQ-02'], ms: 1.5 });
    expect(report.scenarios[1]).to.deep.include({ message: 'the switch moved', expected: 'open', actual: 'closed' });
    expect(report.scenarios[2]).to.deep.include({ verdict: 'warn', warnings: ['odd label'] });
    expect(report.requirements).to.have.length(REQUIREMENTS.length);
    expect(report.requirements[0]).to.deep.equal({ id: 'REQ-01', status: 'covered', scenarios: ['passes', 'warns'] });
    expect(report.requirements[3]).to.deep.equal({ id: 'REQ-04', status: 'partial', scenarios: ['fails'] });
    expect(report.assumptions).to.have.length(1);
    expect(report.assumptions[0]).to.deep.include({ name: 'duration-in-minutes', value: 60, scenarios: ['passes'] });
  });

  it('says what it rests on', () => {
    expect(report).to.deep.include({
      profileStatus: 'proposed, not in force',
      faults: ['esme.skip-mac'],
      seed: 's',
      startedAt: '2026-11-23T12:00:00.123Z',
      notRun: [],
      problems: [],
    });
    expect(report.labelList).to.have.property('status', 'provisional');
  });

  it('survives being written and read', () => {
    expect(JSON.parse(JSON.stringify(report))).to.deep.equal(report);
  });

  it('names what was not run, and has no seed if there was none', () => {
    const whole = reportWith([resultOf('a'), resultOf('b')]);
    const cut = reportWith([resultOf('a')], {
      scenarios: whole.scenarios,
      interrupted: true,
      verdict: 'incomplete',
      seed: undefined,
    });
    expect(jsonReport(cut)).to.deep.include({ notRun: ['b'], interrupted: true, verdict: 'incomplete' });
    expect(jsonReport(cut)).not.to.have.property('seed');
  });
});
