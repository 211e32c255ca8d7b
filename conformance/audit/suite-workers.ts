import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { HanlabError } from '../../gbcs/index.js';
import type { SuiteRun, SuiteRunOutcome } from './suite-run.js';

/** How runs are shared out. */
export interface WorkerOptions {
  /** Threads; as many as this machine can run at once unless said otherwise. */
  readonly workers?: number | undefined;
  /** Ends it early: runs that have not ended by then have no outcome. */
  readonly signal?: AbortSignal | undefined;
  ended?(done: number, planned: number): void;
}

/**
 * Carries out runs, several at a time, each in whichever thread is free.
 * @returns their outcomes, in the order of the runs; undefined for those that a signal has cut short
 * @throws what ended a thread that should not have ended
 */
export async function runSuites(
  runs: readonly SuiteRun[],
  { workers = availableParallelism(), signal, ended }: WorkerOptions = {},
): Promise<readonly (SuiteRunOutcome | undefined)[]> {
  const outcomes: (SuiteRunOutcome | undefined)[] = runs.map(() => undefined);
  const waiting = [...runs.entries()];
  let done = 0;
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./suite-worker.js', import.meta.url));
    const stop = () => void worker.terminate();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      for (let next = waiting.shift(); next !== undefined && signal?.aborted !== true; next = waiting.shift()) {
        const [place, run] = next;
        outcomes[place] = await outcomeOf(worker, run, signal);
        if (outcomes[place] !== undefined) ended?.(++done, runs.length);
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, runs.length) }, work));
  return outcomes;
}

function outcomeOf(
  worker: Worker,
  run: SuiteRun,
  signal: AbortSignal | undefined,
): Promise<SuiteRunOutcome | undefined> {
  return new Promise((resolve, reject) => {
    const told = (outcome: SuiteRunOutcome) => settle(() => resolve(outcome));
    const failed = (error: unknown) => settle(() => reject(error));
    const left = (code: number) => {
      const what = run.fault ?? 'the sound device';
      if (signal?.aborted === true) settle(() => resolve(undefined));
      else failed(new HanlabError('HANLAB_E_HARNESS', `a thread of the audit ended with ${code} in a run of ${what}`));
    };
    const settle = (act: () => void) => {
      worker.off('message', told).off('error', failed).off('exit', left);
      act();
    };
    worker.on('message', told).on('error', failed).on('exit', left);
    worker.postMessage(run);
  });
}
