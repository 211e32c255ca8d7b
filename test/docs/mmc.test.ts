import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

/** Every example of docs/mmc.md is what a reader gets, with its requests in files of the names that they have there. */

const PAGE = readFileSync(fileURLToPath(new URL('../../../docs/mmc.md', import.meta.url)), 'utf8');
const CLI = fileURLToPath(new URL('../../bin/hanlab.js', import.meta.url));

function blocks(language: string): string[] {
  return Array.from(PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')), ([, text = '']) => text);
}

describe('docs/mmc.md', () => {
  let directory: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'hanlab-mmc-'));
    for (const [, name = '', text = ''] of PAGE.matchAll(/^`(\w+\.xml)` [^\n]*\n\n```xml\n(.*?)^```$/gms)) {
      writeFileSync(join(directory, name), text);
    }
  });

  after(() => rmSync(directory, { recursive: true, force: true }));

  const examples = blocks('console');

  it('has examples', () => expect(examples.length).equal(5));

  for (const [i, block] of examples.entries()) {
    const [prompt = '', ...printed] = block.split('\n');
    it(`shows what example ${i + 1} prints`, () => {
      const args = prompt.replace(/^\$ npx hanlab /, '').split(' ');
      const { stdout, status } = spawnSync(process.execPath, [CLI, ...args], {
        cwd: directory,
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1' },
      });
      expect(stdout.trimEnd()).equal(printed.join('\n').trimEnd());
      expect(status).equal(stdout.includes('DUIS_E_CORRELATION') ? 1 : 0);
    });
  }
});
