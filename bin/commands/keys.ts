import { command } from './command.js';
import { text } from './options.js';

export const keys = command({
  usage: 'keys',
  description: 'write keys and certificates of the emulated parties and devices, for --keys and the target protocol',
  positionals: {},
  options: {
    out: { ...text('new or empty directory for the files, which only their owner can read'), demandOption: true },
    seed: text('makes the keys: that of emulate [default: hanlab]'),
  },
  run: async (args) => (await import('../keys.js')).keys(args),
});
