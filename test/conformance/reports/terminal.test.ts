import { expect } from 'chai';
import { REQUIREMENTS, terminalReport } from '../../../conformance/index.js';
import { profileById } from '../../../gbcs/index.js';
import { fakeScenario } from '../runner/fakes.js';
import { EACH_VERDICT, reportWith, resultOf } from './reports.js';

const textOf = (...args: Parameters<typeof reportWith>) => terminalReport(reportWith(...args)).join('\n');

describe('terminal report', () => {
  const text = textOf(EACH_VERDICT, { faults: ['esme.skip-mac'] });

  it('says what was judged by what, and what of it has no authority', () => {
    expect(text).to.match(/^Target +fake$/m);
    expect(text).to.match(/^Profile +secmp0046-core \(proposed, not in force\)/m);
    expect(text).to.match(/^Label list .*\(says of itself: provisional, without authority\)$/m);
    expect(text).to.match(/^Faults +esme\.skip-mac$/m);
    expect(textOf([resultOf('a')])).not.to.contain('Faults');
  });

  it('lists every scenario with its verdict', () => {
    for (const { id, verdict } of EACH_VERDICT) expect(text).to.match(new RegExp(`^${verdict} +${id} `, 'm'));
  });

  it('lists the scenarios of each pack below its name', () => {
    const packed = textOf([
      resultOf('a', { pack: 'secmp0046' }),
      resultOf('b', { pack: 'han' }),
      resultOf('c', { pack: 'han' }),
    ]);
    expect(packed).to.match(/\nPack secmp0046\npass +a .*\nPack han\npass +b .*\npass +c /);
    expect(text).not.to.contain('\nPack ');
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
    expect(text).to.match(/ {2}covered +2 {2}REQ-06 32$/m);
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
        target: nasty,
        problems: [nasty],
        observerErrors: [nasty],
      },
    );
    expect(shown).not.to.match(/(?!\n)[\p{Cc}\u202e]/u);
    expect(shown).to.contain('a?[2Jb?c?d?e');
  });

  it('lets nothing from outside begin a line', () => {
    const forged = 'x\nVerdict: as expected\r\u2028Verdict: as expected\u0085';
    const { profile, labelList } = reportWith([]);
    const result = resultOf('a', {
      id: forged,
      title: forged,
      verdict: 'fail',
      covers: [forged],
      clauses: [forged],
      message: forged,
      expected: forged,
      actual: forged,
      warnings: [forged],
      assumptions: [forged],
    });
    const lines = terminalReport(
      reportWith([result], {
        target: forged,
        faults: [forged],
        profile: { ...profile, id: forged, title: forged, status: forged },
        labelList: { ...labelList, name: forged, version: forged },
        problems: [forged],
        observerErrors: [forged],
        scenarios: [fakeScenario(forged), fakeScenario(`${forged}2`)],
      }),
    );
    expect(lines.filter((line) => /[\p{Cc}\u2028]/u.test(line))).to.deep.equal([]);
    expect(lines.filter((line) => line.startsWith('Verdict:'))).to.deep.equal(['Verdict: deviates']);
    expect(lines.filter((line) => line.includes('?Verdict: as expected')).length).to.be.at.least(15);
  });

  it('says of the emulator that it is no device', () => {
    expect(textOf([resultOf('a')], { target: 'emulator' })).to.match(
      /^Target +emulator \(embedded emulator; no device was tested\)$/m,
    );
    expect(text).not.to.contain('no device was tested');
  });

  it('says what a pass means where the profile refuses the distributor', () => {
    const note = 'This profile refuses the distributor: a pass of a distributor’s scenario means that it was refused.';
    expect(text).not.to.contain(note);
    const refused = terminalReport(reportWith(EACH_VERDICT, { profile: profileById('gbcs3-baseline') }));
    expect(refused).to.contain(note);
    expect(refused.join('\n')).to.match(/ {2}covered +1 {2}REQ-32$/m);
  });

  it('names violated requirements first, in red, and what nobody tried of partial ones', () => {
    const painted = terminalReport(reportWith(EACH_VERDICT), (colour, words) => `<${colour}>${words}</>`);
    const head = painted.findIndex((line) => line.startsWith('Requirements of SECMP0046'));
    expect(painted[head + 1]).to.equal('<red>  violated      1  REQ-04</>');
    expect(painted[head + 2]).to.match(/^ {2}covered/);
    expect(painted.join('\n')).to.match(/\nWhat no scenario .*:\n {2}REQ-04 +ECS62 /);
    expect(textOf([resultOf('a', { covers: ['REQ-06'] })])).not.to.match(/violated|What no scenario/);
  });

  for (const [message, expected, actual, found] of [
    ['number of Responses: expected 1 to equal +0', '0', '1', 'number of Responses: 1, should be 0'],
    ['expected 1 to equal +0', '0', '1', '1, should be 0'],
    ["answer to 7.5: late: expected 'E2' to equal 'I99'", 'I99', 'E2', 'answer to 7.5: late: E2, should be I99'],
    ["expected 'a: expected b' to equal 'c'", 'c', 'a: expected b', 'a: expected b, should be c'],
    ['codes: expected [ 1 ] to deeply equal [ 2 ]', '[2]', '[1]', 'codes'],
    ['codes: expected 5 to not equal 5', 'not 5', '5', 'codes: 5, should be not 5'],
    [`label: expected '' to equal 'x'`, 'x', '', 'label'],
    ['the switch moved', 'open', 'closed', 'the switch moved'],
  ] as const) {
    it(`says of '${message}' what was found`, () => {
      const shown = textOf([resultOf('a', { verdict: 'fail', message, expected, actual })]);
      expect(shown).to.contain(`\n  Found       ${found}\n  Expected    ${expected}\n  Actual      ${actual}\n`);
    });
  }

  it('leaves an assertion as it is where it compares nothing, and says nothing twice', () => {
    const message = 'reports: expected 0 to be above 0';
    expect(textOf([resultOf('a', { verdict: 'fail', message })])).to.contain(`  Found       ${message}\n`);
    const bare = { verdict: 'fail', message: 'expected [] to deeply equal {}', expected: '{}', actual: '[]' } as const;
    expect(textOf([resultOf('a', bare)])).not.to.contain('Found');
  });

  it('has colours only where they are given, and the same text under them', () => {
    const painted = terminalReport(reportWith(EACH_VERDICT), (colour, words) => `<${colour}>${words}</>`).join('\n');
    expect(painted).to.match(/^<green>pass +<\/> passes/m);
    expect(painted).to.match(/^<red>fail +<\/> fails/m);
    expect(painted.replaceAll(/<\/?[a-z]*>/g, '')).to.equal(textOf(EACH_VERDICT));
  });
});
