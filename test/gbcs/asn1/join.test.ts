import { expect } from 'chai';
import fc from 'fast-check';
import {
  JOIN_DEVICE_TYPE,
  JOIN_METHOD_AND_ROLE,
  JOIN_RESPONSE_CODE,
  READ_RESPONSE_CODE,
  UNJOIN_RESPONSE_CODE,
} from '../../../gbcs/asn1/join.js';
import { ASN1_CODECS, type Asn1Values } from '../../../gbcs/asn1/messages.js';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import type { ErrorCode } from '../../../gbcs/errors.js';
import { type Eui64, eui64 } from '../../../gbcs/identifiers.js';
import { certificates } from './arbitrary-values.js';
import { expectCodecError, nearMiss, valueOrCodecError } from './payloads.js';

/** The types of this file's subject; the others have tests of their own. */
const TYPES = [
  'JoinDeviceCommand',
  'JoinDeviceResponse',
  'UnjoinDeviceCommand',
  'UnjoinDeviceResponse',
  'ReadDeviceJoinDetailsCommand',
  'ReadDeviceJoinDetailsResponse',
] as const;
type Asn1Type = (typeof TYPES)[number];

function encode<T extends Asn1Type>(type: T, value: Asn1Values[T]): string {
  return toHex(ASN1_CODECS[type].encode(value));
}

function decode<T extends Asn1Type>(type: T, hex: string, base = 0): Asn1Values[T] {
  return ASN1_CODECS[type].decode(fromHex(hex), base);
}

const euis: fc.Arbitrary<Eui64> = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((octets) => eui64(octets));
const numbers = fc.oneof(fc.nat(13), fc.maxSafeInteger());
const values: { [T in Asn1Type]: fc.Arbitrary<Asn1Values[T]> } = {
  JoinDeviceCommand: fc.record(
    {
      joinMethodAndRole: numbers,
      otherDeviceEntityIdentifier: euis,
      otherDeviceType: numbers,
      otherDeviceCertificate: certificates,
    },
    { requiredKeys: ['joinMethodAndRole', 'otherDeviceEntityIdentifier', 'otherDeviceType'] },
  ),
  JoinDeviceResponse: fc.record({ joinResponseCode: numbers }),
  UnjoinDeviceCommand: fc.record({ otherDeviceEntityIdentifier: euis }),
  UnjoinDeviceResponse: fc.record({ unjoinResponseCode: numbers }),
  ReadDeviceJoinDetailsCommand: fc.constant({}),
  ReadDeviceJoinDetailsResponse: fc.record(
    {
      readResponseCode: numbers,
      deviceLogEntries: fc.array(fc.record({ entityIdentifier: euis, deviceType: numbers }), {
        maxLength: 20,
        size: 'max',
      }),
    },
    { requiredKeys: ['readResponseCode'] },
  ),
};

function entries(count: number): string {
  return '300d04080001020304050607020104'.repeat(count);
}

describe('ASN.1 join payloads', () => {
  for (const type of TYPES) {
    it(`decodes what it encodes: ${type} (property)`, () => {
      fc.assert(
        fc.property(values[type] as fc.Arbitrary<never>, (value) => {
          const octets = ASN1_CODECS[type].encode(value);
          expect(ASN1_CODECS[type].decode(octets)).to.deep.equal(value);
        }),
      );
    });

    it(`answers any octets with a value or a CodecError: ${type} (property)`, () => {
      const hostile = fc.oneof(
        fc.uint8Array({ maxLength: 64 }),
        fc
          .tuple(values[type] as fc.Arbitrary<never>, fc.nat(3), fc.nat(), fc.nat(255))
          .map(([value, how, at, octet]) => nearMiss(ASN1_CODECS[type].encode(value), how, at, octet)),
      );
      fc.assert(
        fc.property(hostile, (octets) => {
          const value = valueOrCodecError(() => ASN1_CODECS[type].decode(octets, 40), 40, octets.length);
          if (value !== undefined) expect(encode(type, value as never)).to.equal(toHex(octets));
        }),
        { numRuns: 500 },
      );
    });
  }

  it('joins an HCALCS to an ESME', () => {
    const hex = '3010020100040800db12345678909a020104';
    const value = {
      joinMethodAndRole: 0,
      otherDeviceEntityIdentifier: eui64('00-DB-12-34-56-78-90-9A'),
      otherDeviceType: 4,
    };
    expect(decode('JoinDeviceCommand', hex)).to.deep.equal(value);
    expect(encode('JoinDeviceCommand', value)).to.equal(hex);
  });

  it('reads a device log', () => {
    const hex = `3014020100300f${entries(1)}`;
    const value = {
      readResponseCode: 0,
      deviceLogEntries: [{ entityIdentifier: eui64('0001020304050607'), deviceType: 4 }],
    };
    expect(decode('ReadDeviceJoinDetailsResponse', hex)).to.deep.equal(value);
    expect(encode('ReadDeviceJoinDetailsResponse', value)).to.equal(hex);
    expect(decode('ReadDeviceJoinDetailsResponse', '30050201003000').deviceLogEntries).to.deep.equal([]);
    expect(decode('ReadDeviceJoinDetailsResponse', '3003020101')).to.not.have.property('deviceLogEntries');
  });

  it('writes lengths of 128 to 255 as GBCS does, and certificates as they are', () => {
    const list = { entityIdentifier: eui64('0001020304050607'), deviceType: 4 };
    const value = { readResponseCode: 0, deviceLogEntries: Array.from({ length: 9 }, () => list) };
    expect(encode('ReadDeviceJoinDetailsResponse', value)).to.equal(`3082008e02010030820087${entries(9)}`);
    const certificate = `308183048180${'ab'.repeat(128)}`;
    const command = {
      joinMethodAndRole: 3,
      otherDeviceEntityIdentifier: eui64('0001020304050607'),
      otherDeviceType: 5,
      otherDeviceCertificate: fromHex(certificate),
    };
    expect(encode('JoinDeviceCommand', command)).to.equal(`3082009602010304080001020304050607020105${certificate}`);
  });

  it('keeps the other length form where a message used it', () => {
    for (const hex of [
      `30818e02010030820087${entries(9)}`,
      `3082008d020100308187${entries(9)}`,
      `30818d020100308187${entries(9)}`,
      `3082008e02010030820087${entries(9)}`,
    ]) {
      expect(encode('ReadDeviceJoinDetailsResponse', decode('ReadDeviceJoinDetailsResponse', hex))).to.equal(hex);
    }
    const join = `30819602010304080001020304050607020105308183048180${'ab'.repeat(128)}`;
    expect(encode('JoinDeviceCommand', decode('JoinDeviceCommand', join))).to.equal(join);
  });

  it('leaves ranges to the device', () => {
    expect(decode('JoinDeviceResponse', '0201ff')).to.deep.equal({ joinResponseCode: -1 });
    expect(decode('JoinDeviceResponse', '02071fffffffffffff').joinResponseCode).to.equal(Number.MAX_SAFE_INTEGER);
    expect(encode('JoinDeviceResponse', { joinResponseCode: -129 })).to.equal('0202ff7f');
  });

  it('does not look inside a certificate beyond its being DER', () => {
    // A UTCTime that is none, on which asn1js would give up.
    const certificate = '300617044e6f7065';
    const value = decode('JoinDeviceCommand', `301802010304080001020304050607020105${certificate}`);
    expect(toHex(value.otherDeviceCertificate ?? new Uint8Array(0))).to.equal(certificate);
  });

  const bad: [string, Asn1Type, string, ErrorCode, number][] = [
    ['nothing', 'JoinDeviceCommand', '', 'GBCS_E_EMPTY', 0],
    ['octets after the value', 'JoinDeviceResponse', '02010000', 'GBCS_E_TRAILING', 3],
    ['a cut value', 'UnjoinDeviceCommand', '040800', 'GBCS_E_TRUNCATED', 3],
    ['a padded INTEGER', 'JoinDeviceResponse', '02020001', 'GBCS_E_DER', 2],
    ['an INTEGER beyond 2^53 - 1', 'JoinDeviceResponse', '020720000000000000', 'GBCS_E_PAYLOAD', 0],
    ['an INTEGER of 8 octets', 'UnjoinDeviceResponse', '02080100000000000000', 'GBCS_E_PAYLOAD', 0],
    ['an ENUMERATED for an INTEGER', 'JoinDeviceResponse', '0a0100', 'GBCS_E_PAYLOAD', 0],
    ['a SEQUENCE for an INTEGER', 'UnjoinDeviceResponse', '3003020100', 'GBCS_E_PAYLOAD', 0],
    ['an identifier of 7 octets', 'UnjoinDeviceCommand', '040701020304050607', 'GBCS_E_PAYLOAD', 0],
    ['an identifier of 9 octets', 'UnjoinDeviceCommand', '0409010203040506070809', 'GBCS_E_PAYLOAD', 0],
    ['a SEQUENCE for a NULL', 'ReadDeviceJoinDetailsCommand', '3000', 'GBCS_E_PAYLOAD', 0],
    ['a NULL with content', 'ReadDeviceJoinDetailsCommand', '050100', 'GBCS_E_DER', 2],
    ['a command without elements', 'JoinDeviceCommand', '3000', 'GBCS_E_PAYLOAD', 2],
    ['a command without device type', 'JoinDeviceCommand', '300d02010004080001020304050607', 'GBCS_E_PAYLOAD', 15],
    ['a SET for the command', 'JoinDeviceCommand', '3110020100040800db12345678909a020104', 'GBCS_E_PAYLOAD', 0],
    ['elements in another order', 'JoinDeviceCommand', '3010040800db12345678909a020100020104', 'GBCS_E_PAYLOAD', 2],
    [
      'a certificate that is not a SEQUENCE',
      'JoinDeviceCommand',
      '3012020100040800db12345678909a0201040500',
      'GBCS_E_PAYLOAD',
      18,
    ],
    ['a fifth element', 'JoinDeviceCommand', '3014020100040800db12345678909a02010430000500', 'GBCS_E_PAYLOAD', 20],
    ['a log without code', 'ReadDeviceJoinDetailsResponse', '3000', 'GBCS_E_PAYLOAD', 2],
    ['a log with a third element', 'ReadDeviceJoinDetailsResponse', '300702010030000500', 'GBCS_E_PAYLOAD', 7],
    [
      'a log entry without type',
      'ReadDeviceJoinDetailsResponse',
      '3011020100300c300a04080001020304050607',
      'GBCS_E_PAYLOAD',
      19,
    ],
    [
      'a log entry with a third element',
      'ReadDeviceJoinDetailsResponse',
      '30160201003011300f040800010203040506070201040500',
      'GBCS_E_PAYLOAD',
      22,
    ],
    ['a log entry that is no SEQUENCE', 'ReadDeviceJoinDetailsResponse', '300702010030020500', 'GBCS_E_PAYLOAD', 7],
  ];
  for (const [what, type, hex, code, offset] of bad) {
    it(`refuses ${what} (${type})`, () => {
      expectCodecError(() => decode(type, hex, 90), code, 90 + offset);
    });
  }

  it('refuses to encode what the types cannot hold', () => {
    expectCodecError(() => encode('JoinDeviceResponse', { joinResponseCode: 1.5 }), 'GBCS_E_VALUE', undefined);
    expectCodecError(() => encode('JoinDeviceResponse', { joinResponseCode: Number.NaN }), 'GBCS_E_VALUE', undefined);
    const command = {
      joinMethodAndRole: 3,
      otherDeviceEntityIdentifier: eui64('0001020304050607'),
      otherDeviceType: 0,
    };
    const cut = { ...command, otherDeviceCertificate: fromHex('3005') };
    expectCodecError(() => encode('JoinDeviceCommand', cut), 'GBCS_E_TRUNCATED', 2);
    const two = { ...command, otherDeviceCertificate: fromHex('30003000') };
    expectCodecError(() => encode('JoinDeviceCommand', two), 'GBCS_E_TRAILING', 2);
  });

  it('names every number of the specification', () => {
    expect(JOIN_METHOD_AND_ROLE).to.have.length(4);
    expect(JOIN_DEVICE_TYPE[4]).to.equal('hCALCS');
    expect(JOIN_DEVICE_TYPE).to.have.length(7);
    expect(JOIN_RESPONSE_CODE).to.have.length(14);
    expect(JOIN_RESPONSE_CODE[11]).to.equal('invalidOrMissingCertificate');
    expect(UNJOIN_RESPONSE_CODE).to.have.length(3);
    expect(READ_RESPONSE_CODE).to.have.length(2);
  });
});
