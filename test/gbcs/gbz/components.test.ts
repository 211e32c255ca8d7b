import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { Reader } from '../../../gbcs/bytes/reader.js';
import { Writer } from '../../../gbcs/bytes/writer.js';
import type { ErrorCode } from '../../../gbcs/errors.js';
import type { GbzComponent } from '../../../gbcs/gbz/component.js';
import { type GbzAlert, type GbzPayload, readGbz, writeGbz } from '../../../gbcs/gbz/components.js';
import { expectCodecError, nearMiss, valueOrCodecError } from '../asn1/payloads.js';
import { alerts, payloads } from './arbitrary-values.js';

function write(value: GbzPayload | GbzAlert): Uint8Array {
  const writer = new Writer();
  writeGbz(writer, value);
  return writer.finish();
}

function read(hex: string, isAlert = false, base = 0): GbzPayload | GbzAlert {
  return readGbz(new Reader(fromHex(hex), base), isAlert);
}

/** The value without places, for comparing what was built with what was read. */
function withoutSpans(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(withoutSpans);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => name !== 'span' && name !== 'payloadSpan');
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutSpans(field)]));
}

describe('GBZ payloads', () => {
  it('decode what they encode to (property)', () => {
    fc.assert(
      fc.property(fc.oneof(payloads, alerts), (value) => {
        const encoded = write(value);
        const decoded = readGbz(new Reader(encoded), value.kind === 'gbz-alert');
        expect(withoutSpans(decoded)).to.deep.equal(withoutSpans(value));
        expect(toHex(write(decoded))).to.equal(toHex(encoded));
      }),
      { numRuns: 500 },
    );
  });

  it('answer any octets with a value that encodes to them, or a CodecError (property)', () => {
    const nearMisses = fc
      .tuple(fc.oneof(payloads, alerts), fc.nat(3), fc.nat(), fc.nat(0xff))
      .map(([value, how, at, octet]) => nearMiss(write(value), how, at, octet));
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.uint8Array({ maxLength: 100 }).map((rest) => Uint8Array.of(0x01, 0x09, ...rest)),
      nearMisses,
    );
    fc.assert(
      fc.property(hostile, fc.boolean(), (input, isAlert) => {
        const value = valueOrCodecError(() => readGbz(new Reader(input, 60), isAlert), 60, input.length);
        if (value !== undefined) expect(toHex(write(value))).to.equal(toHex(input));
      }),
      { numRuns: 3000 },
    );
  });

  it('know the place of every component and of its payload', () => {
    const value = readGbz(new Reader(fromHex('010902000700000501000baabb110705000700000000010109'), 30), false);
    expect(value.components.map(({ span, payloadSpan }) => [span, payloadSpan])).to.deep.equal([
      [
        { start: 33, end: 43 },
        { start: 41, end: 43 },
      ],
      [
        { start: 43, end: 55 },
        { start: 55, end: 55 },
      ],
    ]);
  });

  it('carry a from-date-time and an encrypted value', () => {
    const dated = readGbz(new Reader(fromHex('0109011107050009ffffffff010209aabb')), false);
    expect(dated.components[0]).to.include({
      fromDateTime: 0xffffffff,
      frameControl: 1,
      transactionSequenceNumber: 2,
      commandId: 9,
      lastComponent: true,
    });
    const sealed = readGbz(
      new Reader(fromHex(`010901030705001a000119030700133100000000c1c2${'dd'.repeat(12)}`)),
      false,
    );
    expect(withoutSpans(sealed.components[0]?.payload)).to.deep.equal({
      kind: 'encrypted',
      additionalHeaderControl: 0,
      additionalHeaderFrameCounter: 1,
      securityControl: 0x31,
      invocationCounter: 0,
      ciphertext: 'c1c2',
      tag: 'dd'.repeat(12),
    });
  });

  it('carry the alerts of every kind', () => {
    const alert = (hex: string) => withoutSpans((read(hex, true) as GbzAlert).items);
    expect(alert('0109008f301c374a80')).to.deep.equal([]);
    expect(alert('01090181a01c374a800005')).to.deep.equal([{ kind: 'meter-integrity-issue', issueCode: 5 }]);
    expect(alert('0109018f66388188900e006b00000000000003ed07070900')).to.deep.equal([
      {
        kind: 'future-dated-command',
        messageCode: 0x6b,
        originatorCounter: 0x3edn,
        clusterId: 0x0707,
        frameControl: 9,
        commandId: 0,
      },
    ]);
    for (const count of ['00', '01']) {
      const hex = `0109${count}8f721c374a800920${'5a'.repeat(32)}`;
      expect(alert(hex)).to.deep.equal([{ kind: 'firmware-image-hash', hash: '5a'.repeat(32) }]);
      expect(toHex(write(read(hex, true)))).to.equal(hex);
    }
    expect(alert('0109028fff1c374a80aabb')).to.deep.equal([{ kind: 'unknown', octets: 'aabb' }]);
  });

  const bad: [string, string, boolean, ErrorCode, number][] = [
    ['nothing', '', false, 'GBCS_E_TRUNCATED', 0],
    ['another profile', '010400', false, 'GBCS_E_TAG', 1],
    ['no component count', '0109', false, 'GBCS_E_TRUNCATED', 2],
    ['fewer components than counted', '010902000700000301000b', false, 'GBCS_E_TRUNCATED', 11],
    ['octets after the last component', '010901010700000301000bff', false, 'GBCS_E_TRAILING', 11],
    ['reserved control bits', '010901210700000301000b', false, 'GBCS_E_VALUE', 3],
    ['a component longer than the payload', '010901010700000401000b', false, 'GBCS_E_TRUNCATED', 11],
    ['a component of 65,535 octets that is not there', '010901010700ffff01000b', false, 'GBCS_E_TRUNCATED', 11],
    ['a component too short for a ZCL header', '01090101070000020100', false, 'GBCS_E_TRUNCATED', 10],
    ['a from-date-time that is cut', '0109011107000003ffffff', false, 'GBCS_E_TRUNCATED', 11],
    ['a manufacturer-specific frame', '010901010700000305000b', false, 'GBCS_E_VALUE', 8],
    ['a last component that is not marked', '010901000700000301000b', false, 'GBCS_E_COUNT', 3],
    ['a mark before the last component', '010902010700000301000b010700000301000b', false, 'GBCS_E_COUNT', 3],
    ['an encrypted value without length', '01090103070000050000190007', false, 'GBCS_E_TRUNCATED', 13],
    [
      'an encrypted value shorter than its tag',
      `0109010307000017000019000700103100000000${'dd'.repeat(11)}`,
      false,
      'GBCS_E_LENGTH',
      13,
    ],
    [
      'an encrypted value that does not fill its component',
      `0109010307000019000019000700113100000000${'dd'.repeat(13)}`,
      false,
      'GBCS_E_LENGTH',
      13,
    ],
    ['an alert without time', '0109008f301c374a', true, 'GBCS_E_TRUNCATED', 8],
    ['a future-dated item of another length', '0109018f66388188900d', true, 'GBCS_E_LENGTH', 9],
    ['a future-dated item that is cut', '0109018f66388188900e006b', true, 'GBCS_E_TRUNCATED', 12],
    ['a firmware hash of another type', '0109018f721c374a800a20', true, 'GBCS_E_TAG', 9],
    ['a firmware hash of another length', '0109018f721c374a80091f', true, 'GBCS_E_LENGTH', 10],
    ['half an issue code', '01090181a01c374a8000', true, 'GBCS_E_TRUNCATED', 10],
    ['fewer log entries than counted', '0109028f0a1c374a80010700000301000b', true, 'GBCS_E_COUNT', 9],
  ];
  for (const [what, hex, isAlert, code, offset] of bad) {
    it(`refuse ${what}`, () => {
      expectCodecError(() => read(hex, isAlert, 400), code, 400 + offset);
    });
  }

  it('refuse to encode what the fields cannot hold', () => {
    const component: GbzComponent = {
      lastComponent: true,
      clusterId: 0x0700,
      frameControl: 1,
      transactionSequenceNumber: 0,
      commandId: 0,
      payload: { kind: 'plain', octets: new Uint8Array(0) },
    };
    const payload = (...list: GbzComponent[]): GbzPayload => ({ kind: 'gbz', profileId: 0x0109, components: list });
    const code = (value: GbzPayload | GbzAlert) => {
      try {
        write(value);
      } catch (error) {
        return (error as { code?: string }).code;
      }
      return undefined;
    };
    expect(code(payload(component))).to.equal(undefined);
    expect(code(payload({ ...component, clusterId: 0x10000 }))).to.equal('GBCS_E_VALUE');
    expect(code(payload({ ...component, fromDateTime: -1 }))).to.equal('GBCS_E_VALUE');
    expect(code(payload(...Array.from({ length: 256 }, () => component)))).to.equal('GBCS_E_VALUE');
    const long = { kind: 'plain', octets: new Uint8Array(0xffff) } as const;
    expect(code(payload({ ...component, payload: long }))).to.equal('GBCS_E_VALUE');
    const untagged = {
      kind: 'encrypted',
      additionalHeaderControl: 0,
      additionalHeaderFrameCounter: 0,
      securityControl: 0x31,
      invocationCounter: 0,
      ciphertext: new Uint8Array(4),
      tag: new Uint8Array(11),
    } as const;
    expect(code(payload({ ...component, payload: untagged }))).to.equal('GBCS_E_VALUE');
    const items = [{ kind: 'firmware-image-hash', hash: new Uint8Array(31) }] as const;
    const alert = {
      kind: 'gbz-alert',
      profileId: 0x0109,
      componentCount: 1,
      alertCode: 0x8f72,
      time: 0,
      items,
    } as const;
    expect(code(alert)).to.equal('GBCS_E_VALUE');
  });
});
