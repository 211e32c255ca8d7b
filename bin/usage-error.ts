import type { Command } from './commands/command.js';
import { withoutMark } from './literal.js';
import { hint } from './nearest.js';
import { shownName } from './shown.js';

/** Arguments as they were given, and the command that they name, if they name one. */
export interface CommandLine {
  readonly args: readonly string[];
  readonly command: Command | undefined;
  /** Names of all that might have been meant. */
  readonly commandNames: readonly string[];
}

/** What yargs says of a wrong command line, in one line and with what may have been meant. */
export function usageError(error: unknown, line: CommandLine): Error {
  const said = withoutMark(error instanceof Error ? error.message : String(error));
  const text = said.replaceAll(/\s*\n\s*/g, ' ');
  // Where there is no such command, no option is one of it either.
  const message = unknownCommand(text, line) ?? unknownOption(line) ?? wrongArgument(text);
  return Object.assign(new Error(message), { code: 'HANLAB_E_USAGE' });
}

function unknownCommand(text: string, { args, command, commandNames }: CommandLine): string | undefined {
  const [first] = args.filter((arg) => !arg.startsWith('-'));
  if (command !== undefined || first === undefined || commandNames.includes(first)) return undefined;
  return /^(Unknown|Did you mean)/.test(text)
    ? `there is no command ${shownName(first)}${hint(first, commandNames)}`
    : undefined;
}

/** yargs names a missing argument first, which may be missing because an unknown option took it. */
function unknownOption({ args, command }: CommandLine): string | undefined {
  const known = [...Object.keys(command?.options ?? {}), 'help', 'version'].map((name) => `--${name}`);
  const given = beforeEnd(args).filter((arg) => /^--?[^-\d]/.test(arg));
  const unknown = given.map((arg) => arg.replace(/=.*$/s, '')).find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  const of = command === undefined ? '' : ` of ${command.name}`;
  return `${shownName(unknown).replaceAll("'", '')} is no option${of}${hint(unknown, known)}`;
}

function wrongArgument(text: string): string {
  const choice = /^Invalid values: Argument: (.+), Given: "(.*)", Choices: (.+)$/s.exec(text);
  if (choice !== null) {
    const [, argument, given = '', choices = ''] = choice;
    return `${shownName(given)} is no ${argument}; choose from ${choices.replaceAll('"', '')}`;
  }
  const left = /^Unknown arguments?: (.*)$/s.exec(text)?.[1];
  if (left !== undefined) return `there is an argument too many: ${shownName(left)}`;
  const missing = /^Missing required arguments?: (.*)$/s.exec(text)?.[1];
  if (missing !== undefined) return `--${missing} is missing; --help says what it is`;
  if (text.startsWith('Not enough arguments following: ')) return text.replace(/.*: /, '--').concat(' needs a value');
  return text.startsWith('Not enough non-option arguments') ? 'an argument is missing; --help shows which' : text;
}

/** What comes before `--`, where options end. */
export function beforeEnd(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end === -1 ? args : args.slice(0, end);
}
