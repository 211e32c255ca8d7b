import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { hanlab } from './hanlab.js';

describe('hanlab audit', function () {
  this.timeout(120_000);

  it('writes and prints one document about the defects that it is told', () => {
    const directory = mkdtempSync(join(tmpdir(), 'hanlab-'));
    try {
      const out = join(directory, 'deep', 'er');
      const { code, out: text } = hanlab([
        'audit',
        '--fault',
        'esme.label-cut-at-20',
        '--json',
        '--workers',
        '1',
        '--out',
        out,
      ]);
      expect(code).equal(0);
      const document = JSON.parse(text);
      expect(document).include({ defects: 1, killed: 1, verdict: 'as-expected' });
      expect(document).deep.include({ survivors: [], idleScenarios: [] });
      expect(document.matrix[0]).include({ defect: 'esme.label-cut-at-20', profile: 'secmp0046-core' });
      expect(document.matrix[0].killedBy).include('label-of-22-characters');
      expect(JSON.parse(readFileSync(join(out, 'audit.json'), 'utf8'))).eql(document);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  for (const [what, args, status] of [
    ['a fault that there is not', ['--fault', 'esme.skip-reply'], 2],
    ['a profile that there is not', ['--profile', 'gbcs5'], 2],
    ['no runs', ['--noise', '0'], 2],
    ['runs that are no number', ['--noise', '1e3'], 2],
    ['noise with a fault', ['--noise', '1', '--fault', 'esme.skip-replay'], 2],
    ['too many threads', ['--workers', '65'], 2],
    ['a profile under which no defect needs to be tried', ['--profile', 'gbcs3-baseline'], 4],
  ] as const) {
    it(`refuses ${what}, and writes nothing`, () => {
      const out = join(tmpdir(), `hanlab-audit-${process.pid}`);
      const result = hanlab(['audit', ...args, '--out', out]);
      expect(result.code, result.err).equal(status);
      expect(result.err).match(/^hanlab: HANLAB_E_/);
      expect(existsSync(out)).equal(false);
    });
  }
});
