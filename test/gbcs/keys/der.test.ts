import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { KeyError } from '../../../gbcs/errors.js';
import { parseDer, rawOf } from '../../../gbcs/keys/der.js';

describe('strict DER', () => {
  for (const [what, hex] of [
    ['an empty SEQUENCE', '3000'],
    ['TRUE', '0101ff'],
    ['INTEGER 128', '02020080'],
    ['INTEGER -128', '020180'],
    ['a BIT STRING of no bits', '030100'],
    ['a BIT STRING with unused bits of 0', '03020780'],
    ['NULL', '0500'],
    ['an OBJECT IDENTIFIER', '06082a8648ce3d030107'],
    ['a length of 128', `048180${'00'.repeat(128)}`],
    ['a length of 256', `04820100${'00'.repeat(256)}`],
    ['a constructed context tag', 'a0030201ff'],
  ] as const) {
    it(`accepts ${what}`, () => {
      expect(toHex(rawOf(parseDer(fromHex(hex), 'it')))).to.equal(hex);
    });
  }

  for (const [what, hex] of [
    ['no octets', ''],
    ['a tag alone', '30'],
    ['an octet after the end', '300000'],
    ['a length beyond the end', '0402ff'],
    ['an element beyond the end of its SEQUENCE', '3003040200ff'],
    ['the indefinite length', '30800000'],
    ['a long length of less than 128', '04810100'],
    ['a two octet length of less than 256', `048200ff${'00'.repeat(255)}`],
    ['a length of three octets', '0483000001ff'],
    ['an INTEGER without contents', '0200'],
    ['an INTEGER with a needless 00', '0202007f'],
    ['an INTEGER with a needless FF', '0202ff80'],
    ['a BOOLEAN of 01', '010101'],
    ['a BOOLEAN of two octets', '0102ffff'],
    ['a BIT STRING without contents', '0300'],
    ['a BIT STRING with 8 unused bits', '03020800'],
    ['a BIT STRING with an unused bit set', '03020781'],
    ['an unused bit of no octet', '030101'],
    ['a NULL with contents', '050100'],
    ['an OBJECT IDENTIFIER without contents', '0600'],
    ['an OBJECT IDENTIFIER that ends within an arc', '06022a86'],
    ['an OBJECT IDENTIFIER with a padded arc', '06032a8001'],
    ['a constructed OCTET STRING', '2403040100'],
    ['a primitive SEQUENCE', '1000'],
    ['a tag of more octets', '1f8100'],
    ['deep nesting', Array.from({ length: 25 }, (_, i) => `30${(48 - 2 * i).toString(16).padStart(2, '0')}`).join('')],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(() => parseDer(fromHex(hex), 'it')).to.throw(KeyError, 'it is malformed');
    });
  }

  it('gives nothing but a KeyError for any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
        try {
          expect(toHex(rawOf(parseDer(octets, 'it')))).to.equal(toHex(octets));
        } catch (error) {
          expect(error).to.be.instanceOf(KeyError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
