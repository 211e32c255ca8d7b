import { hexOctet } from '../bytes/reader.js';
import { CodecError } from '../errors.js';

/** Clause that asks for DER, and that every error of the walker names. */
export const DER_CLAUSE = 'GBCS 18.3';

/** Identifier octets of the universal types that GBCS uses. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  enumerated: 0x0a,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

export function derError(message: string, offset: number): CodecError {
  return new CodecError('GBCS_E_DER', message, { offset, clause: DER_CLAUSE });
}

/** Whether an identifier octet announces elements rather than a value. */
export function isConstructed(tag: number): boolean {
  return (tag & 0x20) !== 0;
}

/**
 * Refuses identifier octets that DER does not have: tag numbers above 30 (GBCS defines none), end-of-contents, and
 * universal types in the wrong form (DER has no constructed strings and no primitive SEQUENCE or SET).
 * @throws CodecError `GBCS_E_DER` at `offset`
 */
export function checkIdentifier(tag: number, offset: number): void {
  const number = tag & 0x1f;
  if (number === 0x1f) throw derError(`identifier ${hexOctet(tag)} begins a tag number above 30`, offset);
  if (tag >= 0x40) return;
  if (number === 0) throw derError('tag number 0 ends an indefinite length, which DER does not have', offset);
  // EXTERNAL 8, EMBEDDED PDV 11, SEQUENCE 16, SET 17 and CHARACTER STRING 29 are made of elements; nothing else is.
  const ofElements = number === 8 || number === 11 || number === 16 || number === 17 || number === 29;
  if (ofElements !== isConstructed(tag)) throw derError(`identifier ${hexOctet(tag)} has the wrong form`, offset);
}

function checkInteger(content: Uint8Array, what: string, offset: number): void {
  const first = content[0];
  const second = content[1];
  if (first === undefined) throw derError(`${what} without octets`, offset);
  if (second === undefined) return;
  if ((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80)) {
    throw derError(`${what} begins with an octet too many`, offset);
  }
}

function checkBitString(content: Uint8Array, offset: number): void {
  const unused = content[0];
  if (unused === undefined) throw derError('BIT STRING without octets', offset);
  if (unused > 7) throw derError(`BIT STRING with ${unused} unused bits`, offset);
  if (unused === 0) return;
  const last = content[content.length - 1] as number;
  if (content.length === 1) throw derError('BIT STRING with unused bits of no octet', offset);
  if ((last & ((1 << unused) - 1)) !== 0) throw derError('BIT STRING with unused bits that are not 0', offset);
}

/**
 * Refuses contents of a primitive that are not the one form DER has for the value. Strings, times and object
 * identifiers are left to whoever gives them a meaning, and so are the order of a SET and left-out defaults.
 * @param offset of the first content octet
 * @throws CodecError `GBCS_E_DER`
 */
export function checkContent(tag: number, content: Uint8Array, offset: number): void {
  switch (tag) {
    case TAG.boolean:
      if (content.length !== 1 || (content[0] !== 0x00 && content[0] !== 0xff)) {
        throw derError('BOOLEAN is neither 00 nor FF', offset);
      }
      return;
    case TAG.integer:
      checkInteger(content, 'INTEGER', offset);
      return;
    case TAG.enumerated:
      checkInteger(content, 'ENUMERATED', offset);
      return;
    case TAG.bitString:
      checkBitString(content, offset);
      return;
    case TAG.null:
      if (content.length !== 0) throw derError('NULL with content', offset);
      return;
    default:
  }
}
