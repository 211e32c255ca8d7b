import { ACTIVATE_NEVER, type Data, type DataShape, fromHex, type OctetContent } from '../../../../gbcs/index.js';

/** Octet that stands for a character nobody has given yet. */
const BLANK = 0x20;

/**
 * The value of an attribute that nobody has set: the smallest and plainest one of its shape. Numbers are 0 or the next
 * allowed one, lists and texts as short as they may be, times not specified.
 * @param constant the only value allowed, where there is one
 */
export function defaultValue(shape: DataShape, constant?: number | boolean): Data {
  switch (shape.type) {
    case 'null-data':
      return { type: shape.type };
    case 'boolean':
      return { type: shape.type, value: constant === true };
    case 'date-time':
      return { type: 'octet-string', octets: ACTIVATE_NEVER };
    case 'octet-string':
      return { type: 'octet-string', octets: defaultOctets(shape) };
    case 'visible-string':
    case 'utf8-string':
      return { type: shape.type, octets: new Uint8Array(shape.min).fill(BLANK) };
    case 'bit-string':
      return { type: shape.type, bits: shape.constant ?? '0'.repeat(shape.min) };
    case 'array':
      return { type: shape.type, items: Array.from({ length: shape.min }, () => defaultValue(shape.of)) };
    case 'structure': {
      const fields = shape.fields.filter(({ optional }) => optional !== true);
      return { type: shape.type, items: fields.map((field) => defaultValue(field.shape, field.constant)) };
    }
    default: {
      const least = Math.min(Math.max(0, shape.min ?? 0), shape.max ?? 0);
      return { type: shape.type, value: typeof constant === 'number' ? constant : least };
    }
  }
}

function defaultOctets(shape: {
  readonly min: number;
  readonly constant?: string;
  readonly content?: OctetContent;
}): Uint8Array {
  if (shape.constant !== undefined) return fromHex(shape.constant);
  if (shape.content === 'date-time') return ACTIVATE_NEVER;
  return new Uint8Array(shape.min).fill(shape.content === 'text' ? BLANK : 0);
}
