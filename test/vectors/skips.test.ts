import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

describe('tests without reference data', () => {
  it('say at the end how many were skipped, and why', function () {
    this.timeout(20_000);
    const mocha = fileURLToPath(import.meta.resolve('mocha/bin/mocha.js'));
    const tests = fileURLToPath(new URL('./exchanges.test.js', import.meta.url));
    const { stdout, stderr } = spawnSync(process.execPath, [mocha, tests], {
      encoding: 'utf8',
      env: { ...process.env, HANLAB_RTDS: '/nowhere/rtds', HANLAB_REQUIRE: '' },
    });
    const pending = /(\d+) pending/.exec(stdout)?.[1];
    expect(stderr).match(
      new RegExp(`^${pending} tests? skipped: no reference data; HANLAB_RTDS names its directory\n$`),
    );
  });
});
