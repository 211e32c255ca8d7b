import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { HANLAB } from '../bin/hanlab.js';
import { requireCompiler } from '../conformance/targets/cc.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(join(ROOT, 'docs', 'testing-a-device.md'), 'utf8');

/** Text as it can be compared: no durations, no number of scenarios in all. */
function comparable(text: string): string {
  return text
    .replaceAll(/\d+(\.\d+)? (ms|s)\b/g, 'N $2')
    .replaceAll(/of \d+ scenarios/g, 'of N scenarios')
    .trimEnd();
}

describe('docs/testing-a-device.md', function () {
  this.timeout(120_000);
  let cwd: string;

  before(function () {
    requireCompiler.call(this);
    cwd = mkdtempSync(join(tmpdir(), 'hanlab-testing-'));
    for (const name of ['conformance', 'dist']) symlinkSync(join(ROOT, name), join(cwd, name));
  });

  after(() => {
    if (cwd !== undefined) rmSync(cwd, { recursive: true, force: true });
  });

  /** Runs a command of the page as a shell has it. */
  function shell(command: string): { readonly status: number | null; readonly stdout: string } {
    const script = `npx() { shift; '${process.execPath}' '${HANLAB}' "$@"; }; ${command}`;
    return spawnSync('sh', ['-c', script], { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  }

  const consoles = Array.from(page.matchAll(/^```console\n(.*?)^```$/gms), ([, text = '']) => text);

  it('has commands', () => {
    expect(consoles.length).to.equal(2);
  });

  for (const text of consoles) {
    const [, ...commands] = text.split(/^\$ /m);
    for (const command of commands) {
      const [line = '', ...printed] = command.split('\n');
      it(`shows what ${line.slice(0, 70)} prints`, () => {
        expect(comparable(shell(line).stdout)).to.equal(comparable(printed.join('\n')));
      });
    }
  }

  it('has a command that attaches a device of hanlab itself', () => {
    const [, command = ''] = /^```sh\n(.*?)\n```$/ms.exec(page) ?? [];
    expect(command).to.include('--device hcalcs');
    const { status, stdout } = shell(command);
    expect({ status, isPass: stdout.includes('pass         join-both-sides') }).to.deep.equal({
      status: 0,
      isPass: true,
    });
  });

  it('says the bounds that hold', () => {
    const channel = readFileSync(join(ROOT, 'conformance/targets/remote/sync-channel.ts'), 'utf8');
    expect(channel).to.include('MOST_LINES = 1000;').and.to.include('MOST_OCTETS = 4 * 1024 * 1024;');
    for (const bound of ['1,000 lines', '4,194,304 octets', '1,048,576', '5 seconds']) expect(page).to.include(bound);
  });
});
