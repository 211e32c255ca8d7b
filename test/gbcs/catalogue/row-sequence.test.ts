import { expect } from 'chai';
import fc from 'fast-check';
import { misplacedItem } from '../../../gbcs/catalogue/row-sequence.js';

interface Row {
  readonly letter: string;
  readonly optional?: true;
  readonly repeated?: true;
}

const letters = fc.constantFrom('a', 'b', 'c');
const mark = fc.option(fc.constant(true as const), { nil: undefined });
const rows: fc.Arbitrary<Row[]> = fc.array(
  fc.record({ letter: letters, optional: mark, repeated: mark }).map(({ letter, optional, repeated }) => ({
    letter,
    ...(optional === undefined ? {} : { optional }),
    ...(repeated === undefined ? {} : { repeated }),
  })),
  { maxLength: 6 },
);
const fits = (item: string, row: Row): boolean => item === row.letter;

/** The rows as a regular expression, which is what they amount to. */
function expressionOf(list: readonly Row[]): RegExp {
  const parts = list.map(({ letter, optional, repeated }) => {
    if (repeated) return `${letter}${optional ? '*' : '+'}`;
    return `${letter}${optional ? '?' : ''}`;
  });
  return new RegExp(`^${parts.join('')}$`);
}

describe('items in the order of rows', () => {
  it('are those that a regular expression of the rows takes', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 8 }), rows, (items, list) => {
        const at = misplacedItem(items, list, fits);
        expect(at === undefined, `${items.join('')} ${JSON.stringify(list)}`).equal(
          expressionOf(list).test(items.join('')),
        );
        if (at === undefined) taken++;
        else expect(at).within(0, items.length);
      }),
      { numRuns: 3000 },
    );
    expect(taken).greaterThan(50);
  });

  it('take no more steps than items times rows, however many ways there are', () => {
    const list: Row[] = Array.from({ length: 40 }, () => ({ letter: 'a', optional: true, repeated: true }));
    let steps = 0;
    const items = Array.from({ length: 500 }, () => 'a');
    expect(
      misplacedItem([...items, 'b'], list, (item, row) => {
        steps++;
        return fits(item, row);
      }),
    ).equal(500);
    expect(steps).lessThan(501 * 41);
  });
});
