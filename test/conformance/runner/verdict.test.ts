import { expect } from 'chai';
import type { Verdict } from '../../../conformance/index.js';
import { shown } from '../../../conformance/runner/shown.js';
import { runVerdict } from '../../../conformance/runner/verdict.js';

describe('verdict of a run', () => {
  for (const [complete, verdicts, verdict] of [
    [true, ['pass'], 'as-expected'],
    [true, ['warn'], 'as-expected'],
    [true, ['pass', 'skip'], 'as-expected'],
    [true, [], 'incomplete'],
    [true, ['skip', 'skip'], 'incomplete'],
    [true, ['pass', 'inconclusive'], 'incomplete'],
    [true, ['pass', 'error'], 'incomplete'],
    [true, ['pass', 'fail'], 'deviates'],
    [true, ['error', 'fail'], 'deviates'],
    [false, ['pass'], 'incomplete'],
    [false, ['fail'], 'incomplete'],
  ] as const satisfies readonly (readonly [boolean, readonly Verdict[], string])[]) {
    it(`${complete ? 'complete' : 'cut short'} with ${verdicts.join(', ') || 'nothing'}: ${verdict}`, () => {
      const results = verdicts.map((one, index) => ({ id: `${index}`, verdict: one }));
      expect(runVerdict(results, { isComplete: complete, met: new Set(), news: 0 })).to.equal(verdict);
    });
  }

  for (const [verdicts, met, news, verdict] of [
    [['fail'], ['0'], 0, 'as-expected'],
    [['pass', 'error'], ['1'], 0, 'as-expected'],
    [['fail', 'fail'], ['0'], 0, 'deviates'],
    [['fail', 'error'], ['0'], 0, 'incomplete'],
    [['pass'], [], 1, 'deviates'],
    [['pass', 'error'], [], 1, 'deviates'],
    [['error', 'skip'], ['0', '1'], 0, 'incomplete'],
  ] as const) {
    it(`${verdicts.join(', ')} of which ${met.length} are expected, and ${news} expectations not met: ${verdict}`, () => {
      const results = verdicts.map((one, index) => ({ id: `${index}`, verdict: one }));
      expect(runVerdict(results, { isComplete: true, met: new Set(met), news })).to.equal(verdict);
      expect(runVerdict(results, { isComplete: false, met: new Set(met), news })).to.equal('incomplete');
    });
  }
});

describe('values in reports', () => {
  for (const [value, text] of [
    ['text', 'text'],
    [Uint8Array.of(10, 11), '0a0b'],
    [5n, '"5"'],
    [[1n, Uint8Array.of(1)], '["1","01"]'],
    [undefined, 'undefined'],
    [null, 'null'],
    [new Set([1]), '[1]'],
    [Symbol('s'), 'Symbol(s)'],
    [Number.NaN, 'null'],
  ] as const) {
    it(`shows ${String(text)}`, () => {
      expect(shown(value)).to.equal(text);
    });
  }

  it('shows something of a value that resists, and never all of a long one', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(shown(circle)).to.equal('[object Object]');
    const hostile = {
      toJSON() {
        throw new Error('no');
      },
      toString() {
        throw new Error('no');
      },
    };
    expect(shown(hostile)).to.equal('a value of type object');
    expect(shown('x'.repeat(100_000))).to.have.length.below(4100);
  });
});
