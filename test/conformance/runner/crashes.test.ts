import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

const program = fileURLToPath(new URL('./crash-cases.js', import.meta.url));

interface Printed {
  readonly verdicts: Readonly<Record<string, string>>;
  readonly recorded: Readonly<Record<string, string>>;
  readonly verdict: string;
  readonly problems: readonly string[];
  readonly messages: readonly (string | null)[];
  readonly strays: number;
}

async function runCase(name: string): Promise<Printed> {
  // A status other than 0 rejects: the process must outlive every crash.
  const { stdout } = await promisify(execFile)(process.execPath, [program, name], { timeout: 20_000 });
  return JSON.parse(stdout) as Printed;
}

describe('errors that nobody awaits', function () {
  this.timeout(30_000);

  for (const [name, text] of [
    ['throws-in-a-timer', 'in a timer'],
    ['throws-in-a-timer-and-goes-on', 'in a timer'],
    ['rejects-unseen', 'unseen'],
    ['rejects-after-its-end', 'too late'],
    ['throws-after-its-end', 'too late'],
    ['last-throws-after-its-end', 'too late'],
    ['throws-nothing-at-all', 'undefined'],
  ] as const) {
    it(`${name}: the scenario at fault is an error, and no other`, async () => {
      const { verdicts, recorded, verdict, problems, messages, strays } = await runCase(name);
      const { bad, ...others } = verdicts;
      expect(bad).to.equal('error');
      expect(recorded, 'in the evidence').to.deep.equal(verdicts);
      expect(new Set(Object.values(others))).to.deep.equal(new Set(['pass']));
      expect(messages.join('\n')).to.contain('an error that nobody awaited').and.to.contain(text);
      expect(verdict).to.equal('incomplete');
      expect(problems).to.deep.equal([]);
      expect(strays, 'listeners left behind').to.equal(0);
    });
  }
});
