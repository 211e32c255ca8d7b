import { expect } from 'chai';
import fc from 'fast-check';
import { formatObis, parseObis } from '../../../gbcs/dlms/obis.js';
import { codecError } from '../asn1/payloads.js';

describe('OBIS names', () => {
  it('have six groups', () => {
    expect(parseObis('0-0:10.0.103.255')).to.deep.equal(Uint8Array.of(0, 0, 10, 0, 103, 255));
    expect(formatObis(Uint8Array.of(0, 5, 96, 3, 10, 255))).to.equal('0-5:96.3.10.255');
  });

  it('are the same octets both ways', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (octets) => {
        expect(parseObis(formatObis(octets))).to.deep.equal(octets);
      }),
    );
  });

  for (const text of [
    '',
    '0.0.10.0.103.255',
    '0-0:10.0.103',
    '0-0:10.0.103.256',
    '0-0:10.0.103.255 ',
    '-1-0:1.2.3.4',
  ]) {
    it(`are not '${text}'`, () => {
      expect(codecError(() => parseObis(text)).code).to.equal('GBCS_E_VALUE');
    });
  }
});
