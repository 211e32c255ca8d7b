import { toHex } from '../bytes/hex.js';
import { isRow } from '../catalogue/conformance.js';
import type { DataShape, DlmsRow, NamedShape, UseCase } from '../catalogue/use-case.js';
import type { AccessRequest, AccessResponse, AccessSpecification, DataNotification } from '../dlms/access.js';
import { ACTION_RESULT, DATA_ACCESS_RESULT } from '../dlms/access-results.js';
import { type Data, textOf } from '../dlms/data.js';
import { count, type DescribedNode, dateTimeText, described, exactTime, hexNumber, named } from './node.js';

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
    return described(label, value, span ?? specification.span, [describeSpecification(specification), ...children]);
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
    const { value, span, children } = describeData(label, response.data[i] ?? { type: 'null-data' }, row?.shape);
    const names = result.access === 'action' ? ACTION_RESULT : DATA_ACCESS_RESULT;
    const outcome = described(result.access, named(result.code, names), result.span);
    return described(label, value, span, [outcome, ...children]);
  });
}

/**
 * The row that each result answers, as far as the Response alone tells: it does not repeat the instructions, and
 * optional rows may have been left out, so only what stands before or after all of them is certain.
 */
function rowsOfResults(response: AccessResponse, rows: readonly DlmsRow[]): readonly (DlmsRow | undefined)[] {
  const { results } = response;
  const found: (DlmsRow | undefined)[] = results.map(() => undefined);
  const fits = (row: DlmsRow | undefined, i: number) => row !== undefined && row.access === results[i]?.access;
  if (results.length === rows.length) return results.map((_, i) => (fits(rows[i], i) ? rows[i] : undefined));
  for (let i = 0; i < results.length && rows[i]?.optional !== true && fits(rows[i], i); i++) found[i] = rows[i];
  for (let back = 1; back <= results.length; back++) {
    const row = rows[rows.length - back];
    const i = results.length - back;
    if (row?.optional === true || found[i] !== undefined || !fits(row, i)) break;
    found[i] = row;
  }
  return found;
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
  if (!('items' in data)) return described(label, scalarText(data, shape), data.span);
  const fields = shape?.type === 'structure' ? shape.fields : [];
  const element = shape?.type === 'array' ? shape.of : undefined;
  const children = data.items.map((item, i) =>
    describeData(fields[i]?.name ?? `[${i}]`, item, fields[i]?.shape ?? element),
  );
  return described(label, `${data.type} of ${count(data.items.length, 'element')}`, data.span, children);
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
      return String(data.value);
  }
}

function octetStringText(octets: Uint8Array, shape: DataShape | undefined): string {
  if (octets.length === 0) return '(no octets)';
  if (octets.length !== 12) return toHex(octets);
  if (shape?.type === 'date-time') return dateTimeText(octets);
  const time = exactTime(octets);
  return time === undefined ? toHex(octets) : `${toHex(octets)} (${time})`;
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.length);
}
