import { CodecError } from '../errors.js';

/** Collects octets. Numbers are written big-endian; a number that does not fit is an error, never cut. */
export class Writer {
  #buffer: Uint8Array;
  #length = 0;

  /** @param capacity octets that are likely to be written; more are no error */
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

  #unsigned(value: number, octets: number): this {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * octets)) {
      throw new CodecError('GBCS_E_VALUE', `${value} does not fit ${octets} octets`, { offset: this.#length });
    }
    const at = this.#room(octets);
    let rest = value;
    for (let i = octets - 1; i >= 0; i--) {
      this.#buffer[at + i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    return this;
  }

  u8(value: number): this {
    return this.#unsigned(value, 1);
  }

  u16(value: number): this {
    return this.#unsigned(value, 2);
  }

  u24(value: number): this {
    return this.#unsigned(value, 3);
  }

  u32(value: number): this {
    return this.#unsigned(value, 4);
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

  /** A copy of everything written so far. */
  finish(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }
}
