import { readLength, writeLength } from '../bytes/length.js';
import { hexOctet, type Reader, type Span } from '../bytes/reader.js';
import type { Writer } from '../bytes/writer.js';
import { CodecError, errorWithin } from '../errors.js';
import type { Data } from './data.js';
import { type Budget, newBudget, readData, spend, writeData } from './data-codec.js';
import { formatObis, parseObis } from './obis.js';

/**
 * The DLMS ACCESS service and data-notification, as GBCS uses them (Green Book 9.3; GBCS 18.2). All three carry a
 * long-invoke-id-and-priority of four octets: `20`, break on error, and the low 24 bits of the message's counter.
 */
export const DLMS_CLAUSE = 'GBCS 18.2';
const CLAUSE = DLMS_CLAUSE;

export type Access = 'get' | 'set' | 'action';

export interface AccessSpecification {
  readonly access: Access;
  readonly classId: number;
  /** `A-B:C.D.E.F`. */
  readonly obis: string;
  /** Number of the attribute, or of the method of an action. */
  readonly member: number;
  /** Selective access: the range of a log to read. */
  readonly selection?: { readonly selector: number; readonly parameters: Data };
  readonly span?: Span;
}

export interface AccessResult {
  readonly access: Access;
  /** Data-Access-Result or Action-Result: 0 success, 1 hardware-fault, 250 other-reason ... */
  readonly code: number;
  readonly span?: Span;
}

/** Sizes of length fields that were longer than needed, so that they are written again as they were. */
interface Lengths {
  readonly lengths?: { readonly [field: string]: number };
}

export interface AccessRequest extends Lengths {
  readonly kind: 'access-request';
  readonly longInvokeId: number;
  /** Empty, or a date-time of 12 octets. */
  readonly dateTime: Uint8Array;
  readonly specifications: readonly AccessSpecification[];
  readonly data: readonly Data[];
}

export interface AccessResponse extends Lengths {
  readonly kind: 'access-response';
  readonly longInvokeId: number;
  readonly dateTime: Uint8Array;
  readonly data: readonly Data[];
  readonly results: readonly AccessResult[];
}

export interface DataNotification extends Lengths {
  readonly kind: 'data-notification';
  readonly longInvokeId: number;
  readonly dateTime: Uint8Array;
  readonly body: Data;
}

export const ACCESS_REQUEST_TAG = 0xd9;
export const ACCESS_RESPONSE_TAG = 0xda;
export const DATA_NOTIFICATION_TAG = 0x0f;

/** Processing option "break on error" in the first octet of the long-invoke-id. */
const BREAK_ON_ERROR = 0x20_00_00_00;

/** The long-invoke-id of a message with this counter: `20` and the counter's low 24 bits. */
export function longInvokeIdOf(counter: bigint): number {
  return BREAK_ON_ERROR + Number(counter & 0xff_ffffn);
}

const CHOICES: Readonly<Record<number, Access>> = { 1: 'get', 2: 'set', 3: 'action', 4: 'get' };
const CHOICE_OF: Readonly<Record<Access, number>> = { get: 1, set: 2, action: 3 };
const GET_WITH_SELECTION = 4;

/** Reads lists and remembers the length fields that were not in their shortest form. */
function lengthReader(reader: Reader): { take(field: string): number; kept(): Lengths } {
  const longer: Record<string, number> = {};
  return {
    take(field) {
      const { value, lengthOctets } = readLength(reader, field);
      if (lengthOctets !== undefined) longer[field] = lengthOctets;
      return value;
    },
    kept: () => (Object.keys(longer).length === 0 ? {} : { lengths: longer }),
  };
}

function readChoice(reader: Reader, what: string): { choice: number; access: Access } {
  const offset = reader.offset;
  const choice = reader.u8(what);
  const access = CHOICES[choice];
  if (access === undefined) {
    throw new CodecError('GBCS_E_TAG', `${what} is ${hexOctet(choice)}, not 01 to 04`, {
      offset,
      path: what,
      clause: CLAUSE,
    });
  }
  return { choice, access };
}

/**
 * @param budget of the message; a new one, with the default limits, if left out
 * @throws CodecError as {@link readData}, and `GBCS_E_COUNT` where the two lists differ in length
 */
export function readAccessRequest(reader: Reader, budget: Budget = newBudget()): AccessRequest {
  reader.expect(ACCESS_REQUEST_TAG, 'access-request', CLAUSE);
  const longInvokeId = reader.u32('longInvokeId');
  const lengths = lengthReader(reader);
  const dateTime = reader.take(lengths.take('dateTime'), 'dateTime');
  const count = lengths.take('specifications');
  const specifications = readList(reader, 'specifications', count, (): AccessSpecification => {
    spend(budget, reader, 'access-request-specification');
    const start = reader.offset;
    const { choice, access } = readChoice(reader, 'access-request-specification');
    const classId = reader.u16('classId');
    const obis = formatObis(reader.take(6, 'obis'));
    const member = reader.u8('member');
    const selection =
      choice === GET_WITH_SELECTION
        ? { selection: { selector: reader.u8('selector'), parameters: readData(reader, budget) } }
        : {};
    return { access, classId, obis, member, ...selection, span: { start, end: reader.offset } };
  });
  const at = reader.offset;
  const data = readList(reader, 'data', lengths.take('data'), () => readData(reader, budget));
  if (data.length !== count) {
    throw new CodecError('GBCS_E_COUNT', `${count} specifications but ${data.length} data`, {
      offset: at,
      path: 'data',
      clause: CLAUSE,
    });
  }
  return { kind: 'access-request', longInvokeId, dateTime, specifications, data, ...lengths.kept() };
}

function readList<T>(reader: Reader, path: string, count: number, one: () => T): T[] {
  if (count > reader.remaining) {
    throw reader.error('GBCS_E_TRUNCATED', `a list of ${count} elements in ${reader.remaining} octets`, { path });
  }
  const items: T[] = [];
  try {
    while (items.length < count) items.push(one());
  } catch (error) {
    throw errorWithin(`${path}[${items.length}]`, error);
  }
  return items;
}

/** @throws CodecError as {@link readAccessRequest} */
export function readAccessResponse(reader: Reader, budget: Budget = newBudget()): AccessResponse {
  reader.expect(ACCESS_RESPONSE_TAG, 'access-response', CLAUSE);
  const longInvokeId = reader.u32('longInvokeId');
  const lengths = lengthReader(reader);
  const dateTime = reader.take(lengths.take('dateTime'), 'dateTime');
  reader.expect(0x00, 'echoed specifications', CLAUSE);
  const data = readList(reader, 'data', lengths.take('data'), () => readData(reader, budget));
  const at = reader.offset;
  const results = readList(reader, 'results', lengths.take('results'), (): AccessResult => {
    spend(budget, reader, 'access-response-specification');
    const start = reader.offset;
    const { choice, access } = readChoice(reader, 'access-response-specification');
    // A get with selection is answered as a get: results have no form of their own for it.
    if (choice === GET_WITH_SELECTION) {
      throw new CodecError('GBCS_E_TAG', 'a result is of a get (01), set (02) or action (03), not 04', {
        offset: start,
        path: 'access-response-specification',
        clause: CLAUSE,
      });
    }
    return { access, code: reader.u8('result'), span: { start, end: reader.offset } };
  });
  if (results.length !== data.length) {
    throw new CodecError('GBCS_E_COUNT', `${data.length} data but ${results.length} results`, {
      offset: at,
      path: 'results',
      clause: CLAUSE,
    });
  }
  return { kind: 'access-response', longInvokeId, dateTime, data, results, ...lengths.kept() };
}

/** @throws CodecError as {@link readAccessRequest} */
export function readDataNotification(reader: Reader, budget: Budget = newBudget()): DataNotification {
  reader.expect(DATA_NOTIFICATION_TAG, 'data-notification', CLAUSE);
  const longInvokeId = reader.u32('longInvokeId');
  const lengths = lengthReader(reader);
  const dateTime = reader.take(lengths.take('dateTime'), 'dateTime');
  return { kind: 'data-notification', longInvokeId, dateTime, body: readBody(reader, budget), ...lengths.kept() };
}

function readBody(reader: Reader, budget: Budget): Data {
  try {
    return readData(reader, budget);
  } catch (error) {
    throw errorWithin('body', error);
  }
}

/** Writes any of the three, octet for octet as it was read. @throws CodecError as {@link writeData} */
export function writeDlms(writer: Writer, apdu: AccessRequest | AccessResponse | DataNotification): void {
  const tag = {
    'access-request': ACCESS_REQUEST_TAG,
    'access-response': ACCESS_RESPONSE_TAG,
    'data-notification': DATA_NOTIFICATION_TAG,
  };
  writer.u8(tag[apdu.kind]).u32(apdu.longInvokeId);
  writeLength(writer, apdu.dateTime.length, apdu.lengths?.['dateTime']);
  writer.put(apdu.dateTime);
  if (apdu.kind === 'data-notification') {
    writeData(writer, apdu.body);
    return;
  }
  if (apdu.kind === 'access-request') {
    writeLength(writer, apdu.specifications.length, apdu.lengths?.['specifications']);
    for (const specification of apdu.specifications) writeSpecification(writer, specification);
  } else {
    writer.u8(0x00);
  }
  writeLength(writer, apdu.data.length, apdu.lengths?.['data']);
  for (const item of apdu.data) writeData(writer, item);
  if (apdu.kind === 'access-response') {
    writeLength(writer, apdu.results.length, apdu.lengths?.['results']);
    for (const result of apdu.results) writer.u8(CHOICE_OF[result.access]).u8(result.code);
  }
}

function writeSpecification(writer: Writer, specification: AccessSpecification): void {
  writer.u8(specification.selection === undefined ? CHOICE_OF[specification.access] : GET_WITH_SELECTION);
  writer.u16(specification.classId).put(parseObis(specification.obis)).u8(specification.member);
  if (specification.selection !== undefined) {
    writer.u8(specification.selection.selector);
    writeData(writer, specification.selection.parameters);
  }
}
