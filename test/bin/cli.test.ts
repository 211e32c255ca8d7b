import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { PROFILE_IDS } from '../../gbcs/index.js';
import { requireShared } from '../shared.js';
import { HANLAB, hanlab, json, refused } from './hanlab.js';
import { HEX } from './message.js';
import { scratchDirectory } from './scratch.js';

describe('hanlab', function () {
  this.timeout(60_000);

  const scratch = scratchDirectory();

  describe('itself', () => {
    it('has help, for all and for each command', () => {
      const { code, out, err } = hanlab(['--help']);
      expect({ code, err }).eql({ code: 0, err: '' });
      for (const command of [
        'run',
        'emulate',
        'keys',
        'decode',
        'encode',
        'verify',
        'transform',
        'diff',
        'list',
        'explain',
        'vectors',
        'completion',
      ])
        expect(out).contain(command);
      expect(hanlab(['decode', '--help']).out)
        .contain('--keys')
        .contain('--json');
      expect(hanlab(['verify', '--help']).out)
        .contain('--last-counter')
        .contain('--device')
        .match(/3 something could not be\s+checked for want of a key/);
      const run = hanlab(['run', '--help']).out;
      for (const option of ['profile', 'case', 'fault', 'labels', 'json', 'out', 'seed']) expect(run).contain(option);
      for (const profile of PROFILE_IDS) expect(run).contain(profile);
      for (const text of ['hanlab-run', 'Exit codes: 0 as expected', 'hanlab list faults', 'docs/labels.md']) {
        expect(run).contain(text);
      }
      expect(run).match(/--seed +makes the keys; signatures are random all the same +\[string\]/);
      expect(hanlab(['decode', '--help']).out).match(/0 if a key for\s+it is missing/);
    });

    it('knows its version', () => {
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
      expect(hanlab(['--version'])).include({ code: 0, out: `${version}\n` });
    });

    it('speaks English whatever the locale', () => {
      expect(hanlab(['--help'], { env: { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' } }).out).contain('Commands:');
    });

    it('refuses what it does not know, with what may have been meant', () => {
      expect(refused([])).contain('HANLAB_E_USAGE').contain('--help');
      expect(refused(['decod', HEX])).contain("no command 'decod'; did you mean decode?");
      expect(refused(['frobnicate'])).contain("no command 'frobnicate'");
      expect(refused(['decode', '--jsn', HEX])).contain('--jsn is no option of decode; did you mean --json?');
      expect(refused(['run', '--profil=x'])).contain('did you mean --profile?');
      expect(refused(['vectors', 'check', '--rdts', 'x'])).contain('did you mean --rtds?');
      expect(refused(['decode', '-x', HEX])).contain('-x is no option');
      expect(refused(['list', 'check'])).contain("'check' is no topic; choose from checks, faults");
      expect(refused(['vectors', 'chek'])).contain("'chek' is no action");
      expect(refused(['vectors', 'check', 'more'])).contain('more');
      expect(refused(['decode'])).contain('an argument is missing');
      expect(refused(['decode', HEX, '--keys'])).contain('--keys needs a value');
      expect(refused(['decode', HEX, '--keys', 'a', '--keys', 'b'])).contain('--keys may be given once only');
    });

    it('swallows nothing: leftovers, dotted options, values of --json', () => {
      expect(refused(['run', '--', 'anything'])).contain('only decode and verify take anything after --');
      expect(refused(['list', 'checks', '--', 'more'])).contain('only decode and verify take anything after --');
      expect(refused(['run', '--case.x=1'])).contain('--case.x is no option of run; did you mean --case?');
      for (const value of ['maybe', 'false', '']) {
        expect(refused(['list', 'checks', `--json=${value}`])).contain('--json takes no value');
      }
      expect(json(['list', 'checks', '--json', 'false']).document).nested.property(
        'error.message',
        '--json takes no value',
      );
      expect(json(['list', 'chek', '--json=true']).document).nested.property('error.code', 'HANLAB_E_USAGE');
      expect(refused(['decode', '--', '--json'])).contain('GBCS_E_TEXT');
      // A `-` is what it is to every command, also where it is no message.
      expect(refused(['diff', '-', 'gbcs3-baseline'])).contain("no profile '-'");
    });

    it('exits 3 with one line where it cannot write', function () {
      if (!existsSync('/dev/full')) return this.skip();
      const full = openSync('/dev/full', 'w');
      const { status, stderr } = spawnSync(process.execPath, [HANLAB, 'list', 'checks'], {
        encoding: 'utf8',
        stdio: ['ignore', full, 'pipe'],
      });
      const silent = spawnSync(process.execPath, [HANLAB, 'list', 'chek'], { stdio: ['ignore', 'ignore', full] });
      closeSync(full);
      expect(stderr).equal('hanlab: HANLAB_E_HARNESS: standard output cannot be written (ENOSPC)\n');
      expect([status, silent.status]).eql([3, 3]);
    });

    it('exits 3 with one line in a directory that was deleted', function () {
      if (process.platform === 'win32') return this.skip();
      const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"';
      const { status, stdout, stderr } = spawnSync(
        'sh',
        ['-c', script, 'sh', process.execPath, HANLAB, 'list', 'checks'],
        {
          cwd: scratch.path,
          encoding: 'utf8',
        },
      );
      expect({ status, stdout }).eql({ status: 3, stdout: '' });
      expect(stderr).match(/^hanlab: HANLAB_E_HARNESS: [^\n]*\n$/);
    });

    it('reports wrong usage as JSON where JSON was asked for', () => {
      const { code, document } = json(['decode', '--json', '--bogus']);
      expect(code).equal(2);
      expect(document).eql({ error: { code: 'HANLAB_E_USAGE', message: '--bogus is no option of decode' } });
    });
  });

  describe('vectors check', () => {
    it('says what it looked for where there is no data set', () => {
      expect(refused(['vectors', 'check', '--rtds', scratch.path])).match(/HANLAB_E_USAGE: .*looked for RTDS-\*/);
    });

    it('checks the reference data set, found through the option or the environment', function () {
      const directory = requireShared.call(this, 'rtds');
      const { code, document } = json(['vectors', 'check', '--rtds', directory, '--json']);
      const report = document as Record<string, unknown> & {
        files: number;
        failures: unknown[];
        exchanges: { total: number; notEmulated: number };
      };
      expect(code).equal(report.failures.length === 0 ? 0 : 1);
      expect(report).include({ decoded: report.files, roundTripped: report.files });
      for (const field of ['rawPayload', 'signatures', 'macs', 'encrypted', 'transforms', 'exchanges', 'alerts']) {
        expect(report).property(field).an('object');
      }
      expect(report).property('elapsedMs').a('number');
      const { out, err } = hanlab(['vectors', 'check'], { env: { HANLAB_RTDS: directory } });
      expect(out)
        .match(new RegExp(`^messages +${report.files}$`, 'm'))
        .match(/^golden vectors +\d+ cases/);
      expect(out).match(/^encrypted values +(\d+) of \1 opened$/m);
      expect(out).match(/^service requests +\d+ of \d+ become the reference, \d+ explained, \d+ failed$/m);
      expect(out).match(/^alerts +(\d+) of \d+ matched, \d+ not emulated, 0 failed$/m);
      const { total, notEmulated } = report.exchanges;
      const played = `${total - notEmulated} of ${total} exchanges`;
      const failures = report.failures.length === 0 ? 'no' : String(report.failures.length);
      expect(out.trimEnd().split('\n').at(-1)).equal(
        `${failures} failures in what was checked; ${played} played, ${notEmulated} not emulated`,
      );
      expect(readFileSync('README.md', 'utf8').replaceAll(/\s+/g, ' ')).contain(`plays ${played}`);
      expect(err).match(/^(warning: keystore\/.*\n)*$/);
    });

    it('checks the golden vectors that come with it, alone or with a data set', function () {
      const alone = json(['vectors', 'check', '--golden', '--json']);
      const { golden, failures } = alone.document as { golden: { cases: number; agreed: number }; failures: unknown[] };
      expect(alone.code).equal(0);
      expect(failures).eql([]);
      expect(golden.agreed).equal(golden.cases).greaterThan(400);
      expect(hanlab(['vectors', 'check', '--golden']).out).match(/cases judged as they say, check by check\n$/);
      // Nothing of the environment's: no data set there, and golden vectors all the same.
      const { out, err } = hanlab(['vectors', 'check'], { cwd: scratch.path, env: { HANLAB_RTDS: '' } });
      expect(out).match(/^golden vectors/);
      expect(err).match(/^no Reference Test Data Set/);
      const directory = requireShared.call(this, 'rtds');
      const only = json(['vectors', 'check', '--rtds', directory, '--json']).document as Record<string, unknown>;
      expect(only).not.property('golden');
      const both = json(['vectors', 'check', '--golden', '--rtds', directory, '--json']).document as Record<
        string,
        unknown
      >;
      expect(Object.keys(both).sort()).eql([...Object.keys(only), 'golden'].sort());
    });

    it('generates golden vectors, compares them, and finds one that was changed', function () {
      this.timeout(120_000);
      const out = mkdtempSync(join(scratch.path, 'golden-'));
      const written = json(['vectors', 'generate', '--out', out, '--json']);
      expect(written.code).equal(0);
      expect(json(['vectors', 'generate', '--check', '--out', out, '--json']).document).eql({
        files: 6,
        differing: [],
      });
      const file = join(out, 'labels.json');
      const text = readFileSync(file, 'utf8');
      // The first octet of the first MAC header.
      writeFileSync(file, text.replace('"message":"dd', '"message":"de'));
      const checked = json(['vectors', 'check', '--golden', out, '--json']);
      expect(checked.code).equal(1);
      expect(checked.document).property('failures').lengthOf(1);
      expect(hanlab(['vectors', 'check', '--golden', out]).out).match(
        /labels\.json: .*expected valid, found invalid by parse/,
      );
      const compared = hanlab(['vectors', 'generate', '--check', '--out', out]);
      expect(compared.code).equal(1);
      expect(compared.out).match(/^labels\.json: line \d+ differs.*\n5 of 6 files/);
    });

    it('refuses options of the other action, and directories without vectors', () => {
      expect(refused(['vectors', 'generate', '--golden', scratch.path])).contain(
        '--golden is an option of vectors check',
      );
      expect(refused(['vectors', 'check', '--out', scratch.path])).contain('--out is an option of vectors generate');
      const empty = mkdtempSync(join(scratch.path, 'empty-'));
      expect(refused(['vectors', 'check', '--golden', empty])).contain('no golden vectors');
    });

    it('is ended by an interrupt', async function () {
      const directory = requireShared.call(this, 'rtds');
      const child = spawn(process.execPath, [HANLAB, 'vectors', 'check', '--rtds', directory], { stdio: 'ignore' });
      const ended = once(child, 'exit');
      setTimeout(() => child.kill('SIGINT'), 400);
      // What a shell calls 130.
      expect(await ended).eql([null, 'SIGINT']);
    });

    it('exits 1 on a failure', function () {
      const keystore = requireShared.call(this, 'rtds', 'keystore');
      const directory = mkdtempSync(join(scratch.path, 'set-'));
      mkdirSync(join(directory, 'RTDS-1'));
      symlinkSync(keystore, join(directory, 'keystore'), 'dir');
      writeFileSync(join(directory, 'RTDS-1', 'a.HEX'), 'DD');
      const { code, document } = json(['vectors', 'check', '--rtds', directory, '--json']);
      expect(code).equal(1);
      expect(document).property('failures').lengthOf(1);
      expect(hanlab(['vectors', 'check', '--rtds', directory]))
        .property('out')
        .match(
          /Failures:\n {2}RTDS-1\/a\.HEX: .*\n\n1 failure in what was checked; 0 of 0 exchanges played, 0 not emulated\n$/,
        );
      writeFileSync(join(directory, 'RTDS-1', 'a.HEX'), 'DDX0');
      expect(hanlab(['vectors', 'check', '--rtds', directory]).out).contain(
        'GBCS_E_TEXT not a hexadecimal digit at character 2',
      );
    });
  });
});
