import { command } from './command.js';
import { flag, json } from './options.js';

export const diff = command({
  usage: 'diff <first> <second>',
  description:
    'show the facts that two profiles differ in: who may send and invoke what, what there is, what is assumed',
  positionals: {
    first: { type: 'string', demandOption: true, describe: 'profile, such as gbcs3-baseline' },
    second: { type: 'string', demandOption: true, describe: 'profile, such as secmp0046-core' },
  },
  options: {
    markdown: flag('as tables of Markdown'),
    'exit-code': flag('exits 1 if there is a difference'),
    json,
  },
  epilogue: 'Exit codes: 0 compared, with --exit-code 1 if they differ, 2 usage.',
  run: async (args) => (await import('../diff.js')).diff(args),
});
