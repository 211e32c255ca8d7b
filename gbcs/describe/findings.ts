import { hexOctet } from '../bytes/reader.js';
import { checkAccessRequest } from '../catalogue/conformance.js';
import { payloadDefinitionsOf } from '../catalogue/lookup.js';
import type { AccessRequest } from '../dlms/access.js';
import { CodecError, type ErrorDetail } from '../errors.js';
import { type Frame, type MacHeader, SECURITY_CONTROL } from '../frame/frame.js';
import type { Message } from '../message.js';
import { zclFindings } from './zcl.js';

/**
 * What is wrong with a message that can be decoded all the same: the field values that only a receiver judges, length
 * fields that are longer than needed, and a payload that does not have the form of its use case, ZCL payloads included.
 */
export function findingsOf(message: Message): readonly CodecError[] {
  const { frame, payload } = message;
  const findings = [...macHeaderFindings(frame), ...headerFindings(frame)];
  if (payload.kind === 'raw' && payload.finding !== undefined) findings.push(payload.finding);
  if (payload.kind === 'access-request' && frame.header.cra === 1) findings.push(...rowFindings(frame, payload));
  findings.push(...zclFindings(payload));
  return findings;
}

const EMPTY_FIELDS = [
  'transactionId',
  'originatorSystemTitle',
  'recipientSystemTitle',
  'dateTime',
  'otherInformation',
] as const satisfies readonly (keyof MacHeader)[];

function macHeaderFindings({ macHeader, spans }: Frame): CodecError[] {
  if (macHeader === undefined) return [];
  const findings: CodecError[] = [];
  const found = (field: string, message: string, offset?: number) =>
    findings.push(headerFinding(`macHeader.${field}`, message, 'GBCS 7.2.5', offset));
  for (const field of EMPTY_FIELDS) {
    if (macHeader[field].length > 0) found(field, `has ${macHeader[field].length} octets, not 0`);
  }
  const { keyInformation, securityControl, invocationCounter } = macHeader;
  if (keyInformation !== 0) found('keyInformation', `is ${hexOctet(keyInformation)}, not 00`);
  const end = spans?.macHeader?.end;
  if (securityControl !== SECURITY_CONTROL) {
    const expected = hexOctet(SECURITY_CONTROL);
    found('securityControl', `is ${hexOctet(securityControl)}, not ${expected}`, end === undefined ? end : end - 5);
  }
  if (invocationCounter !== 0) {
    found('invocationCounter', `is ${invocationCounter}, not 0`, end === undefined ? end : end - 4);
  }
  return findings;
}

function headerFindings({ header, lengths, spans }: Frame): CodecError[] {
  const findings: CodecError[] = [];
  if (header.cra < 1 || header.cra > 3) {
    const start = spans?.groupingHeader.start;
    const offset = start === undefined ? start : start + 1;
    findings.push(headerFinding('groupingHeader.cra', `is ${header.cra}, not 1 to 3`, 'GBCS 7.2.7', offset));
  }
  for (const [field, octets] of Object.entries(lengths ?? {})) {
    findings.push(headerFinding(field, `has a length field of ${octets} octets, more than it needs`, 'GBCS 7.2'));
  }
  return findings;
}

function headerFinding(path: string, message: string, clause: string, offset?: number): CodecError {
  const detail: ErrorDetail = { path, clause, ...(offset === undefined ? {} : { offset }) };
  return new CodecError('GBCS_E_VALUE', `${path} ${message}`, detail);
}

/** One finding where the instructions fit no edition of the use case: that of the edition which comes first. */
function rowFindings({ header }: Frame, request: AccessRequest): CodecError[] {
  let first: CodecError | undefined;
  for (const definition of payloadDefinitionsOf(header.otherInformation.messageCode)) {
    if (definition.family !== 'dlms') continue;
    try {
      checkAccessRequest(request, definition.rows, header.originatorCounter);
      return [];
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      first ??= error;
    }
  }
  return first === undefined ? [] : [first];
}
