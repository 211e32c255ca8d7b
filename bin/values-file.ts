import { HanlabError, type NamedFields, type NamedMessage } from '../gbcs/index.js';
import { readJsonInput } from './json-file.js';

/** Names and values take more room than their octets; nothing near this size is one message. */
const MAX_OCTETS = 8 * 1024 * 1024;

/**
 * Named values from a file of JSON: a message as `hanlab decode --json` prints it, what stands there under `named`, or its
 * payload alone.
 * @param path `-` for standard input
 * @throws HanlabError `HANLAB_E_INPUT`
 */
export async function readNamedValues(path: string): Promise<Partial<NamedMessage>> {
  const contents = objectOf(await readJsonInput(path, 'the file', MAX_OCTETS), 'the values are');
  const named = Object.hasOwn(contents, 'named') ? objectOf(contents['named'], 'what stands under named is') : contents;
  if (named === contents && !Object.hasOwn(contents, 'payload')) return { payload: contents };
  return { ...named, payload: objectOf(named['payload'] === undefined ? {} : named['payload'], 'the payload is') };
}

function objectOf(value: unknown, what: string): NamedFields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as NamedFields;
  throw new HanlabError('HANLAB_E_INPUT', `${what} not an object of JSON`);
}
