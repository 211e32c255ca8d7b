import { type DuisRequest, readRequest, type SchemaSet, withXml, XML_LIMITS } from '../emulator/dcc/index.js';
import { readBounded } from './bounded-file.js';
import { readStandardInput } from './input.js';

/**
 * The service request in a file, or in standard input for `-`.
 * @param schemas it has to be valid by them, if they are given
 * @throws HanlabError `HANLAB_E_INPUT` for a file that cannot be read; DuisError on a document that is no request
 */
export async function readRequestFile(path: string, schemas: SchemaSet | undefined): Promise<DuisRequest> {
  const { octets: maxOctets } = XML_LIMITS;
  const octets = path === '-' ? await readStandardInput(maxOctets) : readBounded(path, 'the request', maxOctets);
  return withXml(octets, (document) => {
    if (schemas !== undefined) document.validate(schemas.duis);
    return readRequest(document.root);
  });
}
