import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { catalogueDifferences } from '../../../gbcs/catalogue/differences.js';
import { allUseCases } from '../../../gbcs/catalogue/lookup.js';
import { GBCS_3_1_USE_CASES, GBCS_4_0_USE_CASES } from '../../../gbcs/catalogue/tables.js';
import { requireShared } from '../../shared.js';

describe('differences between GBCS 3.1 and 4.0', () => {
  const differences = catalogueDifferences();

  it('are so many', () => {
    expect({
      in31: GBCS_3_1_USE_CASES.length,
      in40: GBCS_4_0_USE_CASES.length,
      all: allUseCases.length,
      same: differences.same,
      onlyIn31: differences.onlyIn31.length,
      onlyIn40: differences.onlyIn40.length,
      editions: differences.editions.length,
    }).deep.equal({ in31: 221, in40: 235, all: 247, same: 209, onlyIn31: 5, onlyIn40: 19, editions: 7 });
  });

  it('in load control are these', () => {
    expect(differences.onlyIn31).deep.equal(['ECS46c', 'ECS47', 'GCS24', 'ECS35f', 'ECS61a']);
    expect(differences.onlyIn40.filter((name) => /^ECS/.test(name))).deep.equal([
      ...['ECS35g', 'ECS46d', 'ECS61d', 'ECS61e', 'ECS47a', 'ECS47e', 'ECS100', 'ECS101', 'ECS102', 'ECS200'],
    ]);
    const labels = differences.editions.find(({ name }) => name === 'ECS46a');
    expect(labels?.differs).deep.equal(['title', 'authorisations', 'rows']);
    expect(labels?.rows).length(10);
  });

  it('give seven message codes two editions: the twins', () => {
    const summary = differences.editions.map(({ messageCode, name, differs }) => [
      messageCode,
      name,
      differs.join(' '),
    ]);
    expect(summary).deep.equal([
      [0x0053, 'ECS46a', 'title authorisations rows'],
      [0x0059, 'ECS52', 'title authorisations'],
      [0x005e, 'ECS61c', 'title'],
      [0x005f, 'ECS62', 'title'],
      [0x00c1, 'ECS15c', 'title authorisations rows'],
      [0x00fe, 'CCS07', 'rows'],
      [0x0119, 'HECS01', 'title'],
    ]);
  });
});

describe('completeness of the catalogue', () => {
  it('has every message code of the digest’s table, and no code that the digest calls unused', function () {
    const digest = readFileSync(requireShared.call(this, 'spec', 'gbcs-core.md'), 'utf8');
    const table = Array.from(digest.matchAll(/^\| ([0-9A-F]{4}) \| (\S[^|]*?) \|/gm), ([, code = '', name = '']) => ({
      code: Number.parseInt(code, 16),
      name,
    }));
    expect(table.length).greaterThan(200);
    const codes = new Set(allUseCases.map(({ messageCode }) => messageCode));
    expect(table.filter(({ code }) => !codes.has(code))).deep.equal([]);
    const known = new Set([...table.map(({ code }) => code), 0x00d5, 0x0100, 0x0101]);
    expect([...codes].filter((code) => !known.has(code))).deep.equal([]);
  });
});
