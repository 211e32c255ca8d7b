import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect } from 'chai';

/**
 * The dependency rule of the architecture: who may import whom, among the top directories and within gbcs. Imports are
 * found in the text of the sources, so that types, dynamic imports and re-exports count like any other.
 */

/** Top directories, and those that each may import, only by one of their indexes. */
const TOP: Readonly<Record<string, readonly string[]>> = {
  gbcs: [],
  emulator: ['gbcs'],
  vectors: ['gbcs', 'emulator'],
  conformance: ['gbcs', 'emulator'],
  bin: ['gbcs', 'emulator', 'vectors', 'conformance'],
};

/** Indexes of a top directory beside its own: what loads a parser of XML, or a web server, that nobody else needs. */
const FURTHER_INDEXES: ReadonlySet<string> = new Set(['emulator/dcc/index.js', 'emulator/dcc/gateway/index.js']);

/** Directories and files of gbcs (`describe` and `findings` are both), and those that each may import; `library` may import all but OpenSSL. */
const WITHIN_GBCS: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  bytes: ['errors'],
  identifiers: ['errors', 'bytes'],
  'named-value': ['errors', 'bytes'],
  // Families of octets: none knows another.
  frame: ['errors', 'bytes', 'identifiers'],
  dlms: ['errors', 'bytes', 'identifiers'],
  gbz: ['errors', 'bytes', 'identifiers', 'named-value'],
  asn1: ['errors', 'bytes', 'identifiers'],
  // Beside them: keys and cryptography know nothing of messages, and the catalogue nothing of keys.
  crypto: ['errors', 'bytes', 'identifiers'],
  keys: ['errors', 'bytes', 'identifiers', 'crypto'],
  catalogue: ['errors', 'bytes', 'identifiers', 'frame', 'dlms', 'gbz', 'asn1'],
  payload: ['errors', 'bytes', 'identifiers', 'dlms', 'gbz', 'asn1', 'catalogue'],
  findings: ['errors', 'bytes', 'frame', 'dlms', 'gbz', 'asn1', 'catalogue', 'payload'],
  message: ['errors', 'bytes', 'identifiers', 'frame', 'dlms', 'crypto', 'payload', 'findings'],
  'command-check': ['errors', 'asn1', 'catalogue', 'payload'],
  'use-cases': ['errors', 'bytes', 'identifiers', 'dlms', 'asn1', 'catalogue', 'payload'],
  verify: ['errors', 'bytes', 'identifiers', 'frame', 'crypto', 'keys', 'message'],
  sealing: [...['errors', 'bytes', 'identifiers', 'frame', 'dlms', 'gbz', 'crypto', 'keys'], ...['payload', 'message']],
  naming: [
    ...['errors', 'bytes', 'identifiers', 'named-value', 'frame', 'dlms', 'gbz', 'asn1', 'catalogue'],
    ...['payload', 'message', 'verify', 'sealing'],
  ],
  describe: [
    'errors',
    'bytes',
    'identifiers',
    'named-value',
    'frame',
    'dlms',
    'gbz',
    'asn1',
    'keys',
    'catalogue',
    'payload',
    'message',
    'sealing',
    'naming',
  ],
};

/** Packages and modules of Node that gbcs may use, and where; nothing else, since it also runs in a browser. */
const OUTSIDE_GBCS: Readonly<Record<string, RegExp>> = {
  'node:crypto': /^gbcs\/crypto\/openssl\.ts$/,
  '@noble/curves/nist.js': /^gbcs\/crypto\//,
  'node-forge': /^gbcs\/(crypto|keys)\//,
  asn1js: /^gbcs\/(asn1|keys)\//,
};

/** Files that offer the library: all that runs anywhere, and that with OpenSSL. */
const PUBLIC: ReadonlySet<string> = new Set(['library', 'index']);
const OPENSSL = 'gbcs/crypto/openssl.js';

const IMPORT = /\b(?:from|import|require)\s*\(?\s*(['"`])([^'"`\n]+)\1/g;

/** What a source imports, in whatever way. */
function importsOf(source: string): string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  return Array.from(code.matchAll(IMPORT), ([, , specifier = '']) => specifier);
}

function sourcesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((path) => `${directory}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
}

/** Part of gbcs that a path is in. */
function partOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/\.[jt]s$/, '');
}

/** Why a source may not import something, or nothing. */
function violation(path: string, specifier: string): string | undefined {
  const top = path.split('/')[0] ?? '';
  if (!specifier.startsWith('.')) {
    if (top !== 'gbcs') return undefined;
    return OUTSIDE_GBCS[specifier]?.test(path) ? undefined : `gbcs does not use ${specifier} there`;
  }
  const target = posix.join(posix.dirname(path), specifier);
  const other = target.split('/')[0] ?? '';
  if (other !== top) {
    if (!TOP[top]?.includes(other)) return `${top} does not import ${other}`;
    if (target === `${other}/index.js` || FURTHER_INDEXES.has(target)) return undefined;
    return `${other} is imported by its index only`;
  }
  if (FURTHER_INDEXES.has(target)) return `${target} is for other directories`;
  if (target === `${top}/index.js`) return `${top} does not import its own index`;
  if (target === OPENSSL) return path === 'gbcs/index.ts' ? undefined : 'only the index has what needs Node.js';
  if (top !== 'gbcs' || PUBLIC.has(partOf(path))) return undefined;
  const [from, to] = [partOf(path), partOf(target)];
  return from === to || WITHIN_GBCS[from]?.includes(to) ? undefined : `${from} does not import ${to}`;
}

describe('dependency rule', () => {
  it('finds every form of import, and none in comments', () => {
    const source = `
      import a from './a.js';
      import type { B } from "./b.js";
      import { type C,
        D } from './c.js';
      import './d.js';
      export * from './e.js';
      export type { F } from './f.js';
      const g = await import('./g.js');
      const h = import( \`./h.js\`);
      type I = import('./i.js').I;
      function j(x: import("./j.js").J): typeof import('./k.js') {}
      import data from './l.json' with { type: 'json' };
      const m = require('./m.cjs');
      export { n as o } from'./n.js';
      // import './no.js';
      /* from './no.js' and
       * import('./no.js') */
      const text = 'imported from elsewhere';
    `;
    expect(importsOf(source).join(' ')).to.equal(
      './a.js ./b.js ./c.js ./d.js ./e.js ./f.js ./g.js ./h.js ./i.js ./j.js ./k.js ./l.json ./m.cjs ./n.js',
    );
  });

  const forbidden: [string, string][] = [
    ['gbcs/message.ts', '../emulator/index.js'],
    ['gbcs/message.ts', './index.js'],
    ['gbcs/bytes/hex.ts', '../identifiers.js'],
    ['gbcs/dlms/data.ts', '../gbz/alert.js'],
    ['gbcs/frame/frame.ts', '../catalogue/lookup.js'],
    ['gbcs/catalogue/lookup.ts', '../message.js'],
    ['gbcs/catalogue/lookup.ts', '../keys/certificate.js'],
    ['gbcs/crypto/mac.ts', '../frame/frame.js'],
    ['gbcs/keys/pem.ts', 'node:fs'],
    ['gbcs/keys/pem.ts', 'node:crypto'],
    ['gbcs/crypto/mac.ts', 'node:crypto'],
    ['gbcs/crypto/openssl.ts', 'node:path'],
    ['gbcs/library.ts', './crypto/openssl.js'],
    ['gbcs/library.ts', 'node:crypto'],
    ['gbcs/crypto/portable.ts', './openssl.js'],
    ['gbcs/message.ts', './library.js'],
    ['gbcs/message.ts', 'asn1js'],
    ['gbcs/message.ts', 'yargs'],
    ['emulator/devices/esme/esme.ts', '../../../gbcs/message.js'],
    ['emulator/devices/esme/esme.ts', '../../../conformance/index.js'],
    ['emulator/devices/esme/esme.ts', '../../index.js'],
    ['emulator/index.ts', './dcc/index.js'],
    ['vectors/index.ts', '../emulator/dcc/transform/transform.js'],
    ['vectors/index.ts', '../conformance/index.js'],
    ['conformance/index.ts', '../vectors/index.js'],
    ['conformance/index.ts', '../bin/cli.js'],
    ['bin/cli.ts', '../conformance/runner/evidence.js'],
    ['bin/cli.ts', '../test/shared.js'],
  ];
  for (const [path, specifier] of forbidden) {
    it(`would not let ${path} import ${specifier}`, () => {
      expect(violation(path, specifier)).to.be.a('string');
    });
  }

  it('would let what reads XML be imported by its own index', () => {
    expect(violation('vectors/rtds/transforms.ts', '../../emulator/dcc/index.js')).equal(undefined);
  });

  it('has layers within gbcs without cycles, and knows every part', () => {
    const parts = [...new Set(sourcesIn('gbcs').map(partOf))].filter((part) => !PUBLIC.has(part));
    expect(parts.sort()).to.deep.equal(Object.keys(WITHIN_GBCS).sort());
    const above: string[] = [];
    for (const [part, lower] of Object.entries(WITHIN_GBCS)) {
      // Written from the lowest to the highest: a part imports only what stands before it.
      for (const one of lower) expect(above, `${part} -> ${one}`).to.include(one);
      above.push(part);
    }
  });

  it('has nothing of Node.js in gbcs but OpenSSL, neither modules nor globals', () => {
    for (const path of sourcesIn('gbcs').filter((one) => one !== OPENSSL.replace(/js$/, 'ts'))) {
      const source = readFileSync(path, 'utf8');
      expect(importsOf(source).filter((specifier) => specifier.startsWith('node:'))).to.deep.equal([]);
      expect(source.match(/\b(?:Buffer|process|setImmediate|__dirname|__filename)\b(?=[.([])/g), path).to.equal(null);
    }
  });

  it('knows every top directory with sources', () => {
    const directories = readdirSync('.', { withFileTypes: true })
      .filter(
        (entry) => entry.isDirectory() && !/^(\.|node_modules$|dist$|coverage$|test$|bench$|web$)/.test(entry.name),
      )
      .map(({ name }) => name)
      .filter((name) => sourcesIn(name).length > 0);
    for (const directory of directories) expect(Object.keys(TOP)).to.include(directory);
  });

  for (const top of Object.keys(TOP)) {
    describe(top, () => {
      for (const path of sourcesIn(top)) {
        it(path, () => {
          const imports = importsOf(readFileSync(path, 'utf8'));
          const violations = imports.flatMap((specifier) => {
            const why = violation(path, specifier);
            return why === undefined ? [] : [`${specifier}: ${why}`];
          });
          expect(violations).to.deep.equal([]);
        });
      }
    });
  }
});
