import type { DlmsRow, UseCase } from '../catalogue/use-case.js';
import type { AccessRequest, AccessSpecification } from '../dlms/access.js';
import { array, type Data, longUnsigned, NULL_DATA, octetString, structure } from '../dlms/data.js';
import type { Instant } from '../dlms/date-time.js';
import { CodecError } from '../errors.js';
import type { Payload } from '../payload.js';

/** A Command as its use case's name and its payload: what an originator wants, before counters and keys. */
export interface Command {
  /** GBCS name, such as `ECS47`. */
  readonly useCase: string;
  readonly payload: Payload;
}

/** One instruction, with the value that it sends; a get sends none. */
export interface Instruction {
  readonly specification: AccessSpecification;
  readonly data: Data;
}

/** The access request of these instructions; the long-invoke-id comes with the counter when the message is built. */
export function accessRequest(instructions: readonly Instruction[]): AccessRequest {
  return {
    kind: 'access-request',
    longInvokeId: 0,
    dateTime: new Uint8Array(0),
    specifications: instructions.map((instruction) => instruction.specification),
    data: instructions.map((instruction) => instruction.data),
  };
}

/**
 * The payload of a Command from the rows of its use case and named values: a row with a value or constant is sent, a
 * row to get is sent unless it is optional and not asked for, an optional row without a value is left out.
 * @param values by row name; `true` asks for an optional row to get, a value for a range of a log ({@link logRange})
 * @throws CodecError `GBCS_E_VALUE` where a row needs a value and has none, or a name is not a row's
 */
export function requestFromRows(useCase: UseCase, values: Readonly<Record<string, Data | true>>): AccessRequest {
  if (useCase.payload.family !== 'dlms') {
    throw new CodecError('GBCS_E_VALUE', `${useCase.name} has no DLMS rows`);
  }
  const rows = useCase.payload.rows;
  const unknown = Object.keys(values).find((name) => !rows.some((row) => row.name === name));
  if (unknown !== undefined) throw new CodecError('GBCS_E_VALUE', `${useCase.name} has no row ${unknown}`);
  return accessRequest(rows.flatMap((row) => instructionOf(useCase, row, values[row.name])));
}

function instructionOf(useCase: UseCase, row: DlmsRow, value: Data | true | undefined): Instruction[] {
  const { access, classId, obis, member } = row;
  const specification = { access, classId, obis, member };
  if (access === 'get') {
    if (row.optional && value === undefined) return [];
    const range = value !== undefined && value !== true ? { selection: { selector: 1, parameters: value } } : {};
    return [{ specification: { ...specification, ...range }, data: NULL_DATA }];
  }
  if (value !== undefined && value !== true) return [{ specification, data: value }];
  if (row.constant !== undefined) {
    return [{ specification, data: { type: row.shape.type, value: row.constant } as Data }];
  }
  if (row.optional) return [];
  throw new CodecError('GBCS_E_VALUE', `${useCase.name} needs a value for ${row.name}`, { path: row.name });
}

const LOG_EPOCH_MS = Date.UTC(2000, 0, 1);
const CLOCK_OBJECT = Uint8Array.of(0, 0, 0x5e, 0x2c, 0x64, 0xff);

/**
 * The range of a log that a get asks for (selective access 1, GBCS 9.1.5), both ends included.
 * @param from not before 2000, whole seconds count
 */
export function logRange(from: Instant, to: Instant): Data {
  const seconds = (instant: Instant): Data => ({
    type: 'double-long-unsigned',
    value: Math.floor((instant - LOG_EPOCH_MS) / 1000),
  });
  const clock = structure(longUnsigned(1), octetString(CLOCK_OBJECT), { type: 'integer', value: 2 }, longUnsigned(0));
  return structure(clock, seconds(from), seconds(to), array());
}
