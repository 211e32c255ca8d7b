import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { activateSwitch, buildMessage, encodeFrame, eui64, toHex } from '../../gbcs/index.js';
import { requireShared } from '../shared.js';
import { hanlab as hanlabIn, json as jsonIn, type Outcome } from './hanlab.js';

/** `hanlab` of the shared helper, with its input and environment as arguments. */
function hanlab(args: readonly string[], input: Uint8Array | string = '', env: NodeJS.ProcessEnv = {}): Outcome {
  return hanlabIn(args, { input, env });
}

/** The one line that a refused command gives, after checking that it gives nothing else. */
function refused(args: readonly string[], input: Uint8Array | string = ''): string {
  const { code, out, err } = hanlab(args, input);
  expect({ code, out }, `${args} ${err}`).eql({ code: 2, out: '' });
  expect(err, args.join(' ')).match(/^hanlab: [A-Z_]+[^\n]*\n$/);
  return err.trimEnd();
}

function json(args: readonly string[], input: Uint8Array | string = ''): { code: number | null; document: unknown } {
  return jsonIn(args, { input });
}

const MESSAGE = encodeFrame(
  buildMessage({
    cra: 1,
    originatorCounter: 1000n,
    originator: eui64('90b3d51f30010000'),
    recipient: eui64('00db1234567890a0'),
    otherInformation: { messageCode: 0x0055 },
    payload: activateSwitch(1, 30).payload,
  }),
);
const HEX = toHex(MESSAGE).toUpperCase();

let scratch: string;

before(() => {
  scratch = mkdtempSync(join(tmpdir(), 'hanlab-cli-'));
});

after(() => rmSync(scratch, { recursive: true }));

function file(name: string, contents: Uint8Array | string): string {
  const path = join(scratch, name);
  writeFileSync(path, contents);
  return path;
}

describe('hanlab', function () {
  this.timeout(60_000);

  describe('itself', () => {
    it('has help, for all and for each command', () => {
      const { code, out, err } = hanlab(['--help']);
      expect({ code, err }).eql({ code: 0, err: '' });
      for (const command of ['run', 'decode', 'list', 'explain', 'vectors', 'completion']) expect(out).contain(command);
      expect(hanlab(['decode', '--help']).out)
        .contain('--keys')
        .contain('--json');
      const run = hanlab(['run', '--help']).out;
      for (const option of ['profile', 'case', 'fault', 'labels', 'json', 'out', 'seed']) expect(run).contain(option);
      expect(run).contain('secmp0046-core').contain('hanlab-run');
    });

    it('knows its version', () => {
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
      expect(hanlab(['--version'])).include({ code: 0, out: `${version}\n` });
    });

    it('speaks English whatever the locale', () => {
      expect(hanlab(['--help'], '', { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }).out).contain('Commands:');
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

    it('reports wrong usage as JSON where JSON was asked for', () => {
      const { code, document } = json(['decode', '--json', '--bogus']);
      expect(code).equal(2);
      expect(document).eql({ error: { code: 'HANLAB_E_USAGE', message: '--bogus is no option of decode' } });
    });
  });

  describe('decode', () => {
    it('prints offset, octets, label and value of every part', () => {
      const { code, out, err } = hanlab(['decode', HEX]);
      expect({ code, err }).eql({ code: 0, err: '' });
      expect(out).match(/^ 0 {2}df09010000000000\.\. {2}Message = ECS47 Pre-Command\n/);
      expect(out).match(/^\d+ {2}12001e +AuxiliaryLoadControlSwitch\[1\]\.closeTime = 30$/m);
      expect(out).not.contain('\u001b');
    });

    it('takes hexadecimal, base64 and octets, as text, file and standard input', () => {
      const base64 = Buffer.from(MESSAGE).toString('base64');
      const spaced = HEX.replaceAll(/(..)/g, '$1 ').trim();
      const wrapped = `${HEX.replaceAll(/(.{32})/g, '$1\r\n')}\n`;
      const expected = hanlab(['decode', HEX]).out;
      const ways: [args: string[], input?: Uint8Array | string][] = [
        [['decode', HEX.toLowerCase()]],
        [['decode', base64]],
        [['decode', spaced]],
        [['decode', ...spaced.split(' ')]],
        [['decode', '-'], HEX],
        [['decode', '-'], wrapped],
        [['decode', '-'], base64],
        [['decode', '-'], MESSAGE],
        [['decode', file('a.hex', wrapped)]],
        [['decode', file('with-mark.hex', `\ufeff${HEX}`)]],
        [['decode', file('a.b64', `${base64.replaceAll(/(.{20})/g, '$1\n')}\n`)]],
        [['decode', file('a.bin', MESSAGE)]],
      ];
      for (const [args, input] of ways) {
        expect(hanlab(args, input), `${args}`).include({ code: 0, out: expected, err: '' });
      }
    });

    it('gives one JSON document', () => {
      const { code, document } = json(['decode', HEX, '--json']);
      expect(code).equal(0);
      const { message, findings } = document as {
        message: { value: string; children: unknown[] };
        findings: unknown[];
      };
      expect(message.value).equal('ECS47 Pre-Command');
      expect(message.children).lengthOf(2);
      expect(findings).eql([]);
    });

    it('refuses each bad message with one error, its code and its offset', () => {
      const junk = Uint8Array.from({ length: 4096 }, (_, i) => (i * 197 + (i >> 3) * 31 + 7) & 0xff);
      const megabyte = new Uint8Array(1_000_000).fill(0xdd);
      const cases: [name: string, args: string[], error: RegExp, input?: Uint8Array | string][] = [
        [
          'truncated',
          ['decode', HEX.slice(0, 2 * 20)],
          /^hanlab: GBCS_E_TRUNCATED at octet 20 \(groupingHeader\.\w+\): /,
        ],
        // One octet 00 would be an empty signature field.
        ['over-long', ['decode', `${HEX}01`], /GBCS_E_LENGTH at octet \d+/],
        ['over-long', ['decode', `${HEX}0000`], /GBCS_E_TRAILING at octet \d+/],
        ['empty text', ['decode', ''], /GBCS_E_EMPTY at octet 0/],
        ['empty file', ['decode', file('empty', '')], /GBCS_E_EMPTY at octet 0/],
        ['empty input', ['decode', '-'], /GBCS_E_EMPTY at octet 0/],
        ['1 MB of octets', ['decode', file('mega.bin', megabyte)], /GBCS_E_TOO_LARGE at octet 131072/],
        ['1 MB of text', ['decode', file('mega.hex', 'DF'.repeat(500_000))], /GBCS_E_TOO_LARGE at octet 131072/],
        ['1 MB of input', ['decode', '-'], /GBCS_E_TOO_LARGE at octet 131072/, megabyte],
        ['300 kB of text', ['decode', file('long.hex', 'DF'.repeat(150_000))], /GBCS_E_TOO_LARGE at octet 131072/],
        ['random file', ['decode', file('random', junk)], /GBCS_E_TEXT at character 0/],
        ['random octets', ['decode', file('random.dd', Uint8Array.of(0xdd, ...junk))], /GBCS_E_\w+ at octet \d+/],
        ['random text', ['decode', toHex(junk)], /GBCS_E_TAG at octet 0/],
        ['no hexadecimal', ['decode', 'olleh!'], /GBCS_E_TEXT at character 0: .*no file 'olleh!'/],
        ['control characters', ['decode', '\u001b[31m'], /GBCS_E_TEXT at character \d+: [^\p{Cc}]*$/u],
        ['odd digits', ['decode', HEX.slice(1)], /GBCS_E_TEXT at character \d+/],
        ['a directory', ['decode', scratch], /HANLAB_E_INPUT: .*is a directory/],
        ['two files', ['decode', file('a', HEX), file('b', HEX)], /HANLAB_E_USAGE: .*one message/],
      ];
      let slowest = { name: '', ms: 0 };
      for (const [name, args, error, input] of cases) {
        const started = performance.now();
        expect(refused(args, input), name).match(error);
        const ms = performance.now() - started;
        if (ms > slowest.ms) slowest = { name, ms };
      }
      // For whoever reads the log; how fast this machine is asserts nothing.
      console.log(`        slowest: ${slowest.name}, ${Math.round(slowest.ms)} ms`);
    });

    it('reports a bad message as JSON, with the same code and place', () => {
      const { code, document } = json(['decode', HEX.slice(0, 2 * 20), '--json']);
      expect(code).equal(2);
      expect(document)
        .property('error')
        .include({ code: 'GBCS_E_TRUNCATED', offset: 20 })
        .and.have.all.keys('code', 'offset', 'path', 'message');
      expect(json(['decode', '--json', '-'])).eql({
        code: 2,
        document: { error: { code: 'GBCS_E_EMPTY', offset: 0, message: 'the input has no octets' } },
      });
    });

    it('every prefix of a message is refused with an offset inside it', () => {
      for (const length of [1, 12, 29, 33, MESSAGE.length - 1]) {
        const line = refused(['decode', HEX.slice(0, 2 * length)]);
        const offset = Number(/at octet (\d+)/.exec(line)?.[1]);
        expect(offset, line).within(0, length);
      }
    });

    it('keeps an endless input within bounds', () => {
      if (existsSync('/dev/zero')) expect(refused(['decode', '/dev/zero'])).match(/GBCS_E_TOO_LARGE at octet 131072/);
    });

    it('says what is odd about a message, on standard error', () => {
      const odd = toHex(MESSAGE).replace(/^df0901/, 'df0907');
      const { code, out, err } = hanlab(['decode', odd]);
      expect(code).equal(0);
      expect(out).contain('CRA Flag = 7');
      expect(err).match(/^finding: GBCS_E_VALUE at octet 2 \(groupingHeader\.cra\): .*\n$/);
    });

    it('verifies with a directory of keys', function () {
      const directory = requireShared.call(this, 'rtds');
      const folder = join(directory, 'RTDS-4.5.0', '7.5_ECS47Activate');
      const name = readdirSync(folder).find((found) => found.includes('SUCCESS_COMMAND')) ?? '';
      const keys = join(directory, 'keystore');
      const good = hanlab(['decode', join(folder, name), '--keys', keys]);
      expect(good.code).equal(0);
      expect(good.out).match(/\nsignature valid, MAC valid\n$/);
      const text = readFileSync(join(folder, name), 'latin1').trim();
      const { code, document } = json([
        'decode',
        `${text.slice(0, -2)}${text.endsWith('00') ? '01' : '00'}`,
        '--keys',
        keys,
        '--json',
      ]);
      expect(code).equal(1);
      expect((document as { verification: unknown }).verification).eql({ signature: 'valid', mac: 'invalid' });
      expect(json(['decode', HEX, '--keys', scratch, '--json']).document).deep.include({
        verification: { signature: 'absent', mac: 'absent' },
      });
    });

    it('does not find keys in a directory that is not there', () => {
      expect(refused(['decode', HEX, '--keys', join(scratch, 'absent')])).contain('HANLAB_E_INPUT');
    });
  });

  describe('list and explain', () => {
    const topics = ['checks', 'faults', 'scenarios', 'requirements', 'profiles', 'use-cases', 'assumptions', 'errors'];

    it('list every topic, as text and as JSON', () => {
      for (const topic of topics) {
        const { code, out, err } = hanlab(['list', topic]);
        expect({ code, err }, topic).eql({ code: 0, err: '' });
        const { document } = json(['list', topic, '--json']);
        const items = (document as Record<string, { name: string }[]>)[topic] ?? [];
        expect(items.length, topic).greaterThan(1);
        expect(out.split('\n').length - 1, topic).equal(items.length);
        expect(items.every(({ name }) => out.includes(name))).equal(true);
      }
    });

    it('explain one thing of each', () => {
      const names: [name: string, text: RegExp][] = [
        ['ECS47', /^ECS47 \(use case\): Set or Reset.*\n {2}message code: 0x0055\n/],
        ['0x0055', /^ECS47 \(use case\)/],
        ['0055', /^ECS47 \(use case\)/],
        ['0x53', /^ECS46a \(use case\)[\s\S]*\n\nECS46a \(use case\)/],
        ['REQ-07', /^REQ-07 \(requirement\)/],
        ['req-07', /^REQ-07 \(requirement\)/],
        ['replay', /^replay \(check\)/],
        ['esme.skip-replay', /^esme\.skip-replay \(fault\)/],
        ['GBCS_E_TRUNCATED', /^GBCS_E_TRUNCATED \(error code\): the input ends inside a field\n$/],
        ['hcalcs-default-state', /^hcalcs-default-state \(assumption\)[\s\S]* {2}value: open\n/],
        ['secmp0046-core', /^secmp0046-core \(profile\)[\s\S]*proposed, not in force/],
      ];
      for (const [name, text] of names) {
        const { code, out } = hanlab(['explain', name]);
        expect(code, name).equal(0);
        expect(out).match(text);
      }
      expect(json(['explain', 'replay', '--json']).document)
        .property('explained')
        .lengthOf(1);
    });

    it('explain suggests the nearest names', () => {
      expect(refused(['explain', 'ECS477'])).match(/nothing is called 'ECS477'; did you mean .*ECS47/);
      expect(refused(['explain', 'repaly'])).contain('replay');
      expect(refused(['explain', '0xFFFF'])).contain("nothing is called '0xFFFF'");
      expect(refused(['explain', 'x'.repeat(5000)]).length).lessThan(200);
    });
  });

  describe('vectors check', () => {
    it('says what it looked for where there is no data set', () => {
      expect(refused(['vectors', 'check', '--rtds', scratch])).match(/HANLAB_E_USAGE: .*looked for RTDS-\*/);
    });

    it('checks the reference data set, found through the option or the environment', function () {
      const directory = requireShared.call(this, 'rtds');
      const { code, document } = json(['vectors', 'check', '--rtds', directory, '--json']);
      const report = document as Record<string, unknown> & { files: number; failures: unknown[] };
      expect(code).equal(report.failures.length === 0 ? 0 : 1);
      expect(report).include({ decoded: report.files, roundTripped: report.files });
      for (const field of ['rawPayload', 'signatures', 'macs', 'encrypted', 'transforms', 'exchanges', 'alerts']) {
        expect(report).property(field).an('object');
      }
      expect(report).property('elapsedMs').a('number');
      const { out, err } = hanlab(['vectors', 'check'], '', { HANLAB_RTDS: directory });
      expect(out).match(new RegExp(`^messages +${report.files}\n`));
      expect(err).match(/^(warning: keystore\/.*\n)*$/);
    });

    it('exits 1 on a failure', function () {
      const keystore = requireShared.call(this, 'rtds', 'keystore');
      const directory = mkdtempSync(join(scratch, 'set-'));
      mkdirSync(join(directory, 'RTDS-1'));
      symlinkSync(keystore, join(directory, 'keystore'), 'dir');
      writeFileSync(join(directory, 'RTDS-1', 'a.HEX'), 'DD');
      const { code, document } = json(['vectors', 'check', '--rtds', directory, '--json']);
      expect(code).equal(1);
      expect(document).property('failures').lengthOf(1);
      expect(hanlab(['vectors', 'check', '--rtds', directory]))
        .property('out')
        .match(/1 failure:\n {2}RTDS-1\/a\.HEX: /);
    });
  });
});
