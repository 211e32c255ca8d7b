import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { encodeFrame, toHex } from '../../gbcs/index.js';
import { requireShared } from '../shared.js';
import { HANLAB, hanlab, json, refused } from './hanlab.js';
import { FRAME, HEX, MESSAGE, signedFrame } from './message.js';
import { scratchDirectory } from './scratch.js';

describe('hanlab decode', function () {
  this.timeout(60_000);

  const scratch = scratchDirectory();
  const { file } = scratch;

  it('prints offset, octets, label and value of every part', () => {
    const { code, out, err } = hanlab(['decode', HEX]);
    expect({ code, err }).eql({ code: 0, err: '' });
    expect(out).match(/^ 0 {2}df09010000000000\.\. {2}Message = ECS47 Pre-Command\n/);
    expect(out).match(
      /^\d+ {2}12001e +AuxiliaryLoadControlSwitch\[1\]\.closeTime = 30 \(switch 1 closed for 30 minutes\)$/m,
    );
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
      expect(hanlab(args, { input }), `${args}`).include({ code: 0, out: expected, err: '' });
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
      ['a directory', ['decode', scratch.path], /HANLAB_E_INPUT: .*is a directory/],
      ['standard input twice', ['decode', '-', '-'], /HANLAB_E_USAGE: - may be given once only/],
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
    expect(json(['decode', HEX, '--keys', scratch.path, '--json']).document).deep.include({
      verification: { signature: 'absent', mac: 'absent' },
    });
  });

  it('names the keys that are missing, and what is odd about the directory', () => {
    const signed = toHex(encodeFrame(signedFrame()));
    const keys = mkdtempSync(join(scratch.path, 'keys-'));
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
    const { code, out } = hanlab(['decode', join(folder, name), '--keys', mkdtempSync(join(scratch.path, 'keys-'))]);
    expect(code).equal(0);
    expect(out)
      .contain('missing: private keyAgreement key of the Access Control Broker, whom no certificate names\n')
      .contain('missing: public keyAgreement key of 00-DB-12-34-56-78-90-A0\n');
  });

  it('opens encrypted values with a directory of keys', function () {
    const directory = requireShared.call(this, 'rtds');
    const folder = join(directory, 'RTDS-4.5.0');
    const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) => /GCS53_.*\.HEX$/.test(path));
    const keys = join(directory, 'keystore');
    const { code, out } = hanlab(['decode', join(folder, file ?? ''), '--keys', keys]);
    expect(code).equal(0);
    expect(out).match(/\n +Plaintext\n +Snapshot ID = \d+\n/);
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
    expect(refused(['decode', HEX, '--keys', join(scratch.path, 'absent')])).contain('HANLAB_E_INPUT');
  });

  describe('of several messages', () => {
    it('prints each under its name, one after another', () => {
      const [a, b] = [file('one.hex', HEX), file('two.bin', MESSAGE)];
      const tree = hanlab(['decode', a]).out;
      const { code, out, err } = hanlab(['decode', a, b, '-'], { input: HEX });
      expect({ code, err }).eql({ code: 0, err: '' });
      expect(out).equal(`==> ${a} <==\n${tree}\n==> ${b} <==\n${tree}\n==> standard input <==\n${tree}`);
    });

    it('takes text beside a file for a message, and parts of a text for one where no file is named', () => {
      const { code, out } = hanlab(['decode', file('one.hex', HEX), HEX]);
      expect(code).equal(0);
      expect(out.match(/^==> .* <==$/gm)).lengthOf(2);
      expect(out).contain('\n==> argument 2 <==\n');
      expect(hanlab(['decode', HEX.slice(0, 20), HEX.slice(20)]).out).equal(hanlab(['decode', HEX]).out);
    });

    it('reports what is wrong with one, counts it, and goes on', () => {
      const good = file('good.hex', HEX);
      const bad: [path: string, error: RegExp][] = [
        ['absent.hex', /^hanlab: GBCS_E_TEXT in absent\.hex at character \d+: .*there is no file 'absent\.hex'$/],
        [scratch.path, /^hanlab: HANLAB_E_INPUT in .*: .*is a directory$/],
        [file('empty', ''), /^hanlab: GBCS_E_EMPTY in .*empty at octet 0: /],
        [file('cut.bin', MESSAGE.subarray(0, 20)), /^hanlab: GBCS_E_TRUNCATED in .*cut\.bin at octet 20 \(/],
        [file('huge.bin', new Uint8Array(600_000).fill(0xdf)), /^hanlab: GBCS_E_TOO_LARGE in .*huge\.bin /],
        [file('text.txt', 'hello, world'), /^hanlab: GBCS_E_TEXT in .*text\.txt /],
      ];
      const { code, out, err } = hanlab(['decode', ...bad.map(([path]) => path), good]);
      expect(code).equal(2);
      expect(out).equal(`==> ${good} <==\n${hanlab(['decode', good]).out}`);
      const lines = err.trimEnd().split('\n');
      expect(lines).lengthOf(bad.length + 1);
      for (const [i, [, error]] of bad.entries()) expect(lines[i]).match(error);
      expect(lines.at(-1)).equal(`${bad.length} of ${bad.length + 1} messages refused`);
    });

    it('names each of several files that are not there', () => {
      const { code, out, err } = hanlab(['decode', 'no/a.hex', 'no/b.hex']);
      expect({ code, out }).eql({ code: 2, out: '' });
      expect(err).match(/ in no\/a\.hex [^\n]*\n.* in no\/b\.hex [^\n]*\n2 of 2 messages refused\n$/);
    });

    it('gives one JSON document, in which what is refused has an error', () => {
      const good = file('good.hex', HEX);
      const cut = file('cut.bin', MESSAGE.subarray(0, 20));
      const { code, document } = json(['decode', '--json', good, cut, good]);
      expect(code).equal(2);
      const { messages, refused: count } = document as { messages: Record<string, unknown>[]; refused: number };
      expect(count).equal(1);
      expect(messages.map(({ file: name }) => name)).eql([good, cut, good]);
      const { document: alone } = json(['decode', '--json', good]);
      expect(messages[0]).eql({ file: good, ...(alone as object) });
      expect(messages[1]).property('error').include({ code: 'GBCS_E_TRUNCATED', offset: 20 });
      expect(json(['decode', '--json', '/no/a.hex', '/no/b.hex']).document).nested.property('messages[1].error.code');
    });

    it('exits 1 where one deviates, whatever else is wrong, and says so beside it', function () {
      const directory = requireShared.call(this, 'rtds');
      const folder = join(directory, 'RTDS-4.5.0', '7.5_ECS47Activate');
      const name = readdirSync(folder).find((found) => found.includes('SUCCESS_COMMAND')) ?? '';
      const text = readFileSync(join(folder, name), 'latin1').trim();
      const changed = file('changed.hex', `${text.slice(0, -2)}${text.endsWith('00') ? '01' : '00'}`);
      const keys = join(directory, 'keystore');
      const { code, out } = hanlab(['decode', join(folder, name), changed, 'absent.hex', '--keys', keys]);
      expect(code).equal(1);
      expect(out).match(/\nsignature valid, MAC valid\n[\s\S]*\nsignature valid, MAC invalid\n$/);
      const { document } = json(['decode', join(folder, name), changed, '--keys', keys, '--json']);
      expect(document).nested.property('messages[1].verification.mac', 'invalid');
      expect(document).property('keyWarnings').an('array');
    });

    it('reads every reference message in one go, within memory that one message would fill many times', function () {
      this.timeout(120_000);
      const folder = requireShared.call(this, 'rtds', 'RTDS-4.5.0');
      const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.HEX'))
        .map((path) => join(folder, path));
      const { code, out, err } = hanlab(['decode', ...paths]);
      expect({ code, err }).eql({ code: 0, err: '' });
      expect(out.match(/^==> .* <==$/gm)).lengthOf(paths.length);
      const endless = Array.from({ length: 5 }, () => paths).flat();
      const {
        code: again,
        out: text,
        err: said,
      } = hanlab(['decode', '--json', ...endless], {
        env: { NODE_OPTIONS: '--max-old-space-size=48' },
      });
      expect({ again, said }).eql({ again: 0, said: '' });
      expect((JSON.parse(text) as { messages: unknown[] }).messages).lengthOf(endless.length);
    });
  });

  describe('for a reader', () => {
    /** hanlab whose output is read by hand. */
    function reading(args: readonly string[]) {
      const child = spawn(process.execPath, [HANLAB, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      const errors: Buffer[] = [];
      child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
      return { child, said: () => Buffer.concat(errors).toString() };
    }

    it('waits for one who reads slowly, and says nothing about it', async () => {
      const many = Array.from({ length: 400 }, () => file('good.hex', HEX));
      const { child, said } = reading(['decode', '--json', ...many]);
      const ended = once(child, 'exit');
      await setTimeout(1500);
      const chunks: Buffer[] = [];
      for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
      expect(await ended).eql([0, null]);
      expect(said()).equal('');
      const { messages } = JSON.parse(Buffer.concat(chunks).toString()) as { messages: unknown[] };
      expect(messages).lengthOf(many.length);
    });

    it('ends early where that one has gone', async () => {
      // More than any pipe holds; the last one would be refused.
      const many = Array.from({ length: 400 }, () => file('good.hex', HEX));
      const { child, said } = reading(['decode', ...many, file('bad.hex', 'DF')]);
      const ended = once(child, 'exit');
      await once(child.stdout, 'data');
      child.stdout.destroy();
      expect(await ended).eql([0, null]);
      expect(said()).equal('');
    });
  });

  describe('in colour and at length', () => {
    /** With escapes that can be read. */
    const marked = (text: string) => text.replaceAll('\u001b[', '~');

    it('has colours where they are forced, and none where they are refused', () => {
      const expected = hanlab(['decode', HEX]).out;
      const coloured = hanlab(['decode', HEX], { env: { FORCE_COLOR: '1', NO_COLOR: '' } }).out;
      expect(coloured).not.equal(expected);
      expect(stripVTControlCharacters(coloured)).equal(expected);
      for (const env of [{ FORCE_COLOR: '0' }, { FORCE_COLOR: '1', NO_COLOR: '1' }, { NO_COLOR: '1' }]) {
        expect(hanlab(['decode', HEX], { env }).out, JSON.stringify(env)).equal(expected);
      }
    });

    it('sets places, groups, values and failures apart', function () {
      const folder = requireShared.call(this, 'rtds', 'RTDS-4.5.0', '4.1.1_ECS17b');
      const name = readdirSync(folder).find((found) => found.includes('ERROR_RESPONSE')) ?? '';
      const { out } = hanlab(['decode', join(folder, name)], { env: { FORCE_COLOR: '1', NO_COLOR: '' } });
      const failed = out
        .split('\n')
        .find((line) => stripVTControlCharacters(line).endsWith('action = 1 hardware-fault'));
      expect(marked(failed ?? '')).match(/^~2m.*~22m +action .*~31m1 hardware-fault~39m$/);
      expect(marked(out)).match(/~1mGrouping Header~22m\n/);
      expect(marked(out)).match(/Originator Counter .*~36m1001~39m\n/);
    });

    it('shortens octets, and shows all of them beside their offsets with --full', () => {
      const signed = signedFrame();
      const octets = encodeFrame(signed);
      const [short, full] = [hanlab(['decode', toHex(octets)]).out, hanlab(['decode', '--full', toHex(octets)]).out];
      const signature = toHex(signed.signature ?? new Uint8Array(0));
      expect(short).contain(`${signature.slice(0, 32)}.. (64 octets)\n`);
      expect(full).contain(` = ${signature}\n`);
      // The lines of the signature, which is the last part: its octets, eight at a time, each at its place.
      const last = full.trimEnd().split('\n').slice(-8);
      const at = octets.length - 64;
      expect(last.map((line) => line.trim().split(/ +/).slice(0, 2))).eql(
        Array.from({ length: 8 }, (_, i) => [String(at + 8 * i), toHex(octets.subarray(at + 8 * i, at + 8 * i + 8))]),
      );
    });

    it('lets nothing that steers a terminal through: neither from a message nor from the name of a file', () => {
      // A Pre-Command whose payload of no known family is shown as octets, and a text in a DLMS payload.
      const steering = '\u001b[31m\u0007\u009b31m\u202e\u2028\u00ad';
      const text = Buffer.from(steering, 'utf8');
      const payload = Buffer.concat([
        Buffer.from('0f2000000000', 'hex').subarray(0, 5),
        Buffer.from([0]),
        Buffer.from([0x0c, text.length]),
        text,
      ]);
      const header = Buffer.from(`df0903${'00'.repeat(7)}0108${'00'.repeat(8)}08${'11'.repeat(8)}00020123`, 'hex');
      const message = Buffer.concat([header, Buffer.from([payload.length]), payload]);
      const { code, out } = hanlab(['decode', '-'], { input: message });
      expect(code).equal(0);
      expect(out)
        .contain('Message')
        .not.match(/[\p{Cf}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u);
      expect(out).contain('31m');
      const document = hanlab(['decode', '-', '--json'], { input: message }).out;
      expect(document).not.match(/[\p{Cf}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u);
      expect(JSON.stringify(JSON.parse(document))).contain('\u202e');
      if (process.platform === 'win32') return;
      const named = file('\u001b[31m.hex', HEX);
      const several = hanlab(['decode', named, named, file('\u001b]0;.bin', '')]);
      expect(several.out + several.err).not.match(/(?!\n)\p{Cc}/u);
      expect(several.out).contain('?[31m.hex <==');
    });
  });
});
