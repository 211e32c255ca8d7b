import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { formatRequestId, parseXml, readRequest, readRequestId } from '../../../../emulator/dcc/index.js';
import { DuisError, eui64, HanlabError } from '../../../../gbcs/index.js';
import { requireShared } from '../../../shared.js';

const NAMESPACE = 'http://www.dccinterface.co.uk/ServiceUserGateway';
const ID = '90-B3-D5-1F-30-02-00-00:00-DB-12-34-56-78-90-A0:1000';

function read(header: string, body = '<sr:ReadALCSData/>', root = 'Request', namespace = NAMESPACE) {
  const xml = `<sr:${root} xmlns:sr="${namespace}" schemaVersion="5.4"><sr:Header>${header}</sr:Header>
    <sr:Body>${body}</sr:Body></sr:${root}>`;
  return readRequest(parseXml(Buffer.from(xml)));
}

function header(more = '', id = ID): string {
  return `<sr:RequestID>${id}</sr:RequestID>${more}<sr:CommandVariant>1</sr:CommandVariant>
    <sr:ServiceReference>7.7</sr:ServiceReference><sr:ServiceReferenceVariant> 7.7 </sr:ServiceReferenceVariant>`;
}

describe('a RequestID', () => {
  it('is two identifiers and a counter of 64 bits, in either case', () => {
    const id = { originator: eui64('90b3d51f30020000'), target: eui64('00db1234567890a0'), counter: 1000n };
    expect(readRequestId(ID)).eql(id);
    expect(readRequestId(ID.toLowerCase())).eql(id);
    expect(formatRequestId(id)).equal(ID);
    expect(readRequestId(ID.replace('1000', '18446744073709551615')).counter).equal(2n ** 64n - 1n);
  });

  it('comes back from its text, whatever it is', () => {
    const identifier = fc
      .uint8Array({ minLength: 8, maxLength: 8 })
      .map((octets) => eui64(Buffer.from(octets).toString('hex')));
    const id = fc.record({ originator: identifier, target: identifier, counter: fc.bigInt(0n, 2n ** 64n - 1n) });
    fc.assert(
      fc.property(id, (one) => {
        expect(readRequestId(formatRequestId(one))).eql(one);
      }),
    );
  });

  for (const text of [
    '',
    '::',
    ID.replace('1000', '18446744073709551616'),
    ID.replace('1000', '-1'),
    ID.replace('1000', '1e3'),
    ID.replace('1000', ''),
    `${ID}:1`,
    ID.replace('A0', 'G0'),
    ID.replaceAll('-', ''),
    '9'.repeat(100_000),
  ]) {
    it(`is not ${text.slice(0, 60) || 'empty'}`, () => {
      expect(() => readRequestId(text))
        .throw(DuisError)
        .include({ code: 'DUIS_E_SCHEMA', path: 'RequestID' });
    });
  }

  it('is read or refused, whatever is there', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          readRequestId(text);
        } catch (error) {
          expect(error).instanceOf(HanlabError);
        }
      }),
    );
  });
});

describe('a service request', () => {
  it('says who asks whom for what', () => {
    const { body, ...rest } = read(header());
    expect(rest).eql({
      id: readRequestId(ID),
      commandVariant: 1,
      serviceReference: '7.7',
      variant: '7.7',
    });
    expect(body.name).equal('ReadALCSData');
  });

  it('is refused where it is none, or lacks what the schema demands', () => {
    for (const [act, message] of [
      [() => read(header(), '', 'Response'), 'the document is no sr:Request'],
      [() => read(header(), '<sr:ReadALCSData/>', 'Request', 'urn:other'), 'the document is no sr:Request'],
      [() => read(header(), ''), 'the body is empty'],
      [
        () => read(header().replace(/<sr:CommandVariant>.*<\/sr:CommandVariant>/, '')),
        'Header in line 1 has no CommandVariant',
      ],
      [() => read(header('', 'x')), 'a RequestID is'],
    ] as const) {
      expect(act).throw(DuisError, message).include({ code: 'DUIS_E_SCHEMA' });
    }
  });

  it('of the data set is read, each of them, with the variant that its file names', function () {
    const directory = requireShared.call(this, 'rtds', 'duis');
    const names = readdirSync(directory);
    expect(names.length).least(243);
    for (const name of names) {
      const request = readRequest(parseXml(readFileSync(join(directory, name))));
      expect(request.variant.startsWith(request.serviceReference), name).equal(true);
      // One file has 5.1. for 5.1.
      expect(
        name.split('_').map((part) => part.replace(/\.$/, '')),
        name,
      ).include(request.variant);
      expect(formatRequestId(request.id)).match(/^.{23}:.{23}:\d+$/);
    }
  });
});
