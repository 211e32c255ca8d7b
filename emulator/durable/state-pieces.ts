/**
 * A tree of saved state as pieces, each with a name of its own, so that only those need writing that have changed: of a
 * home mostly one part of one device. Maps and records are taken apart down to a depth, and a piece of their own keeps
 * which keys they had, in order.
 */

interface Container {
  readonly container: 'map' | 'record';
  readonly keys: readonly string[];
}

/** A container's keys, or a value as it is. */
export type Piece = Container | { readonly value: unknown };

/** Between the keys of a path. No key of saved state has it. */
const SEPARATOR = '\u0000';

/** @param depth how many levels are taken apart, 0 or more */
export function piecesOf(state: unknown, depth: number, path = ''): Map<string, Piece> {
  const pieces = new Map<string, Piece>();
  const entries = depth > 0 ? entriesOf(state) : undefined;
  if (entries === undefined) return pieces.set(path, { value: state });
  const keys = entries.map(([key]) => key);
  pieces.set(path, { container: state instanceof Map ? 'map' : 'record', keys });
  for (const [key, value] of entries) {
    for (const [name, piece] of piecesOf(value, depth - 1, path + SEPARATOR + key)) pieces.set(name, piece);
  }
  return pieces;
}

/**
 * The state that the pieces are of.
 * @param piece finds a piece by its name; throws if there is none
 */
export function stateOfPieces(piece: (name: string) => Piece, path = ''): unknown {
  const one = piece(path);
  if (!('container' in one)) return one.value;
  const entries = one.keys.map((key) => [key, stateOfPieces(piece, path + SEPARATOR + key)] as const);
  return one.container === 'map' ? new Map(entries) : Object.fromEntries(entries);
}

/** Entries of a map with texts as keys and of a plain record; of nothing else. */
function entriesOf(state: unknown): [string, unknown][] | undefined {
  if (state instanceof Map) {
    const entries = [...state] as [unknown, unknown][];
    return entries.every((entry): entry is [string, unknown] => typeof entry[0] === 'string') ? entries : undefined;
  }
  const isRecord = typeof state === 'object' && state !== null && Object.getPrototypeOf(state) === Object.prototype;
  return isRecord ? Object.entries(state) : undefined;
}
