import { CodecError, type ErrorDetail } from '../errors.js';

/** Position of a field in the message: `start` is its first octet, `end` the one after its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const NOTHING = new Uint8Array(0);

/**
 * A cursor over octets that knows its place in the whole message, so that every error names an offset.
 * Numbers are big-endian, as everywhere in GBCS outside ZCL payloads.
 */
export class Reader {
  readonly bytes: Uint8Array;
  /** Offset of the first octet of this reader within the whole message. */
  readonly base: number;
  /** Clause that says what these octets are, for errors that name no other. */
  readonly clause: string | undefined;
  #at = 0;

  constructor(bytes: Uint8Array, base = 0, clause?: string) {
    this.bytes = bytes;
    this.base = base;
    this.clause = clause;
  }

  /** Offset of the next octet within the whole message. */
  get offset(): number {
    return this.base + this.#at;
  }

  get remaining(): number {
    return this.bytes.length - this.#at;
  }

  get atEnd(): boolean {
    return this.#at >= this.bytes.length;
  }

  error(code: ConstructorParameters<typeof CodecError>[0], message: string, detail: ErrorDetail = {}): CodecError {
    const { clause } = this;
    return new CodecError(code, message, {
      offset: this.offset,
      ...(clause === undefined ? {} : { clause }),
      ...detail,
    });
  }

  /** The next octet, left unread; `undefined` at the end. */
  peek(ahead = 0): number | undefined {
    return this.bytes[this.#at + ahead];
  }

  #need(count: number, what: string): void {
    if (this.remaining < count) {
      throw this.error('GBCS_E_TRUNCATED', `${what} needs ${count} octets, ${this.remaining} left`, {
        offset: this.base + this.bytes.length,
        path: what,
      });
    }
  }

  u8(what: string): number {
    this.#need(1, what);
    return this.bytes[this.#at++] as number;
  }

  u16(what: string): number {
    this.#need(2, what);
    const at = this.#at;
    this.#at += 2;
    return ((this.bytes[at] as number) << 8) | (this.bytes[at + 1] as number);
  }

  u24(what: string): number {
    this.#need(3, what);
    const at = this.#at;
    this.#at += 3;
    return ((this.bytes[at] as number) << 16) | ((this.bytes[at + 1] as number) << 8) | (this.bytes[at + 2] as number);
  }

  u32(what: string): number {
    return this.u16(what) * 0x10000 + this.u16(what);
  }

  u64(what: string): bigint {
    this.#need(8, what);
    return (BigInt(this.u32(what)) << 32n) | BigInt(this.u32(what));
  }

  /** `count` octets, as a view of the message (not a copy). */
  take(count: number, what: string): Uint8Array {
    // Most of a header's fields are empty, and making a view is dear.
    if (count === 0) return NOTHING;
    this.#need(count, what);
    const at = this.#at;
    this.#at += count;
    return this.bytes.subarray(at, at + count);
  }

  /** A reader over the next `count` octets, which this one skips. */
  sub(count: number, what: string): Reader {
    const base = this.offset;
    return new Reader(this.take(count, what), base, this.clause);
  }

  /** One octet that can only have the value `expected`. */
  expect(expected: number, what: string, clause: string): void {
    const offset = this.offset;
    const found = this.u8(what);
    if (found !== expected) {
      throw new CodecError('GBCS_E_TAG', `${what} is ${hexOctet(found)}, not ${hexOctet(expected)}`, {
        offset,
        path: what,
        clause,
      });
    }
  }

  /** @throws CodecError `GBCS_E_TRAILING` unless everything has been read. */
  end(what: string): void {
    if (!this.atEnd) {
      throw this.error('GBCS_E_TRAILING', `${this.remaining} octets left after ${what}`, { path: what });
    }
  }
}

/** Two upper-case hexadecimal digits of one octet. */
export function hexOctet(octet: number): string {
  return octet.toString(16).toUpperCase().padStart(2, '0');
}
