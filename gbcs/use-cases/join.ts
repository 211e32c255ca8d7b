import type { Eui64 } from '../identifiers.js';
import type { Command } from './command.js';

/** Commands that join two devices and separate them (GBCS 13.7: CS03A1, CS03A2, CS04AC, CS07). */

/** Numbers of `joinMethodAndRole` of method A. */
const METHOD_A_INITIATOR = 0;
const METHOD_A_RESPONDER = 1;
/** Numbers of `otherDeviceType`. */
const TYPE_ESME = 1;
const TYPE_HCALCS = 4;

/** CS03A1, to the ESME: join an HCALCS (SRV 8.7.1). */
export function joinHcalcsAtEsme(hcalcs: Eui64): Command {
  return joinDevice('CS03A1', METHOD_A_INITIATOR, hcalcs, TYPE_HCALCS);
}

/** CS03A2, to the HCALCS: join its ESME (SRV 8.7.1). */
export function joinEsmeAtHcalcs(esme: Eui64): Command {
  return joinDevice('CS03A2', METHOD_A_RESPONDER, esme, TYPE_ESME);
}

/**
 * Any JoinDevice Command, also one that makes no sense.
 * @param useCase `CS03A1` or `CS03A2`
 * @param joinMethodAndRole index into JOIN_METHOD_AND_ROLE
 * @param otherDeviceType index into JOIN_DEVICE_TYPE
 */
export function joinDevice(useCase: string, joinMethodAndRole: number, other: Eui64, otherDeviceType: number): Command {
  return {
    useCase,
    payload: {
      kind: 'asn1',
      type: 'JoinDeviceCommand',
      value: { joinMethodAndRole, otherDeviceEntityIdentifier: other, otherDeviceType },
    },
  };
}

/** CS04AC, to either side: forget the other device (SRV 8.8.1). */
export function unjoinDevice(other: Eui64): Command {
  return {
    useCase: 'CS04AC',
    payload: { kind: 'asn1', type: 'UnjoinDeviceCommand', value: { otherDeviceEntityIdentifier: other } },
  };
}

/** CS07, to either side: with whom it is joined (SRV 8.9). */
export function readJoinDetails(): Command {
  return { useCase: 'CS07', payload: { kind: 'asn1', type: 'ReadDeviceJoinDetailsCommand', value: {} } };
}
