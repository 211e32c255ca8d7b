import { command } from './command.js';
import { json } from './options.js';

const TOPICS = [
  'checks',
  'faults',
  'packs',
  'scenarios',
  'requirements',
  'rules',
  'profiles',
  'use-cases',
  'assumptions',
  'errors',
  'alert-codes',
  'response-codes',
  'duis-codes',
] as const;

export const list = command({
  usage: 'list <topic>',
  description: 'list what there is of a topic',
  positionals: { topic: { choices: TOPICS, demandOption: true, describe: 'what to list' } },
  options: { json },
  run: async (args) => (await import('../list.js')).list(args),
});
