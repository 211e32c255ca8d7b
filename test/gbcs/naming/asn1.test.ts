import { expect } from 'chai';
import fc from 'fast-check';
import { ASN1_CODECS, ASN1_SHAPES, type Asn1Type } from '../../../gbcs/asn1/messages.js';
import type { Shape } from '../../../gbcs/asn1/schema.js';
import { toHex } from '../../../gbcs/bytes/hex.js';
import { CodecError } from '../../../gbcs/errors.js';
import type { NamedFields } from '../../../gbcs/named-value.js';
import { asn1OfNames, nameOfAsn1 } from '../../../gbcs/naming/asn1.js';
import type { Asn1Payload } from '../../../gbcs/payload.js';
import { valuesOf } from '../asn1/arbitrary-values.js';
import '../../property-seed.js';

function octetsOf({ type, value }: Asn1Payload): string {
  return toHex(ASN1_CODECS[type].encode(value as never));
}

describe('names of ASN.1 payloads', () => {
  for (const [type, shape] of Object.entries(ASN1_SHAPES) as [Asn1Type, Shape][]) {
    it(`give any ${type} back`, () => {
      fc.assert(
        fc.property(valuesOf(shape), (value) => {
          const payload = { kind: 'asn1', type, value } as Asn1Payload;
          const named = JSON.parse(JSON.stringify(nameOfAsn1(payload))) as NamedFields;
          expect(octetsOf(asn1OfNames(type, named, 'payload'))).equal(octetsOf(payload));
        }),
        { numRuns: 50 },
      );
    });
  }

  it('are those of the specification', () => {
    const response = { kind: 'asn1', type: 'JoinDeviceResponse', value: { joinResponseCode: 3 } } as const;
    expect(nameOfAsn1(response)).deep.equal({ joinResponseCode: 'incompatibleWithExistingEntry' });
  });

  const wrong: readonly [type: Asn1Type, payload: NamedFields, path: string | undefined][] = [
    ['JoinDeviceResponse', { joinResponseCode: 'noSuchCode' }, 'payload.joinResponseCode'],
    ['JoinDeviceResponse', { other: 1 }, 'payload.other'],
    ['UnjoinDeviceCommand', { otherDeviceEntityIdentifier: '00-11' }, 'payload.otherDeviceEntityIdentifier'],
    ['SetTimeCommand', { validityIntervalStart: 'soon', validityIntervalEnd: 'later' }, undefined],
    ['SetTimeCommand', { validityIntervalStart: 5 }, 'payload.validityIntervalStart'],
    ['IssueSecurityCredentialsCommand', { keyUsage: ['noUsage'] }, 'payload.keyUsage'],
    ['ActivateFirmwareCommand', { manufacturerImageHash: 'abcd' }, 'payload.manufacturerImageHash'],
  ];
  for (const [type, payload, path] of wrong) {
    it(`refuse ${JSON.stringify(payload)} as ${type}`, () => {
      const act = () => asn1OfNames(type, payload, 'payload');
      expect(act).throw(CodecError).include({ code: 'GBCS_E_VALUE' });
      if (path !== undefined) expect(act).throw(CodecError).include({ path });
    });
  }
});
