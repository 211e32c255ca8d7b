import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { keyFilesOf } from '../../emulator/dcc/gateway/key-files.js';
import { makeIdentities, PARTIES } from '../../emulator/index.js';
import { opensslProvider } from '../../gbcs/index.js';
import { requireShared } from '../shared.js';
import { hanlab, refused } from './hanlab.js';
import { scratchDirectory } from './scratch.js';
import { serving } from './serving.js';

describe('hanlab serve', () => {
  const scratch = scratchDirectory();

  it('has help that names every option', () => {
    const { code, out } = hanlab(['serve', '--help']);
    expect(code).to.equal(0);
    for (const name of ['schemas', 'users', 'registrations', 'thresholds', 'state', 'write-keys', 'tls-ca']) {
      expect(out).to.include(`--${name} `);
    }
  });

  it('refuses what it cannot serve, before it listens', function () {
    const schemas = requireShared.call(this, 'schemas');
    this.timeout(120_000);
    const json = scratch.file('wrong.json', '{"nobody":"http://127.0.0.1"}');
    const text = scratch.file('no.json', 'none');
    const served = ['serve', '--schemas', schemas];
    const refusals: readonly (readonly [readonly string[], string])[] = [
      [['serve'], 'HANLAB_E_USAGE: --schemas is missing'],
      [['serve', '--schemas', scratch.path], 'there is no "DUIS Schema V<version>.xsd"'],
      [[...served, '--port', '99999'], 'HANLAB_E_USAGE: '],
      [[...served, '--most-waiting', '0'], 'HANLAB_E_USAGE: '],
      [[...served, '--users', json], "wrong.json': entry 1 of the users"],
      [[...served, '--users', text], 'is not JSON'],
      [[...served, '--thresholds', json], `HANLAB_E_INPUT (thresholds): '${json}': `],
      [[...served, '--registrations', json], `HANLAB_E_INPUT (registrations): '${json}': `],
      [[...served, '--state', text], 'is a file, not a directory'],
      [[...served, '--write-keys', text], 'is a file, not a directory'],
      [[...served, '--tls-key', text], 'HANLAB_E_USAGE: TLS needs both'],
      [[...served, '--profile', 'none'], 'HANLAB_E_USAGE: '],
      [[...served, '--time', 'virtual', '--start', 'now'], 'HANLAB_E_USAGE: '],
      [[...served, '--start', '2026-01-05T18:00:00Z'], 'HANLAB_E_USAGE: --start is of virtual time'],
    ];
    for (const [args, what] of refusals) expect(refused(args)).to.include(what);
  });

  it('leaves nothing behind where the port is in use', async function () {
    const schemas = requireShared.call(this, 'schemas');
    this.timeout(60_000);
    const child = await serving(['--schemas', schemas]);
    const [state, keys] = [`${scratch.path}/no-state-of-port`, `${scratch.path}/no-keys-of-port`];
    const { port } = new URL(child.address);
    const args = ['serve', '--schemas', schemas, '--port', port, '--state', state, '--write-keys', keys];
    expect(refused(args)).to.include('cannot be listened on (EADDRINUSE)');
    expect([existsSync(state), existsSync(keys)]).to.deep.equal([false, false]);
    expect(await child.stop()).to.equal(0);
  });

  describe('by TLS', () => {
    const files = keyFilesOf(makeIdentities(opensslProvider, 'hanlab'));
    const textOf = (party: keyof typeof PARTIES, ending: string): string =>
      files.find(({ name }) => name === `xml/${PARTIES[party].eui}-ds${ending}`)?.text ?? '';
    const tls = () => ({
      key: scratch.file('tls.key', textOf('supplier', '.key')),
      cert: scratch.file('tls.pem', textOf('supplier', '.pem')),
    });

    it('serves', async function () {
      const schemas = requireShared.call(this, 'schemas');
      this.timeout(60_000);
      const { key, cert } = tls();
      const child = await serving(['--schemas', schemas, '--tls-key', key, '--tls-cert', cert, '--tls-ca', cert]);
      expect(child.address).to.match(/^https:/);
      expect(await child.stop()).to.equal(0);
    });

    it('refuses files that are none, by their names and without what is in them', function () {
      const schemas = requireShared.call(this, 'schemas');
      this.timeout(120_000);
      const { key, cert } = tls();
      const bad = scratch.file(
        'bad.pem',
        `-----BEGIN CERTIFICATE-----\n${'QUJD'.repeat(12)}\n-----END CERTIFICATE-----\n`,
      );
      const other = scratch.file('other.pem', textOf('distributor', '.pem'));
      const state = `${scratch.path}/no-state`;
      const keys = `${scratch.path}/no-keys`;
      const wrong: readonly (readonly [readonly string[], string])[] = [
        [['--tls-key', bad, '--tls-cert', cert], 'has no private key as PEM'],
        [['--tls-key', key, '--tls-cert', bad], 'has no certificate as PEM'],
        [['--tls-key', key, '--tls-cert', key], 'has no certificate as PEM'],
        [['--tls-key', key, '--tls-cert', other], 'has the certificate of another key'],
        [['--tls-key', key, '--tls-cert', cert, '--tls-ca', bad], 'has no certificates as PEM'],
        [['--tls-key', key, '--tls-cert', cert, '--tls-ca', key], 'has no certificates as PEM'],
      ];
      for (const [args, what] of wrong) {
        const line = refused(['serve', '--schemas', schemas, '--state', state, '--write-keys', keys, ...args]);
        expect(line)
          .to.match(/^hanlab: HANLAB_E_INPUT: /)
          .and.include(what)
          .and.not.match(/QUJD|OpenSSL|error:|routines/);
      }
      expect([existsSync(state), existsSync(keys)], 'nothing was begun').to.deep.equal([false, false]);
    });
  });

  describe('with a state', () => {
    it('says that a home which is ahead of the clock stands still', async function () {
      const schemas = requireShared.call(this, 'schemas');
      this.timeout(60_000);
      const args = ['--schemas', schemas, '--state', `${scratch.path}/ahead`];
      const start = '2099-01-05T18:00:00Z';
      const first = await serving([...args, '--time', 'virtual', '--start', start]);
      expect(await first.stop()).to.equal(0);
      expect(first.err.join('')).to.not.include('stands still');
      const second = await serving(args);
      expect(await second.stop()).to.equal(0);
      expect(second.err.join('')).to.include(
        "is at 2099-01-05T18:00:00.000Z, ahead of this machine's clock: it stands still",
      );
      const third = await serving([...args, '--time', 'virtual', '--start', '2026-01-05T18:00:00Z']);
      expect(await third.stop()).to.equal(0);
      expect(third.err.join('')).to.include(
        'the home goes on at 2099-01-05T18:00:00.000Z; --start is for one that begins',
      );
    });

    it('leaves the keys as they are where it is refused, and writes them for their owner alone', async function () {
      const schemas = requireShared.call(this, 'schemas');
      this.timeout(60_000);
      const keys = `${scratch.path}/keys`;
      const name = `${keys}/${PARTIES.supplier.eui}-ds.key`;
      const args = ['--schemas', schemas, '--state', `${scratch.path}/state`, '--write-keys', keys];
      mkdirSync(keys, { mode: 0o755 });
      writeFileSync(name, 'another key', { mode: 0o644 });
      const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
      const first = await serving(args);
      try {
        expect([modeOf(keys), modeOf(`${keys}/xml`), modeOf(name)]).to.deep.equal(['755', '700', '600']);
        expect(modeOf(`${keys}/${PARTIES.supplier.eui}-ds.pem`)).to.equal('644');
        const written = readFileSync(name, 'utf8');
        expect(written).to.include('PRIVATE KEY');
        // In use, and of another seed.
        const line = refused(['serve', ...args, '--seed', 'another']);
        expect(line).to.include('HANLAB_E_STATE');
        expect(readFileSync(name, 'utf8')).to.equal(written);
      } finally {
        expect(await first.stop()).to.equal(0);
      }
    });
  });
});
