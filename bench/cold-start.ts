import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './measure.js';

const HANLAB = fileURLToPath(new URL('../bin/hanlab.js', import.meta.url));

/** ECS47, a Pre-Command to open a switch: 69 octets. */
const MESSAGE =
  'DF090100000000000007D10890B3D51F300200000800DB1234567890A00002005522D9200007D1000202000100005E2C76020203000900000A' +
  '0067FF010212003C120212';

const ROUNDS = 21;

/** How long one start of the command line takes, from nothing to its exit. */
interface ColdStart {
  readonly name: string;
  readonly milliseconds: number;
  /** Of a Node.js that runs nothing, in the same rounds. */
  readonly nodeMilliseconds: number;
  /** Median of the rounds' own ratios. */
  readonly ratio: number;
}

/**
 * Starts Node.js with nothing to do and with each command in turn, round by round, after one round to warm the file
 * cache.
 * @param keys a directory of keys, to decode with them too
 */
export function measureColdStarts(keys?: string): ColdStart[] {
  const commands: Readonly<Record<string, readonly string[]>> = {
    decode: ['decode', MESSAGE],
    ...(keys === undefined ? {} : { 'decode --keys': ['decode', MESSAGE, '--keys', keys] }),
    '--help': ['--help'],
  };
  const starts: readonly (readonly string[])[] = [
    ['-e', '0'],
    ...Object.values(commands).map((args) => [HANLAB, ...args]),
  ];
  const rounds = Array.from({ length: ROUNDS + 1 }, () => starts.map(millisecondsOf)).slice(1);
  const of = (i: number): number => median(rounds.map((round) => round[i] as number));
  return Object.keys(commands).map((name, i) => ({
    name,
    milliseconds: of(i + 1),
    nodeMilliseconds: of(0),
    ratio: median(rounds.map((round) => (round[i + 1] as number) / (round[0] as number))),
  }));
}

function millisecondsOf(args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const taken = performance.now() - started;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return taken;
}

export function formatColdStart({ name, milliseconds, nodeMilliseconds, ratio }: ColdStart): string {
  const times = `${milliseconds.toFixed(0)} ms; node -e 0 ${nodeMilliseconds.toFixed(0)} ms`;
  return `cold start, ${name}: ${times}; ratio ${ratio.toPrecision(2)}`;
}
