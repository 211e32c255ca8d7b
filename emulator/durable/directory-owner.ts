import { readFileSync } from 'node:fs';

/** A process, told from a later one with the same number where the system says when it was started. */
export interface Owner {
  readonly pid: number;
  /** When it was started, in the units of the system; empty where it is not known. */
  readonly started: string;
}

export function thisProcess(): Owner {
  return { pid: process.pid, started: startOf(process.pid) };
}

/** Whether a process runs that may be the owner. Processes of other machines and containers cannot be seen. */
export function isRunning({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of somebody else runs, and does not take the signal.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startOf(pid) === started;
}

/** Linux tells the start of a process as field 22 of its status; the name before it may have spaces. */
function startOf(pid: number): string {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
