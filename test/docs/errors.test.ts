import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ERROR_CODES } from '../../gbcs/index.js';

describe('docs/errors.md', () => {
  it('has every error code once, with its meaning, and no other', () => {
    const rows = readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `([A-Z_]+)` \| ([^|]+) \|/gm);
    const documented = Array.from(rows, ([, code, meaning]) => [code, meaning]);
    expect(documented.sort()).eql(Object.entries(ERROR_CODES).sort());
  });
});
