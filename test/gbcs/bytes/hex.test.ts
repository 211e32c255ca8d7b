import { expect } from 'chai';
import fc from 'fast-check';
import { concatBytes, equalBytes, fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { expectCodecError } from '../asn1/payloads.js';

const octets = fc.uint8Array({ maxLength: 300 });

describe('hexadecimal text', () => {
  it('is what Buffer makes of the same octets, both ways and in either case', () => {
    fc.assert(
      fc.property(octets, (bytes) => {
        const text = Buffer.from(bytes).toString('hex');
        expect(toHex(bytes)).to.equal(text);
        expect(fromHex(text)).to.deep.equal(bytes);
        expect(fromHex(text.toUpperCase())).to.deep.equal(bytes);
      }),
    );
  });

  it('gives a plain Uint8Array, also for no digits', () => {
    expect(fromHex('')).to.deep.equal(new Uint8Array(0));
    expect(Buffer.isBuffer(fromHex('00ff'))).to.equal(false);
  });

  it('must have an even number of digits', () => {
    expectCodecError(() => fromHex('ddf'), 'GBCS_E_TEXT', 3);
  });

  // The characters just outside the three ranges of digits, and some that a lenient parser takes.
  for (const character of ['/', ':', '@', 'G', '`', 'g', ' ', '-', 'x', 'é', '０', '\0']) {
    it(`refuses ${JSON.stringify(character)}, at the place where it stands`, () => {
      expectCodecError(() => fromHex(`00${character}0`), 'GBCS_E_TEXT', 2);
      expectCodecError(() => fromHex(`000${character}`), 'GBCS_E_TEXT', 3);
    });
  }
});

describe('octet strings', () => {
  it('are equal exactly if their octets are', () => {
    fc.assert(
      fc.property(octets, octets, (a, b) => {
        expect(equalBytes(a, b)).to.equal(Buffer.compare(a, b) === 0);
        expect(equalBytes(a, a.slice())).to.equal(true);
      }),
    );
  });

  it('differ by one octet, at either end, and by one more', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    for (const other of [[0, 2, 3], [1, 2, 4], [1, 2], [1, 2, 3, 0], []]) {
      expect(equalBytes(bytes, Uint8Array.from(other)), String(other)).to.equal(false);
    }
  });

  it('are put together in order, into octets of their own', () => {
    fc.assert(
      fc.property(fc.array(octets, { maxLength: 5 }), (parts) => {
        const whole = concatBytes(...parts);
        expect(whole).to.deep.equal(new Uint8Array(Buffer.concat(parts)));
        for (const part of parts) expect(whole.buffer).to.not.equal(part.buffer);
      }),
    );
  });
});
