import { portableProvider } from 'hanlab';
import { type CheckedMessage, checkMessages, type DataSet, makeMessage } from './check-messages.js';

/** What runs in the browser, bundled with the library. */

export interface PageResult {
  readonly checked: readonly CheckedMessage[];
  readonly made: string;
  /** Globals of Node.js that a bundler or a polyfill brought in. */
  readonly nodeGlobals: readonly string[];
  readonly milliseconds: number;
}

/** Fetches the data set from where the page came from and checks it with the portable provider; JSON of `PageResult`. */
export async function run(): Promise<string> {
  const dataSet = (await (await fetch('/data.json')).json()) as DataSet;
  const started = performance.now();
  const checked = checkMessages(portableProvider, dataSet);
  const made = makeMessage(portableProvider);
  const milliseconds = Math.round(performance.now() - started);
  const nodeGlobals = ['Buffer', 'process', 'require', 'global'].filter((name) => name in globalThis);
  return JSON.stringify({ checked, made, nodeGlobals, milliseconds } satisfies PageResult);
}
