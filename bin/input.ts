import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { CodecError, HanlabError, MAX_MESSAGE_OCTETS, octetsOfText, UsageError } from '../gbcs/index.js';

/** The longest message as hexadecimal text with a blank after each octet, and line ends: no more than that is read. */
const MAX_INPUT_OCTETS = 4 * MAX_MESSAGE_OCTETS;

/**
 * The octets of the message that `hanlab decode` was given.
 * @param parts `-` for standard input, the path of a file, or hexadecimal or base64 text, also in several parts
 * @throws CodecError `GBCS_E_EMPTY`, `GBCS_E_TEXT`, `GBCS_E_TOO_LARGE`; HanlabError `HANLAB_E_INPUT`; UsageError
 */
export async function readMessageInput(parts: readonly string[]): Promise<Uint8Array> {
  const [first = ''] = parts;
  if (parts.length === 1) {
    if (first === '-') return octetsOfInput(await readStandardInput());
    if (isExisting(first)) return octetsOfInput(readFile(first));
  } else if (parts.some((part) => part === '-' || isExisting(part))) {
    throw new UsageError('HANLAB_E_USAGE', 'decode takes one message: one file, - alone, or one text');
  }
  return octetsOfArgument(parts.join(''));
}

function octetsOfArgument(text: string): Uint8Array {
  try {
    return octetsOfText(text);
  } catch (error) {
    if (!(error instanceof CodecError) || error.code !== 'GBCS_E_TEXT') throw error;
    const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
    const { offset } = error;
    throw new CodecError('GBCS_E_TEXT', `${error.message}; and there is no file '${shown}'`, {
      ...(offset === undefined ? {} : { offset }),
      cause: error,
    });
  }
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
  if (contents.length > MAX_INPUT_OCTETS) {
    throw new CodecError(
      'GBCS_E_TOO_LARGE',
      `the input has more than ${MAX_INPUT_OCTETS} octets, no message is as long`,
      {
        offset: MAX_MESSAGE_OCTETS,
        clause: 'GBCS 7.2.11',
      },
    );
  }
  // Neither octet begins a text of hexadecimal or base64.
  if (contents[0] === 0xdd || contents[0] === 0xdf) return contents;
  return octetsOfText(new TextDecoder('latin1').decode(withoutByteOrderMark(contents)));
}

/** Editors of some systems put EF BB BF before a text. */
function withoutByteOrderMark(contents: Uint8Array): Uint8Array {
  return contents[0] === 0xef && contents[1] === 0xbb && contents[2] === 0xbf ? contents.subarray(3) : contents;
}

/** Up to one octet more than may be, so that the caller can tell. */
function readFile(path: string): Uint8Array {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const buffer = new Uint8Array(MAX_INPUT_OCTETS + 1);
    let length = 0;
    while (length < buffer.length) {
      const count = readSync(descriptor, buffer, length, buffer.length - length, null);
      if (count === 0) break;
      length += count;
    }
    return buffer.subarray(0, length);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason = code === 'EISDIR' ? 'is a directory' : `cannot be read (${code})`;
    throw new HanlabError('HANLAB_E_INPUT', `'${path}' ${reason}`, { cause });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop closes the input, so an endless one ends here.
    if (length > MAX_INPUT_OCTETS) break;
  }
  return Buffer.concat(chunks);
}
