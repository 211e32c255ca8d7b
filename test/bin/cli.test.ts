import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  activateSwitch,
  buildMessage,
  encodeFrame,
  eui64,
  type Frame,
  makeTestPki,
  opensslProvider,
  PROFILE_IDS,
  signFrame,
  toHex,
} from '../../gbcs/index.js';
import { requireShared } from '../shared.js';
import { HANLAB, hanlab as hanlabIn, json as jsonIn, type Outcome } from './hanlab.js';

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

const SUPPLIER = eui64('90b3d51f30010000');
const FRAME = buildMessage({
  cra: 1,
  originatorCounter: 1000n,
  originator: SUPPLIER,
  recipient: eui64('00db1234567890a0'),
  otherInformation: { messageCode: 0x0055 },
  payload: activateSwitch(1, 30).payload,
});
const MESSAGE = encodeFrame(FRAME);
const HEX = toHex(MESSAGE).toUpperCase();

function signedFrame(): Frame {
  const pki = makeTestPki('cli');
  const keys = pki.store(opensslProvider, pki.organisation(SUPPLIER, 2, ['digitalSignature']));
  const key = keys.privateKey({ entity: SUPPLIER, usage: 'digitalSignature' });
  if (key === undefined) throw new Error('the supplier has no key');
  return signFrame(opensslProvider, FRAME, key);
}

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

    it('swallows nothing: leftovers, dotted options, values of --json', () => {
      expect(refused(['run', '--', 'anything'])).contain('only decode takes anything after --');
      expect(refused(['list', 'checks', '--', 'more'])).contain('only decode takes anything after --');
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
          cwd: scratch,
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
        [['decode', `0x${HEX}`]],
        [['decode', spaced.replaceAll(' ', ':')]],
        [['decode', spaced.replaceAll(' ', '-')]],
        [['decode', '-'], `0x${spaced.replaceAll(' ', ':')}\n`],
        [['decode', '--', HEX]],
        [['decode', '--', '-'], HEX],
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
        ['1 MB of octets', ['decode', file('mega.bin', megabyte)], /TOO_LARGE at octet 131072: .* 131072 octets/],
        [
          '1 MB of text',
          ['decode', file('mega.hex', 'DF'.repeat(500_000))],
          /TOO_LARGE at octet 524288: .* 524288 octets/,
        ],
        ['1 MB of input', ['decode', '-'], /GBCS_E_TOO_LARGE at octet 131072/, megabyte],
        ['300 kB of text', ['decode', file('long.hex', 'DF'.repeat(150_000))], /GBCS_E_TOO_LARGE at octet 131072/],
        ['random file', ['decode', file('random', junk)], /GBCS_E_TEXT at character 0/],
        ['random octets', ['decode', file('random.dd', Uint8Array.of(0xdd, ...junk))], /GBCS_E_\w+ at octet \d+/],
        ['random text', ['decode', toHex(junk)], /GBCS_E_TAG at octet 0/],
        ['no hexadecimal', ['decode', 'olleh!'], /GBCS_E_TEXT at character 0: .*no file of that name$/],
        ['no file', ['decode', 'olleh.hex'], /GBCS_E_TEXT at character \d+: .*no file 'olleh\.hex'$/],
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

    it('names UTF-16, with and without a byte order mark', () => {
      for (const text of [HEX, `\ufeff${HEX}`]) {
        const path = file('utf16.hex', Buffer.from(text, 'utf16le'));
        expect(refused(['decode', path])).match(/GBCS_E_TEXT at character 0: the text is UTF-16/);
      }
    });

    it('refuses keys by name and repeats nothing of them', () => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const encodings = [
        privateKey.export({ type: 'sec1', format: 'der' }),
        privateKey.export({ type: 'pkcs8', format: 'der' }),
        publicKey.export({ type: 'spki', format: 'der' }),
      ];
      const pem = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
      for (const der of encodings) {
        const base64 = der.toString('base64');
        const ways: [args: string[], input?: Uint8Array | string][] = [
          [['decode', base64]],
          [['decode', base64.slice(0, 70)]],
          [['decode', der.toString('hex')]],
          [['decode', base64.slice(0, 64), base64.slice(64)]],
          [['decode', '-'], base64],
          [['decode', '-'], der],
          [['decode', file('key.bin', der)]],
        ];
        for (const [args, input] of ways) {
          expect(refused(args, input)).match(/^hanlab: HANLAB_E_\w+: this is a key, not a message$/);
        }
      }
      expect(refused(['decode', pem])).match(/: this is a key, not a message$/);
      expect(refused(['decode', ...pem.trim().split(/\s/)])).match(/: this is a key, not a message$/);
      expect(refused(['decode', file('key.pem', pem)])).match(/: this is a key, not a message$/);
      const certificate = pem.replaceAll('EC PRIVATE KEY', 'CERTIFICATE');
      expect(refused(['decode', '-'], certificate)).match(/: this is a certificate, not a message$/);
    });

    it('repeats nothing that may be a key, whatever command got it', () => {
      const { d = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
      const scalar = Buffer.from(d, 'base64url');
      for (const text of [scalar.toString('base64'), scalar.toString('hex'), `${'ab/'.repeat(8)}${d}`]) {
        const commands = [
          ['decode', text],
          ['decode', HEX, '--keys', text],
          ['explain', text],
          ['list', text],
          ['list', 'checks', text],
          [text],
          [`--${text}`],
          ['run', '--labels', text],
          ['run', '--fault', text],
        ];
        for (const args of commands) expect(refused(args)).not.contain(text.slice(0, 12));
      }
      const slashed = 'aB3/'.repeat(6);
      expect(refused(['decode', slashed])).not.contain(slashed);
      expect(refused(['decode', 'some/where'])).contain("no file 'some/where'");
    });

    it('keeps an endless input within bounds', () => {
      if (existsSync('/dev/zero')) expect(refused(['decode', '/dev/zero'])).match(/GBCS_E_TOO_LARGE at octet 524288/);
    });

    it('says what is odd about a message, on standard error', () => {
      const odd = toHex(MESSAGE).replace(/^df0901/, 'df0907');
      const { code, out, err } = hanlab(['decode', odd]);
      expect(code).equal(0);
      expect(out).contain('CRA Flag = 7');
      expect(err).match(/^finding: GBCS_E_VALUE at octet 2 \(groupingHeader\.cra\): .*\n$/);
    });

    it('refuses what is odd under --strict, and a payload that is malformed', () => {
      expect(hanlab(['decode', '--strict', HEX])).deep.include({ code: 0, err: '' });
      const odd = toHex(MESSAGE).replace(/^df0901/, 'df0907');
      expect(refused(['decode', '--strict', odd])).match(/GBCS_E_VALUE at octet 2 \(groupingHeader\.cra\)/);
      // Another kind of instruction than get, set and action.
      const malformed = toHex(encodeFrame({ ...FRAME, payload: Uint8Array.from(FRAME.payload).fill(0x05, 7, 8) }));
      expect(refused(['decode', '--strict', malformed])).match(/GBCS_E_TAG at octet 41 \(specifications\[0\]/);
      const { code, out, err } = hanlab(['decode', malformed]);
      expect(code).equal(0);
      expect(out).contain('octets of the family dlms');
      expect(err).match(/^finding: GBCS_E_TAG at octet 41 .*\n$/);
      const { document } = json(['decode', '--json', malformed]);
      expect(document).nested.property('findings[0].code', 'GBCS_E_TAG');
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

    it('names the keys that are missing, and what is odd about the directory', () => {
      const signed = toHex(encodeFrame(signedFrame()));
      const keys = mkdtempSync(join(scratch, 'keys-'));
      writeFileSync(join(keys, 'notes.txt'), '');
      const { code, out, err } = hanlab(['decode', signed, '--keys', keys]);
      expect({ code, err }).eql({
        code: 0,
        err: 'warning: notes.txt is not named like a key file, <eui>-ds|ka|pp-ka.pem|key; ignored\n',
      });
      expect(out).match(
        /\nsignature unverifiable, MAC absent\n {2}missing: public digitalSignature key of 90-B3-D5-1F-30-01-00-00\n$/,
      );
      expect(json(['decode', signed, '--keys', keys, '--json']).document).deep.include({
        verification: { signature: 'unverifiable', mac: 'absent' },
        missingKeys: [{ entity: '90b3d51f30010000', usage: 'digitalSignature', key: 'public' }],
      });
    });

    it('names both parties to a MAC, and the broker that no certificate names', function () {
      const folder = join(requireShared.call(this, 'rtds'), 'RTDS-4.5.0', '7.5_ECS47Activate');
      const name = readdirSync(folder).find((found) => found.includes('SUCCESS_COMMAND')) ?? '';
      const { code, out } = hanlab(['decode', join(folder, name), '--keys', mkdtempSync(join(scratch, 'keys-'))]);
      expect(code).equal(0);
      expect(out)
        .contain('missing: private keyAgreement key of the Access Control Broker, whom no certificate names\n')
        .contain('missing: public keyAgreement key of 00-DB-12-34-56-78-90-A0\n');
    });

    it('opens encrypted values with a directory of keys', function () {
      const directory = requireShared.call(this, 'rtds');
      const folder = join(directory, 'RTDS-4.5.0');
      const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) =>
        /GCS53_.*\.HEX$/.test(path),
      );
      const keys = join(directory, 'keystore');
      const { code, out } = hanlab(['decode', join(folder, file ?? ''), '--keys', keys]);
      expect(code).equal(0);
      expect(out).match(/\n +Plaintext = [0-9a-f]+/);
      expect(out).match(/, 1 of 1 encrypted values opened\n$/);
      expect(hanlab(['decode', join(folder, file ?? '')]).out).not.contain('Plaintext');
      // The last octet of the value's tag stands before the length and the 64 octets of the signature.
      const text = readFileSync(join(folder, file ?? ''), 'latin1').trim();
      const at = text.length - 2 * 66;
      const damaged = `${text.slice(0, at)}${text.slice(at, at + 2) === '00' ? '01' : '00'}${text.slice(at + 2)}`;
      const bad = json(['decode', damaged, '--keys', keys, '--json']);
      expect(bad.code).equal(1);
      const { encrypted } = bad.document as { encrypted: { status: string; finding: { code: string } }[] };
      expect(encrypted.map(({ status, finding }) => [status, finding.code])).eql([['invalid', 'GBCS_E_PROTECTION']]);
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
        ['55', /^ECS47 \(use case\)/],
        ['0x53', /^ECS46a \(use case\)[\s\S]*\n\nECS46a \(use case\)/],
        ['REQ-07', /^REQ-07 \(requirement\)[\s\S]*\n {2}scenarios:\n[\s\S]* {4}period-expires-to-calendar\n/],
        ['esme-refuses-replay', /\(scenario\)[\s\S]*\n {2}clauses: .*GBCS[\s\S]*\n {2}assumptions:/],
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
      const { out, err } = hanlab(['vectors', 'check'], '', { HANLAB_RTDS: directory });
      expect(out).match(new RegExp(`^messages +${report.files}\n`));
      expect(out).match(/^encrypted values +(\d+) of \1 opened$/m);
      for (const stage of ['transforms', 'alerts']) {
        expect(out).match(new RegExp(`^${stage} +not built yet$`, 'm'));
      }
      const { total, notEmulated } = report.exchanges;
      const played = `${total - notEmulated} of ${total} exchanges`;
      expect(out.trimEnd().split('\n').at(-1)).equal(
        `no failures in what was checked; ${played} played, ${notEmulated} not emulated`,
      );
      expect(readFileSync('README.md', 'utf8').replaceAll(/\s+/g, ' ')).contain(`plays ${played}`);
      expect(err).match(/^(warning: keystore\/.*\n)*$/);
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
      const directory = mkdtempSync(join(scratch, 'set-'));
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
