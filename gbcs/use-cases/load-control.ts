import { useCaseByName } from '../catalogue/lookup.js';
import { GBCS_3_1_USE_CASES } from '../catalogue/tables.js';
import type { UseCase } from '../catalogue/use-case.js';
import { array, booleanData, type Data, longUnsigned, octetString, structure, visibleString } from '../dlms/data.js';
import { ACTIVATE_NOW } from '../dlms/date-time.js';
import { CodecError } from '../errors.js';
import { type Eui64, eui64Bytes } from '../identifiers.js';
import { type Command, requestFromRows } from './command.js';

/** Commands that switch auxiliary load, set it up and read it (GBCS 3.1: ECS46a, ECS46c, ECS47, ECS61a, ECS42-44). */

/** Actions of ECS47 by the low octet of the script selector. */
export const SWITCH_ACTIONS = { close: 0x11, open: 0x12, revertToCalendar: 0x20 } as const;
export type SwitchAction = keyof typeof SWITCH_ACTIONS;

/** An ESME has five switches, numbered from 1. */
export const SWITCH_NUMBERS = [1, 2, 3, 4, 5] as const;
export type SwitchNumber = (typeof SWITCH_NUMBERS)[number];

/** Identifier of a switch of the ESME itself, an ALCS: eight zero octets. */
export const ALCS_IDENTIFIER: Uint8Array = new Uint8Array(8);

function useCase(name: string): UseCase {
  const found = useCaseByName(GBCS_3_1_USE_CASES, name);
  if (found === undefined) throw new CodecError('GBCS_E_UNKNOWN_USE_CASE', `${name} is not in the catalogue`);
  return found;
}

function command(name: string, values: Readonly<Record<string, Data | true>>): Command {
  return { useCase: name, payload: requestFromRows(useCase(name), values) };
}

/**
 * ECS47 Activate: close switch `number` for a time (SRV 7.5).
 * @param minutes 0 to 65,535
 */
export function activateSwitch(number: SwitchNumber, minutes: number): Command {
  return setSwitch(number, 'close', `AuxiliaryLoadControlSwitch[${number}].closeTime`, minutes);
}

/**
 * ECS47 Deactivate: open switch `number` for a time (SRV 7.6).
 * @param minutes 0 to 65,535
 */
export function deactivateSwitch(number: SwitchNumber, minutes: number): Command {
  return setSwitch(number, 'open', `AuxiliaryLoadControlSwitch[${number}].openTime`, minutes);
}

function setSwitch(number: SwitchNumber, action: SwitchAction, timeRow: string, minutes: number): Command {
  return command('ECS47', {
    [timeRow]: longUnsigned(minutes),
    'AuxiliaryLoadControlSwitch[n].openCloseOrReset': longUnsigned((number << 8) | SWITCH_ACTIONS[action]),
  });
}

/** ECS47 Reset: give switch `number` back to the calendar (SRV 7.8). */
export function resetSwitch(number: SwitchNumber): Command {
  return command('ECS47', {
    'AuxiliaryLoadControlSwitch[n].openCloseOrReset': longUnsigned((number << 8) | SWITCH_ACTIONS.revertToCalendar),
  });
}

/**
 * ECS46a: set the descriptions ("labels") of some switches (SRV 6.14.1).
 * @param labels printable ASCII by switch number; GBCS 3.1 allows 127 characters, the DUIS 22
 */
export function setDescriptions(labels: Readonly<Partial<Record<SwitchNumber, string>>>): Command {
  return command('ECS46a', perSwitch(labels, 'description', visibleString));
}

/** ECS61a: read all data of the switches (SRV 7.7). */
export function readSwitchData(): Command {
  const { payload } = useCase('ECS61a');
  const rows = payload.family === 'dlms' ? payload.rows : [];
  return command('ECS61a', Object.fromEntries(rows.map((row) => [row.name, true])));
}

/** A day on which the calendar is another one (class 11). */
export interface SpecialDay {
  /** Year, or `every`. */
  readonly year: number | 'every';
  /** 1 to 12, and 1 to 31. */
  readonly month: number;
  readonly day: number;
}

/** When an entry of the calendar acts (class 10). Times are UTC. */
export interface CalendarTimes {
  readonly hour: number;
  readonly minute: number;
  /** Seven characters 0 or 1, Monday first. */
  readonly weekdays: string;
  /** One character 0 or 1 for each special day of the same Command. */
  readonly specialDays: string;
  /** First and last day on which the entry applies; absent means any. */
  readonly begin?: SpecialDay;
  readonly end?: SpecialDay;
}

/** When the calendar opens or closes a switch. */
export interface CalendarEntry extends CalendarTimes {
  readonly switch: SwitchNumber;
  readonly action: 'open' | 'close';
}

export interface SwitchConfiguration {
  /** What each switch drives: an ALCS of the ESME, or the HCALCS with this identifier. Others stay as they are. */
  readonly switches?: Readonly<Partial<Record<SwitchNumber, 'alcs' | Eui64>>>;
  readonly specialDays?: readonly SpecialDay[];
  /** 1 to 48: the calendar of GBCS 3.1 cannot be empty. */
  readonly entries: readonly CalendarEntry[];
  /** Activation date-time of 12 octets; absent means now. */
  readonly activation?: Uint8Array;
}

/** Script selectors of the calendar of GBCS 3.1: bit 10 of those of ECS47 is clear. */
const CALENDAR_ACTIONS = { close: 0x01, open: 0x02 } as const;
const SCRIPT_TABLE = Uint8Array.of(0, 0, 10, 0, 103, 255);
const ANY = 0xff;
const ANY_DATE = Uint8Array.of(ANY, ANY, ANY, ANY, ANY);
const ALWAYS_VALID = 0xffff;

/** ECS46c: tie switches to what they drive, and set the calendar (SRV 6.14.2). */
export function configureSwitches(configuration: SwitchConfiguration): Command {
  const { switches = {}, specialDays = [], entries, activation = ACTIVATE_NOW } = configuration;
  const values: Record<string, Data> = {
    ...perSwitch(switches, 'typeAndIdentifier', (target) =>
      octetString(target === 'alcs' ? ALCS_IDENTIFIER : eui64Bytes(target)),
    ),
    'AuxiliaryLoadControlSwitchesCalendar(SpecialDays).entries.next': array(...specialDays.map(specialDayData)),
    'AuxiliaryLoadControlSwitchesCalendar.entries.next': array(
      ...entries.map((entry, index) =>
        calendarEntryData(entry, (entry.switch << 8) | CALENDAR_ACTIONS[entry.action], index),
      ),
    ),
    'AuxiliaryLoadControlSwitchesCalendar.activateNextDateTime': octetString(activation),
    'AuxiliaryLoadControlSwitchesCalendar(SpecialDays).activateNextDateTime': octetString(activation),
  };
  return command('ECS46c', values);
}

/** A COSEM date of 5 octets, any day of the week. */
function dateOctets({ year, month, day }: SpecialDay): Uint8Array {
  return year === 'every'
    ? Uint8Array.of(ANY, ANY, month, day, ANY)
    : Uint8Array.of(year >> 8, year & 0xff, month, day, ANY);
}

export function specialDayData(specialDay: SpecialDay, index: number): Data {
  return structure(longUnsigned(index + 1), octetString(dateOctets(specialDay)), {
    type: 'unsigned',
    value: index + 1,
  });
}

/** One entry of the calendar. @param selector of its script, by the version's coding; @param index from 0 */
export function calendarEntryData(entry: CalendarTimes, selector: number, index: number): Data {
  return structure(
    longUnsigned(index + 1),
    booleanData(true),
    octetString(SCRIPT_TABLE),
    longUnsigned(selector),
    octetString(Uint8Array.of(entry.hour, entry.minute, 0, 0)),
    longUnsigned(ALWAYS_VALID),
    { type: 'bit-string', bits: entry.weekdays },
    { type: 'bit-string', bits: entry.specialDays },
    octetString(entry.begin === undefined ? ANY_DATE : dateOctets(entry.begin)),
    octetString(entry.end === undefined ? ANY_DATE : dateOctets(entry.end)),
  );
}

function perSwitch<T>(
  values: Readonly<Partial<Record<SwitchNumber, T>>>,
  row: string,
  encode: (value: T) => Data,
): Record<string, Data> {
  const named: Record<string, Data> = {};
  for (const number of SWITCH_NUMBERS) {
    const value = values[number];
    if (value !== undefined) named[`AuxiliaryLoadControlSwitch[${number}].${row}`] = encode(value);
  }
  return named;
}

/** ECS42, ECS43, ECS44: enable, disable or arm the supply (SRV 7.1, 7.2, 7.3). */
export function setSupply(action: 'enable' | 'disable' | 'arm'): Command {
  return command({ enable: 'ECS42', disable: 'ECS43', arm: 'ECS44' }[action], {});
}
