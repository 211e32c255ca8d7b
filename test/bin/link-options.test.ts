import { expect } from 'chai';
import { linksOf } from '../../bin/link-options.js';
import { UsageError } from '../../gbcs/index.js';

describe('options of links', () => {
  it('make a quality, of what is less than ideal', () => {
    const options = { latency: '80', jitter: '60000', loss: '.25', duplication: '1', reordering: '0.125' };
    expect(linksOf(options, 'seed')).to.deep.equal({
      seed: 'seed',
      quality: { latencyMs: 80, jitterMs: 60_000, loss: 0.25, duplication: 1, reordering: 0.125 },
    });
    expect(linksOf({ latency: '0', loss: '0.0', jitter: '5' }, '')).to.deep.equal({
      seed: '',
      quality: { jitterMs: 5 },
    });
    for (const ideal of [{}, { loss: '0', latency: '00' }]) expect(linksOf(ideal, 'seed')).to.equal(undefined);
  });

  for (const [option, text, unit] of [
    ['latency', '60001', 'whole milliseconds, 0 to 60000'],
    ['latency', '-1', 'whole milliseconds'],
    ['latency', '', 'whole milliseconds'],
    ['jitter', '0.5', 'whole milliseconds'],
    ['jitter', '1e3', 'whole milliseconds'],
    ['loss', '1.01', 'a share of the frames, 0 to 1'],
    ['loss', '-0', 'a share of the frames'],
    ['duplication', '10%', 'a share of the frames'],
    ['duplication', '0,5', 'a share of the frames'],
    ['reordering', 'NaN', 'a share of the frames'],
    ['reordering', '0x1', 'a share of the frames'],
  ] as const) {
    it(`refuse --${option} ${text}`, () => {
      expect(() => linksOf({ [option]: text }, 'seed')).to.throw(UsageError, `--${option}: '${text}' is not ${unit}`);
    });
  }
});
