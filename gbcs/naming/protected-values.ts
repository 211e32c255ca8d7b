import { toHex } from '../bytes/hex.js';
import { shapeProblem } from '../catalogue/conformance.js';
import type { DataShape, ProtectedAttribute } from '../catalogue/use-case.js';
import { type Data, structure } from '../dlms/data.js';
import { fieldsOfName, type NamedFields, type NamedValue } from '../named-value.js';
import { protectionData, protectionParametersOf } from '../sealing/protected-data.js';
import type { DecodingContext, EncodingContext } from './context.js';
import { dataOfName, nameOfData } from './data.js';

/**
 * Protected data by name (GBCS 8.5). Protection parameters follow from the Grouping Header, so a structure names them only
 * where they say something else; and what was encrypted stands in the place of the encrypted octets, as `{plaintext}`.
 */

const PARAMETERS = 'protectionParameters';
const ATTRIBUTES = 'protectedAttributes';
const PLAINTEXT = 'plaintext';

/** The shape of the protection parameters of a structure; `undefined` for a structure without any. */
function parametersShape(shape: DataShape | undefined): DataShape | undefined {
  return shape?.type === 'structure' ? shape.fields.find(({ name }) => name === PARAMETERS)?.shape : undefined;
}

/** The named value of data that may be protected. @param path of the data in the payload, as opened values have it */
export function nameOfProtected(
  data: Data,
  shape: DataShape | undefined,
  protects: readonly ProtectedAttribute[] | undefined,
  path: string,
  context: DecodingContext,
): NamedValue {
  const named = nameOfData(data, shape);
  const parameters = parametersShape(shape);
  if (parameters === undefined || shapeProblem(data, shape as DataShape) !== undefined) return named;
  const fields = { ...fieldsOfName(named, path) };
  const usual = nameOfData(protectionData(protectionParametersOf(context.header)), parameters);
  if (JSON.stringify(fields[PARAMETERS]) === JSON.stringify(usual)) delete fields[PARAMETERS];
  const plaintext = context.plaintexts.get(path);
  if (fields[ATTRIBUTES] !== undefined && plaintext?.kind === 'dlms') {
    fields[ATTRIBUTES] = { [PLAINTEXT]: nameOfPlaintext(plaintext.data, protects ?? []) };
  }
  return fields;
}

/** The data of such a value; its plaintext is encrypted. */
export function protectedOfName(
  value: NamedValue | undefined,
  shape: DataShape | undefined,
  protects: readonly ProtectedAttribute[] | undefined,
  path: string,
  context: EncodingContext,
): Data {
  const parameters = parametersShape(shape);
  if (parameters === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) {
    return dataOfName(value, shape, path);
  }
  const fields: Record<string, NamedValue> = { ...(value as NamedFields) };
  fields[PARAMETERS] ??= nameOfData(protectionData(protectionParametersOf(context.header)), parameters);
  const attributes = fields[ATTRIBUTES];
  if (typeof attributes === 'object' && attributes !== null) {
    const place = `${path}.${ATTRIBUTES}`;
    const { [PLAINTEXT]: plaintext } = fieldsOfName(attributes, place, [PLAINTEXT]);
    const data = plaintextOfName(plaintext, protects ?? [], `${place}.${PLAINTEXT}`);
    fields[ATTRIBUTES] = toHex(context.seal({ kind: 'dlms', data }));
  }
  return dataOfName(fields, shape, path);
}

/** What was encrypted: a structure of the attributes that the use case protects, by their names. */
function nameOfPlaintext(data: Data, protects: readonly ProtectedAttribute[]): NamedValue {
  if (data.type !== 'structure' || data.items.length !== protects.length) return nameOfData(data, undefined);
  return Object.fromEntries(
    protects.map((attribute, i) => [
      nameAmong(attribute, protects),
      nameOfData(data.items[i] as Data, attribute.shape),
    ]),
  );
}

/** Its name, with the object's where another attribute has the same. */
function nameAmong({ name, obis }: ProtectedAttribute, protects: readonly ProtectedAttribute[]): string {
  return protects.filter((other) => other.name === name).length === 1 ? name : `${name} ${obis}`;
}

function plaintextOfName(value: NamedValue | undefined, protects: readonly ProtectedAttribute[], path: string): Data {
  const names = protects.map((attribute) => nameAmong(attribute, protects));
  const isNamed = typeof value === 'object' && value !== null && names.some((name) => Object.hasOwn(value, name));
  if (!isNamed) return dataOfName(value, undefined, path);
  const fields = fieldsOfName(value, path, names);
  return structure(...protects.map(({ shape }, i) => dataOfName(fields[names[i] ?? ''], shape, `${path}.${names[i]}`)));
}
