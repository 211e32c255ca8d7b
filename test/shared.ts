import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * The reference material that lies beside the project. Tests read it in place; where it is absent they are skipped, and
 * with `HANLAB_REQUIRE=all` they fail instead.
 */

const rtdsDirectory = resolve(process.env['HANLAB_RTDS'] ?? '../shared/rtds');

/** Tests that `requireShared` has skipped in this process. */
let skipped = 0;

/**
 * Path of reference material, such as `sharedPath('rtds', 'keystore')` or `sharedPath('spec', 'x.json')`, if it is there.
 * `rtds` is the directory that `HANLAB_RTDS` names (default `../shared/rtds`); everything else is sought beside it.
 */
export function sharedPath(...parts: readonly string[]): string | undefined {
  const [first, ...rest] = parts;
  const path = first === 'rtds' ? join(rtdsDirectory, ...rest) : join(dirname(rtdsDirectory), ...parts);
  return existsSync(path) ? path : undefined;
}

/** The same, for use within a test or hook, which is skipped where the path is absent: `requireShared.call(this, ...)`. */
export function requireShared(this: Mocha.Context, ...parts: readonly string[]): string {
  const path = sharedPath(...parts);
  if (path !== undefined) return path;
  if (process.env['HANLAB_REQUIRE'] === 'all') throw new Error(`reference material ${parts.join('/')} is absent`);
  if (skipped === 0) process.on('exit', sayWhySkipped);
  skipped += testsSkippedBy(this.runnable());
  return this.skip();
}

/** A hook before all tests of a suite skips every one of them, and the suites within. */
function testsSkippedBy(runnable: Mocha.Runnable): number {
  return /^"before all"/.test(runnable.title) ? (runnable.parent?.total() ?? 1) : 1;
}

/** mocha shows which tests were skipped, and not why. */
function sayWhySkipped(): void {
  const tests = skipped === 1 ? '1 test' : `${skipped} tests`;
  process.stderr.write(`${tests} skipped: no reference data; HANLAB_RTDS names its directory\n`);
}
