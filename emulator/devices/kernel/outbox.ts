import type { Effect } from '../../kernel/device.js';

/** Collects the effects of one handling, in order. */
export interface Outbox {
  readonly emit: (effect: Effect) => void;
  /** All effects since the last call. */
  readonly take: () => readonly Effect[];
}

export function outbox(): Outbox {
  let effects: Effect[] = [];
  return {
    emit: (effect) => {
      effects.push(effect);
    },
    take: () => {
      const taken = effects;
      effects = [];
      return taken;
    },
  };
}
