/** Runs something again and again, and says how often it could be done in a second. */

export interface Rate {
  readonly perSecond: number;
}

/**
 * Median rate of several rounds, each of at least the given time, after one round to warm up.
 * @param once does the work
 * @param units how much work one call of `once` is
 */
export function rateOf(once: () => void, units: number, rounds = 5, roundMs = 600): Rate {
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    let calls = 0;
    do {
      once();
      calls++;
    } while (performance.now() - started < roundMs);
    if (round > 0) rates.push((calls * units * 1000) / (performance.now() - started));
  }
  rates.sort((a, b) => a - b);
  return { perSecond: rates[Math.floor(rates.length / 2)] ?? 0 };
}

/** One measured figure beside its floor, both taken in the same run. */
export interface Comparison {
  readonly name: string;
  readonly unit: string;
  readonly perSecond: number;
  /** The cryptographic operations of the same work alone, keys parsed and shared secrets cached. */
  readonly floorPerSecond: number;
}

export function formatComparison({ name, unit, perSecond, floorPerSecond }: Comparison): string {
  const ratio = (perSecond / floorPerSecond).toFixed(2);
  return `${name}: ${Math.round(perSecond)} ${unit}/s; cryptographic floor ${Math.round(floorPerSecond)} ${unit}/s; ratio ${ratio}`;
}
