import { expect } from 'chai';
import { REQUIREMENTS, terminalReport } from '../../../conformance/index.js';
import { EACH_VERDICT, reportWith, resultOf } from './reports.js';

const textOf = (...args: Parameters<typeof reportWith>) => terminalReport(reportWith(...args)).join('\n');

describe('terminal report', () => {
  const text = textOf(EACH_VERDICT, { faults: ['esme.skip-mac'] });

  it('says what was judged by what, and what of it has no authority', () => {
    expect(text).to.match(/^Target +fake$/m);
    expect(text).to.match(/^Profile +secmp0046-core \(proposed, not in force\)/m);
    expect(text).to.match(/^Label list .*provisional: made up by hanlab/m);
    expect(text).to.match(/^Faults +esme\.skip-mac$/m);
    expect(textOf([resultOf('a')])).not.to.contain('Faults');
  });

  it('lists every scenario with its verdict', () => {
    for (const { id, verdict } of EACH_VERDICT) expect(text).to.match(new RegExp(`^${verdict} +${id} `, 'm'));
  });

  it('shows a failure with the sentences of its requirements, what was expected and what was seen', () => {
    const [, failure = ''] = text.split('\nfail fails\n');
    const [detail = ''] = failure.split('\n\n');
    expect(detail).to.contain('What fails demands.');
    expect(detail).to.contain(`REQ-04      ${REQUIREMENTS.find(({ id }) => id === 'REQ-04')?.text}`);
    expect(detail).to.match(/Clauses +GBCS 4\.3\.1\.5\n/);
    expect(detail).to.match(/Found +the switch moved\n/);
    expect(detail).to.match(/Expected +open\n/);
    expect(detail).to.match(/Actual +closed$/);
  });

  it('gives the reason of every other verdict, failures first', () => {
    expect(text).to.match(/Reason +no HCALCS here/);
    expect(text).to.match(/Reason +both would do/);
    expect(text).to.match(/Reason +TypeError: bug/);
    expect(text).to.match(/Warning +odd label/);
    expect(text.indexOf('\nfail fails\n')).to.be.below(text.indexOf('\nerror breaks\n'));
  });

  it('ends with assumptions, requirements, counts and the verdict', () => {
    expect(text).to.contain('duration-in-minutes = 60');
    expect(text).to.match(/ {2}covered +2 {2}REQ-01 02$/m);
    expect(text).to.match(/ {2}out-of-scope +3 {2}REQ-43 44 45$/m);
    expect(text).to.contain('6 scenarios in 1.2 s: 1 pass, 1 fail, 1 warn, 1 skip, 1 inconclusive, 1 error');
    expect(text.split('\n').at(-1)).to.equal('Verdict: deviates');
    expect(
      textOf([resultOf('a')])
        .split('\n')
        .at(-1),
    ).to.equal('Verdict: as expected');
  });

  it('says of a run that was cut short what was not run', () => {
    const { scenarios } = reportWith([resultOf('a'), resultOf('b')]);
    const cut = textOf([resultOf('a')], { scenarios, interrupted: true, verdict: 'incomplete', problems: ['stray'] });
    expect(cut).to.match(/^not run +b$/m);
    expect(cut).to.contain('The run was interrupted.');
    expect(cut).to.contain('harness stray');
    expect(cut).to.contain('2 scenarios in 1.2 s: 1 pass, 0 fail, 1 not run');
    expect(cut).to.contain('Verdict: incomplete');
  });

  it('lets nothing that a target said control the terminal', () => {
    const nasty = 'a\u001b[2Jb\u0007c\rd\u202ee';
    const shown = textOf(
      [resultOf('a', { verdict: 'fail', message: `${nasty}\nnext`, actual: nasty, warnings: [nasty] })],
      {
        problems: [nasty],
        observerErrors: [nasty],
      },
    );
    expect(shown).not.to.match(/(?!\n)[\p{Cc}\u202e]/u);
    expect(shown).to.contain('a?[2Jb?c?d?e');
  });

  it('has colours only where they are given, and the same text under them', () => {
    const painted = terminalReport(reportWith(EACH_VERDICT), (colour, words) => `<${colour}>${words}</>`).join('\n');
    expect(painted).to.match(/^<green>pass +<\/> passes/m);
    expect(painted).to.match(/^<red>fail +<\/> fails/m);
    expect(painted.replaceAll(/<\/?[a-z]*>/g, '')).to.equal(textOf(EACH_VERDICT));
  });
});
