import { CodecError } from '../errors.js';
import { fromHex } from './hex.js';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64_VALUES = new Map(Array.from(BASE64, (character, value) => [character, value]));

/**
 * Octets of hexadecimal or base64 text; white space anywhere is dropped. Text that could be either is hexadecimal:
 * a GBCS message starts with DD or DF, and its base64 with `3Q` or `3w`.
 * @throws CodecError `GBCS_E_EMPTY`, or `GBCS_E_TEXT` with the offset, counted without white space, of the first
 * character that does not fit
 */
export function octetsOfText(text: string): Uint8Array {
  const dense = text.replaceAll(/\s+/g, '');
  if (dense === '') throw new CodecError('GBCS_E_EMPTY', 'the input has no octets', { offset: 0 });
  if (/^3[Qw]/.test(dense) && !/^[0-9a-fA-F]*$/.test(dense)) return fromBase64(dense);
  return fromHex(dense);
}

/**
 * Octets of base64 text with the standard alphabet, padded to a multiple of four characters.
 * @throws CodecError `GBCS_E_TEXT`
 */
export function fromBase64(text: string): Uint8Array {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const characters = text.length - padding;
  if (text.length % 4 !== 0) {
    throw new CodecError('GBCS_E_TEXT', 'base64 text is not a multiple of four characters', { offset: text.length });
  }
  const octets = new Uint8Array(Math.floor((characters * 6) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < characters; i++) {
    const value = BASE64_VALUES.get(text[i] as string);
    if (value === undefined) throw new CodecError('GBCS_E_TEXT', 'not a character of base64', { offset: i });
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      octets[at++] = (bits >> held) & 0xff;
    }
  }
  return octets;
}
