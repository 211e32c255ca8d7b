import {
  activateSwitch,
  configureSwitches,
  type Data,
  deactivateSwitch,
  encodeDateTime,
  eui64Bytes,
  longUnsigned,
  octetString,
  type Payload,
  resetSwitch,
  SWITCH_NUMBERS,
  structure,
  type UseCase,
  visibleString,
} from '../../gbcs/index.js';
import { actor } from './cast.js';
import type { FlagName } from './notes.js';
import { CLOCK, LATER, type RowValues, requestOf, rowsOf } from './samples.js';

/** Payloads of the DLMS Commands, where several say more than one that only fits the rows. */

/** A right payload, and what is worth saying of it. */
export interface Sample {
  readonly name: string;
  readonly comment: string;
  readonly payload: Payload;
  /** What is worth a flag although it is right. */
  readonly flag?: FlagName;
}

function request(useCase: UseCase, name: string, comment: string, values: RowValues = {}): Sample {
  return { name, comment, payload: requestOf(rowsOf(useCase), values) };
}

function dateTime(instant: number): Data {
  return octetString(encodeDateTime(instant));
}

/** All of a use case's samples; the first is the one that faults are made from. */
export function dlmsSamples(useCase: UseCase): readonly Sample[] {
  const special = SAMPLES[useCase.name];
  return special?.(useCase) ?? [request(useCase, 'typical', 'every row that must be there, with values that fit')];
}

const SAMPLES: Readonly<Record<string, (useCase: UseCase) => readonly Sample[]>> = {
  ECS47: () => [
    { name: 'open', comment: 'switch 2 open for 60 minutes', payload: deactivateSwitch(2, 60).payload },
    { name: 'close', comment: 'switch 5 closed for 1,440 minutes', payload: activateSwitch(5, 1440).payload },
    { name: 'longest', comment: 'switch 1 closed for 65,535 minutes', payload: activateSwitch(1, 65_535).payload },
    { name: 'reset', comment: 'switch 3 back to the calendar', payload: resetSwitch(3).payload },
  ],
  ECS47a: (useCase) => [
    ...SWITCH_NUMBERS.map((n) =>
      request(useCase, `controller-${n}`, `controller ${n}: output 100 % for 24 hours`, {
        [`AuxiliaryController[${n}].settingPeriodStart`]: dateTime(CLOCK),
        [`AuxiliaryController[${n}].settingPeriodEnd`]: dateTime(CLOCK + 86_400_000),
        'AuxiliaryController[n].controllerNumberAndCommandedState': longUnsigned(((0x10 | n) << 8) | 100),
      }),
    ),
  ],
  ECS47e: (useCase) => [
    ...([1, 2] as const).map((direction) =>
      request(useCase, `limit-${direction}`, `controller 1, direction ${direction}: at most 50 % for an hour`, {
        'AuxiliaryProportionalController[1].limitPeriodStartDateTime': dateTime(CLOCK),
        'AuxiliaryProportionalController[1].limitPeriodEndDateTime': dateTime(CLOCK + 3_600_000),
        'AuxiliaryProportionalController[n].controllerNumberAndCommandedState': longUnsigned(
          (((direction << 4) | 1) << 8) | 50,
        ),
      }),
    ),
  ],
  ECS46a: (useCase) => {
    const isOld = useCase.versions.includes('3.1');
    const object = isOld ? 'AuxiliaryLoadControlSwitch' : 'AuxiliaryController';
    const label = (n: number, text: string) => ({ [`${object}[${n}].description`]: visibleString(text) });
    const longest = isOld ? 127 : 22;
    return [
      request(useCase, 'one', 'the label of controller 2', label(2, 'EV charger')),
      request(useCase, 'all', 'the labels of all five', {
        ...label(1, 'Immersion heater'),
        ...label(2, 'EV charger'),
        ...label(3, 'Storage heater'),
        ...label(4, 'Heat pump'),
        ...label(5, 'Not used'),
      }),
      request(useCase, 'longest', `a label of ${longest} characters, the most`, label(1, 'x'.repeat(longest))),
      request(useCase, 'shortest', 'a label of one character', label(5, '5')),
    ];
  },
  ECS46c: () => {
    const calendar = (comment: string, name: string, activation?: Uint8Array, switches = {}): Sample => ({
      name,
      comment,
      flag: 'WildcardDate',
      payload: configureSwitches({
        switches,
        specialDays: [
          { year: 'every', month: 12, day: 25 },
          { year: 2026, month: 8, day: 31 },
        ],
        entries: [
          { switch: 2, action: 'close', hour: 0, minute: 30, weekdays: '1111111', specialDays: '00' },
          { switch: 2, action: 'open', hour: 7, minute: 0, weekdays: '1111100', specialDays: '10' },
        ],
        ...(activation === undefined ? {} : { activation }),
      }).payload,
    });
    return [
      calendar('a calendar with two special days, one of them with a wildcard year, at once', 'now'),
      calendar('the same at a later date', 'dated', encodeDateTime(LATER)),
      calendar('switch 2 is an HCALCS, switch 3 an ALCS', 'types', undefined, { 2: actor('hcalcs').entity, 3: 'alcs' }),
    ];
  },
  ECS46d: (useCase) => {
    const entry = (selector: number): Data =>
      structure(
        longUnsigned(1),
        { type: 'boolean', value: true },
        octetString(Uint8Array.of(0, 0, 10, 0, 103, 255)),
        longUnsigned(selector),
        octetString(Uint8Array.of(0, 30, 0, 0)),
        longUnsigned(0xffff),
        { type: 'bit-string', bits: '1111111' },
        { type: 'bit-string', bits: '' },
        octetString(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff)),
        octetString(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff)),
      );
    const values = (instant: number, entries: readonly Data[]) => ({
      'AuxiliaryControllerCalendar(SpecialDays).entries.next': { type: 'array', items: [] } as Data,
      'AuxiliaryControllerCalendar.entries.next': { type: 'array', items: entries } as Data,
      'AuxiliaryControllerCalendar.activateNextDateTime': dateTime(instant),
      'AuxiliaryControllerCalendar(SpecialDays).activateNextDateTime': dateTime(instant),
    });
    return [
      request(useCase, 'dated', 'one entry, at a later date', values(LATER, [entry(0x1164)])),
      request(useCase, 'empty', 'a calendar without entries', values(LATER, [])),
      request(useCase, 'most', '120 entries, the most', values(LATER, new Array<Data>(120).fill(entry(0x1164)))),
    ];
  },
  ECS38: (useCase) =>
    [900, 0, 1799].map((seconds) =>
      request(useCase, `${seconds}`, `an offset of at most ${seconds} seconds`, {
        'RandomisedOffsetLimit.value': longUnsigned(seconds),
      }),
    ),
  CCS01: (useCase) =>
    (
      [
        ['hcalcs', 13],
        ['ppmid', 132],
        ['esme', 0],
      ] as const
    ).map(([device, type]) =>
      request(useCase, device, `a device of type ${type}, joining for 90 seconds`, {
        'DeviceLog(CHF).addEntry': structure(
          octetString(eui64Bytes(actor(device).entity)),
          { type: 'enum', value: 1 },
          octetString(Uint8Array.from({ length: 16 }, (_, i) => 0xa0 + i)),
          { type: 'enum', value: type },
        ),
        'DeviceLog(CHF).joiningTimePeriod': longUnsigned(90),
      }),
    ),
};
