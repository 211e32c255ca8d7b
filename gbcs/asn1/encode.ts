import { Reader } from '../bytes/reader.js';
import { Writer } from '../bytes/writer.js';
import { DER_LIMITS, type DerLimits, type DerNode, derOctets, readDer, writeDer } from './der.js';
import { TAG } from './der-rules.js';
import { leafContent } from './leaves.js';
import { errorAt, type Place, withPlace } from './place.js';
import type { LengthForms, NamedComponent, Shape } from './schema.js';
import { tagsOf } from './tags.js';

/** What is known while a value is turned into a tree. */
interface Target {
  /** Elements of GBCS's own made so far. */
  elements: number;
  /** Those of them whose length keeps the form of DER. */
  readonly derLengths: ReadonlySet<unknown>;
  /** On certificates, and on the whole. */
  readonly limits: DerLimits;
}

/** An element and how many octets it has in all. */
interface Built {
  readonly node: DerNode;
  readonly octets: number;
}

type Values = Readonly<Record<string, unknown>>;

const NOTHING = new Uint8Array(0);
const NOWHERE = { start: 0, end: 0 };
/** Not a field of any type: how a value says which length forms it was read with. */
const LENGTH_FORMS = 'derLengths';

/** Octets of an element of GBCS's own: its lengths of 128 to 255 are `82 00 xx` unless its index asks for DER. */
function own(target: Target, index: number, node: DerNode, length: number): Built {
  const long = length >= 0x80 && length < 0x100 && !target.derLengths.has(index);
  const lengthOctets = long ? 3 : length < 0x80 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : 4;
  return { node: long ? { ...node, lengthOctets } : node, octets: 1 + lengthOctets + length };
}

function ofElements(target: Target, index: number, tag: number, parts: readonly Built[]): Built {
  const children = parts.map(({ node }) => node);
  const length = parts.reduce((sum, { octets }) => sum + octets, 0);
  return own(target, index, { tag, constructed: true, content: NOTHING, children, span: NOWHERE }, length);
}

/** A certificate or request, which goes out as it is if it is one SEQUENCE of DER. */
function opaque({ limits }: Target, value: unknown, place: Place): Built {
  if (!(value instanceof Uint8Array)) throw errorAt('GBCS_E_VALUE', place, 'value is not octets');
  const node = withPlace(place, () => {
    const reader = new Reader(value);
    const element = readDer(reader, limits);
    reader.end('the element');
    return element;
  });
  if (node.tag !== TAG.sequence) throw errorAt('GBCS_E_VALUE', place, 'value is not a SEQUENCE in DER');
  return { node, octets: derOctets(node, limits) };
}

function fieldsOf(value: unknown, names: readonly string[], place: Place): Values {
  if (typeof value !== 'object' || value === null) throw errorAt('GBCS_E_VALUE', place, 'value is not an object');
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined || names.includes(name)) continue;
    if (name === LENGTH_FORMS && place.around === undefined) continue;
    throw errorAt('GBCS_E_VALUE', place, `there is no field '${name.slice(0, 40)}'`);
  }
  return value as Values;
}

function takenOf(components: readonly NamedComponent[], fields: Values, place: Place): NamedComponent {
  const [taken, ...others] = components.filter(({ name }) => fields[name] !== undefined);
  if (taken !== undefined && others.length === 0) return taken;
  const names = components.map(({ name }) => name).join(', ');
  throw errorAt('GBCS_E_VALUE', place, `value has not exactly one of ${names}`);
}

function build(target: Target, shape: Shape, value: unknown, place: Place, tag: number): Built {
  switch (shape.kind) {
    case 'only': {
      const fields = fieldsOf(value, [shape.name], place);
      return build(target, shape.shape, fields[shape.name], { name: shape.name, around: place }, tag);
    }
    case 'nothing':
      fieldsOf(value, [], place);
      return build(target, { kind: 'null' }, null, { name: shape.name, around: place }, tag);
    case 'choice': {
      const names = shape.components.map(({ name }) => name);
      const fields = fieldsOf(value, names, place);
      const taken = takenOf(shape.components, fields, place);
      return buildComponent(target, taken, fields[taken.name], { name: taken.name, around: place });
    }
    case 'certificate':
    case 'certificationRequest':
      return opaque(target, value, place);
    case 'sequence': {
      const index = target.elements++;
      return ofElements(target, index, tag, buildComponents(target, shape.components, value, place));
    }
    case 'sequenceOf': {
      const index = target.elements++;
      if (!Array.isArray(value)) throw errorAt('GBCS_E_VALUE', place, 'value is not a list');
      const parts = value.map((element: unknown, i) =>
        buildComponent(target, { shape: shape.of }, element, { name: i, around: place }),
      );
      return ofElements(target, index, tag, parts);
    }
    default: {
      const index = target.elements++;
      const content = leafContent(shape, value, place);
      return own(target, index, { tag, constructed: false, content, span: NOWHERE }, content.length);
    }
  }
}

function buildComponent(
  target: Target,
  component: Pick<NamedComponent, 'shape' | 'tag'>,
  value: unknown,
  place: Place,
): Built {
  // Of several tags, those of a CHOICE, the alternative sets its own.
  return build(target, component.shape, value, place, tagsOf(component)[0] as number);
}

function buildComponents(
  target: Target,
  components: readonly NamedComponent[],
  value: unknown,
  around: Place,
): readonly Built[] {
  const names = components.map(({ name }) => name);
  const fields = fieldsOf(value, names, around);
  return components.flatMap((component) => {
    const { name, optional } = component;
    const field = fields[name];
    const place = { name, around };
    if (component.default !== undefined && field === component.default) return [];
    if (field !== undefined) return [buildComponent(target, component, field, place)];
    if (optional || component.default !== undefined) return [];
    throw errorAt('GBCS_E_VALUE', place, `${name} is missing`);
  });
}

/**
 * Octets of a value, with the lengths that GBCS messages use.
 * @param type name of the shape, for the paths of errors
 * @throws CodecError `GBCS_E_VALUE` on values that the shape cannot hold and fields that it does not have; what `readDer`
 *   throws, with offsets in the certificate, if one is not an element of DER; `GBCS_E_TOO_LARGE`
 */
export function encodeShape<T>(
  shape: Shape<T>,
  type: string,
  value: T & LengthForms,
  limits: DerLimits = DER_LIMITS,
): Uint8Array {
  const place = { name: type, around: undefined };
  const derLengths: unknown = value?.derLengths ?? [];
  if (!Array.isArray(derLengths)) throw errorAt('GBCS_E_VALUE', place, `${LENGTH_FORMS} is not a list`);
  const { node } = buildComponent({ elements: 0, derLengths: new Set(derLengths), limits }, { shape }, value, place);
  const writer = new Writer();
  writeDer(writer, node, limits);
  return writer.finish();
}
