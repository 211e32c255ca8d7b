import { command } from './command.js';
import { DEVICE_KINDS } from './device-kinds.js';
import { other } from './inventory-options.js';
import { EXIT_CODES, flag, json, text, texts } from './options.js';

export const transform = command({
  usage: 'transform <request>',
  description: 'show the GBCS Command, or of a critical one the Pre-Command, that a DUIS service request becomes',
  positionals: { request: { type: 'string', demandOption: true, describe: 'FILE of XML, or - for standard input' } },
  options: {
    'device-kind': {
      choices: DEVICE_KINDS,
      requiresArg: true,
      describe: 'what the request is to; where left out, whatever it fits',
    },
    'gbcs-version': {
      choices: ['2.0', '3.1', '4.0'],
      requiresArg: true,
      describe: 'of the device; where left out, 3.1 and 4.0, and 2.0 if they have no Command for it',
    },
    'esme-variant': text('of an ESME, such as BDEF [default: one element]'),
    role: {
      choices: ['supplier', 'networkOperator', 'loadController', 'other'],
      requiresArg: true,
      describe: 'in which the device knows the requester [default: supplier]',
    },
    originator: text('who sends the Command, where the DCC does so for the requester [default: the requester]'),
    counter: text('of the Command [default: that of the RequestID]'),
    supplementary: text('for whom another originator sends it, or none [default: the requester]'),
    now: text('what the clock of the DCC says [default: this clock]'),
    other,
    made: {
      ...texts('NAME=VALUE, a value that the DCC makes, such as customerIdentificationNumber; repeatable'),
      default: [],
      defaultDescription: 'none',
    },
    keys: text('directory of certificates, for joins that carry one'),
    'kept-log': text('file with the device log to restore, by the names of the use case, as JSON'),
    schemas: text('directory of the DUIS and MMC schemas: the request has to be valid'),
    tree: flag('what the Command says, as decode shows it'),
    json,
  },
  epilogue: EXIT_CODES,
  run: async (args) => (await import('../transform.js')).transform(args),
});
