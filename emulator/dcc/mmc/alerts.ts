import { ALERT_CODES, type Message, type NamedFields, type NamedMessage } from '../../../gbcs/index.js';
import { element, type WrittenElement } from '../xml/write.js';
import { openedComponent, openedValues } from './named-values.js';
import { executionOutcome } from './rows/credentials.js';
import { activationOutcome } from './rows/firmware.js';
import { gasBillingEntry } from './rows/gas-readings.js';
import { BILLING_LOG, billingEntry } from './rows/readings.js';
import { stateOf } from './state-information.js';
import {
  code,
  dateTime,
  entriesAt,
  type FieldRow,
  fields,
  fieldsOf,
  hex,
  hexNumber,
  integer,
  integerWithin,
  malformed,
  valueAt,
} from './values.js';

/** Alerts of devices as DeviceAlertMessage of MMC. Those that no row is for say what they are and when, and no more. */

/** The payload of an alert. @throws CodecError `GBCS_E_PAYLOAD` */
type AlertRow = (values: NamedFields, message: Message) => WrittenElement | undefined;

/** The instruction of a Command for later that an alert is about, as DLMS addresses it. */
function cosemOutcome(values: NamedFields): WrittenElement {
  const command = fieldsOf(values['commandReference'], 'commandReference');
  return element('FutureDatedCommandOutcomeDeviceAlert', [
    element(
      'COSEMFutureDatedAlert',
      fields(command, [
        ['FutureDatedCommandMessageCode', 'messageCode', code],
        ['FutureDatedCommandOriginatorCounter', 'originatorCounter', integer],
        ['DLMSCOSEMFDInstructionIdentification ClassId', 'classId', hexNumber(2)],
        ['DLMSCOSEMFDInstructionIdentification InstanceId', 'logicalName', obisHex],
        ['DLMSCOSEMFDInstructionIdentification AttributeId', 'attributeIndex', hexNumber(1)],
      ]),
    ),
  ]);
}

/** The six octets of a logical name such as `0-0:94.44.2.0`. */
const obisHex: FieldRow[2] = (value, name) => {
  const parts = String(value).split(/[-:.]/).map(Number);
  if (parts.length !== 6 || parts.some((part) => !(part >= 0 && part <= 0xff))) throw malformed(name);
  return parts.map((part) => hexNumber(1)(part, name)).join('');
};

/** The same of a ZCL command; its numbers are those of the message. */
function gbzOutcome(_values: NamedFields, { payload }: Message): WrittenElement | undefined {
  const item =
    payload.kind === 'gbz-alert' ? payload.items.find((one) => one.kind === 'future-dated-command') : undefined;
  if (item?.kind !== 'future-dated-command') return undefined;
  const name = 'futureDatedCommand';
  return element('FutureDatedCommandOutcomeDeviceAlert', [
    element('GBZFutureDatedAlert', [
      element('FutureDatedCommandMessageCode', hexNumber(2)(item.messageCode, name) ?? ''),
      element('FutureDatedCommandOriginatorCounter', item.originatorCounter),
      element('GBZFDInstructionIdentification', [
        element('ExtendedHeaderClusterID', hexNumber(2)(item.clusterId, name) ?? ''),
        element('FrameControl', hexNumber(1)(item.frameControl, name) ?? ''),
        element('CommandIdentifier', hexNumber(1)(item.commandId, name) ?? ''),
      ]),
    ]),
  ]);
}

function credentialsOutcome({ outcome }: NamedFields): WrittenElement {
  return element('FutureDatedCommandOutcomeDeviceAlert', [
    element('UpdateSecurityCredentialsDeviceAlert', [
      element('UpdateSecurityCredentialsExecutionOutcome', executionOutcome(fieldsOf(outcome, 'outcome'))),
    ]),
  ]);
}

function firmwareOutcome(values: NamedFields): WrittenElement {
  return element('FutureDatedCommandOutcomeDeviceAlert', [
    element('FirmwareActivationDeviceAlert', [
      ...fields(values, [
        ['ExecutionDateTime', 'executionDateTime', dateTime],
        ['OriginatorCounterFromCommand', 'originatorCounter', integer],
      ]),
      ...activationOutcome(fieldsOf(values['outcome'], 'outcome')),
    ]),
  ]);
}

/** An alert whose payload is values. */
function valueAlert(name: string, rows: readonly FieldRow[]): AlertRow {
  return (values) => element(name, fields(values, rows));
}

const CONTROLLER = integerWithin(1, 5);
const LEVEL = integerWithin(0, 100);
const INPUT: FieldRow = [
  'InputFromControlledLoad',
  'apcDirectionAndNumber > direction',
  (direction) => (direction === 'input' ? '' : undefined),
];
const RESULT: readonly FieldRow[] = [
  ['AuxiliaryControllerN', 'apcDirectionAndNumber > controller', CONTROLLER],
  ['ResultingLevel', 'resultingLevel', LEVEL],
  INPUT,
];
const MAX_STATE_INFORMATION = 1200;

/** Rows by use case. */
const ALERT_ROWS: Readonly<Record<string, AlertRow>> = {
  'FutureDatedAlert-DLMS': cosemOutcome,
  'FutureDatedAlert-ZigBee': gbzOutcome,
  CS02bAlert: credentialsOutcome,
  CS02gAlert: credentialsOutcome,
  CS06Alert: firmwareOutcome,
  ECS68: (values) => {
    const [entry] = entriesAt(values, `${BILLING_LOG}.registerReadLogEntries`);
    if (entry === undefined) return undefined;
    return element('BillingDataLogDeviceAlert', [element('ESMEBillingDataLogEntry', billingEntry(entry))]);
  },
  GCS53: (values) => {
    const components = entriesAt(values, 'items').flatMap(({ component }) =>
      component === undefined ? [] : [openedComponent(fieldsOf(component, 'items'))],
    );
    return element('BillingDataLogDeviceAlert', [element('GSMEBillingDataLogEntry', gasBillingEntry(components))]);
  },
  ECS80: valueAlert('SupplyOutageRestoreAlert', [
    ['interruptionValue', 'interruptionValue', dateTime],
    ['restorationValue', 'restorationValue', dateTime],
  ]),
  'FDRA-DLMS': valueAlert('FirmwareVerificationDeviceAlert', [['ManufacturerImageHash', 'manufacturerImageHash', hex]]),
  'FDRA-ZigBee': (values) => {
    const hash = entriesAt(values, 'items').flatMap((item) =>
      fields(item, [['ManufacturerImageHash', 'firmwareImageHash', hex]]),
    );
    return element('FirmwareVerificationDeviceAlert', hash.slice(0, 1));
  },
  ECS100: valueAlert('CommandNotSupportedbyDevice', [
    ['MessageCodeofCommandReceived', 'refusedCommand > messageCode', code],
    ['OriginatorCounterfromCommandReceived', 'refusedCommand > originatorCounter', integer],
  ]),
  ECS101: valueAlert('LimitAPCLevelCommandProcessedDeviceAlert', [
    ['APCLimitPeriodStart', 'apcLimitPeriodStart', dateTime],
    ['APCLimitPeriodEnd', 'apcLimitPeriodEnd', dateTime],
    ...RESULT,
  ]),
  ECS102: valueAlert('LimitAPCLevelEndedDeviceAlert', RESULT),
  ECS200: (values) => {
    const name = 'stateAndAssociatedInformation';
    return element('OperationalUpdateDeviceAlert', stateOf(MAX_STATE_INFORMATION)(values[name] ?? null, name) ?? '');
  },
};

/** What the alerts of the families call their time; that of one about credentials or firmware is when it was executed. */
const TIMES = ['timeStamp', 'utcTime', 'timestamp', 'time', 'executionDateTime'] as const;

/** For a code that the catalogue of alerts does not have. */
const NO_DESCRIPTION = 'alert of a device';

/** @throws CodecError `GBCS_E_PAYLOAD`; KeyError `GBCS_E_KEY_MISSING` */
export function alertMessage(message: Message, named: NamedMessage): WrittenElement {
  const values = openedValues(named);
  const time = TIMES.find((name) => valueAt(values, name) !== undefined) ?? TIMES[0];
  const [alertCode, timestamp] = [code(values['alertCode'] ?? null, 'alertCode'), dateTime(values[time] ?? null, time)];
  if (timestamp === undefined) throw malformed(time);
  const number = Number.parseInt(alertCode as string, 16);
  const payload = ALERT_ROWS[named.useCase]?.(values, message);
  return element('DeviceAlertMessage', [
    element('DeviceAlertContent', [
      element('GBCSHexAlertCode', alertCode ?? ''),
      element('AlertDescription', ALERT_CODES.find((one) => one.code === number)?.name ?? NO_DESCRIPTION),
      element('Timestamp', timestamp),
      payload && element('Payload', [payload]),
    ]),
  ]);
}
