import { useCaseByName } from '../catalogue/lookup.js';
import { GBCS_3_1_USE_CASES, GBCS_4_0_USE_CASES } from '../catalogue/tables.js';
import type { GbcsVersion } from '../catalogue/use-case.js';
import { array, booleanData, type Data, longUnsigned, octetString, visibleString } from '../dlms/data.js';
import { ACTIVATE_NOW, encodeDateTime, type Instant } from '../dlms/date-time.js';
import { CodecError } from '../errors.js';
import { type Command, logRange, requestFromRows } from './command.js';
import {
  type CalendarTimes,
  calendarEntryData,
  type SpecialDay,
  SWITCH_NUMBERS,
  type SwitchNumber,
  specialDayData,
} from './load-control.js';

/**
 * Commands for auxiliary controllers in GBCS 4.x (ECS46a, ECS46d, ECS47a, ECS47e, ECS61d, ECS61e, ECS35g), and those that
 * both versions have (ECS15c, ECS26c, ECS38, ECS61c, ECS62).
 */

/** `output`: energy to the controlled load; `input`: from it. */
export type ControllerDirection = 'output' | 'input';

const DIRECTION_NIBBLE = { output: 1, input: 2 } as const;
/** Bit of a calendar's level octet. */
const CALENDAR_BIT = 0x80;

/** A state of a controller: number, direction and level in per cent, 0 to 100. */
export interface ControllerLevel {
  readonly controller: SwitchNumber;
  readonly direction?: ControllerDirection;
  readonly level: number;
}

function selectorOf({ controller, direction = 'output', level }: ControllerLevel): number {
  return (DIRECTION_NIBBLE[direction] << 12) | (controller << 8) | level;
}

function command(name: string, values: Readonly<Record<string, Data | true>>, version: GbcsVersion = '4.0'): Command {
  const table = version === '3.1' ? GBCS_3_1_USE_CASES : GBCS_4_0_USE_CASES;
  const useCase = useCaseByName(table, name);
  if (useCase === undefined) throw new CodecError('GBCS_E_UNKNOWN_USE_CASE', `${name} is not in GBCS ${version}`);
  return { useCase: name, payload: requestFromRows(useCase, values) };
}

const dateTime = (instant: Instant): Data => octetString(encodeDateTime(instant));

/** ECS47a: a controller has a level from a start to an end, at most 24 hours (SRV 7.13). */
export function setControllerState(state: ControllerLevel, start: Instant, end: Instant): Command {
  return command('ECS47a', {
    [`AuxiliaryController[${state.controller}].settingPeriodStart`]: dateTime(start),
    [`AuxiliaryController[${state.controller}].settingPeriodEnd`]: dateTime(end),
    'AuxiliaryController[n].controllerNumberAndCommandedState': longUnsigned(selectorOf(state)),
  });
}

/** ECS47e: a proportional controller has at most a level from a start to an end (SRV 7.16). */
export function limitController(limit: ControllerLevel, start: Instant, end: Instant): Command {
  const name = `AuxiliaryProportionalController[${limit.controller}]`;
  return command('ECS47e', {
    [`${name}.limitPeriodStartDateTime`]: dateTime(start),
    [`${name}.limitPeriodEndDateTime`]: dateTime(end),
    'AuxiliaryProportionalController[n].controllerNumberAndCommandedState': longUnsigned(selectorOf(limit)),
  });
}

/** When the calendar sets a controller to a level. */
export interface ControllerCalendarEntry extends CalendarTimes, ControllerLevel {}

export interface ControllerCalendar {
  readonly specialDays?: readonly SpecialDay[];
  /** 0 to 120. */
  readonly entries: readonly ControllerCalendarEntry[];
  /** Activation date-time of 12 octets; absent means now. */
  readonly activation?: Uint8Array;
}

/** ECS46d: set the calendar of all controllers (SRV 6.14.3). */
export function setControllerCalendar(calendar: ControllerCalendar): Command {
  const { specialDays = [], entries, activation = ACTIVATE_NOW } = calendar;
  return command('ECS46d', {
    'AuxiliaryControllerCalendar(SpecialDays).entries.next': array(...specialDays.map(specialDayData)),
    'AuxiliaryControllerCalendar.entries.next': array(
      ...entries.map((entry, index) => calendarEntryData(entry, selectorOf(entry) | CALENDAR_BIT, index)),
    ),
    'AuxiliaryControllerCalendar.activateNextDateTime': octetString(activation),
    'AuxiliaryControllerCalendar(SpecialDays).activateNextDateTime': octetString(activation),
  });
}

/** ECS46a in GBCS 4.x: set the descriptions of some controllers, at most 22 characters (SRV 6.14.1). */
export function setControllerDescriptions(labels: Readonly<Partial<Record<SwitchNumber, string>>>): Command {
  const values: Record<string, Data> = {};
  for (const number of SWITCH_NUMBERS) {
    const label = labels[number];
    if (label !== undefined) values[`AuxiliaryController[${number}].description`] = visibleString(label);
  }
  return command('ECS46a', values);
}

/** ECS61d: read the descriptions and the calendar of the controllers (SRV 7.14). */
export function readControllerConfiguration(): Command {
  const descriptions = SWITCH_NUMBERS.map((number) => [`AuxiliaryController[${number}].description`, true] as const);
  return command('ECS61d', Object.fromEntries(descriptions));
}

/** ECS61e: read kinds and states of the controllers (SRV 7.15). */
export function readControllerOperation(): Command {
  return command('ECS61e', {});
}

/** ECS35f of GBCS 3.1, ECS35g of 4.x: read the event log of the controllers from one time to another (SRV 6.13). */
export function readControllerLog(version: GbcsVersion, from: Instant, to: Instant): Command {
  const range = logRange(from, to);
  return version === '3.1'
    ? command('ECS35f', { 'AuxiliaryLoadControlSwitchEventLog.logEntries': range }, version)
    : command('ECS35g', { 'AuxiliaryControllerEventLog.logEntries': range }, version);
}

/** ECS15c: clear the event log of the controllers (SRV 3.3). */
export function clearControllerLog(version: GbcsVersion): Command {
  return command('ECS15c', {}, version);
}

/** ECS62: which controllers the Boost Function drives; all five are always set (SRV 7.9, 7.10). */
export function associateBoost(numbers: readonly SwitchNumber[]): Command {
  const values = SWITCH_NUMBERS.map(
    (number) => [`BoostFunctionControl[${number}].value`, booleanData(numbers.includes(number))] as const,
  );
  return command('ECS62', Object.fromEntries(values));
}

/** ECS61c: read the Boost Function, its boosts from one time to another, and what it drives (SRV 7.11). */
export function readBoost(from: Instant, to: Instant): Command {
  return command('ECS61c', { 'BoostFunctionEventLog.logEntries': logRange(from, to) });
}

/** ECS38: set the limit of the Randomised Offset (SRV 7.12). @param seconds 0 to 1,799 */
export function setRandomisedOffsetLimit(seconds: number): Command {
  return command('ECS38', { 'RandomisedOffsetLimit.value': longUnsigned(seconds) });
}

/** ECS26c: read offset, number and limit (SRV 6.2.2). */
export function readRandomisedOffset(): Command {
  return command('ECS26c', {});
}
