import { expect } from 'chai';
import { jsonReport, REQUIREMENTS } from '../../../conformance/index.js';
import { profileById } from '../../../gbcs/index.js';
import { fakeScenario } from '../runner/fakes.js';
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
      expect(Object.keys(requirement).slice(0, 3)).to.deep.equal(['id', 'status', 'scenarios']);
    }
  });

  it('says what came out', () => {
    expect(report).to.deep.include({
      profile: 'secmp0046-core',
      target: 'fake',
      verdict: 'deviates',
      counts: { pass: 1, fail: 1, warn: 1, skip: 1, inconclusive: 1, error: 1 },
    });
    expect(report.scenarios[0]).to.deep.equal({
      id: 'passes',
      verdict: 'pass',
      covers: ['REQ-06', 'REQ-32'],
      ms: 1.5,
      title: 'What passes demands.',
      clauses: [],
      assumptions: ['duration-in-minutes'],
    });
    expect(report.scenarios[1]).to.deep.include({ message: 'the switch moved', expected: 'open', actual: 'closed' });
    expect(report.scenarios[2]).to.deep.include({ verdict: 'warn', warnings: ['odd label'] });
    expect(report.requirements).to.have.length(REQUIREMENTS.length);
    const { text, source } = REQUIREMENTS[5] ?? {};
    expect(report.requirements[5]).to.deep.equal({
      id: 'REQ-06',
      status: 'covered',
      scenarios: ['passes', 'warns'],
      violated: false,
      text,
      source,
    });
    expect(report.requirements[3]).to.deep.include({
      id: 'REQ-04',
      status: 'partial',
      scenarios: ['fails'],
      violated: true,
      untried: REQUIREMENTS[3]?.untried,
    });
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
    expect(report.labelList).to.include({ status: 'provisional' });
    expect(report.labelList.statusText).to.equal('says of itself: provisional, without authority');
    expect(report.labelList.sha256).to.match(/^[0-9a-f]{64}$/);
  });

  it('can be traced: by run, versions, rules and selection', () => {
    expect(report).to.deep.include({
      runId: '6a8d5f0e-0000-4000-8000-000000000000',
      versions: { hanlab: '1.2.3', node: '20.0.0', openssl: '3.0.0' },
      profileTitle: profileById('secmp0046-core').title,
      gbcsVersion: '3.1',
      distributor: 'granted',
      selected: 6,
      available: 6,
    });
    expect(report).not.to.have.any.keys('patterns', 'targetNote');
    const selectedFrom = [fakeScenario('a'), fakeScenario('b')];
    const cut = jsonReport(reportWith([resultOf('a')], { selectedFrom, patterns: ['a*'], target: 'emulator' }));
    expect(cut).to.deep.include({
      selected: 1,
      available: 2,
      patterns: ['a*'],
      targetNote: 'embedded emulator; no device was tested',
    });
  });

  it('of a profile that refuses the distributor shows nothing of what it needs rights for', () => {
    const { distributor, requirements } = jsonReport(
      reportWith(EACH_VERDICT, { profile: profileById('gbcs3-baseline') }),
    );
    expect(distributor).to.equal('refused');
    expect(requirements[5]).to.deep.include({ id: 'REQ-06', status: 'uncovered', scenarios: ['passes', 'warns'] });
    expect(requirements[31]).to.deep.include({ id: 'REQ-32', status: 'covered' });
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

  it('names the packs, that of each scenario and those that were asked for', () => {
    const packed = jsonReport(reportWith([resultOf('a', { pack: 'han' })], { packs: ['han'] }));
    expect(packed.scenarios[0]).to.include({ pack: 'han' });
    expect(packed.packs).to.deep.equal(['han']);
    expect(report).not.to.have.property('packs');
  });
});
