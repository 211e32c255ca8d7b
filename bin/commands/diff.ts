import { command } from './command.js';
import { flag, json, text } from './options.js';

export const diff = command({
  usage: 'diff <first> <second>',
  description:
    'show the facts that two profiles differ in (who may send and invoke what, what there is, what is assumed), and the scenarios that come out otherwise',
  positionals: {
    first: { type: 'string', demandOption: true, describe: 'profile, such as gbcs3-baseline' },
    second: { type: 'string', demandOption: true, describe: 'profile, such as secmp0046-core' },
  },
  options: {
    facts: flag('facts alone: runs no scenarios'),
    expect: text(
      'file of the scenarios that may come out otherwise; exits 1 unless it is exactly these (docs/gate.md)',
    ),
    markdown: flag('as tables of Markdown'),
    'exit-code': flag('exits 1 if facts or outcomes differ'),
    json,
  },
  epilogue:
    'Exit codes: 0 compared, 1 with --exit-code if they differ, or other outcomes than expected, 2 usage, 3 incomplete run, 130 interrupted.',
  run: async (args) => (await import('../diff.js')).diff(args),
});
