import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { HANLAB } from '../bin/hanlab.js';
import { scratchDirectory } from '../bin/scratch.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ACTION = join(ROOT, '.github', 'actions', 'hanlab-run');

describe('docs/ci.md', function () {
  this.timeout(120_000);
  const scratch = scratchDirectory();
  const page = readFileSync('docs/ci.md', 'utf8');

  function bash(script: string, env: NodeJS.ProcessEnv = {}) {
    return spawnSync('bash', ['-e', '-c', script], {
      cwd: scratch.path,
      encoding: 'utf8',
      env: { ...process.env, GITHUB_ACTIONS: '', ...env },
    });
  }

  it('has an example for a shell that gates', () => {
    scratch.file('known.json', '{"expectations":[]}');
    const [, script = ''] = /^```sh\n(.*?)^```$/ms.exec(page) ?? [];
    const npx = `npx() { shift; '${process.execPath}' '${HANLAB}' run "\${@:2}" $FAULT; }; set +e;`;
    expect(bash(`${npx} ${script}`).status).equal(0);
    expect(existsSync(join(scratch.path, 'reports', 'report.html'))).equal(true);
    expect(bash(`${npx} ${script}`, { FAULT: '--fault esme.skip-replay' }).status).equal(1);
    expect(existsSync(join(scratch.path, 'reports', 'junit.xml'))).equal(true);
  });

  it('has shards that are put together', () => {
    const [, script = ''] = /^## In parts\n\n```sh\n(.*?)^```$/ms.exec(page) ?? [];
    expect(script).include('hanlab merge');
    const { status, stdout } = bash(`npx() { shift; '${process.execPath}' '${HANLAB}' "$@"; }; ${script}`);
    expect(status, stdout).equal(0);
    expect(stdout).include('Merged       2 runs');
  });

  const action = readFileSync(join(ACTION, 'action.yml'), 'utf8');
  const inputs = Array.from(
    /^inputs:\n(.*?)^runs:/ms.exec(action)?.[1]?.matchAll(/^ {2}(\w+):/gm) ?? [],
    ([, one]) => one,
  );

  it('names the inputs that the action has, and uses no other', () => {
    expect(inputs).length.greaterThan(3);
    for (const input of inputs) expect(page).include(`\`${input}\``);
    const [, used = ''] = /hanlab-run\n {8}with:\n((?: {10}.*\n)+)/.exec(page) ?? [];
    const given = Array.from(used.matchAll(/^ +(\w+):/gm), ([, one]) => one);
    expect(given).eql(['target', 'expectations']);
    expect(inputs).include.members(given);
  });

  it('has an action that annotates, writes a summary, and takes no input for a command', () => {
    const script = (/ {6}run: \|\n(.*)$/s.exec(action)?.[1] ?? '').replaceAll(/^ {8}/gm, '');
    expect(script).include('hanlab.js').not.include('${{');
    scratch.file('summary.md', 'before\n');
    const env = {
      GITHUB_ACTION_PATH: ACTION,
      GITHUB_STEP_SUMMARY: join(scratch.path, 'summary.md'),
      TARGET: 'emulator',
      PROFILE: 'secmp0046-core',
      CASE: 'join-twice',
      EXPECTATIONS: '',
      SHARD: '',
      OUT: '$(touch owned)',
    };
    const { status, stderr } = bash(script, env);
    expect({ status, stderr }).eql({ status: 0, stderr: '' });
    expect(existsSync(join(scratch.path, 'owned'))).equal(false);
    expect(existsSync(join(scratch.path, env.OUT, 'report.html'))).equal(true);
    expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8'))
      .match(/^before\n## hanlab: as-expected\n/)
      .include('join-twice');
    scratch.file(
      'wrong.json',
      JSON.stringify({
        expectations: [{ scenario: 'join-twice', verdict: 'fail', how: 'x', reason: 'r', expires: '2099-01-01' }],
      }),
    );
    const deviating = bash(script, { ...env, EXPECTATIONS: 'wrong.json', OUT: 'out' });
    expect(deviating.status).equal(1);
    expect(deviating.stderr).equal(
      '::error title=unexpected-pass join-twice::join-twice passes, and was expected to be fail\n',
    );
  });
});
