import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { makeIdentities } from '../../emulator/index.js';
import { encodePrivateKey, opensslProvider } from '../../gbcs/index.js';
import { HANLAB, hanlab } from './hanlab.js';
import { scratchDirectory } from './scratch.js';

/** A key as any text or file may have it: raw, in hexadecimal, in base64 of whatever comes before it. */
function formsOf(scalar: Uint8Array): Buffer[] {
  const octets = Buffer.from(scalar);
  const hex = octets.toString('hex');
  const base64 = [0, 1, 2].map((before) => {
    // The characters that are those of the key alone.
    const text = Buffer.concat([Buffer.alloc(before), octets])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(Math.ceil((before * 8) / 6), -1);
  });
  const texts = [
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map((one) => one.replaceAll('+', '-').replaceAll('/', '_')),
  ];
  return [octets, ...texts.map((text) => Buffer.from(text, 'latin1'))];
}

/** Octets of a file, and what is packed within it. */
function contentsOf(path: string): Buffer[] {
  const octets = readFileSync(path);
  const packed = Array.from(octets.toString('utf8').matchAll(/octet-stream">([^<]*)</g), ([, text = '']) =>
    inflateRawSync(Buffer.from(text, 'base64')),
  );
  return [octets, ...packed];
}

describe('what a run writes', function () {
  this.timeout(180_000);
  const scratch = scratchDirectory();
  const scalars = makeIdentities(opensslProvider, 'secret')
    .allKeys()
    .map(({ privateScalar }) => privateScalar);
  const forms = scalars.flatMap(formsOf);
  const secretsIn = (octets: Buffer) => forms.filter((form) => octets.includes(form)).length;

  it('would be caught with a key in it', () => {
    expect(scalars.length).greaterThan(20);
    const [scalar = new Uint8Array()] = scalars;
    const hex = Buffer.from(scalar).toString('hex');
    const pkcs8 = Buffer.from(encodePrivateKey(scalar)).toString('base64');
    for (const text of [hex, `x${hex.toUpperCase()}`, pkcs8]) expect(secretsIn(Buffer.from(text))).equal(1);
    expect(secretsIn(Buffer.from(scalar))).equal(1);
  });

  const device = `exec:${process.execPath} ${HANLAB} emulate --device hcalcs --stdio --seed secret`;
  for (const [what, args] of [
    ['of the emulator', ['--case', 'join-*', '--case', 'replacement-*', '--case', '*-certificate-forged']],
    ['of a device under test', ['--target', device, '--target-timeout', '60', '--case', 'join-both-sides']],
  ] as const) {
    it(`${what} has no private key in it`, () => {
      const out = join(scratch.path, what.replaceAll(' ', '-'));
      const run = hanlab(['run', '--seed', 'secret', '--out', out, '--capture', out, '--github', ...args], {
        env: { GITHUB_STEP_SUMMARY: join(out, 'summary.md') },
      });
      expect(run.code, run.out).equal(0);
      const names = readdirSync(out);
      expect(names).include.members(['evidence.jsonl', 'report.json', 'junit.xml', 'report.html', 'summary.md']);
      expect(names.some((name) => name.endsWith('.pcapng'))).equal(true);
      for (const name of names) {
        for (const octets of contentsOf(join(out, name))) expect(secretsIn(octets), name).equal(0);
      }
      for (const text of [run.out, run.err]) expect(secretsIn(Buffer.from(text))).equal(0);
    });
  }
});
