#!/usr/bin/env node
import { runCommandLine } from './cli.js';

// A reader that has seen enough, such as `head`, is no error; nothing more is written to it.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

// A command that has reports to finish listens too, and then it decides when to end.
process.on('SIGINT', () => {
  if (process.listenerCount('SIGINT') === 1) process.exit(130);
});

// Not process.exit: it would cut off what a pipe has not taken yet.
process.exitCode = await runCommandLine(process.argv.slice(2));
