import { expect } from 'chai';
import fc from 'fast-check';
import { textOf, visibleString } from '../../../gbcs/dlms/data.js';

/** Surrogates are no characters. */
const codePoints = fc.oneof(fc.nat(0x7f), fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }));

describe('texts of DLMS data', () => {
  it('are UTF-8', () => {
    fc.assert(
      fc.property(fc.array(codePoints, { maxLength: 30 }), (points) => {
        const text = String.fromCodePoint(...points);
        const data = visibleString(text);
        expect(textOf({ octets: Buffer.from(text, 'utf8') })).to.equal(text);
        expect(data).to.deep.equal({ type: 'visible-string', octets: new Uint8Array(Buffer.from(text, 'utf8')) });
      }),
    );
  });

  it('show every octet that is not UTF-8', () => {
    expect(textOf({ octets: Uint8Array.of(0x41, 0xff, 0x80) })).to.equal('A\u00ff\u0080');
    expect(textOf({ octets: Uint8Array.of(0xc3) })).to.equal('\u00c3');
  });

  it('keep a byte order mark', () => {
    expect(textOf({ octets: Uint8Array.of(0xef, 0xbb, 0xbf, 0x41) })).to.equal('\ufeffA');
  });
});
