import type { DlmsRow, UseCase } from '../catalogue/use-case.js';
import type { AccessRequest, AccessSpecification } from '../dlms/access.js';
import { type Data, NULL_DATA } from '../dlms/data.js';
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
 * @param values by row name; `true` asks for an optional row to get
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
  if (access === 'get') return row.optional && value === undefined ? [] : [{ specification, data: NULL_DATA }];
  if (value !== undefined && value !== true) return [{ specification, data: value }];
  if (row.constant !== undefined) {
    return [{ specification, data: { type: row.shape.type, value: row.constant } as Data }];
  }
  if (row.optional) return [];
  throw new CodecError('GBCS_E_VALUE', `${useCase.name} needs a value for ${row.name}`, { path: row.name });
}
