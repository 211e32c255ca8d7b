import { expect } from 'chai';
import {
  type Expectation,
  jsonReport,
  type MergedPart,
  mergeRuns,
  parseJsonReport,
  reportOf,
  runScenarios,
  type Scenario,
  scenariosOfShard,
} from '../../../conformance/index.js';
import { fakePlan, fakeScenario, fakeTarget } from './fakes.js';

const SUITE: readonly Scenario[] = ['a', 'b', 'c', 'd', 'e'].map((id) =>
  fakeScenario(
    id,
    async () => {
      if (id === 'd') expect.fail('the switch moved');
    },
    { covers: ['REQ-06'] },
  ),
);
const SELECTION = SUITE.map(({ id }) => id);
const known: Expectation = { scenario: 'd', verdict: 'fail', how: 'switch', reason: 'known', expires: '2099-01-01' };

async function shard(
  index: number,
  { expectations, ...more }: { expectations?: readonly Expectation[]; seed?: string; faults?: string[] } = {},
): Promise<MergedPart> {
  const part = { index, count: 2 };
  const outcome = await runScenarios(
    fakePlan(scenariosOfShard(SUITE, part), {
      selectedFrom: SUITE,
      shard: { ...part, selection: SELECTION },
      seed: more.seed ?? 's',
      target: fakeTarget({ faults: more.faults ?? [] }),
      expected: expectations && { expectations, isKnown: (id) => id !== 'gone' },
    }),
  );
  // As it comes out of a file.
  return {
    name: `part ${index}`,
    report: parseJsonReport(JSON.parse(JSON.stringify(jsonReport(reportOf(outcome)))), 'x'),
  };
}

const merged = (parts: readonly MergedPart[]) => mergeRuns(parts, SUITE, (id) => id !== 'gone');

describe('runs that are put together', () => {
  it('are as one run of all', async () => {
    const parts = [await shard(2), await shard(1)];
    const outcome = merged(parts);
    const whole = await runScenarios(fakePlan(SUITE));
    expect(outcome.results.map(({ id, verdict, message }) => [id, verdict, message])).to.deep.equal(
      whole.results.map(({ id, verdict, message }) => [id, verdict, message]),
    );
    expect(outcome.verdict).to.equal('deviates');
    expect(outcome.mergedFrom).to.deep.equal(parts.map(({ report }) => report.runId));
    const { requirements } = jsonReport(reportOf(outcome));
    expect(requirements).to.deep.equal(jsonReport(reportOf(whole)).requirements);
  });

  it('are incomplete without one shard', async () => {
    const three = { ...(await shard(1)) };
    const [b] = SUITE.slice(1);
    const only = await runScenarios(
      fakePlan(b === undefined ? [] : [b], {
        selectedFrom: SUITE,
        shard: { index: 2, count: 2, selection: SELECTION },
        seed: 's',
      }),
    );
    const outcome = merged([three, { name: 'x', report: jsonReport(reportOf(only)) }]);
    expect(outcome.verdict).to.equal('incomplete');
    expect(reportOf(outcome).notRun).to.deep.equal(['d']);
  });

  it('are judged by their expectations once more', async () => {
    const met = await Promise.resolve([
      await shard(1, { expectations: [known] }),
      await shard(2, { expectations: [known] }),
    ]);
    expect(merged(met)).to.have.property('verdict', 'as-expected');
    const gone = { ...known, scenario: 'gone' };
    const news = [await shard(1, { expectations: [known, gone] }), await shard(2, { expectations: [known, gone] })];
    const outcome = merged(news);
    expect(outcome.verdict).to.equal('deviates');
    expect(outcome.expectations?.map(({ status }) => status).sort()).to.deep.equal(['met', 'unmatched']);
  });

  it('are refused if they are not of one kind, with what differs', async () => {
    const first = await shard(1);
    const second = await shard(2);
    const changed = (more: object): MergedPart => ({ name: 'other', report: { ...second.report, ...more } });
    for (const [part, path] of [
      [await shard(2, { seed: 't' }), 'seed'],
      [await shard(2, { faults: ['esme.skip-mac'] }), 'faults'],
      [changed({ profile: 'gbcs3-baseline' }), 'profile'],
      [changed({ suite: '00' }), 'suite'],
      [changed({ versions: { ...second.report.versions, hanlab: '9.9.9' } }), 'versions'],
      [changed({ target: 'other' }), 'target'],
      [changed({ labelList: { ...second.report.labelList, sha256: '00' } }), 'labelList'],
      [changed({ shard: undefined }), 'shard.count'],
      [first, 'scenarios'],
    ] as const) {
      expect(() => merged([first, part]), path)
        .to.throw()
        .that.deep.includes({ code: 'HANLAB_E_INPUT', path });
    }
    expect(() => mergeRuns([first, second], SUITE.slice(1), () => true)).to.throw(/another suite/);
    expect(() => merged([first])).to.throw(/two runs/);
  });

  it('are refused where a report is none', async () => {
    const { report } = await shard(1);
    for (const [change, path] of [
      [{ profile: 'x' }, 'profile'],
      [{ runId: 7 }, 'runId'],
      [{ scenarios: {} }, 'scenarios'],
      [{ scenarios: [{ ...report.scenarios[0], verdict: 'fine' }] }, 'scenarios[0].verdict'],
      [{ startedAt: 'today' }, 'startedAt'],
      [{ notRun: [1] }, 'notRun'],
    ] as const) {
      expect(() => parseJsonReport({ ...report, ...change }, 'x'), path)
        .to.throw()
        .that.deep.includes({ code: 'HANLAB_E_INPUT', path });
    }
    expect(() => parseJsonReport([], 'x')).to.throw(/no report of a run/);
  });
});
