import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import type { JsonReport } from '../../conformance/index.js';
import { HANLAB, hanlab, json, type Outcome } from './hanlab.js';
import { scratchDirectory } from './scratch.js';

describe('hanlab run', function () {
  // A whole suite takes seconds on a quiet machine.
  this.timeout(180_000);
  const scratch = scratchDirectory();

  function run(...args: string[]): Outcome {
    return hanlab(['run', ...args], { cwd: scratch.path });
  }

  for (const profile of ['secmp0046-core', 'gbcs3-baseline']) {
    it(`judges every scenario as expected under ${profile}, in one JSON document`, () => {
      const { code, document } = json(['run', '--profile', profile, '--json'], { cwd: scratch.path });
      const report = document as JsonReport;
      expect(code).equal(0);
      expect(report).include({ profile, target: 'emulator', verdict: 'as-expected' });
      expect(Object.keys(report.counts)).eql(['pass', 'fail', 'warn', 'skip', 'inconclusive', 'error']);
      expect(report.counts).include({ pass: report.scenarios.length, fail: 0, error: 0, skip: 0 });
      expect(report.scenarios.length).least(30);
      for (const scenario of report.scenarios) expect(scenario).include.keys('id', 'verdict', 'covers', 'ms');
      expect(report.requirements.map(({ id }) => id)).length(47);
      expect(report.labelList.status).equal('provisional');
    });
  }

  it('runs a pack alone, and names it', () => {
    const { code, document } = json(['run', '--pack', 'han', '--json'], { cwd: scratch.path });
    const { packs, scenarios, available } = document as JsonReport;
    expect({ code, packs }).eql({ code: 0, packs: ['han'] });
    expect(scenarios.length).within(1, available - 1);
    expect(new Set(scenarios.map(({ pack }) => pack))).eql(new Set(['han']));
    const { out } = run('--pack', 'han', '--pack', 'secmp0046', '--case', 'hcalcs-*');
    expect(out).match(/^Pack secmp0046\n.*\n(.*\n)*Pack han\n/m);
  });

  it('selects nothing by a pack that there is not, or by a case of another pack', () => {
    const mistyped = run('--pack', 'hna');
    expect(mistyped.code).equal(4);
    expect(mistyped.err).contain("HANLAB_E_NOTHING_SELECTED: no pack is named 'hna'; did you mean han?");
    const elsewhere = run('--pack', 'han', '--case', 'join-both-sides');
    expect(elsewhere.code).equal(4);
    expect(elsewhere.err).contain("no scenario is named 'join-both-sides'");
  });

  it('writes evidence, a JSON report and a JUnit report', () => {
    expect(run('--case', 'distributor-deactivates-switch', '--out', 'reports').code).equal(0);
    const records = readFileSync(join(scratch.path, 'reports', 'evidence.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const messages = records.filter(({ entry }) => entry.event === 'message');
    expect(messages.some(({ entry }) => entry.to === 'hub' && entry.decoded !== undefined)).equal(true);
    expect(messages.some(({ entry }) => entry.from === 'hub' && /^d[df]/.test(entry.hex))).equal(true);
    expect(JSON.parse(readFileSync(join(scratch.path, 'reports', 'report.json'), 'utf8')).counts.pass).equal(1);
    expect(readFileSync(join(scratch.path, 'reports', 'junit.xml'), 'utf8')).include('distributor-deactivates-switch');
  });

  it('writes a capture of the HAN for each scenario, and none of an earlier run stays', () => {
    const file = (name: string) => join(scratch.path, 'captures', `${name}.pcapng`);
    const both = ['join-both-sides', 'distributor-deactivates-switch'] as const;
    expect(run('--case', both[0], '--case', both[1], '--capture', 'captures').out).include('captures');
    for (const name of both) {
      const octets = readFileSync(file(name));
      expect(octets.subarray(0, 4).toString('hex')).equal('0a0d0d0a');
      // Transfer Data of the Tunnelling cluster (0704) of Smart Energy (0109) to the device that serves the tunnel.
      expect(octets.indexOf(Buffer.from('000104070901', 'hex'))).greaterThan(0);
    }
    expect(run('--case', both[0], '--capture', 'captures').code).equal(0);
    expect([existsSync(file(both[0])), existsSync(file(both[1]))]).eql([true, false]);
    const refused = run('--case', both[0], '--capture', join('captures', `${both[0]}.pcapng`, 'below'));
    expect(refused.code).equal(2);
    expect(refused.err).include('cannot write');
  });

  it('exits 1 with a defect, and says what was expected and found', () => {
    const { code, out } = run('--fault', 'esme.skip-expiry', '--case', 'period-expires-to-calendar');
    expect(code).equal(1);
    expect(out).include('esme.skip-expiry').include('Verdict: deviates').include('Expected').include('Actual');
  });

  it('says that SECMP0046 is not in force and the label list provisional', () => {
    expect(run('--case', 'join-twice').out).include('proposed, not in force').include('provisional');
  });

  it('gives the same evidence for the same seed, but for real time and signatures', () => {
    const evidence = (): unknown[] => {
      run('--case', 'join-both-sides', '--seed', 'seven', '--out', 'seeded');
      return readFileSync(join(scratch.path, 'seeded', 'evidence.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => {
          const { virtualTime, entry } = JSON.parse(line);
          return [virtualTime, entry.event, entry.from, entry.to, entry.hex?.length];
        });
    };
    expect(evidence()).eql(evidence());
  });

  it('exits 4 and runs nothing where nothing is selected', () => {
    const { code, out, err } = run('--case', 'no-such-thing', '--out', 'nothing');
    expect({ code, out }).eql({ code: 4, out: '' });
    expect(err).match(/^hanlab: HANLAB_E_NOTHING_SELECTED: .*no-such-thing/);
    expect(existsSync(join(scratch.path, 'nothing'))).equal(false);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`ends with its reports on ${signal}`, async () => {
      const out = join(scratch.path, signal);
      const child = spawn(process.execPath, [HANLAB, 'run', '--out', out], { cwd: scratch.path, stdio: 'ignore' });
      const ended = once(child, 'exit');
      while (!existsSync(join(out, 'report.json'))) await setTimeout(10);
      await setTimeout(50);
      child.kill(signal);
      expect(await ended).eql([130, null]);
      const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
      expect(report).include({ interrupted: true, verdict: 'incomplete' });
      expect(readFileSync(join(out, 'junit.xml'), 'utf8')).include('the run was interrupted');
      const last = readFileSync(join(out, 'evidence.jsonl'), 'utf8').trim().split('\n').pop() ?? '';
      expect(JSON.parse(last).entry).include({ event: 'run-verdict', verdict: 'incomplete', interrupted: true });
    });
  }

  it('has reports of an incomplete run, and evidence that begins with what is run, if it is killed', async () => {
    const child = spawn(process.execPath, [HANLAB, 'run', '--out', 'killed'], { cwd: scratch.path, stdio: 'ignore' });
    const ended = once(child, 'exit');
    while (!existsSync(join(scratch.path, 'killed', 'junit.xml'))) await setTimeout(10);
    await setTimeout(200);
    child.kill('SIGKILL');
    await ended;
    const report = JSON.parse(readFileSync(join(scratch.path, 'killed', 'report.json'), 'utf8')) as JsonReport;
    expect(report).include({ verdict: 'incomplete' });
    expect(report.notRun).length(report.selected);
    expect(readFileSync(join(scratch.path, 'killed', 'junit.xml'), 'utf8')).include(
      'no verdict: the run came to no end',
    );
    const [header = ''] = readFileSync(join(scratch.path, 'killed', 'evidence.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(header).entry).include({ event: 'run', runId: report.runId });
  });

  it('runs one shard of a selection', () => {
    const args = ['--case', 'distributor-*-switch', '--shard'];
    const [first, second] = ['1/2', '2/2'].map((shard) => {
      const { code, document } = json(['run', ...args, shard, '--json'], { cwd: scratch.path });
      expect(code).equal(0);
      return document as JsonReport;
    });
    const ids = [first, second].flatMap((report) => report?.scenarios.map(({ id }) => id) ?? []);
    expect([...ids].sort()).eql([...(first?.shard?.selection ?? [])].sort());
    expect(first?.shard).include({ index: 1, count: 2 });
    for (const wrong of ['0/2', '3/2', '1', '1/0', 'a/b', '1/2/3']) expect(run(...args, wrong).code, wrong).equal(2);
    expect(run('--case', 'join-twice', '--shard', '1/2').code).equal(4);
  });

  it('takes another list of labels, and judges by it', () => {
    const labels = [
      { label: 'Car', load: 'electricVehicle' },
      { label: 'Boiler', load: 'waterHeating' },
    ];
    const list = { status: 'authoritative', name: 'ours', version: '1', date: '2026-01-01', source: 'test', labels };
    scratch.file('labels.json', JSON.stringify(list));
    const { code, document } = json(
      ['run', '--labels', 'labels.json', '--case', 'ev-switch-found-by-label', '--json'],
      { cwd: scratch.path },
    );
    expect(code).equal(0);
    expect((document as JsonReport).labelList).include({ status: 'authoritative', name: 'ours' });
  });

  for (const [what, args, code] of [
    ['an unknown profile', ['--profile', 'secmp0047'], 'HANLAB_E_USAGE'],
    ['an unknown fault', ['--fault', 'esme.skip-lunch'], 'HANLAB_E_USAGE'],
    ['a list of labels that is not there', ['--labels', 'absent.json'], 'HANLAB_E_INPUT'],
    ['a list of labels that is none', ['--labels', 'package.json'], 'HANLAB_E_INPUT'],
    ['a list of labels without end', ['--labels', '/dev/zero'], 'HANLAB_E_INPUT'],
  ] as const) {
    it(`exits 2 on ${what}`, () => {
      scratch.file('package.json', '{}');
      const { code: exitCode, err } = run(...args);
      expect(exitCode).equal(2);
      expect(err).match(new RegExp(`^hanlab: ${code}`));
    });
  }
});
