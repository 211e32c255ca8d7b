import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

/** Every example in JavaScript on the pages of docs runs as it stands, and prints what it says. */

const LIBRARIES = {
  "'hanlab'": new URL('../../gbcs/index.js', import.meta.url).href,
  "'hanlab/emulator'": new URL('../../emulator/index.js', import.meta.url).href,
};

describe('examples in JavaScript', function () {
  this.timeout(60_000);
  for (const page of ['docs/home.md', 'docs/han.md', 'docs/durable-state.md']) {
    const blocks = Array.from(readFileSync(page, 'utf8').matchAll(/^```js\n(.*?)^```$/gms), ([, text = '']) => text);

    it(`there is one on ${page}`, () => expect(blocks).to.have.length(1));

    for (const block of blocks) {
      it(`of ${page} prints what it says`, () => {
        const directory = mkdtempSync(join(tmpdir(), 'hanlab-example-'));
        try {
          const code = Object.entries(LIBRARIES).reduce(
            (text, [name, url]) => text.replaceAll(name, `'${url}'`),
            block,
          );
          writeFileSync(join(directory, 'example.mjs'), code);
          const { stdout, stderr } = spawnSync(process.execPath, ['example.mjs'], { cwd: directory, encoding: 'utf8' });
          expect(stderr).to.equal('');
          const printed = Array.from(block.matchAll(/\/\/ prints: (.+)$/gm), ([, text = '']) => text);
          expect(printed.length).to.be.above(0);
          expect(stdout.trimEnd().split('\n')).to.deep.equal(printed);
        } finally {
          rmSync(directory, { recursive: true });
        }
      });
    }
  }
});
