import { ASN1_CODECS, ASN1_SHAPES, type Asn1Type } from '../asn1/messages.js';
import type { NamedComponent, Shape } from '../asn1/schema.js';
import { toHex } from '../bytes/hex.js';
import { type Eui64, formatEui64 } from '../identifiers.js';
import {
  bigintOfName,
  fieldsOfName,
  listOfName,
  misplaced,
  type NamedFields,
  type NamedValue,
  nameOfNumber,
  numberOfName,
  octetsOfName,
} from '../named-value.js';
import type { Asn1Payload } from '../payload.js';
import { nameOfCode } from './notification.js';
import { euiOfName } from './octets.js';

/** Payloads of ASN.1 by name, by the declaration of their types (GBCS Annex 3). */

const MAXIMUM = Number.MAX_SAFE_INTEGER;

/** The named values of a payload. */
export function nameOfAsn1({ type, value }: Asn1Payload): NamedFields {
  return nameOfFields(ASN1_SHAPES[type], value);
}

function nameOfFields(shape: Shape, value: unknown): NamedFields {
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    componentsOf(shape).flatMap(({ name, shape: of }) =>
      fields[name] === undefined ? [] : [[name, nameOfValue(of, fields[name])]],
    ),
  );
}

/** The named parts of a shape that has some. */
function componentsOf(shape: Shape): readonly Pick<NamedComponent, 'name' | 'shape'>[] {
  if (shape.kind === 'sequence' || shape.kind === 'choice') return shape.components;
  return shape.kind === 'only' ? [shape] : [];
}

function nameOfValue(shape: Shape, value: unknown): NamedValue {
  switch (shape.kind) {
    case 'only':
    case 'nothing':
    case 'choice':
    case 'sequence':
      return nameOfFields(shape, value);
    case 'sequenceOf':
      return (value as readonly unknown[]).map((element) => nameOfValue(shape.of, element));
    case 'certificate':
    case 'certificationRequest':
    case 'octets':
      return toHex(value as Uint8Array);
    case 'null':
      return null;
    case 'integer':
      return shape.hexadecimal ? nameOfCode(value as number) : nameOfNumber(value as number, shape.names);
    case 'enumerated':
      return nameOfNumber(value as number, shape.names);
    case 'counter':
      return String(value);
    case 'eui64':
      return formatEui64(value as Eui64);
    case 'time':
      return value as string;
    case 'namedBits':
      return [...(value as readonly string[])];
    default:
      return shape satisfies never;
  }
}

/**
 * The payload of named values.
 * @throws CodecError `GBCS_E_VALUE` on a name or value that does not belong
 */
export function asn1OfNames(type: Asn1Type, payload: NamedFields, path: string): Asn1Payload {
  const value = fieldsOfNames(ASN1_SHAPES[type], payload, path);
  const one = { kind: 'asn1', type, value } as Asn1Payload;
  // The codec is the judge of what belongs together: a choice of two alternatives, say.
  ASN1_CODECS[type].encode(one.value as never);
  return one;
}

function fieldsOfNames(shape: Shape, value: NamedValue, path: string): object {
  const components = componentsOf(shape);
  const fields = fieldsOfName(
    value,
    path,
    components.map(({ name }) => name),
  );
  return Object.fromEntries(
    components.flatMap(({ name, shape: of, ...component }) => {
      const given = Object.hasOwn(fields, name) ? fields[name] : defaultOf(of, component);
      return given === undefined ? [] : [[name, valueOfName(of, given, `${path}.${name}`)]];
    }),
  );
}

/** The value of a component that is left out, where DER has one for it. */
function defaultOf(shape: Shape, component: { readonly default?: unknown }): NamedValue | undefined {
  return component.default === undefined ? undefined : nameOfValue(shape, component.default);
}

function valueOfName(shape: Shape, value: NamedValue, path: string): unknown {
  switch (shape.kind) {
    case 'only':
    case 'nothing':
    case 'choice':
    case 'sequence':
      return fieldsOfNames(shape, value, path);
    case 'sequenceOf':
      return listOfName(value, path).map((element, i) => valueOfName(shape.of, element, `${path}[${i}]`));
    case 'certificate':
    case 'certificationRequest':
      return octetsOfName(value, path);
    case 'octets':
      return octetsOfName(value, path, shape.size);
    case 'null':
      if (value !== null) throw misplaced(path, 'is not null');
      return null;
    case 'integer':
    case 'enumerated':
      return numberOfName(value, path, [-MAXIMUM, MAXIMUM], shape.names);
    case 'counter':
      return bigintOfName(value, path, [0n, (1n << 64n) - 1n]);
    case 'eui64':
      return euiOfName(value, path);
    case 'time':
      if (typeof value !== 'string') throw misplaced(path, 'is not a time such as 2030-01-15T09:00:00Z');
      return value;
    case 'namedBits':
      return listOfName(value, path).map((name) => {
        if (typeof name !== 'string' || !shape.names.includes(name)) {
          throw misplaced(path, `is not a list of ${shape.names.join(', ')}`);
        }
        return name;
      });
    default:
      return shape satisfies never;
  }
}
