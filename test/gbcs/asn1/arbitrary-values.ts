import fc from 'fast-check';
import type { NamedComponent, Shape } from '../../../gbcs/asn1/schema.js';
import { concatBytes } from '../../../gbcs/bytes/hex.js';
import { eui64 } from '../../../gbcs/identifiers.js';

const MAXIMUM_COUNTER = 0xffff_ffff_ffff_ffffn;

function octetsOfSize(size: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: size, maxLength: size });
}

/** Stands for a certificate, from very short to longer than two octets of length can say in one. */
export const certificates = fc.uint8Array({ maxLength: 400, size: 'max' }).map((octets) => {
  const string = octets.length < 0x80 ? [4, octets.length] : [4, 0x82, octets.length >> 8, octets.length & 0xff];
  const canonical = octets.length >= 0x80 && octets.length < 0x100 ? [4, 0x81, octets.length] : string;
  const content = concatBytes(Uint8Array.from(canonical), octets);
  const [high, low] = [content.length >> 8, content.length & 0xff];
  const length = content.length < 0x80 ? [low] : high === 0 ? [0x81, low] : [0x82, high, low];
  return concatBytes(Uint8Array.from([0x30, ...length]), content);
});

const times = fc
  .date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);

function fieldsOf(components: readonly NamedComponent[]): fc.Arbitrary<object> {
  const fields = Object.fromEntries(components.map(({ name, shape }) => [name, valuesOf(shape)]));
  const required = components.filter(({ optional }) => !optional).map(({ name }) => name);
  return fc.record(fields, { requiredKeys: required, noNullPrototype: true });
}

/** Any value of a shape. */
export function valuesOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'null':
      return fc.constant(null);
    case 'integer':
    case 'enumerated':
      return fc.oneof(fc.nat(13), fc.constantFrom(127, 128, -1, -129, 0x8f66), fc.maxSafeInteger());
    case 'counter':
      return fc.oneof(fc.bigInt({ min: 0n, max: 300n }), fc.bigInt({ min: 0n, max: MAXIMUM_COUNTER }));
    case 'eui64':
      return octetsOfSize(8).map((octets) => eui64(octets));
    case 'time':
      return times;
    case 'namedBits':
      return fc.subarray([...shape.names]);
    case 'octets':
      return shape.size === undefined ? fc.uint8Array({ maxLength: 300, size: 'max' }) : octetsOfSize(shape.size);
    case 'certificate':
    case 'certificationRequest':
      return certificates;
    case 'sequenceOf':
      return fc.array(valuesOf(shape.of), { maxLength: 6 });
    case 'sequence':
      return fieldsOf(shape.components);
    case 'choice':
      return fc.oneof(...shape.components.map((component) => fieldsOf([component])));
    case 'only':
      return valuesOf(shape.shape).map((value) => ({ [shape.name]: value }));
    case 'nothing':
      return fc.constant({});
    default:
      return shape satisfies never;
  }
}
