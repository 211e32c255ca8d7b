import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toHex } from '../../gbcs/bytes/hex.js';
import { allUseCases, useCaseByCode, useCaseByName } from '../../gbcs/catalogue/lookup.js';
import { opensslProvider as provider } from '../../gbcs/crypto/openssl.js';
import { CodecError } from '../../gbcs/errors.js';
import { decodeFrame, encodeFrame, type Frame } from '../../gbcs/frame/frame.js';
import { type Eui64, eui64 } from '../../gbcs/identifiers.js';
import { loadKeyFiles } from '../../gbcs/keys/key-files.js';
import type { KeyStore } from '../../gbcs/keys/key-store.js';
import {
  buildMessage,
  decodeMessage,
  encodeMessage,
  macFrame,
  signFrame,
  verifyFrameMac,
  verifyFrameSignature,
} from '../../gbcs/message.js';
import { type DecodeOptions, payloadFamily, payloadFinding } from '../../gbcs/payload.js';
import type { Command } from '../../gbcs/use-cases/command.js';
import { joinEsmeAtHcalcs, joinHcalcsAtEsme, unjoinDevice } from '../../gbcs/use-cases/join.js';
import {
  activateSwitch,
  deactivateSwitch,
  readSwitchData,
  resetSwitch,
  setDescriptions,
} from '../../gbcs/use-cases/load-control.js';
import { verifyFrame } from '../../gbcs/verify.js';
import { requireShared } from '../shared.js';
import { codecError, nearMiss, valueOrCodecError } from './asn1/payloads.js';

/** Identifiers of the reference data set. */
const DISTRIBUTOR = eui64('90b3d51f30020000');
const BROKER = eui64('90b3d51f30000002');
const ESME = eui64('00db1234567890a0');
const HCALCS = eui64('00db1234567890a5');

function messagesIn(directory: string): [string, Uint8Array][] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.HEX'))
    .sort()
    .map((path) => [path, fromHex(readFileSync(join(directory, path), 'latin1').trim())]);
}

function referenceKeys(context: Mocha.Context): KeyStore {
  const directory = requireShared.call(context, 'rtds', 'keystore');
  const files = readdirSync(directory).map((name) => ({ name, read: () => readFileSync(join(directory, name)) }));
  return loadKeyFiles(provider, files).store;
}

function preCommand(command: Command, counter: bigint, recipient: Eui64, originator = DISTRIBUTOR): Frame {
  const messageCode = useCaseByName(allUseCases, command.useCase)?.messageCode ?? -1;
  return buildMessage({
    cra: 1,
    originatorCounter: counter,
    originator,
    recipient,
    otherInformation: { messageCode },
    payload: command.payload,
  });
}

/** A copy in which no octets are views of those that were decoded. */
function copyOf<T>(value: T): T {
  if (value instanceof Uint8Array) return value.slice() as T;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, copyOf(field)])) as T;
}

describe('reference messages', () => {
  let messages: [string, Uint8Array][] = [];
  before(function () {
    messages = messagesIn(requireShared.call(this, 'rtds'));
  });

  it('are decoded, and encoded again from their values alone', () => {
    const families = new Map<string, number>();
    for (const [path, octets] of messages) {
      const text = toHex(octets);
      const message = decodeMessage(octets);
      const copy = copyOf(message);
      // Whatever still looked at the octets of the message would now see zeros.
      octets.fill(0);
      expect(toHex(encodeMessage(copy)), path).to.equal(text);
      const { payload } = copy;
      const { cra, otherInformation } = copy.frame.header;
      const definition = useCaseByCode(allUseCases, otherInformation.messageCode)?.payload;
      if (definition?.family === 'asn1' && cra !== 3) {
        const type = cra === 1 ? definition.command : definition.response;
        expect(payload.kind === 'asn1' && payload.type, path).to.equal(type);
      }
      const kind = payload.kind === 'raw' ? `raw ${payload.family}` : payload.kind;
      families.set(kind, (families.get(kind) ?? 0) + 1);
    }
    expect(messages.length).to.be.at.least(1026);
    expect([...families.keys()].sort()).to.deep.equal([
      'access-request',
      'access-response',
      'asn1',
      'data-notification',
      'gbz',
      'gbz-alert',
    ]);
  });
});

describe('reference messages under the keys of the data set', () => {
  it('have signatures and MACs that hold, but for those between two devices', function () {
    const keys = referenceKeys(this);
    const messages = messagesIn(requireShared.call(this, 'rtds'));
    const counts = { signature: 0, mac: 0, unverifiable: [] as string[] };
    for (const [path, octets] of messages) {
      const frame = decodeFrame(octets);
      const { signature, mac } = verifyFrame(frame, { provider, keys, accessControlBroker: BROKER });
      expect(signature, path).to.be.oneOf(['absent', 'valid']);
      expect(mac, path).to.be.oneOf(['absent', 'valid', 'unverifiable']);
      expect(signature === 'absent', path).to.equal((frame.signature?.length ?? 0) === 0);
      expect(mac === 'absent', path).to.equal(frame.mac === undefined);
      if (signature === 'valid') counts.signature++;
      if (mac === 'valid') counts.mac++;
      if (mac === 'unverifiable') counts.unverifiable.push(path);
    }
    expect(counts.signature).to.be.at.least(376);
    expect(counts.mac).to.be.at.least(655);
    for (const path of counts.unverifiable) expect(path).to.match(/PCS0[12]_/);
  });
});

/** Commands of a distributor as originator, prepared by hand (duis.md 5.6). */
const PREPARED: [string, Command, bigint, Eui64, string][] = [
  [
    'opens switch 1 for 60 minutes',
    deactivateSwitch(1, 60),
    2000n,
    ESME,
    'DF090100000000000007D00890B3D51F300200000800DB1234567890A00002005522D9200007D0000202000100005E2C75020203000900000A0067FF010212003C120112',
  ],
  [
    'opens switch 2 for 60 minutes',
    deactivateSwitch(2, 60),
    2001n,
    ESME,
    'DF090100000000000007D10890B3D51F300200000800DB1234567890A00002005522D9200007D1000202000100005E2C76020203000900000A0067FF010212003C120212',
  ],
  [
    'closes switch 1 for 30 minutes',
    activateSwitch(1, 30),
    2002n,
    ESME,
    'DF090100000000000007D20890B3D51F300200000800DB1234567890A00002005522D9200007D2000202000100005E2C75010203000900000A0067FF010212001E120111',
  ],
  [
    'gives switch 1 back to the calendar',
    resetSwitch(1),
    2003n,
    ESME,
    'DF090100000000000007D30890B3D51F300200000800DB1234567890A00002005515D9200007D3000103000900000A0067FF0101120120',
  ],
  [
    'labels switch 1',
    setDescriptions({ 1: 'EV charger' }),
    2004n,
    ESME,
    'DF090100000000000007D40890B3D51F300200000800DB1234567890A0000200531ED9200007D4000102000100005E2C000B02010A0A45562063686172676572',
  ],
  [
    'joins an HCALCS at the ESME',
    joinHcalcsAtEsme(HCALCS),
    2005n,
    ESME,
    'DF090100000000000007D50890B3D51F300200000800DB1234567890A00002000D123010020100040800DB1234567890A5020104',
  ],
  [
    'joins the ESME at the HCALCS',
    joinEsmeAtHcalcs(ESME),
    2000n,
    HCALCS,
    'DF090100000000000007D00890B3D51F300200000800DB1234567890A5000200AB123010020101040800DB1234567890A0020101',
  ],
  [
    'unjoins the HCALCS at the ESME',
    unjoinDevice(HCALCS),
    2006n,
    ESME,
    'DF090100000000000007D60890B3D51F300200000800DB1234567890A00002000F0A040800DB1234567890A5',
  ],
];

describe('the Pre-Command of a distributor that', () => {
  for (const [what, command, counter, recipient, hex] of PREPARED) {
    it(`${what} is the one prepared by hand`, () => {
      expect(toHex(encodeFrame(preCommand(command, counter, recipient))).toUpperCase()).to.equal(hex);
      expect(toHex(encodeMessage(decodeMessage(fromHex(hex)))).toUpperCase()).to.equal(hex);
    });

    it(`${what} is signed by it and gets the broker's MAC, and both hold`, function () {
      const keys = referenceKeys(this);
      const options = { provider, keys, accessControlBroker: BROKER };
      const signing = keys.privateKey({ entity: DISTRIBUTOR, usage: 'digitalSignature' });
      const broker = keys.privateKey({ entity: BROKER, usage: 'keyAgreement' });
      const device = keys.publicKey({ entity: recipient, usage: 'keyAgreement' });
      if (signing === undefined || broker === undefined || device === undefined) throw new Error('keys are missing');
      const signed = signFrame(provider, decodeFrame(fromHex(hex)), signing);
      expect(toHex(encodeFrame(signed)).toUpperCase()).to.match(new RegExp(`^${hex}40[0-9A-F]{128}$`));
      expect(verifyFrame(signed, options)).to.deep.equal({ signature: 'valid', mac: 'absent' });
      const octets = encodeFrame(macFrame(provider, signed, provider.sharedSecret(broker, device)));
      const frame = decodeFrame(octets);
      expect(verifyFrame(frame, options)).to.deep.equal({ signature: 'valid', mac: 'valid' });
      // In another's name neither holds; the MAC is not that of the distributor and the device.
      const other = { ...frame, header: { ...frame.header, originator: eui64('90b3d51f30010000') } };
      expect(verifyFrame(other, options)).to.deep.equal({ signature: 'invalid', mac: 'invalid' });
      expect(verifyFrame(frame, { ...options, accessControlBroker: DISTRIBUTOR }).mac).to.equal('invalid');
    });
  }
});

describe('the worked example of GBCS 18.4', () => {
  it('is decoded, and its signature and MAC hold under its keys and no others', function () {
    const vector = JSON.parse(readFileSync(requireShared.call(this, 'spec', 'gbcs-18.4-vector.json'), 'utf8'));
    const octets = fromHex(vector.command);
    const message = decodeMessage(octets);
    expect(toHex(encodeMessage(message))).to.equal(toHex(octets));
    const { frame, payload } = message;
    expect(frame.header).to.deep.equal({
      cra: 1,
      originatorCounter: 1n,
      originator: '123456789abcdef0',
      recipient: 'fffffffffffffffe',
      dateTime: new Uint8Array(0),
      otherInformation: { messageCode: 0x00b3 },
    });
    expect('specifications' in payload && payload.specifications.map(({ obis }) => obis)).to.deep.equal([
      '0-0:19.10.0.255',
      '0-0:19.10.1.255',
      '0-0:19.10.2.255',
    ]);
    const signer = provider.publicKey(fromHex(vector.originatorDigitalSignaturePublicKey));
    const device = provider.publicKey(fromHex(vector.deviceKeyAgreementPublicKey));
    const broker = provider.privateKey(fromHex(vector.accessControlBrokerKeyAgreementPrivateKey));
    const secret = provider.sharedSecret(broker, device);
    expect(verifyFrameSignature(provider, frame, signer)).to.equal(true);
    expect(verifyFrameSignature(provider, frame, device)).to.equal(false);
    expect(verifyFrameMac(provider, frame, secret)).to.equal(true);
    expect(verifyFrameMac(provider, frame, provider.sharedSecret(broker, signer))).to.equal(false);
    // The library makes the same MAC from the parts of the message.
    const { mac, macHeader: _, ...unprotected } = frame;
    expect(encodeFrame(macFrame(provider, unprotected, secret))).to.deep.equal(octets);
    expect(mac).to.have.length(12);
  });
});

const scalar = (octet: number) => provider.privateKey(new Uint8Array(32).fill(octet));

describe('a protected message', () => {
  const [signer, broker, device] = [scalar(1), scalar(2), scalar(3)];
  const secret = provider.sharedSecret(broker, device.publicKey);
  const signed = signFrame(provider, preCommand(deactivateSwitch(1, 60), 2000n, ESME), signer);
  const octets = encodeFrame(macFrame(provider, signed, secret));
  const { spans } = decodeFrame(octets);
  const start = spans?.macHeader?.end ?? 0;
  const endOfPayload = spans?.payload.end ?? 0;

  it('holds for the device as for the broker', () => {
    const frame = decodeFrame(octets);
    expect(verifyFrameSignature(provider, frame, signer.publicKey)).to.equal(true);
    expect(verifyFrameMac(provider, frame, provider.sharedSecret(device, broker.publicKey))).to.equal(true);
  });

  it('does not hold once any octet of the protected part is another', () => {
    const damaged = fc
      .record({ at: fc.integer({ min: start, max: octets.length - 1 }), by: fc.integer({ min: 1, max: 255 }) })
      .map(({ at, by }) => ({ at, frame: Uint8Array.from(octets, (octet, i) => (i === at ? octet ^ by : octet)) }));
    let judged = 0;
    fc.assert(
      fc.property(damaged, ({ at, frame: bytes }) => {
        const frame = valueOrCodecError(() => decodeFrame(bytes), 0, bytes.length);
        if (frame === undefined) return;
        judged++;
        expect(verifyFrameMac(provider, frame, secret), `MAC, octet ${at}`).to.equal(false);
        const inSignature = at >= endOfPayload && at < octets.length - 12;
        if (at < endOfPayload || inSignature) {
          expect(verifyFrameSignature(provider, frame, signer.publicKey), `signature, octet ${at}`).to.equal(false);
        }
      }),
      { numRuns: 600 },
    );
    expect(judged).to.be.greaterThan(300);
  });

  it('does not hold for every single octet of its headers, payload, signature and MAC', () => {
    let refused = 0;
    for (let at = start; at < octets.length; at++) {
      const bytes = octets.slice();
      bytes[at] = (bytes[at] ?? 0) ^ 0x01;
      const frame = valueOrCodecError(() => decodeFrame(bytes), 0, bytes.length);
      expect(frame !== undefined && verifyFrameMac(provider, frame, secret), `octet ${at}`).to.equal(false);
      refused++;
    }
    expect(refused).to.equal(octets.length - start);
  });

  it('without protection has none that holds', () => {
    const bare = decodeFrame(octets.subarray(start, endOfPayload));
    expect(verifyFrameSignature(provider, bare, signer.publicKey)).to.equal(false);
    expect(verifyFrameMac(provider, bare, secret)).to.equal(false);
    expect(verifyFrameSignature(provider, { ...bare, signature: new Uint8Array(0) }, signer.publicKey)).to.equal(false);
  });

  it('has an empty signature field where it gets a MAC and was not signed', () => {
    const read = preCommand(readSwitchData(), 9n, ESME);
    const { signature, mac } = decodeFrame(encodeFrame(macFrame(provider, read, secret)));
    expect(signature).to.deep.equal(new Uint8Array(0));
    expect(mac).to.have.length(12);
  });

  it('has another MAC as Command than as Response, and with another counter', () => {
    const macOf = (frame: Frame) => toHex(macFrame(provider, frame, secret).mac ?? new Uint8Array(0));
    const { header } = signed;
    const macs = [
      signed,
      { ...signed, header: { ...header, cra: 2 } },
      { ...signed, header: { ...header, originatorCounter: 2001n } },
    ].map(macOf);
    expect(new Set(macs).size).to.equal(3);
  });
});

describe('building a message', () => {
  it('puts the low 24 bits of the counter into the long-invoke-id of a DLMS payload', () => {
    const { payload } = decodeMessage(encodeFrame(preCommand(resetSwitch(5), 0xabcdef012345n, ESME)));
    expect('longInvokeId' in payload && payload.longInvokeId).to.equal(0x20012345);
  });

  it('gives a Response its date-time', () => {
    const dateTime = fromHex('07df0101ff000000008000ff');
    const frame = buildMessage({
      cra: 2,
      originatorCounter: 1n,
      originator: ESME,
      recipient: DISTRIBUTOR,
      otherInformation: { messageCode: 0x54 },
      payload: { kind: 'raw', family: 'unknown', octets: new Uint8Array(0) },
      dateTime,
    });
    expect(decodeFrame(encodeFrame(frame)).header.dateTime).to.deep.equal(dateTime);
  });
});

describe('payloads', () => {
  const families: [string, string][] = [
    ['d9', 'dlms'],
    ['da', 'dlms'],
    ['0f', 'dlms'],
    ['0109', 'gbz'],
    ['0108', 'unknown'],
    ['30', 'asn1'],
    ['0500', 'asn1'],
    ['02', 'asn1'],
    ['04', 'asn1'],
    ['', 'unknown'],
    ['ff', 'unknown'],
  ];
  for (const [hex, family] of families) {
    it(`that start with '${hex}' are ${family}`, () => {
      expect(payloadFamily(fromHex(hex))).to.equal(family);
    });
  }

  function decode(messageCode: number, cra: 1 | 2 | 3, payload: string, options: DecodeOptions = {}) {
    const parts = { cra, originatorCounter: 1n, originator: DISTRIBUTOR, recipient: ESME };
    const octets = fromHex(payload);
    const frame = { ...parts, otherInformation: { messageCode }, payload: { kind: 'raw', family: 'unknown', octets } };
    return decodeMessage(encodeFrame(buildMessage(frame as Parameters<typeof buildMessage>[0])), options);
  }

  // 34 octets stand before the payload.
  const misfits: [string, number, 1 | 2 | 3, string, number][] = [
    ['an access request that ends early', 0x55, 1, 'd920000001000100', 41],
    ['an access request with octets after it', 0x55, 1, 'd92000000100000000', 42],
    ['an access response that ends early', 0x55, 2, 'da2000000100', 40],
    ['a join that is no SEQUENCE', 0x0d, 1, '020100', 34],
  ];
  for (const [what, code, cra, hex, offset] of misfits) {
    it(`are refused under strict, and kept with the finding under inspect: ${what}`, () => {
      expect(codecError(() => decode(code, cra, hex, { preset: 'strict' })).offset).to.equal(offset);
      const message = decode(code, cra, hex);
      expect(payloadFinding(message.payload)?.offset).to.equal(offset);
      expect(toHex(encodeMessage(message)).endsWith(hex)).to.equal(true);
    });
  }

  it('that are DER and not of their type are the tree of their elements', () => {
    const { payload } = decode(0x0d, 1, '020100');
    expect(payload).to.deep.include({ kind: 'der' });
    expect(payload).to.have.nested.property('root.tag', 0x02);
    expect(decode(0x0d, 1, '02020001').payload).to.deep.include({ kind: 'raw', family: 'asn1' });
  });

  it('stay octets, with what is wrong, where no use case says what they should be', () => {
    for (const [hex, family] of [
      ['0109ff', 'gbz'],
      ['0f20000001', 'dlms'],
      ['3005', 'asn1'],
    ] as const) {
      const { payload } = decode(0x7777, 3, hex);
      if (payload.kind !== 'raw') throw new Error(`${hex} is ${payload.kind}`);
      expect([payload.family, toHex(payload.octets)]).to.deep.equal([family, hex]);
      expect(payload.finding).to.be.instanceOf(CodecError);
    }
    expect(decode(0x7777, 1, 'ff00').payload).to.deep.equal({
      kind: 'raw',
      family: 'unknown',
      octets: fromHex('ff00'),
    });
  });

  it('give a message or a CodecError with a place, whatever happens to a good one', () => {
    const seeds = PREPARED.map(([, , , , hex]) => fromHex(hex));
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.nat(3), fc.nat(200), fc.nat(255), (octets, how, at, octet) => {
        const near = nearMiss(octets, how, at, octet);
        const message = valueOrCodecError(() => decodeMessage(near), 0, near.length);
        if (message !== undefined) expect(toHex(encodeMessage(copyOf(message)))).to.equal(toHex(near));
      }),
      { numRuns: 5000 },
    );
  });
});
