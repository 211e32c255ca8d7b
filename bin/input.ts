import { statSync } from 'node:fs';
import { CodecError, HanlabError, MAX_MESSAGE_OCTETS, octetsOfText, UsageError } from '../gbcs/index.js';
import { readBounded } from './bounded-file.js';
import { keyKind } from './key-material.js';
import { isShownPath, shownPath } from './shown.js';

/** The longest message as hexadecimal text with a blank after each octet, and line ends: no more than that is read. */
const MAX_INPUT_OCTETS = 4 * MAX_MESSAGE_OCTETS;

/** One message of the command line, not read yet. */
export interface MessageInput {
  /** What a heading and an error call it. */
  readonly name: string;
  /**
   * Its octets.
   * @throws CodecError `GBCS_E_EMPTY`, `GBCS_E_TEXT`, `GBCS_E_TOO_LARGE`; HanlabError `HANLAB_E_INPUT`, also for a key
   */
  read(): Promise<Uint8Array>;
}

/**
 * The messages that a command was given. Where an argument names a file or is `-`, each argument is a message of its own:
 * a file, standard input, or a text. Where none does, all of them are parts of one text.
 * @param args `-` for standard input, paths of files, or hexadecimal or base64 text
 * @throws UsageError if standard input is to be read twice
 */
export function messageInputs(args: readonly string[]): readonly MessageInput[] {
  if (args.filter((arg) => arg === '-').length > 1) {
    throw new UsageError('HANLAB_E_USAGE', '- may be given once only: standard input can be read once');
  }
  const isOneText = args.length > 1 && !args.some((arg) => arg === '-' || isExisting(arg) || isShownPath(arg));
  if (isOneText) return [{ name: 'the text', read: async () => octetsOfArgument(args.join('')) }];
  return args.map((arg, i) => messageInput(arg, i));
}

function messageInput(arg: string, index: number): MessageInput {
  if (arg === '-')
    return { name: 'standard input', read: async () => octetsOfInput(await readStandardInput(MAX_INPUT_OCTETS)) };
  if (isExisting(arg))
    return { name: arg, read: async () => octetsOfInput(readBounded(arg, 'the file', MAX_INPUT_OCTETS)) };
  // It may be part of a key, so only what is clearly a path is repeated.
  return { name: isShownPath(arg) ? arg : `argument ${index + 1}`, read: async () => octetsOfArgument(arg) };
}

function octetsOfArgument(text: string): Uint8Array {
  try {
    return octetsOfMessageText(text);
  } catch (error) {
    if (!(error instanceof CodecError) || error.code !== 'GBCS_E_TEXT') throw error;
    const { offset } = error;
    throw new CodecError('GBCS_E_TEXT', `${error.message}; and there is no file ${shownPath(text, 'of that name')}`, {
      ...(offset === undefined ? {} : { offset }),
      cause: error,
    });
  }
}

/** Octets of text as tools print it: also after 0x, and with : or - between octets. */
function octetsOfMessageText(text: string): Uint8Array {
  refuseKey(text);
  const dense = text.replaceAll(/\s+/g, '').replace(/^0x/i, '');
  return octetsOfText(/^[0-9a-f]{2}([:-][0-9a-f]{2})+$/i.test(dense) ? dense.replaceAll(/[:-]/g, '') : dense);
}

function refuseKey(contents: Uint8Array | string): void {
  const kind = keyKind(contents);
  if (kind !== undefined) throw new HanlabError('HANLAB_E_INPUT', `this is a ${kind}, not a message`);
}

/** A name too long for the system, or with characters it does not take, is no file. */
function isExisting(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function octetsOfInput(contents: Uint8Array): Uint8Array {
  // Neither octet begins a text of hexadecimal or base64.
  const isMessage = contents[0] === 0xdd || contents[0] === 0xdf;
  if (isMessage && contents.length > MAX_MESSAGE_OCTETS) {
    throw tooLarge(MAX_MESSAGE_OCTETS, `a message has at most ${MAX_MESSAGE_OCTETS} octets`);
  }
  if (contents.length > MAX_INPUT_OCTETS) {
    throw tooLarge(MAX_INPUT_OCTETS, `a message as text has at most ${MAX_INPUT_OCTETS} octets`);
  }
  if (isMessage) return contents;
  refuseKey(contents);
  if (isUtf16(contents)) {
    throw new CodecError('GBCS_E_TEXT', 'the text is UTF-16; save it as ASCII or UTF-8', { offset: 0 });
  }
  return octetsOfMessageText(new TextDecoder('latin1').decode(withoutByteOrderMark(contents)));
}

function tooLarge(offset: number, message: string): CodecError {
  return new CodecError('GBCS_E_TOO_LARGE', message, { offset, clause: 'GBCS 7.2.11' });
}

/** By its byte order mark, or by a nought beside a first character of ASCII. */
function isUtf16(contents: Uint8Array): boolean {
  return /^(\xff\xfe|\xfe\xff|\0[ -~]|[ -~]\0)/.test(new TextDecoder('latin1').decode(contents.subarray(0, 2)));
}

/** Editors of some systems put EF BB BF before a text. */
function withoutByteOrderMark(contents: Uint8Array): Uint8Array {
  return contents[0] === 0xef && contents[1] === 0xbb && contents[2] === 0xbf ? contents.subarray(3) : contents;
}

/** Standard input, or at least more than `maxOctets` of it. */
export async function readStandardInput(maxOctets: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop closes the input, so an endless one ends here.
    if (length > maxOctets) break;
  }
  return Buffer.concat(chunks);
}
