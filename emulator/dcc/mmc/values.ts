import { CodecError, type NamedFields, type NamedValue } from '../../../gbcs/index.js';
import { element, type WrittenElement } from '../xml/write.js';

/** Named values of a message as elements of MMC, by tables of element and value. */

/** What an element has within. */
type Content = WrittenElement['content'];
/** What a value becomes; undefined where it says that there is none. */
export type Convert = (value: NamedValue, name: string) => Content | undefined;

/**
 * Which value becomes which element, and how: names of elements within each other with blanks between, and names of
 * values within each other with ` > ` between. Rows stand in the order of the schema.
 */
export type FieldRow = readonly [path: string, value: string, convert: Convert];

/** Values of a message do not have the form that its use case demands. */
export function malformed(name: string): CodecError {
  return new CodecError('GBCS_E_PAYLOAD', `${name} has a value that its use case does not have`, {
    path: `payload.${name}`,
  });
}

/** The value of a name; undefined where it is not there, or null as one that could not be read. */
export function valueAt(values: NamedFields, name: string): NamedValue | undefined {
  let found: NamedValue | undefined = values;
  for (const part of name.split(' > ')) {
    if (found === null || found === undefined) return undefined;
    found = isFields(found) && Object.hasOwn(found, part) ? found[part] : undefined;
  }
  return found ?? undefined;
}

export function isFields(value: NamedValue | undefined): value is NamedFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of a value. @throws CodecError `GBCS_E_PAYLOAD` where it has none */
export function fieldsOf(value: NamedValue | undefined, name: string): NamedFields {
  if (!isFields(value)) throw malformed(name);
  return value;
}

/** The values of a list, packed or not; none where it is not there. @throws CodecError `GBCS_E_PAYLOAD` */
export function listAt(values: NamedFields, name: string): readonly NamedValue[] {
  const value = valueAt(values, name);
  if (value === undefined) return [];
  const list = isFields(value) ? value['compact'] : value;
  if (!Array.isArray(list)) throw malformed(name);
  return list as readonly NamedValue[];
}

/** The entries of a list that are structures. @throws CodecError `GBCS_E_PAYLOAD` */
export function entriesAt(values: NamedFields, name: string): readonly NamedFields[] {
  return listAt(values, name).map((entry) => fieldsOf(entry, name));
}

/** Elements of the values that there are. @throws CodecError `GBCS_E_PAYLOAD` */
export function fields(values: NamedFields, rows: readonly FieldRow[]): readonly WrittenElement[] {
  const leaves = rows.flatMap(([path, name, convert]): Leaf[] => {
    const value = valueAt(values, name);
    const content = value === undefined ? undefined : convert(value, name);
    return content === undefined ? [] : [{ path: path.split(' '), content }];
  });
  return nested(leaves);
}

interface Leaf {
  readonly path: readonly string[];
  readonly content: Content;
}

/** Leaves in a row that begin with the same element are within one. */
function nested(leaves: readonly Leaf[]): readonly WrittenElement[] {
  const elements: WrittenElement[] = [];
  let i = 0;
  for (let leaf = leaves[i]; leaf !== undefined; leaf = leaves[i]) {
    const [name = '', ...rest] = leaf.path;
    if (rest.length === 0) {
      elements.push(element(name, leaf.content));
      i++;
      continue;
    }
    const within: Leaf[] = [];
    for (
      let next = leaves[i];
      next !== undefined && next.path.length > 1 && next.path[0] === name;
      next = leaves[++i]
    ) {
      within.push({ path: next.path.slice(1), content: next.content });
    }
    elements.push(element(name, nested(within)));
  }
  return elements;
}

/** A parent with these elements; nothing where there are none. */
export function parent(name: string, within: readonly (WrittenElement | undefined)[]): WrittenElement | undefined {
  return within.some((one) => one !== undefined) ? element(name, within) : undefined;
}

/** An element for each value of a list, numbered from 1. @throws CodecError `GBCS_E_PAYLOAD` */
export function numbered(
  values: NamedFields,
  list: string,
  name: string,
  attribute = 'index',
  convert: Convert = integer,
): readonly WrittenElement[] {
  return listAt(values, list).map((value, i) =>
    element(name, convert(value, list) ?? '', { [attribute]: String(i + 1) }),
  );
}

/** A whole number. */
export const integer: Convert = (value, name) => String(wholeNumber(value, name));

/** A whole number of a value. @throws CodecError `GBCS_E_PAYLOAD` */
export function wholeNumber(value: NamedValue | undefined, name: string): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  throw malformed(name);
}

/** A whole number within a range of the schema. */
export function integerWithin(low: number, high: number): Convert {
  return (value, name) => {
    const number = wholeNumber(value, name);
    if (number < low || number > high) throw malformed(name);
    return String(number);
  };
}

/**
 * A whole number of units of the last digit as a decimal number.
 * @param digits behind the point
 */
export function decimal(digits: number): Convert {
  return (value, name) => decimalText(wholeNumber(value, name), digits);
}

/** @param digits behind the point; below 0, as many noughts are added */
export function decimalText(number: bigint, digits: number): string {
  if (digits <= 0) return String(number * 10n ** BigInt(-digits));
  const sign = number < 0n ? '-' : '';
  const padded = String(number < 0n ? -number : number).padStart(digits + 1, '0');
  const fraction = padded.slice(-digits).replace(/0+$/, '');
  return `${sign}${padded.slice(0, -digits)}${fraction === '' ? '' : `.${fraction}`}`;
}

export const boolean: Convert = (value, name) => {
  if (typeof value !== 'boolean') throw malformed(name);
  return String(value);
};

/** Characters, at most so many. */
export function text(maxLength: number): Convert {
  return (value, name) => {
    if (typeof value !== 'string' || value.length > maxLength) throw malformed(name);
    return value;
  };
}

/** Octets as hexadecimal digits. */
export const hex: Convert = (value, name) => {
  if (typeof value !== 'string' || !/^([0-9a-f]{2})*$/i.test(value)) throw malformed(name);
  return value.toUpperCase();
};

/** A number of so many octets as hexadecimal digits. */
export function hexNumber(octets: number): Convert {
  return (value, name) =>
    wholeNumber(value, name)
      .toString(16)
      .toUpperCase()
      .padStart(2 * octets, '0');
}

/** A code such as `0x8F66` as hexadecimal digits. */
export const code: Convert = (value, name) => {
  const [, digits] = /^0x([0-9a-f]{4})$/i.exec(typeof value === 'string' ? value : '') ?? [];
  if (digits === undefined) throw malformed(name);
  return digits.toUpperCase();
};

/** Octets of hexadecimal digits in base64. */
export const base64: Convert = (value, name) => {
  hex(value, name);
  return Buffer.from(value as string, 'hex').toString('base64');
};

/** An Entity Identifier, of digits with or without hyphens. */
export const eui: Convert = (value, name) => {
  const digits = typeof value === 'string' ? value.replaceAll('-', '') : '';
  if (!/^[0-9a-f]{16}$/i.test(digits)) throw malformed(name);
  return (digits.toUpperCase().match(/../g) ?? []).join('-');
};

/** One of several words. */
export function choice(words: Readonly<Record<string, string>>): Convert {
  return (value, name) => {
    const word = Object.hasOwn(words, String(value)) ? words[String(value)] : undefined;
    if (word === undefined) throw malformed(name);
    return word;
  };
}

/** Beginning of the seconds in logs: 2000-01-01T00:00:00Z. */
const LOG_EPOCH = Date.UTC(2000, 0, 1);

/** A time in seconds from 2000 on, as logs have it. */
export const logTime: Convert = (value, name) => {
  const seconds = wholeNumber(value, name);
  if (seconds < 0n || seconds > 0xffff_ffffn) throw malformed(name);
  return new Date(LOG_EPOCH + Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
};

const ISO_TIME = /^\d{4,5}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** A time by name, or 12 octets of a COSEM date-time; nothing where it does not say which, such as `never`. */
export const dateTime: Convert = (value, name) => {
  if (typeof value === 'number') return logTime(value, name);
  if (typeof value !== 'string') throw malformed(name);
  if (ISO_TIME.test(value)) return value;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = [
    [0, 4],
    [4, 6],
    [6, 8],
    [10, 12],
    [12, 14],
    [14, 16],
  ].map(([from, to]) => Number.parseInt(value.slice(from, to), 16));
  if (!/^[0-9a-f]{24}$/i.test(value) || year > 9999) return undefined;
  const instant = Date.UTC(year, month - 1, day, hour, minute, second);
  const text = Number.isNaN(instant) || year < 100 ? '' : new Date(instant).toISOString().replace('.000Z', 'Z');
  // Wildcards and days that there are not would have moved on into another month.
  return text.startsWith(`${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-`) ? text : undefined;
};

/** A time of day in UTC of four octets, with hundredths of a second. */
export const timeOfDay: Convert = (value, name) => {
  if (typeof value !== 'string' || !/^[0-9a-f]{8}$/i.test(value)) throw malformed(name);
  const parts = (value.match(/../g) ?? []).map((octet) => Number.parseInt(octet, 16));
  if (parts.some((part, i) => part > (TIME_LIMITS[i] ?? 0))) throw malformed(name);
  const [hour, minute, second, hundredth] = parts.map((part) => String(part).padStart(2, '0'));
  return `${hour}:${minute}:${second}.${hundredth}Z`;
};

const TIME_LIMITS = [23, 59, 59, 99] as const;
