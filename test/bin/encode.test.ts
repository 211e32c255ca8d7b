import { join } from 'node:path';
import { expect } from 'chai';
import {
  buildMessage,
  deactivateSwitch,
  decodeMessage,
  encodeFrame,
  eui64,
  fromHex,
  opensslProvider,
  toHex,
  verifyFrame,
} from '../../gbcs/index.js';
import { accessControlBrokerOf, openKeyDirectory } from '../../vectors/index.js';
import { requireShared } from '../shared.js';
import { hanlab, json, refused as refusedCommand } from './hanlab.js';
import { scratchDirectory } from './scratch.js';

const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
const ESME = '00-DB-12-34-56-78-90-A0';
const HEADER = ['--originator', SUPPLIER, '--recipient', ESME, '--counter', '2001'];
const VALUES = ['AuxiliaryLoadControlSwitch[2].openTime=60', 'AuxiliaryLoadControlSwitch[n].openCloseOrReset=530'];
const PRE_COMMAND = toHex(
  encodeFrame(
    buildMessage({
      cra: 1,
      originatorCounter: 2001n,
      originator: eui64(SUPPLIER),
      recipient: eui64(ESME),
      otherInformation: { messageCode: 0x0055 },
      payload: deactivateSwitch(2, 60).payload,
    }),
  ),
);

describe('hanlab encode', function () {
  this.timeout(60_000);
  const scratch = scratchDirectory();
  const refused = (args: readonly string[], input = '') => refusedCommand(['encode', ...args], input);

  it('makes a Pre-Command of named values, in any order', () => {
    expect(hanlab(['encode', 'ECS47', ...HEADER, ...VALUES])).eql({ code: 0, out: `${PRE_COMMAND}\n`, err: '' });
    expect(hanlab(['encode', 'ECS47', ...VALUES.toReversed(), ...HEADER]).out).equal(`${PRE_COMMAND}\n`);
  });

  it('takes values from a file or standard input, those on the command line first', () => {
    const payload = {
      'AuxiliaryLoadControlSwitch[2].openTime': 5,
      'AuxiliaryLoadControlSwitch[n].openCloseOrReset': 530,
    };
    const path = scratch.file('values.json', JSON.stringify(payload));
    const [openTime = ''] = VALUES;
    expect(hanlab(['encode', 'ECS47', ...HEADER, '--values', path, openTime]).out).equal(`${PRE_COMMAND}\n`);
    const whole = { originator: SUPPLIER, recipient: ESME, originatorCounter: '2001', payload };
    const input = JSON.stringify({ named: { useCase: 'ECS47', ...whole } });
    expect(hanlab(['encode', 'ECS47', '--values', '-', openTime], { input }).out).equal(`${PRE_COMMAND}\n`);
  });

  it('signs and adds a MAC with the keys of a directory', function () {
    const directory = requireShared.call(this, 'rtds', 'keystore');
    const { code, document } = json([
      'encode',
      'ECS47',
      ...HEADER,
      ...VALUES,
      '--sign',
      '--mac',
      '--keys',
      directory,
      '--json',
    ]);
    const { octets, named } = document as { octets: string; named: { mac: string; payload: object } };
    expect(code).equal(0);
    expect(named.mac).equal('computed');
    const { store } = openKeyDirectory(opensslProvider, directory);
    const accessControlBroker = accessControlBrokerOf(store) ?? eui64(SUPPLIER);
    const { frame } = decodeMessage(fromHex(octets));
    const holds = verifyFrame(frame, { provider: opensslProvider, keys: store, accessControlBroker });
    expect(holds).eql({ signature: 'valid', mac: 'valid' });
  });

  it('says so where a signature that was kept does not hold any more', function () {
    const directory = requireShared.call(this, 'rtds', 'keystore');
    const keys = ['--keys', directory, '--json'];
    const { document } = json(['encode', 'ECS47', ...HEADER, ...VALUES, '--sign', '--mac', ...keys]);
    const input = JSON.stringify(document);
    const kept = hanlab(['encode', 'ECS47', '--values', '-', ...keys], { input });
    expect(kept).include({ code: 0, err: '' });
    expect(JSON.parse(kept.out)).eql(document);
    const changed = hanlab(['encode', 'ECS47', '--values', '-', '--counter', '2002', ...keys], { input });
    expect(changed.code).equal(0);
    expect(changed.err).match(/^warning: the signature that the values give does not hold over them; --sign/);
  });

  it('makes ASN.1 from names, lists and objects', () => {
    const values = [
      'authorisingCell={"role":"supplier","keyUsage":["digitalSignature"]}',
      'rolesRequested=["root","supplier"]',
    ];
    const { code, out, err } = hanlab(['encode', 'CS02a', ...HEADER, ...values]);
    expect({ code, err }).eql({ code: 0, err: '' });
    expect(decodeMessage(fromHex(out.trim())).payload).deep.include({
      type: 'ProvideSecurityCredentialDetailsCommand',
    });
  });

  it('refuses what does not belong, and says where', () => {
    expect(refused(['ECS47', ...HEADER, 'AuxiliaryLoadControlSwitch[2].openTime=70000']))
      .contain('(payload.AuxiliaryLoadControlSwitch[2].openTime)')
      .contain('70000 is not from 0 to 65535');
    expect(refused(['ECS47', ...HEADER, 'openTime=1'])).contain('ECS47 has no such row; it has Auxiliary');
    expect(refused(['ECS47', ...HEADER])).contain('openCloseOrReset): is missing');
    expect(refused(['ECS999', ...HEADER]))
      .contain('GBCS_E_UNKNOWN_USE_CASE')
      .contain("no use case 'ECS999'");
    expect(refused(['ecs47', ...HEADER])).contain('did you mean ECS47');
    expect(refused(['ECS47', ...HEADER, ...VALUES, ...VALUES.slice(0, 1)])).contain('may be given once only');
    expect(refused(['ECS47a', ...HEADER, 'AuxiliaryController[1].settingPeriodEnd=tomorrow'])).contain(
      'is not a date and time in UTC such as',
    );
    expect(refused(['ECS61a', '--values', '-'], '{"payload":5}')).contain('the payload is not an object');
    expect(refused(['ECS47', ...HEADER, ...VALUES, '--sign'])).contain('GBCS_E_KEY_MISSING');
    expect(refused(['ECS47', ...VALUES])).contain('--originator is missing');
    expect(refused(['ECS47', ...HEADER, '=5'])).contain('name=value');
    expect(refused(['ECS47', ...HEADER, 'a={"b"'])).contain('the value of a is not JSON');
    expect(refused(['ECS47', ...HEADER, '--message', 'Question'])).contain('HANLAB_E_USAGE');
    expect(refused(['ECS47', ...HEADER, '--values', join(scratch.path, 'none.json')])).contain('HANLAB_E_INPUT');
    expect(refused(['ECS47', '--values', '-'], '[1')).contain('standard input is not JSON');
    expect(refused(['ECS47', '--values', '-'], '[1]')).contain('not an object');
    expect(refused(['ECS47', '--values', '-'], '{"useCase":"ECS42","payload":{}}')).contain('of ECS42, not of ECS47');
  });

  it('makes a message that is not as its use case has it only when asked to', () => {
    const args = [
      'ECS47',
      ...HEADER,
      'AuxiliaryLoadControlSwitch[2].openTime=60',
      'AuxiliaryLoadControlSwitch[3].openTime=60',
    ];
    const wrong = [...args, 'AuxiliaryLoadControlSwitch[n].openCloseOrReset={"dlms:enum":1}'];
    expect(refused(wrong)).contain('GBCS_E_PAYLOAD');
    const { code, out, err } = hanlab(['encode', ...wrong, '--lenient']);
    expect(code).equal(0);
    expect(out).match(/^df[0-9a-f]+\n$/);
    expect(err).match(/^finding: GBCS_E_PAYLOAD/);
  });
});
