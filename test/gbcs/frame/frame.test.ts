import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import {
  decodeFrame,
  encodeFrame,
  encodeGeneralSigning,
  encodeToBeSigned,
  type Frame,
  type FrameLengths,
  MAX_MESSAGE_OCTETS,
  type OtherInformation,
  standardMacHeader,
} from '../../../gbcs/frame/frame.js';
import { type Eui64, eui64 } from '../../../gbcs/identifiers.js';
import { requireShared } from '../../shared.js';
import { codecError, expectCodecError, nearMiss, valueOrCodecError } from '../asn1/payloads.js';

const ORIGINATOR = eui64('90b3d51f30020000');
const RECIPIENT = eui64('00db1234567890a0');
const OTHER = eui64('90b3d51f30010008');
const NOTHING = new Uint8Array(0);

/** Fields of a Grouping Header in hexadecimal, one by one, so that a test can put another in its place. */
const FIELDS = {
  tag: 'df',
  transactionIdLength: '09',
  cra: '01',
  originatorCounter: '00000000000007d0',
  originatorLength: '08',
  originator: ORIGINATOR,
  recipientLength: '08',
  recipient: RECIPIENT,
  dateTime: '00',
  otherInformation: '020055',
  payload: '03d9aabb',
  signature: '',
};
type Fields = Partial<typeof FIELDS>;

/** A message without MAC. */
function signing(fields: Fields = {}): Uint8Array {
  return fromHex(Object.values({ ...FIELDS, ...fields }).join(''));
}

/** The same with MAC Header and MAC: seven octets, the length, security control and counter, contents, twelve octets. */
function maced(fields: Fields = {}, header = 'dd000000000000', length?: string): Uint8Array {
  const inner = toHex(signing({ signature: '00', ...fields }));
  const octets = inner.length / 2 + 17;
  const shortest = octets < 0x80 ? octets.toString(16) : `81${octets.toString(16)}`;
  return fromHex(`${header}${length ?? shortest}1100000000${inner}${'c5'.repeat(12)}`);
}

/** Where a field of {@link signing} starts. */
function placeOf(field: keyof typeof FIELDS): number {
  const names = Object.keys(FIELDS) as (keyof typeof FIELDS)[];
  return names.slice(0, names.indexOf(field)).reduce((octets, name) => octets + FIELDS[name].length / 2, 0);
}

function withoutSpans({ spans: _, ...frame }: Frame): Frame {
  return frame;
}

const SIGNATURE = `40${'5a'.repeat(64)}`;

describe('frame of a message', () => {
  it('of a Pre-Command has its fields and their places, no signature field and no MAC', () => {
    expect(decodeFrame(signing())).to.deep.equal({
      header: {
        cra: 1,
        originatorCounter: 2000n,
        originator: ORIGINATOR,
        recipient: RECIPIENT,
        dateTime: NOTHING,
        otherInformation: { messageCode: 0x55 },
      },
      payload: fromHex('d9aabb'),
      spans: { groupingHeader: { start: 1, end: 34 }, payload: { start: 34, end: 37 } },
    });
  });

  it('tells an empty signature field from an absent one', () => {
    expect(decodeFrame(signing({ signature: '00' })).signature).to.deep.equal(NOTHING);
    expect('signature' in decodeFrame(signing())).to.equal(false);
  });

  it('has the places of signature and MAC where they are there', () => {
    const { spans, signature, mac, macHeader } = decodeFrame(maced({ signature: SIGNATURE }));
    expect(signature).to.deep.equal(fromHex('5a'.repeat(64)));
    expect(mac).to.deep.equal(fromHex('c5'.repeat(12)));
    expect(macHeader).to.deep.equal(standardMacHeader());
    // DD, six empty fields, a length of one octet, security control and counter; then DF.
    expect(spans).to.deep.equal({
      macHeader: { start: 0, end: 13 },
      groupingHeader: { start: 14, end: 47 },
      payload: { start: 47, end: 50 },
      signature: { start: 51, end: 115 },
      mac: { start: 115, end: 127 },
    });
  });

  it('keeps a date-time of a Response', () => {
    const dateTime = '07df0101ff000000008000ff';
    expect(toHex(decodeFrame(signing({ cra: '02', dateTime: `0c${dateTime}` })).header.dateTime)).to.equal(dateTime);
  });

  it('does not judge what only a receiver judges', () => {
    const { header, macHeader } = decodeFrame(maced({ cra: '7f' }, 'dd02aabb01cc0000010d07'));
    expect(header.cra).to.equal(0x7f);
    expect(macHeader).to.deep.equal({
      ...standardMacHeader(),
      transactionId: fromHex('aabb'),
      originatorSystemTitle: fromHex('cc'),
      otherInformation: fromHex('0d'),
      keyInformation: 7,
    });
  });
});

describe('Other Information', () => {
  const id = OTHER;
  const counter = '0000000000000bb8';
  const certificate = '3082010030aabbcc';
  const withCounter = {
    messageCode: 0x39,
    supplementaryRemotePartyId: id,
    supplementaryRemotePartyCounter: 3000n,
  };
  const variants: [string, string, string, OtherInformation][] = [
    ['a code', '01', '020039', { messageCode: 0x39 }],
    ['a party (ECS200)', '03', `0a0039${id}`, { messageCode: 0x39, supplementaryRemotePartyId: id }],
    ['a party with its counter, in a Command', '01', `120039${id}${counter}`, withCounter],
    ['a party with its counter, in a Response', '02', `120039${id}${counter}`, withCounter],
    [
      'the counter of the device, in a Response',
      '02',
      `1a0039${id}${counter}00000000000007d2`,
      { ...withCounter, supplementaryOriginatorCounter: 2002n },
    ],
    [
      'a certificate, in a Command',
      '01',
      `1b0039${id}${counter}${certificate}dd`,
      { ...withCounter, supplementaryRemotePartyCertificate: fromHex(`${certificate}dd`) },
    ],
    [
      'a certificate of eight octets, in a Command: the counter of the device stands in Responses only',
      '01',
      `1a0039${id}${counter}${certificate}`,
      { ...withCounter, supplementaryRemotePartyCertificate: fromHex(certificate) },
    ],
  ];
  for (const [what, cra, otherInformation, expected] of variants) {
    it(`may be ${what}`, () => {
      const octets = signing({ cra, otherInformation });
      const frame = decodeFrame(octets);
      expect(frame.header.otherInformation).to.deep.equal(expected);
      expect(encodeFrame(withoutSpans(frame))).to.deep.equal(octets);
    });
  }

  for (const length of [0, 1, 3, 9, 11, 17]) {
    it(`does not have ${length} octets`, () => {
      const otherInformation = `${length.toString(16).padStart(2, '0')}${'00'.repeat(length)}`;
      const place = placeOf('otherInformation') + 1;
      expectCodecError(() => decodeFrame(signing({ otherInformation })), 'GBCS_E_LENGTH', place);
    });
  }
});

describe('a malformed frame', () => {
  it('is nothing at all', () => {
    expectCodecError(() => decodeFrame(NOTHING), 'GBCS_E_EMPTY', 0);
  });

  it('is larger than any message', () => {
    const octets = new Uint8Array(MAX_MESSAGE_OCTETS + 1).fill(0xdf);
    expectCodecError(() => decodeFrame(octets), 'GBCS_E_TOO_LARGE', MAX_MESSAGE_OCTETS);
  });

  it('is not so if it is just as large as the limit', () => {
    const room = MAX_MESSAGE_OCTETS - signing({ payload: '83000000' }).length;
    const octets = signing({ payload: `83${room.toString(16).padStart(6, '0')}${'00'.repeat(room)}` });
    expect(octets.length).to.equal(MAX_MESSAGE_OCTETS);
    expect(decodeFrame(octets).payload.length).to.equal(room);
  });

  const wrong: [string, Uint8Array, Parameters<typeof expectCodecError>[1], number][] = [
    ['starts with another tag', fromHex('de'), 'GBCS_E_TAG', 0],
    ['has another tag after its MAC Header', maced({ tag: 'dd' }), 'GBCS_E_TAG', 13],
    [
      'has a transaction identifier of another length',
      signing({ transactionIdLength: '08' }),
      'GBCS_E_LENGTH',
      placeOf('transactionIdLength'),
    ],
    [
      'has an originator of another length',
      signing({ originatorLength: '07' }),
      'GBCS_E_LENGTH',
      placeOf('originatorLength'),
    ],
    [
      'has a recipient of another length',
      signing({ recipientLength: '00' }),
      'GBCS_E_LENGTH',
      placeOf('recipientLength'),
    ],
    ['has a date-time of 5 octets', signing({ dateTime: '0507df0101ff' }), 'GBCS_E_LENGTH', placeOf('dateTime')],
    ['has an indefinite length', signing({ payload: '80d9aabb' }), 'GBCS_E_LENGTH', placeOf('payload')],
    ['has a signature of 63 octets', signing({ signature: `3f${'00'.repeat(63)}` }), 'GBCS_E_LENGTH', 37],
    ['has a signature of 65 octets', signing({ signature: `41${'00'.repeat(65)}` }), 'GBCS_E_LENGTH', 37],
    ['goes on after its signature', signing({ signature: `${SIGNATURE}00` }), 'GBCS_E_TRAILING', 102],
    ['goes on between signature and MAC', maced({ signature: `${SIGNATURE}00` }), 'GBCS_E_TRAILING', 115],
    ['ends in its other information', signing({ otherInformation: '7f0055' }), 'GBCS_E_TRUNCATED', 37],
    // 13 octets to DF, then 37: the length says 8 more, and 8 fewer.
    ['has less than its MAC Header says', maced({}, undefined, '3f'), 'GBCS_E_TRUNCATED', 63],
    ['has more than its MAC Header says', maced({}, undefined, '2f'), 'GBCS_E_TRAILING', 55],
    ['has no room for message and MAC', fromHex(`dd0000000000001011${'00'.repeat(15)}`), 'GBCS_E_LENGTH', 7],
    ['has an empty message in its MAC Header', fromHex(`dd0000000000001111${'00'.repeat(16)}`), 'GBCS_E_TRUNCATED', 13],
  ];
  for (const [what, octets, code, offset] of wrong) {
    it(what, () => {
      expectCodecError(() => decodeFrame(octets), code, offset);
    });
  }

  it('names the field and the clause', () => {
    const { path, clause } = codecError(() => decodeFrame(signing({ originatorLength: '07' })));
    expect([path, clause]).to.deep.equal(['groupingHeader.originator', 'GBCS 7.2.7']);
  });
});

describe('encoding a frame', () => {
  const frame = decodeFrame(maced({ signature: SIGNATURE }));
  const signature = fromHex('5a'.repeat(64));

  it('takes nothing from the octets that it was decoded from', () => {
    const header = { ...frame.header, originatorCounter: 2001n };
    const counter = '00000000000007d1';
    expect(encodeFrame({ ...frame, header })).to.deep.equal(
      maced({ signature: SIGNATURE, originatorCounter: counter }),
    );
  });

  it('gives the signed and the authenticated part', () => {
    const whole = toHex(encodeFrame(frame));
    expect(toHex(encodeGeneralSigning(frame))).to.equal(whole.slice(26, -24));
    // After DF, to the last octet of the payload (GBCS 4.3.3.1).
    expect(toHex(encodeToBeSigned(frame))).to.equal(whole.slice(28, -24 - 130));
  });

  const impossible: [string, Frame][] = [
    ['a signature of 63 octets', { ...frame, signature: signature.subarray(1) }],
    ['a MAC of 11 octets', { ...frame, mac: new Uint8Array(11) }],
    ['a MAC Header without MAC', { header: frame.header, payload: NOTHING, macHeader: standardMacHeader() }],
    ['a counter of 65 bits', { ...frame, header: { ...frame.header, originatorCounter: 1n << 64n } }],
    [
      'a message code of 17 bits',
      { ...frame, header: { ...frame.header, otherInformation: { messageCode: 0x10000 } } },
    ],
  ];
  for (const [what, one] of impossible) {
    it(`refuses ${what}`, () => {
      expect(codecError(() => encodeFrame(one)).code).to.equal('GBCS_E_VALUE');
    });
  }

  const longForms: [string, Uint8Array, FrameLengths][] = [
    ['date-time', signing({ dateTime: '8100' }), { 'groupingHeader.dateTime': 2 }],
    ['Other Information', signing({ otherInformation: '8200020055' }), { 'groupingHeader.otherInformation': 3 }],
    ['payload', signing({ payload: '8400000003d9aabb' }), { payload: 5 }],
    ['signature', signing({ signature: `8140${'5a'.repeat(64)}` }), { signature: 2 }],
    ['ciphered service', maced({}, undefined, '820037'), { 'macHeader.cipheredService': 3 }],
    ['MAC Header', maced({}, 'dd81000000000000'), { 'macHeader.transactionId': 2 }],
  ];
  for (const [field, octets, lengths] of longForms) {
    it(`keeps a length of the ${field} that is longer than needed`, () => {
      const decoded = decodeFrame(octets);
      expect(decoded.lengths).to.deep.equal(lengths);
      expect(encodeFrame(withoutSpans(decoded))).to.deep.equal(octets);
    });
  }
});

const euis: fc.Arbitrary<Eui64> = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((octets) => eui64(octets));
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const certificates = fc.uint8Array({ minLength: 1, maxLength: 300, size: 'max' });

/** A CRA with Other Information that means the same to a decoder. */
const craAndOther: fc.Arbitrary<{ cra: number; otherInformation: OtherInformation }> = fc
  .record({
    cra: fc.constantFrom(1, 2, 3, 0, 255),
    messageCode: fc.nat(0xffff),
    id: euis,
    counter: u64,
    ownCounter: u64,
    certificate: certificates,
    form: fc.constantFrom(2, 10, 18, 26, 0),
  })
  .map(({ cra, messageCode, id, counter, ownCounter, certificate, form }) => {
    const party = { messageCode, supplementaryRemotePartyId: id };
    const withCounter = { ...party, supplementaryRemotePartyCounter: counter };
    if (form === 2) return { cra, otherInformation: { messageCode } };
    if (form === 10) return { cra, otherInformation: party };
    if (form === 18) return { cra, otherInformation: withCounter };
    if (form === 26 && cra !== 1) {
      return { cra, otherInformation: { ...withCounter, supplementaryOriginatorCounter: ownCounter } };
    }
    const supplementaryRemotePartyCertificate =
      certificate.length === 8 && cra !== 1 ? certificate.subarray(1) : certificate;
    return { cra, otherInformation: { ...withCounter, supplementaryRemotePartyCertificate } };
  });

/** More octets than needed for some length fields; fields that no frame has do not matter. */
const longerForms = fc.dictionary(
  fc.constantFrom(
    'groupingHeader.dateTime',
    'groupingHeader.otherInformation',
    'payload',
    'signature',
    'macHeader.cipheredService',
    'macHeader.dateTime',
  ),
  fc.constantFrom(4, 5),
  { noNullPrototype: true },
);

const frames: fc.Arbitrary<Frame> = fc
  .record({
    head: craAndOther,
    originatorCounter: u64,
    originator: euis,
    recipient: euis,
    dateTime: fc.oneof(fc.constant(NOTHING), fc.uint8Array({ minLength: 12, maxLength: 12 })),
    payload: fc.uint8Array({ maxLength: 400, size: 'max' }),
    signature: fc.option(fc.oneof(fc.constant(NOTHING), fc.uint8Array({ minLength: 64, maxLength: 64 })), {
      nil: undefined,
    }),
    mac: fc.option(fc.uint8Array({ minLength: 12, maxLength: 12 }), { nil: undefined }),
    macHeader: fc.record({
      transactionId: fc.uint8Array({ maxLength: 3 }),
      originatorSystemTitle: fc.uint8Array({ maxLength: 3 }),
      recipientSystemTitle: fc.uint8Array({ maxLength: 3 }),
      dateTime: fc.uint8Array({ maxLength: 3 }),
      otherInformation: fc.uint8Array({ maxLength: 3 }),
      keyInformation: fc.nat(255),
      securityControl: fc.nat(255),
      invocationCounter: fc.nat(0xffffffff),
    }),
    lengths: longerForms,
  })
  .map(({ head, originatorCounter, originator, recipient, dateTime, payload, signature, mac, macHeader, lengths }) => ({
    header: { ...head, originatorCounter, originator, recipient, dateTime },
    payload,
    ...(signature === undefined ? {} : { signature }),
    ...(mac === undefined ? {} : { mac, macHeader }),
    lengths,
  }));

describe('any frame', () => {
  it('is decoded to what was encoded, and encoded to what was decoded', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const octets = encodeFrame(frame);
        const decoded = decodeFrame(octets);
        const { lengths: _, ...fields } = withoutSpans(decoded);
        const { lengths: __, ...expected } = frame;
        expect(fields).to.deep.equal(expected);
        for (const [field, size] of Object.entries(decoded.lengths ?? {})) {
          expect(frame.lengths?.[field], field).to.equal(size);
        }
        expect(encodeFrame(withoutSpans(decoded))).to.deep.equal(octets);
      }),
      { numRuns: 500 },
    );
  });

  it('says where its parts stand', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const octets = encodeFrame(frame);
        const { spans, payload, signature, mac } = decodeFrame(octets);
        const at = (span?: { start: number; end: number }) => span && octets.subarray(span.start, span.end);
        expect(at(spans?.payload)).to.deep.equal(payload);
        expect(at(spans?.signature)).to.deep.equal(signature);
        expect(at(spans?.mac)).to.deep.equal(mac);
        expect(octets[(spans?.groupingHeader.start ?? 0) - 1]).to.equal(0xdf);
      }),
    );
  });

  it('gives a frame or a CodecError with a place when it is damaged', () => {
    fc.assert(
      fc.property(frames, fc.nat(3), fc.nat(1000), fc.nat(255), (frame, how, at, octet) => {
        const damaged = nearMiss(encodeFrame(frame), how, at, octet);
        const decoded = valueOrCodecError(() => decodeFrame(damaged), 0, damaged.length);
        if (decoded !== undefined) expect(encodeFrame(withoutSpans(decoded))).to.deep.equal(damaged);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('frames of the reference messages', () => {
  let messages: [string, Uint8Array][] = [];
  before(function () {
    const directory = requireShared.call(this, 'rtds');
    messages = readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.HEX'))
      .map((path) => [path, fromHex(readFileSync(join(directory, path), 'latin1').trim())]);
  });

  it('are encoded again to the same octets, and have lengths in their shortest form', () => {
    for (const [path, octets] of messages) {
      const frame = decodeFrame(octets);
      expect(frame.lengths, path).to.equal(undefined);
      expect(toHex(encodeFrame(withoutSpans(frame))), path).to.equal(toHex(octets));
    }
    expect(messages.length).to.be.at.least(1026);
  });

  it('are refused wherever they are cut, with a place that is in what is left', () => {
    // One of each size is enough of the many that are alike.
    const sizes = new Map(messages.map(([path, octets]) => [octets.length, { path, octets }]));
    expect(sizes.size).to.be.greaterThan(100);
    // One assertion for each cut would cost more than the cuts.
    for (const { path, octets } of sizes.values()) {
      const { spans, mac } = decodeFrame(octets);
      for (let length = 0; length < octets.length; length++) {
        const cut = octets.subarray(0, length);
        // Without MAC, what ends with the payload is a Pre-Command.
        if (mac === undefined && length === spans?.payload.end) {
          expect(decodeFrame(cut).signature, path).to.equal(undefined);
          continue;
        }
        const { code, offset } = codecError(() => decodeFrame(cut));
        const expected = length === 0 ? 'GBCS_E_EMPTY' : 'GBCS_E_TRUNCATED';
        if (code !== expected || offset !== length) expect([code, offset], path).to.deep.equal([expected, length]);
      }
    }
  }).timeout(60_000);

  it('are refused with an octet more, at its place', () => {
    for (const [path, octets] of messages) {
      const { mac, signature } = decodeFrame(octets);
      if (mac === undefined && signature === undefined) continue;
      const error = codecError(() => decodeFrame(Uint8Array.of(...octets, 0)));
      expect([error.code, error.offset], path).to.deep.equal(['GBCS_E_TRAILING', octets.length]);
    }
  });
});
