import {
  allUseCases,
  COMPUTED,
  decodeMessage,
  encodeMessage,
  findingsOf,
  messageOfNames,
  type NamedFields,
  type NamedMessage,
  type NamedValue,
  nameMessage,
  toHex,
  UsageError,
  verifyFrame,
} from '../gbcs/index.js';
import { hint } from './nearest.js';
import { EXIT, errorLine, printJson, printLines, printNote } from './output.js';
import { pairsOf } from './pairs.js';
import { shownName } from './shown.js';
import { readNamedValues } from './values-file.js';
import { openVerifier } from './verification.js';

/** Options of `hanlab encode`. */
export interface EncodeOptions {
  readonly useCase: string;
  /** `name=value`, one for each value of the payload. */
  readonly assignments: readonly string[];
  /** File of named values as JSON, or `-`. */
  readonly values?: string | undefined;
  readonly message?: string | undefined;
  readonly originator?: string | undefined;
  readonly recipient?: string | undefined;
  readonly counter?: string | undefined;
  readonly keys?: string | undefined;
  readonly sign: boolean;
  readonly mac: boolean;
  readonly lenient: boolean;
  readonly json: boolean;
}

/**
 * Makes a message of named values and prints it in hexadecimal digits.
 * @returns 0
 * @throws HanlabError on names and values that do not belong, keys that are missing, and, unless `lenient`, a message
 *   that is not as its use case has it
 */
export async function encode(options: EncodeOptions): Promise<number> {
  refuseUnknown(options.useCase);
  const keys = options.keys === undefined ? undefined : (await openVerifier(options.keys)).options;
  const named = await namedMessage(options);
  const octets = encodeMessage(messageOfNames(named, keys));
  const message = decodeMessage(octets);
  if (keys !== undefined && verifyFrame(message.frame, keys).signature === 'invalid') {
    printNote('warning: the signature that the values give does not hold over them; --sign makes a new one');
  }
  for (const finding of findingsOf(message)) {
    if (!options.lenient) throw finding;
    printNote(errorLine(finding).replace(/^hanlab:/, 'finding:'));
  }
  if (options.json) printJson({ octets: toHex(octets), named: nameMessage(message, keys) });
  else printLines([toHex(octets)]);
  return EXIT.asExpected;
}

/** A name that no use case has, with what may have been meant. */
function refuseUnknown(name: string): void {
  if (/^0x/i.test(name) || allUseCases.some((useCase) => useCase.name === name)) return;
  const names = [...new Set(allUseCases.map((useCase) => useCase.name))];
  const message = `no use case ${shownName(name)}${hint(name, names)}`;
  throw new UsageError('GBCS_E_UNKNOWN_USE_CASE', message);
}

async function namedMessage(options: EncodeOptions): Promise<NamedMessage> {
  const given = options.values === undefined ? {} : await readNamedValues(options.values);
  if (given.useCase !== undefined && given.useCase !== options.useCase) {
    const other = typeof given.useCase === 'string' ? given.useCase : 'no use case';
    throw new UsageError('HANLAB_E_USAGE', `the values are of ${other}, not of ${options.useCase}`);
  }
  const named = {
    message: 'Command' as const,
    ...given,
    useCase: options.useCase,
    ...definedOf({
      message: options.message,
      originator: options.originator,
      recipient: options.recipient,
      originatorCounter: options.counter,
    }),
    ...(options.sign ? { signature: COMPUTED } : {}),
    ...(options.mac ? { mac: COMPUTED } : {}),
    payload: { ...given.payload, ...assignedValues(options.assignments) },
  };
  for (const [field, option] of REQUIRED) {
    if (!Object.hasOwn(named, field)) throw new UsageError('HANLAB_E_USAGE', `${option} is missing`);
  }
  return named as NamedMessage;
}

const REQUIRED = [
  ['originator', '--originator'],
  ['recipient', '--recipient'],
  ['originatorCounter', '--counter'],
] as const satisfies readonly [keyof NamedMessage, string][];

function definedOf(fields: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
}

/** `name=value`: a value is JSON where it begins as a list, an object or a quoted text, or is true, false or null. */
function assignedValues(assignments: readonly string[]): NamedFields {
  const values = new Map<string, NamedValue>();
  for (const [name, text] of pairsOf('a value is given as name=value', assignments)) {
    if (values.has(name)) throw new UsageError('HANLAB_E_USAGE', `${name} may be given once only`);
    values.set(name, valueOfText(name, text));
  }
  return Object.fromEntries(values);
}

function valueOfText(name: string, text: string): NamedValue {
  if (!/^([[{"]|(true|false|null)$)/.test(text)) return text;
  try {
    return JSON.parse(text) as NamedValue;
  } catch (cause) {
    throw new UsageError('HANLAB_E_USAGE', `the value of ${name} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
