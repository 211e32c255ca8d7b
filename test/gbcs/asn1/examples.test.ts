import { expect } from 'chai';
import { ASN1_CODECS, type Asn1Type, type Asn1Values } from '../../../gbcs/asn1/messages.js';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { BROKER, CERTIFICATE, element, HASH, PPMID, SUPPLIER, TIME } from './hex-elements.js';

function encode<T extends Asn1Type>(type: T, value: Asn1Values[T]): string {
  return toHex(ASN1_CODECS[type].encode(value));
}

function decode<T extends Asn1Type>(type: T, hex: string, base = 0): Asn1Values[T] {
  return ASN1_CODECS[type].decode(fromHex(hex), base);
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

describe('examples of ASN.1 messages', () => {
  for (const [type, what, hex, value] of EXAMPLES) {
    it(`reads and writes ${type}: ${what}`, () => {
      expect(decode(type, hex)).to.deep.equal(value);
      expect(encode(type, value as never)).to.equal(hex);
    });
  }
});
