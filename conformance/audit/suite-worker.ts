import { parentPort } from 'node:worker_threads';
import { runSuite, type SuiteRun } from './suite-run.js';

/** A thread that runs scenarios for an audit: runs cannot overlap in one thread, since mocha is of the whole of it. */

parentPort?.on('message', (run: SuiteRun) => {
  void runSuite(run).then((outcome) => parentPort?.postMessage(outcome));
});
