import { hexOctet, Reader } from '../bytes/reader.js';
import type { CodecError } from '../errors.js';
import { DER_LIMITS, type DerLimits, type DerNode, readDer } from './der.js';
import { readLeaf } from './leaves.js';
import { errorAt, type Place, withPlace } from './place.js';
import type { LengthForms, NamedComponent, Shape } from './schema.js';
import { tagsOf, universalTag } from './tags.js';

/** A payload that has been walked, and what is collected while it is read. */
interface Source {
  readonly bytes: Uint8Array;
  readonly base: number;
  /** Elements of GBCS's own met so far. */
  elements: number;
  /** Those of them with a length of `81 xx`. */
  readonly derLengths: number[];
}

function wrongTag(node: DerNode, expected: readonly number[], place: Place): CodecError {
  const wanted = expected.map(hexOctet).join(' or ');
  return errorAt('GBCS_E_PAYLOAD', place, `tag is ${hexOctet(node.tag)}, not ${wanted}`, node.span.start);
}

function noteLength(source: Source, { lengthOctets, span }: DerNode): void {
  const index = source.elements++;
  // Tag, `81 xx`, content: any other form of the same size has less than 128 octets of content, or more than 255.
  const length = span.end - span.start - 3;
  if (lengthOctets === undefined && length >= 0x80 && length < 0x100) source.derLengths.push(index);
}

function read(source: Source, shape: Shape, node: DerNode, place: Place): unknown {
  switch (shape.kind) {
    case 'only':
      return { [shape.name]: checked(source, shape.shape, node, { name: shape.name, around: place }) };
    case 'nothing':
      checked(source, { kind: 'null' }, node, { name: shape.name, around: place });
      return {};
    case 'choice': {
      const taken = shape.components.find((component) => tagsOf(component).includes(node.tag));
      if (taken === undefined) throw wrongTag(node, tagsOf({ shape }), place);
      return { [taken.name]: read(source, taken.shape, node, { name: taken.name, around: place }) };
    }
    case 'certificate':
    case 'certificationRequest':
      return source.bytes.slice(node.span.start - source.base, node.span.end - source.base);
    case 'sequence':
      noteLength(source, node);
      return readComponents(source, shape.components, node, place);
    case 'sequenceOf':
      noteLength(source, node);
      return (node.children ?? []).map((child, i) => checked(source, shape.of, child, { name: i, around: place }));
    default: {
      noteLength(source, node);
      const { start, end } = node.span;
      return readLeaf(shape, node.content, start, end - node.content.length, place);
    }
  }
}

/** Reads an element after a look at its tag, which must be the shape's own. */
function checked(source: Source, shape: Shape, node: DerNode, place: Place): unknown {
  if (shape.kind !== 'choice' && shape.kind !== 'only' && shape.kind !== 'nothing') {
    const tag = universalTag(shape);
    if (node.tag !== tag) throw wrongTag(node, [tag], place);
  }
  return read(source, shape, node, place);
}

function readComponents(source: Source, components: readonly NamedComponent[], node: DerNode, around: Place): object {
  const children = node.children ?? [];
  const value: Record<string, unknown> = {};
  let next = 0;
  for (const component of components) {
    const { name, shape, optional } = component;
    const place = { name, around };
    const child = children[next];
    const tags = tagsOf(component);
    if (child !== undefined && tags.includes(child.tag)) {
      next++;
      const found = read(source, shape, child, place);
      if (found === component.default) {
        throw errorAt('GBCS_E_DER', place, `the default value ${found} is not left out`, child.span.start);
      }
      value[name] = found;
    } else if (component.default !== undefined) {
      value[name] = component.default;
    } else if (!optional) {
      if (child !== undefined) throw wrongTag(child, tags, place);
      throw errorAt('GBCS_E_PAYLOAD', place, `${name} is missing`, node.span.end);
    }
  }
  const surplus = children[next];
  if (surplus !== undefined) {
    const message = `element ${hexOctet(surplus.tag)} belongs to no component`;
    throw errorAt('GBCS_E_PAYLOAD', around, message, surplus.span.start);
  }
  return value;
}

/**
 * The value of a payload that is exactly one element of this shape.
 *
 * The octets are walked first; time and memory are in proportion to them.
 * @param type name of the shape, for the paths of errors
 * @param base offset of the payload in the message
 * @throws CodecError `GBCS_E_PAYLOAD` where an element is missing, surplus or of another type or size; `GBCS_E_DER` where
 *   contents are not canonical or a default is not left out; `GBCS_E_EMPTY`, `GBCS_E_TRAILING` and what `readDer` throws
 */
export function decodeShape<T>(
  shape: Shape<T>,
  type: string,
  bytes: Uint8Array,
  base: number,
  limits: DerLimits = DER_LIMITS,
): T & LengthForms {
  const place = { name: type, around: undefined };
  const root = withPlace(place, () => {
    const reader = new Reader(bytes, base);
    if (reader.atEnd) throw reader.error('GBCS_E_EMPTY', `${type} has no octets`);
    const node = readDer(reader, limits);
    reader.end(type);
    return node;
  });
  const source = { bytes, base, elements: 0, derLengths: [] };
  const value = checked(source, shape, root, place);
  const { derLengths } = source;
  return (derLengths.length === 0 ? value : { ...(value as object), derLengths }) as T & LengthForms;
}
