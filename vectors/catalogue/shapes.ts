import { EXCEPTIONAL_ELEMENTS, FIELD_NAMES, LONGEST_ONLY, SIZES, SIZES_BY_NAME, TEXT_FIELDS, TEXTS } from './errata.js';
import type { PublishedDlmsRow } from './published.js';

/** Shapes of DLMS values from the leaves that the section lists one a row, in the catalogue's text form. */

interface Leaf {
  readonly row: PublishedDlmsRow;
  /** What is left of the path to it. */
  readonly path: readonly string[];
}

const BOUNDED = /^(.+)\[(\d+)(?:of\d+)?\.\.(\d+)\]$/;

/** The shape of one attribute or parameter. @param key class, object and member, for errata */
export function shapeOf(rows: readonly PublishedDlmsRow[], key: string): string {
  const leaves = ordered(rows).map((row) => ({ row, path: pathOf(row) }));
  const [first] = leaves;
  if (first === undefined) throw new RangeError(`${key} has no leaves`);
  if (leaves.length === 1 && first.path.length === 0) return scalarOf(first.row, key);
  return elementOf(leaves, key);
}

/** Both thresholds of one attribute stand on rows of their own; the fields of the clock's method out of order. */
function ordered(rows: readonly PublishedDlmsRow[]): readonly PublishedDlmsRow[] {
  const merged = rows
    .filter(({ attribute }) => !/\[2of2/.test(attribute))
    .map((row) => ({ ...row, attribute: row.attribute.replace(/\[1of2\.\.2\]/, '[2..2]') }));
  const isEnd = ({ attribute }: PublishedDlmsRow) => attribute.endsWith('.validity_interval_end');
  return [...merged.filter((row) => !isEnd(row)), ...merged.filter(isEnd)];
}

/** The path after the colon, which stands after the name of the attribute; none for a value by itself. */
function pathOf({ attribute, dataType }: PublishedDlmsRow): string[] {
  const path = attribute.split(':')[1]?.trim();
  if (path === undefined || path === 'data') return [];
  if (dataType === 'EXCEPTIONAL' && !path.includes('[')) return [];
  // Bounds have two dots.
  return path.split(/(?<!\.)\.(?!\.)/);
}

/** One element whose leaves all start with its name: an array where the name has bounds, else a structure. */
function elementOf(leaves: readonly Leaf[], key: string): string {
  const [first] = leaves as readonly [Leaf, ...Leaf[]];
  const [name = '', ...deeper] = first.path;
  const rest = leaves.map(({ row, path }) => ({ row, path: path.slice(1) }));
  const [, arrayName, min, max] = BOUNDED.exec(name) ?? [];
  if (arrayName !== undefined) {
    const of = rest.length === 1 && deeper.length <= 1 ? scalarOf(first.row, key, arrayName) : elementOf(rest, key);
    const kind = first.row.attribute.startsWith('buffer:') && arrayName === 'buffer' ? 'compact-array' : 'array';
    // Elements that only a twin-element ESME has may be missing altogether.
    const least = rest.length === 1 && isTwin(first.row) ? '0' : min;
    return `${kind}[${least}..${max}] ${of}`;
  }
  if (deeper.length === 0) return scalarOf(first.row, key);
  return `{${groups(rest)
    .map((group) => fieldOf(group, key))
    .join(', ')}}`;
}

function groups(leaves: readonly Leaf[]): Leaf[][] {
  const found: Leaf[][] = [];
  for (const leaf of leaves) {
    const last = found.at(-1);
    if (last?.[0]?.path[0] === leaf.path[0]) last?.push(leaf);
    else found.push([leaf]);
  }
  return found;
}

function fieldOf(group: readonly Leaf[], key: string): string {
  const [{ row, path }] = group as readonly [Leaf, ...Leaf[]];
  const [name = ''] = path;
  const plain = name.replace(/\[.*$/, '');
  const isLeaf = path.length === 1 && plain === name;
  const text = isLeaf ? scalarOf(row, key) : elementOf(group, key);
  // Entries of logs are named by what they mean, not by the neutral names of their structures.
  const called = isLeaf && row.attribute.startsWith('buffer:') ? (row.name.split('.').at(-1) ?? plain) : plain;
  const optional = group.length === 1 && isTwin(row) ? ' optional' : '';
  return `${fieldName(called.replace(/\/.*$/, ''))} ${text}${optional}`;
}

function isTwin({ dataType }: PublishedDlmsRow): boolean {
  return dataType.includes('TWIN_ELEMENT');
}

/** `hashed_TC_link_key` as `hashedTcLinkKey`. */
function fieldName(name: string): string {
  const known = FIELD_NAMES[name] ?? FIELD_NAMES[lowerFirst(name)];
  if (known !== undefined) return known;
  const [first = '', ...rest] = name.split(/[_\- ]+/);
  const tail = rest.map(
    (word) => word.slice(0, 1).toUpperCase() + (isCapitals(word) ? word.slice(1).toLowerCase() : word.slice(1)),
  );
  return (isCapitals(first) ? first.toLowerCase() : lowerFirst(first)) + tail.join('');
}

function isCapitals(word: string): boolean {
  return word.length > 1 && word === word.toUpperCase();
}

function lowerFirst(word: string): string {
  return word.slice(0, 1).toLowerCase() + word.slice(1);
}

/** Type, size, constant and content of one leaf. All octet-strings of twelve octets are date-times. */
function scalarOf(row: PublishedDlmsRow, key: string, element?: string): string {
  const text = plainScalarOf(row, key, element);
  const isText = TEXTS.has(key) || TEXT_FIELDS.test(row.attribute);
  return text.replace(/^octet-string(?=\(12\))/, 'date-time').replace(/^octet-string/, isText ? 'text' : '$&');
}

function plainScalarOf(row: PublishedDlmsRow, key: string, element?: string): string {
  const type = row.dataType.replace(/\[\[.*\]\]/, '').trim();
  if (type === 'EXCEPTIONAL') {
    const name = element ?? row.attribute.split(':')[0] ?? '';
    const shape = EXCEPTIONAL_ELEMENTS[name];
    if (shape === undefined) throw new RangeError(`${row.name} is exceptional and not in the errata`);
    return shape;
  }
  if (type.startsWith('null')) return 'null-data';
  const [published, actual] = SIZES[key] ?? [];
  if (type === published && actual !== undefined) return actual;
  const byName = SIZES_BY_NAME.find(([name, size]) => type === size && name.test(row.name));
  if (byName !== undefined) return byName[2];
  if (LONGEST_ONLY.test(row.attribute)) return type.replace('(', '(0..').replace('(0..0)', '(0)');
  return withConstant(type, row.constant);
}

/** @param published such as `||0x00000A006AFF`, `'0-0:10.0.100.255||0x00000A0064FF`, `48`, `||0b11111110 (...)` */
function withConstant(type: string, published: string | null): string {
  const text = published?.split('||').at(-1)?.trim() ?? '';
  const values = text.match(/0x[0-9A-F]*|0b[01]+|-?\d+/gi);
  if (values === null) return type;
  // `0x01 (credit) or 0x02 (prepayment)`
  if (text.includes(' or ')) return `${type}(${Number(values[0])}..${Number(values.at(-1))})`;
  const [value = ''] = values;
  if (type.startsWith('octet-string')) return value === '0x' ? type : `${type} =${value.slice(2).toLowerCase()}`;
  if (type.startsWith('bit-string')) {
    const size = Number(/\((\d+)\)/.exec(type)?.[1]);
    return size === 0 ? type : `${type} =${value.slice(2, 2 + size)}`;
  }
  return `${type} =${type === 'boolean' ? Number(value) === 1 : Number(value)}`;
}
