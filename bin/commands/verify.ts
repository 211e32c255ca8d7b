import { command } from './command.js';
import { DEVICE_KINDS } from './device-kinds.js';
import { messages } from './messages.js';
import { json, text } from './options.js';

export const verify = command({
  usage: 'verify <message..>',
  description: 'check signature, MAC, encrypted values and counter of messages against what their use cases demand',
  positionals: { message: messages },
  options: {
    keys: { ...text('directory of keys'), demandOption: true },
    'last-counter': text('highest counter accepted so far: a replay-protected Command must have a higher one'),
    device: {
      choices: DEVICE_KINDS,
      requiresArg: true,
      describe: 'what the messages are to or from; matters to a few use cases that update credentials',
    },
    json,
  },
  epilogue:
    'Exit codes: 0 everything that is demanded was checked and holds, 1 something is invalid or missing, ' +
    '2 usage, or no message, 3 something could not be checked for want of a key.',
  takesMessages: true,
  run: async (args) => (await import('../verify.js')).verify(args),
});
