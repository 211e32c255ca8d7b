import type { ArgumentsCamelCase, Argv, InferredOptionTypes, Options, PositionalOptions } from 'yargs';
import { CommandLineError } from '../command-line-error.js';
import { withoutMark } from '../literal.js';

/** A command of the command line. */
export interface Command {
  readonly name: string;
  readonly options: Readonly<Record<string, Options>>;
  /** Whether its arguments are messages, which may be `-` and begin with it. */
  readonly takesMessages: boolean;
  /** @param done hears the exit code */
  addTo(parser: Argv, done: (exitCode: number) => void): void;
}

/** What a file of this directory says of its command. */
interface Declaration<P extends Record<string, PositionalOptions>, O extends Record<string, Options>> {
  /** Its name, and its arguments as yargs writes them: `decode <message..>`. */
  readonly usage: string;
  readonly description: string;
  readonly positionals: P;
  readonly options: O;
  readonly epilogue?: string;
  readonly takesMessages?: boolean;
  /** Loads what the command needs, and runs it. @returns the exit code */
  run(args: ArgumentsCamelCase<InferredOptionTypes<P & O>>): Promise<number>;
}

/** Makes the command that is declared. */
export function command<const P extends Record<string, PositionalOptions>, const O extends Record<string, Options>>(
  declaration: Declaration<P, O>,
): Command {
  const { usage, description, positionals, options, epilogue, takesMessages = false } = declaration;
  return {
    name: usage.replace(/ .*/, ''),
    options,
    takesMessages,
    addTo(parser, done) {
      parser.command(
        usage,
        description,
        (one) => {
          for (const [name, positional] of Object.entries(positionals)) one.positional(name, positional);
          one.options(options).check(givenOnce(options));
          return (epilogue === undefined ? one : one.epilogue(epilogue)) as Argv<InferredOptionTypes<P & O>>;
        },
        async (args) => done(await declaration.run(withoutMarks(args))),
      );
    },
  };
}

/** Refuses a second value for an option that takes one: yargs would make a list of both. */
function givenOnce(options: Record<string, Options>): (args: Record<string, unknown>) => true {
  return (args) => {
    for (const [name, { array }] of Object.entries(options)) {
      if (array !== true && Array.isArray(args[name])) throw new CommandLineError(`--${name} may be given once only`);
    }
    return true;
  };
}

/** The arguments as they were given, in lists as well. */
function withoutMarks<A>(value: A): A;
function withoutMarks(value: unknown): unknown {
  if (typeof value === 'string') return withoutMark(value);
  if (Array.isArray(value)) return value.map((one) => withoutMarks(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutMarks(one)]));
}
