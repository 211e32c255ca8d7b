import type { Payload } from '../../../gbcs/index.js';

/** Events of the Security Log about joining and unjoining. */
const EVENTS = { joiningFailed: 0x8f48, joined: 0x8f49, unjoiningFailed: 0x8f4a, unjoined: 0x8f4b } as const;

/** The event that a Response makes, and what it is about: joins and unjoins, whatever came of them (hcalcs 3.2). */
export function joinEventOf(payload: Payload): { readonly event: number; readonly cause: string } | undefined {
  if (payload.kind !== 'asn1') return undefined;
  if (payload.type === 'JoinDeviceResponse') {
    const event = payload.value.joinResponseCode === 0 ? EVENTS.joined : EVENTS.joiningFailed;
    return { event, cause: 'join' };
  }
  if (payload.type === 'UnjoinDeviceResponse') {
    const event = payload.value.unjoinResponseCode === 0 ? EVENTS.unjoined : EVENTS.unjoiningFailed;
    return { event, cause: 'unjoin' };
  }
  return undefined;
}
