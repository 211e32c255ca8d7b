import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkGolden, GOLDEN_DIRECTORY, readGolden } from '../../vectors/index.js';

/** The page on golden vectors: its numbers are so, and its examples run. */

const page = readFileSync('docs/golden-vectors.md', 'utf8');

function example(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1] ?? '';
}

/** What an example prints for one file. */
function printed(program: string, language: string, suffix: string, file: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'hanlab-example-'));
  try {
    const path = join(directory, `example.${suffix}`);
    writeFileSync(path, example(language));
    const { stdout, stderr } = spawnSync(program, [path, file], { encoding: 'utf8' });
    expect(stderr).equal('');
    return stdout.trim();
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('docs/golden-vectors.md', () => {
  const files = readGolden(GOLDEN_DIRECTORY);

  it('has the right numbers, and so have README and changelog', () => {
    for (const { name, file } of files) expect(page).contain(`| \`${name}\` | ${file.numberOfCases} |`);
    const report = checkGolden(GOLDEN_DIRECTORY);
    const shown = (number: number) => number.toLocaleString('en-GB');
    expect(page).contain(`holds ${shown(report.cases)} GBCS messages`);
    expect(page.replaceAll(/\s+/g, ' ')).contain(
      `${report.valid} valid ones and ${shown(report.invalid)} that are wrong`,
    );
    expect(page).contain(`(${report.judged.emulatedDevice} of ${shown(report.judged.receiveChecks)})`);
    // A round number there, so that not every change of the catalogue is one of the README.
    for (const file of ['README.md', 'CHANGELOG.md']) {
      const claimed = /more than ([\d,]+) messages/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
      expect(Number(claimed.replace(',', '')), file)
        .least(400)
        .below(report.cases);
    }
  });

  for (const { name, file } of files) {
    const valid = file.groups
      .filter(({ kind }) => kind === 'command')
      .flatMap((group) => group.cases.filter(({ result }) => result === 'valid'));

    it(`has an example for Node.js that verifies ${name}`, () => {
      expect(printed(process.execPath, 'js', 'mjs', join(GOLDEN_DIRECTORY, name))).equal(
        `${valid.length} valid Commands verified`,
      );
    });
  }

  it('has an example for Python that does the same, where Python has the package', function () {
    this.timeout(60_000);
    // Node.js runs the other example everywhere: nothing rests on this one alone.
    if (spawnSync('python3', ['-c', 'import cryptography.hazmat']).status !== 0) {
      expect(example('python')).contain('from cryptography.hazmat');
      return;
    }
    for (const { name } of files) {
      const path = join(GOLDEN_DIRECTORY, name);
      expect(printed('python3', 'python', 'py', path)).equal(printed(process.execPath, 'js', 'mjs', path));
    }
  });

  it('has examples that notice a wrong message', () => {
    const directory = mkdtempSync(join(tmpdir(), 'hanlab-example-'));
    try {
      const [first] = files;
      const text = JSON.stringify(first?.file);
      const message = /"result":"valid","message":"([0-9a-f]+)"/.exec(text)?.[1] ?? '';
      const last = message.endsWith('0') ? '1' : '0';
      writeFileSync(join(directory, 'a.json'), text.replace(message, `${message.slice(0, -1)}${last}`));
      writeFileSync(join(directory, 'example.mjs'), example('js'));
      const { status, stderr } = spawnSync(
        process.execPath,
        [join(directory, 'example.mjs'), join(directory, 'a.json')],
        {
          encoding: 'utf8',
        },
      );
      expect(status).equal(1);
      expect(stderr).match(/Error: (MAC|signature)/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
