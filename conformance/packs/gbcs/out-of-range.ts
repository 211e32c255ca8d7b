import { type Data, type DataShape, type NamedShape, shapeFields } from '../../../gbcs/index.js';

/** Makes a value that fits a shape one that is beyond its range and of its type; undefined where it has nothing for that. */
type Change = (value: Data) => Data | undefined;

const HIGHEST = {
  integer: 0x7f,
  unsigned: 0xff,
  long: 0x7fff,
  'long-unsigned': 0xffff,
  'double-long': 0x7fff_ffff,
  'double-long-unsigned': 0xffff_ffff,
  enum: 0xff,
} as const;

/**
 * How a value gets out of the range of its shape: one more than the most, or not the only one allowed.
 * @returns undefined for a shape that bounds nothing within its type
 */
export function outOfRange(shape: DataShape, constant?: number | boolean): Change | undefined {
  if (typeof constant === 'boolean') return (value) => ({ ...value, value: !constant }) as Data;
  if (constant !== undefined) return (value) => ({ ...value, value: constant + 1 }) as Data;
  switch (shape.type) {
    case 'integer':
    case 'unsigned':
    case 'long':
    case 'long-unsigned':
    case 'double-long':
    case 'double-long-unsigned':
    case 'enum': {
      const { max = HIGHEST[shape.type] } = shape;
      return max < HIGHEST[shape.type] ? (value) => ({ ...value, value: max + 1 }) as Data : undefined;
    }
    case 'octet-string':
    case 'visible-string':
    case 'utf8-string':
      return (value) => ({ ...value, octets: new Uint8Array(shape.max + 1).fill(0x41) }) as Data;
    case 'bit-string':
      return (value) => ({ ...value, bits: '0'.repeat(shape.max + 1) }) as Data;
    case 'date-time':
      return (value) => ({ ...value, octets: new Uint8Array(13) }) as Data;
    case 'array':
      return tooMany(shape);
    case 'structure':
      return inField(shape.fields);
    case 'boolean':
    case 'null-data':
      return undefined;
    default:
      return shape satisfies never;
  }
}

/** An array with the last of its elements again and again; an empty one has none that it could have. */
function tooMany({ max }: { readonly max: number }): Change {
  return (value) => {
    const items = 'items' in value ? value.items : [];
    const last = items.at(-1);
    if (last === undefined) return undefined;
    return { ...value, items: [...items, ...Array.from({ length: max + 1 - items.length }, () => last)] } as Data;
  };
}

/** The first field that can be. */
function inField(fields: readonly NamedShape[]): Change | undefined {
  const at = fields.findIndex((field) => outOfRange(field.shape, field.constant) !== undefined);
  if (at === -1) return undefined;
  return (value) => {
    if (!('items' in value)) return undefined;
    const present = shapeFields(fields, value.items.length);
    const field = present[at];
    const make = field && outOfRange(field.shape, field.constant);
    const item = value.items[at];
    const changed = item && make?.(item);
    return changed && ({ ...value, items: value.items.with(at, changed) } as Data);
  };
}
