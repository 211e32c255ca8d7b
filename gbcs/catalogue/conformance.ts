import { equalBytes, toHex } from '../bytes/hex.js';
import { type AccessRequest, type AccessSpecification, longInvokeIdOf } from '../dlms/access.js';
import type { Data } from '../dlms/data.js';
import { CodecError } from '../errors.js';
import { parseShape } from './rows-text.js';
import type { DataShape, DlmsRow, NamedShape } from './use-case.js';

/**
 * Whether a Command's DLMS payload is what its use case says: the rows in their order, each optional one there or not,
 * values of the right type and range (GBCS 19.2.1; a Critical Command must match its template).
 */

const CLAUSE = 'GBCS 19';

/**
 * Checks an access request against the rows of its use case.
 * @param originatorCounter of the message; its low 24 bits stand in the long-invoke-id
 * @throws CodecError `GBCS_E_PAYLOAD` naming the row or instruction that does not fit
 */
export function checkAccessRequest(request: AccessRequest, rows: readonly DlmsRow[], originatorCounter: bigint): void {
  if (request.longInvokeId !== longInvokeIdOf(originatorCounter)) {
    throw misfit('the long-invoke-id is not 20 and the low 24 bits of the originator counter', 'longInvokeId');
  }
  if (request.dateTime.length !== 0) throw misfit('the access request carries a date-time', 'dateTime');
  const values = matchRows(request, rows);
  for (const row of rows) {
    const same = row.sameAs;
    if (same !== undefined && !sameOctets(values.get(row.name), values.get(same))) {
      throw misfit(`${row.name} is not the same as ${same}`, row.name);
    }
    const rule = row.presentExactlyWhen;
    if (rule === undefined) continue;
    const other = values.get(rule.row);
    const wanted = other !== undefined && 'value' in other && other.value === rule.equals;
    if (wanted !== values.has(row.name)) {
      const must = wanted ? 'is missing' : 'does not belong';
      throw misfit(`${row.name} ${must} where ${rule.row} is ${describe(other)}`, row.name);
    }
  }
}

/** Walks rows and instructions side by side. @returns the data of each row that is there */
function matchRows(request: AccessRequest, rows: readonly DlmsRow[]): Map<string, Data> {
  const values = new Map<string, Data>();
  let at = 0;
  for (const row of rows) {
    const specification = request.specifications[at];
    const data = request.data[at];
    if (specification === undefined || data === undefined || !isRow(specification, row)) {
      if (row.optional) continue;
      throw misfit(`${row.name} is missing at instruction ${at}`, row.name, specification?.span?.start);
    }
    if (row.access !== 'get') {
      const problem = shapeProblem(data, row.shape);
      if (problem !== undefined) throw misfit(`${row.name}: ${problem}`, row.name, data.span?.start);
      if (row.constant !== undefined && !('value' in data && data.value === row.constant)) {
        throw misfit(`${row.name} is ${describe(data)}, not ${row.constant}`, row.name, data.span?.start);
      }
    } else if (data.type !== 'null-data') {
      throw misfit(`${row.name} is read and yet has a value`, row.name, data.span?.start);
    }
    const selection = selectionProblem(specification, row);
    if (selection !== undefined) throw misfit(`${row.name}: ${selection}`, row.name, specification.span?.start);
    values.set(row.name, data);
    at++;
  }
  const extra = request.specifications[at];
  if (extra !== undefined) {
    throw misfit(
      `instruction ${at} (${extra.access} ${extra.classId} ${extra.obis} ${extra.member}) is not of the use case`,
      `specifications[${at}]`,
      extra.span?.start,
    );
  }
  return values;
}

function sameOctets(one: Data | undefined, other: Data | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return 'octets' in one && 'octets' in other && equalBytes(one.octets, other.octets);
}

/** Selector of a range of a log (Blue Book, class 7). */
export const RANGE_SELECTOR = 1;
export const RANGE_SHAPE = parseShape('range-descriptor');

/** What is wrong with the part of a log that an instruction asks for, or that it asks for a part where it may not. */
function selectionProblem({ selection }: AccessSpecification, row: DlmsRow): string | undefined {
  if (row.selection === undefined) return selection === undefined ? undefined : 'selective access';
  if (selection === undefined) return 'no selective access';
  if (selection.selector !== RANGE_SELECTOR) return `selector ${selection.selector}, not ${RANGE_SELECTOR}`;
  return shapeProblem(selection.parameters, RANGE_SHAPE);
}

/** Whether an instruction addresses the attribute or method of a row, in the row's way. */
export function isRow(specification: AccessSpecification, row: DlmsRow): boolean {
  return (
    specification.access === row.access &&
    specification.classId === row.classId &&
    specification.member === row.member &&
    specification.obis === row.obis
  );
}

function misfit(message: string, path: string, offset?: number): CodecError {
  return new CodecError('GBCS_E_PAYLOAD', message, {
    path,
    clause: CLAUSE,
    ...(offset === undefined ? {} : { offset }),
  });
}

function describe(data: Data | undefined): string {
  if (data === undefined) return 'absent';
  return 'value' in data ? String(data.value) : data.type;
}

/**
 * What keeps a value from fitting a shape, in words; `undefined` if it fits.
 */
export function shapeProblem(data: Data, shape: DataShape): string | undefined {
  if (shape.type === 'date-time' && data.type === 'octet-string') {
    return data.octets.length === 12 ? undefined : `a date-time of ${data.octets.length} octets`;
  }
  const isCompact = data.type === 'compact-array' && shape.type === 'array' && shape.compact === true;
  if (data.type !== shape.type && !isCompact) return `${data.type}, not ${shape.type}`;
  switch (shape.type) {
    case 'integer':
    case 'unsigned':
    case 'long':
    case 'long-unsigned':
    case 'double-long':
    case 'double-long-unsigned':
    case 'enum': {
      const { value } = data as { value: number };
      const low = shape.min ?? Number.NEGATIVE_INFINITY;
      const high = shape.max ?? Number.POSITIVE_INFINITY;
      return value < low || value > high ? `${value} is outside ${low} to ${high}` : undefined;
    }
    case 'octet-string':
    case 'visible-string':
    case 'utf8-string': {
      const { octets } = data as { octets: Uint8Array };
      const size = sizeProblem(octets.length, shape, 'octets');
      if (size !== undefined) return size;
      return shape.constant !== undefined && toHex(octets) !== shape.constant.toLowerCase()
        ? `${toHex(octets)} is not ${shape.constant}`
        : undefined;
    }
    case 'bit-string': {
      const { bits } = data as { bits: string };
      const size = sizeProblem(bits.length, shape, 'bits');
      if (size !== undefined) return size;
      return shape.constant !== undefined && bits !== shape.constant ? `${bits} is not ${shape.constant}` : undefined;
    }
    case 'array': {
      const { items } = data as { items: readonly Data[] };
      return sizeProblem(items.length, shape, 'elements') ?? firstProblem(items, () => shape.of);
    }
    case 'structure': {
      const { items } = data as { items: readonly Data[] };
      const fields = shapeFields(shape.fields, items.length);
      if (items.length !== fields.length) return `${items.length} fields, not ${shape.fields.length}`;
      for (const [i, field] of fields.entries()) {
        const item = items[i] as Data;
        if (field.constant !== undefined && !('value' in item && item.value === field.constant)) {
          return `${field.name} is ${describe(item)}, not ${field.constant}`;
        }
      }
      return firstProblem(items, (i) => fields[i]?.shape as DataShape);
    }
    case 'null-data':
    case 'boolean':
    case 'date-time':
      return undefined;
    default:
      return shape satisfies never;
  }
}

/** The fields of a structure with this many of them: all, or all but those that only some devices have. */
export function shapeFields(fields: readonly NamedShape[], count: number): readonly NamedShape[] {
  return count === fields.length ? fields : fields.filter(({ optional }) => optional !== true);
}

function firstProblem(items: readonly Data[], shapeOf: (index: number) => DataShape): string | undefined {
  for (const [i, item] of items.entries()) {
    const problem = shapeProblem(item, shapeOf(i));
    if (problem !== undefined) return `[${i}] ${problem}`;
  }
  return undefined;
}

function sizeProblem(size: number, bounds: { min: number; max: number }, unit: string): string | undefined {
  return size < bounds.min || size > bounds.max ? `${size} ${unit}, not ${bounds.min} to ${bounds.max}` : undefined;
}
