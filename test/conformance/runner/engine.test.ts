import { notEqual } from 'node:assert/strict';
import { expect } from 'chai';
import { memoryEvidenceLog, runScenarios, type Scenario } from '../../../conformance/index.js';
import { InconclusiveError, SkipError } from '../../../conformance/runner/verdict.js';
import { HanlabError } from '../../../gbcs/index.js';
import { fakePlan, fakeScenario, fakeTarget } from './fakes.js';

const never = () => new Promise<never>(() => undefined);
const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function only(scenario: Scenario, changes: Parameters<typeof fakePlan>[1] = {}) {
  const outcome = await runScenarios(fakePlan([scenario], changes));
  const [result] = outcome.results;
  if (result === undefined) throw new Error('no result');
  return { outcome, result };
}

describe('engine: verdicts', () => {
  it('passes a scenario that ends', async () => {
    const { outcome, result } = await only(
      fakeScenario('a', async () => {}, { assumptions: ['x'], covers: ['REQ-01'] }),
    );
    expect(result).to.deep.include({
      id: 'a',
      title: 'What a demands.',
      covers: ['REQ-01'],
      clauses: ['GBCS 1'],
      verdict: 'pass',
      warnings: [],
      assumptions: ['x'],
    });
    expect(result).not.to.have.property('message');
    expect(result.ms).to.be.at.least(0);
    expect(outcome.verdict).to.equal('as-expected');
  });

  it('fails one whose assertion fails, with expected and actual', async () => {
    const { outcome, result } = await only(
      fakeScenario('a', async () => {
        expect({ position: 'open' }, 'the switch').to.deep.equal({ position: 'closed' });
      }),
    );
    expect(result).to.deep.include({
      verdict: 'fail',
      expected: '{"position":"closed"}',
      actual: '{"position":"open"}',
    });
    expect(result.message).to.contain('the switch');
    expect(outcome.verdict).to.equal('deviates');
  });

  it('says so when the two ought to differ', async () => {
    const { result } = await only(fakeScenario('a', async () => expect(5).not.to.equal(5) && undefined));
    expect(result).to.deep.include({ verdict: 'fail', expected: 'not 5', actual: '5' });
  });

  it('shows octets in hexadecimal', async () => {
    const { result } = await only(
      fakeScenario('a', async () => {
        expect(Uint8Array.of(1, 255)).to.deep.equal(Buffer.from([1, 254]));
      }),
    );
    expect(result).to.deep.include({ expected: '01fe', actual: '01ff' });
  });

  it('warns where the laboratory has warnings, and fails all the same if the scenario does', async () => {
    const { outcome, result } = await only(fakeScenario('a', async (lab) => lab.warn('odd')));
    expect(result).to.deep.include({ verdict: 'warn', warnings: ['odd'] });
    expect(outcome.verdict).to.equal('as-expected');
    const failed = await only(
      fakeScenario('a', async (lab) => {
        lab.warn('odd');
        expect.fail('bad');
      }),
    );
    expect(failed.result).to.deep.include({ verdict: 'fail', warnings: ['odd'], message: 'bad' });
  });

  for (const [what, verdict, message, error] of [
    ['a skip', 'skip', 'no such device', new SkipError('no such device')],
    ['too little to decide', 'inconclusive', 'both would do', new InconclusiveError('both would do')],
    ['an error of hanlab', 'error', 'GBCS_E_TAG: odd', new HanlabError('GBCS_E_TAG', 'odd')],
    ['a bug', 'error', 'TypeError: bug', new TypeError('bug')],
    ['no error at all', 'error', 'thrown: undefined', undefined],
    ['an object that shows nothing', 'error', 'thrown: {}', Object.create(null)],
  ] as const) {
    it(`${what} is ${verdict}, and a run of it alone incomplete`, async () => {
      const { outcome, result } = await only(fakeScenario('a', () => Promise.reject(error)));
      expect(result).to.deep.include({ verdict, message });
      expect(outcome.verdict).to.equal('incomplete');
    });
  }

  it('takes an assertion of anyone but chai for an error', async () => {
    const { result } = await only(fakeScenario('a', async () => notEqual(1, 1)));
    expect(result.verdict).to.equal('error');
  });

  it('takes what a scenario throws before its first await', async () => {
    const { result } = await only(
      fakeScenario('a', () => {
        throw new Error('at once');
      }),
    );
    expect(result).to.deep.include({ verdict: 'error', message: 'Error: at once' });
  });

  it('goes on after each of them, in order', async () => {
    const outcome = await runScenarios(
      fakePlan([
        fakeScenario('z-error', () => Promise.reject(new Error('no'))),
        fakeScenario('y-fail', async () => expect.fail('no')),
        fakeScenario('x-skip', () => Promise.reject(new SkipError('no'))),
        fakeScenario('w-pass'),
      ]),
    );
    expect(outcome.results.map(({ id, verdict }) => `${id}:${verdict}`)).to.deep.equal([
      'z-error:error',
      'y-fail:fail',
      'x-skip:skip',
      'w-pass:pass',
    ]);
    expect(outcome.verdict).to.equal('deviates');
  });
});

describe('engine: watchdog', () => {
  it('ends a scenario that never settles, and goes on', async () => {
    const outcome = await runScenarios(fakePlan([fakeScenario('hangs', never), fakeScenario('b')], { timeoutMs: 50 }));
    expect(outcome.results.map(({ verdict }) => verdict)).to.deep.equal(['error', 'pass']);
    expect(outcome.results[0]?.message).to.equal('HANLAB_E_HARNESS: no end within 0.05 s');
    expect(outcome.leftRunning).to.equal(true);
  });

  it('ends one that goes round in virtual time without giving way', async () => {
    const { result } = await only(
      fakeScenario('a', async (lab) => {
        for (;;) await lab.advance(1);
      }),
      { timeoutMs: 50 },
    );
    expect(result.message).to.contain('no end within');
  });

  it('is not talked out of it', async () => {
    const { result } = await only(
      fakeScenario('a', async (lab) => {
        const end = performance.now() + 80;
        while (performance.now() < end) {
          try {
            await lab.advance(1);
          } catch {
            // Goes on as if nothing had happened.
          }
        }
      }),
      { timeoutMs: 30 },
    );
    expect(result.verdict).to.equal('error');
  });

  it('lets a scenario that is over do nothing more', async () => {
    const evidence = memoryEvidenceLog();
    const refused: unknown[] = [];
    const { result } = await only(
      fakeScenario('a', async (lab) => {
        await lab.advance(1);
        await later(60);
        try {
          await lab.advance(1);
        } catch (error) {
          refused.push(error);
        }
      }),
      { timeoutMs: 20, evidence },
    );
    expect(result.verdict).to.equal('error');
    await later(80);
    expect(refused).to.have.length(1);
    expect(refused[0]).to.be.instanceOf(HanlabError).with.property('message', 'the scenario is over');
    expect(evidence.records.map(({ entry }) => entry.event)).to.deep.equal(['run', 'step', 'verdict', 'run-verdict']);
  });
});

describe('engine: target', () => {
  it('takes a target that cannot open for an error, each time', async () => {
    const target = fakeTarget({ open: () => Promise.reject(new Error('no home')) });
    const outcome = await runScenarios(fakePlan([fakeScenario('a'), fakeScenario('b')], { target }));
    expect(outcome.results.map(({ verdict, message }) => [verdict, message])).to.deep.equal([
      ['error', 'Error: no home'],
      ['error', 'Error: no home'],
    ]);
  });

  it('closes a home that opens too late', async () => {
    let closed = 0;
    const { open } = fakeTarget({
      close: async () => {
        closed += 1;
      },
    });
    const target = fakeTarget({ open: (setup) => later(60).then(() => open(setup)) });
    const { result } = await only(fakeScenario('a'), { target, timeoutMs: 20 });
    expect(result.verdict).to.equal('error');
    await later(80);
    expect(closed).to.equal(1);
  });

  it('opens a home for each scenario and closes it before the next', async () => {
    const events: string[] = [];
    const target = fakeTarget({
      async open({ scenario, ...setup }) {
        events.push(`open ${scenario}`);
        const home = await fakeTarget().open({ scenario, ...setup });
        return { ...home, close: async () => void events.push(`close ${scenario}`) };
      },
    });
    await runScenarios(
      fakePlan([fakeScenario('a', () => Promise.reject(new Error('x'))), fakeScenario('b')], { target }),
    );
    expect(events).to.deep.equal(['open a', 'close a', 'open b', 'close b']);
  });

  for (const [what, close] of [
    ['fails', () => Promise.reject(new Error('stuck'))],
    ['never ends', never],
  ] as const) {
    it(`a pass is none if closing ${what}; a fail stays one`, async () => {
      const outcome = await runScenarios(
        fakePlan([fakeScenario('a'), fakeScenario('b', async () => expect.fail('bad'))], {
          target: fakeTarget({ close }),
          timeoutMs: 40,
        }),
      );
      expect(outcome.results.map(({ verdict }) => verdict)).to.deep.equal(['error', 'fail']);
      expect(outcome.results[0]?.message).to.contain('could not be closed');
      expect(outcome.results[1]?.warnings.join()).to.contain('could not be closed');
    });
  }

  it('gives no verdict without evidence', async () => {
    const evidence = {
      ...memoryEvidenceLog(),
      flush: () => {
        throw new HanlabError('HANLAB_E_HARNESS', 'disk full');
      },
    };
    const outcome = await runScenarios(
      fakePlan([fakeScenario('a'), fakeScenario('b', async () => expect.fail('bad'))], { evidence }),
    );
    expect(outcome.results.map(({ verdict }) => verdict)).to.deep.equal(['error', 'error']);
    expect(outcome.verdict).to.equal('incomplete');
  });
});

describe('engine: the run', () => {
  it('has evidence put away before each verdict is told', async () => {
    const order: string[] = [];
    const log = memoryEvidenceLog();
    const evidence = { ...log, flush: () => void order.push(`flush at ${log.records.length}`) };
    await runScenarios(
      fakePlan([fakeScenario('a', (lab) => lab.advance(1)), fakeScenario('b', (lab) => lab.advance(1))], {
        evidence,
        observers: [{ ended: ({ id }) => void order.push(`verdict ${id}`) }],
      }),
    );
    expect(order).to.deep.equal(['flush at 1', 'flush at 2', 'verdict a', 'flush at 4', 'verdict b', 'flush at 6']);
  });

  it('has evidence that begins with what is run with what, and ends each scenario with its verdict', async () => {
    const evidence = memoryEvidenceLog();
    const outcome = await runScenarios(
      fakePlan(
        [
          fakeScenario('a', async (lab) => {
            await lab.advance(2);
            lab.warn('odd');
          }),
          fakeScenario('b', async () => expect(1, 'Responses').to.equal(0) && undefined),
        ],
        { evidence, seed: 's', target: fakeTarget({ faults: ['esme.skip-mac'] }) },
      ),
    );
    const [header, ...rest] = evidence.records;
    expect(header).not.to.have.any.keys('scenario', 'virtualTime');
    expect(header?.entry).to.deep.include({
      event: 'run',
      runId: outcome.runId,
      target: 'fake',
      faults: ['esme.skip-mac'],
      seed: 's',
      versions: outcome.versions,
      planned: ['a', 'b'],
    });
    expect(header?.entry).to.have.nested.property('profile.id', 'secmp0046-core');
    expect(header?.entry).to.have.nested.property('labelList.sha256');
    expect(evidence.records.map(({ sequence }) => sequence)).to.deep.equal([1, 2, 3, 4, 5]);
    const last = rest.pop();
    expect(last).not.to.have.any.keys('scenario', 'virtualTime');
    expect(last?.entry).to.deep.equal({
      event: 'run-verdict',
      verdict: 'deviates',
      counts: { pass: 0, fail: 1, warn: 1, skip: 0, inconclusive: 0, error: 0 },
      interrupted: false,
    });
    expect(rest.map(({ scenario, virtualTime, entry }) => [scenario, virtualTime, entry])).to.deep.equal([
      ['a', '1970-01-01T00:00:02.000Z', { event: 'step', text: '2 s pass' }],
      ['a', '1970-01-01T00:00:02.000Z', { event: 'verdict', verdict: 'warn', warnings: ['odd'] }],
      [
        'b',
        undefined,
        {
          event: 'verdict',
          verdict: 'fail',
          message: 'Responses: expected 1 to equal +0',
          expected: '0',
          actual: '1',
        },
      ],
    ]);
  });

  it('gives no verdict that cannot be recorded', async () => {
    const log = memoryEvidenceLog();
    const evidence = {
      ...log,
      writer: (scenario?: string) => ({
        write: () => {
          throw new HanlabError('HANLAB_E_HARNESS', `disk full in ${scenario ?? 'the header'}`);
        },
      }),
    };
    const outcome = await runScenarios(fakePlan([fakeScenario('a')], { evidence }));
    expect(outcome.results[0]).to.deep.include({ verdict: 'error', message: 'HANLAB_E_HARNESS: disk full in a' });
    const problem = 'HANLAB_E_HARNESS: disk full in the header';
    expect(outcome.problems).to.deep.equal([problem, problem]);
    expect(outcome.verdict).to.equal('incomplete');
  });

  it('has an id of its own, and tells what it was selected from and by', async () => {
    const all = [fakeScenario('a'), fakeScenario('b')];
    const first = await runScenarios(fakePlan(all.slice(0, 1), { selectedFrom: all, patterns: ['a*'] }));
    const second = await runScenarios(fakePlan(all));
    expect(first.runId).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(second.runId).not.to.equal(first.runId);
    expect(first).to.deep.include({ selectedFrom: all, patterns: ['a*'] });
    expect(second).to.deep.include({ selectedFrom: all, patterns: [] });
  });

  it('tells observers of each scenario, and minds none that throws', async () => {
    const told: unknown[] = [];
    const outcome = await runScenarios(
      fakePlan([fakeScenario('a'), fakeScenario('b')], {
        observers: [
          {
            started: () => {
              throw new Error('no start');
            },
            ended: () => {
              throw new Error('no end');
            },
          },
          {
            started: ({ id }) => void told.push(id),
            ended: ({ verdict }, done, planned) => void told.push([verdict, done, planned]),
          },
        ],
      }),
    );
    expect(told).to.deep.equal(['a', ['pass', 1, 2], 'b', ['pass', 2, 2]]);
    expect(outcome.verdict).to.equal('as-expected');
    expect(outcome.observerErrors).to.deep.equal([
      'Error: no start',
      'Error: no end',
      'Error: no start',
      'Error: no end',
    ]);
  });

  it('of no scenarios is incomplete', async () => {
    const outcome = await runScenarios(fakePlan([]));
    expect(outcome).to.deep.include({ verdict: 'incomplete', results: [], interrupted: false });
  });

  it('does not begin with ids that are used twice', async () => {
    let opened = 0;
    const target = fakeTarget({
      open: () => {
        opened += 1;
        return never();
      },
    });
    const error = await runScenarios(fakePlan([fakeScenario('a'), fakeScenario('a')], { target })).catch((e) => e);
    expect(error).to.be.instanceOf(HanlabError).with.property('code', 'HANLAB_E_HARNESS');
    expect(opened).to.equal(0);
  });

  it('does not begin while another is under way, and leaves the process as it was', async () => {
    const before = process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
    const first = runScenarios(fakePlan([fakeScenario('a', () => later(20))]));
    const second = await runScenarios(fakePlan([fakeScenario('a')])).catch((e) => e);
    expect(second).to.be.instanceOf(HanlabError).with.property('message').that.contains('under way');
    expect((await first).verdict).to.equal('as-expected');
    expect((await runScenarios(fakePlan([fakeScenario('a')]))).verdict).to.equal('as-expected');
    expect(process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection')).to.equal(before);
  });

  it('tells of what it was run with', async () => {
    const outcome = await runScenarios(
      fakePlan([fakeScenario('a')], { target: fakeTarget({ faults: ['esme.skip-mac'] }), seed: 's' }),
    );
    expect(outcome).to.deep.include({ target: 'fake', faults: ['esme.skip-mac'], seed: 's' });
    expect(outcome.profile.id).to.equal('secmp0046-core');
    expect(new Date(outcome.startedAt).toISOString()).to.equal(outcome.startedAt);
  });
});

describe('engine: abort', () => {
  it('ends with what was judged so far', async () => {
    const abort = new AbortController();
    const outcome = await runScenarios(
      fakePlan(
        [
          fakeScenario('a'),
          fakeScenario('b', () => {
            setTimeout(() => abort.abort(), 10);
            return never();
          }),
          fakeScenario('c'),
        ],
        { signal: abort.signal },
      ),
    );
    expect(outcome).to.deep.include({ verdict: 'incomplete', interrupted: true, problems: [] });
    expect(outcome.results.map(({ id }) => id)).to.deep.equal(['a']);
    expect(outcome.leftRunning).to.equal(true);
  });

  it('before the start runs nothing', async () => {
    const opened: string[] = [];
    const outcome = await runScenarios(
      fakePlan([fakeScenario('a', async () => void opened.push('a'))], { signal: AbortSignal.abort() }),
    );
    expect(outcome).to.deep.include({ verdict: 'incomplete', interrupted: true, results: [] });
    expect(opened).to.deep.equal([]);
  });

  it('after the last verdict changes nothing', async () => {
    const abort = new AbortController();
    const outcome = await runScenarios(fakePlan([fakeScenario('a')], { signal: abort.signal }));
    abort.abort();
    expect(outcome).to.deep.include({ verdict: 'as-expected', interrupted: false });
  });
});
