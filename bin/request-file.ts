import { type DuisRequest, readRequest, type SchemaSet, withXml, XML_LIMITS } from '../emulator/dcc/index.js';
import { HanlabError } from '../gbcs/index.js';
import { readBounded } from './bounded-file.js';
import { readStandardInput } from './input.js';
import { shownPath } from './shown.js';

/**
 * The service request in a file, or in standard input for `-`.
 * @param schemas it has to be valid by them, if they are given
 * @throws HanlabError `HANLAB_E_INPUT` for a file that cannot be read; DuisError on a document that is no request
 */
export async function readRequestFile(path: string, schemas: SchemaSet | undefined): Promise<DuisRequest> {
  return withXml(await octetsOf(path), (document) => {
    if (schemas !== undefined) document.validate(schemas.duis);
    return readRequest(document.root);
  });
}

async function octetsOf(path: string): Promise<Uint8Array> {
  if (path === '-') return readStandardInput(XML_LIMITS.octets);
  try {
    return readBounded(path, XML_LIMITS.octets);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'EISDIR' ? 'is a directory' : `cannot be read (${code})`;
    throw new HanlabError('HANLAB_E_INPUT', `${shownPath(path, 'the file')} ${reason}`, { cause });
  }
}
