import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for the files of a suite, which is gone after it. Call within `describe`. */
export function scratchDirectory(): {
  readonly path: string;
  file(name: string, contents: Uint8Array | string): string;
} {
  let path = '';
  before(() => {
    path = mkdtempSync(join(tmpdir(), 'hanlab-cli-'));
  });
  after(() => rmSync(path, { recursive: true }));
  return {
    get path() {
      return path;
    },
    file(name, contents) {
      const at = join(path, name);
      writeFileSync(at, contents);
      return at;
    },
  };
}
