import type { AccessResponse } from '../dlms/access.js';
import type { Data } from '../dlms/data.js';
import { shapeProblem } from './conformance.js';
import type { DataShape, DlmsRow } from './use-case.js';

/**
 * The row that each result of a Response answers. A Response does not repeat the instructions, and optional rows may have
 * been left out: a result is told apart by the kind of access, by its data, and by what stands before and after it.
 *
 * @param choice `only` the one row that it can answer; `first` of several the first, so that what was left out stands
 *   behind what was asked for
 * @returns for each result its row, or `undefined` where there is none, or by `only` where there are several
 */
export function rowsOfResults(
  response: AccessResponse,
  rows: readonly DlmsRow[],
  choice: RowChoice = 'only',
): readonly (DlmsRow | undefined)[] {
  const { results, data } = response;
  const none = results.map(() => undefined);
  if (results.length > rows.length) return none;
  const fits = (i: number, j: number) => {
    const [result, row] = [results[i], rows[j] as DlmsRow];
    return result?.access === row.access && answerFits(data[i] as Data, row, result.code);
  };
  // before[i][j]: the first i results can answer rows of the first j, and all of those that are not optional.
  const before = reachable(results.length, rows, fits);
  if (!before[results.length]?.[rows.length] || data.length !== results.length) return none;
  const reversed = [...rows].reverse();
  const after = reachable(results.length, reversed, (i, j) => fits(results.length - 1 - i, rows.length - 1 - j));
  // Of the rows that are possible, the first after that of the result before can always be gone on from.
  let next = 0;
  return results.map((_, i) => {
    const possible = rows.flatMap((_row, j) =>
      fits(i, j) && before[i]?.[j] === true && after[results.length - 1 - i]?.[rows.length - 1 - j] === true ? [j] : [],
    );
    const found = choice === 'first' ? possible.find((j) => j >= next) : possible[0];
    if (found === undefined || (choice === 'only' && possible.length > 1)) return undefined;
    next = found + 1;
    return rows[found];
  });
}

/** Which row a result is of where it can be of several. */
export type RowChoice = 'only' | 'first';

/** Which numbers of results and rows can be got through together, from none of both. */
function reachable(
  results: number,
  rows: readonly DlmsRow[],
  fits: (result: number, row: number) => boolean,
): readonly (readonly boolean[])[] {
  const table = Array.from({ length: results + 1 }, () => new Array<boolean>(rows.length + 1).fill(false));
  for (let i = 0; i <= results; i++) {
    const line = table[i] as boolean[];
    for (let j = 0; j <= rows.length; j++) {
      const start = i === 0 && j === 0;
      const leftOut = j > 0 && line[j - 1] === true && rows[j - 1]?.optional === true;
      const answered = i > 0 && j > 0 && table[i - 1]?.[j - 1] === true && fits(i - 1, j - 1);
      line[j] = start || leftOut || answered;
    }
  }
  return table;
}

/** The value that a Response gives for a row where it succeeds; `undefined` where it gives none. */
export function answerShape(row: DlmsRow): DataShape | undefined {
  return row.access === 'get' ? row.shape : row.returns;
}

/** COSEM class of schedules, such as that of load control; the bounds of their entries are those of a Command. */
const SCHEDULE = 10;

/**
 * The value that a read of a list gives. A log may have no entry in the range that is asked for (`empty-log-result`), and a
 * schedule that nobody has set has none (`empty-schedule`).
 */
function entriesShape(row: DlmsRow): DataShape | undefined {
  const shape = answerShape(row);
  const mayBeEmpty = row.selection !== undefined || (row.access === 'get' && row.classId === SCHEDULE);
  return shape?.type === 'array' && mayBeEmpty ? { ...shape, min: 0 } : shape;
}

/** Whether a value is what an instruction of a row gives back with this result. */
export function answerFits(data: Data, row: DlmsRow, code: number): boolean {
  const shape = code === 0 ? entriesShape(row) : undefined;
  return shape === undefined ? data.type === 'null-data' : shapeProblem(data, shape) === undefined;
}
