import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The shim in C, whose sources stand beside the code that judges it. */
const SOURCE = fileURLToPath(new URL('../../../../conformance/targets/shim/hcalcs.c', import.meta.url));

/** The test is skipped without a compiler, visibly; `HANLAB_REQUIRE=all` makes that a failure. */
export function requireCompiler(this: Mocha.Context): void {
  if (spawnSync('cc', ['--version']).status === 0) return;
  if (process.env['HANLAB_REQUIRE'] === 'all') throw new Error('cc is not installed');
  this.skip();
}

/**
 * Builds the shim, without any warning.
 * @param program path of what comes of it
 * @param flags such as `-DDEFECT=HANGS`
 */
export function buildShim(program: string, ...flags: readonly string[]): void {
  const strict = ['-std=c99', '-O2', '-Wall', '-Wextra', '-pedantic', '-Werror'];
  const { status, stderr } = spawnSync('cc', [...strict, ...flags, '-o', program, SOURCE], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cc says: ${stderr}`);
}
