import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { hanlab } from '../bin/hanlab.js';
import { scratchDirectory } from '../bin/scratch.js';

const page = readFileSync('docs/home.md', 'utf8');

describe('docs/home.md', () => {
  const scratch = scratchDirectory();

  it('shows what the home of its example says', () => {
    const [, description = ''] = /^```json\n(.*?)^```$/ms.exec(page) ?? [];
    const [, command = '', lines = ''] = /^```console\n\$ hanlab ([^\n]*)\n(.*?)^```$/ms.exec(page) ?? [];
    const [said, heard] = ['→ ', '← '].map((mark) =>
      lines
        .split('\n')
        .filter((line) => line.startsWith(mark))
        .map((line) => `${line.slice(mark.length)}\n`)
        .join(''),
    );
    scratch.file('home.json', description);
    const { code, out } = hanlab(command.split(' '), { input: said ?? '', cwd: scratch.path });
    expect({ code, out }).to.deep.equal({ code: 0, out: heard });
    expect(out).to.include('"plugged":true');
  });
});
