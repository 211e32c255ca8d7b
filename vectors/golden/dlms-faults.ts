import {
  type AccessRequest,
  type Data,
  type DataShape,
  type DlmsRow,
  encodePayload,
  longUnsigned,
} from '../../gbcs/index.js';
import type { FlagName } from './notes.js';
import type { PayloadFault } from './payload-fault.js';
import { rowsOf } from './samples.js';

/** Access requests that are not what their use case says. */

type DlmsFault = (request: AccessRequest, rows: readonly DlmsRow[]) => AccessRequest | undefined;

function dlms(id: string, flag: FlagName, comment: string, change: DlmsFault, everywhere = false): PayloadFault {
  return {
    id,
    flag,
    comment,
    ...(everywhere ? { everywhere } : {}),
    make: (payload, useCase) => {
      if (payload.kind !== 'access-request') return undefined;
      const changed = change(payload, rowsOf(useCase));
      return changed && encodePayload(changed);
    },
  };
}

export function reordered(request: AccessRequest, order: readonly number[]): AccessRequest {
  const pick = <T>(items: readonly T[]): T[] => order.map((i) => items[i] as T);
  return { ...request, specifications: pick(request.specifications), data: pick(request.data) };
}

/** Index of the first instruction that carries a value, and its row. */
function firstValue(request: AccessRequest, rows: readonly DlmsRow[]): readonly [number, DlmsRow] | undefined {
  const at = request.specifications.findIndex(({ access }) => access !== 'get');
  const specification = request.specifications[at];
  const row = rows.find(
    ({ obis, member, access }) =>
      obis === specification?.obis && member === specification.member && access === specification.access,
  );
  return row === undefined ? undefined : [at, row];
}

export function withData(request: AccessRequest, at: number, data: Data): AccessRequest {
  return { ...request, data: request.data.map((one, i) => (i === at ? data : one)) };
}

/** The first value that its shape bounds, made to lie just outside. */
function outOfRange(request: AccessRequest, rows: readonly DlmsRow[]): AccessRequest | undefined {
  for (const [at, specification] of request.specifications.entries()) {
    const row = rows.find(
      ({ obis, member, access }) =>
        obis === specification.obis && member === specification.member && access === specification.access,
    );
    const data = request.data[at];
    if (row === undefined || data === undefined || row.access === 'get') continue;
    const outside = row.constant === undefined ? beyond(data, row.shape) : otherConstant(data, row.constant);
    if (outside !== undefined) return withData(request, at, outside);
  }
  return undefined;
}

function otherConstant(data: Data, constant: number | boolean): Data {
  return { ...data, value: typeof constant === 'boolean' ? !constant : constant + 1 } as Data;
}

/** A value of the same type that its shape does not let in. */
function beyond(data: Data, shape: DataShape): Data | undefined {
  if (shape.type === 'structure' && data.type === 'structure') {
    for (const [i, field] of shape.fields.entries()) {
      const item = data.items[i] as Data;
      const other = field.constant === undefined ? beyond(item, field.shape) : otherConstant(item, field.constant);
      if (other !== undefined) return { ...data, items: data.items.map((one, j) => (i === j ? other : one)) };
    }
    return undefined;
  }
  if (shape.type === 'array' && data.type === 'array') {
    const [first] = data.items;
    return first === undefined ? undefined : { ...data, items: new Array<Data>(shape.max + 1).fill(first) };
  }
  if ('octets' in data && 'max' in shape) {
    return { ...data, octets: new Uint8Array((shape.max ?? 0) + 1).fill(0x41) } as Data;
  }
  if ('value' in data && 'max' in shape && shape.max !== undefined) return { ...data, value: shape.max + 1 } as Data;
  return undefined;
}

export const DLMS_FAULTS: readonly PayloadFault[] = [
  dlms(
    'rows-swapped',
    'RowsInWrongOrder',
    'the first two instructions in the other order',
    (request) =>
      request.specifications.length < 2
        ? undefined
        : reordered(
            request,
            [1, 0, ...request.specifications.keys()].filter((i, at) => at < 2 || i > 1),
          ),
    true,
  ),
  dlms(
    'row-missing',
    'RowMissing',
    'the last instruction is missing',
    (request, rows) => {
      const last = rows.at(-1);
      return request.specifications.length < 2 || last?.optional === true
        ? undefined
        : reordered(request, [...request.specifications.keys()].slice(0, -1));
    },
    true,
  ),
  dlms('no-rows', 'RowMissing', 'no instructions at all', (request, rows) =>
    rows.every(({ optional }) => optional === true) ? undefined : reordered(request, []),
  ),
  dlms(
    'row-extra',
    'RowExtra',
    'one more instruction: get the logical name of the clock',
    (request) => ({
      ...request,
      specifications: [...request.specifications, { access: 'get', classId: 8, obis: '0-0:1.0.0.255', member: 1 }],
      data: [...request.data, { type: 'null-data' }],
    }),
    true,
  ),
  dlms('row-twice', 'RowExtra', 'the last instruction twice', (request) => {
    const last = request.specifications.length - 1;
    return reordered(request, [...request.specifications.keys(), last]);
  }),
  dlms('row-of-another-object', 'RowExtra', 'the first instruction names the next object', (request) => {
    const [first, ...rest] = request.specifications;
    return first && { ...request, specifications: [{ ...first, classId: first.classId + 1 }, ...rest] };
  }),
  dlms(
    'wrong-type',
    'WrongType',
    'the first value has another type',
    (request, rows) => {
      const found = firstValue(request, rows);
      return found && withData(request, found[0], wrongType(found[1].shape));
    },
    true,
  ),
  dlms('out-of-range', 'ValueOutOfRange', 'a value that its row does not let in', outOfRange, true),
  dlms(
    'value-in-read',
    'WrongType',
    'an instruction to get carries a value',
    (request) => {
      const at = request.specifications.findIndex(({ access }) => access === 'get');
      return at < 0 ? undefined : withData(request, at, longUnsigned(1));
    },
    true,
  ),
  dlms(
    'selective-access',
    'SelectiveAccess',
    'an instruction reads a part where all is to be read, or all where a part',
    (request) => {
      const [first, ...rest] = request.specifications;
      if (first === undefined || first.access !== 'get') return undefined;
      const { selection, ...whole } = first;
      const part = { ...whole, selection: { selector: 1, parameters: longUnsigned(1) } };
      return { ...request, specifications: [selection === undefined ? part : whole, ...rest] };
    },
    true,
  ),
  dlms(
    'dates-differ',
    'DatesNotEqual',
    'the activation dates of the Command are not the same',
    (request, rows) => {
      const row = rows.find(({ sameAs }) => sameAs !== undefined);
      const at = request.specifications.findIndex(({ obis, member }) => obis === row?.obis && member === row.member);
      const data = request.data[at];
      if (row === undefined || data === undefined || !('octets' in data)) return undefined;
      return withData(request, at, {
        ...data,
        octets: data.octets.map((octet, i) => (i === 3 ? octet ^ 3 : octet)),
      } as Data);
    },
    true,
  ),
  ...(
    [
      ['invoke-id-of-next', 'the long-invoke-id is that of the next counter', 1],
      ['invoke-id-priority', 'the long-invoke-id begins with A0, high priority', 0x80000000],
      ['invoke-id-continue', 'the long-invoke-id begins with 00: go on after an error', 0x20000000],
    ] as const
  ).map(([id, comment, bits]) =>
    dlms(
      id,
      'LongInvokeId',
      comment,
      (request) => ({ ...request, longInvokeId: (request.longInvokeId ^ bits) >>> 0 }),
      id === 'invoke-id-of-next',
    ),
  ),
  dlms('access-date-time', 'AccessRequestDateTime', 'a date-time in the access request', (request) => ({
    ...request,
    dateTime: Uint8Array.of(0x07, 0xea, 1, 15, 0xff, 12, 0, 0, 0, 0x80, 0, 0xff),
  })),
  {
    id: 'counts-differ',
    flag: 'RowMissing',
    comment: 'one value fewer than instructions',
    make: (payload) =>
      payload.kind === 'access-request' && payload.data.length > 0
        ? encodePayload({ ...payload, data: payload.data.slice(0, -1) })
        : undefined,
  },
];

function wrongType(shape: DataShape): Data {
  return shape.type === 'long-unsigned'
    ? { type: 'double-long-unsigned', value: 1 }
    : { type: 'long-unsigned', value: 1 };
}
