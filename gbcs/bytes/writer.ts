import { CodecError } from '../errors.js';

/** Largest number of so many octets. */
const LARGEST: readonly number[] = [0, 0xff, 0xffff, 0xff_ffff, 0xffff_ffff];

/** Collects octets. Numbers are written big-endian; a number that does not fit is an error, never cut. */
export class Writer {
  #buffer: Uint8Array;
  #length = 0;

  /** @param capacity octets that are likely to be written; more or fewer are no error */
  constructor(capacity = 256) {
    this.#buffer = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  #room(count: number): number {
    const at = this.#length;
    const needed = at + count;
    if (needed > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      grown.set(this.#buffer);
      this.#buffer = grown;
    }
    this.#length = needed;
    return at;
  }

  #check(value: number, octets: 1 | 2 | 3 | 4): void {
    if (Number.isInteger(value) && value >= 0 && value <= (LARGEST[octets] as number)) return;
    throw new CodecError('GBCS_E_VALUE', `${value} does not fit ${octets} octets`, { offset: this.#length });
  }

  u8(value: number): this {
    this.#check(value, 1);
    const at = this.#room(1);
    this.#buffer[at] = value;
    return this;
  }

  u16(value: number): this {
    this.#check(value, 2);
    const at = this.#room(2);
    this.#buffer[at] = value >> 8;
    this.#buffer[at + 1] = value;
    return this;
  }

  u24(value: number): this {
    this.#check(value, 3);
    const at = this.#room(3);
    this.#buffer[at] = value >> 16;
    this.#buffer[at + 1] = value >> 8;
    this.#buffer[at + 2] = value;
    return this;
  }

  u32(value: number): this {
    this.#check(value, 4);
    const at = this.#room(4);
    this.#buffer[at] = value >>> 24;
    this.#buffer[at + 1] = value >>> 16;
    this.#buffer[at + 2] = value >>> 8;
    this.#buffer[at + 3] = value;
    return this;
  }

  u64(value: bigint): this {
    if (value < 0n || value > 0xffff_ffff_ffff_ffffn) {
      throw new CodecError('GBCS_E_VALUE', `${value} does not fit 8 octets`, { offset: this.#length });
    }
    return this.u32(Number(value >> 32n)).u32(Number(value & 0xffff_ffffn));
  }

  put(bytes: Uint8Array): this {
    const at = this.#room(bytes.length);
    this.#buffer.set(bytes, at);
    return this;
  }

  /** An empty writer, for contents whose length stands before them. */
  fresh(): Writer {
    return new Writer();
  }

  /**
   * Everything written, after which the writer is not used any more: where the capacity was exactly right, this is its
   * own buffer and no copy.
   */
  finish(): Uint8Array {
    return this.#length === this.#buffer.length ? this.#buffer : this.#buffer.slice(0, this.#length);
  }
}
