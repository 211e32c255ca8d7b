import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex } from '../../../gbcs/bytes/hex.js';
import { hexOctet, Reader } from '../../../gbcs/bytes/reader.js';
import { codecError, expectCodecError } from '../asn1/payloads.js';

const EIGHT = fromHex('f1f2f3f4f5f6f7f8');

describe('Reader', () => {
  it('reads big-endian numbers as DataView does, and goes on by their octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.nat(1000), (bytes, base) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        const at = (read: (reader: Reader) => unknown) => {
          const reader = new Reader(bytes, base);
          return [read(reader), reader.offset - base, reader.remaining];
        };
        expect(at((r) => r.u8('x'))).to.deep.equal([view.getUint8(0), 1, 7]);
        expect(at((r) => r.u16('x'))).to.deep.equal([view.getUint16(0), 2, 6]);
        expect(at((r) => r.u24('x'))).to.deep.equal([view.getUint32(0) >>> 8, 3, 5]);
        expect(at((r) => r.u32('x'))).to.deep.equal([view.getUint32(0), 4, 4]);
        expect(at((r) => r.u64('x'))).to.deep.equal([view.getBigUint64(0), 8, 0]);
      }),
    );
  });

  const reads: [string, number, (reader: Reader) => unknown][] = [
    ['u8', 1, (r) => r.u8('it')],
    ['u16', 2, (r) => r.u16('it')],
    ['u24', 3, (r) => r.u24('it')],
    ['u32', 4, (r) => r.u32('it')],
    ['u64', 8, (r) => r.u64('it')],
    ['take', 5, (r) => r.take(5, 'it')],
    ['sub', 5, (r) => r.sub(5, 'it')],
  ];
  for (const [name, octets, read] of reads) {
    it(`says that ${name} needs ${octets} octets, and that the end of the input is the place`, () => {
      for (let length = 0; length < octets; length++) {
        const reader = new Reader(EIGHT.subarray(0, length), 100);
        expectCodecError(() => read(reader), 'GBCS_E_TRUNCATED', 100 + length);
      }
      read(new Reader(EIGHT.subarray(0, octets)));
      expect(codecError(() => read(new Reader(new Uint8Array(0)))).path).to.equal('it');
    });
  }

  it('takes views of the message, not copies', () => {
    const reader = new Reader(EIGHT);
    reader.u8('first');
    const taken = reader.take(3, 'it');
    expect(taken).to.deep.equal(fromHex('f2f3f4'));
    expect(taken.buffer).to.equal(EIGHT.buffer);
    expect(reader.take(0, 'nothing')).to.deep.equal(new Uint8Array(0));
  });

  it('keeps the place in the whole message in its parts', () => {
    const reader = new Reader(EIGHT, 50);
    reader.u16('x');
    const part = reader.sub(3, 'part');
    expect([part.base, part.offset, part.remaining, reader.offset]).to.deep.equal([52, 52, 3, 55]);
    part.u8('x');
    expectCodecError(() => part.u32('y'), 'GBCS_E_TRUNCATED', 55);
    expect(part.error('GBCS_E_VALUE', 'so').offset).to.equal(part.offset);
  });

  it('looks ahead without going on', () => {
    const reader = new Reader(EIGHT.subarray(0, 2));
    expect([reader.peek(), reader.peek(1), reader.peek(2)]).to.deep.equal([0xf1, 0xf2, undefined]);
    expect([reader.offset, reader.atEnd]).to.deep.equal([0, false]);
    reader.u16('x');
    expect([reader.peek(), reader.atEnd]).to.deep.equal([undefined, true]);
  });

  it('expects one octet, and names it otherwise', () => {
    new Reader(EIGHT).expect(0xf1, 'tag', 'GBCS 1');
    const error = codecError(() => new Reader(EIGHT, 9).expect(0x0a, 'tag', 'GBCS 1'));
    expect([error.code, error.offset, error.path, error.clause]).to.deep.equal(['GBCS_E_TAG', 9, 'tag', 'GBCS 1']);
    expect(error.message).to.include('F1').and.to.include('0A');
  });

  it('ends only where nothing is left', () => {
    const reader = new Reader(EIGHT, 4);
    reader.take(7, 'x');
    expectCodecError(() => reader.end('the message'), 'GBCS_E_TRAILING', 11);
    reader.u8('x');
    reader.end('the message');
  });

  it('shows an octet by two upper-case digits', () => {
    expect([0, 0x0f, 0xab, 0xff].map(hexOctet)).to.deep.equal(['00', '0F', 'AB', 'FF']);
  });
});
