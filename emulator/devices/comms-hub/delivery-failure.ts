import {
  assumptionValue,
  decodeFrame,
  type Eui64,
  eui64Bytes,
  HAN_DEVICE_TYPES,
  HanlabError,
  type Instant,
  octetString,
  type Profile,
  Writer,
} from '../../../gbcs/index.js';
import type { AlertParts } from '../kernel/gbcs-endpoint.js';

const DELIVERY_FAILURE = { messageCode: 0x00d5, alertCode: 0x8f84 } as const;

/**
 * The Alert by which a hub tells that a message of the DCC did not reach its device (8F84).
 * @param deviceType of the hub's log; unknown after a restore
 * @returns nothing for a kind of device that the profile has no such Alert for, and for octets that are no message
 */
export function deliveryFailureAlert(
  profile: Profile,
  broker: Eui64,
  deviceType: number | undefined,
  message: Uint8Array,
  now: Instant,
): AlertParts | undefined {
  if (!isReported(profile, deviceType)) return undefined;
  try {
    const { originator, recipient, cra, originatorCounter } = decodeFrame(message).header;
    const reference = new Writer()
      .put(eui64Bytes(originator))
      .put(eui64Bytes(recipient))
      .u8(cra)
      .u64(originatorCounter);
    return {
      recipient: broker,
      otherInformation: { messageCode: DELIVERY_FAILURE.messageCode },
      alertCode: DELIVERY_FAILURE.alertCode,
      time: now,
      extras: [octetString(reference.finish())],
    };
  } catch (error) {
    if (error instanceof HanlabError) return undefined;
    throw error;
  }
}

function isReported(profile: Profile, deviceType: number | undefined): boolean {
  if (deviceType === undefined) return assumptionValue(profile, 'delivery-failure-of-unknown-device');
  const kinds = assumptionValue(profile, 'delivery-failure-devices').split(' ');
  const types: Readonly<Record<string, number>> = HAN_DEVICE_TYPES;
  return kinds.some((kind) => types[kind] === deviceType);
}
