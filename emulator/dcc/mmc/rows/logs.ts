import { ALERT_CODES, type NamedFields, type NamedValue } from '../../../../gbcs/index.js';
import { element, type WrittenElement } from '../../xml/write.js';
import { emptyRows, type ResponseRow, type ResponseRows, rowsOf } from '../response-row.js';
import {
  choice,
  dateTime,
  entriesAt,
  fields,
  hex,
  hexNumber,
  integer,
  listAt,
  logTime,
  malformed,
  wholeNumber,
} from '../values.js';

/** Event and security logs (SRV 3.3, 6.13). */

/** What an event is, where that is known. */
export function meaningOf(code: NamedValue | undefined): string | undefined {
  return ALERT_CODES.find((one) => one.code === code)?.name;
}

/** A log as a list of events. */
function log(entries: readonly WrittenElement[]): readonly WrittenElement[] {
  return [element('Log', entries)];
}

function eventLog(list: string): ResponseRow {
  return {
    content: (values) =>
      log(
        entriesAt(values, list).map((entry) =>
          logEntry(
            fields(entry, [
              ['Timestamp', 'timestamp', logTime],
              ['LogCode', 'logCode', hexNumber(2)],
            ]),
            entry['logCode'],
            entry['otherInformation'],
          ),
        ),
      ),
  };
}

function logEntry(
  head: readonly WrittenElement[],
  code: NamedValue | undefined,
  other: NamedValue | undefined,
): WrittenElement {
  const meaning = meaningOf(code);
  return element('LogEntry', [
    ...head,
    meaning === undefined ? undefined : element('LogMeaning', meaning),
    other === undefined || other === '' ? undefined : element('OtherInformation', hex(other, 'otherInformation') ?? ''),
  ]);
}

const GBZ_LOG: ResponseRow = {
  content: (values) =>
    log(
      listAt(values, 'Events.Publish Event Log').flatMap((fieldsOfCommand) =>
        entriesAt(fieldsOfCommand as NamedFields, 'logPayload').map((entry) =>
          logEntry(
            fields(entry, [
              ['Timestamp', 'eventTime', dateTime],
              ['LogCode', 'eventId', hexNumber(2)],
            ]),
            entry['eventId'],
            entry['eventData'],
          ),
        ),
      ),
    ),
};

const SWITCH_ACTIONS: Readonly<Record<number, string>> = {
  17: 'On',
  18: 'Off',
  32: 'Revert to calendar control',
  0: 'Entry relates to a Message from an HC ALCS',
};
const OUTCOMES = choice({ 0: 'Outcome not known', 1: 'Success', 2: 'Failure' });
const OUTPUT = 1;
const INPUT = 2;
const MAX_LEVEL = 100;

/**
 * What was done to a switch: its number in the high octet, and an action in the low one, or with a direction before it a
 * level (assumption `auxiliary-event-log-coding`).
 */
function switchEvent(entry: NamedFields, name: string): WrittenElement {
  const bits = Number(wholeNumber(entry['switchNumberAndAction'], name));
  const [direction, number, low] = [bits >> 12, (bits >> 8) & 0xf, bits & 0xff];
  const isLevel = direction === OUTPUT || direction === INPUT;
  const action = isLevel ? undefined : SWITCH_ACTIONS[low];
  if (number < 1 || number > 5 || (isLevel && low > MAX_LEVEL)) throw malformed(name);
  return element('ALCSEventLogEntry', [
    ...fields(entry, [['Timestamp', 'timestamp', logTime]]),
    element('SwitchNumber', number),
    action === undefined ? undefined : element('SwitchAction', action),
    ...fields(entry, [
      ['Outcome', 'outcome', OUTCOMES],
      ['HANCommandID', 'hanCommandId', integer],
    ]),
    isLevel ? element('AuxiliaryControllerLevel', low) : undefined,
    direction === INPUT ? element('InputFromControlledLoad', '') : undefined,
  ]);
}

function switchLog(list: string): ResponseRow {
  return {
    content: (values) => [
      element(
        'ALCSEvent',
        entriesAt(values, list).map((one) => switchEvent(one, list)),
      ),
    ],
  };
}

export const LOG_ROWS: ResponseRows = {
  ...emptyRows('ECS15a ECS15c'),
  CS11: {
    content: () => [],
    // The logs that were cleared are all that it says.
    failed: (values) =>
      entriesAt(values, 'Events.Clear Event Log Response').some((one) => listAt(one, 'clearedEventLogs').length === 0),
  },
  ...rowsOf('CS10a CS10b', GBZ_LOG),
  ECS35a: eventLog('EventLog(incGPF).logEntries'),
  ECS35b: eventLog('SecurityLog(notCHF).logEntries'),
  ECS35c: eventLog('EventLog(CHF).logEntries'),
  ECS35d: eventLog('SecurityLog(CHF).logEntries'),
  ECS35e: eventLog('PowerEventLog.logEntries'),
  ECS35f: switchLog('AuxiliaryLoadControlSwitchEventLog.logEntries'),
  ECS35g: switchLog('AuxiliaryControllerEventLog.logEntries'),
};
