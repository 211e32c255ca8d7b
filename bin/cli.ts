import { readFileSync } from 'node:fs';
import yargs, { type Argv, type Options } from 'yargs';
import { reportFailure } from './failure.js';
import { keyKind } from './key-material.js';
import { hint } from './nearest.js';
import { EXIT } from './output.js';
import { shownName } from './shown.js';

/**
 * The command line: names, options and help, and nothing else. What a command needs is loaded when it runs, so that
 * `hanlab --help` and a mistyped option answer at once.
 */

const json = { type: 'boolean', default: false, describe: 'one JSON document on standard output' } as const;

const EXIT_CODES =
  'Exit codes: 0 as expected, 1 deviation, 2 usage, 3 harness or incomplete run, 4 nothing selected, 130 interrupted.';

const OPTIONS = {
  decode: {
    keys: {
      type: 'string',
      requiresArg: true,
      describe: 'directory of keys: checks signature and MAC; exits 1 if one is invalid, 0 if a key for it is missing',
    },
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
    profile: {
      type: 'string',
      requiresArg: true,
      default: 'secmp0046-core',
      describe: 'rules to judge by: secmp0046-core or gbcs3-baseline',
    },
    case: { type: 'string', array: true, requiresArg: true, describe: 'id of a scenario, * for any; repeatable' },
    fault: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'gives the target a defect of those that hanlab list faults shows; repeatable',
    },
    labels: {
      type: 'string',
      requiresArg: true,
      describe: 'file that replaces the list of labels; docs/labels.md describes its format',
    },
    out: { type: 'string', requiresArg: true, default: 'hanlab-run', describe: 'directory for reports and evidence' },
    seed: { type: 'string', requiresArg: true, describe: 'makes the keys; signatures are random all the same' },
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

/**
 * Stands before an argument that yargs must neither drop, as it does a `-`, nor take for an option. No file or text
 * begins with it.
 */
const LITERAL = '\0';

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
  try {
    refuseKeys(args);
    refuseValuesOfJson(args);
    await parserOf(literally(args), done).parseAsync();
    return exitCode;
  } catch (error) {
    const isUsage = error instanceof CommandLineError || (error instanceof Error && error.name === 'YError');
    return reportFailure(isUsage ? usageError(error, args) : error, wantsJson(args));
  }
}

function parserOf(args: readonly string[], done: Done): Argv {
  const parser = yargs([...args])
    .scriptName('hanlab')
    .locale('en')
    .strict()
    .exitProcess(false)
    .recommendCommands()
    .demandCommand(1, 'name a command; hanlab --help lists them')
    .parserConfiguration({ 'parse-numbers': false, 'boolean-negation': false, 'dot-notation': false })
    .usage('$0 <command>: a laboratory for the GB smart-metering Home Area Network')
    .epilogue(EXIT_CODES)
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
  return parser;
}

/** What comes before `--`, where options end. */
function beforeEnd(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end === -1 ? args : args.slice(0, end);
}

function wantsJson(args: readonly string[]): boolean {
  return beforeEnd(args).some((arg) => arg === '--json' || arg === '--json=true');
}

/** A key is refused before anything may repeat it: yargs quotes what it does not know. */
function refuseKeys(args: readonly string[]): void {
  // A key in PEM is several arguments where nobody quoted it.
  for (const arg of [...args, args.join(' ')]) {
    const kind = keyKind(arg) ?? keyKind(arg.replace(/^--[^=]*=/, ''));
    if (kind === undefined) continue;
    throw new CommandLineError(`this is a ${kind}, not a ${commandOf(args) === 'decode' ? 'message' : 'name'}`);
  }
}

/** yargs takes any value for false, and a `true` or `false` that comes next for a value. */
function refuseValuesOfJson(args: readonly string[]): void {
  const wrong = beforeEnd(args).some(
    (arg, i) => (arg.startsWith('--json=') && arg !== '--json=true') || (arg === '--json' && isTruth(args[i + 1])),
  );
  if (wrong) throw new CommandLineError('--json takes no value');
}

function isTruth(arg: string | undefined): boolean {
  return arg === 'true' || arg === 'false';
}

/** Has yargs take a `-`, and what follows `--`, for arguments of decode; no other command has anything to follow it. */
function literally(args: readonly string[]): string[] {
  const before = beforeEnd(args).map((arg) => (arg === '-' ? `${LITERAL}-` : arg));
  const after = args.slice(before.length + 1);
  if (after.length > 0 && commandOf(args) !== 'decode')
    throw new CommandLineError('only decode takes anything after --');
  return [...before, ...after.map((arg) => `${LITERAL}${arg}`)];
}

type Done = (exitCode: number) => void;

function addRun(parser: Argv, done: Done): void {
  parser.command(
    'run',
    'run scenarios against a target and write reports',
    (command) => command.options(OPTIONS.run).check(givenOnce('run')).epilogue(EXIT_CODES),
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
          array: true,
          demandOption: true,
          // Otherwise help shows the empty list that yargs starts from.
          default: undefined,
          describe: 'HEX, FILE or -',
        })
        .options(OPTIONS.decode)
        .check(givenOnce('decode'))
        .epilogue(EXIT_CODES),
    async (args) => {
      const options = { ...args, message: args.message.map(withoutMark) };
      const code =
        options.keys === undefined
          ? await (await import('./decode.js')).decode(options)
          : await (await import('./decode-keys.js')).decodeWithKeys(options);
      done(code);
    },
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

function withoutMark(text: string): string {
  return text.replaceAll(LITERAL, '');
}

/** What yargs says of a wrong command line, in one line and with what may have been meant. */
function usageError(error: unknown, args: readonly string[]): Error {
  const said = withoutMark(error instanceof Error ? error.message : String(error));
  const text = said.replaceAll(/\s*\n\s*/g, ' ');
  const message = unknownOption(args) ?? unknownCommand(text, args) ?? wrongArgument(text);
  return Object.assign(new Error(message), { code: 'HANLAB_E_USAGE' });
}

function commandOf(args: readonly string[]): keyof typeof OPTIONS | undefined {
  return beforeEnd(args).find((arg): arg is keyof typeof OPTIONS => Object.hasOwn(OPTIONS, arg));
}

/** yargs names a missing argument first, which may be missing because an unknown option took it. */
function unknownOption(args: readonly string[]): string | undefined {
  const command = commandOf(args);
  const known = [...Object.keys(command === undefined ? {} : OPTIONS[command]), 'help', 'version'].map((n) => `--${n}`);
  const given = beforeEnd(args).filter((arg) => /^--?[^-\d]/.test(arg));
  const unknown = given.map((arg) => arg.replace(/=.*$/s, '')).find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  const of = command === undefined ? '' : ` of ${command}`;
  return `${shownName(unknown).replaceAll("'", '')} is no option${of}${hint(unknown, known)}`;
}

function unknownCommand(text: string, args: readonly string[]): string | undefined {
  const [first] = args.filter((arg) => !arg.startsWith('-'));
  if (commandOf(args) !== undefined || first === undefined || first === 'completion') return undefined;
  const found = hint(first, [...Object.keys(OPTIONS), 'completion']);
  return /^(Unknown|Did you mean)/.test(text) ? `there is no command ${shownName(first)}${found}` : undefined;
}

function wrongArgument(text: string): string {
  const choice = /^Invalid values: Argument: (.+), Given: "(.*)", Choices: (.+)$/s.exec(text);
  if (choice !== null) {
    const [, argument, given = '', choices = ''] = choice;
    return `${shownName(given)} is no ${argument}; choose from ${choices.replaceAll('"', '')}`;
  }
  const left = /^Unknown arguments?: (.*)$/s.exec(text)?.[1];
  if (left !== undefined) return `there is an argument too many: ${shownName(left)}`;
  if (text.startsWith('Not enough arguments following: ')) return text.replace(/.*: /, '--').concat(' needs a value');
  return text.startsWith('Not enough non-option arguments') ? 'an argument is missing; --help shows which' : text;
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
