#!/usr/bin/env node
import { reportFailure } from './failure.js';
import { EXIT, noteReaderGone, printError } from './output.js';

// A reader that has seen enough, such as `head`, is no error; nothing more is written to it.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') {
    noteReaderGone();
    return;
  }
  printError({ code: 'HANLAB_E_HARNESS', message: `standard output cannot be written (${code})` }, false);
  process.exit(EXIT.harness);
});
process.stderr.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code !== 'EPIPE') process.exit(EXIT.harness);
});

// While scenarios run, their runner listens too, and traces what is thrown to the scenario it began in.
process.on('uncaughtException', (error) => {
  if (process.listenerCount('uncaughtException') === 1) process.exit(reportFailure(error, false));
});

// Loaded only now, so that what goes wrong while it loads is reported as well: yargs asks for the working directory.
const { runCommandLine } = await import('./cli.js');

// Not process.exit: it would cut off what a pipe has not taken yet.
process.exitCode = await runCommandLine(process.argv.slice(2));
