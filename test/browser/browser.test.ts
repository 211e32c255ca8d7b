import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { build, type Metafile } from 'esbuild';
import {
  createKeyStore,
  decodeMessage,
  fromHex,
  makeTestPki,
  opensslProvider,
  portableProvider,
  verifyFrame,
} from '../../gbcs/index.js';
import { readRtds } from '../../vectors/index.js';
import { requireShared } from '../shared.js';
import { type CheckedMessage, checkMessages, type DataSet, DEVICE, MAKER, makeMessage } from './check-messages.js';
import { evaluateInBrowser, requireChromium } from './chromium.js';
import type { PageResult } from './page.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

interface Bundle {
  readonly code: string;
  readonly metafile: Metafile;
}

/** Bundles a source text for a browser, with everything that it imports, as a user of the package would. */
async function bundle(contents: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    absWorkingDir: ROOT,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    minify: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  return { code: outputFiles[0]?.text ?? '', metafile };
}

/** Modules of Node.js that a bundle still imports, or that were replaced by nothing outside node-forge. */
function nodeModulesIn({ metafile }: Bundle): string[] {
  const isBuiltin = (path: string) => path.startsWith('node:') || builtinModules.includes(path);
  const left = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  const wanted = Object.entries(metafile.inputs)
    .filter(([input]) => !/node_modules\/node-forge\//.test(input))
    .flatMap(([, { imports }]) => imports.map(({ original }) => original ?? ''));
  return [...left, ...wanted].filter(isBuiltin);
}

function readDataSet(directory: string): DataSet {
  const { messages, context } = readRtds(directory, opensslProvider);
  const keystore = join(directory, 'keystore');
  return {
    messages: messages.map(({ file, octets }) => ({ file, hex: Buffer.from(octets).toString('hex') })),
    keys: readdirSync(keystore)
      .sort()
      .map((name) => ({ name, text: readFileSync(join(keystore, name), 'utf8') })),
    accessControlBroker: context.accessControlBroker,
  };
}

describe('the library in a browser', () => {
  for (const specifier of ['hanlab', 'hanlab/portable']) {
    it(`bundles from '${specifier}' with nothing of Node.js`, async () => {
      const whole = await bundle(`export * from '${specifier}';`);
      expect(nodeModulesIn(whole)).to.deep.equal([]);
      const inputs = Object.keys(whole.metafile.inputs);
      expect(inputs).to.include('dist/gbcs/crypto/portable.js').and.not.include('dist/gbcs/crypto/openssl.js');
      expect(whole.code.length).to.be.greaterThan(100_000);
    });
  }

  it('cannot be bundled with OpenSSL', async () => {
    const openssl = bundle("export { opensslProvider } from '../../gbcs/index.js';");
    const error = await openssl.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(String(error)).to.contain('node:crypto');
  });

  it('decodes, encodes and verifies every reference message as OpenSSL does in Node.js', async function () {
    this.timeout(180_000);
    const executablePath = requireChromium.call(this);
    const dataSet = readDataSet(requireShared.call(this, 'rtds'));
    const { code } = await bundle("export { run } from './page.js';");
    const { value, complaints } = await evaluateInBrowser(
      executablePath,
      {
        '/': { type: 'text/html', body: '<!doctype html><link rel="icon" href="data:,"><title>hanlab</title>' },
        '/page.js': { type: 'text/javascript', body: code },
        '/data.json': { type: 'application/json', body: JSON.stringify(dataSet) },
      },
      "import('/page.js').then((page) => page.run())",
    );
    expect(complaints).to.deep.equal([]);
    const page = JSON.parse(value as string) as PageResult;
    expect(page.nodeGlobals).to.deep.equal([]);

    const expected = JSON.parse(JSON.stringify(checkMessages(opensslProvider, dataSet))) as CheckedMessage[];
    expect(page.checked.length).to.equal(dataSet.messages.length).and.to.be.at.least(1026);
    for (const [i, one] of expected.entries()) expect(page.checked[i], one.file).to.deep.equal(one);
    const countOf = (part: 'signature' | 'mac', status: string, of: 'verification' | 'damaged') =>
      page.checked.filter((one) => one[of][part] === status).length;
    // As many as the reduced data set has; the full one has more.
    expect(countOf('signature', 'valid', 'verification')).to.be.at.least(376);
    expect(countOf('mac', 'valid', 'verification')).to.be.at.least(655);
    expect(countOf('signature', 'invalid', 'verification') + countOf('mac', 'invalid', 'verification')).to.equal(0);
    expect(countOf('signature', 'valid', 'damaged') + countOf('mac', 'valid', 'damaged')).to.equal(0);
    expect(page.checked.map(({ encoded }) => encoded)).to.deep.equal(dataSet.messages.map(({ hex }) => hex));

    checkMadeInPage(page.made);
  });
});

/** A message that the page made from nothing: OpenSSL accepts it, and the same was made here. */
function checkMadeInPage(hex: string): void {
  expect(hex).to.equal(makeMessage(portableProvider));
  const pki = makeTestPki('browser');
  const keys = createKeyStore(opensslProvider);
  pki.addTo(keys, pki.device(DEVICE), pki.organisation(MAKER, 3, ['digitalSignature', 'keyAgreement']));
  const options = { provider: opensslProvider, keys, accessControlBroker: MAKER };
  const { frame } = decodeMessage(fromHex(hex));
  expect(verifyFrame(frame, options)).to.deep.equal({ signature: 'valid', mac: 'valid' });
}
