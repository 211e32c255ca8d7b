import { octetString, parseObis, Writer } from '../../../gbcs/index.js';
import type { Planned } from '../kernel/cosem/future-activations.js';
import type { AlertParts } from '../kernel/gbcs-endpoint.js';

const MESSAGE_CODE = 0x00cc;
const EXECUTED = 0x8f66;
const FAILED = 0x8f67;

/**
 * The Alert of a future-dated instruction (GBCS 9.2, 16.2): which Command planned it, and the object whose values have
 * come into force, or could not.
 */
export function futureDatedAlert(planned: Planned, isDone: boolean): AlertParts {
  const { address, at, originator, messageCode, originatorCounter } = planned;
  const instruction = new Writer()
    .u16(messageCode)
    .u64(originatorCounter)
    .u16(address.classId)
    .put(parseObis(address.obis))
    .u8(address.member)
    .finish();
  return {
    recipient: originator,
    otherInformation: { messageCode: MESSAGE_CODE },
    alertCode: isDone ? EXECUTED : FAILED,
    time: at,
    extras: [octetString(instruction)],
  };
}
