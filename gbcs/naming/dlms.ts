import { isRow, RANGE_SELECTOR, RANGE_SHAPE } from '../catalogue/conformance.js';
import { answerShape, rowsOfResults } from '../catalogue/response-rows.js';
import type { DlmsRow } from '../catalogue/use-case.js';
import {
  type Access,
  type AccessRequest,
  type AccessResponse,
  type AccessResult,
  type AccessSpecification,
  longInvokeIdOf,
} from '../dlms/access.js';
import { ACTION_RESULT, DATA_ACCESS_RESULT } from '../dlms/access-results.js';
import { type Data, NULL_DATA } from '../dlms/data.js';
import type { CodecError } from '../errors.js';
import {
  fieldsOfName,
  misplaced,
  type NamedFields,
  type NamedValue,
  nameOfNumber,
  numberOfName,
  oneWay,
} from '../named-value.js';
import type { DecodingContext, EncodingContext, NamingContext } from './context.js';
import { dataOfName, defaultOf, nameOfData } from './data.js';
import { nameOfSeconds, secondsOfName } from './date-time.js';
import { nameOfProtected, protectedOfName } from './protected-values.js';

/**
 * Access requests and responses by name: an instruction has the name of its row in the use case, and the value that it
 * sends or gets. A request that is not as its use case has it names its instructions by what they address, and a result
 * whose row is not certain has a number.
 */

const ADDRESS = /^(get|set|action) (\d+) (\d+-\d+:\d+\.\d+\.\d+\.\d+) (\d+)(?: #\d+)?$/;
const NUMBERED = /^(get|set|action) #\d+$/;

function rowsOf({ useCase }: NamingContext): readonly DlmsRow[] {
  return useCase?.payload.family === 'dlms' ? useCase.payload.rows : [];
}

/** The values that a request sends, by instruction; `null` where it only asks. */
export function nameOfRequest(request: AccessRequest, context: DecodingContext): NamedFields {
  const rows = rowsOf(context);
  const ordered = orderedRows(request.specifications, rows);
  const fields: Record<string, NamedValue> = {};
  for (const [i, specification] of request.specifications.entries()) {
    const row = ordered?.[i] ?? rows.find((one) => isRow(specification, one));
    const name = ordered?.[i]?.name ?? freeName(fields, addressOf(specification), i);
    fields[name] = nameOfInstruction(specification, request.data[i] as Data, row, context);
  }
  return fields;
}

/** The rows of a request that has them in their order, none but optional ones left out; `undefined` for any other. */
function orderedRows(
  specifications: readonly AccessSpecification[],
  rows: readonly DlmsRow[],
): readonly DlmsRow[] | undefined {
  const found: DlmsRow[] = [];
  for (const row of rows) {
    const specification = specifications[found.length];
    if (specification !== undefined && isRow(specification, row)) found.push(row);
    else if (row.optional !== true) return undefined;
  }
  return found.length === specifications.length ? found : undefined;
}

function addressOf({ access, classId, obis, member }: AccessSpecification): string {
  return `${access} ${classId} ${obis} ${member}`;
}

function freeName(fields: NamedFields, name: string, i: number): string {
  return Object.hasOwn(fields, name) ? `${name} #${i}` : name;
}

function nameOfInstruction(
  { access, selection }: AccessSpecification,
  data: Data,
  row: DlmsRow | undefined,
  context: DecodingContext,
): NamedValue {
  if (access !== 'get') return nameOfProtected(data, row?.shape, undefined, '', context);
  const range = selection && nameOfRange(selection);
  if (data.type === 'null-data') return selection === undefined ? null : (range ?? nameOfSelection(selection));
  const value = nameOfData(data, undefined);
  return { value, ...(selection === undefined ? {} : { selection: nameOfSelection(selection) }) };
}

type Selection = NonNullable<AccessSpecification['selection']>;

/** From when to when a log is read; `undefined` for any other selection. */
function nameOfRange({ selector, parameters }: Selection): NamedValue | undefined {
  if (selector !== RANGE_SELECTOR) return undefined;
  const { fromValue, toValue } = nameOfData(parameters, RANGE_SHAPE) as NamedFields;
  if (typeof fromValue !== 'number' || typeof toValue !== 'number') return undefined;
  const usual = nameOfData(rangeParameters(fromValue, toValue), RANGE_SHAPE);
  if (JSON.stringify(usual) !== JSON.stringify(nameOfData(parameters, RANGE_SHAPE))) return undefined;
  return { from: nameOfSeconds(fromValue), to: nameOfSeconds(toValue) };
}

function rangeParameters(fromValue: number, toValue: number): Data {
  return dataOfName({ restrictingObject: {}, fromValue, toValue, selectedValues: [] }, RANGE_SHAPE, 'selection');
}

function nameOfSelection({ selector, parameters }: Selection): NamedFields {
  return { selector, parameters: nameOfData(parameters, undefined) };
}

/**
 * The request of named values. Rows stand in the order of the use case, whatever the order of the names; those that only
 * ask, and those with but one value, may be left out of the names. Where a name is an address, all stand in their order.
 * @throws CodecError `GBCS_E_VALUE` on a name or value that does not belong
 */
export function requestOfNames(payload: NamedFields, path: string, context: EncodingContext): AccessRequest {
  const rows = rowsOf(context);
  const names = Object.keys(payload);
  const unknown = names.find((name) => !ADDRESS.test(name) && !rows.some((row) => row.name === name));
  if (unknown !== undefined) throw noSuchRow(`${path}.${unknown}`, context);
  const instructions = names.some((name) => ADDRESS.test(name))
    ? names.map((name) => instructionOfAddress(name, payload[name] as NamedValue, `${path}.${name}`, context))
    : rows.flatMap((row) => instructionOfRow(row, payload[row.name], `${path}.${row.name}`, context));
  return {
    kind: 'access-request',
    longInvokeId: longInvokeIdOf(context.header.originatorCounter),
    dateTime: new Uint8Array(0),
    specifications: instructions.map(({ specification }) => specification),
    data: instructions.map(({ data }) => data),
  };
}

/** Rows that an error names. */
const SHOWN_ROWS = 6;

function noSuchRow(path: string, context: NamingContext): CodecError {
  const names = rowsOf(context).map(({ name }) => name);
  const shown = names.slice(0, SHOWN_ROWS).join(', ');
  const more = names.length > SHOWN_ROWS ? ` and ${names.length - SHOWN_ROWS} more` : '';
  const has = names.length === 0 ? 'has no rows' : `has no such row; it has ${shown}${more}`;
  return misplaced(path, `${context.useCase?.name ?? 'a message of an unknown use case'} ${has}`);
}

interface Instruction {
  readonly specification: AccessSpecification;
  readonly data: Data;
}

function instructionOfAddress(name: string, value: NamedValue, path: string, context: EncodingContext): Instruction {
  const rows = rowsOf(context);
  const [, access, classId, obis = '', member] = ADDRESS.exec(name) ?? [];
  if (access === undefined) {
    const named = rows.find((row) => row.name === name) as DlmsRow;
    return instructionOf(named, named, value, path, context);
  }
  const specification = { access: access as Access, classId: Number(classId), obis, member: Number(member) };
  const row = rows.find((one) => isRow(specification, one));
  return instructionOf(specification, row, value, path, context);
}

function instructionOfRow(
  row: DlmsRow,
  value: NamedValue | undefined,
  path: string,
  context: EncodingContext,
): Instruction[] {
  if (value === undefined && row.optional === true) return [];
  return [instructionOf(row, row, value === undefined ? defaultOfRow(row) : value, path, context)];
}

function defaultOfRow(row: DlmsRow): NamedValue | undefined {
  return row.access === 'get' && row.selection === undefined ? null : defaultOf(row.shape, row.constant);
}

function instructionOf(
  address: Pick<AccessSpecification, 'access' | 'classId' | 'obis' | 'member'>,
  row: DlmsRow | undefined,
  value: NamedValue | undefined,
  path: string,
  context: EncodingContext,
): Instruction {
  const { access, classId, obis, member } = address;
  const specification = { access, classId, obis, member };
  if (access !== 'get') return { specification, data: protectedOfName(value, row?.shape, undefined, path, context) };
  if (value === null) return { specification, data: NULL_DATA };
  const fields = fieldsOfName(value, path, [...RANGE_ENDS, 'selector', 'parameters', 'value', 'selection']);
  oneWay(fields, path, RANGE_ENDS, ['selector', 'parameters'], ['value', 'selection']);
  const selection = selectionOfName(fieldsOfName(fields['selection'] ?? fields, path), path);
  const data = fields['value'] === undefined ? NULL_DATA : dataOfName(fields['value'], undefined, `${path}.value`);
  return { specification: selection === undefined ? specification : { ...specification, selection }, data };
}

function selectionOfName(fields: NamedFields, path: string): Selection | undefined {
  const { selector, parameters } = fields;
  if (selector !== undefined) {
    return {
      selector: numberOfName(selector, `${path}.selector`, [0, 255]),
      parameters: dataOfName(parameters, undefined, `${path}.parameters`),
    };
  }
  if (RANGE_ENDS.every((end) => fields[end] === undefined)) return undefined;
  const [first = 0, last = 0] = RANGE_ENDS.map((end) => secondsOf(fields[end], `${path}.${end}`));
  return { selector: RANGE_SELECTOR, parameters: rangeParameters(first, last) };
}

/** When the part of a log begins and ends, both included. */
const RANGE_ENDS: readonly string[] = 'from to'.split(' ');

function secondsOf(text: NamedValue | undefined, path: string): number {
  const found = typeof text === 'string' ? secondsOfName(text) : undefined;
  if (found === undefined) throw misplaced(path, 'is not a time such as 2015-01-03T01:00:00Z');
  return found;
}

/** What a Response says: values by instruction, and those instructions that failed. */
export interface NamedResponse {
  readonly payload: NamedFields;
  readonly results?: NamedFields;
}

/** The values that a Response gives, and the results of the instructions that failed. */
export function nameOfResponse(response: AccessResponse, context: DecodingContext): NamedResponse {
  const found = rowsOfResults(response, rowsOf(context), context.rows);
  const payload: Record<string, NamedValue> = {};
  const results: Record<string, NamedValue> = {};
  for (const [i, result] of response.results.entries()) {
    const row = found[i];
    const name = row?.name ?? `${result.access} #${i}`;
    const shape = row === undefined ? undefined : answerShape(row);
    payload[name] = nameOfProtected(response.data[i] as Data, shape, row?.protects, `data[${i}]`, context);
    if (result.code !== 0) results[name] = nameOfNumber(result.code, resultNames(result.access));
  }
  return Object.keys(results).length === 0 ? { payload } : { payload, results };
}

/**
 * The Response of named values. Instructions without a value may be left out of the names where the use case demands them;
 * what failed stands in `results`.
 * @throws CodecError `GBCS_E_VALUE` on a name or value that does not belong
 */
export function responseOfNames(
  payload: NamedFields,
  results: NamedFields,
  path: string,
  context: EncodingContext,
): AccessResponse {
  const rows = rowsOf(context);
  const names = Object.keys(payload);
  const known = (name: string) => NUMBERED.test(name) || rows.some((row) => row.name === name);
  const unknown = [...names, ...Object.keys(results)].find((name) => !known(name));
  if (unknown !== undefined) throw noSuchRow(`${path}.${unknown}`, context);
  const ordered = names.some((name) => NUMBERED.test(name))
    ? names
    : rows.filter(({ name, optional }) => optional !== true || Object.hasOwn(payload, name)).map(({ name }) => name);
  const answered = new Set(ordered);
  const lost = Object.keys(results).find((name) => !answered.has(name));
  if (lost !== undefined) throw misplaced(`${path}.${lost}`, 'has a result and is not among the values');
  const answers = ordered.map((name) => answerOfName(name, payload[name], results[name], `${path}.${name}`, context));
  return {
    kind: 'access-response',
    longInvokeId: longInvokeIdOf(context.header.originatorCounter),
    dateTime: new Uint8Array(0),
    data: answers.map(({ data }) => data),
    results: answers.map(({ result }) => result),
  };
}

function resultNames(access: Access): Readonly<Record<number, string>> {
  return access === 'action' ? ACTION_RESULT : DATA_ACCESS_RESULT;
}

function answerOfName(
  name: string,
  value: NamedValue | undefined,
  result: NamedValue | undefined,
  path: string,
  context: EncodingContext,
): { readonly data: Data; readonly result: AccessResult } {
  const row = rowsOf(context).find((one) => one.name === name);
  const access = row?.access ?? ((NUMBERED.exec(name) ?? [])[1] as Access);
  const code = result === undefined ? 0 : numberOfName(result, path, [0, 255], resultNames(access));
  const shape = row === undefined ? undefined : answerShape(row);
  const isNothing = value === undefined && (code !== 0 || shape === undefined);
  const data = isNothing ? NULL_DATA : protectedOfName(value, shape, row?.protects, path, context);
  return { data, result: { access, code } };
}
