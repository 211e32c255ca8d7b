import { toHex } from '../bytes/hex.js';
import { isRow } from '../catalogue/conformance.js';
import { answerShape, rowsOfResults } from '../catalogue/response-rows.js';
import type { DataShape, DlmsRow, NamedShape, UseCase } from '../catalogue/use-case.js';
import type { AccessRequest, AccessResponse, AccessSpecification, DataNotification } from '../dlms/access.js';
import { ACTION_RESULT, DATA_ACCESS_RESULT } from '../dlms/access-results.js';
import { type Data, textOf } from '../dlms/data.js';
import { nameOfData } from '../naming/data.js';
import { count, type DescribedNode, dateTimeText, described, exactTime, hexNumber, named } from './node.js';
import { withPhrase } from './phrases.js';

/** Children of an access request, response or notification, named by the rows of its use case where it has some. */
export function describeDlms(
  apdu: AccessRequest | AccessResponse | DataNotification,
  useCase: UseCase | undefined,
): DescribedNode[] {
  const definition = useCase?.payload;
  const head = [described('Long Invoke Id and Priority', hexNumber(apdu.longInvokeId, 8))];
  if (apdu.dateTime.length > 0) head.push(described('date-time', dateTimeText(apdu.dateTime)));
  switch (apdu.kind) {
    case 'access-request':
      return [...head, ...describeRequest(apdu, definition?.family === 'dlms' ? definition.rows : [])];
    case 'access-response':
      return [...head, ...describeResponse(apdu, definition?.family === 'dlms' ? definition.rows : [])];
    case 'data-notification':
      return [...head, ...describeAlert(apdu.body, definition?.family === 'dlms-alert' ? definition.extras : [])];
    default:
      return apdu satisfies never;
  }
}

function describeRequest(request: AccessRequest, rows: readonly DlmsRow[]): DescribedNode[] {
  return request.specifications.map((specification, i) => {
    const row = rows.find((candidate) => isRow(specification, candidate));
    const data = request.data[i] ?? { type: 'null-data' };
    const label = row?.name ?? `instruction ${i}`;
    // What is read carries no value in the Command.
    const node = specification.access === 'get' ? described(label) : describeData(label, data, row?.shape);
    const { value, span, children } = node;
    const text = value === undefined ? undefined : withPhrase(label, value);
    return described(label, text, span ?? specification.span, [describeSpecification(specification), ...children]);
  });
}

function describeSpecification(specification: AccessSpecification): DescribedNode {
  const { access, classId, obis, member, selection, span } = specification;
  const where = `class ${classId}, ${obis}, ${access === 'action' ? 'method' : 'attribute'} ${member}`;
  if (selection === undefined) return described(access, where, span);
  return described(access, where, span, [
    describeData(`selective access ${selection.selector}`, selection.parameters, undefined),
  ]);
}

function describeResponse(response: AccessResponse, rows: readonly DlmsRow[]): DescribedNode[] {
  const rowOf = rowsOfResults(response, rows);
  return response.results.map((result, i) => {
    const row = rowOf[i];
    const label = row?.name ?? `instruction ${i}`;
    const shape = row && answerShape(row);
    const { value, span, children } = describeData(label, response.data[i] ?? { type: 'null-data' }, shape);
    const names = result.access === 'action' ? ACTION_RESULT : DATA_ACCESS_RESULT;
    const outcome = described(result.access, named(result.code, names), result.span);
    return described(label, value, span, [outcome, ...children]);
  });
}

/** An alert: its code, its time, and what else its use case sends with it (GBCS 7.2.9, 16). */
function describeAlert(body: Data, extras: readonly NamedShape[]): DescribedNode[] {
  const [code, time] = body.type === 'structure' ? body.items : [];
  if (body.type !== 'structure' || code?.type !== 'long-unsigned' || time?.type !== 'octet-string') {
    return [describeData('notification body', body, undefined)];
  }
  const rest = body.items.slice(2).map((item, i) => {
    const extra = extras[i];
    return describeData(extra?.name ?? `item ${i}`, item, extra?.shape);
  });
  return [
    described('Alert Code', hexNumber(code.value, 4), code.span),
    described('Time Stamp', dateTimeText(time.octets), time.span),
    ...rest,
  ];
}

/** One value by name; the elements of arrays and structures below it, named by its shape where it fits. */
export function describeData(label: string, data: Data, shape: DataShape | undefined): DescribedNode {
  if (!('items' in data)) return described(label, scalarText(data, shape), data.span, packedFields(data, shape));
  const fields = shape?.type === 'structure' ? shape.fields : [];
  const element = shape?.type === 'array' ? shape.of : undefined;
  const children = data.items.map((item, i) =>
    describeData(fields[i]?.name ?? `[${i}]`, item, fields[i]?.shape ?? element),
  );
  return described(label, `${data.type} of ${count(data.items.length, 'element')}`, data.span, children);
}

/** The fields that stand side by side in one octet-string. */
function packedFields(data: Data, shape: DataShape | undefined): DescribedNode[] {
  const content = shape?.type === 'octet-string' ? shape.content : undefined;
  if (data.type !== 'octet-string' || typeof content !== 'object') return [];
  const named = nameOfData(data, shape);
  if (typeof named !== 'object' || named === null) return [];
  return Object.entries(named).map(([name, value]) => described(name, String(value)));
}

function scalarText(
  data: Exclude<Data, { readonly items: unknown }>,
  shape: DataShape | undefined,
): string | undefined {
  switch (data.type) {
    case 'null-data':
      return undefined;
    case 'boolean':
      return String(data.value);
    case 'bit-string':
      return `'${data.bits}'B`;
    case 'visible-string':
    case 'utf8-string':
      return JSON.stringify(textOf(data));
    case 'octet-string':
      return octetStringText(data.octets, shape);
    case 'date-time':
      return dateTimeText(data.octets);
    case 'float32':
      return String(viewOf(data.octets).getFloat32(0));
    case 'float64':
      return String(viewOf(data.octets).getFloat64(0));
    case 'date':
    case 'time':
      return toHex(data.octets);
    default:
      return numberText(data, shape);
  }
}

/** A number, and what its parts say where it has some: `530 (switch 2, action open)`. */
function numberText(data: { readonly value: number | bigint }, shape: DataShape | undefined): string {
  const named = shape === undefined ? data.value : nameOfData(data as Data, shape);
  if (typeof named !== 'object' || named === null) return String(data.value);
  const parts = Object.entries(named).map(([name, value]) => `${name} ${String(value)}`);
  return `${data.value} (${parts.join(', ')})`;
}

function octetStringText(octets: Uint8Array, shape: DataShape | undefined): string {
  if (octets.length === 0) return '(no octets)';
  const content = shape?.type === 'octet-string' ? shape.content : undefined;
  if (content === 'text') return JSON.stringify(textOf({ octets }));
  if (shape?.type === 'date-time' || content === 'date-time') return dateTimeText(octets);
  if (octets.length !== 12) return toHex(octets);
  const time = exactTime(octets);
  return time === undefined ? toHex(octets) : `${toHex(octets)} (${time})`;
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.length);
}
