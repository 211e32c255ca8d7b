import { command } from './command.js';
import { EXIT_CODES, flag, json, text } from './options.js';

export const encode = command({
  usage: 'encode <use-case> [assignments..]',
  description: 'make a message of named values, in hexadecimal digits',
  positionals: {
    'use-case': { type: 'string', demandOption: true, describe: 'such as ECS47, or 0x0055' },
    assignments: {
      type: 'string',
      array: true,
      default: [],
      describe:
        'name=value, by the names that hanlab explain USE-CASE lists; docs/named-values.md says how values look',
    },
  },
  options: {
    values: text('file of named values as JSON, or - for standard input'),
    message: {
      ...text('kind of message [default: Command]'),
      choices: ['Command', 'Response', 'Alert'],
    },
    originator: text('Entity Identifier of who sends it'),
    recipient: text('Entity Identifier of whom it is for'),
    counter: text('Originator Counter, in decimal digits'),
    keys: text('directory of keys, for --sign, --mac and encrypted values'),
    sign: flag('signs with the private key of the originator'),
    mac: flag('adds the MAC: of the broker, for a Command of a remote party'),
    lenient: flag('makes the message also where it is not as its use case has it; says so on standard error'),
    json,
  },
  epilogue: EXIT_CODES,
  run: async (args) => (await import('../encode.js')).encode(args),
});
