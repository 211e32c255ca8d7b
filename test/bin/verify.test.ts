import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  activateSwitch,
  buildMessage,
  encodeFrame,
  eui64,
  type Frame,
  macFrame,
  makeTestPki,
  opensslProvider,
  type PrivateKey,
  type PublicKey,
  signFrame,
  toHex,
} from '../../gbcs/index.js';
import { requireShared } from '../shared.js';
import { HANLAB, hanlab, json, refused } from './hanlab.js';
import { scratchDirectory } from './scratch.js';

const SUPPLIER = eui64('90b3d51f30010000');
const BROKER = eui64('90b3d51f30000002');
const DEVICE = eui64('00db1234567890a0');

const pki = makeTestPki('verify');
const [supplierKey] = pki.organisation(SUPPLIER, 2, ['digitalSignature']);
const [brokerSigning, brokerKey] = pki.organisation(BROKER, 4, ['digitalSignature', 'keyAgreement']);
const [deviceSigning, deviceKey] = pki.device(DEVICE);
if (!supplierKey || !brokerSigning || !brokerKey) throw new Error('the test PKI made no keys');
const KEYS = [
  [`${SUPPLIER}-ds`, supplierKey],
  [`${BROKER}-ds`, brokerSigning],
  [`${BROKER}-ka`, brokerKey],
  [`${DEVICE}-ds`, deviceSigning],
  [`${DEVICE}-ka`, deviceKey],
] as const;
const store = pki.store(opensslProvider, [supplierKey, brokerSigning, brokerKey, deviceSigning, deviceKey]);

function there<Key extends PrivateKey | PublicKey>(key: Key | undefined): Key {
  if (key === undefined) throw new Error('a key is missing');
  return key;
}

function signed(frame: Frame): Frame {
  const key = there(store.privateKey({ entity: frame.header.originator, usage: 'digitalSignature' }));
  return signFrame(opensslProvider, frame, key);
}

/** With the MAC of the broker and the device, whoever they stand for. */
function maced(frame: Frame): Frame {
  const own = there(store.privateKey({ entity: BROKER, usage: 'keyAgreement' }));
  const peer = there(store.publicKey({ entity: DEVICE, usage: 'keyAgreement' }));
  return macFrame(opensslProvider, frame, opensslProvider.sharedSecret(own, peer));
}

function command(messageCode: number, cra: 1 | 3 = 1): Frame {
  return buildMessage({
    cra,
    originatorCounter: 1000n,
    originator: SUPPLIER,
    recipient: DEVICE,
    otherInformation: { messageCode },
    payload: activateSwitch(1, 30).payload,
  });
}

const hex = (frame: Frame) => toHex(encodeFrame(frame));
const GOOD = hex(maced(signed(command(0x0055))));

interface Verified {
  readonly verdict: string;
  readonly checks: readonly { readonly check: string; readonly outcome: string; readonly missingKeys?: unknown[] }[];
}

describe('hanlab verify', function () {
  this.timeout(60_000);
  const scratch = scratchDirectory();
  let keys: string;

  function keyDirectory(...names: string[]): string {
    const directory = mkdtempSync(join(scratch.path, 'keys-'));
    for (const [name, key] of KEYS) {
      if (names.length > 0 && !names.includes(name)) continue;
      writeFileSync(join(directory, `${name}.pem`), key.certificate.der);
      const scalar = Buffer.concat([Buffer.from('30250201010420', 'hex'), key.privateScalar]);
      if (name.startsWith(BROKER)) writeFileSync(join(directory, `${name}.key`), scalar);
    }
    return directory;
  }

  before(() => {
    keys = keyDirectory();
  });

  function outcomes(message: string, ...options: string[]): [code: number | null, verdict: string, checks: string[]] {
    const { code, document } = json(['verify', message, '--keys', keys, '--json', ...options]);
    const { verdict, checks } = document as Verified;
    return [code, verdict, checks.map(({ check, outcome }) => `${check} ${outcome}`)];
  }

  it('says of each check how it came out, and exits 0 where all of them hold', () => {
    const { code, out, err } = hanlab(['verify', GOOD, '--keys', keys, '--last-counter', '999']);
    expect({ code, err }).eql({ code: 0, err: '' });
    expect(out).equal(
      [
        'ECS47 Command, counter 1000, from 90-B3-D5-1F-30-01-00-00 to 00-DB-12-34-56-78-90-A0',
        '  use case     valid  0x0055 ECS47 has a Command',
        '  protections  valid  SME.C.C demands signature and MAC',
        '  signature    valid  holds',
        '  MAC          valid  holds',
        '  counter      valid  1000 is above 999',
        'valid',
        '',
      ].join('\n'),
    );
  });

  it('exits 1 where a signature or MAC does not hold', () => {
    const other = `${GOOD.slice(0, -2)}${GOOD.endsWith('00') ? '01' : '00'}`;
    expect(outcomes(other)).eql([
      1,
      'invalid',
      ['use case valid', 'protections valid', 'signature valid', 'MAC invalid'],
    ]);
    const changed = maced({ ...signed(command(0x0055)), header: command(0x0055).header, payload: new Uint8Array(3) });
    expect(outcomes(hex(changed))[2])
      .contain('signature invalid')
      .contain('MAC valid');
  });

  it('exits 1 where a demanded protection is missing, and where there is one that does not belong', () => {
    const missing = ['use case valid', 'protections missing'];
    expect(outcomes(hex(command(0x0055)))).eql([1, 'invalid', [...missing, 'signature missing', 'MAC missing']]);
    expect(outcomes(hex(signed(command(0x0055))))).eql([1, 'invalid', [...missing, 'signature valid', 'MAC missing']]);
    expect(outcomes(hex(maced(command(0x0055))))).eql([1, 'invalid', [...missing, 'signature missing', 'MAC valid']]);
    // CCS01 is not critical: a MAC alone.
    expect(outcomes(hex(maced(signed(command(0x0001)))))).eql([
      1,
      'invalid',
      ['use case valid', 'protections invalid', 'signature valid', 'MAC valid'],
    ]);
  });

  it('passes nothing that its use case has no message for', () => {
    expect(outcomes(hex(maced(signed(command(0x0055, 3)))))).deep.include('invalid');
    // HECS01 is a code for a log; there is no such message, and so nothing that it would have to carry.
    expect(outcomes(hex(command(0x0119)))).eql([1, 'invalid', ['use case invalid']]);
    const { code, out } = hanlab(['verify', hex(maced(signed(command(0x0fff)))), '--keys', keys]);
    expect(code).equal(3);
    expect(out).match(
      /use case +unverifiable +the catalogue does not know message code 0x0FFF\n[\s\S]*\nunverifiable\n$/,
    );
  });

  it('exits 3 where a key is missing, and names it: that is no pass', () => {
    const { code, document } = json(['verify', GOOD, '--json', '--keys', keyDirectory(`${DEVICE}-ka`, `${BROKER}-ka`)]);
    const { verdict, checks } = document as Verified;
    expect({ code, verdict }).eql({ code: 3, verdict: 'unverifiable' });
    expect(checks[2]).deep.include({
      check: 'signature',
      outcome: 'unverifiable',
      missingKeys: [{ entity: SUPPLIER, usage: 'digitalSignature', key: 'public' }],
    });
    const none = hanlab(['verify', GOOD, '--keys', mkdtempSync(join(scratch.path, 'none-'))]);
    expect(none.code).equal(3);
    expect(none.out)
      .contain('missing: public digitalSignature key of 90-B3-D5-1F-30-01-00-00\n')
      .contain('private keyAgreement key of the Access Control Broker, whom no certificate names');
  });

  it('refuses a counter that is not above the last one, where the use case is protected against replay', () => {
    for (const [last, code, outcome] of [
      ['0', 0, 'valid'],
      ['999', 0, 'valid'],
      ['1000', 1, 'invalid'],
      ['18446744073709551615', 1, 'invalid'],
    ] as const) {
      expect(outcomes(GOOD, '--last-counter', last), last).satisfy(
        ([exit, , checks]: [number, string, string[]]) => exit === code && checks.includes(`counter ${outcome}`),
      );
    }
    // ECS46a is critical, and its counter does not matter.
    const unprotected = outcomes(hex(maced(signed(command(0x0053)))), '--last-counter', '5000');
    expect(unprotected).eql([
      0,
      'valid',
      ['use case valid', 'protections valid', 'signature valid', 'MAC valid', 'counter not applicable'],
    ]);
  });

  it('takes several messages, counts them, and exits with the worst', () => {
    const good = scratch.file('good.hex', GOOD);
    const bare = scratch.file('bare.hex', hex(command(0x0055)));
    const { code, out, err } = hanlab(['verify', good, bare, good, '--keys', keys]);
    expect(code).equal(1);
    expect(out.match(/^==> /gm)).lengthOf(3);
    expect(err).equal('2 valid, 1 invalid\n');
    const { code: again, document } = json(['verify', good, 'absent.hex', '--keys', keys, '--json']);
    expect(again).equal(2);
    expect(document).deep.include({ totals: { valid: 1, invalid: 0, unverifiable: 0 }, refused: 1 });
    expect(document).nested.property('messages[1].error.code', 'GBCS_E_TEXT');
    const stranger = scratch.file('stranger.hex', hex(maced(signed(command(0x0fff)))));
    expect(hanlab(['verify', good, stranger, '--keys', keys]).code).equal(3);
    expect(hanlab(['verify', stranger, bare, '--keys', keys]).code).equal(1);
    expect(hanlab(['verify', stranger, bare, 'absent.hex', '--keys', keys]).code).equal(1);
  });

  it('judges all messages, even where nobody reads what it says of them', async () => {
    const good = scratch.file('good.hex', GOOD);
    const bare = scratch.file('bare.hex', hex(command(0x0055)));
    const args = ['verify', ...Array.from({ length: 400 }, () => good), bare, '--keys', keys];
    const child = spawn(process.execPath, [HANLAB, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await ended).eql([1, null]);
  });

  it('refuses a wrong command line in one line', () => {
    expect(refused(['verify', GOOD])).contain('--keys is missing');
    expect(refused(['verify', '--keys', keys])).contain('an argument is missing');
    expect(refused(['verify', GOOD, '--keys', join(scratch.path, 'absent')])).contain('HANLAB_E_INPUT');
    expect(refused(['verify', GOOD, '--keys', scratch.file('no-directory', '')])).contain('HANLAB_E_INPUT');
    for (const counter of ['x', '-1', '1.5', '0x10', '18446744073709551616', '']) {
      expect(refused(['verify', GOOD, '--keys', keys, `--last-counter=${counter}`]), counter).contain('--last-counter');
    }
    expect(refused(['verify', GOOD, '--keys', keys, '--device', 'toaster'])).contain("'toaster' is no device");
    expect(refused(['verify', GOOD.slice(0, 60), '--keys', keys])).contain('GBCS_E_TRUNCATED');
    expect(refused(['verify', scratch.path, '--keys', keys])).contain('is a directory');
    const key = toHex(Buffer.concat([Buffer.from('30250201010420', 'hex'), brokerKey.privateScalar]));
    expect(refused(['verify', key, '--keys', keys])).match(/: this is a key, not a message$/);
  });

  describe('on the reference messages', () => {
    it('finds all of them valid, but for Pre-Commands, and those that a key or a fact is missing for', function () {
      const directory = requireShared.call(this, 'rtds');
      const folder = join(directory, 'RTDS-4.5.0');
      const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.HEX'))
        .map((path) => join(folder, path));
      const { code, out } = hanlab(['verify', ...paths, '--keys', join(directory, 'keystore'), '--json']);
      expect(code).equal(1);
      const { messages } = JSON.parse(out) as { messages: (Verified & { file: string; name: string })[] };
      expect(messages).lengthOf(paths.length);
      const unknown: string[] = [];
      for (const { file, name, verdict } of messages) {
        if (verdict === 'unverifiable') unknown.push(name);
        else expect(verdict, file).equal(/_PRECOMMAND/.test(file) ? 'invalid' : 'valid');
      }
      expect([...new Set(unknown)].sort()).eql(['CS02bACBByACB', 'PCS01', 'PCS02']);
    });

    it('does not guess the kind of device where the protections depend on it', function () {
      const directory = requireShared.call(this, 'rtds');
      const folder = join(directory, 'RTDS-4.5.0', '8.5_CS02bACBByACB');
      const name = readdirSync(folder).find((one) => one.includes('SUCCESS_COMMAND')) ?? '';
      const verified = (...options: string[]) => {
        const args = ['verify', join(folder, name), '--keys', join(directory, 'keystore'), '--json', ...options];
        const { code, document } = json(args);
        return [code, ...(document as Verified).checks.map(({ check, outcome }) => `${check} ${outcome}`)];
      };
      expect(verified()).eql([3, 'use case valid', 'protections unverifiable', 'MAC valid']);
      expect(verified('--device', 'esme')).eql([0, 'use case valid', 'protections valid', 'MAC valid']);
      const ofHub = verified('--device', 'communicationsHub');
      expect(ofHub).eql([1, 'use case valid', 'protections missing', 'signature missing', 'MAC valid']);
    });

    it('cannot open an encrypted value without a key, and does not take a damaged one', function () {
      const directory = requireShared.call(this, 'rtds');
      const folder = join(directory, 'RTDS-4.5.0');
      const path = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((one) => /GCS53_.*\.HEX$/.test(one));
      const file = join(folder, path ?? '');
      const all = join(directory, 'keystore');
      expect(hanlab(['verify', file, '--keys', all]).out).match(
        / encrypted +valid +(\d+) of \1 encrypted values open\n/,
      );
      const text = readFileSync(file, 'latin1').trim();
      const few = mkdtempSync(join(scratch.path, 'few-'));
      for (const name of readdirSync(all)) {
        if (name.endsWith('-ds.pem')) copyFileSync(join(all, name), join(few, name));
      }
      const { document } = json(['verify', file, '--keys', few, '--json']);
      expect((document as Verified).checks.find(({ check }) => check === 'encrypted')).include({
        outcome: 'unverifiable',
      });
      // The last octet of the value's tag, before the length and the 64 octets of the signature.
      const at = text.length - 2 * 66;
      const damaged = `${text.slice(0, at)}${text.slice(at, at + 2) === '00' ? '01' : '00'}${text.slice(at + 2)}`;
      const { code, out } = hanlab(['verify', damaged, '--keys', all]);
      expect(code).equal(1);
      expect(out).match(/ encrypted +invalid +1 of \d+ encrypted values: .* does not authenticate\n/);
    });
  });
});
