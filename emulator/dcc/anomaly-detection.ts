import { type Eui64, eui64, HanlabError, type Instant, SERVICE_REQUESTS, UsageError } from '../../gbcs/index.js';
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
  /** By what they say: counts that are restored are those of the same threshold, wherever it stands now. */
  readonly #thresholds: ReadonlyMap<string, AnomalyThreshold>;
  #seen = new Map<string, Instant[]>();

  constructor(thresholds: readonly AnomalyThreshold[]) {
    this.#thresholds = new Map(thresholds.map((one) => [contentOf(one), one]));
  }

  /** Counts a request that is otherwise in order. What is held counts too: a flood does not make itself lawful. */
  judge(party: Eui64, variant: string, now: Instant): AnomalyVerdict {
    let verdict = PASS;
    for (const [content, threshold] of this.#thresholds) {
      const { variants, seconds, warnAbove, quarantineAbove } = threshold;
      if (!variants.includes(variant) || (threshold.party !== undefined && threshold.party !== party)) continue;
      const key = `${content} ${party}`;
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

function contentOf({ party, variants, seconds, warnAbove, quarantineAbove, setBy }: AnomalyThreshold): string {
  return JSON.stringify([party, variants, seconds, warnAbove, quarantineAbove, setBy]);
}

const VARIANTS = SERVICE_REQUESTS.map(({ variant }) => variant);
const THRESHOLD_FIELDS = ['party', 'variants', 'seconds', 'warnAbove', 'quarantineAbove', 'setBy'];
/** Times of requests are kept up to this many for each threshold and party. */
const MOST_REQUESTS = 1_000_000;
const MOST_SECONDS = 31 * 24 * 3600;

/**
 * Reads thresholds from JSON: `{"thresholds": [{"variants": ["7.6"], "seconds": 60, "quarantineAbove": 250, "setBy": "dcc"},
 * ...]}`, with `party` and `warnAbove` where they are wanted.
 * @throws UsageError `HANLAB_E_INPUT` naming the entry and the field that is wrong
 */
export function readThresholds(json: unknown): readonly AnomalyThreshold[] {
  const list = isObject(json) && Object.keys(json).join() === 'thresholds' ? json['thresholds'] : undefined;
  if (!Array.isArray(list)) throw wrong('thresholds', 'is a list, and all that there is');
  return list.map((entry: unknown, at) => thresholdOf(entry, `thresholds[${at}]`));
}

function thresholdOf(entry: unknown, path: string): AnomalyThreshold {
  if (!isObject(entry)) throw wrong(path, 'is an object');
  const unknown = Object.keys(entry).find((name) => !THRESHOLD_FIELDS.includes(name));
  if (unknown !== undefined) throw wrong(`${path}.${unknown}`, 'is no field of a threshold');
  const { party, variants, seconds, warnAbove, quarantineAbove, setBy } = entry;
  if (!Array.isArray(variants) || variants.length === 0 || !variants.every((one) => typeof one === 'string')) {
    throw wrong(`${path}.variants`, 'is a list of Service Reference Variants');
  }
  const unknownVariant = variants.findIndex((one) => !VARIANTS.includes(one));
  if (unknownVariant !== -1) {
    throw wrong(`${path}.variants[${unknownVariant}]`, 'is no Service Reference Variant that there is');
  }
  if (setBy !== 'user' && setBy !== 'dcc') throw wrong(`${path}.setBy`, 'is user or dcc');
  return {
    ...(party === undefined ? {} : { party: identifier(party, `${path}.party`) }),
    variants,
    seconds: whole(seconds, `${path}.seconds`, MOST_SECONDS),
    ...(warnAbove === undefined ? {} : { warnAbove: whole(warnAbove, `${path}.warnAbove`, MOST_REQUESTS) }),
    quarantineAbove: whole(quarantineAbove, `${path}.quarantineAbove`, MOST_REQUESTS),
    setBy,
  };
}

function whole(value: unknown, path: string, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw wrong(path, `is a whole number, 1 to ${most}`);
}

function identifier(value: unknown, path: string): Eui64 {
  try {
    if (typeof value === 'string') return eui64(value);
  } catch (error) {
    if (!(error instanceof HanlabError)) throw error;
  }
  throw wrong(path, 'is an identifier such as 90-B3-D5-1F-30-02-00-00');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(path: string, what: string): UsageError {
  return new UsageError('HANLAB_E_INPUT', `${path} ${what}`, { path });
}
