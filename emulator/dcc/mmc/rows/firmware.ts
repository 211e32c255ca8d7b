import type { NamedFields } from '../../../../gbcs/index.js';
import type { WrittenElement } from '../../xml/write.js';
import type { ResponseRows } from '../response-row.js';
import { asn1Status } from '../status.js';
import { fields, fieldsOf, hex, valueAt } from '../values.js';

/** Firmware of devices (SRV 11.2, 11.3). */

/** What came of an activation, of a Response or an Alert. @throws CodecError */
export function activationOutcome(outcome: NamedFields): readonly WrittenElement[] {
  return [
    asn1Status('ActivateImageResponseCode', { list: 'activationResponseCode', value: outcome['responseCode'] }),
    ...fields(outcome, [['FirmwareVersion', 'firmwareVersion', hex]]),
  ];
}

export const FIRMWARE_ROWS: ResponseRows = {
  // One that is for later has no outcome yet.
  CS06: {
    content(values) {
      const outcome = valueAt(values, 'outcome');
      return outcome === undefined ? [] : activationOutcome(fieldsOf(outcome, 'outcome'));
    },
  },
  CS08: {
    content: (values) => fields(values, [['FirmwareVersion', 'version', hex]]),
    failed: ({ code }) => code !== 'success',
  },
  ECS52: { content: (values) => fields(values, [['FirmwareVersion', 'FirmwareVersion.value', hex]]) },
  GCS38: { content: (values) => fields(values, [['FirmwareVersion', 'Metering.Current Meter ID', hex]]) },
};
