import type { Eui64, Instant } from '../../gbcs/index.js';
import type { Stored } from '../kernel/stored.js';

/**
 * Anomaly detection of the DCC (SEC Appendix AA): how many requests of one kind a User may send in a time before they are
 * held. A threshold is the User's own or the DCC's.
 */
export interface AnomalyThreshold {
  /** Whose requests count; each User's for itself where left out. */
  readonly party?: Eui64;
  /** Service Reference Variants that count together. */
  readonly variants: readonly string[];
  /** The time in which they are counted, in seconds: any that ends now. */
  readonly seconds: number;
  /** From this many on the User is warned; never where left out. */
  readonly warnAbove?: number;
  /** What goes beyond this many is held. */
  readonly quarantineAbove: number;
  /** Who has set it: decides what the alert says. */
  readonly setBy: 'user' | 'dcc';
}

/** What a request means to the thresholds. */
export type AnomalyVerdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'warn'; readonly threshold: AnomalyThreshold }
  | { readonly kind: 'quarantine'; readonly threshold: AnomalyThreshold };

const PASS: AnomalyVerdict = { kind: 'pass' };

/** Times of requests by threshold and party; only as many as decide anything are kept. */
export class AnomalyDetection implements Stored<ReadonlyMap<string, readonly Instant[]>> {
  readonly #thresholds: readonly AnomalyThreshold[];
  #seen = new Map<string, Instant[]>();

  constructor(thresholds: readonly AnomalyThreshold[]) {
    this.#thresholds = thresholds;
  }

  /** Counts a request that is otherwise in order. What is held counts too: a flood does not make itself lawful. */
  judge(party: Eui64, variant: string, now: Instant): AnomalyVerdict {
    let verdict = PASS;
    for (const [at, threshold] of this.#thresholds.entries()) {
      const { variants, seconds, warnAbove, quarantineAbove } = threshold;
      if (!variants.includes(variant) || (threshold.party !== undefined && threshold.party !== party)) continue;
      const key = `${at} ${party}`;
      const recent = (this.#seen.get(key) ?? []).filter((time) => time > now - seconds * 1000);
      recent.push(now);
      this.#seen.set(key, recent.slice(-quarantineAbove - 1));
      if (recent.length > quarantineAbove) return { kind: 'quarantine', threshold };
      if (warnAbove !== undefined && recent.length > warnAbove) verdict = { kind: 'warn', threshold };
    }
    return verdict;
  }

  save(): ReadonlyMap<string, readonly Instant[]> {
    return structuredClone(this.#seen);
  }

  restore(seen: ReadonlyMap<string, readonly Instant[]>): void {
    this.#seen = new Map([...seen].map(([key, times]) => [key, [...times]]));
  }
}
