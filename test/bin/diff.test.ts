import { expect } from 'chai';
import { profileById, profileDifferences } from '../../gbcs/index.js';
import { hanlab, json, refused } from './hanlab.js';

describe('hanlab diff', function () {
  this.timeout(60_000);

  it('shows the facts that two profiles differ in', () => {
    const { code, out, err } = hanlab(['diff', 'gbcs3-baseline', 'secmp0046-core']);
    expect({ code, err }).eql({ code: 0, err: '' });
    expect(out).match(/^ {2}7\.6 +Deactivate Auxiliary Load +\+ electricityDistributor$/m);
    expect(out).match(/^ {2}ECS47 +.* \+ networkOperator at esme$/m);
    expect(out).match(/^- {2}gbcs3-baseline .*\n\+ {2}secmp0046-core +\(proposed, not in force\)/);
    expect(out.trimEnd()).match(/\n18 differences$/);
    expect(out).not.match(/ $/m);
  });

  it('shows all of them as JSON and as Markdown', () => {
    const { code, document } = json(['diff', 'gbcs3-baseline', 'gbcs4-current', '--json']);
    const differences = profileDifferences(profileById('gbcs3-baseline'), profileById('gbcs4-current'));
    expect(code).equal(0);
    expect(document).have.nested.property('profiles[1].status', 'in force');
    expect(document).have.deep.property('differences', JSON.parse(JSON.stringify(differences)));
    const { out } = hanlab(['diff', 'gbcs3-baseline', 'gbcs4-current', '--markdown']);
    const rows = out.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| |'));
    expect(rows).length(differences.length);
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|'), row).length(6);
    expect(out).contain('| ECS46c |').contain('| 0x0054, supplier at esme |  |');
  });

  it('has exit codes: compared or, where that is asked for, different', () => {
    const codeOf = (...args: readonly string[]) => hanlab(['diff', ...args, '--exit-code']).code;
    expect(codeOf('gbcs3-baseline', 'secmp0046-core')).equal(1);
    expect(codeOf('gbcs3-baseline', 'gbcs3-baseline')).equal(0);
    expect(hanlab(['diff', 'gbcs3-baseline', 'gbcs3-baseline']).out).contain('0 differences');
  });

  it('refuses what is no profile, and two forms at once', () => {
    expect(refused(['diff', 'gbcs3-baseline', 'gbcs9'])).contain("HANLAB_E_USAGE: there is no profile 'gbcs9'");
    expect(refused(['diff', 'gbcs3-baseline'])).contain('HANLAB_E_USAGE');
    expect(refused(['diff', 'a', 'b', '--markdown', '--exit'])).contain('--exit is no option of diff');
    const { code, out } = hanlab(['diff', 'gbcs3-baseline', 'secmp0046-core', '--json', '--markdown']);
    expect(code).equal(2);
    expect(out).contain('cannot both be printed');
  });
});
