import { expect } from 'chai';
import { requireShared } from '../shared.js';
import { hanlab } from './hanlab.js';
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

describe('hanlab correlate', () => {
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

  const refused: readonly (readonly [what: string, args: () => readonly string[], code: string])[] = [
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
  for (const [what, args, code] of refused) {
    it(`exits 2 on ${what}`, () => {
      const { code: exitCode, out, err } = hanlab(['correlate', ...args()]);
      expect(exitCode).equal(2);
      expect(out).equal('');
      expect(err).include(code);
    });
  }
});
