import { HanlabError, type NamedFields, type NamedMessage } from '../gbcs/index.js';
import { readBounded } from './bounded-file.js';
import { readStandardInput } from './input.js';
import { shownPath } from './shown.js';

/** Names and values take more room than their octets; nothing near this size is one message. */
const MAX_OCTETS = 8 * 1024 * 1024;

/**
 * Named values from a file of JSON: a message as `hanlab decode --json` prints it, what stands there under `named`, or its
 * payload alone.
 * @param path `-` for standard input
 * @throws HanlabError `HANLAB_E_INPUT`
 */
export async function readNamedValues(path: string): Promise<Partial<NamedMessage>> {
  const contents = objectOf(await readJson(path), 'the values are');
  const named = Object.hasOwn(contents, 'named') ? objectOf(contents['named'], 'what stands under named is') : contents;
  if (named === contents && !Object.hasOwn(contents, 'payload')) return { payload: contents };
  return { ...named, payload: objectOf(named['payload'] === undefined ? {} : named['payload'], 'the payload is') };
}

/** A document of JSON. @param path `-` for standard input @throws HanlabError `HANLAB_E_INPUT` */
export async function readJson(path: string): Promise<unknown> {
  return parsed(await textOf(path));
}

function objectOf(value: unknown, what: string): NamedFields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as NamedFields;
  throw new HanlabError('HANLAB_E_INPUT', `${what} not an object of JSON`);
}

async function textOf(path: string): Promise<string> {
  let octets: Uint8Array;
  try {
    octets = path === '-' ? await readStandardInput(MAX_OCTETS) : readBounded(path, MAX_OCTETS);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new HanlabError('HANLAB_E_INPUT', `${shownPath(path, 'the file')} cannot be read (${code})`, { cause });
  }
  if (octets.length > MAX_OCTETS)
    throw new HanlabError('HANLAB_E_INPUT', `the values have more than ${MAX_OCTETS} octets`);
  return new TextDecoder().decode(octets);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // What JSON.parse says quotes the text, which may be anything.
    throw new HanlabError('HANLAB_E_INPUT', 'the values are not JSON', { cause });
  }
}
