import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { profileById, profileDifferences } from '../../gbcs/index.js';
import { hanlab, json, refused } from './hanlab.js';

describe('hanlab diff', function () {
  this.timeout(60_000);

  it('shows the facts that two profiles differ in', () => {
    const { code, out, err } = hanlab(['diff', 'gbcs3-baseline', 'secmp0046-core', '--facts']);
    expect({ code, err }).eql({ code: 0, err: '' });
    expect(out).match(/^ {2}7\.6 +Deactivate Auxiliary Load +\+ electricityDistributor$/m);
    expect(out).match(/^ {2}ECS47 +.* \+ networkOperator at esme$/m);
    expect(out).match(/^- {2}gbcs3-baseline .*\n\+ {2}secmp0046-core +\(proposed, not in force\)/);
    expect(out.trimEnd()).match(/\n18 differences$/);
    expect(out).not.match(/ $/m);
  });

  it('shows all of them as JSON and as Markdown', () => {
    const { code, document } = json(['diff', 'gbcs3-baseline', 'gbcs4-current', '--json', '--facts']);
    const differences = profileDifferences(profileById('gbcs3-baseline'), profileById('gbcs4-current'));
    expect(code).equal(0);
    expect(document).have.nested.property('profiles[1].status', 'in force');
    expect(document).have.deep.property('differences', JSON.parse(JSON.stringify(differences)));
    const { out } = hanlab(['diff', 'gbcs3-baseline', 'gbcs4-current', '--markdown', '--facts']);
    const rows = out.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| |'));
    expect(rows).length(differences.length);
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|'), row).length(6);
    expect(out).contain('| ECS46c |').contain('| 0x0054, supplier at esme |  |');
  });

  it('has exit codes: compared or, where that is asked for, different', () => {
    const codeOf = (...args: readonly string[]) => hanlab(['diff', ...args, '--exit-code', '--facts']).code;
    expect(codeOf('gbcs3-baseline', 'secmp0046-core')).equal(1);
    expect(codeOf('gbcs3-baseline', 'gbcs3-baseline')).equal(0);
    expect(hanlab(['diff', 'gbcs3-baseline', 'gbcs3-baseline', '--facts']).out).contain('0 differences');
  });

  it('refuses what is no profile, and two forms at once', () => {
    expect(refused(['diff', 'gbcs3-baseline', 'gbcs9'])).contain("HANLAB_E_USAGE: there is no profile 'gbcs9'");
    expect(refused(['diff', 'gbcs3-baseline'])).contain('HANLAB_E_USAGE');
    expect(refused(['diff', 'a', 'b', '--markdown', '--exit'])).contain('--exit is no option of diff');
    const { code, out } = hanlab(['diff', 'gbcs3-baseline', 'secmp0046-core', '--json', '--markdown']);
    expect(code).equal(2);
    expect(out).contain('cannot both be printed');
  });

  it('runs the suite under both and tells which scenarios come out otherwise, and whether just these were to', function () {
    // Four runs of the whole suite; that the right file is met, docs/gate.md shows.
    this.timeout(300_000);
    const directory = mkdtempSync(join(tmpdir(), 'hanlab-diff-'));
    try {
      const file = join(directory, 'expected.json');
      const profiles = ['secmp0046-core', 'secmp0046-full'] as const;
      const first = json(['diff', ...profiles, '--json']);
      expect(first.code).equal(0);
      const { changes } = (first.document as { outcomes: { changes: { scenario: string; added: string[] }[] } })
        .outcomes;
      const moved = changes.map(({ scenario }) => scenario);
      expect(moved).include('removal-alert-on-unjoin-at-esme').not.include('supplier-switches-as-before');
      const unjoin = changes.find(({ scenario }) => scenario === 'removal-alert-on-unjoin-at-esme');
      expect(unjoin?.added).eql(['the DCC tells distributor of the removal of an HCALCS']);

      const other = ['supplier-switches-as-before', ...moved.slice(1)];
      writeFileSync(file, JSON.stringify({ changes: other }));
      const unmet = hanlab(['diff', ...profiles, '--expect', file, '--markdown']);
      expect(unmet.code).equal(1);
      expect(unmet.out)
        .contain(`not expected to: ${moved[0]}`)
        .contain('expected to, and does not: supplier-switches-as-before');
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('refuses a wrong file of expected changes before it runs anything', () => {
    const directory = mkdtempSync(join(tmpdir(), 'hanlab-diff-'));
    try {
      const file = join(directory, 'expected.json');
      const said = (text: string): string => {
        writeFileSync(file, text);
        return refused(['diff', 'secmp0046-core', 'secmp0046-full', '--expect', file]);
      };
      expect(said('[')).contain('is not JSON');
      expect(said('[]')).contain('an object is wanted');
      expect(said('{"changes": [], "reason": ""}')).contain("there is no member 'reason'");
      expect(said('{}')).contain("'changes' is to be a list");
      expect(said('{"changes": ["no-such-thing"]}')).contain('changes[0] is no scenario');
      const twice = '{"changes": ["removal-alert-on-unjoin-at-esme", "removal-alert-on-unjoin-at-esme"]}';
      expect(said(twice)).contain('changes[1] is there twice');
      expect(refused(['diff', 'secmp0046-core', 'secmp0046-full', '--facts', '--expect', file])).contain(
        '--expect needs scenarios to be run',
      );
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
