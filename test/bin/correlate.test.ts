import { join } from 'node:path';
import { expect } from 'chai';
import { DEVICES } from '../../emulator/index.js';
import { formatEui64 } from '../../gbcs/index.js';
import { requestText } from '../emulator/dcc/transform/own-requests.js';
import { requireShared } from '../shared.js';
import { hanlab, refused } from './hanlab.js';
import { scratchDirectory } from './scratch.js';

const PRE_COMMAND =
  'DF090100000000000007D10890B3D51F300100000800DB1234567890A00002005522D9200007D1000202000100005E2C76020203000900000A' +
  '0067FF010212003C120212';
/** ECS47, of which the second instruction failed, to the party of the request. */
const RESPONSE = 'DF090200000000000007D10800DB1234567890A00890B3D51F30010000000200550FDA200007D10000020000020200030100';
const REQUEST = `<sr:Request xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4">
  <sr:Header>
    <sr:RequestID>90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:2001</sr:RequestID>
    <sr:CommandVariant>4</sr:CommandVariant>
    <sr:ServiceReference>7.6</sr:ServiceReference>
    <sr:ServiceReferenceVariant>7.6</sr:ServiceReferenceVariant>
  </sr:Header>
  <sr:Body>
    <sr:DeactivateAuxiliaryLoad>
      <sr:DeactivateALCSHCALCS index="2"><sr:Duration>60</sr:Duration></sr:DeactivateALCSHCALCS>
    </sr:DeactivateAuxiliaryLoad>
  </sr:Body>
</sr:Request>`;

describe('hanlab correlate', function () {
  this.timeout(60_000);

  const scratch = scratchDirectory();
  const file = (name: string, contents: string): string => scratch.file(name, contents);
  const request = (): string => file('request.xml', REQUEST);

  it('exits 0 where the Pre-Command is what the request asks for, also as JSON and from a file', () => {
    const args = ['correlate', '--request', request(), '--pre-command'];
    expect(hanlab([...args, PRE_COMMAND])).include({
      code: 0,
      out: 'the Pre-Command is what the request asks for: ECS47 to esme\n',
    });
    const { code, out } = hanlab([...args, file('pre-command.hex', PRE_COMMAND), '--json']);
    expect(code).equal(0);
    expect(JSON.parse(out)).eql({
      matched: true,
      useCase: 'ECS47',
      device: { kind: 'esme', gbcsVersion: '2.0' },
      taken: {},
    });
  });

  it('exits 1 where it is another, and where a Response answers another request', () => {
    const tampered = PRE_COMMAND.replace('12003C', '12003D');
    const { code, out } = hanlab(['correlate', '--request', request(), '--pre-command', tampered, '--json']);
    expect(code).equal(1);
    expect(JSON.parse(out)).deep.include({ matched: false });
    expect(out).include('DUIS_E_CORRELATION').and.include('openTime');
    const other = hanlab(['correlate', RESPONSE.replace('07D108', '07D208'), '--request', request()]);
    expect(other.code).equal(1);
    expect(other.out).match(/DUIS_E_CORRELATION \(originatorCounter\)/);
  });

  it('prints the Response of a request as MMC, validated where schemas are given', function () {
    const { code, out } = hanlab(['correlate', RESPONSE, '--request', request()]);
    expect(code).equal(0);
    expect(out).include('<ra:DeactivateAuxiliaryLoadRsp MessageSuccess="false"/>');
    const schemas = requireShared.call(this, 'schemas');
    const valid = hanlab(['correlate', RESPONSE, '--request', request(), '--schemas', schemas, '--json']);
    expect(valid.code).equal(0);
    expect(JSON.parse(valid.out)).deep.include({ valid: true });
  });

  describe('with what the request does not say', () => {
    /** What follows the command: a request, and the Pre-Command that it becomes by these options. */
    function pair(variant: string, body: string, ...options: readonly string[]): readonly string[] {
      const path = file('asked.xml', requestText(variant, body));
      const { code, out, err } = hanlab(['transform', path, ...options]);
      expect(code, err).equal(0);
      return ['correlate', '--request', path, '--pre-command', out.trim()];
    }

    const matched = (args: readonly string[]): string => {
      const { code, out, err } = hanlab(args);
      expect({ code, err }).eql({ code: 0, err: '' });
      return out;
    };
    const deviates = (args: readonly string[]): string => {
      const { code, out } = hanlab(args);
      expect(code).equal(1);
      return out;
    };
    const joined = formatEui64(DEVICES.hcalcs);
    const joinTo = (other: string) =>
      `<JoinServiceCritical><OtherDeviceID>${other}</OtherDeviceID></JoinServiceCritical>`;

    it('holds the clock in a Command for gas to --now, and else takes it from there', () => {
      const args = pair('7.2', '<DisableSupply/>', '--device-kind', 'gsme', '--now', '2026-01-05T18:00:00Z');
      expect(matched(args)).match(/GCS32 to gsme\n {2}the DCC's clock in it, .*: 2026-01-05T18:00:00\.000Z\n$/);
      expect(matched([...args, '--now', '2026-01-05T18:00:00Z'])).match(/GCS32 to gsme\n$/);
      expect(deviates([...args, '--now', '2026-01-05T18:00:01Z'])).include('issuerEventId');
    });

    it('holds the kind of the other device in a join to --other, and else tries', () => {
      const known = ['--other', `${joined}=hcalcs`];
      const args = pair('8.7.1', joinTo(joined), ...known, '--gbcs-version', '3.1', '--device-kind', 'esme');
      expect(matched(args)).match(/CS03A1 to esme\n {2}the kind of the other device in it, .*: hcalcs\n$/);
      expect(matched([...args, ...known])).match(/CS03A1 to esme\n$/);
      expect(refused([...args, '--other', '00-00-00-00-00-00-00-01=gsme', ...known])).contain(
        'HANLAB_E_USAGE: --other 00-00-00-00-00-00-00-01 is of no use: the request names no such device',
      );
      expect(deviates([...args, '--other', `${joined}=ppmid`])).include('DUIS_E_CORRELATION (payload.otherDeviceType)');
    });

    it('matches an unjoin whatever the other device is', () => {
      const body = `<UnjoinServiceCritical><OtherDeviceID>${joined}</OtherDeviceID></UnjoinServiceCritical>`;
      const args = pair('8.8.1', body, '--device-kind', 'esme', '--gbcs-version', '3.1');
      for (const more of [[], ['--other', `${joined}=hcalcs`]]) {
        expect(matched([...args, ...more])).equal('the Pre-Command is what the request asks for: CS04AC to esme\n');
      }
    });

    it('holds the certificate in a join by method C to that of --keys', () => {
      const [keys, others] = ['a', 'b'].map((seed) => {
        const directory = join(scratch.path, `keys-${seed}`);
        expect(hanlab(['keys', '--out', directory, '--seed', seed]).code).equal(0);
        return directory;
      });
      const known = ['--other', `${joined}=ppmid`];
      const options = [...known, '--device-kind', 'gsme', '--gbcs-version', '3.1', '--keys', String(keys)];
      const args = [...pair('8.7.1', joinTo(joined), ...options), ...known];
      expect(matched([...args, '--keys', String(keys)])).match(/CS03C to gsme\n$/);
      expect(deviates([...args, '--keys', String(others)])).include('payload.otherDeviceCertificate');
      expect(deviates(args)).include(`no key agreement certificate of ${joined}`);
    });

    it('is refused where the options say nothing', () => {
      const args = ['correlate', '--request', request(), '--pre-command', PRE_COMMAND];
      expect(refused([...args, '--now', 'yesterday'])).include("'yesterday' is no time");
      expect(refused([...args, '--other', joined])).include('--other is given as EUI=KIND');
      expect(refused([...args, '--other', `${joined}=toaster`])).include("'toaster' is no kind of device");
      expect(refused([...args, '--keys', 'none'])).include('HANLAB_E_INPUT');
      for (const option of [
        ['--now', '2026-01-05T18:00:00Z'],
        ['--other', `${joined}=hcalcs`],
      ]) {
        expect(refused(['correlate', RESPONSE, '--request', request(), ...option])).include('is for --pre-command');
      }
    });
  });

  it('reads the request from standard input, and one thing alone', () => {
    const { code, out } = hanlab(['correlate', '--request', '-', '--pre-command', PRE_COMMAND], { input: REQUEST });
    expect(code).equal(0);
    expect(out).include('ECS47');
    expect(refused(['correlate', '--request', '-', '--pre-command', '-'])).include('- may be given once only');
    expect(refused(['correlate', '--request', '-', '-'])).include('- may be given once only');
  });

  const refusals: readonly (readonly [what: string, args: () => readonly string[], code: string])[] = [
    ['neither message nor Pre-Command', () => [], 'HANLAB_E_USAGE'],
    ['both', () => [RESPONSE, '--pre-command', PRE_COMMAND], 'HANLAB_E_USAGE'],
    ['a Pre-Command without a request', () => ['--pre-command', PRE_COMMAND], 'HANLAB_E_USAGE'],
    ['a request that is not there', () => [RESPONSE, '--request', 'none.xml'], 'HANLAB_E_INPUT'],
    ['a request that is no XML', () => [RESPONSE, '--request', file('bad.xml', '<a>')], 'DUIS_E_XML'],
    ['another document', () => [RESPONSE, '--request', file('other.xml', '<a/>')], 'DUIS_E_SCHEMA'],
    ['a variant that has to be said', () => [RESPONSE], 'DUIS_E_REQUEST'],
    ['a Command', () => [PRE_COMMAND, '--variant', '7.6'], 'GBCS_E_PAYLOAD'],
    ['schemas that are not there', () => [RESPONSE, '--schemas', 'none'], 'HANLAB_E_INPUT'],
  ];
  for (const [what, args, code] of refusals) {
    it(`exits 2 on ${what}`, () => {
      const { code: exitCode, out, err } = hanlab(['correlate', ...args()]);
      expect(exitCode).equal(2);
      expect(out).equal('');
      expect(err).include(code);
    });
  }
});
