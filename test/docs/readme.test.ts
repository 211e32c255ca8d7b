import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

/** Every example of the README is what a reader gets. Only durations may differ. */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CLI = fileURLToPath(new URL('../../bin/hanlab.js', import.meta.url));
const LIBRARY = new URL('../../gbcs/index.js', import.meta.url).href;
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

function blocks(language: string): string[] {
  return Array.from(readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')), ([, text = '']) => text);
}

/** Text as it can be compared: no durations, no blanks at the ends of lines. */
function comparable(text: string): string {
  return text
    .replaceAll(/\d+(\.\d+)? (ms|s)\b/g, 'N $2')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}

function inDirectory<T>(act: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'hanlab-readme-'));
  try {
    return act(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe('README', () => {
  it('has transcripts and a library example', () => {
    expect(blocks('console').length).least(2);
    expect(blocks('js').length).equal(1);
  });

  for (const block of blocks('console')) {
    const [prompt = '', ...printed] = block.split('\n');
    it(`shows what ${prompt.slice(0, 60)} prints`, () => {
      // As a shell has them: what stands between single quotes is one argument.
      const words = prompt.replace(/^\$ npx hanlab /, '').match(/'[^']*'|\S+/g) ?? [];
      const args = words.map((word) => word.replace(/^'(.*)'$/, '$1'));
      const { stdout } = inDirectory((cwd) => {
        cpSync(join(ROOT, 'docs', 'examples'), join(cwd, 'docs', 'examples'), { recursive: true });
        const env = { ...process.env, NO_COLOR: '1' };
        return spawnSync(process.execPath, [CLI, ...args], { cwd, encoding: 'utf8', env });
      });
      expect(comparable(stdout)).equal(comparable(printed.join('\n')));
    });
  }

  it('has a library example that prints what it says', () => {
    const example = (blocks('js')[0] ?? '').replaceAll("from 'hanlab'", `from '${LIBRARY}'`);
    const { stdout, stderr } = inDirectory((directory) => {
      const file = join(directory, 'example.mjs');
      writeFileSync(file, example);
      return spawnSync(process.execPath, [file], { encoding: 'utf8' });
    });
    expect(stderr).equal('');
    expect(stdout.trim()).equal(/prints: (.+)/.exec(example)?.[1]);
  });

  it('names the commands that package.json and CI run', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const commands = blocks('sh').join('\n');
    expect(commands).include('npm ci && npm start').include('npm ci && npm test');
    expect(scripts).include.keys('start', 'test', 'check');
    const ci = readFileSync(join(ROOT, '.ci', 'run'), 'utf8').split('\n');
    expect(ci).include('npm test');
    expect(ci.find((line) => line.startsWith('npm ci'))).not.equal(undefined);
  });
});
