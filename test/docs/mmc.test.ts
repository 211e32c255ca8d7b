import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { hanlab } from '../bin/hanlab.js';
import { scratchDirectory } from '../bin/scratch.js';

/** Every example of docs/mmc.md is what a reader gets, with its requests in files of the names that they have there. */

const PAGE = readFileSync(fileURLToPath(new URL('../../../docs/mmc.md', import.meta.url)), 'utf8');

function blocks(language: string): string[] {
  return Array.from(PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')), ([, text = '']) => text);
}

describe('docs/mmc.md', () => {
  const scratch = scratchDirectory();

  before(() => {
    for (const [, name = '', text = ''] of PAGE.matchAll(/^`(\w+\.xml)` [^\n]*\n\n```xml\n(.*?)^```$/gms)) {
      scratch.file(name, text);
    }
  });

  const examples = blocks('console');

  it('has examples', () => expect(examples.length).equal(5));

  for (const [i, block] of examples.entries()) {
    const [prompt = '', ...printed] = block.split('\n');
    it(`shows what example ${i + 1} prints`, () => {
      const args = prompt.replace(/^\$ npx hanlab /, '').split(' ');
      const { out, code } = hanlab(args, { cwd: scratch.path });
      expect(out.trimEnd()).equal(printed.join('\n').trimEnd());
      expect(code).equal(out.includes('DUIS_E_CORRELATION') ? 1 : 0);
    });
  }
});
