import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { decodeFrame, decodeMessage, encodeFrame, fromHex, nameMessage, toHex } from '../../gbcs/index.js';
import { requestText } from '../emulator/dcc/transform/own-requests.js';
import { requireShared } from '../shared.js';
import { hanlab, json, refused } from './hanlab.js';
import { scratchDirectory } from './scratch.js';

const BROKER = '90-B3-D5-1F-30-00-00-02';
const DEVICE_LOG = ['--other', '00-DB-12-34-56-78-90-A0=esme'];
const byBroker = (counter: string) => ['--originator', BROKER, '--counter', counter];

/**
 * Requests of the data set, the message that each is to become, and what a user says of it. Without options: kind and
 * version are found.
 */
const OF_THE_DATA_SET: readonly (readonly [name: string, reference: string, ...options: string[]])[] = [
  ['7.5_ECS47Activate', 'SUCCESS_PRECOMMAND'],
  ['7.8_ECS47Reset', 'SUCCESS_PRECOMMAND'],
  ['7.13_ECS47a', 'APC_OUTPUT_SUCCESS_PRECOMMAND'],
  ['6.14.1_ECS46a', 'SOME_OPTIONALS_SUCCESS_PRECOMMAND', '--gbcs-version', '4.0'],
  ['8.7.1_CS03A1', 'SUCCESS_PRECOMMAND', '--other', '00-DB-12-34-56-78-90-9A=hcalcs'],
  ['8.11_CCS01', 'SUCCESS_COMMAND', ...byBroker('1302'), ...DEVICE_LOG],
  ['8.9_CCS06', 'SUCCESS_COMMAND', ...byBroker('1300'), '--device-kind', 'communicationsHub'],
  [
    '8.9_CCS05CCS04',
    'SUCCESS_COMMAND',
    ...byBroker('1300'),
    '--device-kind',
    'communicationsHub',
    '--gbcs-version',
    '2.0',
  ],
  [
    '9.1_ECS50',
    'SUCCESS_COMMAND',
    ...byBroker('1300'),
    '--made',
    'customerIdentificationNumber=1234',
    '--device-kind',
    'esme',
  ],
  [
    '6.24.1_CS02aMAC',
    'SUCCESS_COMMAND',
    ...byBroker('1302'),
    '--supplementary',
    'none',
    '--device-kind',
    'esme',
    '--gbcs-version',
    '3.1',
  ],
];

describe('hanlab transform', function () {
  this.timeout(120_000);
  const scratch = scratchDirectory();
  const EXAMPLE = 'docs/examples/deactivate-auxiliary-load.xml';
  const PRE_COMMAND =
    'df090100000000000007d10890b3d51f300200000800db1234567890a00002005522d9200007d1000202000100005e2c76020203000900000a0067ff010212003c120212';

  it('prints the Pre-Command of a critical request, from a file or standard input', () => {
    expect(hanlab(['transform', EXAMPLE])).eql({
      code: 0,
      out: `${PRE_COMMAND}\n`,
      err: 'ECS47, as for esme of GBCS 3.1\n',
    });
    const input = readFileSync(EXAMPLE);
    const known = ['--device-kind', 'esme', '--gbcs-version', '3.1'];
    expect(hanlab(['transform', '-', ...known], { input })).eql({ code: 0, out: `${PRE_COMMAND}\n`, err: '' });
  });

  it('shows what it says as decode does, and all of it as JSON, with the context', () => {
    const { out } = hanlab(['transform', EXAMPLE, '--tree']);
    expect(out).equal(hanlab(['decode', PRE_COMMAND]).out);
    const { code, document } = json(['transform', EXAMPLE, '--json', '--now', '2026-01-05T18:00:00Z']);
    expect(code).equal(0);
    expect(document).eql({
      useCase: 'ECS47',
      hex: PRE_COMMAND,
      named: JSON.parse(JSON.stringify(nameMessage(decodeMessage(fromHex(PRE_COMMAND))))),
      context: {
        devices: [{ kind: 'esme', gbcsVersion: '3.1' }],
        originator: '90-B3-D5-1F-30-02-00-00',
        counter: '2001',
        now: '2026-01-05T18:00:00.000Z',
        others: {},
        made: {},
      },
    });
    expect(json(['transform', EXAMPLE, '--json', '--tree']).document).have.nested.property('message.children');
  });

  it('makes the messages of the data set from its requests', function () {
    const rtds = requireShared.call(this, 'rtds');
    const schemas = requireShared.call(this, 'schemas');
    for (const [name, reference, ...options] of OF_THE_DATA_SET) {
      const [variant = '', useCase = ''] = name.split('_');
      const message = `${useCase}_${variant}_${reference}_GBCS.HEX`;
      const expected = readFileSync(join(rtds, 'RTDS-4.5.0', name, message), 'latin1');
      const request = message.replace(/(PRE)?COMMAND_GBCS.HEX/, 'REQUEST_DUIS.XML');
      const { code, out, err } = hanlab(['transform', join(rtds, 'duis', request), '--schemas', schemas, ...options]);
      expect(code, `${name} ${err}`).equal(0);
      const { header, payload } = decodeFrame(fromHex(expected.trim()));
      expect(out.trim(), name).equal(toHex(encodeFrame({ header, payload })));
    }
  });

  it('sends in another’s name for the requester, unless told for whom', () => {
    const request = scratch.file('read.xml', requestText('7.14', '<ReadAuxiliaryControllerConfigurationData/>'));
    const named = (...options: readonly string[]) => {
      const { document } = json(['transform', request, '--json', '--device-kind', 'esme', ...options]);
      return (document as { named: Record<string, unknown> }).named;
    };
    expect(named()).include({ originator: '90-B3-D5-1F-30-01-00-00', originatorCounter: '1000' });
    expect(named(...byBroker('77'))).include({
      originator: BROKER,
      originatorCounter: '77',
      supplementaryRemotePartyId: '90-B3-D5-1F-30-01-00-00',
      supplementaryRemotePartyCounter: '1000',
    });
    const other = '90-B3-D5-1F-30-03-00-00';
    expect(named(...byBroker('77'), '--supplementary', other)).property('supplementaryRemotePartyId', other);
    expect(named(...byBroker('77'), '--supplementary', 'none')).not.property('supplementaryRemotePartyId');
  });

  it('refuses what may become several Commands, and says which', () => {
    const request = scratch.file('supply.xml', requestText('7.4', '<ReadSupplyStatus/>'));
    expect(refused(['transform', request])).equal(
      'hanlab: HANLAB_E_USAGE: it may become several Commands; --device-kind says which: ' +
        'ECS45 for esme of GBCS 3.1 or 4.0; GCS33 for gsme of GBCS 3.1 or 4.0, gasProxyFunction of GBCS 3.1 or 4.0',
    );
    expect(hanlab(['transform', request, '--device-kind', 'gsme']).err).equal(
      'GCS33, as for gsme of GBCS 3.1 or 4.0\n',
    );
  });

  it('refuses what becomes no Command, and documents that are none, with their codes', function () {
    const schemas = requireShared.call(this, 'schemas');
    const example = readFileSync(EXAMPLE, 'utf8');
    const refusal = (text: string, ...options: readonly string[]) => refused(['transform', '-', ...options], text);
    expect(refusal(example, '--device-kind', 'hcalcs')).contain(
      'DUIS_E_REQUEST (DeactivateAuxiliaryLoad): no use case',
    );
    expect(refusal(requestText('8.2', '<ReadInventory/>'))).contain(
      "DUIS_E_REQUEST (ReadInventory): 8.2 is a service of the DCC's own, of which no Command is made",
    );
    expect(
      refusal(
        requestText(
          '8.7.1',
          '<JoinServiceCritical><OtherDeviceID>00-DB-12-34-56-78-90-A5</OtherDeviceID></JoinServiceCritical>',
        ),
      ),
    ).contain(
      'DUIS_E_REQUEST (OtherDeviceID): 00-DB-12-34-56-78-90-A5 is not in the inventory; --other EUI=KIND says what it is',
    );
    expect(refusal(requestText('9.1', '<RequestCustomerIdentificationNumber/>'), '--device-kind', 'esme')).contain(
      '--made customerIdentificationNumber=VALUE says what it is',
    );
    expect(refusal(example.replace('index="2"', 'index="6"'), '--schemas', schemas)).contain('DUIS_E_SCHEMA: line 11');
    expect(refusal(example.replace('?>', '?><!DOCTYPE a>'))).contain('DUIS_E_XML: the document has a document type');
    expect(refusal('')).contain('DUIS_E_XML');
    expect(refusal('<a/>')).contain('DUIS_E_SCHEMA (a): the document is no sr:Request');
    expect(refusal(' '.repeat(5_000_000))).contain('DUIS_E_TOO_LARGE');
    expect(refused(['transform', 'absent.xml'])).contain("HANLAB_E_INPUT: 'absent.xml' cannot be read (ENOENT)");
    const { code, document } = json(['transform', '-', '--json'], { input: '<a' });
    expect(code).equal(2);
    expect(document).have.nested.property('error.code', 'DUIS_E_XML');
  });

  it('refuses options that say nothing', () => {
    for (const [option, value, message] of [
      ['--now', 'tomorrow', "'tomorrow' is no time such as"],
      ['--now', '2026-02-30T00:00:00Z', 'is no time such as'],
      ['--counter', '18446744073709551616', '--counter takes a counter, 0 to 18446744073709551615'],
      ['--originator', '90', '--originator is an identifier'],
      ['--supplementary', 'nobody', '--supplementary is an identifier'],
      ['--other', '00-DB-12-34-56-78-90-A5', '--other is given as EUI=KIND'],
      ['--other', '00-DB-12-34-56-78-90-A5=toaster', "'toaster' is no kind of device"],
      ['--other', '00-DB-12-34-56-78-90-A5=ppmid', '--other 00-DB-12-34-56-78-90-A5 is of no use'],
      ['--made', 'foo=bar', "--made 'foo' is of no use"],
      ['--esme-variant', 'zz!', "'zz!' is no variant of an ESME; choose from A, AD, ADE"],
      ['--made', 'x', '--made is given as NAME=VALUE'],
      ['--device-kind', 'ihd', "'ihd' is no device-kind"],
      ['--kept-log', 'absent.json', 'HANLAB_E_INPUT'],
    ] as const) {
      expect(refused(['transform', EXAMPLE, option, value]), option).contain(message);
    }
  });
});
