import { expect } from 'chai';
import fc from 'fast-check';
import { type DerNode, readDer, writeDer } from '../../../gbcs/asn1/der.js';
import {
  ASN1_CODECS,
  ASN1_SHAPES,
  ASN1_TYPES_BY_MESSAGE,
  type Asn1Type,
  type Asn1Values,
  asn1TypeOf,
} from '../../../gbcs/asn1/messages.js';
import { REMOTE_PARTY_ROLE_NAMES } from '../../../gbcs/asn1/trust-anchor-cells.js';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { Reader } from '../../../gbcs/bytes/reader.js';
import { Writer } from '../../../gbcs/bytes/writer.js';
import { REMOTE_PARTY_ROLES } from '../../../gbcs/catalogue/use-case.js';
import { CodecError, type ErrorCode } from '../../../gbcs/errors.js';
import { eui64 } from '../../../gbcs/identifiers.js';
import { valuesOf } from './arbitrary-values.js';
import { codecError, nearMiss, valueOrCodecError } from './payloads.js';

const TYPES = Object.keys(ASN1_CODECS) as Asn1Type[];
const SUPPLIER = eui64('90b3d51f30010000');
const BROKER = eui64('90b3d51f30000002');
const PPMID = eui64('00db1234567890a4');
/** Stands for a certificate. */
const CERTIFICATE = '3003020105';
const HASH = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
/** 2030-01-15T09:00:00Z */
const TIME = '180f32303330303131353039303030305a';

function encode<T extends Asn1Type>(type: T, value: Asn1Values[T]): string {
  return toHex(ASN1_CODECS[type].encode(value));
}

function decode<T extends Asn1Type>(type: T, hex: string, base = 0): Asn1Values[T] {
  return ASN1_CODECS[type].decode(fromHex(hex), base);
}

/** `content` in a SEQUENCE or another element of less than 128 octets. */
function element(tag: string, ...content: string[]): string {
  const hex = content.join('');
  return `${tag}${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`;
}

function example<T extends Asn1Type>(
  type: T,
  what: string,
  hex: string,
  value: Asn1Values[T],
): [T, string, string, Asn1Values[T]] {
  return [type, what, hex, value];
}

const supplierSignature = { role: 2, keyUsage: ['digitalSignature'], cellUsage: 0 } as const;
const prepayment = { role: 2, keyUsage: ['keyAgreement'], cellUsage: 1 } as const;
const outcome = {
  authorisingRemotePartySeqNumber: 1000n,
  replacementMode: 2,
  remotePartySeqNumberChanges: [{ role: 2, floor: 0n, specialist: [{ usage: 0, floor: 7n }] }],
  replacementOutcomes: [
    {
      cell: prepayment,
      status: 10,
      existingSubjectUniqueID: BROKER,
      existingSubjectKeyId: fromHex('4a9ce02c39ab910b'),
      replacingSubjectUniqueID: SUPPLIER,
      replacingSubjectKeyId: fromHex('41fb49221588c570'),
    },
  ],
};
const outcomeHex = element(
  '30',
  '020203e8',
  '020102',
  element('30', element('30', '020102', '020100', element('30', element('30', '020100', '020107')))),
  element(
    '30',
    element(
      '30',
      element('30', '020102', '03020308', '020101'),
      '0a010a',
      `0408${BROKER}04084a9ce02c39ab910b0408${SUPPLIER}040841fb49221588c570`,
    ),
  ),
);

const EXAMPLES = [
  example('SetTimeCommand', 'an interval', element('30', TIME, '180f39393939313233313233353935395a'), {
    validityIntervalStart: '2030-01-15T09:00:00Z',
    validityIntervalEnd: '9999-12-31T23:59:59Z',
  }),
  example('SetTimeResponse', 'a time', element('30', TIME, '020102'), {
    deviceTime: '2030-01-15T09:00:00Z',
    deviceTimeStatus: 2,
  }),
  example('ActivateFirmwareCommand', 'now', element('30', `0420${HASH}`, '020900ffffffffffffffff'), {
    manufacturerImageHash: fromHex(HASH),
    originatorCounter: 0xffff_ffff_ffff_ffffn,
  }),
  example('ActivateFirmwareCommand', 'later', element('30', `0420${HASH}`, '020203e8', TIME), {
    manufacturerImageHash: fromHex(HASH),
    originatorCounter: 1000n,
    executionDateTime: '2030-01-15T09:00:00Z',
  }),
  example('ActivateFirmwareResponse', 'accepted', '0500', { commandAccepted: null }),
  example('ActivateFirmwareResponse', 'an outcome', element('30', '020102', '04040123abcd'), {
    outcome: { responseCode: 2, firmwareVersion: fromHex('0123abcd') },
  }),
  example(
    'ActivateFirmwareAlert',
    'an outcome',
    element('30', '0203008f67', TIME, '020203ec', element('30', '020102', '04040123abcd')),
    {
      alertCode: 0x8f67,
      executionDateTime: '2030-01-15T09:00:00Z',
      originatorCounter: 1004n,
      outcome: { responseCode: 2, firmwareVersion: fromHex('0123abcd') },
    },
  ),
  example('ReadFirmwareVersionCommand', 'nothing', '0500', {}),
  example('ReadFirmwareVersionResponse', 'failure', element('30', '040400000000', '020101'), {
    version: fromHex('00000000'),
    code: 1,
  }),
  example('FirmwareVersionAlert', 'a version', element('30', '0203008f8b', TIME, '04041234abcd', '020100'), {
    alertCode: 0x8f8b,
    time: '2030-01-15T09:00:00Z',
    version: fromHex('1234abcd'),
    code: 0,
  }),
  example(
    'FirmwareTransferAlert',
    'a failure',
    element('30', '0203008f89', TIME, `0408${PPMID}`, '04041234abcd', '020103'),
    {
      alertCode: 0x8f89,
      time: '2030-01-15T09:00:00Z',
      deviceId: PPMID,
      version: fromHex('1234abcd'),
      code: 3,
    },
  ),
  example(
    'RestoreDeviceLogCommand',
    'an entry',
    element('30', element('30', element('30', `0408${PPMID}`, '020105'))),
    {
      deviceLogEntries: [{ entityIdentifier: PPMID, deviceType: 5 }],
    },
  ),
  example(
    'RestoreDeviceLogResponse',
    'an outcome',
    element('30', element('30', element('30', element('30', `0408${PPMID}`, '020105'), '02010b'))),
    { restoreOutcomes: [{ deviceLogEntry: { entityIdentifier: PPMID, deviceType: 5 }, joinResponseCode: 11 }] },
  ),
  example(
    'BackupDeviceLogAlert',
    'an entry',
    element('30', '0203008071', TIME, element('30', element('30', `0408${PPMID}`, '020105'))),
    {
      alertCode: 0x8071,
      timestamp: '2030-01-15T09:00:00Z',
      deviceLogEntries: [{ entityIdentifier: PPMID, deviceType: 5 }],
    },
  ),
  example(
    'ProvideSecurityCredentialDetailsCommand',
    'two roles',
    element('30', element('30', '020104', '03020308'), element('30', '020102', '020108')),
    { authorisingCell: { role: 4, keyUsage: ['keyAgreement'], cellUsage: 0 }, rolesRequested: [2, 8] },
  ),
  example(
    'ProvideSecurityCredentialDetailsResponse',
    'a role with two cells and one without',
    element(
      '30',
      element(
        '30',
        '020102',
        '0a0100',
        '020103',
        element(
          '30',
          element('30', '03020780', `0408${SUPPLIER}`, '040844899792d196f4b8'),
          element('30', '03020308', '020101', `0408${SUPPLIER}`, '040841fb49221588c570'),
        ),
      ),
      element('30', '020106', '0a0119'),
    ),
    {
      remotePartyDetails: [
        {
          role: 2,
          status: 0,
          currentSeqNumber: 3n,
          cells: [
            {
              keyUsage: ['digitalSignature'],
              cellUsage: 0,
              subjectUniqueID: SUPPLIER,
              subjectKeyIdentifier: fromHex('44899792d196f4b8'),
            },
            {
              keyUsage: ['keyAgreement'],
              cellUsage: 1,
              subjectUniqueID: SUPPLIER,
              subjectKeyIdentifier: fromHex('41fb49221588c570'),
            },
          ],
        },
        { role: 6, status: 25 },
      ],
    },
  ),
  example(
    'UpdateSecurityCredentialsCommand',
    'every component',
    element(
      '30',
      element(
        '30',
        '020109',
        '8002abcd',
        '810101',
        element('a2', '020102', '03020780'),
        '830203e8',
        '840107',
        element('a5', element('30', '020100', '020108')),
        element('a6', element('30', '020103', '020100')),
      ),
      element('30', element('30', CERTIFICATE, element('30', '020102', '03020308', '020101'))),
      element('30', CERTIFICATE),
      TIME,
    ),
    {
      control: {
        replacementMode: 9,
        plaintextSymmetricKey: fromHex('abcd'),
        applyTimeBasedCPVChecks: 1,
        authorisingTrustAnchorCell: supplierSignature,
        authorisingRemotePartySeqNumber: 1000n,
        newRemotePartyFloorSeqNumber: 7n,
        newRemotePartySpecialistFloors: [{ usage: 0, floor: 8n }],
        otherRemotePartySeqNumberChanges: [{ role: 3, floor: 0n }],
      },
      replacements: [{ certificate: fromHex(CERTIFICATE), targetCell: prepayment }],
      certificationPathCertificates: [fromHex(CERTIFICATE)],
      executionDateTime: '2030-01-15T09:00:00Z',
    },
  ),
  example(
    'UpdateSecurityCredentialsCommand',
    'no more than it must have',
    element('30', element('30', '020104', '830101'), '3000', '3000'),
    {
      control: { replacementMode: 4, authorisingRemotePartySeqNumber: 1n },
      replacements: [],
      certificationPathCertificates: [],
    },
  ),
  example('UpdateSecurityCredentialsResponse', 'accepted', '30020500', { commandAccepted: null }),
  example('UpdateSecurityCredentialsResponse', 'an outcome', element('30', '0500', outcomeHex), {
    commandAccepted: null,
    outcome,
  }),
  example('UpdateSecurityCredentialsAlert', 'an outcome', element('30', '0203008f66', TIME, outcomeHex), {
    alertCode: 0x8f66,
    executionDateTime: '2030-01-15T09:00:00Z',
    outcome,
  }),
  example('IssueSecurityCredentialsCommand', 'signatures', '300403020780', { keyUsage: ['digitalSignature'] }),
  example('IssueSecurityCredentialsCommand', 'all nine bits', '3005030307ff80', {
    keyUsage: [
      'digitalSignature',
      'nonRepudiation',
      'keyEncipherment',
      'dataEncipherment',
      'keyAgreement',
      'keyCertSign',
      'cRLSign',
      'encipherOnly',
      'decipherOnly',
    ],
  }),
  example('IssueSecurityCredentialsCommand', 'no bit', '3003030100', { keyUsage: [] }),
  example('IssueSecurityCredentialsResponse', 'a request', CERTIFICATE, { certificationRequest: fromHex(CERTIFICATE) }),
  example('IssueSecurityCredentialsResponse', 'a code', '020103', { responseCode: 3 }),
  example('UpdateDeviceCertificateCommand', 'a certificate', CERTIFICATE, { certificate: fromHex(CERTIFICATE) }),
  example('UpdateDeviceCertificateResponse', 'a code', '020107', { responseCode: 7 }),
  example('ProvideDeviceCertificateCommand', 'key agreement', '300403020308', { keyUsage: ['keyAgreement'] }),
  example('ProvideDeviceCertificateResponse', 'a certificate', CERTIFICATE, { certificate: fromHex(CERTIFICATE) }),
  example('ProvideDeviceCertificateResponse', 'a code', '020102', { responseCode: 2 }),
];

describe('ASN.1 messages', () => {
  for (const [type, what, hex, value] of EXAMPLES) {
    it(`reads and writes ${type}: ${what}`, () => {
      expect(decode(type, hex)).to.deep.equal(value);
      expect(encode(type, value as never)).to.equal(hex);
    });
  }

  for (const type of TYPES) {
    const values = valuesOf(ASN1_SHAPES[type]) as fc.Arbitrary<never>;

    it(`decodes what it encodes: ${type} (property)`, () => {
      fc.assert(
        fc.property(values, (value) => {
          expect(ASN1_CODECS[type].decode(ASN1_CODECS[type].encode(value))).to.deep.equal(value);
        }),
      );
    });

    it(`answers any octets with a value or a CodecError: ${type} (property)`, () => {
      const hostile = fc.oneof(
        fc.uint8Array({ maxLength: 64 }),
        fc
          .tuple(values, fc.nat(3), fc.nat(), fc.nat(255))
          .map(([value, how, at, octet]) => nearMiss(ASN1_CODECS[type].encode(value), how, at, octet)),
      );
      fc.assert(
        fc.property(hostile, (octets) => {
          const value = valueOrCodecError(() => ASN1_CODECS[type].decode(octets, 40), 40, octets.length);
          if (value !== undefined) expect(encode(type, value as never)).to.equal(toHex(octets));
        }),
        { numRuns: 300 },
      );
    });

    it(`names the type in every error: ${type} (property)`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 32 }), (octets) => {
          let error: unknown;
          try {
            ASN1_CODECS[type].decode(octets);
          } catch (thrown) {
            error = thrown;
          }
          fc.pre(error !== undefined);
          expect(error).to.be.instanceOf(CodecError);
          expect((error as CodecError).path?.match(/^\w+/)?.[0]).to.equal(type);
        }),
      );
    });
  }

  it('keep length forms of every kind of element, wherever they stand', () => {
    const longer = (node: DerNode, der: (length: number) => boolean): DerNode => {
      const { lengthOctets: _, ...rest } = node;
      const children = node.children?.map((child) => longer(child, der));
      const element: DerNode = children === undefined ? rest : { ...rest, children };
      return node.lengthOctets === 3 && !der(node.span.start) ? { ...element, lengthOctets: 3 } : element;
    };
    const values = valuesOf(ASN1_SHAPES.UpdateSecurityCredentialsAlert) as fc.Arbitrary<
      Asn1Values['UpdateSecurityCredentialsAlert']
    >;
    let kept = 0;
    fc.assert(
      fc.property(values, fc.func(fc.boolean()), (value, der) => {
        const root = readDer(new Reader(ASN1_CODECS.UpdateSecurityCredentialsAlert.encode(value)));
        const writer = new Writer();
        writeDer(writer, longer(root, der));
        const hex = toHex(writer.finish());
        const { derLengths, ...rest } = decode('UpdateSecurityCredentialsAlert', hex);
        expect(rest).to.deep.equal(value);
        expect(encode('UpdateSecurityCredentialsAlert', { ...rest, ...(derLengths && { derLengths }) })).to.equal(hex);
        if (derLengths !== undefined) kept++;
      }),
    );
    expect(kept).to.be.above(10);
  });

  const bad: [what: string, type: Asn1Type, hex: string, code: ErrorCode, offset: number, path: string][] = [
    [
      'a default that is not left out',
      'ProvideSecurityCredentialDetailsCommand',
      element('30', element('30', '020104', '03020308', '020100'), '3000'),
      'GBCS_E_DER',
      11,
      'authorisingCell.cellUsage',
    ],
    [
      'a padded INTEGER under an implicit tag',
      'UpdateSecurityCredentialsCommand',
      element('30', element('30', '020104', '83020001'), '3000', '3000'),
      'GBCS_E_DER',
      9,
      'control.authorisingRemotePartySeqNumber',
    ],
    [
      'an empty INTEGER under an implicit tag',
      'UpdateSecurityCredentialsCommand',
      element('30', element('30', '020104', '8300'), '3000', '3000'),
      'GBCS_E_DER',
      9,
      'control.authorisingRemotePartySeqNumber',
    ],
    [
      'a constructed INTEGER',
      'UpdateSecurityCredentialsCommand',
      element('30', element('30', '020104', 'a303020101'), '3000', '3000'),
      'GBCS_E_PAYLOAD',
      7,
      'control.authorisingRemotePartySeqNumber',
    ],
    [
      'tags out of order',
      'UpdateSecurityCredentialsCommand',
      element('30', element('30', '020104', '840101', '830101'), '3000', '3000'),
      'GBCS_E_PAYLOAD',
      7,
      'control.authorisingRemotePartySeqNumber',
    ],
    [
      'a tag twice',
      'UpdateSecurityCredentialsCommand',
      element('30', element('30', '020104', '830101', '830101'), '3000', '3000'),
      'GBCS_E_PAYLOAD',
      10,
      'control',
    ],
    [
      'a counter below 0',
      'UpdateSecurityCredentialsCommand',
      element('30', element('30', '020104', '8301ff'), '3000', '3000'),
      'GBCS_E_PAYLOAD',
      7,
      'control.authorisingRemotePartySeqNumber',
    ],
    [
      'a counter of 65 bits',
      'UpdateSecurityCredentialsCommand',
      element('30', element('30', '020104', '8309010000000000000000'), '3000', '3000'),
      'GBCS_E_PAYLOAD',
      7,
      'control.authorisingRemotePartySeqNumber',
    ],
    [
      'a counter of 10 octets',
      'UpdateSecurityCredentialsCommand',
      element('30', element('30', '020104', '830a7fffffffffffffffffff'), '3000', '3000'),
      'GBCS_E_PAYLOAD',
      7,
      'control.authorisingRemotePartySeqNumber',
    ],
    [
      'a replacement without cell',
      'UpdateSecurityCredentialsCommand',
      element('30', element('30', '020104', '830101'), element('30', element('30', CERTIFICATE)), '3000'),
      'GBCS_E_PAYLOAD',
      19,
      'replacements[0].targetCell',
    ],
    [
      'an OCTET STRING for a certificate',
      'UpdateSecurityCredentialsCommand',
      element('30', element('30', '020104', '830101'), '3000', element('30', CERTIFICATE, '0400')),
      'GBCS_E_PAYLOAD',
      19,
      'certificationPathCertificates[1]',
    ],
    [
      'a status of the wrong type',
      'ProvideSecurityCredentialDetailsResponse',
      element('30', element('30', '020102', '020100')),
      'GBCS_E_PAYLOAD',
      7,
      'remotePartyDetails[0].status',
    ],
    [
      'a key identifier of 7 octets',
      'ProvideSecurityCredentialDetailsResponse',
      element(
        '30',
        element(
          '30',
          '020102',
          '0a0100',
          '020100',
          element('30', element('30', '03020780', `0408${SUPPLIER}`, '040744899792d196f4')),
        ),
      ),
      'GBCS_E_PAYLOAD',
      31,
      'remotePartyDetails[0].cells[0].subjectKeyIdentifier',
    ],
    ['named bits that end with 0', 'IssueSecurityCredentialsCommand', '300403020680', 'GBCS_E_DER', 2, 'keyUsage'],
    ['ten named bits', 'IssueSecurityCredentialsCommand', '3005030306ff40', 'GBCS_E_PAYLOAD', 2, 'keyUsage'],
    ['no alternative of a CHOICE', 'IssueSecurityCredentialsResponse', '0500', 'GBCS_E_PAYLOAD', 0, ''],
    ['an ENUMERATED in a CHOICE of INTEGER', 'ActivateFirmwareResponse', '0a0100', 'GBCS_E_PAYLOAD', 0, ''],
    [
      'a hash of 31 octets',
      'ActivateFirmwareCommand',
      element('30', `041f${HASH.slice(2)}`, '020101'),
      'GBCS_E_PAYLOAD',
      2,
      'manufacturerImageHash',
    ],
    [
      '30 February',
      'SetTimeResponse',
      element('30', '180f32303330303233303030303030305a', '020100'),
      'GBCS_E_PAYLOAD',
      2,
      'deviceTime',
    ],
    [
      'hour 24',
      'SetTimeResponse',
      element('30', '180f32303330303131353234303030305a', '020100'),
      'GBCS_E_PAYLOAD',
      2,
      'deviceTime',
    ],
    [
      'a time with a fraction',
      'SetTimeResponse',
      element('30', '181132303330303131353039303030302e355a', '020100'),
      'GBCS_E_PAYLOAD',
      2,
      'deviceTime',
    ],
    [
      'a time without seconds',
      'SetTimeResponse',
      element('30', '180d3230333030313135303930305a', '020100'),
      'GBCS_E_PAYLOAD',
      2,
      'deviceTime',
    ],
    [
      'a time of another zone',
      'SetTimeResponse',
      element('30', '181332303330303131353039303030302b30313030', '020100'),
      'GBCS_E_PAYLOAD',
      2,
      'deviceTime',
    ],
    [
      'a time that is not of digits',
      'SetTimeResponse',
      element('30', '180f3230333030313135303930303020205a'.slice(0, 34), '020100'),
      'GBCS_E_PAYLOAD',
      2,
      'deviceTime',
    ],
    [
      'a UTCTime',
      'SetTimeResponse',
      element('30', '170d3330303131353039303030305a', '020100'),
      'GBCS_E_PAYLOAD',
      2,
      'deviceTime',
    ],
    ['an indefinite length', 'SetTimeResponse', '30800000', 'GBCS_E_DER', 1, ''],
    ['a length in too long a form', 'SetTimeResponse', '3082000100', 'GBCS_E_DER', 1, ''],
    ['nothing', 'SetTimeResponse', '', 'GBCS_E_EMPTY', 0, ''],
    ['octets too many', 'ActivateFirmwareResponse', '050000', 'GBCS_E_TRAILING', 2, ''],
  ];
  for (const [what, type, hex, code, offset, path] of bad) {
    it(`refuses ${what} (${type})`, () => {
      const error = codecError(() => decode(type, hex, 90));
      const place = path === '' ? type : `${type}.${path}`;
      expect([error.code, error.offset, error.path], error.message).to.deep.equal([code, 90 + offset, place]);
      expect(error.clause).to.equal('GBCS 18.3');
    });
  }

  const cannot: [what: string, type: Asn1Type, value: unknown, path: string][] = [
    ['no object', 'SetTimeResponse', 7, ''],
    ['nothing at all', 'SetTimeResponse', undefined, ''],
    ['a field too few', 'SetTimeResponse', { deviceTimeStatus: 0 }, '.deviceTime'],
    [
      'a field that there is not',
      'SetTimeResponse',
      { deviceTime: '2030-01-15T09:00:00Z', deviceTimeStatus: 0, status: 1 },
      '',
    ],
    ['a field in a type without', 'ReadFirmwareVersionCommand', { version: 1 }, ''],
    ['30 February', 'SetTimeResponse', { deviceTime: '2030-02-30T09:00:00Z', deviceTimeStatus: 0 }, '.deviceTime'],
    [
      'a time with milliseconds',
      'SetTimeResponse',
      { deviceTime: '2030-01-15T09:00:00.000Z', deviceTimeStatus: 0 },
      '.deviceTime',
    ],
    [
      'a year of five digits',
      'SetTimeResponse',
      { deviceTime: '+10000-01-15T09:00:00Z', deviceTimeStatus: 0 },
      '.deviceTime',
    ],
    ['a number for a text', 'SetTimeResponse', { deviceTime: 0, deviceTimeStatus: 0 }, '.deviceTime'],
    ['a fraction', 'UpdateDeviceCertificateResponse', { responseCode: 0.5 }, '.responseCode'],
    ['a bigint for a number', 'UpdateDeviceCertificateResponse', { responseCode: 5n }, '.responseCode'],
    [
      'a number for a counter',
      'ActivateFirmwareCommand',
      { manufacturerImageHash: fromHex(HASH), originatorCounter: 5 },
      '.originatorCounter',
    ],
    [
      'a counter of 65 bits',
      'ActivateFirmwareCommand',
      { manufacturerImageHash: fromHex(HASH), originatorCounter: 1n << 64n },
      '.originatorCounter',
    ],
    [
      'a counter below 0',
      'ActivateFirmwareCommand',
      { manufacturerImageHash: fromHex(HASH), originatorCounter: -1n },
      '.originatorCounter',
    ],
    [
      'a short hash',
      'ActivateFirmwareCommand',
      { manufacturerImageHash: fromHex('00'), originatorCounter: 5n },
      '.manufacturerImageHash',
    ],
    [
      'text for octets',
      'ActivateFirmwareCommand',
      { manufacturerImageHash: HASH, originatorCounter: 5n },
      '.manufacturerImageHash',
    ],
    ['both alternatives', 'ActivateFirmwareResponse', { commandAccepted: null, outcome: { responseCode: 0 } }, ''],
    ['no alternative', 'ActivateFirmwareResponse', {}, ''],
    ['something for NULL', 'ActivateFirmwareResponse', { commandAccepted: true }, '.commandAccepted'],
    ['an unknown bit', 'IssueSecurityCredentialsCommand', { keyUsage: ['signing'] }, '.keyUsage'],
    ['a text for bits', 'IssueSecurityCredentialsCommand', { keyUsage: 'digitalSignature' }, '.keyUsage'],
    ['no list', 'RestoreDeviceLogCommand', { deviceLogEntries: {} }, '.deviceLogEntries'],
    [
      'a bad identifier',
      'RestoreDeviceLogCommand',
      { deviceLogEntries: [{ entityIdentifier: 'xx', deviceType: 0 }] },
      '.deviceLogEntries[0].entityIdentifier',
    ],
    ['length forms that are no list', 'RestoreDeviceLogCommand', { deviceLogEntries: [], derLengths: 1 }, ''],
    [
      'length forms inside',
      'RestoreDeviceLogCommand',
      { deviceLogEntries: [{ entityIdentifier: PPMID, deviceType: 0, derLengths: [] }] },
      '.deviceLogEntries[0]',
    ],
    ['text for a certificate', 'UpdateDeviceCertificateCommand', { certificate: CERTIFICATE }, '.certificate'],
    [
      'a certificate that is no SEQUENCE',
      'UpdateDeviceCertificateCommand',
      { certificate: fromHex('020105') },
      '.certificate',
    ],
  ];
  for (const [what, type, value, path] of cannot) {
    it(`does not encode ${what} (${type})`, () => {
      const error = codecError(() => encode(type, value as never));
      expect([error.code, error.path]).to.deep.equal(['GBCS_E_VALUE', `${type}${path}`]);
    });
  }

  it('refuse certificates that are not one element of DER, with offsets in them', () => {
    const encoded = (hex: string) =>
      codecError(() => encode('UpdateDeviceCertificateCommand', { certificate: fromHex(hex) }));
    const { code, offset, path } = encoded('30040102');
    expect([code, offset, path]).to.deep.equal(['GBCS_E_TRUNCATED', 4, 'UpdateDeviceCertificateCommand.certificate']);
    expect(encoded('300030').code).to.equal('GBCS_E_TRAILING');
    expect(encoded('').code).to.equal('GBCS_E_TRUNCATED');
  });

  it('do not share octets with the message', () => {
    const octets = fromHex(CERTIFICATE);
    const value = ASN1_CODECS.UpdateDeviceCertificateCommand.decode(octets);
    octets.fill(0);
    expect(toHex(value.certificate)).to.equal(CERTIFICATE);
  });

  it('take no longer than their octets ask for', () => {
    const roles = Array.from({ length: 9_000 }, () => 2);
    const authorisingCell = { role: 4, keyUsage: ['keyAgreement'], cellUsage: 0 } as const;
    const type = 'ProvideSecurityCredentialDetailsCommand';
    const octets = ASN1_CODECS[type].encode({ authorisingCell, rolesRequested: roles });
    expect(ASN1_CODECS[type].decode(octets).rolesRequested).to.have.length(9_000);
    const many = Array.from({ length: 10_000 }, () => 2);
    const tooMany = codecError(() => ASN1_CODECS[type].encode({ authorisingCell, rolesRequested: many }));
    expect(tooMany.code).to.equal('GBCS_E_TOO_LARGE');
  });

  it('are found by Message Code and kind of message', () => {
    expect(asn1TypeOf(0x0012, 1)).to.equal('ActivateFirmwareCommand');
    expect(asn1TypeOf(0x0012, 2)).to.equal('ActivateFirmwareResponse');
    expect(asn1TypeOf(0x0012, 3)).to.equal(undefined);
    expect(asn1TypeOf(0x00ca, 3)).to.equal('ActivateFirmwareAlert');
    expect(asn1TypeOf(0x00ca, 1)).to.equal(undefined);
    expect(asn1TypeOf(0x0055, 1)).to.equal(undefined);
    const used = Object.values(ASN1_TYPES_BY_MESSAGE).flatMap(({ command, response, alert }) => [
      command,
      response,
      alert,
    ]);
    expect([...new Set(used)].filter((type) => type !== undefined)).to.have.members(TYPES);
    for (const [code, { command, response, alert }] of Object.entries(ASN1_TYPES_BY_MESSAGE)) {
      expect([command?.replace(/Command$/, ''), response?.replace(/Response$/, '')], code).to.satisfy(
        ([one, other]: (string | undefined)[]) => one === other,
      );
      expect(alert === undefined, code).to.equal(command !== undefined);
    }
  });

  it('name remote party roles as the catalogue does', () => {
    const names = Object.entries(REMOTE_PARTY_ROLES).map(([name, number]) => [String(number), name]);
    expect(Object.entries(REMOTE_PARTY_ROLE_NAMES)).to.have.deep.members(names);
  });
});
