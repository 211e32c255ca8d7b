import { command } from './command.js';
import { EXIT_CODES, flag, json, text, texts } from './options.js';

export const run = command({
  usage: 'run',
  description: 'run scenarios against a target and write reports',
  positionals: {},
  options: {
    target: {
      ...text('what is judged: emulator, exec:COMMAND, tcp:HOST:PORT (docs/testing-a-device.md)'),
      default: 'emulator',
    },
    'target-timeout': text('seconds that an answer of a device under test may take [default: 5]'),
    profile: {
      ...text('rules to judge by: gbcs3-baseline, secmp0046-core, secmp0046-full, gbcs4-current, gbcs4-ed-whatif'),
      default: 'secmp0046-core',
    },
    pack: texts('pack that hanlab list packs shows; repeatable'),
    case: texts('id of a scenario, * for any; repeatable'),
    shard: text('part of the scenarios to run, as 2/5: the second of five; hanlab merge puts them together'),
    fault: texts('gives the target a defect of those that hanlab list faults shows; repeatable'),
    labels: text('file that replaces the list of labels; docs/labels.md describes its format'),
    expectations: text('file of what is known to fail and may; docs/expectations.md describes it'),
    'update-expectations': text('file of expectations that is made to fit this run'),
    out: { ...text('directory for reports and evidence'), default: 'hanlab-run' },
    capture: text('directory for captures of the HAN, a pcapng for each scenario, as Wireshark opens them'),
    seed: text('makes the keys; signatures are random all the same'),
    github: flag('annotations and a summary of the step, as GitHub has them; on within its workflows'),
    json,
  },
  epilogue: EXIT_CODES,
  run: async (args) => (await import('../run.js')).run(args),
});
