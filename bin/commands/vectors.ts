import { command } from './command.js';
import { json, text } from './options.js';

export const vectors = command({
  usage: 'vectors <action>',
  description: 'check hanlab against golden vectors and reference messages, or generate the golden vectors',
  positionals: { action: { choices: ['check', 'generate'], demandOption: true, describe: 'what to do' } },
  options: {
    golden: {
      type: 'string',
      describe: 'check: golden vectors of this directory, or without one those that come with hanlab',
    },
    rtds: text('check: directory with RTDS-* and keystore [default: HANLAB_RTDS, else ../shared/rtds]'),
    out: text('generate: directory for the files [default: vectors/golden]'),
    check: {
      type: 'boolean',
      describe: 'generate: write nothing, compare with the files of --out, or those that come with hanlab',
    },
    json,
  },
  run: async (args) => (await import('../vectors.js')).vectors(args),
});
