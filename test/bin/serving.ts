import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { HANLAB } from './hanlab.js';

/** A gateway of the command line. */
export interface Serving {
  readonly address: string;
  /** All that it has said on standard output and standard error. */
  readonly out: readonly string[];
  readonly err: readonly string[];
  /** Ends it by a signal. @returns its exit code */
  stop(): Promise<number | null>;
}

/** Starts `hanlab serve`, and waits until it listens. @param args without `serve` */
export async function serving(args: readonly string[]): Promise<Serving> {
  const child = spawn(process.execPath, [HANLAB, 'serve', ...args, '--port', '0']);
  const out: string[] = [];
  const err: string[] = [];
  child.stderr.on('data', (data) => err.push(String(data)));
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      out.push(line);
      if (line.startsWith('supply point')) resolve();
    });
    void ended.then((code) => reject(new Error(`it ended with ${code}: ${err.join('')}`)));
  });
  return {
    address: out[0]?.replace('listening on ', '') ?? '',
    out,
    err,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
