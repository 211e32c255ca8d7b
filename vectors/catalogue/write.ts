import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateCatalogue } from './generate.js';

/**
 * Writes the catalogue's generated part: `node dist/vectors/catalogue/write.js [directory of the specification data]`,
 * by default what `HANLAB_SPEC` names, else `../shared/spec`. To be run in the project's directory.
 */

const directory = process.argv[2] ?? process.env['HANLAB_SPEC'] ?? join('..', 'shared', 'spec');

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(directory, name), 'utf8'));
}

const text = generateCatalogue(
  {
    '3.1': read('use-cases-3.1.json') as Parameters<typeof generateCatalogue>[0]['3.1'],
    '4.0': read('use-cases-4.0.json') as Parameters<typeof generateCatalogue>[0]['4.0'],
  },
  read('service-requests.json') as Parameters<typeof generateCatalogue>[1],
);
writeFileSync(join('gbcs', 'catalogue', 'published.ts'), text);
