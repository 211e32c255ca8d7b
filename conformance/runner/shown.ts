/** Longest text of one value in a report: a whole message in hexadecimal fits, a runaway does not. */
const MAX_SHOWN = 4000;

/**
 * A value as text for reports: a string as it is, octets in hexadecimal, anything else as JSON, and at most 4000
 * characters of it. Never throws.
 */
export function shown(value: unknown): string {
  const text = plainText(value) ?? jsonText(value) ?? fallbackText(value);
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}... (${text.length} characters)`;
}

function plainText(value: unknown): string | undefined {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return typeof value === 'string' ? value : undefined;
}

/**
 * JSON of a value that may contain octets (in hexadecimal), big integers, maps and sets; undefined where JSON has no form
 * for it, such as a value that contains itself.
 */
export function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, plainValue);
  } catch {
    return undefined;
  }
}

function plainValue(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  // A Buffer has been made into an object by its toJSON already: look at what it was.
  const original = (this as Record<string, unknown>)[key];
  if (original instanceof Uint8Array) return Buffer.from(original).toString('hex');
  if (value instanceof Map) return Object.fromEntries(value);
  return value instanceof Set ? [...value] : value;
}

function fallbackText(value: unknown): string {
  if (value === undefined) return 'undefined';
  try {
    return String(value);
  } catch {
    return `a value of type ${typeof value}`;
  }
}
