import { expect } from 'chai';
import fc from 'fast-check';
import { LineReader, MOST_LINE_OCTETS } from '../../../emulator/index.js';

/** What a reader tells of octets that come in pieces, `*` for each line that was too long. */
function read(pieces: readonly Uint8Array[], most?: number): string[] {
  const told: string[] = [];
  const reader = new LineReader(
    (line) => told.push(line),
    () => told.push('*'),
    most,
  );
  for (const piece of pieces) reader.take(piece);
  reader.end();
  return told;
}

describe('a line reader', () => {
  it('gives the same lines however the octets are cut', () => {
    const lines = fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' ')));
    fc.assert(
      fc.property(lines, fc.array(fc.nat(200)), (texts, cuts) => {
        const octets = new TextEncoder().encode(texts.map((text) => `${text}\n`).join(''));
        const ends = [...new Set(cuts.map((cut) => Math.min(cut, octets.length)))].sort((a, b) => a - b);
        const pieces = [...ends, octets.length].map((end, i) => octets.subarray(ends[i - 1] ?? 0, end));
        expect(read(pieces)).to.deep.equal(texts);
      }),
    );
  });

  it('takes a last line without its end', () => {
    expect(read([Buffer.from('one\ntwo')])).to.deep.equal(['one', 'two']);
    expect(read([Buffer.from('one\n')])).to.deep.equal(['one']);
  });

  it('tells of a line that is too long as soon as it is, once, and goes on with the next', () => {
    expect(read([Buffer.from('12345\n123456\nabc\n')], 5)).to.deep.equal(['12345', '*', 'abc']);
    expect(
      read(
        ['123', '456', '789', '\nabc\n'].map((text) => Buffer.from(text)),
        5,
      ),
    ).to.deep.equal(['*', 'abc']);
    expect(read([Buffer.from('123456')], 5)).to.deep.equal(['*']);
  });

  it('keeps nothing of a line without an end', () => {
    const told: string[] = [];
    const reader = new LineReader(
      (line) => told.push(line),
      () => told.push('*'),
    );
    const piece = Buffer.alloc(1 << 16, 0x61);
    const before = process.memoryUsage().arrayBuffers;
    for (let octets = 0; octets < 64 * MOST_LINE_OCTETS; octets += piece.length) reader.take(piece);
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(8 * MOST_LINE_OCTETS);
    expect(told).to.deep.equal(['*']);
  });
});
