import { needChild, textOf } from '../../xml/element.js';
import type { BodyMapping } from '../mapping.js';
import { asn1Time } from './asn1-time.js';

/** Firmware: activation (SRV 11.3), and the version of what has no GBCS memory of its own (11.2). */

export const FIRMWARE_MAPPINGS: readonly BodyMapping[] = [
  {
    body: 'ActivateFirmware',
    variants: ['11.3'],
    useCase: 'CS06',
    payload: (body, { context }) => ({
      manufacturerImageHash: textOf(needChild(body, 'FirmwareHash')).toLowerCase(),
      originatorCounter: String(context.originator.counter),
      ...asn1Time(body),
    }),
  },
  {
    body: 'ReadFirmwareVersion',
    variants: ['11.2'],
    targets: ['hcalcs', 'ppmid'],
    useCase: 'CS08',
    payload: () => ({}),
  },
];
