import { expect } from 'chai';
import {
  activateSwitch,
  CodecError,
  type Command,
  type Data,
  type DECODE_LIMITS,
  decodeMessage,
  encodeFrame,
  encodePayload,
  eui64,
  type Frame,
  findingsOf,
  fromHex,
  type GroupingHeader,
  joinHcalcsAtEsme,
  type Payload,
  standardMacHeader,
  structure,
  toHex,
} from '../../gbcs/index.js';
import { codecError } from './asn1/payloads.js';

const SUPPLIER = eui64('90b3d51f30010000');
const ESME = eui64('00db1234567890a0');
const NOTHING = new Uint8Array(0);

/** A Command with MAC Header and a MAC of zeros, as findings look at no key. */
function maced(messageCode: number, payload: Uint8Array | Payload, changes: Partial<GroupingHeader> = {}): Frame {
  return {
    macHeader: standardMacHeader(),
    header: {
      cra: 1,
      originatorCounter: 1000n,
      originator: SUPPLIER,
      recipient: ESME,
      dateTime: NOTHING,
      otherInformation: { messageCode },
      ...changes,
    },
    payload: payload instanceof Uint8Array ? payload : encodePayload(payload),
    signature: NOTHING,
    mac: new Uint8Array(12),
  };
}

function payloadOf(command: Command): Payload {
  return 'longInvokeId' in command.payload ? { ...command.payload, longInvokeId: 0x200003e8 } : command.payload;
}

const ACTIVATE = payloadOf(activateSwitch(1, 30));
const ECS47 = 0x0055;

/** Path and offset of each finding, which strict throws the first of. */
function found(frame: Frame): [string | undefined, number | undefined][] {
  const octets = encodeFrame(frame);
  const message = decodeMessage(octets);
  const findings = findingsOf(message);
  for (const finding of findings) {
    expect(finding.offset, finding.message).within(0, octets.length);
    expect(finding.clause, finding.message).match(/^(GBCS|IEC) /);
  }
  const [first] = findings;
  if (first === undefined) expect(decodeMessage(octets, { preset: 'strict' })).eql(message);
  else {
    const { code, offset, path, clause } = codecError(() => decodeMessage(octets, { preset: 'strict' }));
    expect({ code, offset, path, clause }).eql({
      code: first.code,
      offset: first.offset,
      path: first.path,
      clause: first.clause,
    });
  }
  return findings.map(({ path, offset }) => [path, offset]);
}

/** Octets that a path should point at, in a frame. */
function at(frame: Frame, offset: number, octets: number): string {
  return toHex(encodeFrame(frame).subarray(offset, offset + octets));
}

describe('findings of the frame', () => {
  it('are none in a sound Command', () => {
    expect(found(maced(ECS47, ACTIVATE))).eql([]);
  });

  it('name each field of the MAC Header that is not empty, and where its octets stand', () => {
    const sound = standardMacHeader();
    const fields = ['transactionId', 'originatorSystemTitle', 'recipientSystemTitle', 'dateTime', 'otherInformation'];
    for (const field of fields) {
      const frame = { ...maced(ECS47, ACTIVATE), macHeader: { ...sound, [field]: fromHex('abcd') } };
      const [[path, offset] = []] = found(frame);
      expect(path).equal(`macHeader.${field}`);
      expect(at(frame, offset ?? -1, 2)).equal('abcd');
    }
    const keyed = { ...maced(ECS47, ACTIVATE), macHeader: { ...sound, keyInformation: 0x7f } };
    const [[path, offset] = []] = found(keyed);
    expect([path, at(keyed, offset ?? -1, 1)]).eql(['macHeader.keyInformation', '7f']);
  });

  it('name the length field that is longer than needed', () => {
    const fields: [string, string][] = [
      ['macHeader.transactionId', '820000'],
      ['macHeader.cipheredService', '83000062'],
      ['groupingHeader.dateTime', '820000'],
      ['groupingHeader.otherInformation', '820002'],
      ['payload', '820022'],
      ['signature', '820000'],
    ];
    for (const [field, hex] of fields) {
      const octets = hex.length / 2;
      const frame = { ...maced(ECS47, ACTIVATE), lengths: { [field]: octets } };
      const [[path, offset] = [], ...others] = found(frame);
      expect([path, others.length], field).eql([field, 0]);
      expect(at(frame, offset ?? -1, octets).slice(0, 4), field).equal(hex.slice(0, 4));
    }
  });

  it('name a date-time that does not belong, or is missing', () => {
    const dateTime = fromHex('07df0101ff000000008000ff');
    expect(found(maced(ECS47, ACTIVATE, { dateTime }))).eql([['groupingHeader.dateTime', 43]]);
    const response = (code: number, changes: Partial<GroupingHeader> = {}) =>
      found(maced(code, fromHex('ff'), { cra: 2, ...changes })).map(([path]) => path);
    // CS06 has one in its Response, CS07 has none.
    expect(response(0x12)).include('groupingHeader.dateTime');
    expect(response(0x12, { dateTime })).not.include('groupingHeader.dateTime');
    expect(response(0x13, { dateTime })).include('groupingHeader.dateTime');
  });

  it('name Message Codes of no use case, and of none with that CRA', () => {
    const [unknown] = findingsOf(decodeMessage(encodeFrame(maced(0x7777, ACTIVATE))));
    expect([unknown?.code, unknown?.offset]).eql(['GBCS_E_UNKNOWN_USE_CASE', 44]);
    expect(found(maced(ECS47, ACTIVATE, { cra: 3 }))).deep.include(['groupingHeader.otherInformation.messageCode', 44]);
    expect(found(maced(0x0061, ACTIVATE))).eql([['groupingHeader.otherInformation.messageCode', 44]]);
  });

  it('name forms of Other Information that a CRA does not have', () => {
    const path = 'groupingHeader.otherInformation';
    const party = { messageCode: ECS47, supplementaryRemotePartyId: SUPPLIER };
    expect(found(maced(ECS47, ACTIVATE, { otherInformation: party }))).eql([[path, 44]]);
    const counted = { ...party, supplementaryRemotePartyCounter: 7n };
    expect(found(maced(ECS47, ACTIVATE, { otherInformation: counted }))).eql([]);
    const certified = (hex: string) => ({ ...counted, supplementaryRemotePartyCertificate: fromHex(hex) });
    const certificate = `${path}.supplementaryRemotePartyCertificate`;
    const of = (hex: string) => found(maced(ECS47, ACTIVATE, { otherInformation: certified(hex) }));
    expect(of('3003020100')).eql([]);
    expect(of('020100')).eql([[certificate, 62]]);
    expect(of('300302010000')).eql([[certificate, 67]]);
    // Eight octets are no counter of the device, which only a Response has.
    expect(of('0000000000000001')).eql([[certificate, 62]]);
    const answer = maced(ECS47, ACTIVATE, { cra: 2, otherInformation: certified('300702010002010000') });
    expect(found(answer)).deep.include([certificate, 62]);
  });

  it('name a signature field that is missing where only a Pre-Command may lack it', () => {
    const { signature: _, ...unsigned } = maced(ECS47, ACTIVATE);
    const octets = encodeFrame({ ...unsigned, signature: NOTHING });
    expect(found(unsigned)).eql([['signature', octets.length - 13]]);
    const { macHeader: __, mac: ___, ...preCommand } = unsigned;
    expect(found(preCommand)).eql([]);
    expect(found({ ...preCommand, header: { ...preCommand.header, cra: 2 } })).deep.include(['signature', 68]);
  });
});

describe('findings of the payload', () => {
  const start = 47;

  it('name the row of a Command that does not fit', () => {
    if (ACTIVATE.kind !== 'access-request') throw new Error('not an access request');
    expect(found(maced(ECS47, { ...ACTIVATE, longInvokeId: 0x200003e9 }))).eql([['longInvokeId', start]]);
    const join = found(maced(0x0d, joinHcalcsAtEsme(ESME).payload));
    expect(join).eql([]);
    expect(found(maced(ECS47, joinHcalcsAtEsme(ESME).payload))).eql([['payload', start]]);
  });

  it('name length fields of DLMS data that are longer than needed, once', () => {
    if (ACTIVATE.kind !== 'access-request') throw new Error('not an access request');
    const text: Data = { type: 'visible-string', octets: fromHex('41'), lengthOctets: 3 };
    const item = { type: 'structure', items: [text, text], lengthOctets: 2 } as const;
    const frame = maced(ECS47, { ...ACTIVATE, data: [item, structure(text)], lengths: { data: 2 } });
    const paths = found(frame).map(([path]) => path);
    expect(paths.slice(0, 2)).eql(['data', 'data[0]']);
    expect(paths).length(3);
  });

  it('name the result of a Response that no instruction gives', () => {
    const response = (hex: string) =>
      found(maced(ECS47, fromHex(`da200003e80000${hex}`), { cra: 2 })).map(([path]) => path);
    // A set and an action, neither of which gives a value.
    expect(response('0200000202000300')).eql([]);
    expect(response('02000002020103fa')).eql([]);
    expect(response('0200000201000300')).eql(['data[0]']);
    expect(response('0200120001020200 0300'.replace(' ', ''))).eql(['data[1]']);
    expect(response('0100010200')).eql(['results']);
    expect(response('03000000030200 03000300'.replace(' ', ''))).eql(['data[2]']);
  });

  it('name what an alert has that its use case does not send', () => {
    const alert = (code: number, hex: string) => found(maced(code, fromHex(hex), { cra: 3 })).map(([path]) => path);
    const time = '090c07df0101ff000000008000ff';
    expect(alert(0x1001, `0f200003e800020212810e${time}`)).eql([]);
    expect(alert(0x1001, `0f200003e900020212810e${time}`)).eql(['longInvokeId']);
    expect(alert(0x1001, `0f200003e800020312810e${time}00`)).eql(['body']);
    expect(alert(0x1001, `0f200003e800020211810e${time}`.replace('11810e', '1181'))).eql(['alertCode']);
    expect(alert(0x1001, `0f200003e800020212810e0900`)).eql(['timeStamp']);
    expect(alert(0x1001, '0f200003e80000')).eql(['body']);
    expect(alert(0x00f0, `0f200003e8000203128fff${time}09020001`)).eql(['alertCode']);
    expect(alert(0x00f0, `0f200003e800020312 81a0${time}09020001`.replace(' ', ''))).eql([]);
  });

  it('name the component of a GBZ payload that is not of the use case', () => {
    // GCS32: Change Supply.
    const gbz = (hex: string, cra = 1) => found(maced(0x0083, fromHex(hex), { cra })).map(([path]) => path);
    const component = '01070200030100ff';
    expect(gbz(`010901${component}`)).eql(['components[0]']);
  });

  it('of no family is one', () => {
    expect(found(maced(ECS47, fromHex('ff00')))).eql([['payload', start]]);
  });
});

describe('limits', () => {
  const refusedWith = (octets: Uint8Array, limits: Partial<typeof DECODE_LIMITS>) =>
    codecError(() => decodeMessage(octets, { preset: 'strict', limits })).code;
  const command = encodeFrame(maced(ECS47, ACTIVATE));
  const join = encodeFrame(maced(0x0d, joinHcalcsAtEsme(ESME).payload));

  it('are those that a caller sets, and the defaults for the rest', () => {
    expect(decodeMessage(command, { preset: 'strict', limits: {} }).payload.kind).equal('access-request');
    expect(refusedWith(command, { messageOctets: command.length - 1 })).equal('GBCS_E_TOO_LARGE');
    expect(decodeMessage(command, { limits: { messageOctets: command.length } }).payload.kind).equal('access-request');
    expect(refusedWith(join, { derElements: 3 })).equal('GBCS_E_TOO_LARGE');
    expect(decodeMessage(join, { limits: { derElements: 4 } }).payload.kind).equal('asn1');
    expect(refusedWith(join, { depth: 1 })).equal('GBCS_E_TOO_DEEP');
    expect(refusedWith(join, { derContentOctets: 15 })).equal('GBCS_E_TOO_LARGE');
    const gbz = encodeFrame(maced(0x0083, fromHex('0109020007020003010001 0107020003010101'.replace(' ', ''))));
    expect(refusedWith(gbz, { gbzComponents: 1 })).equal('GBCS_E_TOO_LARGE');
    expect(decodeMessage(gbz, { limits: { gbzComponents: 2 } }).payload.kind).equal('gbz');
  });

  it('count the values of all lists of a DLMS payload together', () => {
    // Two instructions and a value for each: neither list alone has more than two.
    expect(decodeMessage(command, { limits: { dlmsValues: 4 } }).payload.kind).equal('access-request');
    const { payload } = decodeMessage(command, { limits: { dlmsValues: 3 } });
    expect(payload).deep.include({ kind: 'raw', family: 'dlms' });
    expect(payload.kind === 'raw' && payload.finding?.code).equal('GBCS_E_TOO_LARGE');
    expect(payload.kind === 'raw' && payload.finding?.path).equal('data[1].long-unsigned');
  });
});

describe('presets', () => {
  it('strict throws a CodecError that is one of the findings, inspect none', () => {
    const frame = { ...maced(ECS47, fromHex('d920')), lengths: { payload: 2 } };
    const octets = encodeFrame(frame);
    expect(decodeMessage(octets, { preset: 'inspect' })).eql(decodeMessage(octets));
    expect(findingsOf(decodeMessage(octets)).map(({ path }) => path)).eql(['payload', 'longInvokeId']);
    expect(() => decodeMessage(octets, { preset: 'strict' })).throw(CodecError);
  });
});
