import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { hanlab } from '../bin/hanlab.js';

/** The gate of docs/gate.md is met by the file that it names, as it stands there. */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

describe('docs/gate.md', function () {
  this.timeout(300_000);
  const page = readFileSync(join(ROOT, 'docs', 'gate.md'), 'utf8');

  it('has a gate that its own file meets', () => {
    const [, line = ''] = /^```sh\nnpx hanlab (.*)\n```$/m.exec(page) ?? [];
    const { code, out, err } = hanlab(line.split(' '), { cwd: ROOT });
    expect({ code, err }).eql({ code: 0, err: '' });
    expect(out).contain('They are the expected ones.');
    const [, shown = ''] = /^```console\n\$ npx hanlab diff [^\n]*\n(.*?)\n\n…\n```$/ms.exec(page) ?? [];
    expect(out.startsWith(shown)).equal(true);
  });
});
