import { expect } from 'chai';
import fc from 'fast-check';
import { DER_LIMITS, type DerNode, derOctets, readDer, writeDer } from '../../../gbcs/asn1/der.js';
import { concatBytes, fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { Reader } from '../../../gbcs/bytes/reader.js';
import { Writer } from '../../../gbcs/bytes/writer.js';
import type { ErrorCode } from '../../../gbcs/errors.js';
import { expectCodecError, nearMiss, valueOrCodecError } from './payloads.js';

const NOWHERE = { start: 0, end: 0 };
const NOTHING = new Uint8Array(0);

function read(hex: string, base = 0): DerNode {
  return readDer(new Reader(fromHex(hex), base));
}

function write(node: DerNode): Uint8Array {
  const writer = new Writer();
  writeDer(writer, node);
  return writer.finish();
}

function primitive(tag: number, content: Uint8Array): DerNode {
  return { tag, constructed: false, content, span: NOWHERE };
}

function sequence(...children: DerNode[]): DerNode {
  return { tag: 0x30, constructed: true, content: NOTHING, children, span: NOWHERE };
}

/** Nothing but SEQUENCE in SEQUENCE, `depth` of them. */
function nested(depth: number): Uint8Array {
  let octets: Uint8Array = NOTHING;
  for (let i = 0; i < depth; i++) octets = write(primitive(0x30, octets));
  return octets;
}

/** The tree without places, for comparing what was built with what was read. */
function shape(node: DerNode): unknown {
  const { tag, constructed, lengthOctets, content, children } = node;
  return { tag, constructed, lengthOctets, content: toHex(content), children: children?.map(shape) };
}

const primitives = fc.oneof(
  fc.boolean().map((value) => primitive(0x01, Uint8Array.of(value ? 0xff : 0))),
  fc.bigInt({ min: 0n, max: 0x7fn }).map((value) => primitive(0x02, Uint8Array.of(Number(value)))),
  fc
    .uint8Array({ minLength: 1, maxLength: 20 })
    .map((octets) => primitive(0x02, concatBytes(Uint8Array.of(1), octets))),
  fc.uint8Array({ maxLength: 20 }).map((octets) => primitive(0x03, concatBytes(Uint8Array.of(0), octets))),
  fc.tuple(fc.uint8Array({ maxLength: 300, size: 'max' }), fc.boolean()).map(([octets, long]) => {
    const node = primitive(0x04, octets);
    return long && octets.length >= 0x80 && octets.length < 0x100 ? { ...node, lengthOctets: 3 } : node;
  }),
  fc.uint8Array({ maxLength: 5 }).map((octets) => primitive(0x83, octets)),
  fc.constant(primitive(0x05, NOTHING)),
);

/** Trees with both length forms for contents of 128 to 255 octets. */
const trees: fc.Arbitrary<DerNode> = fc
  .letrec<{ node: DerNode }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      primitives,
      fc
        .tuple(fc.constantFrom(0x30, 0x31, 0xa2), fc.array(tie('node'), { maxLength: 4 }))
        .map(([tag, children]): DerNode => ({ tag, constructed: true, content: NOTHING, children, span: NOWHERE })),
    ),
  }))
  .node.chain((tree) =>
    fc.boolean().map((long) => {
      const total = derOctets(tree);
      return long && total >= 0x83 && total <= 0x102 ? { ...tree, lengthOctets: 3 } : tree;
    }),
  );

describe('DER walker', () => {
  const good: [string, string][] = [
    ['an INTEGER', '020100'],
    ['a negative INTEGER', '0202ff7f'],
    ['an INTEGER whose first octet keeps the sign', '02020080'],
    ['an ENUMERATED', '0a0105'],
    ['both BOOLEANs', '30060101000101ff'],
    ['a NULL', '0500'],
    ['an empty SEQUENCE', '3000'],
    ['an empty OCTET STRING', '0400'],
    ['an empty BIT STRING', '030100'],
    ['a BIT STRING with unused bits', '03020780'],
    ['context tags of both forms', '3007830101a2020500'],
    ['empty SEQUENCEs inside others', '3006300030023000'],
    ['a length of 127', `047f${'00'.repeat(127)}`],
    ['a length of 128 as DER has it', `048180${'00'.repeat(128)}`],
    ['a length of 128 as GBCS has it', `04820080${'00'.repeat(128)}`],
    ['a length of 255 as GBCS has it', `048200ff${'00'.repeat(255)}`],
    ['a length of 256', `04820100${'00'.repeat(256)}`],
    ['both forms in one', `30820107048180${'00'.repeat(128)}04820080${'00'.repeat(128)}`],
  ];
  for (const [what, hex] of good) {
    it(`reads and writes ${what}`, () => {
      const reader = new Reader(fromHex(`${hex}ee`), 1000);
      const node = readDer(reader);
      expect(reader.remaining).to.equal(1);
      expect(node.span).to.deep.equal({ start: 1000, end: 1000 + hex.length / 2 });
      expect(toHex(write(node))).to.equal(hex);
      expect(derOctets(node)).to.equal(hex.length / 2);
    });
  }

  it('gives every element its place, and lengthOctets only to the longer form', () => {
    const node = read('30060201010401aa', 10);
    expect(node.children?.map((child) => child.span)).to.deep.equal([
      { start: 12, end: 15 },
      { start: 15, end: 18 },
    ]);
    expect(node).to.not.have.property('lengthOctets');
    expect(read(`04820080${'00'.repeat(128)}`).lengthOctets).to.equal(3);
    expect(read(`048180${'00'.repeat(128)}`)).to.not.have.property('lengthOctets');
  });

  const bad: [string, string, ErrorCode, number][] = [
    ['nothing', '', 'GBCS_E_TRUNCATED', 0],
    ['a tag alone', '30', 'GBCS_E_TRUNCATED', 1],
    ['half a length', '048201', 'GBCS_E_TRUNCATED', 3],
    ['content cut short', '040301', 'GBCS_E_TRUNCATED', 3],
    ['a SEQUENCE cut short', '30030201', 'GBCS_E_TRUNCATED', 4],
    ['an element longer than the SEQUENCE around it', '30030202000000', 'GBCS_E_LENGTH', 2],
    ['a header across the end of the SEQUENCE', '3001020100', 'GBCS_E_LENGTH', 2],
    ['the indefinite form', '30800000', 'GBCS_E_DER', 1],
    ['a length of 5 octets', '04850000000001ff', 'GBCS_E_DER', 1],
    ['the reserved length octet FF', '04ff', 'GBCS_E_DER', 1],
    ['81 for less than 128', '04817f', 'GBCS_E_DER', 1],
    ['82 00 for less than 128', '0482007f', 'GBCS_E_DER', 1],
    ['83 for less than 65536', '048300ffff', 'GBCS_E_DER', 1],
    ['84 for less than 2^24', '048400ffffff', 'GBCS_E_DER', 1],
    ['a content above the limit', '0483010000', 'GBCS_E_TOO_LARGE', 0],
    ['the largest length there is', '0484ffffffff', 'GBCS_E_TOO_LARGE', 0],
    ['a tag number above 30', '3f8100', 'GBCS_E_DER', 0],
    ['end of contents', '30020000', 'GBCS_E_DER', 2],
    ['a primitive SEQUENCE', '1000', 'GBCS_E_DER', 0],
    ['a constructed OCTET STRING', '240404020102', 'GBCS_E_DER', 0],
    ['an INTEGER without octets', '30020200', 'GBCS_E_DER', 4],
    ['an INTEGER with a 00 too many', '0202007f', 'GBCS_E_DER', 2],
    ['an INTEGER with an FF too many', '0202ff80', 'GBCS_E_DER', 2],
    ['an ENUMERATED with a 00 too many', '0a020001', 'GBCS_E_DER', 2],
    ['a BOOLEAN of 01', '010101', 'GBCS_E_DER', 2],
    ['a BOOLEAN of two octets', '0102ffff', 'GBCS_E_DER', 2],
    ['a NULL with content', '050100', 'GBCS_E_DER', 2],
    ['a BIT STRING without octets', '0300', 'GBCS_E_DER', 2],
    ['a BIT STRING with 8 unused bits', '03020800', 'GBCS_E_DER', 2],
    ['a BIT STRING with unused bits of nothing', '030101', 'GBCS_E_DER', 2],
    ['a BIT STRING with unused bits that are set', '03020781', 'GBCS_E_DER', 2],
  ];
  for (const [what, hex, code, offset] of bad) {
    it(`refuses ${what}`, () => {
      expectCodecError(() => read(hex, 700), code, 700 + offset);
    });
  }

  it('takes 32 levels and refuses 33', () => {
    const octets = nested(32);
    expect(toHex(write(readDer(new Reader(octets))))).to.equal(toHex(octets));
    expectCodecError(() => readDer(new Reader(nested(33))), 'GBCS_E_TOO_DEEP', 64);
  });

  it('refuses very deep nesting at the limit, not at the end of the stack', () => {
    expectCodecError(() => readDer(new Reader(nested(3000))), 'GBCS_E_TOO_DEEP', 32 * 4);
  });

  it('takes 10,000 elements and refuses 20,000', () => {
    const many = (count: number) =>
      write(
        primitive(
          0x30,
          new Uint8Array(2 * count).map((_, i) => (i % 2 ? 0 : 5)),
        ),
      );
    expect(readDer(new Reader(many(9_999))).children).to.have.length(9_999);
    expectCodecError(() => readDer(new Reader(many(20_000))), 'GBCS_E_TOO_LARGE', 4 + 2 * 9_999);
  });

  it('obeys limits that a caller sets', () => {
    const long = write(primitive(0x04, new Uint8Array(70_000)));
    expectCodecError(() => readDer(new Reader(long)), 'GBCS_E_TOO_LARGE', 0);
    const node = readDer(new Reader(long), { ...DER_LIMITS, contentOctets: 100_000 });
    expect(node.content).to.have.length(70_000);
    expect(toHex(write(node))).to.equal(toHex(long));
  });

  it('refuses to write trees that have no end, are too wide, or ask for a length field that is too small', () => {
    const children: DerNode[] = [];
    const loop = sequence();
    children.push({ ...loop, children });
    expectCodecError(() => write({ ...loop, children }), 'GBCS_E_TOO_DEEP', undefined);
    const wide = Array.from({ length: 10_000 }, () => primitive(0x05, NOTHING));
    expectCodecError(() => write(sequence(...wide)), 'GBCS_E_TOO_LARGE', undefined);
    const small = { ...primitive(0x04, new Uint8Array(200)), lengthOctets: 1 };
    expectCodecError(() => write(small), 'GBCS_E_LENGTH', undefined);
  });

  it('writes what it read, and reads what it wrote (property)', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const octets = write(tree);
        const node = readDer(new Reader(octets));
        expect(shape(node)).to.deep.equal(shape(tree));
        expect(toHex(write(node))).to.equal(toHex(octets));
      }),
    );
  });

  it('answers any octets with a tree or a CodecError (property)', () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .tuple(trees, fc.nat(3), fc.nat(), fc.nat(255))
        .map(([tree, how, at, octet]) => nearMiss(write(tree), how, at, octet)),
    );
    fc.assert(
      fc.property(hostile, (octets) => {
        const reader = new Reader(octets, 50);
        const node = valueOrCodecError(() => readDer(reader), 50, octets.length);
        if (node === undefined) return;
        expect(toHex(write(node))).to.equal(toHex(octets.subarray(0, reader.offset - 50)));
      }),
      { numRuns: 2000 },
    );
  });
});
