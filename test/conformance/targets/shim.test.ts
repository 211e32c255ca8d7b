import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import type { JsonReport } from '../../../conformance/index.js';
import { HANLAB, hanlab } from '../../bin/hanlab.js';
import { buildShim, requireCompiler } from './cc.js';

describe('the shim in C', function () {
  this.timeout(300_000);
  let cwd: string;

  before(function () {
    requireCompiler.call(this);
    cwd = mkdtempSync(join(tmpdir(), 'hanlab-shim-'));
    buildShim(join(cwd, 'hcalcs'));
  });

  after(() => {
    if (cwd !== undefined) rmSync(cwd, { recursive: true, force: true });
  });

  interface Judged {
    readonly code: number | null;
    readonly report: JsonReport;
    readonly out: string;
    /** Whether evidence and all reports of the run are there. */
    readonly isReported: boolean;
  }

  /** Judges a program, and reads the reports that are on disk. */
  function judge(program: string, ...args: readonly string[]): Judged {
    const { code, out } = hanlab(['run', '--target', `exec:./${program}`, '--out', `run-${program}`, ...args], { cwd });
    const file = (name: string): string => join(cwd, `run-${program}`, name);
    const report = JSON.parse(readFileSync(file('report.json'), 'utf8')) as JsonReport;
    const verdicts = readFileSync(file('evidence.jsonl'), 'utf8').match(/"event":"verdict"/g)?.length;
    const isReported = verdicts === report.scenarios.length && existsSync(file('junit.xml'));
    return { code, report, out, isReported };
  }

  it('is judged by the whole suite without fail or error', () => {
    const { code, report } = judge('hcalcs');
    const { pass, fail, warn, inconclusive, error } = report.counts;
    process.stderr.write(`      ${pass} scenarios pass, ${report.counts.skip} do not concern it\n`);
    expect({ code, fail, warn, inconclusive, error }).to.deep.equal({
      code: 0,
      fail: 0,
      warn: 0,
      inconclusive: 0,
      error: 0,
    });
    expect(pass).to.be.above(30);
    expect(report.targetNotes).to.deep.equal(['says that it is shim 1']);
    expect(report.verdict).to.equal('as-expected');
  });

  /** Scenarios that each of the defects is seen by, and some that none is. */
  const CASES = [
    'duplicate-event-does-not-begin-again',
    'hcalcs-asks-after-power-cut',
    'hcalcs-reports-what-becomes-of-events',
    'esme-refuses-replay',
  ];
  const selected = CASES.flatMap((id) => ['--case', id]);

  /** What breaks a rule of load control: a scenario fails that names what is wrong. */
  const DEVIATIONS = [
    ['IGNORES_SUPERSESSION', 'hcalcs-reports-what-becomes-of-events'],
    ['STAYS_CLOSED_AFTER_EXPIRY', 'duplicate-event-does-not-begin-again'],
  ] as const;

  for (const [defect, scenario] of DEVIATIONS) {
    it(`fails where it ${defect.toLowerCase().replaceAll('_', ' ')}`, () => {
      buildShim(join(cwd, defect), `-DDEFECT=${defect}`);
      const { code, report, isReported } = judge(defect, ...selected);
      expect({ code, isReported }).to.deep.equal({ code: 1, isReported: true });
      expect(report.verdict).to.equal('deviates');
      expect(report.counts).to.include({ error: 0 });
      expect(report.scenarios.find(({ id }) => id === scenario)?.verdict).to.equal('fail');
    });
  }

  /** What breaks the conversation: scenarios are errors, and say how. */
  const BREAKS = [
    ['HANGS', 'HANLAB_E_TARGET_TIME: no answer to frame within 3 s'],
    ['ANSWERS_LATE', 'HANLAB_E_TARGET_TIME: no answer to frame within 3 s'],
    ['TRICKLES', 'HANLAB_E_TARGET_TIME: no answer to frame within 3 s'],
    ['CRASHES', 'HANLAB_E_TARGET_ENDED: the device ended by SIGABRT, and no answer to frame'],
    ['FLOODS', 'HANLAB_E_TARGET_FLOOD: the device said more than'],
    ['SPEAKS_GARBAGE', 'HANLAB_E_TARGET_GARBAGE: the device said a line that is no JSON object: Segment 7 OK'],
    ['ANSWERS_ANOTHER', 'HANLAB_E_TARGET_GARBAGE: the device answered under id 1, where'],
  ] as const;

  for (const [defect, message] of BREAKS) {
    it(`is an error where it ${defect.toLowerCase().replaceAll('_', ' ')}, and reported`, () => {
      buildShim(join(cwd, defect), `-DDEFECT=${defect}`);
      const { code, report, isReported } = judge(defect, ...selected, '--target-timeout', '3');
      expect({ code, isReported }).to.deep.equal({ code: 3, isReported: true });
      expect(report.verdict).to.equal('incomplete');
      expect(report.scenarios).to.have.length(CASES.length);
      const verdicts = new Set(report.scenarios.map(({ verdict }) => verdict));
      expect([...verdicts].sort())
        .to.include.members(['error', 'skip'])
        .and.not.to.include('fail');
      const errors = report.scenarios.filter(({ verdict }) => verdict === 'error');
      for (const error of errors) expect(error.message).to.include(message);
      if (defect === 'CRASHES')
        expect(errors[0]?.message).to.include('on standard error: assertion of the shim: frame');
    });
  }

  it('breaks one scenario where it crashes at one, and the next has a new process', () => {
    // Only one of them gives it as many frames.
    buildShim(join(cwd, 'late'), '-DDEFECT=CRASHES', '-DAT_FRAME=9');
    const { report } = judge('late', ...selected);
    const { pass, error } = report.counts;
    expect({ error, isOthersJudged: pass === 2 }).to.deep.equal({ error: 1, isOthersJudged: true });
  });

  it('is found out where it lies about power', () => {
    buildShim(join(cwd, 'liar'), '-DDEFECT=LIES_ABOUT_POWER');
    const { code, report, out, isReported } = judge('liar', ...selected);
    expect({ code, isReported }).to.deep.equal({ code: 3, isReported: true });
    expect(out).to.include('claims power, but it goes on answering frames without power');
    const verdictOf = (id: string) => report.scenarios.find((one) => one.id === id)?.verdict;
    expect(verdictOf('hcalcs-asks-after-power-cut')).to.equal('error');
    expect(verdictOf('hcalcs-reports-what-becomes-of-events')).to.equal('pass');
  });

  it('bears whatever comes, line by line', () => {
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({
          jsonrpc: fc.constant('2.0'),
          id: fc.nat(),
          method: fc.constantFrom('frame', 'clock', 'partner', 'power', 'x'),
          params: fc.jsonValue(),
        })
        .map((one) => JSON.stringify(one)),
      fc.uint8Array({ maxLength: 40 }).map((octets) =>
        JSON.stringify({
          id: 1,
          method: 'frame',
          params: {
            level: 'aps',
            source: '0a000000000000a0',
            clusterId: 1793,
            zcl: Buffer.from(octets).toString('hex'),
          },
        }),
      ),
      fc.constantFrom('['.repeat(5000), '{"a":'.repeat(500), `"${'x'.repeat(9000)}"`),
    );
    const partner = '{"id":1,"method":"partner","params":{"device":"0a000000000000a0"}}';
    const hello = '{"jsonrpc":"2.0","id":77,"method":"hello","params":{"protocol":1}}';
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const input = [partner, ...lines.map((one) => one.replaceAll(/[\n\r\0]/g, ' ')), hello, ''].join('\n');
        const { status, stdout } = spawnSync(join(cwd, 'hcalcs'), { input, encoding: 'utf8', timeout: 10_000 });
        expect(status).to.equal(0);
        for (const answer of stdout.trimEnd().split('\n')) JSON.parse(answer);
        expect(stdout.trimEnd().split('\n').at(-1)).to.include('"id":77,"result":{"protocol":1');
      }),
      { numRuns: 60 },
    );
  });

  it('is refused with defects of the emulator, and with times that are none', () => {
    const said = (...args: readonly string[]) => hanlab(['run', ...args], { cwd }).err;
    expect(HANLAB).not.to.equal('');
    expect(said('--target', 'exec:./hcalcs', '--fault', 'hcalcs.skip-expiry')).to.include(
      '--fault is of the embedded emulator',
    );
    expect(said('--target', 'exec:')).to.include('is no target; there are emulator, exec:COMMAND, tcp:HOST:PORT');
    expect(said('--target', 'tcp:localhost:99999')).to.include('is no port');
    expect(said('--target', 'exec:./hcalcs', '--target-timeout', '0')).to.include('takes seconds up to 300');
    expect(said('--target-timeout', '3')).to.include('--target-timeout is of a device under test');
  });
});
