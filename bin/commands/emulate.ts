import { packageVersion } from '../package-version.js';
import { command } from './command.js';
import { fault, home } from './home-options.js';
import { EXIT_CODES, flag, text } from './options.js';

export const emulate = command({
  usage: 'emulate',
  description: 'run emulated devices that speak the target protocol, and print what happens',
  positionals: {},
  options: {
    device: {
      choices: ['esme', 'communicationsHub', 'hcalcs'],
      requiresArg: true,
      describe: 'one device alone, everything around it played by whoever is connected [default: a whole home]',
    },
    stdio: flag('speaks the target protocol on standard input and output'),
    tcp: text('speaks it on this port, to one connection at a time; 0 for any'),
    host: text('address of the port [default: 127.0.0.1]'),
    profile: { ...text('rules that the devices keep: hanlab list profiles shows all'), default: 'secmp0046-core' },
    time: {
      choices: ['virtual', 'real'],
      requiresArg: true,
      default: 'virtual',
      describe: 'goes on when it is told to, or by the clock of this machine',
    },
    start: text('when virtual time begins, where --state does not go on [default: 2026-01-05T18:00:00Z]'),
    fault,
    home,
    state: text('directory that keeps the home: it goes on where it was, also after kill -9'),
    capture: text('file for a capture of the HAN, as Wireshark opens it; written anew, but with --state gone on'),
    latency: text('milliseconds that every frame on the HAN takes, 0 to 60000'),
    jitter: text('milliseconds that a frame takes more at most, 0 to 60000'),
    loss: text('share of the frames that get lost, 0 to 1'),
    duplication: text('share of the frames that arrive twice, 0 to 1'),
    reordering: text('share of the frames that later ones may overtake, 0 to 1'),
    seed: text('makes the keys, and the fates of frames'),
  },
  epilogue: EXIT_CODES,
  run: async (args) => (await import('../emulate.js')).emulate({ ...args, version: packageVersion() }),
});
