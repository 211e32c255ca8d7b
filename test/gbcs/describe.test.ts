import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  activateSwitch,
  buildMessage,
  type Command,
  type DescribedNode,
  decodeMessage,
  describeMessage,
  encodeFrame,
  encodeMessage,
  eui64,
  type Frame,
  findingsOf,
  fromHex,
  JOIN_DEVICE_TYPE,
  joinHcalcsAtEsme,
  type MessageParts,
  macFrame,
  octetsOfText,
  opensslProvider,
  type Payload,
  toHex,
} from '../../gbcs/index.js';
import { requireShared } from '../shared.js';

const SUPPLIER = eui64('90b3d51f30010000');
const ESME = eui64('00db1234567890a0');
const HCALCS = eui64('00db1234567890a6');

function frameOf(messageCode: number, payload: Payload, parts: Partial<MessageParts> = {}): Frame {
  const base = { cra: 1, originatorCounter: 1000n, originator: SUPPLIER, recipient: ESME } as const;
  return buildMessage({ ...base, otherInformation: { messageCode }, payload, ...parts });
}

function octetsOf(command: Command, messageCode: number, parts: Partial<MessageParts> = {}): Uint8Array {
  return encodeFrame(frameOf(messageCode, command.payload, parts));
}

/** Label and value of every node below one with this label, indented by depth. */
function textsBelow(root: DescribedNode, label: string): string[] {
  const texts = (node: DescribedNode, depth: number): string[] =>
    node.children.flatMap((child) => [
      `${' '.repeat(depth)}${child.label}${child.value === undefined ? '' : ` = ${child.value}`}`,
      ...texts(child, depth + 1),
    ]);
  const found = all(root).find((node) => node.label === label);
  return found === undefined ? [] : texts(found, 0);
}

function all(node: DescribedNode): DescribedNode[] {
  return [node, ...node.children.flatMap(all)];
}

function describedOctets(octets: Uint8Array): DescribedNode {
  return describeMessage(decodeMessage(octets));
}

describe('a described message', () => {
  it('names header fields, use case and DLMS rows', () => {
    const root = describedOctets(octetsOf(activateSwitch(1, 30), 0x0055));
    expect([root.label, root.value]).eql(['Message', 'ECS47 Pre-Command']);
    expect(textsBelow(root, 'Grouping Header')).eql([
      'CRA Flag = 1 Command',
      'Originator Counter = 1000',
      'Originator = 90-B3-D5-1F-30-01-00-00',
      'Recipient = 00-DB-12-34-56-78-90-A0',
      'Other Information',
      ' Message Code = 0055 ECS47 Set or Reset HC ALCS or ALCS State',
    ]);
    expect(textsBelow(root, 'Payload')).eql([
      'Long Invoke Id and Priority = 200003E8',
      'AuxiliaryLoadControlSwitch[1].closeTime = 30 (switch 1 closed for 30 minutes)',
      ' set = class 1, 0-0:94.44.117.1, attribute 2',
      'AuxiliaryLoadControlSwitch[n].openCloseOrReset = 273 (switch 1, action close)',
      ' action = class 9, 0-0:10.0.103.255, method 1',
    ]);
  });

  it('names every form of Other Information and the date-time', () => {
    const certificate = new Uint8Array(130).fill(0xab);
    const octets = octetsOf(activateSwitch(1, 30), 0x0055, {
      dateTime: fromHex('07df0101ff000000008000ff'),
      otherInformation: {
        messageCode: 0x0055,
        supplementaryRemotePartyId: SUPPLIER,
        supplementaryRemotePartyCounter: 7n,
        supplementaryRemotePartyCertificate: certificate,
      },
    });
    const root = describedOctets(octets);
    expect(textsBelow(root, 'Grouping Header')).include('date-time = 2015-01-01T00:00:00Z');
    expect(textsBelow(root, 'Other Information').slice(1)).eql([
      'Supplementary Remote Party ID = 90-B3-D5-1F-30-01-00-00',
      'Supplementary Remote Party Counter = 7',
      `Supplementary Remote Party Key Agreement Certificate = ${toHex(certificate)}`,
    ]);
    const counter = textsBelow(
      describedOctets(
        octetsOf(activateSwitch(1, 30), 0x0055, {
          cra: 2,
          otherInformation: {
            messageCode: 0x0055,
            supplementaryRemotePartyId: SUPPLIER,
            supplementaryRemotePartyCounter: 7n,
            supplementaryOriginatorCounter: 8n,
          },
        }),
      ),
      'Other Information',
    );
    expect(counter.at(-1)).equal('Supplementary Originator Counter = 8');
  });

  it('places every field on its own octets', () => {
    const certificate = new Uint8Array(200).fill(0xab);
    const octets = octetsOf(joinHcalcsAtEsme(HCALCS), 0x000d, {
      dateTime: fromHex('07df0101ff000000008000ff'),
      otherInformation: {
        messageCode: 0x000d,
        supplementaryRemotePartyId: SUPPLIER,
        supplementaryRemotePartyCounter: 7n,
        supplementaryRemotePartyCertificate: certificate,
      },
    });
    const nodes = all(describedOctets(octets));
    const at = (label: string) => {
      const span = nodes.find((node) => node.label === label)?.span;
      return span && toHex(octets.subarray(span.start, span.end));
    };
    expect(at('CRA Flag')).equal('01');
    expect(at('Originator Counter')).equal('00000000000003e8');
    expect(at('Originator')).equal(SUPPLIER);
    expect(at('Recipient')).equal(ESME);
    expect(at('date-time')).equal('07df0101ff000000008000ff');
    expect(at('Message Code')).equal('000d');
    expect(at('Supplementary Remote Party ID')).equal(SUPPLIER);
    expect(at('Supplementary Remote Party Counter')).equal('0000000000000007');
    expect(at('Supplementary Remote Party Key Agreement Certificate')).equal(toHex(certificate));
    expect(at('otherDeviceEntityIdentifier')).equal(`0408${HCALCS}`);
    expect(at('otherDeviceType')).equal('020104');
  });

  it('names ASN.1 fields and codes', () => {
    const join = describedOctets(octetsOf(joinHcalcsAtEsme(HCALCS), 0x000d));
    expect(textsBelow(join, 'Payload')).eql([
      'joinMethodAndRole = 0 methodAInitiator',
      'otherDeviceEntityIdentifier = 00-DB-12-34-56-78-90-A6',
      `otherDeviceType = 4 ${JOIN_DEVICE_TYPE[4]}`,
    ]);
    const payloads: [code: number, payload: Payload, text: string][] = [
      [
        0x000d,
        { kind: 'asn1', type: 'JoinDeviceResponse', value: { joinResponseCode: 3 } },
        'joinResponseCode = 3 incompatibleWithExistingEntry',
      ],
      [
        0x000f,
        { kind: 'asn1', type: 'UnjoinDeviceResponse', value: { unjoinResponseCode: 9 } },
        'unjoinResponseCode = 9',
      ],
    ];
    for (const [code, payload, text] of payloads) {
      const root = describedOctets(encodeFrame(frameOf(code, payload, { cra: 2 })));
      expect(textsBelow(root, 'Payload')).eql([text]);
    }
    const log: Payload = {
      kind: 'asn1',
      type: 'ReadDeviceJoinDetailsResponse',
      value: { readResponseCode: 0, deviceLogEntries: [{ entityIdentifier: HCALCS, deviceType: 4 }] },
    };
    expect(textsBelow(describedOctets(encodeFrame(frameOf(0x0013, log, { cra: 2 }))), 'Payload')).eql([
      'readResponseCode = 0 success',
      'deviceLogEntries = 1 DeviceLogEntry',
      ' [0]',
      '  entityIdentifier = 00-DB-12-34-56-78-90-A6',
      `  deviceType = 4 ${JOIN_DEVICE_TYPE[4]}`,
    ]);
  });

  it('names the results of a Response by its instructions, as far as it tells which they were', () => {
    const payload: Payload = {
      kind: 'access-response',
      longInvokeId: 0,
      dateTime: new Uint8Array(0),
      data: [{ type: 'null-data' }, { type: 'null-data' }],
      results: [
        { access: 'set', code: 1 },
        { access: 'action', code: 250 },
      ],
    };
    expect(textsBelow(describedOctets(encodeFrame(frameOf(0x0055, payload, { cra: 2 }))), 'Payload').slice(1)).eql([
      'instruction 0',
      ' set = 1 hardware-fault',
      'AuxiliaryLoadControlSwitch[n].openCloseOrReset',
      ' action = 250 other-reason',
    ]);
  });

  it('shows GBZ components, DER of other types, and octets of no family', () => {
    const gbz: Payload = {
      kind: 'gbz',
      profileId: 0x0109,
      components: [
        {
          lastComponent: true,
          clusterId: 0x0702,
          fromDateTime: 1,
          frameControl: 0x01,
          transactionSequenceNumber: 0,
          commandId: 0x0e,
          payload: { kind: 'plain', octets: fromHex('01ff') },
        },
      ],
    };
    expect(textsBelow(describedOctets(encodeFrame(frameOf(0x0070, gbz))), 'Payload').slice(2)).eql([
      'GBZ component 0 = Metering: Set Uncontrolled Flow Threshold',
      ' Last component = true',
      ' ZigBee Cluster ID = 0702 Metering',
      ' From Date Time = 2000-01-01T00:00:01Z',
      ' ZCL frame control = 01',
      ' Transaction Sequence Number = 0',
      ' ZCL command identifier = 0E Set Uncontrolled Flow Threshold',
      ' ZCL payload = 01ff',
    ]);
    const der = fromHex('301b020300 8f66 180f32303135303130313030303030305a 0a0100 0500'.replaceAll(' ', ''));
    const decoded = decodeMessage(encodeFrame({ ...frameOf(0x0128, gbz), payload: der }));
    expect(textsBelow(describeMessage(decoded), 'Payload')).eql([
      'SEQUENCE = 4 elements',
      ' INTEGER = 36710 (8F66)',
      ' GeneralizedTime = 20150101000000Z',
      ' ENUMERATED = 0',
      ' NULL',
    ]);
    const raw = decodeMessage(encodeFrame({ ...frameOf(0xeeee, gbz), payload: fromHex('ff00') }));
    expect(textsBelow(describeMessage(raw), 'Payload')).eql(['octets = ff00']);
    expect(textsBelow(describeMessage(raw), 'Other Information')).eql(['Message Code = EEEE']);
  });

  it('has no places where the message was built', () => {
    const { payload } = activateSwitch(1, 30);
    const root = describeMessage({ frame: frameOf(0x0055, payload), payload });
    expect(all(root).filter((node) => node.span !== undefined)).eql([]);
  });
});

describe('findings', () => {
  const sound = macFrame(opensslProvider, frameOf(0x0055, activateSwitch(1, 30).payload), new Uint8Array(32));
  const found = (octets: Uint8Array) => findingsOf(decodeMessage(octets)).map(({ offset, path }) => [path, offset]);

  it('are none in a message that is right', () => {
    expect(found(encodeFrame(sound))).eql([]);
  });

  it('name what only a receiver judges', () => {
    const macHeader = { ...(sound.macHeader as NonNullable<Frame['macHeader']>), securityControl: 0x31 };
    expect(found(encodeFrame({ ...sound, macHeader: { ...macHeader, invocationCounter: 1 } }))).eql([
      ['macHeader.securityControl', 8],
      ['macHeader.invocationCounter', 9],
    ]);
    expect(found(encodeFrame({ ...sound, header: { ...sound.header, cra: 7 } }))).eql([['groupingHeader.cra', 15]]);
    expect(found(encodeFrame({ ...sound, lengths: { 'groupingHeader.otherInformation': 2 } }))).eql([
      ['groupingHeader.otherInformation', 43],
    ]);
  });

  it('name the row that does not fit the use case', () => {
    const request = activateSwitch(1, 30).payload;
    if (request.kind !== 'access-request') throw new Error('not an access request');
    const data = [request.data[0], { type: 'long-unsigned', value: 0x0211 }] as typeof request.data;
    const [finding] = findingsOf(decodeMessage(encodeFrame(frameOf(0x0055, { ...request, data }))));
    expect(finding?.code).equal('GBCS_E_PAYLOAD');
    expect(finding?.path).equal('AuxiliaryLoadControlSwitch[1].closeTime');
  });

  it('carry what is wrong with a payload that was kept as octets', () => {
    const octets = encodeFrame({ ...sound, payload: fromHex('010901') });
    expect(findingsOf(decodeMessage(octets)).map(({ code }) => code)).eql(['GBCS_E_TRUNCATED']);
  });
});

describe('every reference message', () => {
  it('is described whole, its parts inside it, and without findings', function () {
    const directory = requireShared.call(this, 'rtds', 'RTDS-4.5.0');
    const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.HEX'));
    expect(files.length).greaterThan(1000);
    for (const file of files) {
      const octets = octetsOfText(readFileSync(join(directory, file), 'latin1'));
      const message = decodeMessage(octets);
      const root = describeMessage(message);
      expect(root.span, file).eql({ start: 0, end: octets.length });
      for (const part of root.children) {
        for (const node of all(part)) {
          const inside = node.span === undefined || (node.span.start >= 0 && node.span.end <= octets.length);
          expect(inside, `${file} ${node.label}`).equal(true);
        }
      }
      expect(findingsOf(message), file).eql([]);
      expect(encodeMessage(message), file).eql(octets);
    }
  });
});
