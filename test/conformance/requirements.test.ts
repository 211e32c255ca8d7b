import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { SCENARIOS } from '../../conformance/index.js';
import { REQUIREMENTS, requirementById } from '../../conformance/requirements/requirements.js';
import { requireShared } from '../shared.js';

describe('requirements of SECMP0046', () => {
  it('are REQ-01 to REQ-47, each with a sentence, a class and somebody responsible', () => {
    const ids = Array.from({ length: 47 }, (_, index) => `REQ-${String(index + 1).padStart(2, '0')}`);
    expect(REQUIREMENTS.map(({ id }) => id)).deep.equal(ids);
    for (const { id, text, classes, responsible, source } of REQUIREMENTS) {
      expect(text, id).match(/^[A-Z][^.]*(\.\d[^.]*)*\.$/);
      expect(classes.length, id).greaterThan(0);
      expect(new Set(classes).size, id).equal(classes.length);
      expect(responsible.length, id).greaterThan(0);
      expect(source, id).not.equal('');
    }
  });

  it('cite the lines that their sources name', () => {
    for (const { id, source, lines } of REQUIREMENTS) {
      const words = lines.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
      if (lines.length > 0)
        expect(source, id).match(new RegExp(`^SECMP0046 modification report, lines? ${words}(;|$)`));
    }
    expect(requirementById('REQ-01')?.source).equal('SECMP0046 modification report, lines 187-191, 275-281');
    expect(requirementById('REQ-18')?.source).equal('SECMP0046 modification report, line 504');
    expect(REQUIREMENTS.filter(({ lines }) => lines.length === 0).map(({ id }) => id)).deep.equal(['REQ-13']);
  });

  it('cite passages of the report that begin and end with text', function () {
    const file = requireShared.call(this, 'spec', 'secmp0046-modification-report.txt');
    const report = readFileSync(file, 'utf8').split('\n');
    for (const { id, lines } of REQUIREMENTS) {
      for (const [first, last] of lines) {
        expect(first <= last, id).equal(true);
        for (const line of [first, last]) {
          expect(report[line - 1]?.trim() ?? '', `${id}: line ${line}`).match(/[A-Za-z]/);
        }
      }
    }
  });

  it('do not repeat the report’s sentences', function () {
    const file = requireShared.call(this, 'spec', 'secmp0046-modification-report.txt');
    const report = readFileSync(file, 'utf8')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, ' ');
    for (const { id, text } of REQUIREMENTS) {
      const words = text
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, ' ')
        .trim()
        .split(' ');
      for (let i = 0; i + 8 <= words.length; i++) {
        const run = words.slice(i, i + 8).join(' ');
        expect(report.includes(` ${run} `), `${id}: ${run}`).equal(false);
      }
    }
  });

  it('mark the one gap of the proposal', () => {
    expect(REQUIREMENTS.filter(({ gap }) => gap === true).map(({ id }) => id)).deep.equal(['REQ-10']);
  });

  it('say which of them need the rights that SECMP0046 would give a distributor', () => {
    const needing = REQUIREMENTS.filter((one) => one.needsDistributorRights === true).map(({ id }) => id.slice(4));
    expect(needing).deep.equal('01 02 03 06 07 08 09 10 12 18 19 20 23 24 25 28 31 35 36 37 39 47'.split(' '));
  });

  it('say which of them need the alert on removal', () => {
    const needing = REQUIREMENTS.filter((one) => one.needsRemovalAlert === true).map(({ id }) => id);
    expect(needing).deep.equal(['REQ-15', 'REQ-16']);
  });

  it('say what of them nobody tries, and so of every one that no scenario names although messages could decide it', () => {
    for (const { id, untried, classes } of REQUIREMENTS) {
      if (untried !== undefined) expect(untried, id).match(/^\S.*[^.\s]$/);
      const isNamed = SCENARIOS.some(({ covers }) => covers.includes(id));
      expect(untried?.startsWith('all of it: ') ?? false, id).equal(!isNamed && classes.includes('protocol'));
    }
    const tried = REQUIREMENTS.filter(({ classes, untried }) => classes.includes('protocol') && untried === undefined);
    // REQ-10 is a gap, whatever is tried.
    expect(tried.map(({ id }) => id)).deep.equal(['REQ-06', 'REQ-10', 'REQ-22', 'REQ-32', 'REQ-46']);
  });

  it('are found by id', () => {
    expect(requirementById('REQ-47')?.id).equal('REQ-47');
    expect(requirementById('REQ-48')).equal(undefined);
    expect(requirementById('__proto__')).equal(undefined);
  });
});
