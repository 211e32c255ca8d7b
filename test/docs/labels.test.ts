import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parseLabelList } from '../../conformance/index.js';

describe('docs/labels.md', () => {
  it('shows a list that is accepted as it stands', () => {
    const example = /^```json\n(.*?)^```$/ms.exec(readFileSync('docs/labels.md', 'utf8'))?.[1] ?? '';
    const list: unknown = JSON.parse(example);
    expect(parseLabelList(list)).eql(list);
  });
});
