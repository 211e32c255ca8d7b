import { expect } from 'chai';
import { requireShared } from '../shared.js';
import { hanlab, refused } from './hanlab.js';
import { scratchDirectory } from './scratch.js';

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
      [['serve', '--schemas', scratch.path], 'HANLAB_E_INPUT: there is no "DUIS Schema V<version>.xsd"'],
      [[...served, '--port', '99999'], 'HANLAB_E_USAGE: '],
      [[...served, '--most-waiting', '0'], 'HANLAB_E_USAGE: '],
      [[...served, '--users', json], 'HANLAB_E_INPUT: entry 1 of the users'],
      [[...served, '--users', text], 'is not JSON'],
      [[...served, '--thresholds', json], 'HANLAB_E_INPUT (thresholds): '],
      [[...served, '--registrations', json], 'HANLAB_E_INPUT (registrations): '],
      [[...served, '--tls-key', text], 'HANLAB_E_USAGE: TLS needs both'],
      [[...served, '--profile', 'none'], 'HANLAB_E_USAGE: '],
      [[...served, '--time', 'virtual', '--start', 'now'], 'HANLAB_E_USAGE: '],
    ];
    for (const [args, what] of refusals) expect(refused(args)).to.include(what);
  });
});
