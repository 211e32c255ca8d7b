import { expect } from 'chai';
import { treeLines } from '../../bin/tree.js';
import type { DescribedNode } from '../../gbcs/index.js';

const OCTETS = Uint8Array.from({ length: 20 }, (_, i) => i);
const TITLE = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen';
const ROOT: DescribedNode = {
  label: 'Message',
  span: { start: 0, end: 20 },
  children: [
    { label: 'title', value: TITLE, span: { start: 0, end: 4 }, children: [] },
    { label: 'octets', value: '00'.repeat(100), span: { start: 4, end: 20 }, children: [] },
  ],
};

describe('treeLines', () => {
  it('wraps values to the width of a terminal, below themselves and between words', () => {
    for (const width of [70, 80, 100]) {
      const lines = treeLines(ROOT, OCTETS, { full: true, width });
      for (const line of lines) expect(line.length, line).most(width);
      const below = lines.slice(1).map((line) => line.slice(24).trimStart());
      const title = below.slice(
        0,
        below.findIndex((line) => line.startsWith('octets')),
      );
      expect(title.join(' ')).equal(`title = ${TITLE}`);
      const digits = below.slice(title.length).join('').replace('octets = ', '');
      expect(digits).equal('00'.repeat(100));
    }
  });

  it('wraps nothing where there is no terminal, and breaks nothing where there is no room', () => {
    expect(treeLines(ROOT, OCTETS, { full: false })).lengthOf(3);
    const narrow = treeLines(ROOT, OCTETS, { full: false, width: 20 });
    expect(narrow).eql(treeLines(ROOT, OCTETS, { full: false }));
  });

  it('shows a long text by its beginning, unless all of it is asked for', () => {
    const node = { label: 'text', value: 'x'.repeat(1000), children: [] };
    expect(treeLines(node, OCTETS, { full: false })[0]).match(/ = x{200}\.\.$/);
    expect(treeLines(node, OCTETS, { full: true })[0]).match(/ = x{1000}$/);
  });
});
