import type { Eui64 } from '../identifiers.js';

/**
 * ASN.1 types as data. A message of GBCS is declared once, with the functions below; `decode.ts`, `encode.ts` and
 * `describe/asn1.ts` interpret the declaration, and its TypeScript type follows from it (`ValueOf`).
 */

declare const typed: unique symbol;

/** Carries the TypeScript type of a value; there is nothing of it at run time. */
interface Typed<T> {
  readonly [typed]?: T;
}

/** Names of numbers: by position, or by the number where they are not in a row. */
export type NumberNames = readonly string[] | Readonly<Record<number, string>>;

/** One component of a SEQUENCE, or one alternative of a CHOICE. */
export interface Component<T = unknown, Optional extends boolean = boolean> extends Typed<T> {
  readonly shape: Shape<T>;
  readonly optional: Optional;
  /** Number of an IMPLICIT context-specific tag. */
  readonly tag?: number;
  /** Value that DER leaves out. */
  readonly default?: T;
}

export interface NamedComponent extends Component {
  readonly name: string;
}

/** Shapes whose values have no elements. */
export type Leaf =
  | { readonly kind: 'null' | 'eui64' | 'time' | 'counter' }
  /** `hexadecimal`: how the specification writes these numbers. */
  | { readonly kind: 'integer'; readonly names: NumberNames; readonly hexadecimal: boolean }
  | { readonly kind: 'enumerated'; readonly names: NumberNames }
  | { readonly kind: 'namedBits'; readonly names: readonly string[] }
  | { readonly kind: 'octets'; readonly size: number | undefined };

type Definition =
  | Leaf
  | { readonly kind: 'certificate' | 'certificationRequest' }
  | { readonly kind: 'sequence'; readonly components: readonly NamedComponent[] }
  | { readonly kind: 'choice'; readonly components: readonly NamedComponent[] }
  | { readonly kind: 'sequenceOf'; readonly of: Shape; readonly elementName: string }
  | { readonly kind: 'only'; readonly name: string; readonly shape: Shape }
  | { readonly kind: 'nothing'; readonly name: string };

/** An ASN.1 type whose values are `T`. */
export type Shape<T = unknown> = Definition & Typed<T>;

/** The TypeScript type of a shape's values. */
export type ValueOf<S> = S extends Typed<infer T> ? T : never;

type Fields = Readonly<Record<string, Shape | Component>>;
type OptionalNames<F> = { [K in keyof F]: F[K] extends Component<unknown, true> ? K : never }[keyof F];
type Flat<T> = { [K in keyof T]: T[K] };
type SequenceValue<F> = Flat<
  { readonly [K in Exclude<keyof F, OptionalNames<F>>]: ValueOf<F[K]> } & {
    readonly [K in OptionalNames<F>]?: ValueOf<F[K]>;
  }
>;
type ChoiceValue<F> = { [K in keyof F]: { readonly [N in K]: ValueOf<F[K]> } }[keyof F];

/** NULL; `null` where it is a component. */
export const NULL: Shape<null> = { kind: 'null' };

/** OCTET STRING of 8 octets that is an Entity Identifier. */
export const EUI64: Shape<Eui64> = { kind: 'eui64' };

/** GeneralizedTime in whole seconds, as ISO 8601 in UTC: `2030-01-15T09:00:00Z`. */
export const TIME: Shape<string> = { kind: 'time' };

/** INTEGER of 0 to 2^64 - 1: the counters of GBCS 4.3.1.5. */
export const COUNTER: Shape<bigint> = { kind: 'counter' };

/** X.509 Certificate: its DER. Whether it is any good is for the device to judge, which has response codes for it. */
export const CERTIFICATE: Shape<Uint8Array> = { kind: 'certificate' };

/** CertificationRequest of PKCS #10 (RFC 2986): its DER. */
export const CERTIFICATION_REQUEST: Shape<Uint8Array> = { kind: 'certificationRequest' };

/**
 * INTEGER, of any value that a number holds exactly; ranges are for the device to judge.
 * @param names for explanations; numbers without a name are values too
 */
export function integer(names: NumberNames = []): Shape<number> {
  return { kind: 'integer', names, hexadecimal: false };
}

/** INTEGER that the specification writes in hexadecimal digits. */
export const ALERT_CODE: Shape<number> = { kind: 'integer', names: [], hexadecimal: true };

/** ENUMERATED; as `integer` otherwise. */
export function enumerated(names: NumberNames): Shape<number> {
  return { kind: 'enumerated', names };
}

/** OCTET STRING. @param size number of octets; any number if left out */
export function octets(size?: number): Shape<Uint8Array> {
  return { kind: 'octets', size };
}

/** BIT STRING whose bits have names: the names of those that are set, in their order. */
export function namedBits<const Name extends string>(names: readonly Name[]): Shape<readonly Name[]> {
  return { kind: 'namedBits', names };
}

/** SEQUENCE OF. @param elementName name of the element's type, for explanations */
export function sequenceOf<T>(elementName: string, of: Shape<T>): Shape<readonly T[]> {
  return { kind: 'sequenceOf', of, elementName };
}

function components(fields: Fields): NamedComponent[] {
  return Object.entries(fields).map(([name, field]) =>
    'shape' in field && 'optional' in field ? { ...field, name } : { shape: field, optional: false, name },
  );
}

/** SEQUENCE with these components, in this order. */
export function sequence<F extends Fields>(fields: F): Shape<SequenceValue<F>> {
  return { kind: 'sequence', components: components(fields) };
}

/** CHOICE: an object with the name of the alternative that was taken. Their tags differ. */
export function choice<F extends Fields>(fields: F): Shape<ChoiceValue<F>> {
  return { kind: 'choice', components: components(fields) };
}

/** OPTIONAL. */
export function optional<T>(field: Shape<T> | Component<T, false>): Component<T, true> {
  return 'optional' in field ? { ...field, optional: true } : { shape: field, optional: true };
}

/** `[tag] IMPLICIT`. */
export function context<T>(tag: number, shape: Shape<T>): Component<T, false> {
  return { shape, optional: false, tag };
}

/** DEFAULT: always there in a value, never in the octets when it is `value`. */
export function withDefault<T>(shape: Shape<T>, value: T): Component<T, false> {
  return { shape, optional: false, default: value };
}

/** A message that is not a SEQUENCE: an object whose one field has the name given here. */
export function only<const Name extends string, T>(name: Name, shape: Shape<T>): Shape<{ readonly [N in Name]: T }> {
  return { kind: 'only', name, shape };
}

/** A message that is NULL: an object without fields. @param name for explanations */
export function nothing(name: string): Shape<Readonly<Record<string, never>>> {
  return { kind: 'nothing', name };
}

/**
 * GBCS messages give lengths of 128 to 255 of their own structures as `82 00 xx`. A value that was read from a message
 * which did otherwise says so, and is written as it was.
 */
export interface LengthForms {
  /**
   * Which elements of GBCS's own had `81 xx`, counted from 0, the whole payload, in the order of their identifier octets;
   * elements inside certificates do not count. Absent if there are none.
   */
  readonly derLengths?: readonly number[];
}
