import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  XmlBufferInputProvider,
  XmlDocument,
  XmlError,
  XmlValidateError,
  XsdValidator,
  xmlCleanupInputProvider,
  xmlRegisterInputProvider,
} from 'libxml2-wasm';
import { DuisError, UsageError } from '../../../gbcs/index.js';

/**
 * The XML schemas of the DCC: DUIS, for requests, responses and alerts, and MMC, for what a message says. They are not
 * ours to give away: a user names the directory in which they are, under the names that the DCC publishes them by.
 */

const SCHEMA_NAMES = { duis: 'DUIS', mmc: 'MMC' } as const;

export type SchemaName = keyof typeof SCHEMA_NAMES;

/** One compiled schema. */
export class XmlSchema {
  readonly name: SchemaName;
  /** Such as `5.4`. */
  readonly version: string;
  readonly #validator: XsdValidator;

  constructor(name: SchemaName, version: string, validator: XsdValidator) {
    this.name = name;
    this.version = version;
    this.#validator = validator;
  }

  /** @throws DuisError `DUIS_E_SCHEMA` with the first thing that is not valid, and its line */
  validate(document: XmlDocument): void {
    try {
      this.#validator.validate(document);
    } catch (cause) {
      if (!(cause instanceof XmlValidateError)) throw cause;
      const [first] = cause.details;
      const schema = `${SCHEMA_NAMES[this.name]} ${this.version}`;
      const message = `the document is not valid by ${schema}: ${first?.message.trim() ?? cause.message}`;
      throw new DuisError('DUIS_E_SCHEMA', first === undefined ? message : `line ${first.line}: ${message}`, { cause });
    }
  }
}

/** The schemas of one edition. */
export type SchemaSet = Readonly<Record<SchemaName, XmlSchema>>;

/**
 * Reads and compiles the schemas in a directory: `DUIS Schema V<version>.xsd`, `MMC Schema V<version>.xsd` and what they
 * import. Nothing outside the directory is read.
 * @throws UsageError `HANLAB_E_INPUT` where one is missing, is there in several versions, or does not compile
 */
export function loadSchemas(directory: string): SchemaSet {
  const files = schemaFiles(directory);
  const compile = (name: SchemaName): XmlSchema => {
    const pattern = new RegExp(`^${SCHEMA_NAMES[name]}_Schema_V([0-9.]+)\\.xsd$`);
    const [found, ...others] = Object.keys(files).filter((file) => pattern.test(file));
    if (found === undefined || others.length > 0) {
      const count = found === undefined ? 'no' : 'more than one';
      throw new UsageError('HANLAB_E_INPUT', `there is ${count} "${SCHEMA_NAMES[name]} Schema V<version>.xsd"`);
    }
    return new XmlSchema(name, pattern.exec(found)?.[1] ?? '', compiled(found, files));
  };
  return { duis: compile('duis'), mmc: compile('mmc') };
}

/** A schema location with blanks is no URI, and libxml2 then passes over what it names: they become underscores. */
function withoutBlanks(text: string): string {
  return text.replaceAll(' ', '_');
}

function schemaFiles(directory: string): Readonly<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  try {
    for (const name of readdirSync(directory).filter((one) => one.endsWith('.xsd'))) {
      const text = readFileSync(join(directory, name), 'utf8');
      files[withoutBlanks(name)] = Buffer.from(text.replace(/schemaLocation="[^"]*"/g, withoutBlanks));
    }
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code;
    throw new UsageError('HANLAB_E_INPUT', `the directory of schemas cannot be read (${reason})`, { cause });
  }
  return files;
}

function compiled(file: string, files: Readonly<Record<string, Uint8Array>>): XsdValidator {
  xmlRegisterInputProvider(new XmlBufferInputProvider({ ...files }));
  try {
    const document = XmlDocument.fromBuffer(files[file] ?? new Uint8Array(0), { url: file });
    try {
      return XsdValidator.fromDoc(document);
    } finally {
      document.dispose();
    }
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    throw new UsageError('HANLAB_E_INPUT', `the schema ${file} does not compile: ${cause.message.trim()}`, { cause });
  } finally {
    xmlCleanupInputProvider();
  }
}
