import type { Scenario } from '../scenarios/scenario.js';

/** A part of a selection, for runs side by side. */
export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
  /** Ids of all scenarios that were selected, of which the shards are parts. */
  readonly selection: readonly string[];
}

/**
 * The scenarios of a shard, in their own order. Each scenario is in exactly one; shards differ by one scenario at most, and
 * neighbours by id, which are alike in what they take, are in different ones. The same selection is always parted alike.
 */
export function scenariosOfShard<S extends Pick<Scenario, 'id'>>(
  scenarios: readonly S[],
  { index, count }: Pick<Shard, 'index' | 'count'>,
): readonly S[] {
  const ids = scenarios.map(({ id }) => id).sort();
  const own = new Set(ids.filter((_id, position) => position % count === index - 1));
  return scenarios.filter(({ id }) => own.has(id));
}
