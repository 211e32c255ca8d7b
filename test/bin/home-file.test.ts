import { join } from 'node:path';
import { expect } from 'chai';
import { readHome } from '../../bin/home-file.js';
import { UsageError } from '../../gbcs/index.js';
import { scratchDirectory } from './scratch.js';

describe('a file that describes a home', () => {
  const scratch = scratchDirectory();
  const home = { seed: 'home', dailyKilowattHours: 0, hcalcs: 3 };

  it('is read', () => {
    expect(readHome(scratch.file('home.json', JSON.stringify(home)))).to.deep.equal({ ...home, loads: [] });
  });

  for (const [what, path, code, message] of [
    ['there is none', () => join(scratch.path, 'no.json'), 'HANLAB_E_INPUT', /cannot be read \(ENOENT\)/],
    ['it is a directory', () => scratch.path, 'HANLAB_E_INPUT', /is a directory$/],
    ['it has no end', () => '/dev/zero', 'HANLAB_E_INPUT', /^'\/dev\/zero' has more than 65536 octets$/],
    [
      'it is no JSON',
      () => scratch.file('a.json', '{"seed": "secret'),
      'HANLAB_E_INPUT',
      /^(?!.*secret).* is not JSON$/,
    ],
    ['it is no object', () => scratch.file('b.json', '[]'), 'HANLAB_E_USAGE', /^a home: not an object$/],
    [
      'it is deep',
      () => scratch.file('c.json', `${'['.repeat(30_000)}${']'.repeat(30_000)}`),
      'HANLAB_E_USAGE',
      /^a home: not an object$/,
    ],
    [
      'a field is wrong',
      () => scratch.file('d.json', JSON.stringify({ ...home, charger: { behind: ['alcs1'], amperes: [0, 5] } })),
      'HANLAB_E_USAGE',
      /^charger.amperes: /,
    ],
    ['a field is of all objects', () => scratch.file('e.json', '{"__proto__": {}}'), 'HANLAB_E_USAGE', /__proto__/],
  ] as const) {
    it(`is refused if ${what}`, () => {
      expect(() => readHome(path()))
        .to.throw(UsageError, message)
        .with.property('code', code);
    });
  }
});
