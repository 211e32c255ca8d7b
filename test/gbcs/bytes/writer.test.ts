import { expect } from 'chai';
import fc from 'fast-check';
import { toHex } from '../../../gbcs/bytes/hex.js';
import { Reader } from '../../../gbcs/bytes/reader.js';
import { Writer } from '../../../gbcs/bytes/writer.js';
import { codecError } from '../asn1/payloads.js';

type Part = { read(reader: Reader): unknown; write(writer: Writer): Writer; value: unknown };

const parts: fc.Arbitrary<Part> = fc.oneof(
  fc.nat(0xff).map((value): Part => ({ value, write: (w) => w.u8(value), read: (r) => r.u8('x') })),
  fc.nat(0xffff).map((value): Part => ({ value, write: (w) => w.u16(value), read: (r) => r.u16('x') })),
  fc.nat(0xffffff).map((value): Part => ({ value, write: (w) => w.u24(value), read: (r) => r.u24('x') })),
  fc.nat(0xffffffff).map((value): Part => ({ value, write: (w) => w.u32(value), read: (r) => r.u32('x') })),
  fc
    .bigInt({ min: 0n, max: 2n ** 64n - 1n })
    .map((value): Part => ({ value, write: (w) => w.u64(value), read: (r) => r.u64('x') })),
  fc
    .uint8Array({ maxLength: 400, size: 'max' })
    .map((value): Part => ({ value, write: (w) => w.put(value), read: (r) => r.take(value.length, 'x') })),
);

describe('Writer', () => {
  it('writes what Reader reads, beyond the size of its first buffer', () => {
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 40, size: 'max' }), (list) => {
        const writer = new Writer();
        for (const part of list) part.write(writer);
        const octets = writer.finish();
        expect(octets.length).to.equal(writer.length);
        const reader = new Reader(octets);
        for (const part of list) expect(part.read(reader)).to.deep.equal(part.value);
        expect(reader.atEnd).to.equal(true);
      }),
    );
  });

  it('is big-endian', () => {
    const writer = new Writer().u8(1).u16(0x0203).u24(0x040506).u32(0x0708090a).u64(0x0b0c0d0e0f101112n);
    expect(toHex(writer.finish())).to.equal('0102030405060708090a0b0c0d0e0f101112');
  });

  const misfits: [string, (writer: Writer) => unknown][] = [
    ['256 in one octet', (w) => w.u8(256)],
    ['-1 in one octet', (w) => w.u8(-1)],
    ['65,536 in two', (w) => w.u16(65536)],
    ['2^24 in three', (w) => w.u24(2 ** 24)],
    ['2^32 in four', (w) => w.u32(2 ** 32)],
    ['2^64 in eight', (w) => w.u64(2n ** 64n)],
    ['-1 in eight', (w) => w.u64(-1n)],
    ['1.5', (w) => w.u16(1.5)],
    ['NaN', (w) => w.u32(Number.NaN)],
    ['infinity', (w) => w.u32(Number.POSITIVE_INFINITY)],
  ];
  for (const [what, write] of misfits) {
    it(`does not cut ${what}, and leaves what is there`, () => {
      const writer = new Writer().u8(7);
      const error = codecError(() => write(writer));
      expect([error.code, error.offset]).to.deep.equal(['GBCS_E_VALUE', 1]);
      expect(toHex(writer.finish())).to.equal('07');
    });
  }

  it('gives copies: later writing and changing leave them as they are', () => {
    const writer = new Writer().u8(1);
    const first = writer.finish();
    writer.u8(2);
    first[0] = 9;
    expect(toHex(writer.finish())).to.equal('0102');
    expect(first.length).to.equal(1);
  });

  it('makes fresh writers that share nothing', () => {
    const writer = new Writer().u8(1);
    writer.fresh().u8(2);
    expect(toHex(writer.finish())).to.equal('01');
    expect(writer.fresh().length).to.equal(0);
  });
});
