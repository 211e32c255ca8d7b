import { command } from './command.js';
import { fault, home } from './home-options.js';
import { text } from './options.js';

export const serve = command({
  usage: 'serve',
  description: 'run the DCC before an emulated home, and take service requests by HTTP (docs/gateway.md)',
  positionals: {},
  options: {
    schemas: {
      ...text('directory of the XML schemas of the DCC: DUIS, MMC and what they import, as they are published'),
      demandOption: true,
    },
    profile: {
      ...text('rules of the DCC and the devices: hanlab list profiles shows all'),
      default: 'secmp0046-core',
    },
    host: { ...text('address of the port'), default: '127.0.0.1' },
    port: { ...text('port for requests; 0 for any'), default: '8079' },
    users: text('file of the addresses at which Users take documents, as JSON; without one, documents wait'),
    registrations: text(
      'file of who is registered for which supply point, as JSON [default: supplier and distributor]',
    ),
    thresholds: text('file of how many requests are held from which number on, as JSON'),
    state: text('directory that keeps home and DCC: what was acknowledged is there, also after kill -9'),
    seed: text('makes the keys'),
    'write-keys': text('directory that gets the keys of Users, and the certificates of all others'),
    time: {
      choices: ['real', 'virtual'],
      requiresArg: true,
      default: 'real',
      describe: 'by the clock of this machine, or on by as much as each request takes',
    },
    start: text('when virtual time begins, where --state does not go on [default: 2026-01-05T18:00:00Z]'),
    home,
    fault,
    'most-waiting': {
      ...text(
        'documents of a User that may wait; from then on its requests are put off, or the oldest dropped if it has no address',
      ),
      default: '1000',
    },
    'tls-key': text('private key for HTTPS, as PEM'),
    'tls-cert': text('certificate for HTTPS, as PEM'),
    'tls-ca': text('authority, as PEM, of which clients must have a certificate'),
  },
  epilogue: 'Exit codes: 0 ended by SIGINT or SIGTERM, 2 usage or input, 3 harness.',
  run: async (args) => (await import('../serve.js')).serve(args),
});
