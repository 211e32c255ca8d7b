import { expect } from 'chai';
import { githubAnnotations, githubSummary } from '../../../conformance/index.js';
import { EACH_VERDICT, reportWith, resultOf } from './reports.js';

describe('GitHub report', () => {
  it('annotates what keeps a run from being as expected, and nothing else', () => {
    expect(githubAnnotations(reportWith(EACH_VERDICT))).to.deep.equal([
      '::error title=fail fails::What fails demands. the switch moved REQ-04',
      '::error title=inconclusive unclear::What unclear demands. both would do',
      '::error title=error breaks::What breaks demands. TypeError: bug',
    ]);
    const expectation = { scenario: 'fails', verdict: 'fail', how: 'x', reason: 'r', expires: '2099-01-01' } as const;
    const met = reportWith(EACH_VERDICT.slice(0, 2), { expectations: [{ expectation, status: 'met' }] });
    expect(githubAnnotations(met)).to.deep.equal([]);
    const stale = reportWith(EACH_VERDICT.slice(0, 1), { expectations: [{ expectation, status: 'stale' }] });
    expect(githubAnnotations(stale).join()).to.include('title=stale fails');
  });

  it('has an annotation for a run that shows nothing', () => {
    expect(githubAnnotations(reportWith([resultOf('a', { verdict: 'skip', message: 'no' })]))).to.have.length(1);
  });

  for (const [failures, lines, last] of [
    [9, 9, '::error title=fail s8'],
    [10, 10, '::error title=hanlab::and 1 more'],
    [30, 10, '::error title=hanlab::and 21 more'],
  ] as const) {
    it(`has ${lines} annotations of ${failures} failures`, () => {
      const results = Array.from({ length: failures }, (_, i) => resultOf(`s${i}`, { verdict: 'fail', message: 'm' }));
      const annotations = githubAnnotations(reportWith(results));
      expect(annotations).to.have.length(lines);
      expect(annotations.at(-1)).to.include(last);
    });
  }

  it('lets no text begin a command or end a title', () => {
    const text = '50%\r\n::error title=forged::x, y: z';
    const [line = ''] = githubAnnotations(
      reportWith([resultOf(text, { verdict: 'fail', title: text, message: text })]),
    );
    expect(line).not.to.match(/[\r\n]/);
    expect(line).to.match(/^::error title=fail 50%25%0D%0A%3A%3Aerror title=forged%3A%3Ax%2C y%3A z::50%25%0D%0A/);
  });

  it('has every scenario in the summary, as text', () => {
    const hostile = '|<img src=x>`**[a](b)\n| x |';
    const summary = githubSummary(
      reportWith([...EACH_VERDICT, resultOf('odd', { verdict: 'fail', message: hostile })]),
    );
    for (const { id } of EACH_VERDICT) expect(summary).to.include(`| ${id} |`);
    const row = summary.split('\n').find((line) => line.includes('| odd |')) ?? '';
    expect(row.split('|')).to.have.length(6);
    expect(row).not.to.match(/[<>`*[\]]/);
  });

  it('has no more than GitHub takes', () => {
    const message = '|'.repeat(4000);
    const results = Array.from({ length: 2000 }, (_, i) => resultOf(`s${i}`, { verdict: 'fail', message }));
    const summary = githubSummary(reportWith(results));
    expect(Buffer.byteLength(summary)).to.be.below(1024 * 1024);
    expect(summary).to.match(/and \d+ more\n$/);
  });
});
