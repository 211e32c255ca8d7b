import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

/** The command line as a user types it, with pipes and no terminal. */

export const HANLAB = fileURLToPath(new URL('../../bin/hanlab.js', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly input?: Uint8Array | string | undefined;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

export function hanlab(args: readonly string[], { input = '', env = {}, cwd }: Surroundings = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [HANLAB, ...args], {
    input,
    encoding: 'utf8',
    // Colours only where a test asks for them.
    env: { ...process.env, FORCE_COLOR: undefined, ...env },
    maxBuffer: 1 << 26,
    ...(cwd === undefined ? {} : { cwd }),
  });
  return { code: status, out: stdout, err: stderr };
}

/** The one line that a refused command gives, after checking that it gives nothing else. */
export function refused(args: readonly string[], input: Uint8Array | string = ''): string {
  const { code, out, err } = hanlab(args, { input });
  expect({ code, out }, `${args} ${err}`).eql({ code: 2, out: '' });
  expect(err, args.join(' ')).match(/^hanlab: [A-Z_]+[^\n]*\n$/);
  return err.trimEnd();
}

/** The one document that a command prints with --json, and nothing beside it. */
export function json(
  args: readonly string[],
  surroundings: Surroundings = {},
): { code: number | null; document: unknown } {
  const { code, out, err } = hanlab(args, surroundings);
  expect(err, args.join(' ')).equal('');
  expect(out.endsWith('\n') && out.indexOf('\n') === out.length - 1, 'one document on one line').equal(true);
  return { code, document: JSON.parse(out) };
}
