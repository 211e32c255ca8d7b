import { expect } from 'chai';
import fc from 'fast-check';
import { type DerNode, readDer, writeDer } from '../../../gbcs/asn1/der.js';
import {
  ASN1_CODECS,
  ASN1_SHAPES,
  ASN1_TYPES_BY_MESSAGE,
  type Asn1Type,
  type Asn1Values,
  asn1TypeOf,
} from '../../../gbcs/asn1/messages.js';
import { REMOTE_PARTY_ROLE_NAMES } from '../../../gbcs/asn1/trust-anchor-cells.js';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { Reader } from '../../../gbcs/bytes/reader.js';
import { Writer } from '../../../gbcs/bytes/writer.js';
import { REMOTE_PARTY_ROLES } from '../../../gbcs/catalogue/use-case.js';
import { CodecError } from '../../../gbcs/errors.js';
import { valuesOf } from './arbitrary-values.js';
import { codecError, nearMiss, valueOrCodecError } from './payloads.js';

const TYPES = Object.keys(ASN1_CODECS) as Asn1Type[];
/** Stands for a certificate. */
const CERTIFICATE = '3003020105';

function encode<T extends Asn1Type>(type: T, value: Asn1Values[T]): string {
  return toHex(ASN1_CODECS[type].encode(value));
}

function decode<T extends Asn1Type>(type: T, hex: string, base = 0): Asn1Values[T] {
  return ASN1_CODECS[type].decode(fromHex(hex), base);
}

describe('ASN.1 messages', () => {
  for (const type of TYPES) {
    const values = valuesOf(ASN1_SHAPES[type]) as fc.Arbitrary<never>;

    it(`decodes what it encodes: ${type} (property)`, () => {
      fc.assert(
        fc.property(values, (value) => {
          expect(ASN1_CODECS[type].decode(ASN1_CODECS[type].encode(value))).to.deep.equal(value);
        }),
      );
    });

    it(`answers any octets with a value or a CodecError: ${type} (property)`, () => {
      const hostile = fc.oneof(
        fc.uint8Array({ maxLength: 64 }),
        fc
          .tuple(values, fc.nat(3), fc.nat(), fc.nat(255))
          .map(([value, how, at, octet]) => nearMiss(ASN1_CODECS[type].encode(value), how, at, octet)),
      );
      fc.assert(
        fc.property(hostile, (octets) => {
          const value = valueOrCodecError(() => ASN1_CODECS[type].decode(octets, 40), 40, octets.length);
          if (value !== undefined) expect(encode(type, value as never)).to.equal(toHex(octets));
        }),
        // Shrinking the largest values of a failure can take very long.
        { numRuns: 300, interruptAfterTimeLimit: 10_000 },
      );
    });

    it(`names the type in every error: ${type} (property)`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 32 }), (octets) => {
          let error: unknown;
          try {
            ASN1_CODECS[type].decode(octets);
          } catch (thrown) {
            error = thrown;
          }
          fc.pre(error !== undefined);
          expect(error).to.be.instanceOf(CodecError);
          expect((error as CodecError).path?.match(/^\w+/)?.[0]).to.equal(type);
        }),
      );
    });
  }

  it('keep length forms of every kind of element, wherever they stand', () => {
    const longer = (node: DerNode, der: (length: number) => boolean): DerNode => {
      const { lengthOctets: _, ...rest } = node;
      const children = node.children?.map((child) => longer(child, der));
      const element: DerNode = children === undefined ? rest : { ...rest, children };
      return node.lengthOctets === 3 && !der(node.span.start) ? { ...element, lengthOctets: 3 } : element;
    };
    const values = valuesOf(ASN1_SHAPES.UpdateSecurityCredentialsAlert) as fc.Arbitrary<
      Asn1Values['UpdateSecurityCredentialsAlert']
    >;
    let kept = 0;
    fc.assert(
      fc.property(values, fc.func(fc.boolean()), (value, der) => {
        const root = readDer(new Reader(ASN1_CODECS.UpdateSecurityCredentialsAlert.encode(value)));
        const writer = new Writer();
        writeDer(writer, longer(root, der));
        const hex = toHex(writer.finish());
        const { derLengths, ...rest } = decode('UpdateSecurityCredentialsAlert', hex);
        expect(rest).to.deep.equal(value);
        expect(encode('UpdateSecurityCredentialsAlert', { ...rest, ...(derLengths && { derLengths }) })).to.equal(hex);
        if (derLengths !== undefined) kept++;
      }),
    );
    expect(kept).to.be.above(10);
  });

  it('do not share octets with the message', () => {
    const octets = fromHex(CERTIFICATE);
    const value = ASN1_CODECS.UpdateDeviceCertificateCommand.decode(octets);
    octets.fill(0);
    expect(toHex(value.certificate)).to.equal(CERTIFICATE);
  });

  it('take no longer than their octets ask for', () => {
    const roles = Array.from({ length: 9_000 }, () => 2);
    const authorisingCell = { role: 4, keyUsage: ['keyAgreement'], cellUsage: 0 } as const;
    const type = 'ProvideSecurityCredentialDetailsCommand';
    const octets = ASN1_CODECS[type].encode({ authorisingCell, rolesRequested: roles });
    expect(ASN1_CODECS[type].decode(octets).rolesRequested).to.have.length(9_000);
    const many = Array.from({ length: 10_000 }, () => 2);
    const tooMany = codecError(() => ASN1_CODECS[type].encode({ authorisingCell, rolesRequested: many }));
    expect(tooMany.code).to.equal('GBCS_E_TOO_LARGE');
  });

  it('are found by Message Code and kind of message', () => {
    expect(asn1TypeOf(0x0012, 1)).to.equal('ActivateFirmwareCommand');
    expect(asn1TypeOf(0x0012, 2)).to.equal('ActivateFirmwareResponse');
    expect(asn1TypeOf(0x0012, 3)).to.equal(undefined);
    expect(asn1TypeOf(0x00ca, 3)).to.equal('ActivateFirmwareAlert');
    expect(asn1TypeOf(0x00ca, 1)).to.equal(undefined);
    expect(asn1TypeOf(0x0055, 1)).to.equal(undefined);
    const used = Object.values(ASN1_TYPES_BY_MESSAGE).flatMap(({ command, response, alert }) => [
      command,
      response,
      alert,
    ]);
    expect([...new Set(used)].filter((type) => type !== undefined)).to.have.members(TYPES);
    for (const [code, { command, response, alert }] of Object.entries(ASN1_TYPES_BY_MESSAGE)) {
      expect([command?.replace(/Command$/, ''), response?.replace(/Response$/, '')], code).to.satisfy(
        ([one, other]: (string | undefined)[]) => one === other,
      );
      expect(alert === undefined, code).to.equal(command !== undefined);
    }
  });

  it('name remote party roles as the catalogue does', () => {
    const names = Object.entries(REMOTE_PARTY_ROLES).map(([name, number]) => [String(number), name]);
    expect(Object.entries(REMOTE_PARTY_ROLE_NAMES)).to.have.deep.members(names);
  });
});
