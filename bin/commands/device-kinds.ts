import type { DeviceKind } from '../../gbcs/index.js';

/** Kinds of device, all of them, or this does not compile: said again, since a start loads nothing of the library for them. */
const KINDS = {
  esme: true,
  gsme: true,
  communicationsHub: true,
  gasProxyFunction: true,
  hcalcs: true,
  ppmid: true,
  sapc: true,
} as const satisfies Readonly<Record<DeviceKind, true>>;

/** Kinds of device that a message may be to or from. */
export const DEVICE_KINDS = Object.keys(KINDS) as readonly DeviceKind[];
