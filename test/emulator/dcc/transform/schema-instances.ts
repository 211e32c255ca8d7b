import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseXml } from '../../../../emulator/dcc/xml/document.js';
import { childOf, childrenOf, type XmlElement } from '../../../../emulator/dcc/xml/element.js';

/**
 * Bodies of service requests that the DUIS schema allows, at random: each choice, each optional element, each number of
 * repetitions (few of many), each form of a value. Numbers of elements that stand side by side mostly count them, as a
 * request that means something has them.
 */

type Generate = fc.GeneratorValue;

/** Repetitions where the schema allows many. */
const SOME = 3;

interface Facets {
  readonly base: string;
  readonly values: readonly string[];
  readonly pattern?: string;
  readonly bounds: Readonly<Record<string, number>>;
}

const INTEGERS: Readonly<Record<string, readonly [low: number, high: number]>> = {
  short: [-32_768, 32_767],
  int: [-2_147_483_648, 2_147_483_647],
  integer: [-1000, 1000],
  unsignedShort: [0, 65_535],
  unsignedInt: [0, 4_294_967_295],
  unsignedLong: [0, 281_474_976_710_655],
  positiveInteger: [1, 1000],
  nonNegativeInteger: [0, 9999],
};

const local = (qualified: string): string => qualified.replace(/^.*:/, '');
const twoDigits = (number: number): string => String(number).padStart(2, '0');

export class SchemaInstances {
  readonly #types: ReadonlyMap<string, XmlElement>;
  readonly #bodies: ReadonlyMap<string, XmlElement>;

  /** @param directory with the schema under its published name */
  constructor(directory: string) {
    const root = parseXml(readFileSync(join(directory, 'DUIS Schema V5.4.xsd')));
    this.#types = new Map(root.children.map((type) => [type.attributes['name'] ?? '', type]));
    const bodies = [...descendants(this.#types.get('Request'))].find(({ attributes }) => attributes['name'] === 'Body');
    const elements = [...descendants(bodies)].filter(({ name }) => name === 'element');
    this.#bodies = new Map(elements.map((element) => [element.attributes['name'] ?? '', element]));
  }

  /** One body of this name, as XML without prefixes. */
  body(name: string, generate: Generate): string {
    const element = this.#bodies.get(name);
    if (element === undefined) throw new Error(`the schema has no body ${name}`);
    return this.#element(element, generate, 1);
  }

  #element(element: XmlElement, generate: Generate, place: number): string {
    const { name = '', type } = element.attributes;
    const inline = childOf(element, 'complexType') ?? childOf(element, 'simpleType');
    const definition = type?.startsWith('sr:') ? this.#types.get(local(type)) : inline;
    if (definition === undefined)
      return `<${name}>${this.#simple(type ?? 'xs:string', generate, name, place)}</${name}>`;
    if (definition.name === 'simpleType') {
      return `<${name}>${this.#restricted(definition, generate, name, place)}</${name}>`;
    }
    const { attributes, content } = this.#complex(definition, generate, place);
    return `<${name}${attributes}>${content}</${name}>`;
  }

  #complex(type: XmlElement, generate: Generate, place: number): { attributes: string; content: string } {
    let attributes = '';
    let content = '';
    for (const part of type.children) {
      if (part.name === 'attribute') {
        const { name = '', type: of = '' } = part.attributes;
        const value = this.#simple(of, generate, name, place);
        attributes += ` ${name}="${value}"`;
      } else if (part.name === 'complexContent' || part.name === 'simpleContent') {
        const inner = this.#complex(part, generate, place);
        attributes += inner.attributes;
        content += inner.content;
      } else if (part.name === 'extension') {
        const base = part.attributes['base'] ?? '';
        const extended = this.#types.get(local(base));
        if (extended === undefined || extended.name === 'simpleType')
          content += this.#simple(base, generate, '', place);
        else content += this.#complex(extended, generate, place).content;
        const inner = this.#complex(part, generate, place);
        attributes += inner.attributes;
        content += inner.content;
      } else if (part.name === 'sequence' || part.name === 'choice') content += this.#repeated(part, generate, place);
    }
    return { attributes, content };
  }

  #group(group: XmlElement, generate: Generate, place: number): string {
    if (group.name === 'element') return this.#element(group, generate, place);
    const parts = group.children;
    const chosen =
      group.name === 'choice' && parts.length > 0 ? [parts[generate(fc.nat, parts.length - 1)] as XmlElement] : parts;
    return chosen.map((part) => this.#repeated(part, generate, place)).join('');
  }

  #repeated(part: XmlElement, generate: Generate, outer: number): string {
    const { minOccurs = '1', maxOccurs = '1' } = part.attributes;
    const min = Number(minOccurs);
    const max = Math.min(maxOccurs === 'unbounded' ? Number.POSITIVE_INFINITY : Number(maxOccurs), min + SOME);
    const count = min === max ? min : generate(fc.integer, { min, max });
    return Array.from({ length: count }, (_, i) => this.#group(part, generate, max === 1 ? outer : i + 1)).join('');
  }

  /** The text of a simple type by name. */
  #simple(type: string, generate: Generate, name: string, place: number): string {
    const definition = type.startsWith('sr:') ? this.#types.get(local(type)) : undefined;
    if (definition !== undefined) return this.#restricted(definition, generate, name, place);
    return this.#text({ base: local(type), values: [], bounds: {} }, generate, name, place);
  }

  #restricted(type: XmlElement, generate: Generate, name: string, place: number): string {
    const restriction = childOf(type, 'restriction');
    if (restriction === undefined) throw new Error(`${type.attributes['name']} is no restriction`);
    const facet = (word: string): readonly string[] =>
      childrenOf(restriction, word).map(({ attributes }) => attributes['value'] ?? '');
    const [pattern] = facet('pattern');
    const bounds = Object.fromEntries(
      [
        'minInclusive',
        'maxInclusive',
        'minExclusive',
        'maxExclusive',
        'minLength',
        'maxLength',
        'fractionDigits',
      ].flatMap((word) => facet(word).map((value) => [word, Number(value)] as const)),
    );
    const base = local(restriction.attributes['base'] ?? '');
    const facets = { base, values: facet('enumeration'), bounds, ...(pattern === undefined ? {} : { pattern }) };
    return this.#text(facets, generate, name, place);
  }

  #text({ base, values, pattern, bounds }: Facets, generate: Generate, name: string, place: number): string {
    if (values.length > 0) return generate(fc.constantFrom, ...values);
    const range = INTEGERS[base];
    if (range !== undefined) {
      const [low, high] = range;
      const min = Math.max(low, bounds['minInclusive'] ?? low, (bounds['minExclusive'] ?? low - 1) + 1);
      const max = Math.min(high, bounds['maxInclusive'] ?? high);
      if (/^(index|identifier|Phase)$/.test(name) && generate(fc.integer, { min: 0, max: 49 }) > 0) {
        return String(Math.min(place, max));
      }
      if (name === 'SpecialDayID') return '1';
      return String(generate(fc.integer, { min, max }));
    }
    if (base === 'decimal') {
      const scale = 10 ** (bounds['fractionDigits'] ?? 0);
      const min = Math.round((bounds['minInclusive'] ?? bounds['minExclusive'] ?? 0) * scale) + 1;
      const max = Math.round((bounds['maxInclusive'] ?? bounds['maxExclusive'] ?? 100) * scale) - 1;
      return String(generate(fc.integer, { min, max }) / scale);
    }
    if (pattern !== undefined) return textOfPattern(pattern, bounds, generate);
    if (base === 'string') {
      const { minLength = 0, maxLength = 8 } = bounds;
      const length = generate(fc.integer, { min: minLength, max: maxLength });
      return Array.from({ length }, () => generate(fc.integer, { min: 0, max: 9 })).join('');
    }
    return this.#timeOrOther(base, generate);
  }

  #timeOrOther(base: string, generate: Generate): string {
    const number = (min: number, max: number) => twoDigits(generate(fc.integer, { min, max }));
    const zone = () => (generate(fc.nat, 39) === 0 ? '+01:00' : generate(fc.constantFrom, 'Z', '', '+00:00'));
    const date = () => {
      const year = generate(fc.nat, 19) === 0 ? '1999' : generate(fc.constantFrom, '2014', '2030', '65535');
      return `${year}-${number(1, 12)}-${number(1, 28)}`;
    };
    const time = () =>
      `${number(0, 23)}:${number(0, 59)}:${number(0, 59)}${generate(fc.constantFrom, '.00', '', '.5')}`;
    switch (base) {
      case 'boolean':
        return generate(fc.constantFrom, 'true', 'false', '1', '0');
      case 'dateTime':
        return generate(fc.boolean)
          ? `2030-${number(1, 12)}-${number(1, 28)}T${time()}Z`
          : `${date()}T${time()}${zone()}`;
      case 'date':
        return date() + zone();
      case 'time':
        return time() + zone();
      case 'hexBinary':
        // The longest and the shortest that an install code may be.
        return 'AB'.repeat(number(0, 1) === '00' ? 16 : 6);
      case 'base64Binary':
        return 'MIIBkzCCATigAwIBAgIQ';
      default:
        throw new Error(`there is no instance of xs:${base}`);
    }
  }
}

function* descendants(element: XmlElement | undefined): Generator<XmlElement> {
  for (const child of element?.children ?? []) {
    yield child;
    yield* descendants(child);
  }
}

/** Text of a class of characters, a number of times, or of an Entity Identifier. */
function textOfPattern(pattern: string, bounds: Readonly<Record<string, number>>, generate: Generate): string {
  if (pattern.startsWith('[A-Fa-f0-9]{2}-')) return '00-db-12-34-56-78-90-A5';
  const [, digits] = /^\[0-9\]\{(\d+)\}$/.exec(pattern) ?? [];
  const { minLength = 1, maxLength = 8 } = bounds;
  const length = digits === undefined ? generate(fc.integer, { min: minLength, max: maxLength }) : Number(digits);
  const characters = pattern.startsWith('[ -~]') ? ' aZ~!' : '0123456789';
  return Array.from({ length }, () => generate(fc.constantFrom, ...characters)).join('');
}
