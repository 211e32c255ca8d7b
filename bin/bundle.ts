import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';

/**
 * Last step of `npm run build`: puts what `hanlab decode` loads into one file for the entry and one for the command,
 * over those that the compiler wrote. A start reads these and `output.js` then, not 240 files, and no cryptography that it
 * does not use. The other commands stay as the compiler wrote them.
 *
 * Each file has all else that it needs. One process loads the entry, which knows nothing of the other directories, and one
 * of the two decodes, so that no class and no key handle is there twice. Errors pass from a command to the entry, whose
 * `failure.ts` tells them by their codes: their class may be of another file.
 */

/** Paths below are those of the sources, also from where this is compiled to. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const ENTRY = 'hanlab';
const COMMANDS = ['decode', 'decode-keys'] as const;

/** A command is loaded when it is asked for: the entry, which contains the command line, does not contain it. */
const commandsApart: Plugin = {
  name: 'commands apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import' || path === './cli.js') return undefined;
      // As the bundle, which lies in bin/, has to ask for it.
      return { path: `./${relative(join(ROOT, 'bin'), join(resolveDir, path))}`, external: true };
    });
  },
};

/** What has a state that all of them share: whether somebody still reads. It is one file, whoever loads it. */
const outputApart: Plugin = {
  name: 'output apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\/output\.js$/ }, () => ({ path: './output.js', external: true }));
  },
};

/**
 * yargs measures the columns of its help with string-width, whose tables and patterns for all of Unicode take a quarter
 * of its start. The texts of help are ours and have one column a character, which a test holds.
 */
const narrowText: Plugin = {
  name: 'narrow text',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^string-width$/ }, () => ({ path: 'narrow-text', namespace: 'hanlab', sideEffects: false }));
    onLoad({ filter: /^narrow-text$/, namespace: 'hanlab' }, () => ({
      contents: 'export default (text) => text.length;',
    }));
  },
};

async function bundle(name: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [`bin/${name}.ts`],
    outfile: `dist/bin/${name}.js`,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // Patterns with the flag v are compiled when first used only if they stay literals; this Node has them.
    supported: { 'regexp-set-notation': true },
    // node-forge asks for node:crypto by require.
    ...(name === 'decode-keys' ? { banner: { js: REQUIRE } } : {}),
    external: ['lmdb'],
    plugins: [commandsApart, outputApart, narrowText],
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'warning',
  });
  return metafile;
}

const REQUIRE = `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);`;

/** The licences of what the bundles contain of others, which ask to go where their code goes. */
function licencesOf(metafiles: readonly Metafile[]): string {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const packages = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
  return [...packages]
    .toSorted()
    .map((directory) => {
      const file = readdirSync(join(ROOT, directory)).find((name) => /^licen[cs]e/i.test(name));
      if (file === undefined) throw new Error(`${directory} has no licence to pass on`);
      const { name, version } = JSON.parse(readFileSync(join(ROOT, directory, 'package.json'), 'utf8'));
      return `${name} ${version}\n\n${readFileSync(join(ROOT, directory, file), 'utf8').trim()}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

const entry = join(ROOT, 'dist', 'bin', `${ENTRY}.js`);
const metafiles = await Promise.all([ENTRY, ...COMMANDS].map(bundle));
writeFileSync(join(dirname(entry), 'LICENCES.txt'), licencesOf(metafiles));
chmodSync(entry, 0o755);
