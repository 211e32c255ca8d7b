import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Errors that nobody awaited. Left alone they end the process, or, worse, mocha swallows them and the test passes; and
 * one that comes late would be laid at the door of whatever runs then. So each is traced to the scenario it began in.
 */

/** Whom an error that nobody awaited belongs to. */
export interface CrashOwner {
  /** Must not throw. */
  crashed(error: unknown): void;
}

const owner = new AsyncLocalStorage<CrashOwner>();

/** Runs work whose stray errors, now or later, belong to `to`. */
export function ownCrashes<T>(to: CrashOwner, work: () => T): T {
  return owner.run(to, work);
}

/**
 * Catches every stray error of the process from now on. Those that cannot be traced go to `unknown`.
 * @returns ends it, and gives the listeners that were there before their place back
 */
export function catchCrashes(unknown: CrashOwner): () => void {
  const caught = (error: unknown) => (owner.getStore() ?? unknown).crashed(error);
  const endings = (['uncaughtException', 'unhandledRejection'] as const).map((event) => {
    process.on(event, caught);
    return () => {
      process.off(event, caught);
    };
  });
  return () => {
    for (const end of endings) end();
  };
}

/**
 * Starts something that sets listeners of its own for stray errors, and takes those away again. mocha's would fail the
 * test that happens to run, and settle it a second time when it ends.
 */
export function withoutCrashListeners<T>(start: () => T): T {
  const before = {
    exceptions: process.listeners('uncaughtException'),
    rejections: process.listeners('unhandledRejection'),
  };
  const started = start();
  for (const listener of process.listeners('uncaughtException')) {
    if (!before.exceptions.includes(listener)) process.off('uncaughtException', listener);
  }
  for (const listener of process.listeners('unhandledRejection')) {
    if (!before.rejections.includes(listener)) process.off('unhandledRejection', listener);
  }
  return started;
}
