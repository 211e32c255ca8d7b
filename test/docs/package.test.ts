import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';

describe('package.json', () => {
  it('packs the documents, and names no file that is not there', () => {
    const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] };
    expect(files).include.members(['dist', 'docs', 'CHANGELOG.md', 'SECURITY.md']);
    expect(files).include('vectors/golden/*.json');
    const paths = files.filter((name) => !name.startsWith('!')).map((name) => name.replace('/*.json', ''));
    expect(paths.filter((name) => !existsSync(name))).eql([]);
  });

  it('packs what its pages link to', function () {
    this.timeout(60_000);
    const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' });
    const [{ files = [] } = {}] = JSON.parse(stdout) as { files: { path: string }[] }[];
    const packed = new Set(files.map(({ path }) => path));
    expect(packed).to.include('bench/RESULTS.md').and.to.include('README.md');
    for (const page of [...packed].filter((path) => path.endsWith('.md'))) {
      const links = readFileSync(page, 'utf8').matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g);
      const targets = Array.from(links, ([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
      for (const target of targets) expect(packed, `${page} links to it`).to.include(join(dirname(page), target));
    }
  });
});
