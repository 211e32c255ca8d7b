import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { HANLAB, hanlab } from './hanlab.js';

/**
 * What a start of the command line loads, which is what it takes long over. No times: `npm run bench` measures them.
 */

const BIN = new URL('.', `file://${HANLAB}`);
const MESSAGE =
  'DF090100000000000007D10890B3D51F300200000800DB1234567890A00002005522D9200007D1000202000100005E2C76020203000900000A' +
  '0067FF010212003C120212';

/** Writes what is loaded to standard error, one `loaded URL` a line. */
const HOOK = `
  import { writeSync } from 'node:fs';
  export async function load(url, context, next) {
    writeSync(2, 'loaded ' + url + '\\n');
    return next(url, context);
  }`;
const REGISTER = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(HOOK))});`;

function dataUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** Files of the project and its packages, and modules of Node.js, that a command loads. */
function loadedBy(args: readonly string[]): { files: string[]; builtins: string[] } {
  const { status, stderr } = spawnSync(process.execPath, ['--import', dataUrl(REGISTER), HANLAB, ...args], {
    encoding: 'utf8',
  });
  expect(status, stderr).equal(0);
  const urls = Array.from(stderr.matchAll(/^loaded (.*)$/gm), ([, url = '']) => url);
  return {
    files: urls.filter((url) => url.startsWith('file:')).map((url) => url.replace(BIN.href, '')),
    builtins: urls.filter((url) => url.startsWith('node:')),
  };
}

/** The sources that a bundle was made of, by its source map. */
function sourcesOf(name: string): string[] {
  const map = JSON.parse(readFileSync(fileURLToPath(new URL(`${name}.js.map`, BIN)), 'utf8')) as { sources: string[] };
  return map.sources.map((path) => path.replace(/^(\.\.\/)+/, ''));
}

/** What no decode without keys has a use for. */
const HEAVY =
  /node_modules\/(mocha|chai|node-forge|@noble)\/|^(emulator|conformance|vectors)\/|crypto\/(openssl|portable)\.ts$/;

describe('cold start', () => {
  it('decode reads three files, which npm run build made, and no cryptography', () => {
    const { files, builtins } = loadedBy(['decode', MESSAGE]);
    expect(files).eql(['hanlab.js', 'output.js', 'decode.js']);
    expect(builtins).include('node:fs').and.not.include('node:crypto');
  });

  it('decode contains what it needs and nothing heavy', () => {
    const sources = [...sourcesOf('hanlab'), ...sourcesOf('decode')];
    expect(sources).include.members(['bin/cli.ts', 'bin/decode.ts', 'gbcs/message.ts', 'gbcs/catalogue/published.ts']);
    expect(sources.filter((path) => HEAVY.test(path))).eql([]);
  });

  it('decode --keys reads three files as well, so that no class is there twice', () => {
    const keys = fileURLToPath(new URL('../../docs', BIN));
    expect(loadedBy(['decode', MESSAGE, '--keys', keys]).files).eql(['hanlab.js', 'output.js', 'decode-keys.js']);
  });

  it('--help reads two', () => {
    const { files } = loadedBy(['--help']);
    expect(files).eql(['hanlab.js', 'output.js']);
    expect(sourcesOf('hanlab').filter((path) => /^(gbcs|emulator|conformance|vectors)\//.test(path))).eql([]);
  });

  it('nothing but what reads XML loads the parser of it', () => {
    const out = mkdtempSync(join(tmpdir(), 'hanlab-cold-'));
    try {
      const run = ['run', '--case', 'supplier-controls-supply', '--out', join(out, 'run')];
      const golden = join(out, 'golden');
      cpSync('vectors/golden/labels.json', join(golden, 'labels.json'));
      for (const args of [run, ['list', 'scenarios'], ['vectors', 'check', '--golden', golden]]) {
        expect(loadedBy(args).files.filter((url) => url.includes('libxml2-wasm'))).eql([]);
      }
    } finally {
      rmSync(out, { recursive: true });
    }
  });

  for (const command of ['run', 'decode', 'correlate', 'list', 'explain', 'vectors']) {
    it(`the help of ${command} has one column a character, as the bundle takes for granted`, () => {
      const { out } = hanlab([command, '--help']);
      expect(out).match(/^[\n -~]+$/);
    });
  }
});
