import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { hanlab } from './hanlab.js';
import { scratchDirectory } from './scratch.js';

describe('hanlab merge', function () {
  this.timeout(120_000);
  const scratch = scratchDirectory();
  const run = (...args: string[]) => hanlab(args, { cwd: scratch.path });

  it('puts the shards of a run together, with evidence and reports', () => {
    for (const one of ['1', '2']) {
      const { code, out } = run('run', '--case', 'distributor-*-switch', '--shard', `${one}/2`, '--out', `part-${one}`);
      expect(code, out).equal(0);
    }
    const { code, out } = run('merge', 'part-1', 'part-2', '--out', 'whole');
    expect(code, out).equal(0);
    expect(out).include('Merged       2 runs').and.include('Verdict: as expected');
    const report = JSON.parse(readFileSync(join(scratch.path, 'whole', 'report.json'), 'utf8'));
    expect(report.counts.pass).equal(3);
    const records = readFileSync(join(scratch.path, 'whole', 'evidence.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.map(({ sequence }) => sequence)).eql(records.map((_one, index) => index + 1));
    expect(records[0].entry).include({ event: 'run', runId: report.runId });
    expect(records.at(-1).entry).include({ event: 'run-verdict', verdict: 'as-expected' });
    expect(records.filter(({ entry }) => entry.event === 'verdict')).length(3);
    expect(readFileSync(join(scratch.path, 'whole', 'report.html'), 'utf8')).include('data-verdict="pass"');
    expect(run('merge', 'part-1', 'part-1', '--out', 'twice')).include({ code: 2 });
    expect(run('merge', 'part-1', 'part-2', '--out', 'part-1')).include({ code: 2 });
    expect(run('merge', 'part-1', 'absent', '--out', 'x').err).match(/^hanlab: HANLAB_E_INPUT/);
  });
});
