import type { Reader } from './reader.js';
import type { Writer } from './writer.js';

/**
 * A length field as it stood in the message. GBCS 7.2 wants the shortest form; `lengthOctets` is present only where
 * a message used a longer one, so that encoding it again gives the same octets.
 */
export interface Length {
  readonly value: number;
  /** Octets of the whole length field, 1 to 5; absent means the shortest form. */
  readonly lengthOctets?: number;
}

/** Octets of the shortest BER length field for `value`. */
function shortest(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x100) return 2;
  if (value < 0x10000) return 3;
  if (value < 0x1000000) return 4;
  return 5;
}

/**
 * Reads a definite BER length (`00`-`7F`, `81 xx`, `82 xxxx` up to four octets).
 * @throws CodecError `GBCS_E_LENGTH` on the indefinite form or more than four octets.
 */
export function readLength(reader: Reader, what: string): Length {
  const offset = reader.offset;
  const first = reader.u8(what);
  if (first < 0x80) return { value: first };
  const count = first & 0x7f;
  if (count === 0 || count > 4) {
    throw reader.error('GBCS_E_LENGTH', `${what} has length octet ${first.toString(16)}`, { offset, path: what });
  }
  let value = 0;
  for (let i = 0; i < count; i++) value = value * 256 + reader.u8(what);
  return shortest(value) === count + 1 ? { value } : { value, lengthOctets: count + 1 };
}

/** Octets of a length field as `writeLength` writes it. */
export function lengthFieldOctets(value: number, lengthOctets = 1): number {
  return Math.max(lengthOctets, shortest(value));
}

/** Writes a length, in the shortest form unless `lengthOctets` asks for a longer one; never in one too short for it. */
export function writeLength(writer: Writer, value: number, lengthOctets = 1): void {
  const octets = lengthFieldOctets(value, lengthOctets);
  if (octets === 1) {
    writer.u8(value);
    return;
  }
  writer.u8(0x80 | (octets - 1));
  for (let i = octets - 2; i >= 0; i--) writer.u8(Math.floor(value / 256 ** i) % 256);
}
