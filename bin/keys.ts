import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_SEED, makeIdentities } from '../emulator/index.js';
import { encodePrivateKey, opensslProvider, type TestKey, UsageError, writePem } from '../gbcs/index.js';
import { EXIT, printLines } from './output.js';
import { shownPath } from './shown.js';

/** Options of `hanlab keys`. */
export interface KeysOptions {
  readonly out: string;
  readonly seed?: string | undefined;
}

/**
 * Writes certificates and private keys of everybody in the emulated world, as `--keys` and `provision` take them. Only
 * the owner of the directory can read it.
 * @returns 0
 * @throws UsageError `HANLAB_E_INPUT` where the directory holds anything already, or cannot be written
 */
export async function keys({ out, seed = DEFAULT_SEED }: KeysOptions): Promise<number> {
  const name = shownPath(out, 'the directory');
  const all = makeIdentities(opensslProvider, seed).allKeys();
  try {
    mkdirSync(out, { recursive: true, mode: 0o700 });
    if (readdirSync(out).length > 0) throw new UsageError('HANLAB_E_INPUT', `${name} is not empty`);
    for (const key of all) {
      write(out, `${fileName(key)}.pem`, writePem('CERTIFICATE', key.certificate.der));
      write(out, `${fileName(key)}.key`, writePem('PRIVATE KEY', encodePrivateKey(key.privateScalar)));
    }
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError('HANLAB_E_INPUT', `${name} cannot be written (${(cause as NodeJS.ErrnoException).code})`, {
      cause,
    });
  }
  printLines(['wrote keys and certificates of the emulated parties and devices']);
  return EXIT.asExpected;
}

function write(directory: string, name: string, text: string): void {
  // Never a file that is there, not even by a link that somebody has put there since.
  writeFileSync(join(directory, name), text, { flag: 'wx', mode: 0o600 });
}

function fileName({ entity, usage, prepayment }: TestKey): string {
  return `${entity}-${prepayment ? 'pp-' : ''}${usage === 'digitalSignature' ? 'ds' : 'ka'}`;
}
