import { expect } from 'chai';
import { ASN1_CODECS, type Asn1Type, type Asn1Values } from '../../../gbcs/asn1/messages.js';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import type { ErrorCode } from '../../../gbcs/errors.js';
import { CERTIFICATE, element, HASH, PPMID, SUPPLIER } from './hex-elements.js';
import { codecError } from './payloads.js';

function encode<T extends Asn1Type>(type: T, value: Asn1Values[T]): string {
  return toHex(ASN1_CODECS[type].encode(value));
}

function decode<T extends Asn1Type>(type: T, hex: string, base = 0): Asn1Values[T] {
  return ASN1_CODECS[type].decode(fromHex(hex), base);
}

describe('ASN.1 messages that are refused', () => {
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
});
