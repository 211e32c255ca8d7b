import { type NamedValue, type NumberNames, numberOfName } from '../../named-value.js';

/**
 * Names of numbers, looked up in constant time: a cluster names hundreds of attributes, and a payload may hold thousands
 * of numbers.
 */
interface Lookup {
  readonly names: ReadonlyMap<number, string>;
  readonly numbers: ReadonlyMap<string, number>;
}

const lookups = new WeakMap<NumberNames, Lookup>();

function lookupOf(names: NumberNames): Lookup {
  const known = lookups.get(names);
  if (known !== undefined) return known;
  const numbers = new Map<string, number>();
  const shared = new Set<string>();
  for (const [number, name] of Object.entries(names)) {
    if (numbers.has(name)) shared.add(name);
    else numbers.set(name, Number(number));
  }
  const entries = Object.entries(names).flatMap(([number, name]): [number, string][] =>
    shared.has(name) ? [] : [[Number(number), name]],
  );
  const made = { names: new Map(entries), numbers };
  lookups.set(names, made);
  return made;
}

/** The name of a number, or the number where it has none, or one that other numbers share. */
export function nameOf(value: number, names: NumberNames | undefined): NamedValue {
  return names === undefined ? value : (lookupOf(names).names.get(value) ?? value);
}

/** The number that a named value stands for. @throws CodecError `GBCS_E_VALUE` as `numberOfName` */
export function numberOf(
  value: NamedValue,
  path: string,
  range: readonly [low: number, high: number],
  names?: NumberNames,
): number {
  const number = names !== undefined && typeof value === 'string' ? lookupOf(names).numbers.get(value) : undefined;
  return numberOfName(number ?? value, path, range, names);
}
