import {
  type AccessRequest,
  type AccessResponse,
  type Asn1Payload,
  accessRequest,
  array,
  booleanData,
  type Data,
  type DataShape,
  type DlmsRow,
  encodeDateTime,
  eui64Bytes,
  type Instruction,
  longUnsigned,
  octetString,
  structure,
  type UseCase,
  visibleString,
} from '../../gbcs/index.js';
import { actor } from './cast.js';

/** Values that fit the shapes of rows, and access requests out of them. */

/** The clock of every receiver. */
export const CLOCK = Date.UTC(2026, 0, 15, 12, 0, 0);
export const LATER = Date.UTC(2026, 1, 1, 0, 0, 0);

/** Seconds since 2000-01-01T00:00:00Z. */
export function utcTime(instant: number): number {
  return Math.round((instant - Date.UTC(2000, 0, 1)) / 1000);
}

const ANY_DATE = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff);

/** A value of this shape. @param name of the row or field, which tells a date-time from other 12 octets */
export function sampleOf(shape: DataShape, name: string, constant?: number | boolean): Data {
  switch (shape.type) {
    case 'null-data':
      return { type: 'null-data' };
    case 'boolean':
      return booleanData(constant !== false);
    case 'date-time':
      return octetString(encodeDateTime(CLOCK));
    case 'array':
      return array(
        ...Array.from({ length: Math.min(Math.max(shape.min, 1), shape.max) }, () => sampleOf(shape.of, name)),
      );
    case 'structure':
      return structure(...shape.fields.map((field) => sampleOf(field.shape, field.name, field.constant)));
    case 'bit-string':
      return { type: 'bit-string', bits: shape.constant ?? '1'.repeat(shape.min) };
    case 'visible-string':
    case 'utf8-string':
      return textSample(shape.type, Math.max(shape.min, Math.min(shape.max, 22)));
    case 'octet-string':
      return octetString(shape.constant === undefined ? octetsSample(shape) : octetsOfDigits(shape.constant));
    default:
      return { type: shape.type, value: typeof constant === 'number' ? constant : numberSample(shape) };
  }
}

function textSample(type: 'visible-string' | 'utf8-string', size: number): Data {
  if (type === 'utf8-string') {
    const text = '{"outputState":100,"inputState":0,"other-data":""}';
    return { type, octets: new TextEncoder().encode(text) };
  }
  return visibleString('EV charger garage left'.slice(0, size));
}

function octetsOfDigits(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Sizes that GBCS gives one meaning only: 4 a time, 5 a date, 8 an Entity Identifier, 12 a date-time. */
function octetsSample({ min, max }: { readonly min: number; readonly max: number }): Uint8Array {
  const size = Math.max(min, Math.min(max, 8));
  if (size === 4) return Uint8Array.of(6, 30, 0, 0);
  if (size === 5) return ANY_DATE;
  if (size === 8) return eui64Bytes(actor('hcalcs').entity);
  if (size === 12) return encodeDateTime(CLOCK);
  return Uint8Array.from({ length: size }, (_, i) => 0xa0 + (i & 0x1f));
}

function numberSample(shape: { readonly min?: number; readonly max?: number }): number {
  return Math.min(shape.max ?? 1, Math.max(shape.min ?? 0, 1));
}

const RANGE_SELECTOR = 1;

/** Selective access to a log: the entries of 2026 up to the clock (GBCS 9.1.5). */
function rangeOf(from: number, to: number): Data {
  const seconds = (instant: number): Data => ({ type: 'double-long-unsigned', value: utcTime(instant) });
  return structure(
    structure(
      longUnsigned(1),
      octetString(Uint8Array.of(0, 0, 0x5e, 0x2c, 0x64, 0xff)),
      { type: 'integer', value: 2 },
      longUnsigned(0),
    ),
    seconds(from),
    seconds(to),
    array(),
  );
}

/** The instruction of a row: with a value that is given, or one that fits. */
function instructionOf(row: DlmsRow, value?: Data): Instruction {
  const { access, classId, obis, member } = row;
  const selection =
    row.selection === undefined
      ? {}
      : { selection: { selector: RANGE_SELECTOR, parameters: rangeOf(Date.UTC(2026, 0, 1), CLOCK) } };
  return {
    specification: { access, classId, obis, member, ...selection },
    data: access === 'get' ? { type: 'null-data' } : (value ?? sampleOf(row.shape, row.name, row.constant)),
  };
}

export type RowValues = Readonly<Record<string, Data>>;

/** The request with all rows that must be there, and those optional ones that have a value or are asked for. */
export function requestOf(rows: readonly DlmsRow[], values: RowValues = {}): AccessRequest {
  const unknown = Object.keys(values).find((name) => !rows.some((row) => row.name === name));
  if (unknown !== undefined) throw new RangeError(`there is no row ${unknown}`);
  const taken = rows.filter((row) => !row.optional || row.access === 'get' || values[row.name] !== undefined);
  return accessRequest(taken.map((row) => instructionOf(row, values[row.name])));
}

export function rowsOf({ payload }: UseCase): readonly DlmsRow[] {
  return payload.family === 'dlms' ? payload.rows : [];
}

/**
 * The Response to a request. @param failsAt index of the first instruction that fails, with hardware-fault; the later
 * ones are then not tried and say other-reason
 */
export function responseOf(request: AccessRequest, rows: readonly DlmsRow[], failsAt = Infinity): AccessResponse {
  const HARDWARE_FAULT = 1;
  const OTHER_REASON = 250;
  const codeAt = (i: number) => (i < failsAt ? 0 : i === failsAt ? HARDWARE_FAULT : OTHER_REASON);
  return {
    kind: 'access-response',
    longInvokeId: 0,
    dateTime: new Uint8Array(0),
    data: request.specifications.map((specification, i) => {
      const row = rows.find(
        (one) =>
          one.obis === specification.obis && one.member === specification.member && one.access === specification.access,
      );
      const shape = row?.access === 'get' ? row.shape : row?.returns;
      return shape === undefined || row === undefined || i >= failsAt
        ? { type: 'null-data' }
        : sampleOf(shape, row.name, row.access === 'get' ? row.constant : undefined);
    }),
    results: request.specifications.map(({ access }, i) => ({ access, code: codeAt(i) })),
  };
}

/** An ASN.1 payload of a type whose name the catalogue gives. */
export function asn1Payload(type: string, value: object): Asn1Payload {
  return { kind: 'asn1', type, value } as Asn1Payload;
}
