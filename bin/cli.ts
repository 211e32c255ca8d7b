import { readFileSync } from 'node:fs';
import yargs, { type Argv, type Options } from 'yargs';
import type { DeviceKind } from '../gbcs/index.js';
import { reportFailure } from './failure.js';
import { keyKind } from './key-material.js';
import { hint } from './nearest.js';
import { EXIT } from './output.js';
import { shownName } from './shown.js';
import type { TransformOptions } from './transform.js';

/**
 * The command line: names, options and help, and nothing else. What a command needs is loaded when it runs, so that
 * `hanlab --help` and a mistyped option answer at once.
 */

const json = { type: 'boolean', default: false, describe: 'one JSON document on standard output' } as const;

const EXIT_CODES =
  'Exit codes: 0 as expected, 1 deviation, 2 usage, 3 harness or incomplete run, 4 nothing selected, 130 interrupted.';

/** Kinds of device that a message may be to or from, again: a start loads nothing of the library for them. */
const DEVICES: readonly DeviceKind[] = [
  'esme',
  'gsme',
  'communicationsHub',
  'gasProxyFunction',
  'hcalcs',
  'ppmid',
  'sapc',
];

const OPTIONS = {
  decode: {
    keys: {
      type: 'string',
      requiresArg: true,
      describe: 'directory of keys: checks signature and MAC; exits 1 if one is invalid, 0 if a key for it is missing',
    },
    strict: {
      type: 'boolean',
      default: false,
      describe: 'refuses, with exit code 2, a message that is decoded but has findings',
    },
    full: { type: 'boolean', default: false, describe: 'all octets of every part, and no value shortened' },
    json,
  },
  verify: {
    keys: { type: 'string', requiresArg: true, demandOption: true, describe: 'directory of keys' },
    'last-counter': {
      type: 'string',
      requiresArg: true,
      describe: 'highest counter accepted so far: a replay-protected Command must have a higher one',
    },
    device: {
      choices: DEVICES,
      requiresArg: true,
      describe: 'what the messages are to or from; matters to a few use cases that update credentials',
    },
    json,
  },
  encode: {
    values: { type: 'string', requiresArg: true, describe: 'file of named values as JSON, or - for standard input' },
    message: {
      type: 'string',
      requiresArg: true,
      choices: ['Command', 'Response', 'Alert'],
      describe: 'kind of message [default: Command]',
    },
    originator: { type: 'string', requiresArg: true, describe: 'Entity Identifier of who sends it' },
    recipient: { type: 'string', requiresArg: true, describe: 'Entity Identifier of whom it is for' },
    counter: { type: 'string', requiresArg: true, describe: 'Originator Counter, in decimal digits' },
    keys: { type: 'string', requiresArg: true, describe: 'directory of keys, for --sign, --mac and encrypted values' },
    sign: { type: 'boolean', default: false, describe: 'signs with the private key of the originator' },
    mac: { type: 'boolean', default: false, describe: 'adds the MAC: of the broker, for a Command of a remote party' },
    lenient: {
      type: 'boolean',
      default: false,
      describe: 'makes the message also where it is not as its use case has it; says so on standard error',
    },
    json,
  },
  correlate: {
    request: {
      type: 'string',
      requiresArg: true,
      describe: 'service request as XML that a Pre-Command is to be what it asks for, or that a Response is to answer',
    },
    'pre-command': { type: 'string', requiresArg: true, describe: 'HEX or FILE of a Pre-Command to hold against it' },
    variant: {
      type: 'string',
      requiresArg: true,
      describe: 'Service Reference Variant that a Response answers, such as 7.5, where there is no request',
    },
    keys: { type: 'string', requiresArg: true, describe: 'directory of keys, for encrypted values' },
    schemas: {
      type: 'string',
      requiresArg: true,
      describe: 'directory of the XML schemas of DUIS and MMC, by which request and output are then validated',
    },
    json,
  },
  list: { json },
  explain: { json },
  vectors: {
    golden: {
      type: 'string',
      describe: 'check: golden vectors of this directory, or without one those that come with hanlab',
    },
    rtds: {
      type: 'string',
      requiresArg: true,
      describe: 'check: directory with RTDS-* and keystore [default: HANLAB_RTDS, else ../shared/rtds]',
    },
    out: { type: 'string', requiresArg: true, describe: 'generate: directory for the files [default: vectors/golden]' },
    check: {
      type: 'boolean',
      describe: 'generate: write nothing, compare with the files of --out, or those that come with hanlab',
    },
    json,
  },
  run: {
    profile: {
      type: 'string',
      requiresArg: true,
      default: 'secmp0046-core',
      describe: 'rules to judge by: gbcs3-baseline, secmp0046-core, secmp0046-full, gbcs4-current, gbcs4-ed-whatif',
    },
    pack: { type: 'string', array: true, requiresArg: true, describe: 'pack that hanlab list packs shows; repeatable' },
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
    capture: {
      type: 'string',
      requiresArg: true,
      describe: 'directory for captures of the HAN, a pcapng for each scenario, as Wireshark opens them',
    },
    seed: { type: 'string', requiresArg: true, describe: 'makes the keys; signatures are random all the same' },
    json,
  },
  diff: {
    markdown: { type: 'boolean', default: false, describe: 'as tables of Markdown' },
    'exit-code': { type: 'boolean', default: false, describe: 'exits 1 if there is a difference' },
    json,
  },
  transform: {
    'device-kind': {
      choices: DEVICES,
      requiresArg: true,
      describe: 'what the request is to; where left out, whatever it fits',
    },
    'gbcs-version': {
      choices: ['2.0', '3.1', '4.0'],
      requiresArg: true,
      describe: 'of the device; where left out, 3.1 and 4.0, and 2.0 if they have no Command for it',
    },
    'esme-variant': { type: 'string', requiresArg: true, describe: 'of an ESME, such as BDEF [default: one element]' },
    role: {
      choices: ['supplier', 'networkOperator', 'loadController', 'other'],
      requiresArg: true,
      describe: 'in which the device knows the requester [default: supplier]',
    },
    originator: {
      type: 'string',
      requiresArg: true,
      describe: 'who sends the Command, where the DCC does so for the requester [default: the requester]',
    },
    counter: { type: 'string', requiresArg: true, describe: 'of the Command [default: that of the RequestID]' },
    supplementary: {
      type: 'string',
      requiresArg: true,
      describe: 'for whom another originator sends it, or none [default: the requester]',
    },
    now: { type: 'string', requiresArg: true, describe: 'what the clock of the DCC says [default: this clock]' },
    other: {
      type: 'string',
      array: true,
      requiresArg: true,
      default: [],
      defaultDescription: 'none',
      describe: 'EUI=KIND, another device of the inventory, which a join is with; repeatable',
    },
    made: {
      type: 'string',
      array: true,
      requiresArg: true,
      default: [],
      defaultDescription: 'none',
      describe: 'NAME=VALUE, a value that the DCC makes, such as customerIdentificationNumber; repeatable',
    },
    keys: { type: 'string', requiresArg: true, describe: 'directory of certificates, for joins that carry one' },
    'kept-log': {
      type: 'string',
      requiresArg: true,
      describe: 'file with the device log to restore, by the names of the use case, as JSON',
    },
    schemas: {
      type: 'string',
      requiresArg: true,
      describe: 'directory of the DUIS and MMC schemas: the request has to be valid',
    },
    tree: { type: 'boolean', default: false, describe: 'what the Command says, as decode shows it' },
    json,
  },
  emulate: {
    device: {
      choices: ['esme', 'communicationsHub', 'hcalcs'],
      requiresArg: true,
      describe: 'one device alone, everything around it played by whoever is connected [default: a whole home]',
    },
    stdio: { type: 'boolean', default: false, describe: 'speaks the target protocol on standard input and output' },
    tcp: {
      type: 'string',
      requiresArg: true,
      describe: 'speaks it on this port, to one connection at a time; 0 for any',
    },
    host: { type: 'string', requiresArg: true, describe: 'address of the port [default: 127.0.0.1]' },
    profile: {
      type: 'string',
      requiresArg: true,
      default: 'secmp0046-core',
      describe: 'rules that the devices keep: hanlab list profiles shows all',
    },
    time: {
      choices: ['virtual', 'real'],
      requiresArg: true,
      default: 'virtual',
      describe: 'goes on when it is told to, or by the clock of this machine',
    },
    start: {
      type: 'string',
      requiresArg: true,
      describe: 'when virtual time begins, where --state does not go on [default: 2026-01-05T18:00:00Z]',
    },
    fault: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'gives a device a defect of those that hanlab list faults shows; repeatable',
    },
    home: {
      type: 'string',
      requiresArg: true,
      describe: 'file that describes how many HCALCS the home has and what takes power in it, as JSON (docs/home.md)',
    },
    state: {
      type: 'string',
      requiresArg: true,
      describe: 'directory that keeps the home: it goes on where it was, also after kill -9',
    },
    capture: {
      type: 'string',
      requiresArg: true,
      describe: 'file for a capture of the HAN, as Wireshark opens it; written anew, but with --state gone on',
    },
    latency: {
      type: 'string',
      requiresArg: true,
      describe: 'milliseconds that every frame on the HAN takes, 0 to 60000',
    },
    jitter: { type: 'string', requiresArg: true, describe: 'milliseconds that a frame takes more at most, 0 to 60000' },
    loss: { type: 'string', requiresArg: true, describe: 'share of the frames that get lost, 0 to 1' },
    duplication: { type: 'string', requiresArg: true, describe: 'share of the frames that arrive twice, 0 to 1' },
    reordering: {
      type: 'string',
      requiresArg: true,
      describe: 'share of the frames that later ones may overtake, 0 to 1',
    },
    seed: { type: 'string', requiresArg: true, describe: 'makes the keys, and the fates of frames' },
  },
  keys: {
    out: {
      type: 'string',
      requiresArg: true,
      demandOption: true,
      describe: 'new or empty directory for the files, which only their owner can read',
    },
    seed: { type: 'string', requiresArg: true, describe: 'makes the keys: that of emulate [default: hanlab]' },
  },
  serve: {
    schemas: {
      type: 'string',
      requiresArg: true,
      demandOption: true,
      describe: 'directory of the XML schemas of the DCC: DUIS, MMC and what they import, as they are published',
    },
    profile: {
      type: 'string',
      requiresArg: true,
      default: 'secmp0046-core',
      describe: 'rules of the DCC and the devices: hanlab list profiles shows all',
    },
    host: { type: 'string', requiresArg: true, default: '127.0.0.1', describe: 'address of the port' },
    port: { type: 'string', requiresArg: true, default: '8079', describe: 'port for requests; 0 for any' },
    users: {
      type: 'string',
      requiresArg: true,
      describe: 'file of the addresses at which Users take documents, as JSON; without one, documents wait',
    },
    registrations: {
      type: 'string',
      requiresArg: true,
      describe: 'file of who is registered for which supply point, as JSON [default: supplier and distributor]',
    },
    thresholds: {
      type: 'string',
      requiresArg: true,
      describe: 'file of how many requests are held from which number on, as JSON',
    },
    state: {
      type: 'string',
      requiresArg: true,
      describe: 'directory that keeps home and DCC: what was acknowledged is there, also after kill -9',
    },
    seed: { type: 'string', requiresArg: true, describe: 'makes the keys' },
    'write-keys': {
      type: 'string',
      requiresArg: true,
      describe: 'directory that gets the keys of Users, and the certificates of all others',
    },
    time: {
      choices: ['real', 'virtual'],
      requiresArg: true,
      default: 'real',
      describe: 'by the clock of this machine, or on by as much as each request takes',
    },
    start: {
      type: 'string',
      requiresArg: true,
      default: '2026-01-05T18:00:00Z',
      describe: 'when virtual time begins',
    },
    home: {
      type: 'string',
      requiresArg: true,
      describe: 'file that describes how many HCALCS the home has and what takes power in it, as JSON (docs/home.md)',
    },
    fault: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'gives a device a defect of those that hanlab list faults shows; repeatable',
    },
    'most-waiting': {
      type: 'string',
      requiresArg: true,
      default: '1000',
      describe: 'documents of a User that may wait; its requests are put off from then on',
    },
    'tls-key': { type: 'string', requiresArg: true, describe: 'private key for HTTPS, as PEM' },
    'tls-cert': { type: 'string', requiresArg: true, describe: 'certificate for HTTPS, as PEM' },
    'tls-ca': {
      type: 'string',
      requiresArg: true,
      describe: 'authority, as PEM, of which clients must have a certificate',
    },
  },
} as const satisfies Record<string, Record<string, Options>>;

const TOPICS = [
  'checks',
  'faults',
  'packs',
  'scenarios',
  'requirements',
  'profiles',
  'use-cases',
  'assumptions',
  'errors',
  'alert-codes',
  'response-codes',
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
  addVerify(parser, done);
  addEncode(parser, done);
  addCorrelate(parser, done);
  addList(parser, done);
  addExplain(parser, done);
  addVectors(parser, done);
  addTransform(parser, done);
  addDiff(parser, done);
  addEmulate(parser, done);
  addKeys(parser, done);
  addServe(parser, done);
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
    throw new CommandLineError(`this is a ${kind}, not a ${takesMessages(args) ? 'message' : 'name'}`);
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

/** Whether the command's arguments are messages, which may be `-` and begin with it. */
function takesMessages(args: readonly string[]): boolean {
  const command = commandOf(args);
  return command === 'decode' || command === 'verify';
}

/** Has yargs take a `-`, and what follows `--`, for messages; no other command has anything to follow it. */
function literally(args: readonly string[]): string[] {
  const before = beforeEnd(args).map((arg) => (arg === '-' ? `${LITERAL}-` : arg));
  const after = args.slice(before.length + 1);
  if (after.length > 0 && !takesMessages(args))
    throw new CommandLineError('only decode and verify take anything after --');
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
    'show what messages say: hexadecimal or base64 text, files, or - for standard input',
    (command) =>
      command
        .positional('message', {
          type: 'string',
          array: true,
          demandOption: true,
          // Otherwise help shows the empty list that yargs starts from.
          default: undefined,
          describe: 'HEX, FILE or -; of several files each is a message',
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

function addVerify(parser: Argv, done: Done): void {
  parser.command(
    'verify <message..>',
    'check signature, MAC, encrypted values and counter of messages against what their use cases demand',
    (command) =>
      command
        .positional('message', {
          type: 'string',
          array: true,
          demandOption: true,
          default: undefined,
          describe: 'HEX, FILE or -; of several files each is a message',
        })
        .options(OPTIONS.verify)
        .check(givenOnce('verify'))
        .epilogue(
          'Exit codes: 0 everything that is demanded was checked and holds, 1 something is invalid or missing, ' +
            '2 usage, or no message, 3 something could not be checked for want of a key.',
        ),
    async (args) =>
      done(await (await import('./verify.js')).verify({ ...args, message: args.message.map(withoutMark) })),
  );
}

function addEncode(parser: Argv, done: Done): void {
  parser.command(
    'encode <use-case> [assignments..]',
    'make a message of named values, in hexadecimal digits',
    (command) =>
      command
        .positional('use-case', { type: 'string', demandOption: true, describe: 'such as ECS47, or 0x0055' })
        .positional('assignments', {
          type: 'string',
          array: true,
          default: [],
          describe:
            'name=value, by the names that hanlab explain USE-CASE lists; docs/named-values.md says how values look',
        })
        .options(OPTIONS.encode)
        .check(givenOnce('encode'))
        .epilogue(EXIT_CODES),
    async (args) => {
      const assignments = args.assignments.map(withoutMark);
      const values = args.values === undefined ? undefined : withoutMark(args.values);
      done(await (await import('./encode.js')).encode({ ...args, useCase: args['use-case'], assignments, values }));
    },
  );
}

function addCorrelate(parser: Argv, done: Done): void {
  parser.command(
    'correlate [message]',
    'show a Response or Alert as MMC XML, or check a Pre-Command against its service request before it is signed',
    (command) =>
      command
        .positional('message', { type: 'string', describe: 'HEX, FILE or - of a Response or Alert' })
        .options(OPTIONS.correlate)
        .check(givenOnce('correlate'))
        .epilogue(EXIT_CODES),
    async (args) => {
      const [message, preCommand] = [args.message, args['pre-command']].map((one) => one && withoutMark(one));
      done(await (await import('./correlate.js')).correlateMessages({ ...args, message, preCommand }));
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
    'explain <name..>',
    'say what a use case, code of a message, alert or response, object, or anything else that hanlab lists is',
    (command) =>
      command
        .positional('name', {
          type: 'string',
          array: true,
          demandOption: true,
          default: undefined,
          describe: 'such as ECS47, 0x0055, 8F66, 0-0:94.44.118.2, joinResponseCode 3, REQ-07',
        })
        .options(OPTIONS.explain)
        .check(givenOnce('explain')),
    async (args) => done(await (await import('./explain.js')).explain({ ...args, name: args.name.map(withoutMark) })),
  );
}

function addVectors(parser: Argv, done: Done): void {
  parser.command(
    'vectors <action>',
    'check hanlab against golden vectors and reference messages, or generate the golden vectors',
    (command) =>
      command
        .positional('action', { choices: ['check', 'generate'] as const, demandOption: true, describe: 'what to do' })
        .options(OPTIONS.vectors)
        .check(givenOnce('vectors')),
    async (args) => done(await (await import('./vectors.js')).vectors(args)),
  );
}

function addTransform(parser: Argv, done: Done): void {
  parser.command(
    'transform <request>',
    'show the GBCS Command, or of a critical one the Pre-Command, that a DUIS service request becomes',
    (command) =>
      command
        .positional('request', { type: 'string', demandOption: true, describe: 'FILE of XML, or - for standard input' })
        .options(OPTIONS.transform)
        .check(givenOnce('transform'))
        .epilogue(EXIT_CODES),
    async (args) => {
      const { transform } = await import('./transform.js');
      const { deviceKind, gbcsVersion, esmeVariant, keptLog } = args;
      const role = args.role as TransformOptions['role'];
      const version = gbcsVersion as TransformOptions['gbcsVersion'];
      const request = withoutMark(args.request);
      done(await transform({ ...args, request, deviceKind, gbcsVersion: version, esmeVariant, role, keptLog }));
    },
  );
}

function addDiff(parser: Argv, done: Done): void {
  parser.command(
    'diff <first> <second>',
    'show the facts that two profiles differ in: who may send and invoke what, what there is, what is assumed',
    (command) =>
      command
        .positional('first', { type: 'string', demandOption: true, describe: 'profile, such as gbcs3-baseline' })
        .positional('second', { type: 'string', demandOption: true, describe: 'profile, such as secmp0046-core' })
        .options(OPTIONS.diff)
        .check(givenOnce('diff'))
        .epilogue('Exit codes: 0 compared, with --exit-code 1 if they differ, 2 usage.'),
    async (args) => done(await (await import('./diff.js')).diff({ ...args, exitCode: args['exit-code'] })),
  );
}

function addEmulate(parser: Argv, done: Done): void {
  parser.command(
    'emulate',
    'run emulated devices that speak the target protocol, and print what happens',
    (command) => command.options(OPTIONS.emulate).check(givenOnce('emulate')).epilogue(EXIT_CODES),
    async (args) => {
      const device = args.device as 'esme' | 'communicationsHub' | 'hcalcs' | undefined;
      const time = args.time as 'virtual' | 'real';
      done(await (await import('./emulate.js')).emulate({ ...args, device, time, version: packageVersion() }));
    },
  );
}

function addKeys(parser: Argv, done: Done): void {
  parser.command(
    'keys',
    'write keys and certificates of the emulated parties and devices, for --keys and the target protocol',
    (command) => command.options(OPTIONS.keys).check(givenOnce('keys')),
    async (args) => done(await (await import('./keys.js')).keys(args)),
  );
}

function addServe(parser: Argv, done: Done): void {
  parser.command(
    'serve',
    'run the DCC before an emulated home, and take service requests by HTTP (docs/gateway.md)',
    (command) => command.options(OPTIONS.serve).check(givenOnce('serve')).epilogue(EXIT_CODES),
    async (args) => {
      const time = args.time as 'virtual' | 'real';
      done(await (await import('./serve.js')).serve({ ...args, time }));
    },
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
  // Where there is no such command, no option is one of it either.
  const noCommand = commandOf(args) === undefined ? unknownCommand(text, args) : undefined;
  const message = noCommand ?? unknownOption(args) ?? unknownCommand(text, args) ?? wrongArgument(text);
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
  const missing = /^Missing required arguments?: (.*)$/s.exec(text)?.[1];
  if (missing !== undefined) return `--${missing} is missing; --help says what it is`;
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
