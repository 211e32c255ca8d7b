import { command } from './command.js';
import { other } from './inventory-options.js';
import { EXIT_CODES, json, text } from './options.js';

export const correlate = command({
  usage: 'correlate [message]',
  description:
    'show a Response or Alert as MMC XML, or check a Pre-Command against its service request before it is signed',
  positionals: { message: { type: 'string', describe: 'HEX, FILE or - of a Response or Alert' } },
  options: {
    request: text(
      'service request as XML that a Pre-Command is to be what it asks for, or that a Response is to answer',
    ),
    'pre-command': text('HEX or FILE of a Pre-Command to hold against it'),
    variant: text('Service Reference Variant that a Response answers, such as 7.5, where there is no request'),
    now: text('what the clock of the DCC said as it made the Pre-Command [default: what the Pre-Command says]'),
    other,
    keys: text('directory of keys and certificates, for encrypted values and joins that carry a certificate'),
    schemas: text('directory of the XML schemas of DUIS and MMC, by which request and output are then validated'),
    json,
  },
  epilogue: EXIT_CODES,
  run: async (args) => (await import('../correlate.js')).correlateMessages(args),
});
