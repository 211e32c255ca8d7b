import * as asn1js from 'asn1js';
import { toHex } from '../bytes/hex.js';
import { type Block, identifierOf, malformed, rawOf, sequenceOf, setOf } from './der.js';
import { OID } from './object-identifiers.js';

/** The attributes of a distinguished name of X.501, in order. */
export type Name = readonly { readonly type: string; readonly value: Block }[];

const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  [OID.commonName, 'CN'],
  [OID.organizationalUnitName, 'OU'],
  ['2.5.4.10', 'O'],
  ['2.5.4.6', 'C'],
]);

/** @throws KeyError `GBCS_E_KEY` if `block` is not a distinguished name */
export function nameOf(block: Block | undefined, what: string): Name {
  return sequenceOf(block, what).flatMap((part) =>
    setOf(part, what).map((attribute) => {
      const [type, value] = sequenceOf(attribute, what);
      if (value === undefined) throw malformed(what);
      return { type: identifierOf(type, what), value };
    }),
  );
}

function textOf(block: Block | undefined): string | undefined {
  return block instanceof asn1js.BaseStringBlock ? block.getValue() : undefined;
}

/** Value of the first attribute of a type, given as a dotted object identifier. */
export function attributeOf(name: Name, type: string): Block | undefined {
  return name.find((attribute) => attribute.type === type)?.value;
}

/** The same as text; `undefined` too where the value is not a character string. */
export function attributeText(name: Name, type: string): string | undefined {
  return textOf(attributeOf(name, type));
}

/** The name as text, last part first: `CN=Z1, OU=07`. A value that is no character string is given as `#` and hex. */
export function nameText(name: Name): string {
  return [...name]
    .reverse()
    .map(({ type, value }) => `${SHORT_NAMES.get(type) ?? type}=${textOf(value) ?? `#${toHex(rawOf(value))}`}`)
    .join(', ');
}
