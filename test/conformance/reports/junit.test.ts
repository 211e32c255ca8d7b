import { expect } from 'chai';
import { junitReport, requirementById } from '../../../conformance/index.js';
import { profileById } from '../../../gbcs/index.js';
import { fakeScenario } from '../runner/fakes.js';
import { EACH_VERDICT, reportWith, resultOf } from './reports.js';
import { parseXml, type XmlElement } from './xml.js';

function read(...args: Parameters<typeof reportWith>) {
  const root = parseXml(junitReport(reportWith(...args)));
  const [suite, ...others] = root.children;
  if (root.name !== 'testsuites' || suite?.name !== 'testsuite' || others.length > 0) throw new Error('not one suite');
  const [properties, ...cases] = suite.children;
  if (properties?.name !== 'properties') throw new Error('no properties first');
  const property = (name: string) =>
    properties.children.filter((one) => one.attributes['name'] === name).map((one) => one.attributes['value']);
  return { root, suite, cases, property };
}

/** The counts that a suite claims, and those that it has. */
function expectRightCounts({ root, suite, cases }: ReturnType<typeof read>): void {
  const having = (name: string) => `${cases.filter((one) => one.children.some((child) => child.name === name)).length}`;
  const counted = { tests: `${cases.length}`, failures: having('failure'), errors: having('error') };
  expect(suite.attributes).to.deep.include({ ...counted, skipped: having('skipped') });
  expect(root.attributes).to.deep.include(counted);
}

describe('JUnit report', () => {
  it('has each scenario with what became of it', () => {
    const report = read(EACH_VERDICT);
    const endings = report.cases.map((one) => [one.attributes['name'], ...one.children.map(({ name }) => name)]);
    expect(endings).to.deep.equal([
      ['passes'],
      ['fails', 'failure'],
      ['warns', 'system-out'],
      ['skips', 'skipped'],
      ['unclear', 'error'],
      ['breaks', 'error'],
    ]);
    expectRightCounts(report);
    expect(report.suite.attributes).to.include({ tests: '6', failures: '1', errors: '2', skipped: '1' });
    for (const one of report.cases) {
      expect(one.name).to.equal('testcase');
      expect(one.attributes).to.include({ classname: 'hanlab.secmp0046-core', time: '0.002' });
    }
    expect(report.suite.attributes).to.include({ time: '1.234', timestamp: '2026-11-23T12:00:00' });
  });

  it('has the pack of a scenario in its class name, and those that were asked for', () => {
    const { cases, suite } = read([resultOf('a', { pack: 'han' }), resultOf('b')], { packs: ['han'] });
    const classes = cases.map(({ attributes }) => attributes['classname']);
    expect(classes).to.deep.equal(['hanlab.secmp0046-core.han', 'hanlab.secmp0046-core']);
    const properties = suite.children.find(({ name }) => name === 'properties')?.children ?? [];
    expect(properties.map(({ attributes }) => attributes)).to.deep.include({ name: 'pack', value: 'han' });
  });

  it('has the whole of a failure, and the reason of a skip', () => {
    const { cases } = read(EACH_VERDICT);
    const [failure] = cases[1]?.children ?? [];
    expect(failure?.attributes).to.deep.equal({ message: 'the switch moved', type: 'deviation' });
    for (const text of ['What fails demands.', 'REQ-04', 'GBCS 4.3.1.5', 'Expected: open', 'Actual: closed']) {
      expect(failure?.text).to.contain(text);
    }
    expect(cases[3]?.children[0]?.attributes).to.deep.equal({ message: 'no HCALCS here' });
    expect(cases[2]?.children[0]?.text).to.equal('warning: odd label');
    expect(cases[4]?.children[0]?.attributes).to.include({ type: 'inconclusive' });
  });

  it('has properties for target, profile, label list, faults, requirements and assumptions', () => {
    const { property } = read(EACH_VERDICT, { faults: ['esme.skip-mac', 'esme.skip-replay'] });
    expect(property('target')).to.deep.equal(['fake']);
    expect(property('profile')).to.deep.equal(['secmp0046-core']);
    expect(property('profile.status')).to.deep.equal(['proposed, not in force']);
    expect(property('labelList.status')).to.deep.equal(['says of itself: provisional, without authority']);
    expect(property('labelList.sha256')[0]).to.match(/^[0-9a-f]{64}$/);
    expect(property('fault')).to.deep.equal(['esme.skip-mac', 'esme.skip-replay']);
    expect(property('requirement.REQ-06')).to.deep.equal(['covered passes warns']);
    expect(property('requirement.REQ-04')).to.deep.equal(['partial violated fails']);
    expect(property('requirement.REQ-04.text')).to.deep.equal([requirementById('REQ-04')?.text]);
    expect(property('requirement.REQ-04.source')).to.deep.equal([requirementById('REQ-04')?.source]);
    expect(property('requirement.REQ-04.untried')).to.deep.equal([requirementById('REQ-04')?.untried]);
    expect(property('requirement.REQ-43')).to.deep.equal(['out-of-scope']);
    expect(property('assumption')).to.deep.equal(['duration-in-minutes']);
    expect(property('verdict')).to.deep.equal(['deviates']);
  });

  it('has properties by which it can be traced', () => {
    const { property } = read([...EACH_VERDICT, resultOf('more', { clauses: ['GBCS 1', 'GBCS 2'] })], {
      target: 'emulator',
      profile: profileById('gbcs3-baseline'),
      selectedFrom: [fakeScenario('other'), ...reportWith(EACH_VERDICT).scenarios],
      patterns: ['a*', 'b'],
    });
    for (const [name, ...values] of [
      ['runId', '6a8d5f0e-0000-4000-8000-000000000000'],
      ['hanlab.version', '1.2.3'],
      ['node.version', '20.0.0'],
      ['openssl.version', '3.0.0'],
      ['targetNote', 'embedded emulator; no device was tested'],
      ['profile.title', profileById('gbcs3-baseline').title],
      ['profile.gbcsVersion', '3.1'],
      ['distributor', 'refused'],
      ['selected', '7'],
      ['available', '7'],
      ['pattern', 'a*', 'b'],
      ['seed', 's'],
      ['scenario.passes.title', 'What passes demands.'],
      ['scenario.passes.assumption', 'duration-in-minutes'],
      ['scenario.more.clause', 'GBCS 1', 'GBCS 2'],
    ] as const) {
      expect(property(name), name).to.deep.equal(values);
    }
  });

  it('says of a failed comparison what was found, and not what chai calls expected', () => {
    const failed = {
      verdict: 'fail',
      message: 'Responses: expected 1 to equal +0',
      expected: '0',
      actual: '1',
    } as const;
    expect(read([resultOf('a', failed)]).cases[0]?.children[0]?.attributes['message']).to.equal(
      'Responses: 1, should be 0',
    );
  });

  describe('has an error where a reader of nothing else would see none', () => {
    const expectError = (report: ReturnType<typeof read>, name: string): XmlElement | undefined => {
      expectRightCounts(report);
      const one = report.cases.find(({ attributes }) => attributes['name'] === name);
      expect(one?.children.map((child) => child.name)).to.deep.equal(['error']);
      return one?.children[0];
    };

    it('a scenario without a verdict', () => {
      const { scenarios } = reportWith([resultOf('a'), resultOf('b')]);
      const report = read([resultOf('a')], { scenarios, interrupted: true, verdict: 'incomplete' });
      expect(expectError(report, 'b')?.attributes['message']).to.equal('no verdict: the run was interrupted');
      expect(report.cases).to.have.length(2);
    });

    it('a harness that broke outside of any scenario', () => {
      const report = read([resultOf('a')], { problems: ['stray'], verdict: 'incomplete' });
      expect(expectError(report, 'harness-1')?.attributes).to.deep.include({ message: 'stray' });
    });

    it('a run in which everything was skipped, or nothing was run', () => {
      expectError(read([resultOf('a', { verdict: 'skip', message: 'no' })]), 'run');
      expectError(read([]), 'run');
    });
  });

  for (const [what, text, read_] of [
    ['markup', `<a href="x" b='y'>&amp;</a>`, `<a href="x" b='y'>&amp;</a>`],
    ['an end of CDATA', 'a]]>b', 'a]]>b'],
    ['control characters', 'a\u0000b\u001bc\u0008d\u007fe\u0085f', 'abcdef'],
    ['halves of a surrogate pair', 'a\ud800b\udfffc', 'abc'],
    ['a whole surrogate pair', 'a\u{1F50C}b', 'a\u{1F50C}b'],
    ['characters that are none', 'a\ufffeb\uffffc', 'abc'],
    ['accents and quotes', 'Größe ’x’', 'Größe ’x’'],
    ['something like an entity', '&lt; &#0; &nosuch;', '&lt; &#0; &nosuch;'],
    ['a comment', '<!-- -- -->', '<!-- -- -->'],
  ] as const) {
    it(`holds ${what}`, () => {
      const report = read([
        resultOf(text, { verdict: 'fail', message: text, expected: text }),
        resultOf('skips', { verdict: 'skip', message: text }),
        resultOf('warns', { verdict: 'warn', warnings: [text] }),
      ]);
      expect(report.cases[0]?.attributes['name']).to.equal(read_);
      expect(report.cases[0]?.children[0]?.attributes['message']).to.equal(read_);
      expect(report.cases[0]?.children[0]?.text).to.contain(`Expected: ${read_}`);
      expect(report.cases[1]?.children[0]?.attributes['message']).to.equal(read_);
      expect(report.cases[2]?.children[0]?.text).to.equal(`warning: ${read_}`);
      expectRightCounts(report);
    });
  }

  it('keeps lines in text, and makes one of them in an attribute', () => {
    const { cases } = read([resultOf('a', { verdict: 'fail', message: 'one\r\n\ttwo' })]);
    expect(cases[0]?.children[0]?.attributes['message']).to.equal('one two');
    expect(cases[0]?.children[0]?.text).to.contain('one\r\n\ttwo');
  });
});
