import type { DeviceKind } from '../../gbcs/index.js';

/** Kinds of device that a message may be to or from, again: a start loads nothing of the library for them. */
export const DEVICE_KINDS = [
  'esme',
  'gsme',
  'communicationsHub',
  'gasProxyFunction',
  'hcalcs',
  'ppmid',
  'sapc',
] as const satisfies readonly DeviceKind[];
