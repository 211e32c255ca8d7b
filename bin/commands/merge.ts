import { command } from './command.js';
import { EXIT_CODES, json, text } from './options.js';

export const merge = command({
  usage: 'merge <run..>',
  description: 'put the directories of several runs together, such as those of shards, into one with its own reports',
  positionals: {
    run: { type: 'string', array: true, demandOption: true, describe: 'directory that hanlab run has written' },
  },
  options: {
    out: { ...text('directory for reports and evidence'), demandOption: true },
    json,
  },
  epilogue: EXIT_CODES,
  run: async (args) => (await import('../merge.js')).merge(args),
});
