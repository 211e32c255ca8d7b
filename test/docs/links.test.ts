import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';

/** Targets of a page's links that are files of this repository. */
function relativeLinks(page: string): string[] {
  const links = readFileSync(page, 'utf8').matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g);
  return Array.from(links, ([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
}

describe('links', () => {
  const docs = readdirSync('docs').filter((name) => name.endsWith('.md'));
  const pages = ['README.md', 'SECURITY.md', 'CHANGELOG.md', ...docs.map((name) => join('docs', name))];
  for (const page of pages) {
    it(`of ${page} resolve`, () => {
      expect(relativeLinks(page).filter((target) => !existsSync(join(dirname(page), target)))).eql([]);
    });
  }

  it('of the README are found at all', () => {
    expect(relativeLinks('README.md')).include('docs/labels.md').include('bench/RESULTS.md');
  });
});
