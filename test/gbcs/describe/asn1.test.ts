import { expect } from 'chai';
import {
  type Asn1Payload,
  buildMessage,
  type DescribedNode,
  decodeMessage,
  describeMessage,
  encodeFrame,
  eui64,
  fromHex,
  makeTestPki,
  type OtherInformation,
  toHex,
} from '../../../gbcs/index.js';

const SUPPLIER = eui64('90b3d51f30010000');
const ESME = eui64('00db1234567890a0');
const PPMID = eui64('00db1234567890a4');

const cell = { role: 2, keyUsage: ['keyAgreement'], cellUsage: 1 } as const;

function octetsOf(messageCode: OtherInformation['messageCode'], cra: 1 | 2 | 3, payload: Asn1Payload): Uint8Array {
  const parts = { cra, originatorCounter: 1000n, originator: SUPPLIER, recipient: ESME };
  return encodeFrame(buildMessage({ ...parts, otherInformation: { messageCode }, payload }));
}

function payloadNode(octets: Uint8Array): DescribedNode {
  const found = describeMessage(decodeMessage(octets)).children.find(({ label }) => label === 'Payload');
  if (found === undefined) throw new Error('no payload is described');
  return found;
}

/** Label and value of every node below one, indented by depth. */
function lines({ children }: DescribedNode, depth = 0): string[] {
  return children.flatMap((child) => [
    `${' '.repeat(depth)}${child.label}${child.value === undefined ? '' : ` = ${child.value}`}`,
    ...lines(child, depth + 1),
  ]);
}

function describedLines(messageCode: number, cra: 1 | 2 | 3, payload: Asn1Payload): string[] {
  return lines(payloadNode(octetsOf(messageCode, cra, payload)));
}

function all(node: DescribedNode): DescribedNode[] {
  return [node, ...node.children.flatMap(all)];
}

describe('described ASN.1 payloads', () => {
  const [signature] = makeTestPki('describe').organisation(SUPPLIER, 2, ['digitalSignature']);
  const certificate = signature?.certificate;
  if (certificate === undefined) throw new Error('no certificate was made');

  const update: Asn1Payload = {
    kind: 'asn1',
    type: 'UpdateSecurityCredentialsCommand',
    value: {
      control: {
        replacementMode: 7,
        applyTimeBasedCPVChecks: 1,
        authorisingRemotePartySeqNumber: 6000n,
        otherRemotePartySeqNumberChanges: [{ role: 2, floor: 0n, specialist: [{ usage: 0, floor: 5n }] }],
      },
      replacements: [{ certificate: certificate.der, targetCell: cell }],
      certificationPathCertificates: [fromHex('3000')],
      executionDateTime: '2030-01-15T00:00:00Z',
    },
  };

  it('name every number, summarise certificates, and show octets of what is none', () => {
    expect(describedLines(0x0107, 1, update)).to.deep.equal([
      'control',
      ' replacementMode = 7 supplierByTransCoS',
      ' applyTimeBasedCPVChecks = 1 disapply',
      ' authorisingRemotePartySeqNumber = 6000',
      ' otherRemotePartySeqNumberChanges = 1 RemotePartySeqNumberChange',
      '  [0]',
      '   role = 2 supplier',
      '   floor = 0',
      '   specialist = 1 SpecialistFloor',
      '    [0]',
      '     usage = 0 prepaymentTopUp',
      '     floor = 5',
      'replacements = 1 Replacement',
      ' [0]',
      '  certificate = organisation certificate',
      `   subject = 90-B3-D5-1F-30-01-00-00${certificate.commonName === undefined ? '' : ` ${certificate.commonName}`}`,
      '   role = 2 supplier',
      '   keyUsage = digitalSignature',
      `   serialNumber = ${certificate.serialNumber.toString(16).toUpperCase()}`,
      '   issuer = CN=Z1, OU=07',
      '   validity = 2020-01-01T00:00:00Z to 2029-12-31T23:59:59Z',
      `   subjectKeyIdentifier = ${toHex(certificate.subjectKeyIdentifier ?? new Uint8Array(0))}`,
      `   authorityKeyIdentifier = ${toHex(certificate.authorityKeyIdentifier ?? new Uint8Array(0))}`,
      `   publicKey = ${toHex(certificate.publicPoint)}`,
      '  targetCell',
      '   role = 2 supplier',
      '   keyUsage = keyAgreement',
      '   cellUsage = 1 prePaymentTopUp',
      'certificationPathCertificates = 1 Certificate',
      ' [0] = not of the SMKI profile',
      '  octets = 3000',
      'executionDateTime = 2030-01-15T00:00:00Z',
    ]);
  });

  it('place every value on its own octets, past components that are left out', () => {
    const octets = octetsOf(0x0107, 1, update);
    const nodes = all(payloadNode(octets));
    const at = (label: string, which = 0) => {
      const span = nodes.filter((node) => node.label === label)[which]?.span;
      return span && toHex(octets.subarray(span.start, span.end));
    };
    expect(at('applyTimeBasedCPVChecks')).to.equal('810101');
    expect(at('authorisingRemotePartySeqNumber')).to.equal('83021770');
    expect(at('specialist')).to.equal('30083006020100020105');
    expect(at('certificate')).to.equal(toHex(certificate.der));
    expect(at('targetCell')).to.equal('300a02010203020308020101');
    expect(at('executionDateTime')).to.equal('180f32303330303131353030303030305a');
    const described = describeMessage({ ...decodeMessage(octets), payload: update });
    expect(all(described).map(({ label }) => label)).to.include('executionDateTime');
  });

  it('name statuses, codes and defaults', () => {
    expect(
      describedLines(0x0008, 2, {
        kind: 'asn1',
        type: 'ProvideSecurityCredentialDetailsResponse',
        value: {
          remotePartyDetails: [
            { role: 127, status: 25 },
            {
              role: 8,
              status: 0,
              currentSeqNumber: 3n,
              cells: [
                {
                  keyUsage: ['digitalSignature', 'cRLSign'],
                  cellUsage: 0,
                  subjectUniqueID: SUPPLIER,
                  subjectKeyIdentifier: fromHex('0102030405060708'),
                },
              ],
            },
          ],
        },
      }),
    ).to.deep.equal([
      'remotePartyDetails = 2 RemotePartyDetails',
      ' [0]',
      '  role = 127 other',
      '  status = 25 trustAnchorNotFound',
      ' [1]',
      '  role = 8 loadController',
      '  status = 0 success',
      '  currentSeqNumber = 3',
      '  cells = 1 TrustAnchorCellContents',
      '   [0]',
      '    keyUsage = digitalSignature, cRLSign',
      '    cellUsage = 0 management',
      '    subjectUniqueID = 90-B3-D5-1F-30-01-00-00',
      '    subjectKeyIdentifier = 0102030405060708',
    ]);
  });

  const short: [messageCode: number, cra: 1 | 2 | 3, payload: Asn1Payload, text: string[]][] = [
    [
      0x000a,
      1,
      { kind: 'asn1', type: 'IssueSecurityCredentialsCommand', value: { keyUsage: [] } },
      ['keyUsage = (no bits)'],
    ],
    [
      0x000a,
      2,
      { kind: 'asn1', type: 'IssueSecurityCredentialsResponse', value: { responseCode: 2 } },
      ['responseCode = 2 keyPairGenerationFailed'],
    ],
    [
      0x000a,
      2,
      { kind: 'asn1', type: 'IssueSecurityCredentialsResponse', value: { certificationRequest: fromHex('3000') } },
      ['certificationRequest = not of the SMKI profile', ' octets = 3000'],
    ],
    [
      0x000b,
      2,
      { kind: 'asn1', type: 'UpdateDeviceCertificateResponse', value: { responseCode: 5 } },
      ['responseCode = 5 wrongPublicKey'],
    ],
    [
      0x000c,
      2,
      { kind: 'asn1', type: 'ProvideDeviceCertificateResponse', value: { responseCode: 9 } },
      ['responseCode = 9'],
    ],
    [
      0x0012,
      2,
      { kind: 'asn1', type: 'ActivateFirmwareResponse', value: { commandAccepted: null } },
      ['commandAccepted = NULL'],
    ],
    [
      0x0012,
      2,
      {
        kind: 'asn1',
        type: 'ActivateFirmwareResponse',
        value: { outcome: { responseCode: 1, firmwareVersion: fromHex('0123abcd') } },
      },
      ['outcome', ' responseCode = 1 noImageHeld', ' firmwareVersion = 0123abcd'],
    ],
    [0x0129, 1, { kind: 'asn1', type: 'ReadFirmwareVersionCommand', value: {} }, ['readFirmwareVersion = NULL']],
    [
      0x007f,
      2,
      { kind: 'asn1', type: 'SetTimeResponse', value: { deviceTime: '2030-01-15T00:00:00Z', deviceTimeStatus: 2 } },
      ['deviceTime = 2030-01-15T00:00:00Z', 'deviceTimeStatus = 2 unreliable'],
    ],
    [
      0x0128,
      3,
      {
        kind: 'asn1',
        type: 'FirmwareTransferAlert',
        value: {
          alertCode: 0x8f89,
          time: '2030-01-15T00:00:00Z',
          deviceId: PPMID,
          version: fromHex('0123abcd'),
          code: 2,
        },
      },
      [
        'alertCode = 8F89',
        'time = 2030-01-15T00:00:00Z',
        'deviceId = 00-DB-12-34-56-78-90-A4',
        'version = 0123abcd',
        'code = 2 hardwareVersionMismatch',
      ],
    ],
    [
      0x008c,
      2,
      {
        kind: 'asn1',
        type: 'RestoreDeviceLogResponse',
        value: {
          restoreOutcomes: [{ deviceLogEntry: { entityIdentifier: PPMID, deviceType: 5 }, joinResponseCode: 4 }],
        },
      },
      [
        'restoreOutcomes = 1 RestoreOutcome',
        ' [0]',
        '  deviceLogEntry',
        '   entityIdentifier = 00-DB-12-34-56-78-90-A4',
        '   deviceType = 5 pPMID',
        '  joinResponseCode = 4 deviceLogFull',
      ],
    ],
  ];
  for (const [messageCode, cra, payload, text] of short) {
    it(`show ${payload.type}: ${text[0]}`, () => {
      expect(describedLines(messageCode, cra, payload)).to.deep.equal(text);
    });
  }

  it('show a device certificate and a certification authority', () => {
    const pki = makeTestPki('describe');
    const [own] = pki.device(ESME);
    const labelled = (der: Uint8Array) =>
      describedLines(0x000b, 1, { kind: 'asn1', type: 'UpdateDeviceCertificateCommand', value: { certificate: der } });
    expect(labelled(own.certificate.der).slice(0, 3)).to.deep.equal([
      'certificate = device certificate',
      ' subject = 00-DB-12-34-56-78-90-A0',
      ' keyUsage = digitalSignature',
    ]);
    expect(labelled(pki.root.certificate.der).slice(0, 2)).to.deep.equal([
      'certificate = authority certificate',
      ' subject = ZA',
    ]);
  });
});
