import {
  type DataShape,
  type DlmsRow,
  type GbzParameter,
  type GbzRow,
  type NamedShape,
  type NumberPart,
  type NumberShapeType,
  type OctetContent,
  PACKED_OCTETS,
  type PackedField,
} from './use-case.js';

/**
 * Rows of use cases as text, one row a line: short to write, quick to load, and parsed only when somebody asks for the
 * payload of that use case. The texts are the catalogue's own; one that cannot be read is a defect, and a test reads
 * them all.
 *
 * A DLMS row is `access class obis member name shape`, then `optional`, `range` (selective access), `returns shape`,
 * `same-as name` (of the row whose value it repeats), or `when name =number` (there exactly when that row has that value):
 *
 *     get 3 1-0:2.8.0.255 3 ActiveExportRegister.scalerUnit {scaler integer =0, unit enum =30}
 *     set 11 0-1:11.0.0.255 2 X.entries.next array[0..50] {index long-unsigned, date octet-string(5)}
 *
 * A shape is a type, with its size or range in brackets where it has one; `text(0..116)` and `date-time(12)`, which are
 * octet-strings with that content; `packed[name:kind;name:kind]` for fields side by side in one octet-string;
 * `parts[type;name:low-high:value=name;name:low-high]` for numbers in the bits of one number;
 * `array[min..max] shape`; `compact-array[min..max] shape`; `{name shape, name shape}`; or a word of {@link SHAPE_WORDS}.
 * `=` gives the only value allowed: a number, `true`, octets in hexadecimal, bits. Lines `protects class obis member name
 * shape` say what the encrypted value of the row above them holds.
 *
 * A GBZ row is `name | cluster | command and frame control | response | parameter : type = value | repeated optional`.
 */

/** Protection parameters (GBCS 8.5): transaction-id, originator, recipient, agreed key of the scheme of GBCS. */
const PROTECTION_PARAMETERS =
  'array[1..1] {protectionType enum =2, protectionOptions {transactionId octet-string(9), originatorSystemTitle ' +
  'octet-string(8), recipientSystemTitle octet-string(8), otherInformation octet-string(0), keyInfo {keyInfoType enum ' +
  '=2, keyInfoOptions {keyParameters octet-string(1) =02, keyCipheredData octet-string(0)}}}}';

const PROTECTED_OBJECT =
  'classId long-unsigned, logicalName octet-string(6), attributeIndex integer, dataIndex long-unsigned =0';

/** Shapes that many rows share. */
const SHAPE_WORDS: Readonly<Record<string, string>> = {
  'protected-read': `{objectList array[1..1] {${PROTECTED_OBJECT}, restriction {restrictionType enum =0, restrictionValue null-data}}, protectionParameters ${PROTECTION_PARAMETERS}}`,
  'protected-log-read': `{objectList array[1..2] {${PROTECTED_OBJECT}, restriction {restrictionType enum =1, restrictionByDate {fromDate date-time(12), toDate date-time(12)}}}, protectionParameters ${PROTECTION_PARAMETERS}}`,
  'switch-action': 'parts[long-unsigned;switch:8-15;action:0-7:17=close:18=open:32=revertToCalendar]',
  'controller-state': 'parts[long-unsigned;direction:12-15:1=output:2=input;controller:8-11;level:0-7]',
  'controller-direction': 'parts[unsigned;direction:4-7:1=output:2=input;controller:0-3]',
  'protection-parameters': PROTECTION_PARAMETERS,
  'protected-value': `{protectionParameters ${PROTECTION_PARAMETERS}, protectedAttributes octet-string(17..65535)}`,
  // Class 1 (data) of the clock's object, attribute 2; from and to in seconds since 2000-01-01, both included.
  'range-descriptor':
    '{restrictingObject {classId long-unsigned =1, logicalName octet-string(6) =00005e2c64ff, attributeIndex integer =2, ' +
    'dataIndex long-unsigned =0}, fromValue double-long-unsigned, toValue double-long-unsigned, selectedValues array[0..0] null-data}',
};

interface Parsed {
  readonly shape: DataShape;
  readonly constant?: number | boolean;
}

/** The tokens of a shape, and where in them the reading is. */
interface Tokens {
  readonly words: readonly string[];
  at: number;
}

function tokensOf(text: string): Tokens {
  return { words: text.match(/[{},]|[^\s{},]+/g) ?? [], at: 0 };
}

/** The rows of a DLMS use case. */
export function parseDlmsRows(text: string): DlmsRow[] {
  const rows: DlmsRow[] = [];
  for (const line of text.split('\n')) {
    const [, access, classId, obis, member, name, rest] = DLMS_LINE.exec(line) ?? [];
    if (rest === undefined || obis === undefined || name === undefined) {
      if (line.trim() === '') continue;
      throw unreadable(line);
    }
    const at = { name, classId: Number(classId), obis, member: Number(member) };
    const tokens = tokensOf(rest);
    const { shape, constant } = readShape(tokens);
    if (access === 'protects') {
      const owner = rows.pop();
      if (owner === undefined) throw unreadable(line);
      rows.push({ ...owner, protects: [...(owner.protects ?? []), { ...at, shape }] });
      continue;
    }
    rows.push({
      ...at,
      access: access as DlmsRow['access'],
      shape,
      ...(constant === undefined ? {} : { constant }),
      ...readMarks(tokens, line),
    });
  }
  return rows;
}

const DLMS_LINE = /^(get|set|action|protects) (\d+) (\S+) (\d+) (\S+) (.+)$/;

type Marks = Pick<DlmsRow, 'optional' | 'selection' | 'returns' | 'sameAs' | 'presentExactlyWhen'>;

function readMarks(tokens: Tokens, line: string): Marks {
  let marks: Marks = {};
  for (let word = next(tokens); word !== undefined; word = next(tokens)) {
    if (word === 'optional') marks = { ...marks, optional: true };
    else if (word === 'range') marks = { ...marks, selection: 'range' };
    else if (word === 'returns') marks = { ...marks, returns: readShape(tokens).shape };
    else if (word === 'same-as') marks = { ...marks, sameAs: rowName(tokens, line) };
    else if (word === 'when') marks = { ...marks, presentExactlyWhen: readCondition(tokens, line) };
    else throw unreadable(line);
  }
  return marks;
}

function rowName(tokens: Tokens, line: string): string {
  const name = next(tokens);
  if (name === undefined) throw unreadable(line);
  return name;
}

/** `name =number` */
function readCondition(tokens: Tokens, line: string): { readonly row: string; readonly equals: number } {
  const row = rowName(tokens, line);
  const [, number] = /^=(\d+|0x[0-9A-F]+)$/.exec(next(tokens) ?? '') ?? [];
  if (number === undefined) throw unreadable(line);
  return { row, equals: Number(number) };
}

/** One shape written as text. */
export function parseShape(text: string): DataShape {
  const tokens = tokensOf(text);
  const { shape } = readShape(tokens);
  if (tokens.at < tokens.words.length) throw unreadable(text);
  return shape;
}

/** Fields of a structure, or what follows code and time in an alert: `name shape, name shape`. */
export function parseNamedShapes(text: string): readonly NamedShape[] {
  const shape = parseShape(`{${text}}`);
  return shape.type === 'structure' ? shape.fields : [];
}

function next(tokens: Tokens): string | undefined {
  const word = tokens.words[tokens.at];
  if (word !== undefined) tokens.at++;
  return word;
}

const SIZED = /^([a-z0-9-]+)(?:\((-?\d+)(?:\.\.(-?\d+))?\))?$/;
const PACKED = /^packed\[(.+)\]$/;
const PARTS = /^parts\[([a-z-]+);(.+)\]$/;
const ARRAY = /^(compact-)?array\[(\d+)\.\.(\d+)\]$/;

function readShape(tokens: Tokens): Parsed {
  const word = next(tokens) ?? '';
  if (word === '{') return { shape: { type: 'structure', fields: readFields(tokens) } };
  const array = ARRAY.exec(word);
  if (array !== null) {
    const [, compact, min, max] = array;
    const of = readShape(tokens).shape;
    return {
      shape: { type: 'array', min: Number(min), max: Number(max), of, ...(compact ? { compact: true as const } : {}) },
    };
  }
  const packed = PACKED.exec(word);
  if (packed !== null) return { shape: packedShape(packed[1] ?? '', word) };
  const parts = PARTS.exec(word);
  if (parts !== null) return { shape: numberOfParts(parts[1] as NumberShapeType, parts[2] ?? '', word) };
  const shared = SHAPE_WORDS[word];
  if (shared !== undefined) return readShape(tokensOf(shared));
  const [, type = '', min, max = min] = SIZED.exec(word) ?? [];
  const constant = tokens.words[tokens.at]?.startsWith('=') ? next(tokens)?.slice(1) : undefined;
  return readScalar(type, min === undefined ? undefined : { min: Number(min), max: Number(max) }, constant, word);
}

/** Fields side by side, `name:kind;name:kind`, as one octet-string. */
function packedShape(text: string, word: string): DataShape {
  const content = text.split(';').map((field): PackedField => {
    const [name = '', kind = ''] = field.split(':');
    if (!(kind in PACKED_OCTETS)) throw unreadable(word);
    return { name, kind: kind as PackedField['kind'] };
  });
  const size = content.reduce((sum, { kind }) => sum + PACKED_OCTETS[kind], 0);
  return { type: 'octet-string', min: size, max: size, content };
}

/** Numbers in one number, `name:low-high`, with names of some values after it, `:1=output:2=input`. */
function numberOfParts(type: NumberShapeType, text: string, word: string): DataShape {
  const parts = text.split(';').map((part): NumberPart => {
    const [name = '', range = '', ...named] = part.split(':');
    const [, low, high] = /^(\d+)-(\d+)$/.exec(range) ?? [];
    if (low === undefined) throw unreadable(word);
    const names = Object.fromEntries(named.map((one) => one.split('=')));
    const bits = Number(high) - Number(low) + 1;
    return { name, low: Number(low), bits, ...(named.length === 0 ? {} : { names }) };
  });
  return { type, parts };
}

function readFields(tokens: Tokens): NamedShape[] {
  const fields: NamedShape[] = [];
  for (;;) {
    const name = next(tokens);
    if (name === '}') return fields;
    if (name === undefined) throw unreadable(tokens.words.join(' '));
    if (name === ',') continue;
    const { shape, constant } = readShape(tokens);
    const optional = tokens.words[tokens.at] === 'optional';
    if (optional) tokens.at++;
    fields.push({
      name,
      shape,
      ...(constant === undefined ? {} : { constant }),
      ...(optional ? { optional: true as const } : {}),
    });
  }
}

const DATE_TIME_OCTETS = 12;

interface Bounds {
  readonly min: number;
  readonly max: number;
}

function octets(content: OctetContent, bounds: Bounds, constant: string | undefined): Parsed {
  return { shape: { type: 'octet-string', ...bounds, content, ...(constant === undefined ? {} : { constant }) } };
}

function readScalar(type: string, bounds: Bounds | undefined, constant: string | undefined, word: string): Parsed {
  switch (type) {
    case 'null-data':
      return { shape: { type } };
    case 'date-time':
      if (bounds === undefined) return { shape: { type } };
      if (bounds.min !== DATE_TIME_OCTETS || bounds.max !== DATE_TIME_OCTETS) throw unreadable(word);
      return octets(type, bounds, constant);
    case 'text':
      if (bounds === undefined) throw unreadable(word);
      return octets(type, bounds, constant);
    case 'boolean':
      return { shape: { type }, ...(constant === undefined ? {} : { constant: constant === 'true' }) };
    case 'integer':
    case 'unsigned':
    case 'long':
    case 'long-unsigned':
    case 'double-long':
    case 'double-long-unsigned':
    case 'enum': {
      const number: NumberShapeType = type;
      return { shape: { type: number, ...bounds }, ...(constant === undefined ? {} : { constant: Number(constant) }) };
    }
    case 'octet-string':
    case 'visible-string':
    case 'utf8-string':
    case 'bit-string':
      if (bounds === undefined) throw unreadable(word);
      return { shape: { type, ...bounds, ...(constant === undefined ? {} : { constant }) } };
    default:
      throw unreadable(word);
  }
}

/** The rows of a GBZ use case. */
export function parseGbzRows(text: string): GbzRow[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', cluster = '', command = '', response = '', parameter = '', marks = ''] = line
        .split('|')
        .map((part) => part.trim());
      const [, clusterId, clusterName] = NUMBERED.exec(cluster) ?? [];
      const [, commandId, commandName, frameControl] = COMMAND.exec(command) ?? [];
      if (clusterName === undefined || commandName === undefined || frameControl === undefined) throw unreadable(line);
      const [, responseId, responseName] = NUMBERED.exec(response) ?? [];
      return {
        name,
        clusterId: hex(clusterId),
        cluster: clusterName,
        commandId: hex(commandId),
        command: commandName,
        frameControl: hex(frameControl),
        ...(responseName === undefined
          ? {}
          : {
              response: {
                commandId: hex(responseId),
                command: responseName,
                ...(GENERAL_COMMANDS.has(responseName) ? { general: true as const } : {}),
              },
            }),
        ...(parameter === '' ? {} : { parameter: parseParameter(parameter) }),
        ...(marks.includes('optional') ? { optional: true as const } : {}),
        ...(marks.includes('repeated') ? { repeated: true as const } : {}),
      };
    });
}

const NUMBERED = /^([0-9A-F]+) (.+)$/;
const COMMAND = /^([0-9A-F]{2}) (.+) ([0-9A-F]{2})$/;
const PARAMETER = /^(.*?)(?: : (.+?))?(?: = (0x[0-9A-F]+|\d+))?$/;

/** Commands of the whole ZCL, which mean the same in every cluster. */
const GENERAL_COMMANDS: ReadonlySet<string> = new Set(['Read Attributes Response', 'ZCL Default Response']);

function parseParameter(text: string): GbzParameter {
  const [, name = text, type, value] = PARAMETER.exec(text) ?? [];
  return {
    name,
    ...(type === undefined ? {} : { type }),
    ...(value === undefined ? {} : { value: Number(value) }),
  };
}

function hex(text: string | undefined): number {
  return Number.parseInt(text ?? '', 16);
}

function unreadable(text: string): RangeError {
  return new RangeError(`the catalogue has a row that cannot be read: ${text.trim()}`);
}
