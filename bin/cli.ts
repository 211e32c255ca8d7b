import yargs, { type Argv } from 'yargs';
import { CommandLineError } from './command-line-error.js';
import { audit } from './commands/audit.js';
import type { Command } from './commands/command.js';
import { correlate } from './commands/correlate.js';
import { decode } from './commands/decode.js';
import { diff } from './commands/diff.js';
import { emulate } from './commands/emulate.js';
import { encode } from './commands/encode.js';
import { explain } from './commands/explain.js';
import { keys } from './commands/keys.js';
import { list } from './commands/list.js';
import { merge } from './commands/merge.js';
import { EXIT_CODES } from './commands/options.js';
import { run } from './commands/run.js';
import { serve } from './commands/serve.js';
import { transform } from './commands/transform.js';
import { vectors } from './commands/vectors.js';
import { verify } from './commands/verify.js';
import { reportFailure } from './failure.js';
import { keyKind } from './key-material.js';
import { marked } from './literal.js';
import { EXIT } from './output.js';
import { packageVersion } from './package-version.js';
import { beforeEnd, usageError } from './usage-error.js';

/**
 * The command line: puts the commands together, and says what is wrong with arguments. What a command needs is loaded when
 * it runs, so that `hanlab --help` and a mistyped option answer at once.
 */

/** As help lists them. */
const COMMANDS: readonly Command[] = [
  run,
  merge,
  decode,
  verify,
  encode,
  correlate,
  list,
  explain,
  vectors,
  transform,
  diff,
  audit,
  emulate,
  keys,
  serve,
];
/** Of yargs, and nothing to load. */
const COMPLETION = 'completion';

/**
 * Runs one command.
 * @param args what follows the program's name
 * @returns the exit code; every error has been reported
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.asExpected;
  const command = commandOf(args);
  try {
    refuseKeys(args, command);
    refuseValuesOfJson(args);
    const parser = parserOf(literally(args, command), (code) => {
      exitCode = code;
    });
    await parser.parseAsync();
    return exitCode;
  } catch (error) {
    const isUsage = error instanceof CommandLineError || (error instanceof Error && error.name === 'YError');
    const commandNames = [...COMMANDS.map(({ name }) => name), COMPLETION];
    return reportFailure(isUsage ? usageError(error, { args, command, commandNames }) : error, wantsJson(args));
  }
}

function commandOf(args: readonly string[]): Command | undefined {
  const byName = new Map(COMMANDS.map((command) => [command.name, command]));
  const name = beforeEnd(args).find((arg) => byName.has(arg));
  return name === undefined ? undefined : byName.get(name);
}

function parserOf(args: readonly string[], done: (exitCode: number) => void): Argv {
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
  for (const command of COMMANDS) command.addTo(parser, done);
  return parser.completion(COMPLETION, 'print a shell completion script');
}

function wantsJson(args: readonly string[]): boolean {
  return beforeEnd(args).some((arg) => arg === '--json' || arg === '--json=true');
}

/** A key is refused before anything may repeat it: yargs quotes what it does not know. */
function refuseKeys(args: readonly string[], command: Command | undefined): void {
  // A key in PEM is several arguments where nobody quoted it.
  for (const arg of [...args, args.join(' ')]) {
    const kind = keyKind(arg) ?? keyKind(arg.replace(/^--[^=]*=/, ''));
    if (kind === undefined) continue;
    throw new CommandLineError(`this is a ${kind}, not a ${command?.takesMessages === true ? 'message' : 'name'}`);
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

/** Has yargs take a `-`, and what follows `--`, for messages; no other command has anything to follow it. */
function literally(args: readonly string[], command: Command | undefined): string[] {
  const before = beforeEnd(args).map((arg) => (arg === '-' ? marked(arg) : arg));
  const after = args.slice(before.length + 1);
  if (after.length > 0 && command?.takesMessages !== true) {
    const names = COMMANDS.filter(({ takesMessages }) => takesMessages).map(({ name }) => name);
    throw new CommandLineError(`only ${names.join(' and ')} take anything after --`);
  }
  return [...before, ...after.map(marked)];
}
