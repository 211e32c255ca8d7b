import {
  type CorrelationContext,
  correlate,
  correlateResponse,
  type DuisRequest,
  loadSchemas,
  parseXml,
  type SchemaSet,
  toMmc,
  withXml,
} from '../emulator/dcc/index.js';
import { DuisError, decodeMessage, UsageError } from '../gbcs/index.js';
import { messageInputs } from './input.js';
import { OtherDevices } from './other-devices.js';
import { EXIT, errorDocument, errorLine, printJson, printLines } from './output.js';
import { readRequestFile } from './request-file.js';
import { timeOf } from './time.js';
import { openVerifier } from './verification.js';

/** Options of `hanlab correlate`. */
export interface CorrelateOptions {
  /** `-`, a file, or text of a Response or Alert. */
  readonly message?: string | undefined;
  /** File of a service request. */
  readonly request?: string | undefined;
  /** A file or text. */
  readonly preCommand?: string | undefined;
  /** Service Reference Variant. */
  readonly variant?: string | undefined;
  /** What the clock of the DCC said as it made the Pre-Command. */
  readonly now?: string | undefined;
  /** `EUI=KIND` of other devices. */
  readonly other: readonly string[];
  /** Directory of keys, and of certificates that Pre-Commands of joins carry. */
  readonly keys?: string | undefined;
  /** Directory of XML schemas. */
  readonly schemas?: string | undefined;
  readonly json: boolean;
}

/**
 * Prints a Response or Alert as MMC, or says whether a Pre-Command is what its request asks for.
 * @returns 0; 1 where the Pre-Command, or the Response for the request, is another
 * @throws HanlabError on anything that cannot be read, and where the options do not go together
 */
export async function correlateMessages(options: CorrelateOptions): Promise<number> {
  refuseTogether(options);
  const { message, preCommand, request: file, json } = options;
  const schemas = options.schemas === undefined ? undefined : loadSchemas(options.schemas);
  const request = file === undefined ? undefined : await readRequestFile(file, schemas);
  try {
    if (preCommand !== undefined && request !== undefined) await checkPreCommand(preCommand, request, options);
    else if (message !== undefined) await printMmc(message, options, request, schemas);
    return EXIT.asExpected;
  } catch (error) {
    if (!(error instanceof DuisError) || error.code !== 'DUIS_E_CORRELATION') throw error;
    if (json) printJson({ matched: false, error: errorDocument(error) });
    else printLines([errorLine(error)]);
    return EXIT.deviation;
  }
}

/** What a User may know of a Pre-Command beside its request. */
const OF_PRE_COMMAND = ['now', 'other'] as const;

function refuseTogether({ message, preCommand, request, ...options }: CorrelateOptions): void {
  if ((message === undefined) === (preCommand === undefined)) {
    throw new UsageError('HANLAB_E_USAGE', 'name a Response or Alert, or --pre-command, and not both');
  }
  if (preCommand !== undefined && request === undefined) {
    throw new UsageError(
      'HANLAB_E_USAGE',
      '--request is missing: a Pre-Command is checked against its service request',
    );
  }
  if (options.variant !== undefined && request !== undefined) {
    throw new UsageError('HANLAB_E_USAGE', '--variant is for where there is no --request, which says its own');
  }
  const foreign = OF_PRE_COMMAND.find((name) => options[name] !== undefined && options[name].length > 0);
  if (preCommand === undefined && foreign !== undefined) {
    throw new UsageError(
      'HANLAB_E_USAGE',
      `--${foreign} is for --pre-command, and says nothing of a Response or Alert`,
    );
  }
  if (request === '-' && (message ?? preCommand) === '-') {
    throw new UsageError('HANLAB_E_USAGE', '- may be given once only: standard input can be read once');
  }
}

async function contextOf({ now, keys }: CorrelateOptions, others: OtherDevices): Promise<CorrelationContext> {
  const known = keys === undefined ? undefined : (await openVerifier(keys)).keys;
  return {
    ...(now === undefined ? {} : { now: timeOf(now) }),
    kindOf: (device) => others.kindOf(device),
    ...(known && { certificateOf: (device) => known.certificate({ entity: device, usage: 'keyAgreement' })?.der }),
  };
}

async function octetsOf(argument: string): Promise<Uint8Array> {
  const [input] = messageInputs([argument]);
  return input === undefined ? new Uint8Array(0) : input.read();
}

async function checkPreCommand(preCommand: string, request: DuisRequest, options: CorrelateOptions): Promise<void> {
  const others = new OtherDevices(options.other);
  others.refuseUnnamedIn(request);
  const context = await contextOf(options, others);
  const { useCase, device, taken } = correlate(request, await octetsOf(preCommand), context);
  const now = taken.now === undefined ? undefined : new Date(taken.now).toISOString();
  const target = { kind: device.kind, gbcsVersion: device.gbcsVersion };
  if (options.json) {
    printJson({ matched: true, useCase, device: target, taken: { ...taken, ...(now === undefined ? {} : { now }) } });
    return;
  }
  printLines([
    `the Pre-Command is what the request asks for: ${useCase} to ${device.kind}`,
    ...(now === undefined ? [] : [`  the DCC's clock in it, which the request does not say: ${now}`]),
    ...(taken.otherKind === undefined
      ? []
      : [`  the kind of the other device in it, which the request does not say: ${taken.otherKind}`]),
  ]);
}

async function printMmc(
  argument: string,
  { keys, variant, json }: CorrelateOptions,
  request: DuisRequest | undefined,
  schemas: SchemaSet | undefined,
): Promise<void> {
  const message = decodeMessage(await octetsOf(argument));
  if (request !== undefined) correlateResponse(request, message);
  const answered = request?.variant ?? variant;
  const octets = toMmc(message, {
    ...(keys === undefined ? {} : { keys: (await openVerifier(keys)).options }),
    ...(answered === undefined ? {} : { variant: answered }),
  });
  if (schemas !== undefined) withXml(octets, (document) => document.validate(schemas.mmc));
  const xml = new TextDecoder().decode(octets);
  if (json) printJson({ xml, valid: schemas === undefined ? null : true, document: parseXml(octets) });
  else printLines(indented(xml));
}

/** Lines of a document that `toMmc` wrote: no element of it has both characters and elements. */
function indented(xml: string): readonly string[] {
  let depth = 0;
  return xml
    .replaceAll(/>\s*</g, '>\n<')
    .split('\n')
    .map((line) => {
      if (line.startsWith('</')) depth--;
      const text = `${'  '.repeat(depth)}${line}`;
      const isOpen = /^<[^?/]/.test(line) && !line.endsWith('/>') && !line.includes('</');
      if (isOpen) depth++;
      return text;
    });
}
