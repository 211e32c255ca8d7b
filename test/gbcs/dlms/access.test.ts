import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { Reader } from '../../../gbcs/bytes/reader.js';
import { Writer } from '../../../gbcs/bytes/writer.js';
import {
  type AccessRequest,
  type AccessResponse,
  type DataNotification,
  longInvokeIdOf,
  readAccessRequest,
  readAccessResponse,
  readDataNotification,
  writeDlms,
} from '../../../gbcs/dlms/access.js';
import { codecError, expectCodecError, nearMiss, valueOrCodecError } from '../asn1/payloads.js';
import { accessRequests, accessResponses, values, withoutSpans } from './arbitrary-values.js';

type Apdu = AccessRequest | AccessResponse | DataNotification;

const READERS = {
  'access-request': readAccessRequest,
  'access-response': readAccessResponse,
  'data-notification': readDataNotification,
} as const;

function read(kind: Apdu['kind'], hex: string, base = 0): Apdu {
  const reader = new Reader(fromHex(hex), base);
  const apdu = READERS[kind](reader);
  reader.end('the payload');
  return apdu;
}

function write(apdu: Apdu): string {
  const writer = new Writer();
  writeDlms(writer, apdu);
  return toHex(writer.finish());
}

const NOTHING = new Uint8Array(0);

// ED 7.6, switch 1, 60 minutes (duis.md 5.6), its Responses, and an Alert 8F66.
const examples: [string, Apdu][] = [
  [
    'd9200007d0000202000100005e2c75020203000900000a0067ff010212003c120112',
    {
      kind: 'access-request',
      longInvokeId: 0x200007d0,
      dateTime: NOTHING,
      specifications: [
        { access: 'set', classId: 1, obis: '0-0:94.44.117.2', member: 2 },
        { access: 'action', classId: 9, obis: '0-0:10.0.103.255', member: 1 },
      ],
      data: [
        { type: 'long-unsigned', value: 60 },
        { type: 'long-unsigned', value: 0x0112 },
      ],
    },
  ],
  [
    'da200007d000000200000202000300',
    {
      kind: 'access-response',
      longInvokeId: 0x200007d0,
      dateTime: NOTHING,
      data: [{ type: 'null-data' }, { type: 'null-data' }],
      results: [
        { access: 'set', code: 0 },
        { access: 'action', code: 0 },
      ],
    },
  ],
  [
    'da200007d0000002000002020103fa',
    {
      kind: 'access-response',
      longInvokeId: 0x200007d0,
      dateTime: NOTHING,
      data: [{ type: 'null-data' }, { type: 'null-data' }],
      results: [
        { access: 'set', code: 1 },
        { access: 'action', code: 250 },
      ],
    },
  ],
  [
    '0f200007d4000201128f66',
    {
      kind: 'data-notification',
      longInvokeId: 0x200007d4,
      dateTime: NOTHING,
      body: { type: 'structure', items: [{ type: 'long-unsigned', value: 0x8f66 }] },
    },
  ],
  [
    'd9200000010001040007000063620ff0020116020100',
    {
      kind: 'access-request',
      longInvokeId: 0x20000001,
      dateTime: NOTHING,
      specifications: [
        {
          access: 'get',
          classId: 7,
          obis: '0-0:99.98.15.240',
          member: 2,
          selection: { selector: 1, parameters: { type: 'enum', value: 2 } },
        },
      ],
      data: [{ type: 'null-data' }],
    },
  ],
  [
    'd9200000010c07df0101ff000000008000ff0000',
    {
      kind: 'access-request',
      longInvokeId: 0x20000001,
      dateTime: fromHex('07df0101ff000000008000ff'),
      specifications: [],
      data: [],
    },
  ],
];

describe('DLMS ACCESS and data-notification', () => {
  for (const [hex, apdu] of examples) {
    it(`${hex} is read and written`, () => {
      expect(withoutSpans(read(apdu.kind, hex))).to.deep.equal(apdu);
      expect(write(apdu)).to.equal(hex);
    });
  }

  it('keeps lengths that are longer than needed, each at its field', () => {
    // DA, identifier, 81 00 date-time, 00, 82 0001 data: null; 81 01 results: set success.
    const response = 'da200000018100008200010081010200';
    const decoded = read('access-response', response);
    expect('lengths' in decoded && decoded.lengths).to.deep.equal({ dateTime: 2, data: 3, results: 2 });
    expect(write(withoutSpans(decoded))).to.equal(response);
    // D9, identifier, 00, 81 01 specifications: action 104 0-0:30.3.0.255 method 4; 82 0001 data: null.
    const request = 'd92000000100810103006800001e0300ff0482000100';
    const asked = read('access-request', request);
    expect('lengths' in asked && asked.lengths).to.deep.equal({ specifications: 2, data: 3 });
    expect(write(withoutSpans(asked))).to.equal(request);
  });

  it('carries 20 and the low 24 bits of the counter as its long-invoke-id', () => {
    const cases: [bigint, number][] = [
      [0n, 0x20000000],
      [2000n, 0x200007d0],
      [0xffffffn, 0x20ffffff],
      [0x1000000n, 0x20000000],
      [0x0000000300000000n, 0x20000000],
      [2n ** 64n - 1n, 0x20ffffff],
    ];
    for (const [counter, id] of cases) expect(longInvokeIdOf(counter), String(counter)).to.equal(id);
  });

  it('is written as it was read, and read as it was written', () => {
    const apdus: fc.Arbitrary<Apdu> = fc.oneof(
      accessRequests,
      accessResponses,
      fc.record({
        kind: fc.constant('data-notification' as const),
        longInvokeId: fc.nat(0xffffffff),
        dateTime: fc.uint8Array({ minLength: 12, maxLength: 12 }),
        body: values,
      }),
    );
    fc.assert(
      fc.property(apdus, fc.nat(3), fc.nat(1000), fc.nat(255), (apdu, how, at, octet) => {
        const hex = write(apdu);
        expect(withoutSpans(read(apdu.kind, hex))).to.deep.equal(apdu);
        const near = nearMiss(fromHex(hex), how, at, octet);
        const reader = new Reader(near, 9);
        const again = valueOrCodecError(() => READERS[apdu.kind](reader), 9, near.length);
        if (again !== undefined)
          expect(write(withoutSpans(again))).to.equal(toHex(near.subarray(0, reader.offset - 9)));
      }),
      { numRuns: 500 },
    );
  });

  it('has no result of a get with selection, which is answered as a get', () => {
    expect(read('access-response', 'da200007d00000010001 0100'.replace(' ', ''))).to.have.property('kind');
    const bad = valueOrCodecError(
      () => READERS['access-response'](new Reader(fromHex('da200007d00000010001 0400'.replace(' ', '')))),
      0,
      12,
    );
    expect(bad).to.equal(undefined);
  });

  it('knows the place of every instruction and result', () => {
    const request = read('access-request', 'd9200007d0000202000100005e2c75020203000900000a0067ff010212003c120112', 34);
    expect('specifications' in request && request.specifications.map(({ span }) => span)).to.deep.equal([
      { start: 41, end: 51 },
      { start: 51, end: 61 },
    ]);
    const response = read('access-response', 'da200007d000000200000202000300', 34);
    expect('results' in response && response.results.map(({ span }) => span)).to.deep.equal([
      { start: 45, end: 47 },
      { start: 47, end: 49 },
    ]);
  });

  const malformed: [string, Apdu['kind'], string, Parameters<typeof expectCodecError>[1], number][] = [
    ['another tag', 'access-request', 'da', 'GBCS_E_TAG', 0],
    ['another tag of a Response', 'access-response', 'd9', 'GBCS_E_TAG', 0],
    ['another tag of a notification', 'data-notification', '0e', 'GBCS_E_TAG', 0],
    ['choice 0', 'access-request', 'd9200000010001 00'.replace(' ', ''), 'GBCS_E_TAG', 7],
    ['choice 5', 'access-request', 'd920000001000105', 'GBCS_E_TAG', 7],
    ['fewer data than specifications', 'access-request', 'd920000001000103006800001e0300ff0400', 'GBCS_E_COUNT', 17],
    ['more data than specifications', 'access-request', 'd92000000100000100', 'GBCS_E_COUNT', 7],
    ['more results than data', 'access-response', 'da20000001000000010200', 'GBCS_E_COUNT', 8],
    ['fewer results than data', 'access-response', 'da2000000100000100 00'.replace(' ', ''), 'GBCS_E_COUNT', 9],
    ['specifications echoed', 'access-response', 'da200000010001', 'GBCS_E_TAG', 6],
    [
      'a result of an unknown choice',
      'access-response',
      'da20000001000001000109 00'.replace(' ', ''),
      'GBCS_E_TAG',
      10,
    ],
  ];
  for (const [what, kind, hex, code, offset] of malformed) {
    it(`refuses ${what}`, () => {
      expectCodecError(() => read(kind, hex), code, offset);
    });
  }

  it('is refused wherever it is cut', () => {
    for (const [hex, { kind }] of examples) {
      for (let length = 0; length < hex.length; length += 2) {
        const { code, offset } = codecError(() => read(kind, hex.slice(0, length)));
        expect(['GBCS_E_TRUNCATED', 'GBCS_E_COUNT'], `${hex} ${length}`).to.include(code);
        expect(offset).to.be.within(0, length / 2);
      }
    }
  });

  it('cannot claim lists that are not there, and has 50,000 values at most in all', () => {
    const start = performance.now();
    expect(codecError(() => read('access-request', 'd9200000010084ffffffff')).code).to.equal('GBCS_E_TRUNCATED');
    expect(codecError(() => read('access-request', 'd920000001000084ffffffff')).code).to.equal('GBCS_E_TRUNCATED');
    expect(codecError(() => read('access-response', 'da20000001000084ffffffff')).code).to.equal('GBCS_E_TRUNCATED');
    expect(codecError(() => read('access-response', 'da2000000100000084ffffffff')).code).to.equal('GBCS_E_TRUNCATED');
    // Two arrays of 30,000 nulls are each within the bound; both together are not.
    const array = `01827530${'00'.repeat(30_000)}`;
    expect(codecError(() => read('access-response', `da20000001000002${array}${array}00`)).code).to.equal(
      'GBCS_E_TOO_LARGE',
    );
    expect(performance.now() - start, 'milliseconds').to.be.lessThan(5000);
  });
});
