import { JOIN_DEVICE_TYPE, JOIN_METHOD_AND_ROLE } from './asn1/join.js';
import { checkAccessRequest } from './catalogue/conformance.js';
import { checkGbzCommand } from './catalogue/gbz-conformance.js';
import type { UseCase } from './catalogue/use-case.js';
import { CodecError } from './errors.js';
import type { Payload } from './payload.js';

/**
 * Checks that the payload of a Command has the form that its use case demands: the DLMS rows, the commands of its GBZ
 * components, or the ASN.1 type with numbers that have a name (GBCS 19).
 * @param originatorCounter of the message
 * @throws CodecError `GBCS_E_PAYLOAD` saying what does not fit
 */
export function checkCommandPayload(payload: Payload, useCase: UseCase, originatorCounter: bigint): void {
  const definition = useCase.payload;
  if (definition.family === 'dlms') {
    if (payload.kind !== 'access-request') throw misfit(`the payload is ${payload.kind}, not an access request`);
    checkAccessRequest(payload, definition.rows, originatorCounter);
    return;
  }
  if (definition.family === 'gbz') {
    if (payload.kind !== 'gbz') throw misfit(`the payload is ${payload.kind}, not GBZ components`);
    checkGbzCommand(payload.components, definition.rows);
    return;
  }
  if (definition.family !== 'asn1' || payload.kind !== 'asn1' || payload.type !== definition.command) {
    throw misfit(`the payload is ${payload.kind}, not of ${useCase.name}`);
  }
  if (payload.type !== 'JoinDeviceCommand') return;
  const { joinMethodAndRole, otherDeviceType } = payload.value;
  checkNamed('joinMethodAndRole', joinMethodAndRole, JOIN_METHOD_AND_ROLE);
  checkNamed('otherDeviceType', otherDeviceType, JOIN_DEVICE_TYPE);
}

function checkNamed(field: string, value: number, names: readonly string[]): void {
  if (names[value] === undefined) throw misfit(`${field} ${value} is outside its values`);
}

function misfit(message: string): CodecError {
  return new CodecError('GBCS_E_PAYLOAD', message, { clause: 'GBCS 19' });
}
