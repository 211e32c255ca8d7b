import fc from 'fast-check';
import { fromHex } from '../../../gbcs/bytes/hex.js';
import type { DataShape, NamedShape } from '../../../gbcs/catalogue/use-case.js';
import type { Data } from '../../../gbcs/dlms/data.js';

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  integer: [-128, 127],
  unsigned: [0, 255],
  enum: [0, 255],
  long: [-32768, 32767],
  'long-unsigned': [0, 65535],
  'double-long': [-(2 ** 31), 2 ** 31 - 1],
  'double-long-unsigned': [0, 2 ** 32 - 1],
};

/** Values that have a shape: any within its bounds, and its constants. */
export function dataOfShape(shape: DataShape, constant?: number | boolean): fc.Arbitrary<Data> {
  switch (shape.type) {
    case 'null-data':
      return fc.constant({ type: 'null-data' });
    case 'boolean':
      return fc
        .boolean()
        .map((value): Data => ({ type: 'boolean', value: (constant as boolean | undefined) ?? value }));
    case 'date-time':
      return fc.uint8Array({ minLength: 12, maxLength: 12 }).map((octets): Data => ({ type: 'octet-string', octets }));
    case 'octet-string':
    case 'visible-string':
    case 'utf8-string': {
      const { type } = shape;
      if (shape.constant !== undefined) return fc.constant({ type, octets: fromHex(shape.constant) });
      const maxLength = Math.min(shape.max, shape.min + 40);
      return fc.uint8Array({ minLength: shape.min, maxLength }).map((octets): Data => ({ type, octets }));
    }
    case 'bit-string': {
      if (shape.constant !== undefined) return fc.constant({ type: 'bit-string', bits: shape.constant });
      return fc
        .array(fc.constantFrom('0', '1'), { minLength: shape.min, maxLength: shape.max })
        .map((bits): Data => ({ type: 'bit-string', bits: bits.join('') }));
    }
    case 'array': {
      const maxLength = Math.min(shape.max, shape.min + 2);
      return fc
        .array(dataOfShape(shape.of), { minLength: shape.min, maxLength })
        .map((items): Data => ({ type: 'array', items }));
    }
    case 'structure':
      return fc
        .boolean()
        .chain((all) => fc.tuple(...fieldsOf(shape.fields, all)))
        .map((items): Data => ({ type: 'structure', items }));
    default: {
      const [low, high] = RANGES[shape.type] as readonly [number, number];
      const range = { min: shape.min ?? low, max: shape.max ?? high };
      return fc.integer(range).map(
        (value): Data => ({
          type: shape.type,
          value: (constant as number | undefined) ?? value,
        }),
      );
    }
  }
}

function fieldsOf(fields: readonly NamedShape[], all: boolean): fc.Arbitrary<Data>[] {
  return fields
    .filter(({ optional }) => all || optional !== true)
    .map(({ shape, constant }) => dataOfShape(shape, constant));
}
