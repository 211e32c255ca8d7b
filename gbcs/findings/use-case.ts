import { checkDlmsAlert } from '../catalogue/alert-conformance.js';
import { checkAccessRequest } from '../catalogue/conformance.js';
import { checkGbzCommand, checkGbzResponse } from '../catalogue/gbz-conformance.js';
import { payloadDefinitionsOf } from '../catalogue/lookup.js';
import { checkAccessResponse } from '../catalogue/response-conformance.js';
import type { PayloadDefinition } from '../catalogue/use-case.js';
import { CodecError } from '../errors.js';
import { CRA_NAMES, type Frame, type GroupingHeader } from '../frame/frame.js';
import type { Payload } from '../payload.js';

const COMMAND = 1;
const RESPONSE = 2;
const ALERT = 3;

/**
 * What keeps a payload from being that of its use case: one finding where it fits no edition, that of the edition which
 * comes first. Nothing where no use case has the Message Code, or none of its messages the CRA: those are findings of
 * the Grouping Header.
 */
export function useCaseFindings({ header }: Frame, payload: Payload): CodecError[] {
  let first: CodecError | undefined;
  if (CRA_NAMES[header.cra] === undefined) return [];
  for (const definition of payloadDefinitionsOf(header.otherInformation.messageCode)) {
    if (definition.family.endsWith('-alert') !== (header.cra === ALERT)) continue;
    const problem = problemOf(payload, definition, header);
    if (problem === undefined) return [];
    first ??= problem;
  }
  return first === undefined ? [] : [first];
}

function problemOf(payload: Payload, definition: PayloadDefinition, header: GroupingHeader): CodecError | undefined {
  try {
    check(payload, definition, header);
    return undefined;
  } catch (error) {
    if (error instanceof CodecError) return error;
    throw error;
  }
}

function check(payload: Payload, definition: PayloadDefinition, header: GroupingHeader): void {
  const { cra, originatorCounter } = header;
  switch (definition.family) {
    case 'dlms':
      if (cra === COMMAND && payload.kind === 'access-request') {
        checkAccessRequest(payload, definition.rows, originatorCounter);
      } else if (cra === RESPONSE && payload.kind === 'access-response') {
        checkAccessResponse(payload, definition.rows, originatorCounter);
      } else throw otherKind(payload, cra === COMMAND ? 'an access request' : 'an access response');
      return;
    case 'gbz':
      if (payload.kind !== 'gbz') throw otherKind(payload, 'GBZ components');
      if (cra === COMMAND) checkGbzCommand(payload.components, definition.rows);
      else checkGbzResponse(payload.components, definition.rows);
      return;
    case 'asn1':
    case 'asn1-alert':
      // Its type has been read by Message Code and CRA; types that are not read field by field are trees of elements.
      if (payload.kind !== 'asn1' && payload.kind !== 'der') throw otherKind(payload, 'ASN.1');
      return;
    case 'dlms-alert':
      if (payload.kind !== 'data-notification') throw otherKind(payload, 'a data-notification');
      checkDlmsAlert(payload, definition, originatorCounter);
      return;
    case 'gbz-alert':
      if (payload.kind !== 'gbz-alert') throw otherKind(payload, 'a GBZ alert');
      checkAlertCode(payload.alertCode, definition.alertCodes);
      return;
    case 'generic-alert':
      if (payload.kind === 'data-notification') checkDlmsAlert(payload, undefined, originatorCounter);
      else if (payload.kind !== 'gbz-alert') throw otherKind(payload, 'an alert of DLMS or GBZ');
      else if (payload.items.length > 0) throw misfit('items', 'a generic alert has no items');
      return;
    case 'none':
      return;
    default:
      definition satisfies never;
  }
}

function checkAlertCode(code: number, codes: readonly number[]): void {
  if (!codes.includes(code)) throw misfit('alertCode', `${code.toString(16).toUpperCase()} is not of the use case`);
}

function otherKind(payload: Payload, expected: string): CodecError {
  return misfit('payload', `the payload is ${payload.kind}, not ${expected}`);
}

function misfit(path: string, message: string): CodecError {
  return new CodecError('GBCS_E_PAYLOAD', message, { path, clause: 'GBCS 19' });
}
