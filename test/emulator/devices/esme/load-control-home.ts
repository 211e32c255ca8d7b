import { LoadControl, type LoadControlOptions } from '../../../../emulator/devices/esme/load-control.js';
import type { LoadControlAlert } from '../../../../emulator/devices/esme/load-control-alerts.js';
import { type Data, GBCS4_CURRENT, type Instant, type Payload, type Profile } from '../../../../gbcs/index.js';

/** A load control without a device around it: what it does is kept. */
export function loadControl(options: LoadControlOptions = {}, profile: Profile = GBCS4_CURRENT) {
  const alerts: LoadControlAlert[] = [];
  const switched: string[] = [];
  const one = new LoadControl(
    profile,
    {
      sendEvent: () => true,
      switched: (number, position, cause) => switched.push(`${number} ${position} ${cause}`),
      levelSet: (number, direction, level, cause) => switched.push(`${number} ${direction} ${level} ${cause}`),
      alert: (alert) => alerts.push(alert),
    },
    options,
  );
  return { loadControl: one, alerts, switched };
}

/** Lets everything happen that is due up to an instant. */
export function goTo(one: LoadControl, instant: Instant): void {
  for (let due = one.nextDue(); due !== undefined && due <= instant; due = one.nextDue()) one.tick(due);
}

/** The values that a Command sets, in order. */
export function valuesOf(payload: Payload): readonly Data[] {
  return payload.kind === 'access-request' ? payload.data : [];
}
