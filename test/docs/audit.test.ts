import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { RULES } from '../../conformance/index.js';
import { hanlab } from '../bin/hanlab.js';

const PAGE = readFileSync('docs/audit.md', 'utf8');

describe('docs/audit.md', function () {
  this.timeout(120_000);
  const examples = Array.from(PAGE.matchAll(/^\$ hanlab (.*)$/gm), ([, line = '']) => line.split(' '));

  it('has examples that do what it says of them', () => {
    expect(examples).length(2);
    const [defects, noise] = examples.map((args) => hanlab(args));
    expect(defects?.out).match(/^Sound device under secmp0046-core: (\d+) of \1 scenarios pass$/m);
    expect(defects?.out).match(/^esme\.skip-replay +REQ-03 gbcs-replay +killed by \d+ of \d+ /m);
    expect(defects?.out).match(
      /^hcalcs\.ignores-cancel +hcalcs-cancellation +killed by 1 of 1 +cancelled-event-ends$/m,
    );
    expect(defects?.code).equal(0);
    expect(noise?.out).match(/^1 runs under secmp0046-core with noisy links, seeds evening-1 to evening-1$/m);
    expect(noise?.out).match(/^\d+ scenarios in \d+ s, 0 did not pass\nVerdict: as expected\n$/m);
    expect(noise?.code).equal(0);
  });

  it('names a rule that there is', () => {
    const name = /`hanlab explain (gbcs-[a-z]+)`/.exec(PAGE)?.[1];
    expect(RULES.map(({ id }) => id)).include(name);
    expect(hanlab(['explain', name ?? '']).out).match(/\(rule\): .*\n {2}clause: GBCS/);
    expect(hanlab(['list', 'rules']).out.split('\n').length).equal(RULES.length + 1);
  });
});
