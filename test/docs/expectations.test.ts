import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseExpectations } from '../../conformance/index.js';
import { hanlab } from '../bin/hanlab.js';
import { scratchDirectory } from '../bin/scratch.js';

describe('docs/expectations.md', function () {
  this.timeout(60_000);
  const scratch = scratchDirectory();
  const page = readFileSync('docs/expectations.md', 'utf8');
  const [, file = ''] = /^```json expectations\.json\n(.*?)^```$/ms.exec(page) ?? [];
  const commands = Array.from(page.matchAll(/^\$ npx hanlab (.*)$/gm), ([, line = '']) =>
    Array.from(line.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? ''),
  );
  const run = (args: readonly string[] = []) => hanlab(args, { cwd: scratch.path });

  it('has a file by which its first command is as expected, and deviates without', () => {
    scratch.file('expectations.json', file);
    const [command = []] = commands;
    const { code, out } = run(command);
    expect({ code, isExpected: out.includes('Verdict: as expected') }, out).eql({ code: 0, isExpected: true });
    expect(out).include('ticket 4711').and.include('1 fail (1 expected)');
    expect(run(command.slice(0, -2)).code).equal(1);
  });

  it('deviates without the defect, or after the last day', () => {
    scratch.file('expectations.json', file);
    const [command = []] = commands;
    const mended = run(command.filter((one) => one !== '--fault' && one !== 'esme.skip-expiry'));
    expect(mended.code).equal(1);
    expect(mended.out).include('unexpected-pass');
    scratch.file('expectations.json', file.replace('2099', '2020'));
    const stale = run(command);
    expect(stale.code).equal(1);
    expect(stale.out).include('stale');
  });

  it('has a command that writes a file, by which the same run is as expected', () => {
    const [, command = []] = commands;
    expect(run(command)).include({ code: 1 }).property('out').include('Expectations are in known.json');
    const path = join(scratch.path, 'known.json');
    const written = readFileSync(path, 'utf8');
    expect(parseExpectations(JSON.parse(written)).map(({ reason }) => reason)).include('to be explained');
    writeFileSync(path, written.replaceAll('to be explained', 'known'));
    run(command);
    expect(readFileSync(path, 'utf8')).equal(written.replaceAll('to be explained', 'known'));
    const judged = run(command.map((one) => (one === '--update-expectations' ? '--expectations' : one)));
    expect(judged.code, judged.out).equal(0);
  });

  it('is refused together, and where a file is wrong, before anything is written', () => {
    const both = run(['run', '--expectations', 'a.json', '--update-expectations', 'b.json']);
    expect(both).include({ code: 2 });
    scratch.file('wrong.json', file.replace('2099-12-31', 'never'));
    const wrong = run(['run', '--expectations', 'wrong.json', '--json']);
    expect(wrong.code).equal(2);
    expect(JSON.parse(wrong.out).error).include({ code: 'HANLAB_E_INPUT', path: 'expectations[0].expires' });
  });
});
