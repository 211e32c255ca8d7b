import { command } from './command.js';
import { json } from './options.js';

export const explain = command({
  usage: 'explain <name..>',
  description:
    'say what a use case, code of a message, alert or response, object, or anything else that hanlab lists is',
  positionals: {
    name: {
      type: 'string',
      array: true,
      demandOption: true,
      default: undefined,
      describe: 'such as ECS47, 0x0055, 8F66, 0-0:94.44.118.2, joinResponseCode 3, REQ-07',
    },
  },
  options: { json },
  run: async (args) => (await import('../explain.js')).explain(args),
});
