import {
  CLUSTER_ORDER,
  COMMAND_NUMBERS,
  frameControlOf,
  GBZ_ROW_NAMES,
  OPTIONAL_COMMANDS,
  RANGES_TO_SET,
  READ_IN_UPDATES,
  REPEATED_COMMANDS,
  RESPELLED,
  ROW_MARKS,
  ROW_NAMES,
} from './errata.js';
import type { PublishedDlmsRow, PublishedUseCase, PublishedZclRow } from './published.js';
import { shapeOf } from './shapes.js';

/** Rows of use cases in the catalogue's text form. */

/** The published rows of one instruction, which stand one after the other. */
interface Instruction {
  readonly key: string;
  readonly rows: PublishedDlmsRow[];
}

const PROTECTION_CLASS = 30;
const LOG_CLASS = 7;

/** The DLMS rows of a use case, one line each, in their order, which is that of the wire. */
export function dlmsRows(useCase: PublishedUseCase): string[] {
  const instructions = instructionsOf((useCase.dlms ?? []).map(respelled));
  const isProtection = ({ rows }: Instruction) => rows[0]?.classId === PROTECTION_CLASS;
  const protections = instructions.filter(isProtection);
  if (protections.length === 0) return withEqualDates(uniquely(instructions.map((one) => line(useCase, one))));
  // Rows of other classes say what the one protected method returns.
  const contents = instructions.filter((one) => !isProtection(one)).map((one) => line(useCase, one));
  return protections.flatMap((one) => [
    line(useCase, one),
    ...contents.map((content) => content.replace(/^get /, 'protects ').replace(/ range$/, '')),
  ]);
}

function respelled(row: PublishedDlmsRow): PublishedDlmsRow {
  return { ...row, name: RESPELLED.reduce((name, [published, ours]) => name.replace(published, ours), row.name) };
}

function instructionsOf(rows: readonly PublishedDlmsRow[]): Instruction[] {
  const found: Instruction[] = [];
  for (const row of rows) {
    const key = `${row.classId} ${row.obis} ${row.number}`;
    const last = found.at(-1);
    if (last?.key === key && last.rows[0]?.kind === row.kind) last.rows.push(row);
    else found.push({ key, rows: [row] });
  }
  return found;
}

/** An attribute that is read twice (ECS26a) gets another name the second time. */
function uniquely(lines: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return lines.map((text) => {
    const words = text.split(' ');
    const name = words[4] ?? '';
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? text : words.with(4, `${name}(${times})`).join(' ');
  });
}

const ACTIVATION = /^set \d+ \S+ \d+ (\S+\.activate\w*NextDateTime) date-time\(12\)/;

/** All times of activation in a Command are the same (GBCS 9.2): each repeats the first. */
function withEqualDates(lines: readonly string[]): string[] {
  const first = lines.map((text) => ACTIVATION.exec(text)?.[1]).find((name) => name !== undefined);
  return lines.map((text) => {
    const [, name] = ACTIVATION.exec(text) ?? [];
    return name === undefined || name === first ? text : `${text} same-as ${first}`;
  });
}

function line(useCase: PublishedUseCase, { key, rows }: Instruction): string {
  const [first] = rows as [PublishedDlmsRow, ...PublishedDlmsRow[]];
  const access = accessOf(useCase, first, key);
  const head = `${access} ${key} ${nameOf(rows, key)}`;
  if (first.classId === PROTECTION_CLASS) {
    const isLog = rows.some(({ name }) => /fromDateTime/.test(name));
    return `${head} ${isLog ? 'protected-log-read' : 'protected-read'} returns protected-value`;
  }
  if (access === 'action') return `${head} ${methodShape(rows, key)}${marksOf(useCase, key, rows)}`;
  const values = rows.filter(({ attribute }) => !/^see notes|range_descriptor/.test(attribute));
  const range = first.classId === LOG_CLASS && values.length < rows.length ? ' range' : '';
  const shape = (access === 'set' ? RANGES_TO_SET[key] : undefined) ?? shapeOf(values, key);
  return `${head} ${shape}${range}${marksOf(useCase, key, rows)}`;
}

function marksOf({ useCase }: PublishedUseCase, key: string, rows: readonly PublishedDlmsRow[]): string {
  const optional = rows.every(({ dataType }) => dataType.endsWith('[[OPTIONAL]]')) ? ' optional' : '';
  const more = ROW_MARKS[`${useCase} ${key}`];
  return more === undefined ? optional : `${optional} ${more}`;
}

function accessOf({ readOrUpdate }: PublishedUseCase, { kind }: PublishedDlmsRow, key: string): string {
  if (kind === 'method') return 'action';
  return readOrUpdate === 'Read' || READ_IN_UPDATES.has(key) ? 'get' : 'set';
}

/** Parameter of a method, and what it returns. The row of the method itself has a type only where it has no others. */
function methodShape(rows: readonly PublishedDlmsRow[], key: string): string {
  const inputs = rows.filter(({ name }) => /methodInput/i.test(name));
  const outputs = rows.filter(({ name }) => /methodOutput/i.test(name));
  const rest = rows.filter((row) => !inputs.includes(row) && !outputs.includes(row));
  const input = shapeOf(inputs.length > 0 ? inputs : rest.map((row) => ({ ...row, attribute: '' })), key);
  return outputs.length === 0 ? input : `${input} returns ${shapeOf(outputs, key)}`;
}

/** Words of the section that say how something is reached and not what it is. */
const OF_METHODS = /^(method|Method|methodInput|methodOutput)$/;

/** What the leaves of a row have in common of their names. */
function nameOf(rows: readonly PublishedDlmsRow[], key: string): string {
  const [first] = rows as [PublishedDlmsRow, ...PublishedDlmsRow[]];
  const known = ROW_NAMES[key] ?? ROW_NAMES[`${key} ${first.kind}`];
  if (known !== undefined) return known;
  const [object = '', ...tails] = first.name.split(/\s*:\s*/);
  if (first.kind === 'method') return `${objectName(object)}.${memberName(tails)}`;
  const paths = rows
    .filter(({ attribute }) => !/^see notes|range_descriptor/.test(attribute))
    .map(({ name }) => memberName(name.split(/\s*:\s*/).slice(1)).split('.'));
  const [path = []] = paths;
  const shared = path.filter((word, i) =>
    paths.every((other) => other.slice(0, i + 1).join() === path.slice(0, i + 1).join() && other[i] === word),
  );
  const member = shared.filter((word) => word.toLowerCase() !== 'logentry').join('.');
  return `${objectName(object)}.${withTime(member, first)}`;
}

/** Rows whose leaves share no word, by class and attribute; "next" values live in objects of their own. */
const MEMBER_NAMES: Readonly<Record<string, string>> = {
  '1 2': 'value',
  '3 3': 'scalerUnit',
  '4 3': 'scalerUnit',
  '10 2': 'entries',
  '11 2': 'entries',
  '113 5': 'valueCurrent',
  '113 6': 'valueNext',
};

function withTime(member: string, { classId, number, obis }: PublishedDlmsRow): string {
  const name = member === '' ? (MEMBER_NAMES[`${classId} ${number}`] ?? 'value') : member;
  return name === 'entries' ? `entries.${obis.startsWith('0-1:') ? 'next' : 'current'}` : name;
}

function memberName(parts: readonly string[]): string {
  return parts
    .filter((part) => !OF_METHODS.test(part.trim()))
    .join('.')
    .replaceAll(/\[[^\]}]*[\]}]/g, '')
    .replaceAll(/\s+/g, '')
    .replaceAll('/', '');
}

/** `(Phase[1])X` as `X(Phase[1])`, `X - Supplier` as `X(Supplier)`, and no blanks. */
function objectName(text: string): string {
  return text
    .trim()
    .replace('SuspendDebtDisabled / SuspendDebtEmergency / Payment Mode', 'PaymentMode')
    .replace(/^(\([^)]*\))(.*)$/, '$2$1')
    .replace(/ - (.+)$/, '($1)')
    .replaceAll(/\s+/g, '');
}

/** The commands of a GBZ use case, one line each. An answer that stands on a row of its own goes to its command. */
export function gbzRows(useCase: PublishedUseCase): string[] {
  const rows = inOrder(useCase);
  const lines: string[] = [];
  for (const [i, row] of rows.entries()) {
    if (/^\(Response/.test(row.command) && i > 0) continue;
    const answer = rows[i + 1];
    const response = answer !== undefined && /^\(Response/.test(answer.command) ? answer.response : row.response;
    lines.push(gbzLine(useCase.useCase, row, response));
  }
  return lines;
}

function inOrder({ useCase, zcl = [] }: PublishedUseCase): readonly PublishedZclRow[] {
  const order = CLUSTER_ORDER[useCase];
  if (order === undefined) return zcl;
  const place = ({ cluster }: PublishedZclRow) => order.indexOf(numbered(cluster)[0]);
  return [...zcl].sort((a, b) => place(a) - place(b));
}

/** `Prepayment: 0x0705` as number and name. */
function numbered(text: string): [number: string, name: string] {
  const [, name = '', number = ''] = /^(.*?)\s*:\s*0x([0-9A-F]+)$/.exec(text.replaceAll(/\s+/g, ' ').trim()) ?? [];
  return [number, name];
}

function gbzLine(useCase: string, row: PublishedZclRow, response: string): string {
  const [clusterId, cluster] = numbered(row.cluster);
  const [publishedNumber, command] = numbered(row.command);
  const kind = `${clusterId} ${command}`;
  const number = COMMAND_NUMBERS[kind] ?? publishedNumber;
  const [responseNumber, responseName] = numbered(response);
  const marks = [
    REPEATED_COMMANDS.has(kind) ? 'repeated' : '',
    OPTIONAL_COMMANDS.has(`${useCase} ${kind}`) ? 'optional' : '',
  ].filter((mark) => mark !== '');
  const [object = '', ...tails] = row.name.split(/\s*:\s*/);
  return [
    GBZ_ROW_NAMES[`${useCase} ${kind}`] ?? `${objectName(object)}.${memberName(tails)}`,
    `${clusterId} ${cluster}`,
    `${number} ${command} ${frameControlOf(clusterId, command)}`,
    responseName === '' ? '' : `${responseNumber} ${responseName}`,
    parameterText(row),
    ...(marks.length === 0 ? [] : [marks.join(' ')]),
  ]
    .join(' | ')
    .replace(/( \| )+$/, '')
    .trimEnd();
}

/** Name, type and value of the parameter. The section explains it in words after that, which stay behind. */
function parameterText({ parameter, dataType }: PublishedZclRow): string {
  const [first = '', second = ''] = parameter.split('\n');
  if (first === '--') return '';
  const named = /^([A-Za-z /#0-9_]+?)\s*(?:[:=]\s*(0x[0-9A-F]+|\d+)\b.*)?$/.exec(first);
  const attribute = /^([^:]+):\s*([^:]+):\s*(0x[0-9A-F]+)$/.exec(first);
  const value = named?.[2] ?? attribute?.[3] ?? /^(0x[0-9A-F]+|\d+)\s*[=(]/.exec(second)?.[1];
  const name = attribute?.[2] ?? named?.[1] ?? first.split(/[:=,]/)[0] ?? first;
  const type = /^(--|)$/.test(dataType) ? '' : ` : ${dataType}`;
  return `${name.trim()}${type}${value === undefined ? '' : ` = ${value}`}`;
}
