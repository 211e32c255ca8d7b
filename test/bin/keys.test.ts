import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { DEVICES, makeIdentities, PARTIES } from '../../emulator/index.js';
import { opensslProvider, toHex } from '../../gbcs/index.js';
import { openKeyDirectory } from '../../vectors/index.js';
import { hanlab, refused } from './hanlab.js';
import { scratchDirectory } from './scratch.js';

describe('hanlab keys', function () {
  this.timeout(60_000);
  const scratch = scratchDirectory();

  it('writes the keys of a seed, for their owner only', () => {
    const out = join(scratch.path, 'keys');
    expect(hanlab(['keys', '--out', out, '--seed', 'any']).code).to.equal(0);
    expect(statSync(out).mode & 0o077).to.equal(0);
    for (const name of readdirSync(out)) expect(statSync(join(out, name)).mode & 0o077, name).to.equal(0);
    const { store, warnings } = openKeyDirectory(opensslProvider, out);
    expect(warnings).to.deep.equal([]);
    const identities = makeIdentities(opensslProvider, 'any');
    const everybody = [...Object.values(PARTIES).map(({ eui }) => eui), ...Object.values(DEVICES)];
    for (const entity of everybody) {
      for (const usage of ['digitalSignature', 'keyAgreement'] as const) {
        const [is, shouldBe] = [store, identities.keysOf(entity)].map((keys) => keys.privateKey({ entity, usage }));
        expect(toHex(is?.publicKey.point ?? new Uint8Array())).to.equal(
          toHex(shouldBe?.publicKey.point ?? new Uint8Array(1)),
        );
      }
    }
    expect(store.privateKey({ entity: PARTIES.supplier.eui, usage: 'keyAgreement', prepayment: true })).not.to.equal(
      undefined,
    );
    expect(readdirSync(out)).to.have.length(2 * identities.allKeys().length);
  });

  it('refuses a directory that is not empty, and what is none', () => {
    const file = scratch.file('full.txt', 'text');
    expect(refused(['keys', '--out', scratch.path])).to.match(/HANLAB_E_INPUT: .* is not empty/);
    expect(refused(['keys', '--out', file])).to.match(/HANLAB_E_INPUT: .* cannot be written \(EEXIST\)/);
    expect(readFileSync(file, 'utf8')).to.equal('text');
    expect(refused(['keys'])).to.match(/--out is missing/);
    const empty = join(scratch.path, 'empty');
    mkdirSync(empty);
    expect(hanlab(['keys', '--out', empty]).code).to.equal(0);
  });
});
