import { field } from './fields.js';
import type { ZclField, ZclLeafType } from './types.js';

/**
 * Data types of attributes by their number (ZCL 2.6.2). Fractions, arrays and structures are not among them: no
 * attribute that GBCS reads has such a type.
 */
interface ZclDataType {
  readonly name: string;
  readonly type: ZclLeafType;
}

const DATA_TYPES: Readonly<Record<number, ZclDataType>> = {
  0: { name: 'nodata', type: { kind: 'nothing' } },
  ...sized(0x08, 'data', (size) => ({ kind: 'octets', size })),
  16: { name: 'bool', type: { kind: 'number', octets: 1, names: ['false', 'true'] } },
  ...sized(0x18, 'map', (octets) => ({ kind: 'number', octets })),
  ...sized(0x20, 'uint', (octets) => ({ kind: 'number', octets })),
  ...sized(0x28, 'int', (octets) => ({ kind: 'number', octets, signed: true })),
  48: { name: 'enum8', type: { kind: 'number', octets: 1 } },
  49: { name: 'enum16', type: { kind: 'number', octets: 2 } },
  65: { name: 'octstr', type: { kind: 'octets', length: 1 } },
  66: { name: 'string', type: { kind: 'text', length: 1 } },
  67: { name: 'octstr16', type: { kind: 'octets', length: 2 } },
  68: { name: 'string16', type: { kind: 'text', length: 2 } },
  224: { name: 'ToD', type: { kind: 'octets', size: 4 } },
  225: { name: 'date', type: { kind: 'date' } },
  226: { name: 'UTC', type: { kind: 'time' } },
  232: { name: 'clusterId', type: { kind: 'number', octets: 2 } },
  233: { name: 'attribId', type: { kind: 'number', octets: 2 } },
  240: { name: 'EUI64', type: { kind: 'eui64' } },
  241: { name: 'key128', type: { kind: 'octets', size: 16 } },
};

/** Eight types of 8 to 64 bits. */
function sized(first: number, name: string, typeOf: (octets: number) => ZclLeafType): Record<number, ZclDataType> {
  const sizes = [1, 2, 3, 4, 5, 6, 7, 8];
  return Object.fromEntries(
    sizes.map((octets, i) => [first + i, { name: `${name}${octets * 8}`, type: typeOf(octets) }]),
  );
}

/** The field that says of which type the value after it is. */
export const DATA_TYPE_FIELD: ZclField = field('Attribute Data Type', {
  kind: 'number',
  octets: 1,
  names: Object.fromEntries(Object.entries(DATA_TYPES).map(([tag, { name }]) => [tag, name])),
});

/**
 * How to read a value of a data type.
 * @param declared what the attribute is declared as: it says more, but only if it has the same octets
 * @returns nothing for a type that is not known
 */
export function typeOfData(tag: number, declared: ZclLeafType | undefined): ZclLeafType | undefined {
  const type = DATA_TYPES[tag]?.type;
  return type !== undefined && declared !== undefined && sizeOf(type) === sizeOf(declared) ? declared : type;
}

/** The octets of a type, or of its length. */
function sizeOf(type: ZclLeafType): string | undefined {
  switch (type.kind) {
    case 'number':
      return type.signed ? `signed ${type.octets}` : `${type.octets}`;
    case 'flags':
    case 'parts':
      return `${type.octets}`;
    case 'octets':
    case 'text':
      return type.length === undefined ? undefined : `string ${type.length}`;
    default:
      return type.kind;
  }
}
