import { command } from './command.js';
import { messages } from './messages.js';
import { EXIT_CODES, flag, json, text } from './options.js';

export const decode = command({
  usage: 'decode <message..>',
  description: 'show what messages say: hexadecimal or base64 text, files, or - for standard input',
  positionals: { message: messages },
  options: {
    keys: text('directory of keys: checks signature and MAC; exits 1 if one is invalid, 0 if a key for it is missing'),
    strict: flag('refuses, with exit code 2, a message that is decoded but has findings'),
    full: flag('all octets of every part, and no value shortened'),
    json,
  },
  epilogue: EXIT_CODES,
  takesMessages: true,
  run: async (args) =>
    args.keys === undefined
      ? (await import('../decode.js')).decode(args)
      : (await import('../decode-keys.js')).decodeWithKeys(args),
});
