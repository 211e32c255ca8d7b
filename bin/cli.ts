import { readFileSync } from 'node:fs';
import yargs, { type Argv, type Options } from 'yargs';
import { hint } from './nearest.js';
import { EXIT, printError, type ReportedError } from './output.js';

/**
 * The command line: names, options and help, and nothing else. What a command needs is loaded when it runs, so that
 * `hanlab --help` and a mistyped option answer at once.
 */

const json = { type: 'boolean', default: false, describe: 'one JSON document on standard output' } as const;

const OPTIONS = {
  decode: {
    keys: { type: 'string', requiresArg: true, describe: 'directory of keys: checks signature and MAC' },
    json,
  },
  list: { json },
  explain: { json },
  vectors: {
    rtds: {
      type: 'string',
      requiresArg: true,
      describe: 'directory with RTDS-* and keystore [default: HANLAB_RTDS, else ../shared/rtds]',
    },
    json,
  },
  run: {
    profile: { type: 'string', requiresArg: true, default: 'secmp0046-core', describe: 'rules to judge by' },
    case: { type: 'string', array: true, requiresArg: true, describe: 'id of a scenario, * for any; repeatable' },
    fault: { type: 'string', array: true, requiresArg: true, describe: 'gives the target a defect; repeatable' },
    labels: { type: 'string', requiresArg: true, describe: 'file that replaces the list of labels' },
    out: { type: 'string', requiresArg: true, default: 'hanlab-run', describe: 'directory for reports and evidence' },
    seed: { type: 'string', requiresArg: true, describe: 'makes keys and counters; the same seed, the same run' },
    json,
  },
} as const satisfies Record<string, Record<string, Options>>;

const TOPICS = [
  'checks',
  'faults',
  'scenarios',
  'requirements',
  'profiles',
  'use-cases',
  'assumptions',
  'errors',
] as const;

/** Stands for `-` while yargs has it, which drops a `-` from a list of arguments. No file or text has this name. */
const STANDARD_INPUT = '\0-';

/** What yargs, or a check of options, has against the command line; reported as `HANLAB_E_USAGE`. */
class CommandLineError extends Error {}

/**
 * Runs one command.
 * @param args what follows the program's name
 * @returns the exit code; every error has been reported
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.asExpected;
  const done = (code: number) => {
    exitCode = code;
  };
  const parser = yargs(args.map((arg) => (arg === '-' ? STANDARD_INPUT : arg)))
    .scriptName('hanlab')
    .locale('en')
    .strict()
    .exitProcess(false)
    .recommendCommands()
    .demandCommand(1, 'name a command; hanlab --help lists them')
    .parserConfiguration({ 'parse-numbers': false, 'boolean-negation': false })
    .usage('$0 <command>: a laboratory for the GB smart-metering Home Area Network')
    .epilogue(
      'Exit codes: 0 as expected, 1 deviation, 2 usage, 3 harness or incomplete run, 4 nothing selected, 130 interrupted.',
    )
    .wrap(100)
    .help()
    .version(packageVersion())
    .fail((message, error) => {
      // Errors of a command's own come this way too; only yargs has a message and no error.
      if (error === undefined || error === null) throw new CommandLineError(message);
      throw error;
    });
  addRun(parser, done);
  addDecode(parser, done);
  addList(parser, done);
  addExplain(parser, done);
  addVectors(parser, done);
  parser.completion('completion', 'print a shell completion script');
  try {
    await parser.parseAsync();
    return exitCode;
  } catch (error) {
    const isUsage = error instanceof CommandLineError || (error instanceof Error && error.name === 'YError');
    const reported = isUsage ? usageError(error, args) : reportedError(error);
    printError(reported, args.includes('--json'));
    return exitCodeOf(reported, error);
  }
}

type Done = (exitCode: number) => void;

function addRun(parser: Argv, done: Done): void {
  parser.command(
    'run',
    'run scenarios against a target and write reports',
    (command) => command.options(OPTIONS.run).check(givenOnce('run')),
    async (args) => done(await (await import('./run.js')).run(args)),
  );
}

function addDecode(parser: Argv, done: Done): void {
  parser.command(
    'decode <message..>',
    'show what a message says: hexadecimal or base64 text, a file, or - for standard input',
    (command) =>
      command
        .positional('message', {
          type: 'string',
          demandOption: true,
          // Otherwise help shows the empty list that yargs starts from.
          default: undefined,
          describe: 'HEX, FILE or -',
          coerce: (parts: readonly string[]) => parts.map((part) => (part === STANDARD_INPUT ? '-' : part)),
        })
        .options(OPTIONS.decode)
        .check(givenOnce('decode')),
    async (args) => done(await (await import('./decode.js')).decode(args)),
  );
}

function addList(parser: Argv, done: Done): void {
  parser.command(
    'list <topic>',
    'list what there is of a topic',
    (command) =>
      command
        .positional('topic', { choices: TOPICS, demandOption: true, describe: 'what to list' })
        .options(OPTIONS.list)
        .check(givenOnce('list')),
    async (args) => done(await (await import('./list.js')).list(args)),
  );
}

function addExplain(parser: Argv, done: Done): void {
  parser.command(
    'explain <name>',
    'say what a use case, message code, requirement, check, error code, assumption, scenario or profile is',
    (command) =>
      command
        .positional('name', { type: 'string', demandOption: true, describe: 'such as ECS47, 0x0055, REQ-07, replay' })
        .options(OPTIONS.explain)
        .check(givenOnce('explain')),
    async (args) => done(await (await import('./explain.js')).explain(args)),
  );
}

function addVectors(parser: Argv, done: Done): void {
  parser.command(
    'vectors <action>',
    'check hanlab against reference messages',
    (command) =>
      command
        .positional('action', { choices: ['check'] as const, demandOption: true, describe: 'what to do' })
        .options(OPTIONS.vectors)
        .check(givenOnce('vectors')),
    async (args) => done(await (await import('./vectors.js')).vectors(args)),
  );
}

/** Refuses a second value for an option that takes one: yargs would make a list of both. */
function givenOnce(command: keyof typeof OPTIONS): (args: Record<string, unknown>) => true {
  return (args) => {
    for (const [name, option] of Object.entries<Options>(OPTIONS[command])) {
      if (option.array !== true && Array.isArray(args[name]))
        throw new CommandLineError(`--${name} may be given once only`);
    }
    return true;
  };
}

/** What yargs says of a wrong command line, in one line and with what may have been meant. */
function usageError(error: unknown, args: readonly string[]): ReportedError {
  const said = (error instanceof Error ? error.message : String(error)).replaceAll(STANDARD_INPUT, '-');
  const text = said.replaceAll(/\s*\n\s*/g, ' ');
  return { code: 'HANLAB_E_USAGE', message: unknownOption(args) ?? unknownCommand(text, args) ?? wrongArgument(text) };
}

function commandOf(args: readonly string[]): keyof typeof OPTIONS | undefined {
  return args.find((arg): arg is keyof typeof OPTIONS => Object.hasOwn(OPTIONS, arg));
}

/** yargs names a missing argument first, which may be missing because an unknown option took it. */
function unknownOption(args: readonly string[]): string | undefined {
  const command = commandOf(args);
  const known = [...Object.keys(command === undefined ? {} : OPTIONS[command]), 'help', 'version'].map((n) => `--${n}`);
  const end = args.indexOf('--');
  const given = (end === -1 ? args : args.slice(0, end)).filter((arg) => /^--?[^-\d]/.test(arg));
  const unknown = given.map((arg) => arg.replace(/=.*$/s, '')).find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  const of = command === undefined ? '' : ` of ${command}`;
  return `${unknown.slice(0, 40)} is no option${of}${hint(unknown, known)}`;
}

function unknownCommand(text: string, args: readonly string[]): string | undefined {
  const [first] = args.filter((arg) => !arg.startsWith('-'));
  if (commandOf(args) !== undefined || first === undefined || first === 'completion') return undefined;
  const found = hint(first, [...Object.keys(OPTIONS), 'completion']);
  return /^(Unknown|Did you mean)/.test(text) ? `there is no command '${first.slice(0, 40)}'${found}` : undefined;
}

function wrongArgument(text: string): string {
  const choice = /^Invalid values: Argument: (.+), Given: "(.*)", Choices: (.+)$/s.exec(text);
  if (choice !== null) {
    const [, argument, given = '', choices = ''] = choice;
    return `'${given.slice(0, 40)}' is no ${argument}; choose from ${choices.replaceAll('"', '')}`;
  }
  if (text.startsWith('Not enough arguments following: ')) return text.replace(/.*: /, '--').concat(' needs a value');
  return text.startsWith('Not enough non-option arguments') ? 'an argument is missing; --help shows which' : text;
}

function reportedError(error: unknown): ReportedError {
  if (!(error instanceof Error)) return { code: 'HANLAB_E_HARNESS', message: String(error) };
  const { code, message, offset, path, clause } = error as Error & Partial<ReportedError>;
  if (typeof code === 'string' && /^(GBCS|HANLAB)_E_/.test(code)) return { code, message, offset, path, clause };
  return { code: 'HANLAB_E_HARNESS', message: `${error.name}: ${message}` };
}

function exitCodeOf(reported: ReportedError, error: unknown): number {
  if (reported.code === 'HANLAB_E_NOTHING_SELECTED') return EXIT.nothingSelected;
  if (reported.code !== 'HANLAB_E_HARNESS') return EXIT.usage;
  // What nobody foresaw is worth its stack, for whoever asks for it.
  if (process.env['HANLAB_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return EXIT.harness;
}

/** Version in package.json, which stands above the compiled files. */
function packageVersion(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const contents: unknown = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'));
      return (contents as { version: string }).version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return 'unknown';
}
