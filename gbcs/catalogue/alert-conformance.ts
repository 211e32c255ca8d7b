import { type DataNotification, longInvokeIdOf } from '../dlms/access.js';
import type { Data } from '../dlms/data.js';
import { CodecError } from '../errors.js';
import { shapeProblem } from './conformance.js';
import type { DataShape, DlmsAlertDefinition } from './use-case.js';

const CLAUSE = 'GBCS 7.2.9';

const DATE_TIME_OCTETS = 12;

/**
 * Checks an alert in DLMS: alert code, date-time, and what its use case sends after them.
 * @param definition of its use case; absent for the generic alerts, which have any code and nothing after it
 * @param originatorCounter of the message
 * @throws CodecError `GBCS_E_PAYLOAD` saying what does not fit
 */
export function checkDlmsAlert(
  { longInvokeId, dateTime, body }: DataNotification,
  definition: DlmsAlertDefinition | undefined,
  originatorCounter: bigint,
): void {
  if (longInvokeId !== longInvokeIdOf(originatorCounter)) {
    throw misfit('longInvokeId', 'is not 20 and the low 24 bits of the originator counter');
  }
  if (dateTime.length !== 0) throw misfit('dateTime', 'is not empty');
  if (body.type !== 'structure') throw misfit('body', `is ${body.type}, not structure`, body);
  const [code, time, ...extras] = body.items;
  if (code?.type !== 'long-unsigned') throw misfit('alertCode', 'is not a long-unsigned', code ?? body);
  if (definition !== undefined && !definition.alertCodes.includes(code.value)) {
    throw misfit('alertCode', `${code.value.toString(16).toUpperCase()} is not of the use case`, code);
  }
  if (time?.type !== 'octet-string' || time.octets.length !== DATE_TIME_OCTETS) {
    throw misfit('timeStamp', 'is not a date-time of 12 octets', time ?? body);
  }
  const expected = definition?.extras ?? [];
  if (extras.length !== expected.length) {
    throw misfit('body', `has ${extras.length} values after its time, not ${expected.length}`, body);
  }
  for (const [i, { name, shape, constant }] of expected.entries()) {
    checkExtra(name, extras[i] as Data, shape, constant);
  }
}

function checkExtra(name: string, data: Data, shape: DataShape, constant: number | boolean | undefined): void {
  const problem = shapeProblem(data, shape);
  if (problem !== undefined) throw misfit(name, `is wrong: ${problem}`, data);
  if (constant !== undefined && !('value' in data && data.value === constant)) {
    throw misfit(name, `is not ${constant}`, data);
  }
}

function misfit(path: string, message: string, data?: Data): CodecError {
  const offset = data?.span?.start;
  return new CodecError('GBCS_E_PAYLOAD', `${path} ${message}`, {
    path,
    clause: CLAUSE,
    ...(offset === undefined ? {} : { offset }),
  });
}
