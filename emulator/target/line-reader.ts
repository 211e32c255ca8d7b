/** Longest line of the target protocol, in octets: a key directory fits in. */
export const MOST_LINE_OCTETS = 1024 * 1024;

/**
 * Puts lines together from pieces of a stream, in bounded memory: a line that is too long is told and let go.
 */
export class LineReader {
  readonly #line: (line: string) => void;
  readonly #tooLong: (most: number) => void;
  readonly #most: number;
  #pieces: Uint8Array[] = [];
  #octets = 0;
  #isSkipping = false;

  constructor(line: (line: string) => void, tooLong: (most: number) => void, most = MOST_LINE_OCTETS) {
    this.#line = line;
    this.#tooLong = tooLong;
    this.#most = most;
  }

  take(octets: Uint8Array): void {
    let from = 0;
    for (let end = octets.indexOf(LINE_FEED); end !== -1; end = octets.indexOf(LINE_FEED, from)) {
      this.#keep(octets.subarray(from, end));
      this.#end();
      from = end + 1;
    }
    this.#keep(octets.subarray(from));
  }

  /** The stream has ended: what stands without a line feed is a line too. */
  end(): void {
    if (this.#octets > 0) this.#end();
  }

  #keep(piece: Uint8Array): void {
    if (piece.length === 0 || this.#isSkipping) return;
    this.#octets += piece.length;
    if (this.#octets > this.#most) {
      this.#isSkipping = true;
      this.#pieces = [];
      this.#tooLong(this.#most);
      return;
    }
    this.#pieces.push(Uint8Array.from(piece));
  }

  #end(): void {
    const line = this.#isSkipping ? undefined : new TextDecoder().decode(Buffer.concat(this.#pieces));
    this.#pieces = [];
    this.#octets = 0;
    this.#isSkipping = false;
    if (line !== undefined) this.#line(line);
  }
}

const LINE_FEED = 0x0a;
