import { fromHex, toHex } from './bytes/hex.js';
import { CodecError } from './errors.js';

declare const eui64Brand: unique symbol;

/**
 * An Entity Identifier (EUI-64): sixteen lower-case hexadecimal digits, most significant first (GBCS 4.1).
 * A text, so that it can be a map key and be compared with `===`.
 */
export type Eui64 = string & { readonly [eui64Brand]: true };

/**
 * An Entity Identifier from its 8 octets or from text, with or without dashes or colons, in either case.
 * @throws CodecError `GBCS_E_VALUE` if it is not eight octets.
 */
export function eui64(value: Uint8Array | string): Eui64 {
  if (typeof value !== 'string') {
    if (value.length !== 8) {
      throw new CodecError('GBCS_E_VALUE', `an Entity Identifier has 8 octets, not ${value.length}`);
    }
    return toHex(value) as Eui64;
  }
  const text = value.replaceAll(/[-:]/g, '').toLowerCase();
  if (!/^[0-9a-f]{16}$/.test(text)) {
    throw new CodecError(
      'GBCS_E_VALUE',
      `'${value.slice(0, 40)}' is not an Entity Identifier of 16 hexadecimal digits`,
    );
  }
  return text as Eui64;
}

/** The 8 octets of an Entity Identifier. */
export function eui64Bytes(id: Eui64): Uint8Array {
  return fromHex(id);
}

/** An Entity Identifier in the form of the DUIS, `90-B3-D5-1F-30-02-00-00`. */
export function formatEui64(id: Eui64): string {
  return (id.match(/../g) ?? []).join('-').toUpperCase();
}
