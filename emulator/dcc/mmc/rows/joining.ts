import type { NamedFields } from '../../../../gbcs/index.js';
import { element, type WrittenElement } from '../../xml/write.js';
import type { ResponseRow, ResponseRows } from '../response-row.js';
import { emptyRows, rowsOf } from '../response-row.js';
import { asn1Status } from '../status.js';
import { choice, dateTime, entriesAt, eui, fields, fieldsOf, hex, valueAt } from '../values.js';

/** Joins, unjoins and logs of devices on the HAN (SRV 8.7.x, 8.8.x, 8.9, 8.11, 8.12.x). */

/** An answer that is one code of a list which has its name. */
function statusRow(field: string): ResponseRow {
  return { content: (values) => [asn1Status(field, { list: field, value: values[field] })] };
}

/** Kinds of device by their names in joins (GBCS Annex 3). */
const DEVICE_TYPE = choice({
  gSME: 'GSME',
  eSME: 'ESME',
  communicationsHubCHF: 'CHF',
  communicationsHubGPF: 'GPF',
  hCALCS: 'HCALCS',
  pPMID: 'PPMID',
  type2: 'Type2',
});

function deviceLogEntry(entry: NamedFields): readonly WrittenElement[] {
  return fields(entry, [
    ['DeviceID', 'entityIdentifier', eui],
    ['DeviceType', 'deviceType', DEVICE_TYPE],
  ]);
}

function joinDetails(values: NamedFields): readonly WrittenElement[] {
  if (valueAt(values, 'deviceLogEntries') === undefined) return [];
  const entries = entriesAt(values, 'deviceLogEntries');
  return [
    element(
      'DeviceLogEntries',
      entries.map((entry) => element('LogEntry', deviceLogEntry(entry))),
    ),
  ];
}

/** The log of a hub, with the time of the last communication with each device. */
function hubLog(values: NamedFields): readonly WrittenElement[] {
  const log = 'DeviceLog(CHF).logEntries';
  if (valueAt(values, log) === undefined) return [];
  return [
    element(
      'CHFDeviceLog',
      entriesAt(values, log).map((entry) =>
        element(
          'CHFDeviceLogEntry',
          fields(entry, [
            ['DeviceID', 'macAddress', eui],
            ['LastCommunicationsDateTime', 'lastCommunicationDateTime', dateTime],
          ]),
        ),
      ),
    ),
  ];
}

function connectedDevices(values: NamedFields, name: string, log: string): readonly WrittenElement[] {
  if (valueAt(values, log) === undefined) return [];
  return entriesAt(values, `${log} > devicesToBackup`).map((entry) =>
    element(
      name,
      fields(entry, [
        ['DeviceID', 'macAddress', eui],
        ['DeviceSecurityDetails', 'hashedTcLinkKey', hex],
      ]),
    ),
  );
}

function connectedLog(values: NamedFields): readonly WrittenElement[] {
  return [
    element('CHFConnectedDeviceLog', [
      ...connectedDevices(values, 'CHFCurrentConnectedDeviceLogEntry', 'DeviceLog(CHF).readCHFDeviceLog'),
      ...connectedDevices(
        values,
        'CHFHistoricConnectedDeviceLogEntry',
        'HistoricDeviceLog(CHF).readHistoricCHFDeviceLog',
      ),
    ]),
  ];
}

function restoreOutcomes(values: NamedFields): readonly WrittenElement[] {
  return entriesAt(values, 'restoreOutcomes').map((outcome) =>
    element('RestoreDeviceLogOutcome', [
      element('DeviceLogEntry', deviceLogEntry(fieldsOf(outcome['deviceLogEntry'], 'restoreOutcomes'))),
      asn1Status('joinResponseCode', { list: 'joinResponseCode', value: outcome['joinResponseCode'] }),
    ]),
  );
}

export const JOINING_ROWS: ResponseRows = {
  ...rowsOf('CS03A1 CS03A2 CS03B CS03C', statusRow('joinResponseCode')),
  ...rowsOf('CS04AC CS04B', statusRow('unjoinResponseCode')),
  ...emptyRows('CCS01 CCS02 CCS03'),
  ...rowsOf('CCS05CCS04 CCS06', { content: hubLog }),
  CCS07: { content: connectedLog },
  CS07: { content: joinDetails, failed: ({ readResponseCode }) => readResponseCode !== 'success' },
  GCS59: { content: restoreOutcomes },
};
