import fc from 'fast-check';
import { nameOfDate, nameOfTime } from '../../../../gbcs/gbz/zcl/time.js';
import type { NamedFields, NamedValue, ZclCommand, ZclField, ZclLeafType, ZclType } from '../../../../gbcs/index.js';

/** Values that fit the declaration of a ZCL command, drawn from it. */

type Draw = fc.GeneratorValue;

/** Numbers of the fields of a group so far, which conditions and counts refer to. */
type Numbers = Map<string, number>;

/** Types of attributes, by the name that the message has for them, and a value of each. */
const DATA: Readonly<Record<string, (draw: Draw) => NamedValue>> = {
  nodata: () => null,
  bool: (draw) => draw(fc.constantFrom, 'false', 'true'),
  data24: (draw) => hex(draw, 3),
  uint8: (draw) => draw(fc.nat, 0xff),
  uint48: (draw) => String(draw(fc.bigInt, 0n, (1n << 48n) - 1n)),
  uint64: (draw) => String(draw(fc.bigInt, 0n, (1n << 64n) - 1n)),
  int8: (draw) => draw(fc.integer, { min: -128, max: 127 }),
  int64: (draw) => String(draw(fc.bigInt, -(1n << 63n), (1n << 63n) - 1n)),
  enum16: (draw) => draw(fc.nat, 0xffff),
  octstr16: (draw) => hex(draw, draw(fc.nat, 300)),
  string: (draw) => draw(fc.string, { maxLength: 40, unit: 'grapheme' }),
  ToD: (draw) => hex(draw, 4),
  date: (draw) => nameOfDate(draw(fc.uint8Array, { minLength: 4, maxLength: 4 })),
  UTC: (draw) => nameOfTime(draw(fc.nat, 0xffffffff)),
  EUI64: (draw) => hex(draw, 8),
  key128: (draw) => hex(draw, 16),
};

/** Attributes whose declared type is that of no message: their number is none that a cluster has. */
const UNKNOWN_ATTRIBUTE = 0xeeee;

function hex(draw: Draw, size: number): string {
  return Buffer.from(draw(fc.uint8Array, { minLength: size, maxLength: size })).toString('hex');
}

export function drawFields(draw: Draw, command: ZclCommand): NamedFields {
  return drawGroup(draw, command.fields);
}

function drawGroup(draw: Draw, fields: readonly ZclField[]): NamedFields {
  const numbers: Numbers = new Map();
  const values: Record<string, NamedValue> = {};
  const counts = fields.flatMap(({ type }) => (type.kind === 'list' && type.count ? [type.count.field] : []));
  for (const field of fields) {
    const { when } = field;
    if (when !== undefined) {
      const raw = numbers.get(when.field) ?? 0;
      const number = when.mask === undefined ? raw : raw & when.mask;
      if (when.is !== undefined ? !when.is.includes(number) : when.isNot?.includes(number)) continue;
    }
    if (field.optional && draw(fc.boolean)) break;
    values[field.key] = drawField(draw, field, numbers, counts.includes(field.key));
  }
  return values;
}

function drawField(draw: Draw, { key, type }: ZclField, numbers: Numbers, isCount: boolean): NamedValue {
  if (key === 'attributeIdentifier') return UNKNOWN_ATTRIBUTE;
  if (key === 'attributeDataType') {
    const tag = draw(fc.nat, Object.keys(DATA).length - 1);
    numbers.set(key, tag);
    return Object.keys(DATA)[tag] as string;
  }
  switch (type.kind) {
    case 'attribute-data':
      return (Object.values(DATA)[numbers.get(type.tag) as number] as (draw: Draw) => NamedValue)(draw);
    case 'group':
      return drawGroup(draw, type.fields);
    case 'list':
      return drawList(draw, type, numbers);
    default: {
      const drawn = drawLeaf(draw, type, isCount);
      if (drawn.number !== undefined) numbers.set(key, drawn.number);
      return drawn.value;
    }
  }
}

function drawList(draw: Draw, type: ZclType & { kind: 'list' }, numbers: Numbers): NamedValue {
  const { of, count } = type;
  const raw = count && (numbers.get(count.field) ?? 0);
  const length = raw === undefined ? draw(fc.nat, 4) : count?.mask === undefined ? raw : raw & count.mask;
  return Array.from({ length }, () => (of.kind === 'group' ? drawGroup(draw, of.fields) : drawLeaf(draw, of).value));
}

interface Drawn {
  readonly value: NamedValue;
  readonly number?: number;
}

function drawLeaf(draw: Draw, type: ZclLeafType, isCount = false): Drawn {
  switch (type.kind) {
    case 'number': {
      if (type.octets >= 6) return { value: String(draw(fc.bigInt, 0n, (1n << BigInt(8 * type.octets)) - 1n)) };
      const size = 2 ** (8 * type.octets);
      const range = type.signed ? { min: -size / 2, max: size / 2 - 1 } : { min: 0, max: isCount ? 5 : size - 1 };
      const known = Object.entries(type.names ?? {});
      if (known.length === 0 || draw(fc.boolean)) {
        const number = draw(fc.integer, range);
        return { value: number, number };
      }
      const [number = '', name = ''] = known[draw(fc.nat, known.length - 1)] ?? [];
      return { value: name, number: Number(number) };
    }
    case 'time':
      return { value: nameOfTime(draw(fc.constantFrom, 0, 1, 4e9, 0xfffffffe, 0xffffffff), type.last) };
    case 'date':
      return { value: nameOfDate(draw(fc.uint8Array, { minLength: 4, maxLength: 4 })) };
    case 'flags': {
      const drawn = draw(fc.nat, 2 ** (8 * type.octets) - 1);
      const bits = Array.from({ length: 8 * type.octets }, (_, bit) => bit).filter((bit) => (drawn >>> bit) & 1);
      const number = bits.reduce((sum, bit) => sum + 2 ** bit, 0);
      return { value: bits.map((bit) => type.names[bit] ?? `bit ${bit}`), number };
    }
    case 'parts': {
      const values: Record<string, NamedValue> = {};
      let number = 0;
      for (const { key, low, bits } of type.parts) {
        const part = draw(fc.nat, 2 ** bits - 1);
        number += part * 2 ** low;
        values[key] = bits === 1 ? part === 1 : part;
      }
      return { value: values, number };
    }
    case 'octets':
      return { value: hex(draw, type.size ?? draw(fc.nat, 254)) };
    case 'text':
      return { value: draw(fc.boolean) ? null : draw(fc.string, { maxLength: 20, unit: 'grapheme' }) };
    case 'eui64':
      return { value: hex(draw, 8) };
    case 'nothing':
      return { value: null };
  }
}
