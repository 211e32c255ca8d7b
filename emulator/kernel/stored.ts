/**
 * Something whose state outlives a restart. What is saved is plain data: null, booleans, numbers, big integers, texts,
 * octets, and arrays, maps, sets and records of these; nothing that `structuredClone` would change. It holds no
 * definitions and nothing that follows from the configuration, so that a home at rest is small.
 */
export interface Stored<S = unknown> {
  /** All state, as a value of its own: what happens later does not change it. */
  save(): S;
  /** Takes up a state saved by another one of the same configuration; what was before is gone. */
  restore(saved: S): void;
}
