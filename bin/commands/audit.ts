import { command } from './command.js';
import { EXIT_CODES, json, text, texts } from './options.js';

export const audit = command({
  usage: 'audit',
  description: 'run the suite against every defect of the emulator, and say which it does not notice',
  positionals: {},
  options: {
    profile: texts('only defects that show under these rules; with --noise the rules of the runs; repeatable'),
    fault: texts('only these defects of those that hanlab list faults shows; repeatable'),
    noise: text('runs the suite against sound devices on noisy links instead, so many times, 1 to 100000'),
    seed: text('makes the keys, and the noise [default: hanlab]'),
    workers: text('threads, 1 to 64 [default: as many as this machine runs at once]'),
    out: text('directory for the report as JSON: audit.json'),
    json,
  },
  epilogue: EXIT_CODES,
  run: async (args) => (await import('../audit.js')).audit(args),
});
