import { expect } from 'chai';
import {
  type Expectation,
  expectationsText,
  isKnownScenario,
  jsonReport,
  junitReport,
  parseExpectations,
  runScenarios,
  type ScenarioResult,
  terminalReport,
  updateExpectations,
} from '../../../conformance/index.js';
import { reportWith, resultOf } from '../reports/reports.js';
import { parseXml } from '../reports/xml.js';
import { fakePlan, fakeScenario } from '../runner/fakes.js';

function expectationOf(scenario: string, more: Partial<Expectation> = {}): Expectation {
  return { scenario, verdict: 'fail', how: 'the switch', reason: 'bug 7', expires: '2099-12-31', ...more };
}

describe('a file of expectations', () => {
  it('is read as it stands', () => {
    const expectations = [expectationOf('a'), expectationOf('a', { profile: 'gbcs3-baseline', verdict: 'skip' })];
    expect(parseExpectations({ expectations })).to.deep.equal(expectations);
    expect(parseExpectations({ expectations: [] })).to.deep.equal([]);
  });

  const entry = expectationOf('a');
  for (const [what, json, path] of [
    ['is no object', [], 'the file'],
    ['has no list', {}, 'expectations'],
    ['has an entry that is none', { expectations: [entry, 3] }, 'expectations[1]'],
    ['expects a pass', { expectations: [{ ...entry, verdict: 'pass' }] }, 'expectations[0].verdict'],
    ['has no way of failing', { expectations: [{ ...entry, how: ' ' }] }, 'expectations[0].how'],
    ['has no reason', { expectations: [{ ...entry, reason: undefined }] }, 'expectations[0].reason'],
    ['has a reason without end', { expectations: [{ ...entry, reason: 'x'.repeat(501) }] }, 'expectations[0].reason'],
    ['controls a terminal', { expectations: [{ ...entry, reason: '\u001b[2J' }] }, 'expectations[0].reason'],
    ['never ends', { expectations: [{ ...entry, expires: 'never' }] }, 'expectations[0].expires'],
    ['ends on no day', { expectations: [{ ...entry, expires: '2027-02-30' }] }, 'expectations[0].expires'],
    ['has a profile that is none', { expectations: [{ ...entry, profile: 'x' }] }, 'expectations[0].profile'],
    ['has a member too many', { expectations: [{ ...entry, expire: '2027-01-01' }] }, 'expectations[0]'],
    ['says something twice', { expectations: [entry, { ...entry, verdict: 'warn' }] }, 'expectations[1]'],
  ] as const) {
    it(`is refused if it ${what}`, () => {
      expect(() => parseExpectations(json))
        .to.throw()
        .that.deep.includes({ code: 'HANLAB_E_INPUT', path });
    });
  }
});

describe('expectations of a run', () => {
  const fails = (message: string) =>
    fakeScenario('a', async () => {
      expect.fail(message);
    });
  const passes = fakeScenario('b');

  async function judged(expectations: readonly Expectation[], scenario = fails('the switch moved')) {
    const isKnown = (id: string) => id !== 'gone';
    return runScenarios(fakePlan([scenario, passes], { expected: { expectations, isKnown } }));
  }

  for (const [what, expectation, status, verdict] of [
    ['met', expectationOf('a'), 'met', 'as-expected'],
    ['not met: another message', expectationOf('a', { how: 'the clock' }), 'other-way', 'deviates'],
    ['not met: another verdict', expectationOf('a', { verdict: 'error' }), 'other-way', 'deviates'],
    ['not met: a pass', expectationOf('b'), 'unexpected-pass', 'deviates'],
    ['over', expectationOf('a', { expires: '2020-01-01' }), 'stale', 'deviates'],
    ['of no scenario', expectationOf('gone'), 'unmatched', 'deviates'],
  ] as const) {
    it(`${verdict} where one is ${what}`, async () => {
      const known = expectation.scenario === 'a' ? [] : [expectationOf('a')];
      const outcome = await judged([expectation, ...known]);
      expect(outcome.expectations?.[0]?.status).to.equal(status);
      expect(outcome.verdict).to.equal(verdict);
    });
  }

  it('say nothing of scenarios that were not selected, nor of other profiles', async () => {
    const outcome = await judged([
      expectationOf('a'),
      expectationOf('unselected', { expires: '2020-01-01' }),
      expectationOf('b', { profile: 'gbcs3-baseline' }),
    ]);
    expect(outcome.expectations).to.have.length(1);
    expect(outcome.verdict).to.equal('as-expected');
  });

  it('that name the profile go before those that name none', async () => {
    const outcome = await judged([
      expectationOf('a', { how: 'something else' }),
      expectationOf('a', { profile: 'secmp0046-core' }),
    ]);
    expect(outcome.expectations?.map(({ status }) => status)).to.deep.equal(['met']);
  });

  it('hold to the end of their last day', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const one = await judged([expectationOf('a', { expires: today })]);
    const other = await judged([expectationOf('a', { expires: yesterday })]);
    expect([one.verdict, other.verdict]).to.deep.equal(['as-expected', 'deviates']);
  });

  it('know the scenarios of the suite by profile', () => {
    const one = 'distributor-deactivates-switch';
    expect(isKnownScenario(one, undefined)).to.equal(true);
    expect(isKnownScenario(one, 'secmp0046-core')).to.equal(true);
    expect(isKnownScenario('no-such', undefined)).to.equal(false);
  });
});

describe('reports of expectations', () => {
  const results = [
    resultOf('a', { verdict: 'fail', message: 'the switch moved' }),
    resultOf('b'),
    resultOf('c', { verdict: 'fail', message: 'new' }),
  ];
  const report = reportWith(results, {
    expectations: [
      { expectation: expectationOf('a'), status: 'met' },
      { expectation: expectationOf('b'), status: 'unexpected-pass' },
    ],
  });

  it('show at the terminal what was expected apart from what is news', () => {
    const lines = terminalReport(report);
    expect(lines).to.include('  fail         a: bug 7 until 2099-12-31');
    expect(lines).to.include('  unexpected-pass b passes, and was expected to be fail');
    expect(lines).to.include('3 scenarios in 1.2 s: 1 pass, 2 fail (1 expected)');
    expect(lines.filter((line) => line.startsWith('fail '))).to.have.length(3);
    expect(lines.some((line) => line.includes('the switch moved'))).to.equal(false);
  });

  it('have them in JSON', () => {
    const { expectations, scenarios } = jsonReport(report);
    expect(expectations?.map(({ scenario, status }) => [scenario, status])).to.deep.equal([
      ['a', 'met'],
      ['b', 'unexpected-pass'],
    ]);
    expect(scenarios.map(({ expectedFor }) => expectedFor)).to.deep.equal(['bug 7', undefined, undefined]);
    expect(jsonReport(reportWith(results))).not.to.have.property('expectations');
  });

  it('have what was expected as skipped in JUnit, and a failure for what does not hold', () => {
    const [suite] = parseXml(junitReport(report)).children;
    const cases = suite?.children.slice(1).map(({ attributes, children: [ending] }) => {
      return [attributes['name'], ending?.name, ending?.attributes['message']];
    });
    expect(cases).to.deep.equal([
      ['a', 'skipped', 'expected fail (bug 7): the switch moved'],
      ['b', undefined, undefined],
      ['c', 'failure', 'new'],
      ['expectation of b', 'failure', 'b passes, and was expected to be fail'],
    ]);
    expect(suite?.attributes).to.include({ tests: '4', failures: '2', skipped: '1' });
  });
});

describe('an update of expectations', () => {
  const startedAt = '2026-11-23T12:00:00.000Z';
  const seen = (results: readonly ScenarioResult[]) => {
    return { profile: 'secmp0046-core', results, startedAt, isKnown: (id: string) => id !== 'gone' };
  };

  it('adds what is news, in order, and nothing that a run may do without', () => {
    const results = [
      resultOf('z', { verdict: 'error', message: 'line\none' }),
      resultOf('a', { verdict: 'fail', message: 'ids: expected 0 to equal 2', expected: '2', actual: '0' }),
      resultOf('skips', { verdict: 'skip', message: 'no' }),
      resultOf('warns', { verdict: 'warn', warnings: ['odd'] }),
      resultOf('passes'),
    ];
    const entry = { profile: 'secmp0046-core', reason: 'to be explained', expires: '2027-02-21' };
    const updated = updateExpectations([], seen(results));
    expect(updated).to.deep.equal([
      { scenario: 'a', verdict: 'fail', how: 'ids: 0, should be 2', ...entry },
      { scenario: 'z', verdict: 'error', how: 'line', ...entry },
    ]);
    expect(updateExpectations(updated, seen(results))).to.deep.equal(updated);
    expect(parseExpectations(JSON.parse(expectationsText(updated)))).to.deep.equal(updated);
  });

  it('keeps reasons, and takes away what passes or is gone', () => {
    const before = [
      expectationOf('other-way'),
      expectationOf('stale', { expires: '2026-11-22' }),
      expectationOf('met'),
      expectationOf('gone'),
      expectationOf('passes'),
      expectationOf('not-run', { expires: '2020-01-01' }),
      expectationOf('elsewhere', { profile: 'gbcs3-baseline' }),
    ];
    const updated = updateExpectations(
      before,
      seen([
        resultOf('other-way', { verdict: 'error', message: 'TypeError' }),
        resultOf('stale', { verdict: 'fail', message: 'now the switch moves' }),
        resultOf('met', { verdict: 'fail', message: 'the switch' }),
        resultOf('passes'),
        resultOf('elsewhere'),
      ]),
    );
    expect(updated).to.deep.equal([
      expectationOf('elsewhere', { profile: 'gbcs3-baseline' }),
      expectationOf('met'),
      expectationOf('not-run', { expires: '2020-01-01' }),
      expectationOf('other-way', { verdict: 'error', how: 'TypeError' }),
      expectationOf('stale', { expires: '2027-02-21' }),
    ]);
  });
});
