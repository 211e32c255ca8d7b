import {
  correlate,
  correlateResponse,
  type DuisRequest,
  loadSchemas,
  parseXml,
  readRequest,
  type SchemaSet,
  toMmc,
  withXml,
} from '../emulator/dcc/index.js';
import { DuisError, decodeMessage, HanlabError, UsageError } from '../gbcs/index.js';
import { readBounded } from './bounded-file.js';
import { messageInputs } from './input.js';
import { EXIT, errorDocument, errorLine, printJson, printLines } from './output.js';
import { shownPath } from './shown.js';
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
  /** Directory of keys. */
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
  const { message, preCommand, request: file, json } = options;
  if ((message === undefined) === (preCommand === undefined)) {
    throw new UsageError('HANLAB_E_USAGE', 'name a Response or Alert, or --pre-command, and not both');
  }
  if (preCommand !== undefined && file === undefined) {
    throw new UsageError(
      'HANLAB_E_USAGE',
      '--request is missing: a Pre-Command is checked against its service request',
    );
  }
  const schemas = options.schemas === undefined ? undefined : loadSchemas(options.schemas);
  const request = file === undefined ? undefined : requestIn(file, schemas);
  try {
    if (preCommand !== undefined && request !== undefined) await checkPreCommand(preCommand, request, json);
    else if (message !== undefined) await printMmc(message, options, request, schemas);
    return EXIT.asExpected;
  } catch (error) {
    if (!(error instanceof DuisError) || error.code !== 'DUIS_E_CORRELATION') throw error;
    if (json) printJson({ matched: false, error: errorDocument(error) });
    else printLines([errorLine(error)]);
    return EXIT.deviation;
  }
}

/** Octets of the longest request that is parsed, and one more. */
const MAX_REQUEST_OCTETS = 4_194_304;

function requestIn(file: string, schemas: SchemaSet | undefined): DuisRequest {
  let octets: Uint8Array;
  try {
    octets = readBounded(file, MAX_REQUEST_OCTETS);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new HanlabError('HANLAB_E_INPUT', `${shownPath(file, 'the request')} cannot be read (${code})`, { cause });
  }
  return withXml(octets, (document) => {
    if (schemas !== undefined) document.validate(schemas.duis);
    return readRequest(document.root);
  });
}

async function octetsOf(argument: string): Promise<Uint8Array> {
  const [input] = messageInputs([argument]);
  return input === undefined ? new Uint8Array(0) : input.read();
}

async function checkPreCommand(preCommand: string, request: DuisRequest, json: boolean): Promise<void> {
  const { useCase, device, taken } = correlate(request, await octetsOf(preCommand));
  const now = taken.now === undefined ? undefined : new Date(taken.now).toISOString();
  const target = { kind: device.kind, gbcsVersion: device.gbcsVersion };
  if (json) {
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
