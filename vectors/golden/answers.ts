import {
  array,
  type Data,
  type DeviceKind,
  encodeDateTime,
  eui64Bytes,
  longUnsigned,
  octetString,
  type Payload,
  parseObis,
  structure,
  type UseCase,
  Writer,
} from '../../gbcs/index.js';
import { asn1Alert } from './asn1-payloads.js';
import { actor, type DeviceName, type PartyName } from './cast.js';
import { CLOCK, sampleOf, utcTime } from './samples.js';

/** Alerts: from which device to which party, and their payloads. */

export interface AlertRoute {
  readonly from: DeviceName;
  readonly kind: DeviceKind;
  readonly to: readonly PartyName[];
}

function route(from: Exclude<DeviceName, 'otherEsme'>, ...to: readonly PartyName[]): AlertRoute {
  return { from, kind: from, to };
}

export const ALERT_ROUTES: Readonly<Record<string, AlertRoute>> = {
  'FutureDatedAlert-DLMS': route('esme', 'supplier'),
  ECS100: route('sapc', 'supplier', 'loadController'),
  ECS101: route('esme', 'supplier'),
  ECS102: route('esme', 'supplier'),
  ECS200: route('sapc', 'supplier'),
  GCS62: route('gasProxyFunction', 'accessControlBroker'),
  CS14: route('communicationsHub', 'accessControlBroker'),
  CS02bAlert: route('esme', 'supplier', 'transitionalCoS'),
  CS02gAlert: route('sapc', 'loadController', 'supplier'),
  CS06Alert: route('esme', 'supplier'),
  CS09: route('ppmid', 'accessControlBroker'),
  CCS08: route('communicationsHub', 'accessControlBroker'),
  'FDRA-DLMS': route('esme', 'supplier'),
  'FDRA-ZigBee': route('gsme', 'supplier'),
};

const COMMAND_COUNTER = 2001n;
const IMAGE_HASH = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i);

/** What follows code and time, where it is more than what fits. */
const EXTRAS: Readonly<Record<string, () => readonly Data[]>> = {
  // An activation date of ECS46c.
  'FutureDatedAlert-DLMS': () => [
    octetString(
      new Writer().u16(0x0054).u64(COMMAND_COUNTER).u16(9000).put(parseObis('0-0:94.44.128.26')).u8(6).finish(),
    ),
  ],
  ECS100: () => [octetString(new Writer().u16(0x0012).u64(COMMAND_COUNTER).finish())],
  ECS101: () => [
    { type: 'unsigned', value: 0x11 },
    octetString(encodeDateTime(CLOCK)),
    octetString(encodeDateTime(CLOCK + 3_600_000)),
    { type: 'unsigned', value: 50 },
  ],
  ECS102: () => [
    { type: 'unsigned', value: 0x11 },
    { type: 'unsigned', value: 100 },
  ],
  'FDRA-DLMS': () => [octetString(IMAGE_HASH)],
  CS14: () => [
    structure(
      octetString(encodeDateTime(CLOCK)),
      octetString(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)),
      array(
        structure(octetString(eui64Bytes(actor('esme').entity)), octetString(IMAGE_HASH.slice(0, 16))),
        structure(octetString(eui64Bytes(actor('hcalcs').entity)), octetString(new Uint8Array(0))),
      ),
    ),
  ],
};

/** Payload of an alert with one of its codes. */
export function alertPayload(useCase: UseCase, alertCode: number): Payload {
  const definition = useCase.payload;
  switch (definition.family) {
    case 'asn1-alert':
      return asn1Alert(definition.alert, alertCode, COMMAND_COUNTER).payload;
    case 'gbz-alert':
      return {
        kind: 'gbz-alert',
        profileId: 0x0109,
        componentCount: 1,
        alertCode,
        time: utcTime(CLOCK),
        items: [{ kind: 'firmware-image-hash', hash: IMAGE_HASH }],
      };
    case 'dlms-alert':
      return {
        kind: 'data-notification',
        longInvokeId: 0,
        dateTime: new Uint8Array(0),
        body: structure(
          longUnsigned(alertCode),
          octetString(encodeDateTime(CLOCK)),
          ...(EXTRAS[useCase.name]?.() ?? definition.extras.map(({ name, shape }) => sampleOf(shape, name))),
        ),
      };
    default:
      throw new RangeError(`${useCase.name} is no alert`);
  }
}

/** Codes that a use case's alerts have. */
export function alertCodesOf({ payload }: UseCase): readonly number[] {
  return 'alertCodes' in payload ? payload.alertCodes : [];
}

/** The same alert with a code that its Message Code does not have. */
export function withAlertCode(payload: Payload, alertCode: number): Payload {
  if (payload.kind === 'gbz-alert') return { ...payload, alertCode, items: [] };
  if (payload.kind === 'asn1') return { ...payload, value: { ...payload.value, alertCode } } as Payload;
  if (payload.kind !== 'data-notification' || !('items' in payload.body)) return payload;
  return { ...payload, body: structure(longUnsigned(alertCode), ...payload.body.items.slice(1)) };
}
