import { type AccessRequest, concatBytes, encodePayload, longUnsigned } from '../../gbcs/index.js';
import { DER_FAULTS } from './der-faults.js';
import { DLMS_FAULTS, reordered, withData } from './dlms-faults.js';
import type { PayloadFault } from './payload-fault.js';

/** Payloads that do not have the form of their use case, in one respect each. */

/** Of one use case or type alone. */
const SPECIAL_FAULTS: readonly PayloadFault[] = [
  dlmsOf('ECS47', 'time-of-other-action', 'closeTime of switch 2 with the action to open it', (request) => {
    const [first, ...rest] = request.specifications;
    return first && { ...request, specifications: [{ ...first, obis: '0-0:94.44.118.1' }, ...rest] };
  }),
  dlmsOf('ECS47', 'time-of-other-switch', 'openTime of switch 3 with the action on switch 2', (request) => {
    const [first, ...rest] = request.specifications;
    return first && { ...request, specifications: [{ ...first, obis: '0-0:94.44.119.2' }, ...rest] };
  }),
  dlmsOf('ECS47', 'time-missing', 'the action to open without openTime', (request) => reordered(request, [1])),
  dlmsOf('ECS47', 'time-with-reset', 'openTime with the action to go back to the calendar', (request) =>
    withData(request, 1, longUnsigned(0x0220)),
  ),
  ...(
    [
      ['joinMethodAndRole', 4],
      ['joinMethodAndRole', -1],
      ['otherDeviceType', 7],
    ] as const
  ).map(
    ([field, number]): PayloadFault => ({
      id: `${field}-${number}`,
      flag: 'NumberWithoutName',
      comment: `${field} is ${number}`,
      make: (payload) =>
        payload.kind === 'asn1' && payload.type === 'JoinDeviceCommand'
          ? encodePayload({ ...payload, value: { ...payload.value, [field]: number } })
          : undefined,
    }),
  ),
];

function dlmsOf(
  name: string,
  id: string,
  comment: string,
  change: (request: AccessRequest) => AccessRequest | undefined,
): PayloadFault {
  return {
    id,
    flag: 'TimeOfAnotherAction',
    comment,
    make: (payload, useCase) => {
      const changed = payload.kind === 'access-request' && useCase.name === name ? change(payload) : undefined;
      return changed && encodePayload(changed);
    },
  };
}

/** Of either family. */
const OCTET_FAULTS: readonly PayloadFault[] = [
  {
    id: 'payload-truncated',
    flag: 'PayloadTruncated',
    comment: 'the last octet of the payload is missing',
    make: (payload) => encodePayload(payload).slice(0, -1),
  },
  {
    id: 'payload-trailing',
    flag: 'PayloadTrailing',
    comment: 'one octet after the end of the payload',
    everywhere: true,
    make: (payload) => concatBytes(encodePayload(payload), Uint8Array.of(0)),
  },
  { id: 'payload-empty', flag: 'PayloadTruncated', comment: 'a payload without octets', make: () => new Uint8Array(0) },
  {
    id: 'payload-of-another',
    flag: 'PayloadOfAnotherUseCase',
    comment: 'the payload of another use case: of ECS44 where this one is in ASN.1, of CS07 where it is in DLMS',
    everywhere: true,
    make: (payload) =>
      payload.kind === 'asn1'
        ? encodePayload({
            kind: 'access-request',
            longInvokeId: 0x20000000,
            dateTime: new Uint8Array(0),
            specifications: [{ access: 'action', classId: 9, obis: '0-0:10.0.106.255', member: 1 }],
            data: [longUnsigned(0x36)],
          })
        : Uint8Array.of(0x05, 0),
  },
];

export const PAYLOAD_FAULTS: readonly PayloadFault[] = [
  ...DLMS_FAULTS,
  ...DER_FAULTS,
  ...SPECIAL_FAULTS,
  ...OCTET_FAULTS,
];
