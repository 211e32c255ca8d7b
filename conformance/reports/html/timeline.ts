import type { Exchange } from './exchange.js';
import { Markup } from './markup.js';
import type { Movement } from './movement.js';

const { element } = Markup;

/** In units of the picture, which is as wide as the page lets it. */
const WIDTH = 720;
const NAMES = 130;
const ROW = 30;
const MOST_ROWS = 12;

/**
 * A picture of what stood where and when: a row for each switch, a bar while it was closed, a line while it was open, dashes
 * before it first told; and below, each movement with its cause. Nothing if no switch moved.
 */
export function timeline({ movements, span }: Pick<Exchange, 'movements' | 'span'>): Markup | undefined {
  if (span === undefined || movements.length === 0) return undefined;
  const [from, to] = span;
  const names = [...new Set(movements.map(({ name }) => name))].sort().slice(0, MOST_ROWS);
  const length = Math.max(1, to - from);
  const x = (at: number) => Math.round((NAMES + ((at - from) / length) * (WIDTH - NAMES - 10)) * 10) / 10;
  const height = names.length * ROW + 26;
  const rows = names.flatMap((name, index) => {
    const own = movements.filter((one) => one.name === name);
    return switchRow(name, own, { from, to, x, middle: index * ROW + ROW / 2 });
  });
  const label = (at: number, anchor: string) =>
    element('text', { x: x(at), y: height - 6, 'text-anchor': anchor, class: 'axis' }, clock(at));
  const picture = element(
    'svg',
    {
      class: 'timeline',
      viewBox: `0 0 ${WIDTH} ${height}`,
      role: 'img',
      'aria-label': 'positions of the switches over time',
    },
    rows,
    element('line', { x1: NAMES, x2: WIDTH - 10, y1: height - 20, y2: height - 20, class: 'axis' }),
    label(from, 'start'),
    label(to, 'end'),
  );
  return element(
    'div',
    { class: 'switches' },
    picture,
    element(
      'ol',
      { class: 'movements' },
      movements.slice(0, 60).map(({ at, name, position, cause }) => {
        return element(
          'li',
          {},
          element('code', {}, clock(at)),
          ` ${name} `,
          element('strong', {}, position),
          ` ${cause}`,
        );
      }),
    ),
  );
}

interface RowPlace {
  readonly from: number;
  readonly to: number;
  readonly x: (at: number) => number;
  readonly middle: number;
}

function switchRow(name: string, movements: readonly Movement[], { from, to, x, middle }: RowPlace): Markup[] {
  const first = movements[0]?.at ?? to;
  const shownName = name.length > 18 ? `${name.slice(0, 17)}…` : name;
  const parts: Markup[] = [element('text', { x: 0, y: middle + 4 }, shownName)];
  if (first > from)
    parts.push(element('line', { x1: x(from), x2: x(first), y1: middle, y2: middle, class: 'unknown' }));
  for (const [index, { at, position, cause }] of movements.entries()) {
    const until = movements[index + 1]?.at ?? to;
    const title = element('title', {}, `${name} ${position} from ${clock(at)} to ${clock(until)}: ${cause}`);
    // What was over at once is seen all the same.
    const width = Math.max(1.5, x(until) - x(at));
    const shape = position === 'closed' ? { y: middle - 8, height: 16 } : { y: middle - 1.5, height: 3 };
    parts.push(element('rect', { x: x(at), width, ...shape, class: position }, title));
  }
  return parts;
}

/** Virtual time as a reader has it: day and time, UTC. */
function clock(at: number): string {
  return new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.000Z$|Z$/, '');
}
