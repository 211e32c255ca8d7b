import { allUseCases, type DataShape, formatObis, type GbzRow, type UseCase } from '../gbcs/index.js';
import type { TopicItem } from './topic-item.js';

/** What the rows of the catalogue are about: objects by OBIS name or by the specification's, clusters and their commands. */

/** One row as it can be found. */
interface Row {
  readonly useCase: UseCase;
  /** In the specification's words. */
  readonly name: string;
  /** What is done with it, and what it is. */
  readonly text: string;
  readonly obis?: string;
  readonly classId?: number;
  readonly member?: number;
  readonly cluster?: string;
  /** The command and its answer. */
  readonly commands?: readonly string[];
}

export interface FoundObject extends TopicItem {
  readonly kind: 'COSEM object' | 'object' | 'cluster' | 'ZCL command';
}

/** An attribute or method of an object, as far as a text says it. */
interface ObisQuery {
  readonly classId?: number;
  /** Six groups, or five where the last one may be any. */
  readonly obis: string;
  readonly member?: number;
}

/**
 * `0-0:94.44.118.2`, also without its last group, as 12 hexadecimal digits, after a class, and before an attribute or
 * method: `1 0-0:94.44.118.2 2`, `class 1, 0-0:94.44.118.2, attribute 2`.
 */
function obisQueryOf(text: string): ObisQuery | undefined {
  const words = text.replaceAll(/\b(class|attribute|method|obis)\b|[,/]/gi, ' ').trim();
  const [, classId, digits, notation, member] =
    /^(?:(\d{1,5})\s+)?(?:([0-9a-f]{12})|(\d{1,3}-\d{1,3}:\d{1,3}\.\d{1,3}\.\d{1,3}(?:\.\d{1,3})?))(?:\s+(\d{1,3}))?$/i.exec(
      words,
    ) ?? [];
  const obis = digits === undefined ? notation : formatObis(Buffer.from(digits, 'hex'));
  if (obis === undefined) return undefined;
  return {
    obis,
    ...(classId === undefined ? {} : { classId: Number(classId) }),
    ...(member === undefined ? {} : { member: Number(member) }),
  };
}

/** The objects, clusters and commands that a text names, each with its rows. */
export function objectsCalled(text: string): FoundObject[] {
  const query = obisQueryOf(text);
  if (query !== undefined) {
    const { obis, classId, member } = query;
    const isMeant = (row: Row) =>
      (row.obis === obis || row.obis?.startsWith(`${obis}.`) === true) &&
      (classId === undefined || row.classId === classId) &&
      (member === undefined || row.member === member);
    return grouped(rows().filter(isMeant), 'COSEM object', ({ obis: found = '' }) => found);
  }
  const sought = text.toLowerCase();
  const isCalled = (name: string | undefined) => name?.toLowerCase() === sought;
  return [
    ...grouped(
      rows().filter(({ name }) => namesOf(name).some(isCalled)),
      'object',
      ({ name }) => namesOf(name).find(isCalled) ?? name,
    ),
    ...grouped(
      rows().filter(({ cluster }) => clusterNames(cluster).some(isCalled)),
      'cluster',
      ({ cluster = '' }) => cluster,
    ),
    ...grouped(
      rows().filter(({ commands = [] }) => commands.some(isCalled)),
      'ZCL command',
      ({ commands = [] }) => commands.find(isCalled) ?? '',
    ),
  ];
}

/** What a row may be found by: its whole name, that without numbers in brackets, and its object. */
function namesOf(name: string): string[] {
  const object = name.replace(/\.[^.]*$/, '');
  return [...new Set([name, withoutIndex(name), object, withoutIndex(object)])];
}

function withoutIndex(name: string): string {
  return name.replaceAll(/\[[^\]]*\]/g, '');
}

/** A cluster by number, by name, and by both. */
function clusterNames(cluster: string | undefined): string[] {
  if (cluster === undefined) return [];
  return [cluster, cluster.slice(0, 4), cluster.slice(5)];
}

function grouped(found: readonly Row[], kind: FoundObject['kind'], nameOf: (row: Row) => string): FoundObject[] {
  const groups = new Map<string, Row[]>();
  for (const row of found) {
    const name = nameOf(row);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return [...groups].map(([name, group]) => {
    // What two editions of a use case have alike is one row.
    const texts = [...new Set(group.map(({ useCase, text }) => `${useCase.name} ${text}`))];
    const useCases = new Set(group.map(({ useCase }) => useCase.name)).size;
    const summary = `in ${texts.length} ${texts.length === 1 ? 'row' : 'rows'} of ${useCases} ${useCases === 1 ? 'use case' : 'use cases'}`;
    return { kind, name, summary, facts: { rows: texts } };
  });
}

let known: readonly Row[] | undefined;

function rows(): readonly Row[] {
  known ??= allUseCases.flatMap(rowsOf);
  return known;
}

function rowsOf(useCase: UseCase): Row[] {
  const { payload } = useCase;
  switch (payload.family) {
    case 'dlms':
      return payload.rows.flatMap((row) => [
        cosemRow(useCase, row, row.access, row.optional === true ? ', optional' : ''),
        ...(row.protects ?? []).map((one) => cosemRow(useCase, one, 'get', ', encrypted')),
      ]);
    case 'dlms-alert':
      return [
        ...payload.extras.map(({ name, shape }) => ({ useCase, name, text: `sends ${name}: ${shapeText(shape)}` })),
        ...(payload.protects ?? []).map((one) => cosemRow(useCase, one, 'sends', ', encrypted')),
      ];
    case 'gbz':
    case 'gbz-alert':
      return payload.rows.map((row) => gbzRow(useCase, row));
    case 'asn1':
    case 'asn1-alert':
    case 'generic-alert':
    case 'none':
      return [];
    default:
      return payload satisfies never;
  }
}

function cosemRow(
  useCase: UseCase,
  row: { name: string; classId: number; obis: string; member: number; shape: DataShape },
  access: string,
  marks: string,
): Row {
  const { name, classId, obis, member, shape } = row;
  const place = `class ${classId}, ${obis}, ${access === 'action' ? 'method' : 'attribute'} ${member}`;
  const text = `${access} ${name}: ${place}, ${shapeText(shape)}${marks}`;
  return { useCase, name, text, obis, classId, member };
}

function gbzRow(useCase: UseCase, row: GbzRow): Row {
  const id = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
  const cluster = `${id(row.clusterId, 4)} ${row.cluster}`;
  const { response } = row;
  const answer = response === undefined ? '' : `, answer ${id(response.commandId, 2)} ${response.command}`;
  const text = `${row.name}: cluster ${cluster}, command ${id(row.commandId, 2)} ${row.command}${answer}`;
  const commands = [row.command, ...(response === undefined ? [] : [response.command])];
  return { useCase, name: row.name, text, cluster, commands };
}

function shapeText(shape: DataShape): string {
  if (shape.type === 'array') return `array of ${shapeText(shape.of)}`;
  if (shape.type === 'structure') return `structure of ${shape.fields.map(({ name }) => name).join(', ')}`;
  return shape.type;
}

/** Every name that can be asked for, for suggestions. */
export function objectNames(): string[] {
  return rows().flatMap(({ name, obis, cluster, commands = [] }) => [
    ...namesOf(name),
    ...(obis === undefined ? [] : [obis]),
    ...clusterNames(cluster).slice(2),
    ...commands,
  ]);
}
