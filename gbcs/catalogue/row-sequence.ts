/** A row of a use case as far as its place among the others goes. */
interface PlacedRow {
  readonly optional?: true;
  readonly repeated?: true;
}

/**
 * Whether items stand in the order of rows, where rows may be optional or repeated and an item may fit several.
 *
 * All ways to read the items are followed at once, so the time is at most items times rows.
 * @param fits whether an item can be that of a row
 * @returns `undefined` if they do; else the index of the first item that no row is left for, or the number of items
 *   where rows are left that must not be left out
 */
export function misplacedItem<Item, Row extends PlacedRow>(
  items: readonly Item[],
  rows: readonly Row[],
  fits: (item: Item, row: Row, index: number) => boolean,
): number | undefined {
  let next = withOptional(new Set([0]), rows);
  for (const [index, item] of items.entries()) {
    const after = new Set<number>();
    for (const at of next) {
      const row = rows[at];
      if (row === undefined || !fits(item, row, index)) continue;
      after.add(at + 1);
      if (row.repeated === true) after.add(at);
    }
    if (after.size === 0) return index;
    next = withOptional(after, rows);
  }
  return next.has(rows.length) ? undefined : items.length;
}

/** The rows that may come next, and those behind them where they may be left out. A set is walked while it grows. */
function withOptional(next: Set<number>, rows: readonly PlacedRow[]): Set<number> {
  for (const at of next) if (rows[at]?.optional === true) next.add(at + 1);
  return next;
}
