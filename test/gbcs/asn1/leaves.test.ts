import * as asn1js from 'asn1js';
import { expect } from 'chai';
import fc from 'fast-check';
import { readLeaf } from '../../../gbcs/asn1/leaves.js';
import type { Leaf } from '../../../gbcs/asn1/schema.js';
import { toHex } from '../../../gbcs/bytes/hex.js';

/** Values without elements, read as asn1js reads them. */

const INTEGER: Leaf = { kind: 'integer', names: {}, hexadecimal: false };
const place = { name: 'x', around: undefined };

function read(shape: Leaf, block: asn1js.BaseBlock): unknown {
  const content = new Uint8Array(block.toBER()).subarray(2);
  return readLeaf(shape, content, 0, 2, place);
}

const EDGES = [
  0,
  1,
  -1,
  127,
  128,
  -128,
  -129,
  255,
  256,
  32_767,
  32_768,
  -32_768,
  -32_769,
  2 ** 31,
  -(2 ** 31),
  2 ** 47,
];

describe('leaves of ASN.1', () => {
  it('reads integers as asn1js writes them', () => {
    const one = (value: number): void => {
      expect(read(INTEGER, asn1js.Integer.fromBigInt(value)), String(value)).equal(value);
    };
    for (const edge of [...EDGES, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) one(edge);
    fc.assert(fc.property(fc.maxSafeInteger(), one));
  });

  for (const beyond of [2n ** 53n, -(2n ** 53n), 2n ** 53n + 1n, 2n ** 55n - 1n, -(2n ** 55n), 2n ** 63n, 2n ** 200n]) {
    it(`refuses ${beyond} for a number`, () => {
      expect(() => read(INTEGER, asn1js.Integer.fromBigInt(beyond))).throw('INTEGER is too large');
    });
  }

  it('reads counters as asn1js writes them', () => {
    const one = (value: bigint): void => {
      expect(read({ kind: 'counter' }, asn1js.Integer.fromBigInt(value))).equal(value);
    };
    for (const edge of [0n, 127n, 128n, 2n ** 63n, 2n ** 64n - 1n]) one(edge);
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), one));
  });

  for (const outside of [-1n, -128n, -(2n ** 62n), 2n ** 64n, 2n ** 71n, 2n ** 100n]) {
    it(`refuses ${outside} for a counter`, () => {
      expect(() => read({ kind: 'counter' }, asn1js.Integer.fromBigInt(outside))).throw('outside 0 to 2^64 - 1');
    });
  }

  it('reads octets as asn1js does, into octets of their own', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (octets) => {
        const content = new Uint8Array(new asn1js.OctetString({ valueHex: octets }).toBER()).subarray(2);
        const value = readLeaf({ kind: 'octets', size: undefined }, content, 0, 2, place) as Uint8Array;
        content.fill(0xee);
        expect(toHex(value)).equal(toHex(octets));
      }),
    );
  });

  it('reads named bits as asn1js does', () => {
    const names = Array.from({ length: 12 }, (_, i) => `bit${i}`);
    fc.assert(
      fc.property(fc.subarray(names, { minLength: 1 }), (set) => {
        const count = names.indexOf(set.at(-1) as string) + 1;
        const bits = new Uint8Array((count + 7) >> 3);
        for (const name of set) {
          const bit = names.indexOf(name);
          bits[bit >> 3] = (bits[bit >> 3] as number) | (0x80 >> (bit & 7));
        }
        const block = new asn1js.BitString({ valueHex: bits, unusedBits: 8 * bits.length - count });
        expect(read({ kind: 'namedBits', names }, block)).eql(set);
      }),
    );
  });
});
