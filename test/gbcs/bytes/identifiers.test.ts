import { expect } from 'chai';
import fc from 'fast-check';
import { eui64, eui64Bytes, formatEui64 } from '../../../gbcs/identifiers.js';
import { codecError } from '../asn1/payloads.js';

describe('Entity Identifiers', () => {
  it('are the same from octets, from hexadecimal text in either case, and with dashes or colons', () => {
    const id = eui64('90b3d51f30020000');
    expect(id).to.equal('90b3d51f30020000');
    expect(eui64('90-B3-D5-1F-30-02-00-00')).to.equal(id);
    expect(eui64('90:b3:d5:1f:30:02:00:00')).to.equal(id);
    expect(eui64(Uint8Array.of(0x90, 0xb3, 0xd5, 0x1f, 0x30, 0x02, 0, 0))).to.equal(id);
  });

  it('have the form of the DUIS', () => {
    expect(formatEui64(eui64('90b3d51f30020000'))).to.equal('90-B3-D5-1F-30-02-00-00');
  });

  it('give back the octets that they were made from', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (octets) => {
        expect(eui64Bytes(eui64(octets))).to.deep.equal(octets);
        expect(eui64(formatEui64(eui64(octets)))).to.equal(eui64(octets));
      }),
    );
  });

  const wrong = ['', '90b3d51f3002000', '90b3d51f300200000', '90b3d51f3002000g', '90 b3 d5 1f 30 02 00 00'];
  for (const text of wrong) {
    it(`are not '${text}'`, () => {
      expect(codecError(() => eui64(text)).code).to.equal('GBCS_E_VALUE');
    });
  }

  it('have eight octets', () => {
    for (const length of [0, 7, 9]) {
      expect(codecError(() => eui64(new Uint8Array(length))).code).to.equal('GBCS_E_VALUE');
    }
  });
});
