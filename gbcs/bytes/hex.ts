import { CodecError } from '../errors.js';

const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

/** Lower-case hexadecimal text of `bytes`, two digits per octet, no separators. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const octet of bytes) text += PAIRS[octet];
  return text;
}

function nibble(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  return -1;
}

/**
 * Octets of hexadecimal text in either case.
 * @throws CodecError `GBCS_E_TEXT` on an odd number of digits or any other character; `offset` counts characters.
 */
export function fromHex(text: string): Uint8Array {
  // A text that is no hexadecimal at all is not called one with a digit too many.
  if (text.length % 2 !== 0 && /^[0-9a-fA-F]*$/.test(text)) {
    throw new CodecError('GBCS_E_TEXT', `hexadecimal text has an odd number of digits (${text.length})`, {
      offset: text.length,
    });
  }
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = nibble(text.charCodeAt(2 * i));
    const low = nibble(text.charCodeAt(2 * i + 1));
    if (high < 0 || low < 0) {
      throw new CodecError('GBCS_E_TEXT', 'not a hexadecimal digit', { offset: high < 0 ? 2 * i : 2 * i + 1 });
    }
    bytes[i] = high * 16 + low;
  }
  return bytes;
}

/** Whether two octet strings are equal. Not for comparing secrets: it stops at the first difference. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** One octet string made of several. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
