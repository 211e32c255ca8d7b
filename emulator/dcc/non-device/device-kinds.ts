import type { DeviceKind } from '../../../gbcs/index.js';

/** Kinds of device by the names of the DUIS. It has none for a stand-alone controller, and HAN devices that take no GBCS. */
export const DUIS_DEVICE_TYPES = {
  ESME: 'esme',
  GSME: 'gsme',
  GPF: 'gasProxyFunction',
  CHF: 'communicationsHub',
  HCALCS: 'hcalcs',
  PPMID: 'ppmid',
} as const satisfies Readonly<Record<string, DeviceKind>>;

/** @returns the name, undefined of a stand-alone controller */
export function duisDeviceType(kind: DeviceKind): string | undefined {
  return Object.entries(DUIS_DEVICE_TYPES).find(([, one]) => one === kind)?.[0];
}
