/** One measured figure beside its floor, both taken in the same run. */
export interface Comparison {
  readonly name: string;
  readonly unit: string;
  /** What it is measured against. */
  readonly against: string;
  /** Median over the rounds. */
  readonly perSecond: number;
  /** The same of what it is measured against. */
  readonly floorPerSecond: number;
  /** Median of the rounds' own ratios: a machine that is busy for a while is so for both. */
  readonly ratio: number;
}

/** What is compared: functions that each do so many units of work. */
export interface Workload {
  readonly name: string;
  readonly unit: string;
  readonly units: number;
  readonly whole: () => void;
  readonly floor: () => void;
  /** Units that the floor does; absent means as many as the whole. */
  readonly floorUnits?: number;
  /**
   * What `floor` is; absent means the cryptographic operations of the same work alone, keys parsed and shared secrets
   * cached.
   */
  readonly against?: string;
  /** How long each side of a round runs, at least, in milliseconds; absent means 150. */
  readonly roundMs?: number;
  /** Rounds that count; absent means 25. */
  readonly rounds?: number;
  /** Rounds before them, until the code is compiled; absent means 8. */
  readonly warmUpRounds?: number;
}

/** Many short rounds rather than few long ones: other work on the machine then meets both sides of most of them. */
const ROUNDS = 25;
const ROUND_MS = 150;
const WARM_UP_ROUNDS = 8;

/** What is compared where the whole work waits for something, such as an answer by HTTP. */
export interface WaitingWorkload extends Omit<Workload, 'whole'> {
  readonly whole: () => Promise<void>;
}

interface Round {
  readonly perSecond: number;
  readonly floorPerSecond: number;
}

/** Runs the whole work and its floor in turn, round by round, after some to warm up. */
export function compare(workload: Workload): Comparison {
  const { units, whole, floor, floorUnits = units, roundMs = ROUND_MS } = workload;
  const rounds = Array.from({ length: roundsOf(workload) }, () => ({
    perSecond: rateOf(whole, units, roundMs),
    floorPerSecond: rateOf(floor, floorUnits, roundMs),
  }));
  return comparisonOf(workload, rounds);
}

/** The same of work that waits. */
export async function compareWaiting(workload: WaitingWorkload): Promise<Comparison> {
  const { units, whole, floor, floorUnits = units, roundMs = ROUND_MS } = workload;
  const rounds: Round[] = [];
  while (rounds.length < roundsOf(workload)) {
    const perSecond = await waitingRateOf(whole, units, roundMs);
    rounds.push({ perSecond, floorPerSecond: rateOf(floor, floorUnits, roundMs) });
  }
  return comparisonOf(workload, rounds);
}

type Described = Omit<Workload, 'whole' | 'floor'>;

function roundsOf({ warmUpRounds = WARM_UP_ROUNDS, rounds = ROUNDS }: Described): number {
  return warmUpRounds + rounds;
}

function comparisonOf(
  { name, unit, against = 'cryptographic floor', warmUpRounds = WARM_UP_ROUNDS }: Described,
  all: readonly Round[],
): Comparison {
  const rounds = all
    .slice(warmUpRounds)
    .map(({ perSecond, floorPerSecond }) => ({ perSecond, floorPerSecond, ratio: perSecond / floorPerSecond }));
  return {
    name,
    unit,
    against,
    perSecond: median(rounds.map((round) => round.perSecond)),
    floorPerSecond: median(rounds.map((round) => round.floorPerSecond)),
    ratio: median(rounds.map((round) => round.ratio)),
  };
}

function rateOf(once: () => void, units: number, roundMs: number): number {
  const started = performance.now();
  let calls = 0;
  do {
    once();
    calls++;
  } while (performance.now() - started < roundMs);
  return (calls * units * 1000) / (performance.now() - started);
}

async function waitingRateOf(once: () => Promise<void>, units: number, roundMs: number): Promise<number> {
  const started = performance.now();
  let calls = 0;
  do {
    await once();
    calls++;
  } while (performance.now() - started < roundMs);
  return (calls * units * 1000) / (performance.now() - started);
}

/** The middle one, by size. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export function formatComparison({ name, unit, against, perSecond, floorPerSecond, ratio }: Comparison): string {
  const rates = `${Math.round(perSecond)} ${unit}/s; ${against} ${Math.round(floorPerSecond)} ${unit}/s`;
  return `${name}: ${rates}; ratio ${ratio.toPrecision(2)}`;
}
